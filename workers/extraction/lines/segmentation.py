"""Where sentences end inside one line of text.

A newline always ends a sentence; that is worth more than any rule below, and is done by the
caller. Inside a line every run of end marks is judged once, by the word before it and the word
after it, each looked at through a window of fixed size: the work is linear in any text, also in a
megabyte of full stops.
"""

import re
from collections.abc import Iterator

from .abbreviations import DOMAINS, EXCLAIMED_NAMES, NAME_OPENERS, OPENERS, SPEAKING
from .enumerations import items
from .full_stops import carries_on_in_small_letters, full_stop_ends

Span = tuple[int, int]

_UNSPACED = "。！？｡؟۔।॥։።፧။។"
"""End marks of scripts that have no capitals, and mostly no space after the mark."""
END_MARKS = ".!?…‼⁇⁈⁉" + _UNSPACED
CLOSERS = "\"'”’\x94\x92»›)]}」』】）》*_"
"""Closing quotes (two as Windows once wrote them), brackets, the marks of *emphasis* in plain text."""
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width, and the direction marks behind Arabic and Hebrew full stops."""
_NEXT_WINDOW = 12
_SPEAKER_WINDOW = 100

_MARK, _CLOSER = re.escape(END_MARKS), re.escape(CLOSERS + UNSEEN)
_STOP = re.compile(
    rf"""
    [{_MARK}][{_MARK}{_CLOSER}]*      # one run, taken once: no backtracking into it
    (?:“(?=\s|$))?                    # German „…“ closes with what English opens with
    (?:
        [¹²³⁰⁴-⁹†‡]{{1,4}}                               # note marks: ended.¹²
      | (?<=[a-z]{{4}}\.)\d{{1,3}}(?=\s)                 # fallen from their raised place: ended.12
      | [^\S\r\n]?\[\d{{1,3}}(?:[,–-][ ]?\d{{1,3}}){{0,4}}\]   # ended.[12] ended. [1, 2]
      | \[[^\W\d][\w ]{{0,20}}\]                         # ended.[citation needed]
      | (?<=["”])[ ](?:\[[^\[\]]{{1,80}}\]|\([^()]{{1,60}}\)\.)  # where it is from: ended.” (Bee 55).
      | [ ][:;=]-?[()DP](?=\s)                           # an emoticon: So be it. :)
    ){{0,4}}
    (?:[^\S\r\n]{{1,2}}["”»)\]]{{1,2}}(?=\s|$))?         # a closing mark set off by a space: « … »
    """,
    re.VERBOSE,
)
_OPENING_QUOTES = frozenset("“‘\x93\x91«„")
_OPENING_MARKS = _OPENING_QUOTES | frozenset("\"'([{")
_QUOTES = _OPENING_QUOTES | frozenset("\"'”’\x94\x92»›`")
_NEXT_WORD = re.compile(r"[^\W_]\]?[\w’'-]{0,29}")  # with the capital of [I]n
_OMISSION = re.compile(r"\.\s\.\s\.\s{1,4}(?=[^\W\d_])")
_GLUED_WORD = re.compile(r"([^\W\d_][^\W\d_A-Z’']{0,20})(?:[ ,;:?!’']|\.\s|$)")
_WORD_BEFORE = re.compile(r"(?:^|[\s“‘«„(\[\"'-])([^\W\d_]{2,30})$")


def sentence_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of one trimmed line ``text[start:end]``, trimmed, in order.

    Together they hold every character of the line that is not white space.
    """
    for item_start, item_end in items(text, start, end):
        begin = item_start
        for stop in _STOP.finditer(text, item_start, item_end):
            after = stop.end()
            if after >= item_end:
                break
            if not _is_boundary(text, begin, item_end, stop):
                continue
            yield begin, after
            begin = after
            while text[begin].isspace():  # the item is trimmed, so something follows
                begin += 1
        if begin < item_end:  # false only for an empty line
            yield begin, item_end


def _is_boundary(text: str, begin: int, end: int, stop: re.Match[str]) -> bool:
    """Tell whether the run of marks ``stop`` ends the sentence that ``begin`` opened."""
    run, after = stop.group(), stop.end()
    if not text[after].isspace():
        return _ends_without_space(text, begin, end, stop)
    following = after
    while text[following].isspace():  # the item is trimmed, so something follows
        following += 1
    if text[following] in END_MARKS:
        return run == "." and _omission_opens_next(text, stop.start(), following, end)
    opening = following if text[following].isalnum() else _first_letter(text, following, end)
    next_word = _next_word(text, opening)
    if text[opening].islower() and not _opens_although_small(text, opening):
        return run == "." and not carries_on_in_small_letters(text, begin, stop.start(), next_word)
    if run == "." and text[stop.start() - 1].isalnum():  # most are no more than that
        return full_stop_ends(text, begin, stop.start(), following, opening, next_word)
    first_dot = _start_of_ellipsis(text, begin, stop)
    if first_dot is not None:
        return run.startswith("....") or _ellipsis_ends(text, begin, first_dot, next_word)
    if run[0] == "." and "?" not in run and "!" not in run:
        return full_stop_ends(text, begin, stop.start(), following, opening, next_word)
    if text[stop.start() - 1 : stop.start()] in ("(", "["):
        return False  # a doubt in passing: the late (?) Bee
    if run[0] == "!" and _word_before(text, begin, stop.start()) in EXCLAIMED_NAMES:
        return next_word in OPENERS
    return not (
        run[-1] in _QUOTES
        and ("!" in run or "?" in run)
        and _speaker_follows(text, following, next_word)
    )


def _ends_without_space(text: str, begin: int, end: int, stop: re.Match[str]) -> bool:
    """Pasted paragraphs lose their break: ``ended.“We``, ``ended.”The``, ``ended.The rest``.

    So does every sentence of a script without spaces.
    """
    run, at, after = stop.group(), stop.start(), stop.end()
    if run[0] in _UNSPACED:
        return True
    if at == begin or not (text[at - 1].islower() or text[at - 1].isdigit()):
        return False
    if text[after] in _OPENING_QUOTES:
        return run[-1] in END_MARKS or run[-1] in "”\x94"
    if not text[after].isupper():
        return False
    if run[-1] in "”\x94":
        return True
    glued = _GLUED_WORD.match(text, after, end)
    before = _word_before(text, begin, at)
    if glued is None or len(before) < 2 or run[0] not in ".!?" or run[-1] in _QUOTES:
        return False
    if run[0] == ".":
        return glued[1] not in DOMAINS and full_stop_ends(text, begin, at, after, after, glued[1])
    return before not in EXCLAIMED_NAMES


def _omission_opens_next(text: str, at: int, following: int, end: int) -> bool:
    """``It ended. . . . The rest``: a full stop, and behind it what stands for words left out."""
    if text[at - 1 : at].isspace():
        return False
    omission = _OMISSION.match(text, following, end)
    return omission is not None and text[omission.end()].isupper()


def _start_of_ellipsis(text: str, begin: int, stop: re.Match[str]) -> int | None:
    """Return where the dots of ``...``, ``…`` or ``. . .`` begin; None for any other mark."""
    at, run = stop.start(), stop.group()
    if run[0] == "…" or run.startswith(".."):
        return at
    if run[0] != "." or not text[at - 1 : at].isspace():
        return None
    first = at
    while first - 2 >= max(begin, at - _NEXT_WINDOW) and (
        text[first - 2] == "." and text[first - 1].isspace()
    ):
        first -= 2
    return first if first < at else None


def _ellipsis_ends(text: str, begin: int, first_dot: int, next_word: str) -> bool:
    """Judge an ellipsis before a capital.

    It ends nothing where it opens a sentence or a quotation. In brackets it stands for words that
    were left out, and a pronoun has its capital anyway: there only a word that has a capital for no
    other reason shows a new sentence.
    """
    before = text[first_dot - 1] if first_dot > begin else ""
    if not before or before in _OPENING_MARKS - {"["}:
        return False
    if before == "[" or next_word == "I":
        return next_word in OPENERS and next_word not in NAME_OPENERS
    return True


def _speaker_follows(text: str, following: int, next_word: str) -> bool:
    """``“Why now?” Ann Bee, the mayor, asked.``

    ``“Why now?” He asked`` would be written ``he``; in ``“Why now?” Bee asked, “Why?”`` the verb goes
    with the quotation behind it.
    """
    if next_word in OPENERS and next_word != "I":
        return False
    words = text[following : following + _SPEAKER_WINDOW].split()[:8]
    for before, word, after in zip(words, words[1:], [*words[2:], "."], strict=False):
        if word.rstrip(".,;") in SPEAKING:
            is_subject = before[0].isupper() or before[-1] == ","
            return is_subject and (word[-1] == "." or after[:1] not in _QUOTES)
        if next_word == "I" or (word[-1] in END_MARKS and word[0].islower()):
            return False
    return False


def _word_before(text: str, begin: int, at: int) -> str:
    """Return the word of letters that ends at ``at``; "" where it is part of an address."""
    match = _WORD_BEFORE.search(text[max(begin, at - 32) : at])
    return "" if match is None else match[1]


def _first_letter(text: str, at: int, end: int) -> int:
    """Return where the first letter or digit stands, past quotes, brackets and dashes."""
    for position in range(at, min(end, at + _NEXT_WINDOW)):
        if text[position].isalnum():
            return position
    return at


def _opens_although_small(text: str, at: int) -> bool:
    """``iPhone``, ``eBay``, ``(b) Feed the cat``."""
    return text[at + 1 : at + 2].isupper() or (
        text.startswith(") ", at + 1) and text[at + 3 : at + 4].isupper()
    )


def _next_word(text: str, at: int) -> str:
    match = _NEXT_WORD.match(text, at)
    if match is None:
        return ""
    word = match.group()
    if word.isalnum():
        return word
    return word.replace("]", "", 1).partition("’")[0].partition("'")[0]
