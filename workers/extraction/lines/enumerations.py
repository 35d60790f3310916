"""Lists written into one line: ``1) Pay the rent 2) Feed the cat``, ``• Bread • Milk``."""

import re
from collections.abc import Iterator

from ..wordlist import word_set
from .abbreviations import LETTERED

BULLETS = "•▪●◦‣⁃·■►"

_FIRST_MARK = re.compile(
    rf"(?P<bullet>[{BULLETS}])|(?P<before>\(?)(?P<count>[1aAi])(?P<after>\.\)|[.)]) "
)
_FIRST_CHARACTERS = frozenset(BULLETS + "(1aAi")
_SHORTEST = len("• a • b")
_WORD_WINDOW = 12
_BEFORE_A_COUNT = LETTERED | word_set(
    "page chapter figure table no. number step line and or to of in on at by for from than"
)
"""``1. Turn to page 2. Read it.``: the number behind these is no mark."""
_SERIES = {
    "1": [str(number) for number in range(2, 100)],
    "a": list("bcdefghijklmnopqrstuvwxyz"),
    "A": list("BCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "i": ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
}


def items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the items of one trimmed line, trimmed; a line that holds no list is one item.

    A list opens the line and counts on without a gap, so a stray ``2)`` parts nothing.
    """
    for at in _later_marks(text, start, end):
        item_end = at
        while text[item_end - 1].isspace():  # the line opens with a mark, so something is there
            item_end -= 1
        yield start, item_end
        start = at
    yield start, end


def is_enumeration(text: str, start: int, end: int) -> bool:
    """Tell whether the line holds more than one item."""
    return next(_later_marks(text, start, end), None) is not None


def _later_marks(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the second mark of the line stands, the third, and so on.

    Each is looked for from where the one before was found: the work is linear.
    """
    if end - start < _SHORTEST or text[start] not in _FIRST_CHARACTERS:
        return
    first = _FIRST_MARK.match(text, start, end)
    if first is None:
        return
    for mark in _marks_after(first):
        at = text.find(mark, start, end)
        word_before = text[max(start, at - _WORD_WINDOW) : max(start, at)].rpartition(" ")[2]
        if at < 0 or word_before.casefold() in _BEFORE_A_COUNT:
            return
        start = at + 1
        yield start


def _marks_after(first: re.Match[str]) -> Iterator[str]:
    if first["bullet"]:
        while True:
            yield " " + first["bullet"]
    if first["count"] == "A" and not first["after"].endswith(")"):
        return  # A. Bee met B. Cox: initials
    for count in _SERIES[first["count"]]:
        yield f" {first['before']}{count}{first['after']} "
