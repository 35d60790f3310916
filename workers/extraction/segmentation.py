"""Where sentences end inside one line of text.

A newline always ends a sentence; that is worth more than any rule below, and is done by the
caller. Inside a line every run of end marks is judged once, by the word before it and the word
after it, each looked at through a window of fixed size: the work is linear in any text, also in a
megabyte of full stops.
"""

import re
from collections.abc import Iterator

from .abbreviations import (
    AFTER_CLOCK,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    CLOCK,
    MAY_END,
    NAME_OPENERS,
    OPENERS,
    STATES,
)

Span = tuple[int, int]

_MARKS = ".!?…‼⁇⁈⁉。！？｡؟۔।॥"
_UNSPACED = frozenset("。！？｡")
"""End marks of scripts that put no space after them."""
_CLOSERS = "\"'”’»›)\\]}"
_WORD_WINDOW = 40
_NEXT_WINDOW = 12

_STOP = re.compile(
    rf"[{_MARKS}][{_MARKS}{_CLOSERS}]*"  # one run, taken once: no backtracking into it
    r"(?:“(?=\s|$))?"  # German „…“ closes with what English opens with
    r"(?:\[\w{1,4}\]){0,4}"  # note marks: ended.[12]
    r"(?:[^\S\r\n]{1,2}[\"”»)\]]{1,2}(?=\s|$))?"  # a closing mark set off by a space: « … »
)
_OPENING_AFTER_STOP = frozenset("“‘«„")
_QUOTES = frozenset("\"'”’»›“")
_NEXT_WORD = re.compile(r"[\w’'-]{1,30}")
_SPEAKER_AFTER_QUOTE = re.compile(
    r"[\w.’'-]{1,30}(?: [\w.’'-]{1,30}){0,4} "
    r"(?:said|says|asked|asks|replied|wrote|shouted|yelled|wondered|added|exclaimed|told|cried)\b"
)
_ROMAN = re.compile(r"[IVXLC]{1,7}$")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")


def sentence_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one line ``text[start:end]``, trimmed, in order.

    Together they hold every character of the line that is not white space.
    """
    begin = start
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        if after >= end:
            break
        if not _is_boundary(text, start, end, stop):
            continue
        yield begin, after
        begin = after
        while begin < end and text[begin].isspace():
            begin += 1
    # The caller trimmed the line, and a boundary leaves something behind it.
    if begin < end:
        yield begin, end


def _is_boundary(text: str, line_start: int, line_end: int, stop: re.Match[str]) -> bool:
    after = stop.end()
    mark = text[stop.start()]
    if not text[after].isspace():
        return _ends_without_space(text, line_start, stop)
    following = after
    while text[following].isspace():  # the line is trimmed, so something follows
        following += 1
    upcoming = text[following]
    if upcoming in _MARKS:
        return False  # a spaced ellipsis: the last of its dots decides
    opening = _first_letter(text, following, line_end)
    if opening is not None and text[opening].islower() and not _inner_capital(text, opening):
        return False
    run = stop.group()
    if "!" in run or "?" in run:
        return not (
            run[-1] in _QUOTES
            and _next_word(text, following) not in OPENERS
            and _SPEAKER_AFTER_QUOTE.match(text, following, line_end)
        )
    if mark == "." and not run.startswith(".."):
        return _full_stop_ends(text, line_start, stop.start(), following, opening)
    return True


def _ends_without_space(text: str, line_start: int, stop: re.Match[str]) -> bool:
    """Pasted paragraphs lose their break: ``ended.“We``, ``ended.”The``; so does Chinese."""
    run, after = stop.group(), stop.end()
    if run[-1] in _UNSPACED or run[0] in _UNSPACED:
        return True
    before = text[stop.start() - 1] if stop.start() > line_start else ""
    if not before.islower():
        return False
    if text[after] in _OPENING_AFTER_STOP:
        return run[-1] in _MARKS
    return run[-1] == "”" and text[after].isupper()


def _full_stop_ends(
    text: str, line_start: int, stop: int, following: int, opening: int | None
) -> bool:
    """Judge one full stop by the words around it; ``following`` is where the next token starts."""
    window_start = max(line_start, stop - _WORD_WINDOW)
    pieces = text[window_start:stop].split()
    if not pieces or text[stop - 1].isspace():
        return True
    word = pieces[-1].lstrip("\"'“‘«„([{")
    if stop - len(pieces[-1]) == line_start and _LIST_NUMBER.match(pieces[-1]):
        return False
    if len(word) > _WORD_WINDOW // 2:
        return True
    upcoming = text[following]
    next_word = _next_word(text, opening) if opening is not None else ""
    opens = (next_word in OPENERS or upcoming in '"“«„') and not (
        next_word in BEFORE_A_NUMBER and text.startswith(".", following + len(next_word))
    )  # "Bldg. No. 10": No opens a sentence, No. does not
    if word in CLOCK:
        return next_word not in AFTER_CLOCK
    if word in BEFORE_A_NUMBER and (upcoming.isdigit() or _ROMAN.match(next_word)):
        return False
    if word in BEFORE_A_NAME:
        return next_word in OPENERS and next_word not in NAME_OPENERS
    if word in MAY_END or _is_contraction(word):
        return opens
    if word in STATES and len(pieces) > 1 and pieces[-2].endswith(","):
        return opens
    if _is_initials(word):
        return opens and not _is_initial_at(text, following)
    return True


def _is_contraction(word: str) -> bool:
    """``Bldg``, ``Mfrs``: a capitalised word without a vowel is cut short."""
    return (
        2 < len(word) < 6
        and word.istitle()
        and not any(v in "aeiouyáéíóúäöü" for v in word.lower())
    )


def _is_initials(word: str) -> bool:
    """``J``, ``U.S``, ``Ph.D``: letters singly or in pairs, between stops."""
    if len(word) == 1:
        return word.isalpha() and word.isupper()
    if "." not in word:
        return False
    return all(1 <= len(piece) <= 2 and piece.isalpha() for piece in word.split("."))


def _is_initial_at(text: str, at: int) -> bool:
    return text[at].isupper() and text[at + 1 : at + 2] == "."


def _first_letter(text: str, at: int, end: int) -> int | None:
    """Return where the first letter or digit stands, past quotes, brackets and dashes."""
    for position in range(at, min(end, at + _NEXT_WINDOW)):
        if text[position].isalnum():
            return position
    return None


def _inner_capital(text: str, at: int) -> bool:
    """``iPhone`` and ``eBay`` open sentences although they begin small."""
    return text[at + 1 : at + 2].isupper()


def _next_word(text: str, at: int) -> str:
    match = _NEXT_WORD.match(text, at)
    if match is None:
        return ""
    return match.group().partition("’")[0].partition("'")[0]
