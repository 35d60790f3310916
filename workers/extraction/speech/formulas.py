"""Fixed phrases that name a speaker without a verb of saying: ``according to``, ``as X put it``.

All work on one sentence whose quotations are blanked with BLANK, through windows of fixed size.
"""

import re
from dataclasses import dataclass

from .. import found
from ..lines.segmentation import Span
from .subjects import (
    AFTER_VERB_STOPS,
    BLANK,
    SUBJECT_WINDOW,
    segments_before,
    subject_before,
)

_ACCORDING = re.compile(r"\b(?:[Aa]ccording|[Aa]cc\.) to (?=\S)")
_PER = re.compile(r"(?:^(?:\S{1,8} )?Per|, per) (?=(?:[Tt]he )?[A-Z])")
_IN_THE_WORDS = re.compile(r"\b[Ii]n the words of (?=\S)")
_SOURCES = ((" to ", _ACCORDING), (" words of ", _IN_THE_WORDS), ("er ", _PER))
"""With what every match holds: looking for that first is many times faster."""
_QUOTED_AS = re.compile(
    r" (?:(?:is|was|were|been) (?:also |later |widely )?(?:quoted|cited)|(?:has|have|had) been quoted)"
    r"(?: (?:by|in|on) [^,;.\x00]{1,60})?(?: as (?:saying|telling|stating|having said)\b|, saying\b)"
)
_PUT_IT = re.compile(r" (?:puts?|described|describes|phrased) (?:it|things)\b")
_HOW = re.compile(r"\b(?:[Aa]s|how) ")
_BY_COUNT = re.compile(
    r"\b[Bb]y (?P<name>(?:[\w’'.-]{1,25} ){0,4}[\w’'.-]{1,25}[’']s?|his|her|their|its)"
    r" (?:own )?(?:count|reckoning|estimates?|calculations?|account|admission|figures)\b"
)
_SIGNED = re.compile(
    r"\x00{1,2000} ?(?:[–—]|--?) ?(?P<name>[A-Z][\w’'.-]{1,20}(?: [A-Z][\w’'.-]{0,20}){1,3})"
    r"(?:, [^,;.!?]{1,60}){0,2}\.?$"
)
_ISSUED_BY = re.compile(
    r" (?:published|released|issued|posted|filed) (?:(?:on|in|last|this) )?\w{1,12} by (?=\S)"
)
_LONGEST_SIGNATURE = 120


@dataclass(frozen=True, slots=True)
class Phrase:
    """``sentence[start:end]`` names the speaker; ``closes`` tells that it follows what was said.

    ``opening`` is where ``according to`` begins, and ``start`` for every other phrase.
    """

    opening: int
    start: int
    end: int
    kind: str
    closes: bool


def phrase_in(sentence: str) -> Phrase | None:
    """Find the phrase that governs the sentence: the last ``according to`` before any other."""
    return (
        _according(sentence)
        or _quoted_as(sentence)
        or _put_it(sentence)
        or _by_count(sentence)
        or _signed(sentence)
    )


def _according(sentence: str) -> Phrase | None:
    for shown, pattern in _SOURCES:
        matches = list(pattern.finditer(sentence)) if shown in sentence else []
        if not matches:
            continue
        match = matches[-1]
        start = match.end()
        limit = min(len(sentence), start + SUBJECT_WINDOW)
        stops = AFTER_VERB_STOPS.finditer(sentence, start, limit)
        end = next((stop.start() for stop in stops if stop.group() != " by "), limit)
        issued = _ISSUED_BY.match(sentence, end, limit)
        if issued is not None:  # a poll released Monday by the university
            start = issued.end()
            stop = AFTER_VERB_STOPS.search(sentence, start, limit)
            end = limit if stop is None else stop.start()
        words = sentence[start:end].rstrip(" .")
        if "(" not in words:
            words = words.rstrip(" .)")
        if not words:
            return None
        kind = (
            found.DIRECT if pattern is _IN_THE_WORDS and BLANK in sentence else found.ACCORDING_TO
        )
        return Phrase(match.start(), start, start + len(words), kind, closes=match.start() > 0)
    return None


def _quoted_as(sentence: str) -> Phrase | None:
    """``The minister was quoted as saying``."""
    match = _QUOTED_AS.search(sentence) if "saying" in sentence or " as " in sentence else None
    return None if match is None else _before(sentence, match.start())


def _put_it(sentence: str) -> Phrase | None:
    """``as Ann Bee puts it``, ``That was how Ann Bee, the mayor, put it``."""
    match = _PUT_IT.search(sentence) if " it" in sentence or " things" in sentence else None
    if match is None:
        return None
    opening = _HOW.search(sentence, max(0, match.start() - SUBJECT_WINDOW), match.start())
    if opening is None:
        return None
    first = opening.end()
    phrase = _before(sentence, match.start(), floor=first)
    return None if phrase is None or phrase.start < first else phrase


def _by_count(sentence: str) -> Phrase | None:
    """``by Ann Bee’s count``, ``by her own admission``."""
    match = _BY_COUNT.search(sentence) if "y " in sentence else None
    if match is None:
        return None
    start, end = match.span("name")
    for owned in ("’s", "'s", "’", "'"):
        if match["name"].endswith(owned):
            end -= len(owned)
            break
    return Phrase(start, start, end, found.ACCORDING_TO, closes=match.start() > 0)


def _before(sentence: str, verb_start: int, floor: int = 0) -> Phrase | None:
    segments: list[Span] = [
        (max(first, floor), last)
        for first, last in segments_before(sentence, verb_start)
        if last > floor
    ]
    subject = subject_before(sentence, segments) if segments else None
    if subject is None:
        return None
    (start, end), _ = subject
    kind = found.DIRECT if BLANK in sentence else found.INDIRECT
    return Phrase(start, start, end, kind, sentence[:start].rstrip(" ,").endswith(BLANK))


def _signed(sentence: str) -> Phrase | None:
    """``“We lost everything.” – Ann Bee, nurse``."""
    if not sentence.startswith(BLANK):
        return None
    quote_end = len(sentence) - len(sentence.lstrip(BLANK))
    if len(sentence) - quote_end > _LONGEST_SIGNATURE:
        return None
    match = _SIGNED.match(sentence, max(0, quote_end - 1))
    if match is None:
        return None
    return Phrase(
        match.start("name"), match.start("name"), match.end("name"), found.DIRECT, closes=True
    )
