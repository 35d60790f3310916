"""How much a sentence is worth a checker's time: the scorers by name."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from .linear import score_linear
from .neural import rank_neural, score_neural
from .reasons import Score
from .rules import score_by_rules

DEFAULT_SCORER = "linear"
DEFAULT_THRESHOLD = 0.4
"""Near the best in F1 on held-out documents of news, where the curve is flat from .25 to .45, and
of debate, where it is flat from .3 to .4."""


class Scorer(Protocol):
    def __call__(self, sentence: str, *, spoken: bool = False) -> Score: ...


_TO_DECIDE: Mapping[str, Scorer] = {
    "linear": score_linear,
    "neural": score_neural,
    "rules": score_by_rules,
}
_TO_RANK: Mapping[str, Scorer] = {**_TO_DECIDE, "neural": rank_neural}
_IN_PASSING: Mapping[str, Scorer] = {**_TO_DECIDE, "neural": score_linear}
SCORERS = tuple(sorted(_TO_DECIDE))
"""The names that ``scorer`` may have."""


def scorer_named(name: str | None) -> Scorer:
    """Return the scorer called ``name``, the default for None; ValueError names the valid ones."""
    return _TO_DECIDE[_valid(name)]


def scorer_in_passing(name: str | None) -> Scorer:
    """Return what scores the lines that cannot become claims: nothing is worth a second opinion."""
    return _IN_PASSING[_valid(name)]


def score_sentences(sentences: Sequence[str], *, scorer: str | None = None) -> list[float]:
    score = _TO_RANK[_valid(scorer)]
    return [score(sentence).value for sentence in sentences]


def _valid(name: str | None) -> str:
    if name is None:
        return DEFAULT_SCORER
    if name not in SCORERS:
        valid = ", ".join(SCORERS)
        raise ValueError(f"unknown scorer {name!r}; valid scorers: {valid}")
    return name
