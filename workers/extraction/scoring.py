"""How much a sentence is worth a checker's time: a sum of weighed signs, and its reasons.

The score is the logistic of the sum, so each weight can be read alone: the log of how much one
sign changes the odds. The weights were fitted by logistic regression on two sources, our grades of
1,709 sentences of web news and, at a fifth of their weight, 22,501 sentences of presidential
debates (ClaimBuster, Arslan et al. 2020, CC BY 4.0), then rounded. F1 on news is flat over a
range of cuts; the intercept puts its more generous end at DEFAULT_THRESHOLD, because a claim that
is not found is checked by nobody.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .features import count_features

DEFAULT_SCORER = "rules"
DEFAULT_THRESHOLD = 0.5

_INTERCEPT = -1.0
_SHORTEST = 12
"""Characters below which nothing is weighed: no checkable statement is that short."""
_MOST_RAISING = 4
_MOST_LOWERING = 2

_RAISES: dict[str, tuple[float, str]] = {
    "percent": (2.28, "states a percentage"),
    "magnitude": (1.34, "names a large number"),
    "money": (0.97, "names a sum of money"),
    "number": (0.72, "names a number"),
    "year": (0.68, "names a year"),
    "money_word": (0.49, "speaks of money"),
    "law": (0.45, "speaks of the law"),
    "number_word": (0.44, "names a number"),
    "past": (0.43, "says what was done"),
    "reporting": (0.39, "rests on a source"),
    "wrongdoing": (0.37, "speaks of harm or wrongdoing"),
    "causal": (0.37, "says what caused what"),
    "length": (0.37, "goes into detail"),
    "public": (0.34, "concerns public life"),
    "acronym": (0.30, "names an institution"),
    "calendar": (0.29, "says when"),
    "comparison": (0.28, "compares or ranks"),
    "name": (0.18, "names who or what"),
    "quote": (0.12, "quotes"),
}
_LOWERS: dict[str, tuple[float, str]] = {
    "question": (-1.43, "question"),
    "exclamation": (-0.88, "exclamation"),
    "obligation": (-0.86, "says what should be"),
    "imperative": (-0.78, "instruction"),
    "greeting": (-0.62, "courtesy"),
    "belief": (-0.59, "belief"),
    "first_person": (-0.57, "personal experience"),
    "future": (-0.49, "prediction"),
    "possible": (-0.43, "possibility"),
    "opinion": (-0.41, "opinion"),
    "cut_off": (-0.33, "cut off"),
    "short": (-0.31, "short"),
    "vague": (-0.24, "vague"),
    "joining": (-0.21, "leans on the sentence before"),
    "second_person": (-0.19, "addresses somebody"),
    "we": (-0.16, "speaks of we"),
    "no_verb_sign": (-0.16, "says of nobody what they did"),
    "copula": (-0.14, "says how things are"),
}
_WEIGHTS = {sign: weight for sign, (weight, _) in (_RAISES | _LOWERS).items()}


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` lies between 0 and 1; ``features`` are what was counted for it."""

    value: float
    features: Mapping[str, float]

    def reasons(self) -> tuple[str, ...]:
        """Return what raised the score, the weightiest first, then what lowered it."""
        weighed = sorted(
            (
                (_WEIGHTS[sign] * count, sign)
                for sign, count in self.features.items()
                if sign in _WEIGHTS
            ),
            reverse=True,
        )
        raising = dict.fromkeys(_RAISES[sign][1] for _, sign in weighed if sign in _RAISES)
        if {"name", "past"} <= self.features.keys() and {"calendar", "year"} & self.features.keys():
            merged = ("names who or what", "says what was done", "says when", "names a year")
            raising = {"says who did what and when": None} | {
                reason: None for reason in raising if reason not in merged
            }
        lowering = [_LOWERS[sign][1] for _, sign in reversed(weighed) if sign in _LOWERS]
        return (
            *list(raising)[:_MOST_RAISING],
            *(f"{reason}: lowers" for reason in lowering[:_MOST_LOWERING]),
        )


_TOO_SHORT = Score(0.0, {"short": 1})


def score_by_rules(sentence: str) -> Score:
    if len(sentence) < _SHORTEST:
        return _TOO_SHORT
    features = count_features(sentence)
    total = _INTERCEPT
    for sign, count in features.items():
        total += _WEIGHTS.get(sign, 0.0) * count
    return Score(1 / (1 + math.exp(-total)), features)


_SCORERS: Mapping[str, Callable[[str], Score]] = {DEFAULT_SCORER: score_by_rules}
SCORERS = tuple(sorted(_SCORERS))
"""The names that ``scorer`` may have."""


def scorer_named(name: str | None) -> Callable[[str], Score]:
    """Return the scorer called ``name``, the default for None; ValueError names the valid ones."""
    try:
        return _SCORERS[DEFAULT_SCORER if name is None else name]
    except KeyError:
        valid = ", ".join(sorted(_SCORERS))
        raise ValueError(f"unknown scorer {name!r}; valid scorers: {valid}") from None


def score_sentences(sentences: Sequence[str], *, scorer: str | None = None) -> list[float]:
    score = scorer_named(scorer)
    return [score(sentence).value for sentence in sentences]
