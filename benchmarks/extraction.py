"""How good and how fast the claim finder is.

    python benchmarks/extraction.py [GROUNDTRUTH]

Prints its agreement with the golds of seeds/ and, apart from these, of seeds/gold/, its speed
beside a bare ``re.split`` on the same text in the same process, how its sentences compare with
those of libraries (splitters.py), and how the time grows on hostile texts when they become ten
times as long (10 is linear). With the path of ClaimBuster's groundtruth.csv (Zenodo record
3609356), also how well each scorer ranks its 1,032 sentences.
"""

import csv
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.golds import SEEDS, UNSEEN, Agreement, gold_articles, measure
from benchmarks.splitters import print_hostile_lines, print_splitters
from workers.extraction import DEFAULT_THRESHOLD, SCORERS, check_worthiness, extract, sentences
from workers.extraction.worth.neural import ScorerUnavailableError

_SHORT, _LONG = 100_000, 1_000_000
_AT_LEAST = 1.0
"""Seconds that a speed is measured over."""

_HOSTILE = {
    "full stops": ".",
    "quotation marks": '"',
    "curly marks": "“",
    "brackets": "(",
    "one word": "a",
    "capitals": "A",
    "digits": "1",
    "newlines": "\n",
    "one-letter lines": "a\n",
    "a. ": "a. ",
    "U.S.": "U.S.",
    "a.....b.": "a.....b.",
    "said ": "said ",
    "according to ": "according to ",
    "names": "Ann Bee ",
    "speakers": "Ann Bee said. ",
    "quotations": "“A b,” Ann Bee said. “C.” ",
    "appositions": "Ann Bee, the mayor, said x. ",
    "labels": "MR. A: ",
    "turns": "MR. A: hi\n",
    "interview": "Q: why?\nA: so.\n",
    "ideographs": "日本。",
}


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _per_second(work: Callable[[], object], count: int) -> float:
    rounds, spent = 0, 0.0
    while spent < _AT_LEAST:
        spent += _seconds(work)
        rounds += 1
    return count * rounds / spent


def print_agreement(folder: Path, standing: str) -> None:
    articles = list(gold_articles(folder))
    agreement = measure(articles)
    print(f"golds, {standing}: {len(articles)} articles, {agreement.wanted} check-worthy claims")
    for name, figure in (
        ("precision", agreement.precision),
        ("recall", agreement.recall),
        ("F1", agreement.f1),
        ("exact spans", agreement.exact_spans),
        ("boundary F1", agreement.boundary_f1),
        ("claimants right", agreement.claimant_accuracy),
        ("kinds right", agreement.kind_accuracy),
    ):
        print(f"  {name:16} {figure:.3f}")
    if agreement.typed:
        print(f"  {'types right':16} {agreement.type_accuracy:.3f}")
    print(f"    {'article':24} precision recall F1 boundary F1 claimants kinds")
    for article in articles:
        print(f"    {article.slug:26} {_row(measure([article]))}")
    for line in agreement.wrong:
        print(f"  claimant: {line}")


def _row(agreement: Agreement) -> str:
    return (
        f"{agreement.precision:5.2f} {agreement.recall:6.2f} {agreement.f1:5.2f}"
        f" {agreement.boundary_f1:11.2f} {agreement.claimant_accuracy:9.2f}"
        f" {agreement.kind_accuracy:5.2f}"
    )


def print_speed() -> None:
    texts = [article.text for article in gold_articles()]
    count = sum(len(sentences(text)) for text in texts)
    plain = re.compile(r"(?<=[.!?])\s+")
    rates = {
        "re.split": _per_second(lambda: [plain.split(text) for text in texts], count),
        "sentences": _per_second(lambda: [sentences(text) for text in texts], count),
    }
    for scorer in _installed():
        rates[f"extract, {scorer}"] = _per_second(
            lambda scorer=scorer: [extract(text, scorer=scorer) for text in texts],  # type: ignore[misc]
            count,
        )
    print("speed, sentences a second on one core (re.split: a bare split at end marks)")
    for name, rate in rates.items():
        print(f"  {name:16} {rate:12,.0f}   re.split / this: {rates['re.split'] / rate:8.1f}")


def print_ranking(groundtruth: Path) -> None:
    with groundtruth.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    worthy = [row["Verdict"] == "1" for row in rows]
    print(f"ClaimBuster groundtruth: {len(rows)} sentences, {sum(worthy)} check-worthy")
    for scorer in _installed():
        scores = check_worthiness([row["Text"] for row in rows], scorer=scorer)
        claimed = [score >= DEFAULT_THRESHOLD for score in scores]
        right = sum(a and b for a, b in zip(claimed, worthy, strict=True))
        f1 = 2 * right / (sum(claimed) + sum(worthy))
        print(
            f"  {scorer:16} average precision {_average_precision(scores, worthy):.3f}"
            f"   F1 at {DEFAULT_THRESHOLD} {f1:.3f}"
        )


def _average_precision(scores: Sequence[float], worthy: Sequence[bool]) -> float:
    """Mean of the precision at each worthy sentence, going down from the highest score."""
    found, total = 0, 0.0
    ranked = sorted(zip(scores, worthy, strict=True), reverse=True, key=lambda pair: pair[0])
    for place, (_, is_worthy) in enumerate(ranked, 1):
        if is_worthy:
            found += 1
            total += found / place
    return total / found


def _installed() -> Iterator[str]:
    for scorer in SCORERS:
        try:
            check_worthiness(["Rents rose by 9 percent."], scorer=scorer)
        except ScorerUnavailableError as missing:
            print(f"  {scorer}: {missing}")
        else:
            yield scorer


def print_growth() -> None:
    print("hostile text, seconds of extract for 1 MB, and against 100 KB (10 is linear)")
    for name, token in _HOSTILE.items():
        short, long = (
            _seconds(lambda size=size, token=token: extract(token * (size // len(token))))  # type: ignore[misc]
            for size in (_SHORT, _LONG)
        )
        print(f"  {name:16} {long:6.2f} s   x {long / max(short, 1e-6):5.1f}")


if __name__ == "__main__":
    print_agreement(SEEDS, "in sight when the rules were written")
    print_agreement(UNSEEN, "unseen")
    print_splitters()
    print_speed()
    for path in sys.argv[1:]:
        print_ranking(Path(path))
    print_growth()
    print_hostile_lines()
