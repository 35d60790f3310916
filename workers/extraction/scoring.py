"""How much a sentence is worth a checker's time: the scorers by name."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from .linear import score_linear
from .neural import score_neural
from .reasons import Score
from .rules import score_by_rules

DEFAULT_SCORER = "linear"
DEFAULT_THRESHOLD = 0.4
"""Best in F1 on held-out documents of news and of debate, where the curve is flat from .3 to .4."""


class Scorer(Protocol):
    def __call__(self, sentence: str, *, spoken: bool = False) -> Score: ...


_SCORERS: Mapping[str, Scorer] = {
    "linear": score_linear,
    "neural": score_neural,
    "rules": score_by_rules,
}
SCORERS = tuple(sorted(_SCORERS))
"""The names that ``scorer`` may have."""


def scorer_named(name: str | None) -> Scorer:
    """Return the scorer called ``name``, the default for None; ValueError names the valid ones."""
    try:
        return _SCORERS[DEFAULT_SCORER if name is None else name]
    except KeyError:
        valid = ", ".join(SCORERS)
        raise ValueError(f"unknown scorer {name!r}; valid scorers: {valid}") from None


def score_sentences(sentences: Sequence[str], *, scorer: str | None = None) -> list[float]:
    score = scorer_named(scorer)
    return [score(sentence).value for sentence in sentences]
