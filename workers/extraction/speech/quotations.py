"""Which stretches of a text stand in quotation marks.

Read line by line. A paragraph of a long quotation opens its marks again without having closed
them; such a line is taken as quoted to its end, and the next one goes on from its own mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..lines.segmentation import Span

_MARK = re.compile('["“”„«»‘’]')
_OPENS = {"“": "”", "„": "“", "«": "»", "‘": "’"}

_LONGEST_UNCLOSED = 400


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` with its marks; ``closed`` is False where the line ends first."""

    start: int
    end: int
    closed: bool


def quotations(text: str, lines: Iterator[Span]) -> list[Quotation]:
    """Return the quotations of the given lines, in order; none lies inside another."""
    result: list[Quotation] = []
    for line_start, line_end in lines:
        result += _in_line(text, line_start, line_end)
    return result


def _in_line(text: str, line_start: int, line_end: int) -> Iterator[Quotation]:
    opened: int | None = None
    awaited = ""
    for match in _MARK.finditer(text, line_start, line_end):
        mark, at = match.group(), match.start()
        if opened is None or (mark == "“" and awaited == "”"):
            # A second “ shows that the first was never closed: forget that one.
            closing = _closing_mark(text, mark, at, line_end)
            if closing:
                opened, awaited = at, closing
        elif (mark == awaited and _closes(text, mark, at, line_start, line_end)) or (
            awaited == "”" and text.startswith("’’", at)
        ):
            yield Quotation(opened, at + 1, closed=True)
            opened = None
    if opened is not None and _may_stay_open(opened, awaited, line_start, line_end):
        yield Quotation(opened, line_end, closed=False)


def _may_stay_open(opened: int, awaited: str, line_start: int, line_end: int) -> bool:
    """A paragraph of a longer quotation begins with its mark; elsewhere a stray mark is likelier."""
    if awaited == "’":
        return False  # a lone ‘ is an apostrophe more often than not
    return opened == line_start or line_end - opened < _LONGEST_UNCLOSED


def _closing_mark(text: str, mark: str, at: int, line_end: int) -> str:
    """Return the mark that will close what ``mark`` opens, or "" when it opens nothing."""
    if at + 1 >= line_end:
        return ""
    if mark == '"':
        return "" if text[at + 1].isspace() else mark
    if mark == "‘" and at > 0 and text[at - 1].isalnum():
        return ""
    return _OPENS.get(mark, "")


def _closes(text: str, mark: str, at: int, line_start: int, line_end: int) -> bool:
    after = text[at + 1] if at + 1 < line_end else " "
    before = text[at - 1] if at > line_start else " "
    if mark == "’":
        # In workers’ rights it closes nothing; behind or before punctuation it surely does.
        return not after.isalnum() and (
            before in ",.?!…" or after in ",.;:?!)”" or before not in "sS"
        )
    if mark == '"':
        return not (before.isspace() and after.isalnum())
    return True
