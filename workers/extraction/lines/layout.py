"""The lines of a text and what each of them is: running text, headline, byline, speaker label.

A line is what stands between two newlines. Its kind is read from its shape, through windows of
fixed size, before any sentence rule sees it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import found
from .enumerations import is_enumeration
from .segmentation import Span, sentence_spans
from .turns import LABEL_SIGN, TurnLabel, is_dialogue, turn_label
from .typed_lines import (
    DATELINE_PREFIX,
    LEADING_MARK,
    is_question,
    is_stage_direction,
    looks_like_headline,
    pictograph_end,
    typed_by_wording,
)

RUNNING = (found.STATEMENT, found.LIST_ITEM)
"""Kinds of line that are read sentence by sentence and can hold claims."""

SHORTEST_LINE = 4
"""Characters below which a line is not worth reading: a letter, a page number, a rule."""

_LINE = re.compile(r"\S(?:[^\n\r\v\f\x85\u2028\u2029]*\S)?")  # gives back only white space


class Line(NamedTuple):
    """One line, trimmed; ``sentences`` cover it.

    ``is_turn`` tells that it opens with a speaker's label, which ``turn_label`` reads; kept on
    every line, labels would cost the garbage collector more than reading them again.
    """

    start: int
    end: int
    kind: str
    sentences: tuple[found.Sentence, ...]
    is_turn: bool = False


def lay_out(text: str, *, title: str = "") -> Iterator[Line]:
    """Yield the non-empty lines of ``text`` with their kinds and sentences.

    ``title`` is what the submitter calls the article; a line that repeats it is a headline even
    with an end mark. One by one, so that whoever wants only the sentences lets the garbage
    collector walk half as many objects.
    """
    spans = list(_line_spans(text))
    may_be_spoken = LABEL_SIGN.search(text) is not None
    labels = (turn_label(text, *span) for span in spans) if may_be_spoken else ()
    counts = Counter(label.name for label in labels if label is not None)
    at_top = True  # until running text begins, a line without an end mark is a headline
    for number, (start, end) in enumerate(spans):
        label = turn_label(text, start, end) if counts else None
        if label is not None and is_dialogue(label, counts):
            line = _turn(text, start, end, label)
        elif title and text[start:end] == title and len(spans) > 1:
            line = Line(start, end, found.HEADLINE, (found.Sentence(start, end, found.HEADLINE),))
        else:
            may_be_headline = len(spans) > 1 and not (
                number + 1 < len(spans) and _is_wrapped(text, end, spans[number + 1][0])
            )
            if end - start < SHORTEST_LINE:
                line = _shortest_line(text, start, end, may_be_headline=may_be_headline)
            else:
                line = _line(text, start, end, at_top=at_top, may_be_headline=may_be_headline)
        at_top = at_top and line.kind not in RUNNING
        yield line


def is_transcript(lines: Sequence[Line]) -> bool:
    """Tell whether a third of the running lines are turns: long turns have paragraphs without a label."""
    running = [line for line in lines if line.kind in RUNNING]
    return sum(line.is_turn for line in running) * 3 >= len(running) > 0


def _line_spans(text: str) -> Iterator[Span]:
    """Yield the lines that hold more than white space, trimmed."""
    return (match.span() for match in _LINE.finditer(text))


def _is_wrapped(text: str, end: int, next_start: int) -> bool:
    """Mail and old web pages break lines in mid-sentence; a headline is not followed so."""
    return text[next_start].islower() and text.count("\n", end, next_start) < 2


def _turn(text: str, start: int, end: int, label: TurnLabel) -> Line:
    sentences = [found.Sentence(start, label.end, found.TURN_LABEL)]
    begin = label.end
    while begin < end and text[begin].isspace():
        begin += 1
    sentences += _running_text(text, begin, end, found.STATEMENT)
    return Line(start, end, found.STATEMENT, tuple(sentences), is_turn=True)


def _shortest_line(text: str, start: int, end: int, *, may_be_headline: bool) -> Line:
    """A megabyte can hold half a million of these, so they get by without the rules below."""
    kind = found.HEADLINE if may_be_headline else found.STATEMENT
    if not text[start].isalnum() and not any(map(str.isalnum, text[start:end])):
        kind = found.MARK
    return Line(start, end, kind, (found.Sentence(start, end, kind),))


def _line(text: str, start: int, end: int, *, at_top: bool, may_be_headline: bool) -> Line:
    mark_end = start
    by_wording = typed_by_wording(text, start, end)
    if by_wording is not None:
        kind = by_wording
    else:
        mark = LEADING_MARK.match(text, start, end)
        if mark is not None:
            kind = found.LIST_ITEM
            if not is_enumeration(text, start, end):  # a list within one line keeps its marks
                mark_end = mark.end("mark")
        elif may_be_headline and looks_like_headline(text, start, end, at_top=at_top):
            kind = found.HEADLINE
        else:
            kind = found.STATEMENT
    sentences: list[found.Sentence] = []
    if mark_end > start:
        sentences.append(found.Sentence(start, mark_end, found.MARK))
    elif kind == found.STATEMENT:
        prefix = DATELINE_PREFIX.match(text, start, end)
        if prefix is not None:
            mark_end = prefix.end("dateline")
            sentences.append(found.Sentence(start, mark_end, found.DATELINE))
    begin = mark_end
    while text[begin].isspace():
        begin += 1
    if kind in RUNNING:
        sentences += _running_text(text, begin, end, kind)
    else:
        sentences += (found.Sentence(a, b, kind) for a, b in sentence_spans(text, begin, end))
    return Line(start, end, kind, tuple(sentences))


def _running_text(text: str, start: int, end: int, kind: str) -> Iterator[found.Sentence]:
    for begin, stop in sentence_spans(text, start, end):
        mark_end = pictograph_end(text, begin, stop)
        if mark_end > begin:
            yield found.Sentence(begin, mark_end, found.MARK)
            while mark_end < stop and text[mark_end].isspace():
                mark_end += 1
            begin = mark_end
        if begin < stop:
            yield found.Sentence(begin, stop, _sentence_kind(text, begin, stop, kind))


def _sentence_kind(text: str, start: int, end: int, kind: str) -> str:
    if is_stage_direction(text, start, end):
        return found.STAGE_DIRECTION
    if is_question(text[max(start, end - 8) : end]):
        return found.QUESTION
    if end - start < 8 and not any(map(str.isalnum, text[start:end])):
        return found.MARK
    return kind
