"""A score, and what moved it in a reviewer's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST_RAISING = 4
_MOST_LOWERING = 2
_TOO_LITTLE = 0.02
"""Log-odds below which a sign is not worth a reviewer's time."""
_LONG = 0.8
"""Fifteens of words from which length is worth telling; every sentence has some."""

PHRASES = {
    "percent": "states a percentage",
    "magnitude": "names a large number",
    "money": "names a sum of money",
    "number": "names a number",
    "year": "names a year",
    "money_word": "speaks of money",
    "law": "speaks of the law",
    "number_word": "names a number",
    "past": "says what was done",
    "reporting": "rests on a source",
    "wrongdoing": "speaks of harm or wrongdoing",
    "causal": "says what caused what",
    "length": "goes into detail",
    "public": "concerns public life",
    "acronym": "names an institution",
    "calendar": "says when",
    "comparison": "compares or ranks",
    "name": "names who or what",
    "quote": "quotes",
    "question": "question",
    "exclamation": "exclamation",
    "obligation": "says what should be",
    "imperative": "instruction",
    "greeting": "courtesy",
    "belief": "belief",
    "first_person": "personal experience",
    "future": "prediction",
    "possible": "possibility",
    "opinion": "opinion",
    "cut_off": "cut off",
    "short": "short",
    "vague": "vague",
    "joining": "leans on the sentence before",
    "second_person": "addresses somebody",
    "we": "speaks of we",
    "no_verb_sign": "says of nobody what they did",
    "copula": "says how things are",
    "negation": "denies",
    "deictic": "points to what was said before",
    "opens_quote": "quotes",
}


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` lies between 0 and 1.

    ``features`` are what was counted in the sentence; ``moved`` is by how much each sign, or
    what ``said`` calls a wording without one, changed the log of the odds.
    """

    value: float
    features: Mapping[str, float]
    moved: Mapping[str, float]

    def reasons(self) -> tuple[str, ...]:
        """Return what raised the score, the weightiest first, then what lowered it."""
        weighed = sorted(((by, sign) for sign, by in self.moved.items()), reverse=True)
        raising = dict.fromkeys(PHRASES.get(sign, sign) for by, sign in weighed if by > _TOO_LITTLE)
        raising.pop("", None)
        if self.features.get("length", 0) < _LONG:
            raising.pop(PHRASES["length"], None)
        if {"name", "past"} <= self.features.keys() and {"calendar", "year"} & self.features.keys():
            merged = ("names who or what", "says what was done", "says when", "names a year")
            raising = {"says who did what and when": None} | {
                reason: None for reason in raising if reason not in merged
            }
        lowering = dict.fromkeys(
            PHRASES.get(sign, sign) for by, sign in reversed(weighed) if by < -_TOO_LITTLE
        )
        lowering.pop("", None)
        return (
            *list(raising)[:_MOST_RAISING],
            *(f"{reason}: lowers" for reason in list(lowering)[:_MOST_LOWERING]),
        )


def said(words: Sequence[str]) -> str:
    """Name a wording that shows no sign; empty for what tells a reviewer nothing: ``of the``."""
    plain = all(word.replace("'", "").isalpha() for word in words)
    return f"says “{' '.join(words)}”" if plain and any(len(word) > 4 for word in words) else ""


TOO_SHORT = Score(0.0, {"short": 1}, {"short": -1.0})
SHORTEST = 12
"""Characters below which nothing is weighed: no checkable statement is that short."""
