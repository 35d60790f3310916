"""The score without a model: a sum of weighed signs, each weight the log of a change of odds.

The weights were fitted by logistic regression on graded news and, at a fifth of their weight,
ClaimBuster's debates, then rounded; the intercept puts the generous end of the best cuts at DEFAULT_THRESHOLD.
Kept beside the trained scorers as what they must beat, and for desks that want every weight on
one page.
"""

import math

from .features import count_features
from .reasons import SHORTEST, TOO_SHORT, Score

_INTERCEPT = -1.4
_WEIGHTS = {
    "percent": 2.28,
    "magnitude": 1.34,
    "money": 0.97,
    "number": 0.72,
    "year": 0.68,
    "money_word": 0.49,
    "law": 0.45,
    "number_word": 0.44,
    "past": 0.43,
    "reporting": 0.39,
    "wrongdoing": 0.37,
    "causal": 0.37,
    "length": 0.37,
    "public": 0.34,
    "acronym": 0.30,
    "calendar": 0.29,
    "comparison": 0.28,
    "name": 0.18,
    "quote": 0.12,
    "question": -1.43,
    "exclamation": -0.88,
    "obligation": -0.86,
    "imperative": -0.78,
    "greeting": -0.62,
    "belief": -0.59,
    "first_person": -0.57,
    "future": -0.49,
    "possible": -0.43,
    "opinion": -0.41,
    "cut_off": -0.33,
    "short": -0.31,
    "vague": -0.24,
    "joining": -0.21,
    "second_person": -0.19,
    "we": -0.16,
    "no_verb_sign": -0.16,
    "copula": -0.14,
}


def score_by_rules(sentence: str, *, spoken: bool = False) -> Score:
    """Score one sentence; the rules make no difference between speech and news."""
    if len(sentence) < SHORTEST:
        return TOO_SHORT
    features = count_features(sentence)
    moved = {sign: _WEIGHTS[sign] * count for sign, count in features.items() if sign in _WEIGHTS}
    return Score(1 / (1 + math.exp(-_INTERCEPT - sum(moved.values()))), features, moved)
