"""What can be counted in one sentence: the transparent half of check-worthiness.

One pass over at most ``_WINDOW`` characters; a longer sentence is judged by its beginning.
"""

import re

from . import signs

WORDS_A_LENGTH = 15
"""The feature ``length`` counts in so many words, so that it weighs like the others."""

_WINDOW = 2_000
_TOKEN = re.compile(
    r"(?P<money>[$€£¥]\s?\d[\d.,]{0,15}|\d[\d.,]{0,15} ?[€£])"
    r"|(?P<percent>\d[\d.,]{0,15} ?(?:%|percent\b|per cent\b))"
    r"|(?P<year>(?:1[5-9]|20)\d\d(?!\d|[.,]\d))"
    r"|(?P<number>\d[\d.,]{0,15})"
    r"|(?P<word>[^\W\d_][\w\u0300-\u036f’'-]{0,40})"
    r"|(?P<sign>[?!“”\"%$€£:])"
)

_SIGNS = {
    "number_word": signs.NUMBER_WORDS,
    "magnitude": signs.MAGNITUDES,
    "money_word": signs.MONEY_WORDS,
    "calendar": signs.CALENDAR,
    "reporting": signs.REPORTING_WORDS,
    "law": signs.LAW_WORDS,
    "wrongdoing": signs.WRONGDOING_WORDS,
    "public": signs.PUBLIC_WORDS,
    "causal": signs.CAUSAL_WORDS,
    "comparison": signs.COMPARING_WORDS,
    "opinion": signs.OPINION_WORDS,
    "belief": signs.BELIEF_WORDS,
    "obligation": signs.OBLIGATION_WORDS,
    "future": signs.FUTURE_WORDS,
    "possible": signs.POSSIBLE_WORDS,
    "first_person": signs.FIRST_PERSON,
    "we": signs.WE_WORDS,
    "second_person": signs.SECOND_PERSON,
    "vague": signs.VAGUE_WORDS,
    "greeting": signs.GREETING_WORDS,
    "copula": signs.COPULAS,
    "negation": signs.NEGATIONS,
}
_BY_WORD = {
    word: tuple(feature for feature, words in _SIGNS.items() if word in words)
    for word in frozenset[str]().union(*_SIGNS.values())
}


def signs_of_word(word: str) -> tuple[str, ...]:
    return _BY_WORD.get(word, ())


def count_features(sentence: str) -> dict[str, float]:
    """Return the features of ``sentence`` that are not zero."""
    counts: dict[str, float] = {}
    length = 0
    first = ""
    for match in _TOKEN.finditer(sentence[:_WINDOW]):
        kind = match.lastgroup or ""
        found = match.group()
        if kind == "word":
            length += 1
            # The month, not the verb, unless it opens the sentence.
            small = "month" if found == "May" and length > 1 else found.lower()
            first = first or small
            for feature in _BY_WORD.get(small, ()):
                counts[feature] = counts.get(feature, 0) + 1
            if found[0].isupper() and length > 1 and small not in signs.FIRST_PERSON:
                counts["name"] = counts.get("name", 0) + 1
                if len(found) > 1 and found.isupper():
                    counts["acronym"] = counts.get("acronym", 0) + 1
            elif small in signs.PAST_FORMS or (
                small.endswith("ed") and len(small) > 4 and small not in signs.ED_BUT_NOT_PAST
            ):
                counts["past"] = counts.get("past", 0) + 1
        elif kind == "sign":
            if found in '“”"':
                counts["quote"] = counts.get("quote", 0) + 1
            elif found in "?!":
                counts["question" if found == "?" else "exclamation"] = 1
        else:
            length += 1
            counts[kind] = counts.get(kind, 0) + 1
    return _finished(sentence, counts, length, first)


def _finished(sentence: str, counts: dict[str, float], length: int, first: str) -> dict[str, float]:
    for feature in counts:
        counts[feature] = min(counts[feature], 3)
    counts["length"] = min(length, 45) / WORDS_A_LENGTH
    if length < 6:
        counts["short"] = 1
    if first in signs.DEICTIC_OPENERS:
        counts["deictic"] = 1
    if first in signs.JOINING_OPENERS:
        counts["joining"] = 1
    if first in signs.IMPERATIVE_OPENERS:
        counts["imperative"] = 1
    if sentence[:1] in '“"‘':
        counts["opens_quote"] = 1
    if sentence[:1].islower():
        counts["cut_off"] = 1
    if not {"past", "copula", "reporting", "possible", "future"} & counts.keys():
        counts["no_verb_sign"] = 1
    return counts
