"""A score, and what moved it in a reviewer's words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST_RAISING = 4
_MOST_LOWERING = 2
_TOO_LITTLE = 0.02
"""Log-odds below which a sign is not worth a reviewer's time."""
_LONG = 0.8
"""Fifteens of words from which length is worth telling; every sentence has some."""

SECOND_OPINION = "second opinion"
"""What the neural scorer's encoder did to the score: it can be told, but not explained."""

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
    SECOND_OPINION: "second opinion",
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
        """Return what raised the score, the weightiest first, then what lowered it.

        Signs of one phrase count together. Where a second opinion was asked, it is always named.
        """
        moved: dict[str, float] = {}
        for sign, by in self.moved.items():
            phrase = PHRASES.get(sign, sign)
            moved[phrase] = moved.get(phrase, 0.0) + by
        second = moved.pop(PHRASES[SECOND_OPINION], None)
        moved.pop("", None)
        if self.features.get("length", 0) < _LONG and moved.get(PHRASES["length"], 0) > 0:
            del moved[PHRASES["length"]]
        _say_who_did_what_and_when(moved)
        weighed = sorted(((by, phrase) for phrase, by in moved.items()), reverse=True)
        raising = [phrase for by, phrase in weighed if by > _TOO_LITTLE][:_MOST_RAISING]
        lowering = [phrase for by, phrase in reversed(weighed) if by < -_TOO_LITTLE][
            :_MOST_LOWERING
        ]
        if second is not None:
            # First, because it replaced what the signs below would have made of the sentence.
            (raising if second >= 0 else lowering).insert(0, PHRASES[SECOND_OPINION])
        return (*raising, *(f"{phrase}: lowers" for phrase in lowering))


def _say_who_did_what_and_when(moved: dict[str, float]) -> None:
    """Replace who, what and when by one phrase that says them all, if each of them raised."""
    who, what, *when = (PHRASES[sign] for sign in ("name", "past", "calendar", "year"))
    raising = {phrase for phrase in (who, what, *when) if moved.get(phrase, 0) > _TOO_LITTLE}
    if {who, what} < raising:
        moved["says who did what and when"] = sum(moved.pop(phrase) for phrase in raising)


def log_odds(value: float) -> float:
    bounded = min(max(value, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def said(words: Sequence[str]) -> str:
    """Name a wording that shows no sign; empty for what tells a reviewer nothing: ``of the``."""
    plain = all(word.replace("'", "").isalpha() for word in words)
    return f"says “{' '.join(words)}”" if plain and any(len(word) > 4 for word in words) else ""


TOO_SHORT = Score(0.0, {"short": 1}, {"short": -1.0})
SHORTEST = 12
"""Characters below which nothing is weighed: no checkable statement is that short."""
