"""The linear score: signs, words and pairs of words, weighed for news and for debate.

A word can mean one thing in a debate and another in the news, so each has two weights and a third
that tells the two registers apart. A sentence gets the mean of what both heads make of it, by how
much it sounds like news: an article quotes speech, and a speaker reads out the news.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .features import count_features, signs_of_word
from .ngrams import share_of_each, wording_of
from .reasons import SHORTEST, TOO_SHORT, Score, said

WEIGHTS = Path(__file__).with_name("weights") / "linear.json"

UNIT = 100
"""Weights are stored as hundredths: finer ones change no score that anybody reads."""

Weights = tuple[float, float, float]
"""For debate, for news, and for the sentence being news at all."""


class WeightsError(RuntimeError):
    """A scorer's weights are missing or damaged; the message names the file."""

    def __init__(self, path: Path, fault: object) -> None:
        super().__init__(
            f"the scorer's weights {path.name} are missing or damaged ({fault}): "
            "install the program again"
        )


@dataclass(frozen=True, slots=True)
class LinearScore(Score):
    """``as_news`` is how probably the sentence stands in news rather than in a debate."""

    as_news: float


@dataclass(frozen=True, slots=True)
class Model:
    intercepts: Weights
    signs: Mapping[str, Weights]
    wordings: Mapping[str, tuple[str, Weights]]
    """With the sign under which each is told to a reviewer, or itself where it shows none."""

    def score(self, sentence: str, *, spoken: bool = False) -> LinearScore:
        if len(sentence) < SHORTEST:
            return _TOO_SHORT
        features = count_features(sentence)
        debate, news, register = self.intercepts
        weighed: list[tuple[str, float, float]] = []
        for sign, count in features.items():
            weights = self.signs.get(sign)
            if weights is not None:
                weighed.append((sign, weights[0] * count, weights[1] * count))
                register += weights[2] * count
        wordings = wording_of(sentence)
        share = share_of_each(wordings)
        for wording in wordings:
            known = self.wordings.get(wording)
            if known is not None:
                sign, weights = known
                weighed.append((sign, weights[0] * share, weights[1] * share))
                register += weights[2] * share
        as_news = 0.0 if spoken else _logistic(register)
        moved: dict[str, float] = {}
        for sign, by_debate, by_news in weighed:
            debate += by_debate
            news += by_news
            moved[sign] = moved.get(sign, 0.0) + by_debate + (by_news - by_debate) * as_news
        value = _logistic(debate) + (_logistic(news) - _logistic(debate)) * as_news
        return LinearScore(value, features, moved, as_news)


def score_linear(sentence: str, *, spoken: bool = False) -> LinearScore:
    """Score one sentence; ``spoken`` tells that it is known to stand in a transcript."""
    return model().score(sentence, spoken=spoken)


_TOO_SHORT = LinearScore(TOO_SHORT.value, TOO_SHORT.features, TOO_SHORT.moved, as_news=1.0)


@cache
def model(path: Path = WEIGHTS) -> Model:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Model(
            _weights(stored["intercepts"]),
            {sign: _weights(weights) for sign, weights in stored["signs"].items()},
            {
                wording: (_sign_shown_by(wording), _weights(weights))
                for wording, weights in stored["wordings"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise WeightsError(path, fault) from fault


def _weights(stored: tuple[int, int, int]) -> Weights:
    debate, news, register = stored
    return debate / UNIT, news / UNIT, register / UNIT


def _sign_shown_by(wording: str) -> str:
    words = wording.removeprefix("^ ").split()
    shown = [sign for word in words for sign in signs_of_word(word)]
    return shown[0] if shown else "number" if "0" in words else said(words)


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(log_odds, -40.0), 40.0)))
