"""Hand-made golds, and how far a reading agrees with them.

Two sets, never to be averaged: the sample articles of seeds/ were in sight when the rules of the
claim finder were written, those of seeds/gold/ were not.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workers.extraction import DEFAULT_THRESHOLD, FoundClaim, Sentence, extract

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
UNSEEN = SEEDS / "gold"

_ENOUGH_OVERLAP = 0.5
_ARTICLES_OF_SPEECH = ("the ", "a ", "an ")


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """``text[start:end]`` states something; ``claimant`` is empty for the article itself.

    ``claimant_type`` is empty where the gold does not give it.
    """

    start: int
    end: int
    claimant: str
    kind: str
    check_worthy: bool
    claimant_type: str = ""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    slug: str
    text: str
    claims: tuple[GoldClaim, ...]


@dataclass(slots=True)
class Agreement:
    """Counts of one or more articles; the figures are shares between 0 and 1."""

    found: int = 0
    wanted: int = 0
    exact: int = 0
    claimants_right: int = 0
    kinds_right: int = 0
    typed: int = 0
    types_right: int = 0
    matched: int = 0
    boundaries: int = 0
    boundaries_right: int = 0
    boundaries_wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return _share(self.matched, self.found)

    @property
    def recall(self) -> float:
        return _share(self.matched, self.wanted)

    @property
    def f1(self) -> float:
        return _harmonic(self.precision, self.recall)

    @property
    def exact_spans(self) -> float:
        return _share(self.exact, self.matched)

    @property
    def claimant_accuracy(self) -> float:
        return _share(self.claimants_right, self.matched)

    @property
    def kind_accuracy(self) -> float:
        return _share(self.kinds_right, self.matched)

    @property
    def type_accuracy(self) -> float:
        """Of the ways in which a claimant is given (quotation, indirect speech, ...)."""
        return _share(self.types_right, self.typed)

    @property
    def boundary_f1(self) -> float:
        """Of the starts and ends of sentences within the stretches that the gold marks."""
        return _harmonic(
            _share(self.boundaries_right, self.boundaries),
            _share(self.boundaries_right, self.boundaries_wanted),
        )


def gold_articles(folder: Path = SEEDS) -> Iterator[GoldArticle]:
    """Yield the articles of ``folder`` that have both a text and a gold, by name."""
    for path in sorted(folder.glob("*.txt")):
        gold = path.with_suffix(".json")
        if not gold.exists():
            continue
        claims = json.loads(gold.read_text(encoding="utf-8"))["claims"]
        yield GoldArticle(
            slug=path.stem,
            # read_text would turn other newlines into \n and move the offsets
            text=path.read_bytes().decode("utf-8"),
            claims=tuple(
                GoldClaim(
                    claim["start"],
                    claim["end"],
                    claim["claimant"],
                    claim["kind"],
                    claim["check_worthy"],
                    claim.get("claimant_type", ""),
                )
                for claim in claims
            ),
        )


def measure(articles: Sequence[GoldArticle], *, threshold: float = DEFAULT_THRESHOLD) -> Agreement:
    """Compare the extractor's reading with the gold.

    A found claim and a gold claim match when they share at least half of the longer one.
    Precision and recall count check-worthy gold claims; claimants, their types, kinds and exact spans are
    judged over every found claim that matches one of them.
    """
    total = Agreement()
    for article in articles:
        reading = extract(article.text, threshold=threshold)
        _count_claims(total, article, reading.claims)
        _count_boundaries(total, article, reading.sentences)
    return total


def _count_claims(total: Agreement, article: GoldArticle, claims: Sequence[FoundClaim]) -> None:
    wanted = [gold for gold in article.claims if gold.check_worthy]
    total.found += len(claims)
    total.wanted += len(wanted)
    for gold in wanted:
        claim = next((c for c in claims if _overlap(c, gold) >= _ENOUGH_OVERLAP), None)
        if claim is None:
            continue
        total.matched += 1
        total.exact += (claim.start, claim.end) == (gold.start, gold.end)
        total.kinds_right += claim.kind == gold.kind
        total.typed += bool(gold.claimant_type)
        total.types_right += claim.claimant_type == gold.claimant_type
        if same_claimant(claim.claimant, gold.claimant):
            total.claimants_right += 1
        else:
            total.wrong.append(
                f"{article.slug}:{claim.start} said by {claim.claimant!r}, gold {gold.claimant!r}"
            )


def _count_boundaries(
    total: Agreement, article: GoldArticle, sentences: Sequence[Sentence]
) -> None:
    wanted = {at for gold in article.claims for at in ((gold.start, "start"), (gold.end, "end"))}
    inside = {
        at
        for sentence in sentences
        for at in ((sentence.start, "start"), (sentence.end, "end"))
        if any(gold.start <= at[0] <= gold.end for gold in article.claims)
    }
    total.boundaries += len(inside)
    total.boundaries_wanted += len(wanted)
    total.boundaries_right += len(wanted & inside)


def _overlap(claim: FoundClaim, gold: GoldClaim) -> float:
    shared = min(claim.end, gold.end) - max(claim.start, gold.start)
    return shared / max(claim.end - claim.start, gold.end - gold.start)


def same_claimant(found: str, gold: str) -> bool:
    """Compare names without regard to capitals and a leading article of speech."""
    return _bare(found) == _bare(gold)


def _bare(name: str) -> str:
    name = name.casefold()
    for article in _ARTICLES_OF_SPEECH:
        name = name.removeprefix(article)
    return name


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
