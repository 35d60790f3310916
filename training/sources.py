"""The labelled sentences that the scorers learn from, as they lie in the data folder."""

import csv
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEBATE, NEWS = 0, 1
FOLDS = 10

_WORTH_OF_GRADE = (0.0, 0.15, 0.8, 1.0)
"""A grade is a degree: a priority is surely worth a check, a plain fact only mostly."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """``target`` is what a scorer should say; ``worthy`` is what it is measured against."""

    sentence: str
    document: str
    target: float
    worthy: bool

    @property
    def fold(self) -> int:
        """A document is never split: its sentences would give each other away."""
        return zlib.crc32(self.document.encode()) % FOLDS


def debates(data: Path) -> list[Labelled]:
    """ClaimBuster's crowd-labelled sentences, without those that experts labelled as well."""
    held_out = {line.sentence.casefold() for line in debate_test(data)}
    lines = _claimbuster(data / "claimbuster" / "crowdsourced.csv")
    return [line for line in lines if line.sentence.casefold() not in held_out]


def debate_test(data: Path) -> list[Labelled]:
    """The sentences that experts labelled: to report on, never to train or to choose by."""
    return list(_claimbuster(data / "claimbuster" / "groundtruth.csv"))


def _claimbuster(path: Path) -> Iterator[Labelled]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            worthy = row["Verdict"] == "1"
            yield Labelled(row["Text"].strip(), row["File_id"], float(worthy), worthy)


def news(data: Path) -> list[Labelled]:
    with (data / "news" / "graded.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Labelled(
            row["sentence"].strip(),
            row["document"],
            _WORTH_OF_GRADE[row["grade"]],
            row["grade"] >= 2,
        )
        for row in rows
    ]
