"""Which words before or after a verb of saying are its subject.

Works on one sentence whose quotations are blanked with BLANK. Without a parser, a subject is what
stands between the verb and the comma before it, if it begins like one and holds no other verb.
"""

import re
from itertools import takewhile

from ..lines.abbreviations import OPENERS
from ..lines.segmentation import Span
from ..people.titles import NOT_NAMES, ORGANISATION_NOUNS, ROLE_OF
from ..wordlist import word_set
from .words import (
    AGENT_ENDINGS,
    BEING,
    DETERMINERS,
    DOCUMENTS,
    HELPING,
    LEADING_WORDS,
    NOT_IN_A_SUBJECT,
    PREPOSITIONS,
    PRONOUNS,
    QUOTING,
    REPORTING,
    SAYING,
    WEEKDAYS,
)

BLANK = "\x00"
SUBJECT_WINDOW = 160
_SUBJECT_WORDS = 14

_TOKEN = re.compile(r"\S{1,80}")
_Token = tuple[int, int, str]
"""Start, end and word."""
_BREAK = re.compile(r",(?!\d)|:(?!\d)|[;—–\[\]\x00]| - ")
AFTER_VERB_STOPS = re.compile(
    r"[,;:—–(\[\x00]|[.!?](?=\s{0,9}$|[\x00\"])| (?:in (?!(?:charge|chief)\b)|on |during |after |as |"
    r"while |when |before |who |which |because |that |to |through |via |about |by |last |this |"
    r"earlier |adding |outside |published |released |shared |posted |obtained |seen |"
    r"is |was |has |had |said |says |today|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday)"
)
_PAST_VERBS = frozenset(
    verb
    for verb in SAYING | REPORTING | QUOTING
    if verb.endswith("ed") or verb in ("said", "told", "thought", "found", "wrote")
)
_TIME_AND_PLACE = PREPOSITIONS | word_set(
    "during after before since early late last earlier speaking writing"
)
_GOING_ON = (["went", "on", "to"], ["goes", "on", "to"])
_NOBODY = ("i", "we", "you", "who", "that")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|[ap]\.?m\.?")
_AGENT_ENDINGS = ("er", "or", "ist", "man", "woman")
_PARTY = re.compile(r"[A-Z]{1,3}-[A-Z][a-z]")


def segments_before(sentence: str, verb_start: int) -> list[Span]:
    """Return the stretches between commas before the verb, the nearest first, four at most."""
    floor = max(0, verb_start - SUBJECT_WINDOW)
    breaks = list(_BREAK.finditer(sentence, floor, verb_start))
    segments = []
    right = verb_start
    for stop in reversed(breaks[-4:]):
        segments.append((stop.end(), right))
        right = stop.start()
        if stop.group() != ",":
            return segments
    segments.append((floor, right))
    return segments


def subject_before(sentence: str, segments: list[Span]) -> tuple[Span, int] | None:
    """Return the span of the subject and where its segment starts.

    ``Ann Bee, the mayor, said`` leaves nothing between the last comma and the verb: then the
    person's name among the segments before it is the subject, else the nearest that can be one.
    """
    first, last = segments[0]
    if sentence[first:last].strip(" \t"):
        tokens = _subject_tokens(sentence, first, last)
        if tokens:
            return (tokens[0][0], tokens[-1][1]), first
        if not _only_helping(sentence, first, last):
            return None
    candidates: list[tuple[Span, int]] = []
    for first, last in segments[1:]:
        opening = sentence[first:last].split(maxsplit=1)
        if opening and opening[0].casefold() in _TIME_AND_PLACE:
            continue
        tokens = _subject_tokens(sentence, first, last)
        if tokens:
            candidates.append(((tokens[0][0], tokens[-1][1]), first))
    return _best_candidate(sentence, candidates)


def _best_candidate(sentence: str, candidates: list[tuple[Span, int]]) -> tuple[Span, int] | None:
    """Choose among candidates, the nearest to the verb first, who ``…, …, said`` is about."""
    wordings = [sentence[slice(*span)].split() for span, _ in candidates]
    for candidate, wording in zip(candidates, wordings, strict=True):
        if reads_as_person(" ".join(wording)):
            return candidate
    for at, wording in enumerate(wordings):
        if any(word[0].isupper() for word in wording[1:]):
            return candidates[at]
        if at + 1 < len(wordings) and all(word[0].isupper() for word in wordings[at + 1]):
            return candidates[at + 1]  # "Lee, a candidate, said"
    return candidates[0] if candidates else None


def reads_as_person(words: str) -> bool:
    capitals = [word for word in words.split() if word[0].isupper()]
    return 2 <= len(capitals) <= 4 and len(capitals) == len(words.split())


def _only_helping(sentence: str, first: int, last: int) -> bool:
    words = sentence[first:last].split()
    return all(word in HELPING or _is_adverb(word) for word in words) and not BEING & set(words)


def _subject_tokens(sentence: str, first: int, last: int) -> list[_Token]:
    """Return the words of a subject in ``sentence[first:last]``, or [] if it cannot be one."""
    tokens = [(*m.span(), m.group()) for m in _TOKEN.finditer(sentence, first, last)]
    if not _drop_what_helps_the_verb(tokens):
        return []
    if tokens and tokens[-1][2] in ("and", "then", "but"):
        return _opening_subject(tokens)
    opens = 0
    for _, _, word in tokens:
        if word.casefold() not in LEADING_WORDS and not _CLOCK.fullmatch(word):
            break
        opens += 1
    if opens:
        tokens = tokens[opens:]
    if tokens and tokens[0][2].casefold() in _TIME_AND_PLACE:
        tokens = _after_time_and_place(tokens)
    if not tokens or len(tokens) > _SUBJECT_WORDS:
        return []
    words = [word for _, _, word in tokens]
    if not _can_open_a_subject(words) or _holds_a_verb(words):
        return []
    if words[0][0].isupper() or words[0] in DETERMINERS or words[0] in PRONOUNS:
        return tokens
    return tokens if can_speak(words) or _introduces_a_name(words) else []


def _drop_what_helps_the_verb(tokens: list[_Token]) -> bool:
    """Take ``has``, ``also``, ``on Monday``, ``went on to`` from the end; False for a passive."""
    while tokens and (tokens[-1][2] in HELPING or _is_adverb(tokens[-1][2])):
        if tokens.pop()[2] in BEING:
            return False
    if tokens and tokens[-1][2] in WEEKDAYS:
        tokens.pop()
        if tokens and tokens[-1][2] == "on":
            tokens.pop()
    if tokens and tokens[-1][2] == "to" and [word for *_, word in tokens[-3:]] in _GOING_ON:
        del tokens[-3:]
    return True


def _can_open_a_subject(words: list[str]) -> bool:
    small = words[0].casefold()
    if small in PRONOUNS:
        return len(words) == 1
    if words[0] == "WHO":
        return True
    return not (
        small in NOT_IN_A_SUBJECT
        or small.partition("’")[0].partition("'")[0] in _NOBODY
        or _PARTY.match(words[0])  # Sen. Ann Bee, D-Ohio, said
    )


def _introduces_a_name(words: list[str]) -> bool:
    """``industry group Eurosteel``, ``prosecutor Ann Bee``."""
    at = len(words)
    while at and words[at - 1][0].isupper():
        at -= 1
    return 0 < at < len(words) and (
        words[at - 1] in ROLE_OF
        or words[at - 1] in ORGANISATION_NOUNS
        or words[at - 1].endswith(_AGENT_ENDINGS)
    )


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word.islower()


def _holds_a_verb(words: list[str]) -> bool:
    """Tell whether a clause was taken for a subject; ``papers seen by the court`` is none."""
    for at, word in enumerate(words):
        participle = at + 1 < len(words) and words[at + 1] in PREPOSITIONS
        if word == "led" and participle:
            continue
        if word in NOT_IN_A_SUBJECT or word in _PAST_VERBS or word.endswith(("n’t", "n't")):
            return True
        # "a wanted man" is a subject as well: only behind a noun is it a verb
        behind_a_noun = at > 0 and words[at - 1].casefold() not in DETERMINERS
        if behind_a_noun and word.endswith("ed") and word.islower() and not participle:
            return True
    return False


def _opening_subject(tokens: list[_Token]) -> list[_Token]:
    """Return the name or pronoun that opens ``Bee praised the deal and (said)``."""
    opening = list(takewhile(lambda token: token[2][0].isupper(), tokens))
    if not opening:
        return []
    word = opening[0][2]
    small = word.casefold()
    if small in PRONOUNS:
        return opening if len(opening) == 1 else []
    return [] if word in OPENERS or small in DETERMINERS | _TIME_AND_PLACE else opening


def _after_time_and_place(tokens: list[_Token]) -> list[_Token]:
    """Return the subject behind ``In July this year`` or ``Early in April``."""
    words = [word for _, _, word in tokens]
    at = len(words)
    while at > 1 and words[at - 1][0].isupper() and words[at - 1].casefold() not in NOT_NAMES:
        at -= 1
    if at < len(words):
        return tokens[at:]
    if len(words) > 1 and words[-1] in PRONOUNS and words[-2] not in PREPOSITIONS:
        return tokens[-1:]
    for at in range(len(words) - 1, 0, -1):
        if words[at] in ("a", "an", "the") and words[at - 1] not in PREPOSITIONS:
            return tokens[at:]
    return []


def can_speak(words: list[str]) -> bool:
    head = words[-1]
    for at, word in enumerate(words):
        if word in ("of", "at", "for", "from", "in", "with") and at:
            head = words[at - 1]
            break
    return head.endswith(AGENT_ENDINGS) or head in DOCUMENTS


def head_can_speak(word: str) -> bool:
    return (
        (word[0].isupper() and word.casefold() not in DETERMINERS)
        or word in PRONOUNS
        or word in ROLE_OF
        or word in ORGANISATION_NOUNS
        or can_speak([word])
    )


def is_document(words: str) -> bool:
    return any(word.strip(",.").casefold() in DOCUMENTS for word in words.split())


def _is_office(words: str) -> bool:
    """``its director``, ``Leeds’s mayor``: a name is still to come."""
    return not any(map(str.isupper, words)) or words.rpartition(" ")[2] in ROLE_OF


def subject_after(sentence: str, verb_end: int) -> Span | None:
    """Read the speaker behind the verb: ``said Ann Bee, a nurse``."""
    first = verb_end
    while sentence[first : first + 1] == " ":
        first += 1
    if first >= len(sentence):
        return None
    stop = AFTER_VERB_STOPS.search(sentence, first, first + SUBJECT_WINDOW)
    last = stop.start() if stop else min(len(sentence), first + SUBJECT_WINDOW)
    # "says its director, Bram Lee": the name is behind the comma.
    if stop is not None and stop.group() == "," and _is_office(sentence[first:last]):
        rest = AFTER_VERB_STOPS.search(sentence, last + 2, last + SUBJECT_WINDOW)
        behind = rest.start() if rest else len(sentence)
        if reads_as_person(sentence[last + 2 : behind].rstrip(".")):
            first, last = last + 2, behind
    tokens = _subject_tokens(sentence, first, last)
    return (tokens[0][0], tokens[-1][1]) if tokens else None
