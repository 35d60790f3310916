"""The wording of a claim that stands alone, with a record of each change.

Words come from the article or its metadata and from nowhere else. A change is made only where one
reading is possible: a wrong one is much worse than none.

1. What only says who says it is left out (``frames``), and the marks of a quotation that is all
   that is left.
2. Surnames and initials are written out as the article writes them.
3. Outside quotations, an office, ``the agency`` or a pronoun at the beginning gives way to the one
   name that fits.
4. A weekday in the past and ``last year`` get their date, if the day of publication is known.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from .. import found
from ..found import Substitution
from ..lines.segmentation import Span
from ..people.cast import Cast
from ..speech.attribution import Passage
from .frames import cut_frame
from .references import Reference, References

_LONGEST = 2_000
_MARKS = '“”"„«»‘’'
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(
    rf"(?<=\bon )(?P<day>{'|'.join(_WEEKDAYS)})\b(?: (?:morning|afternoon|evening|night)\b)?(?![’'])"
)
_GOES_ON = re.compile(r"(?:and|but|so|or|nor|which|because|while)\b")
_PRONOUN = re.compile(r"(?:it|they|he|she|its|their|his|her)\b", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\b(?:[Ll]ast|[Tt]his) year\b(?![’'])")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|to|hopes?|plans?|expects?|expected|due|next|could|may|might|should|every)\b"
)
_BEHIND = re.compile(
    r"\b(?:was|were|had|has|have|did|said|told|fell|rose|won|lost|made|took|went|came|saw|led|\w{2,20}ed)\b"
)
_MOST_DAYS_AGO = 5


class Wordings:
    """Words the claims of one article; ``published`` is its day of publication, if known."""

    def __init__(self, text: str, cast: Cast, published: date | None) -> None:
        self._text = text
        self._references = References(text, cast)
        self._published = published

    def of(self, passage: Passage, nearby: Sequence[Span]) -> tuple[str, tuple[Substitution, ...]]:
        """Return the wording of the sentence and how it differs, in the order of the text.

        ``nearby`` are the sentences just before it, in which a reference may find its name.
        """
        if passage.end - passage.start > _LONGEST:
            return self._text[passage.start : passage.end], ()
        is_quoted = passage.is_quoted or (
            passage.attribution is not None and passage.attribution.kind == found.DIRECT
        )
        made = self._cuts(passage)
        if passage.subject is not None:
            made.append(self._about(passage.start, passage.subject))
        begins = next((cut.end for cut in made if cut.start == passage.start), passage.start)
        references = self._referred_to(passage, begins, nearby, is_quoted=is_quoted)
        if begins > passage.start and _PRONOUN.match(self._text, begins):
            if references and references[-1].start == begins:
                pass
            elif not is_quoted:  # "Smith said that he": the frame says who he is
                made = []
                begins = passage.start
                references = self._referred_to(passage, begins, nearby, is_quoted=is_quoted)
        for change in (*references, *self._dates(passage, is_quoted=is_quoted)):
            if not any(change.start < other.end and other.start < change.end for other in made):
                made.append(change)
        made.sort(key=lambda change: change.start)
        return self._worded(passage.start, passage.end, made), tuple(made)

    def _referred_to(
        self, passage: Passage, begins: int, nearby: Sequence[Span], *, is_quoted: bool
    ) -> list[Substitution]:
        references = self._references.in_passage(
            passage.start, passage.end, begins, nearby, is_quoted=is_quoted
        )
        return [self._written(reference) for reference in references]

    def _worded(self, start: int, end: int, made: list[Substitution]) -> str:
        if not made:
            return self._text[start:end]
        pieces: list[str] = []
        at = start
        for change in made:
            pieces += (self._text[at : change.start], change.wording)
            at = change.end
        worded = "".join((*pieces, self._text[at:end]))
        opens = 1 if worded[0] in _MARKS and len(worded) > 1 else 0
        return worded[:opens] + worded[opens].upper() + worded[opens + 1 :]

    def _cuts(self, passage: Passage) -> list[Substitution]:
        attribution = passage.attribution
        if attribution is None:
            return []
        cuts: list[Substitution] = []
        if attribution.voice is not None:
            for start, end in cut_frame(
                self._text, passage.start, passage.end, passage.quotes, attribution.voice
            ):
                if passage.start < start and self._closes_with_comma(start, passage, (start, end)):
                    cuts.append(self._left_out(start - 2, start - 1))
                cuts.append(self._left_out(*self._with_comma(start, end, passage)))
        left = [(cut.start, cut.end) for cut in cuts]
        if attribution.kind == found.DIRECT and self._is_all_quoted(passage, left):
            cuts += (
                self._change(at, at + 1, "", None, found.QUOTATION_MARKS)
                for at in self._outer_marks(passage)
                if not any(start <= at < end for start, end in left)
            )
        return cuts

    def _closes_with_comma(self, at: int, passage: Passage, cut: Span) -> bool:
        """``will “kill it off,” says …``: the marks stay, the comma within goes."""
        closes = any(q.closed and q.end == at and q.end - q.start > 2 for q in passage.quotes)
        return closes and self._text[at - 2] == "," and not self._is_all_quoted(passage, [cut])

    def _with_comma(self, start: int, end: int, passage: Passage) -> Span:
        """Take the comma and the mark that close a quotation, and the mark that opens its next part.

        Where the quotation closes with an end mark of its own, the sentence's goes.
        """
        text = self._text
        quote = next((q for q in passage.quotes if q.closed and q.end == start), None)
        if quote is None:
            return start, end
        if not self._is_all_quoted(passage, [(start, end)]):
            return start, end
        goes_on = _GOES_ON.match(text, end + 1) is not None and text[end : end + 1] in _MARKS
        start -= 2 if text[start - 2] in ",;" and not goes_on else 1
        if text[start - 1] in ".!?…" and end == passage.end - 1:
            end += 1
        if any(q.start == end for q in passage.quotes):
            end += 1
        return start, end

    def _is_all_quoted(self, passage: Passage, left: list[Span]) -> bool:
        """Tell whether nothing but quotations is left beside what is cut."""
        covered = sorted([*left, *((q.start, q.end) for q in passage.quotes)])
        at = passage.start
        for start, end in covered:
            if self._text[at : max(at, start)].strip(" .,"):
                return False
            at = max(at, end)
        return bool(passage.quotes) and not self._text[at : passage.end].strip(" .,")

    def _outer_marks(self, passage: Passage) -> Iterator[int]:
        for quote in passage.quotes:
            if quote.start >= passage.start:
                yield quote.start
            if quote.closed and quote.end <= passage.end and quote.end - 1 > quote.start:
                yield quote.end - 1

    def _left_out(self, start: int, end: int) -> Substitution:
        joins = self._text[start - 1 : start].strip() and self._text[end : end + 1].isalnum()
        between = " " if start > 0 and joins else ""
        return self._change(start, end, between, None, found.SPEAKER_KEPT_APART)

    def _written(self, reference: Reference) -> Substitution:
        return self._change(
            reference.start,
            reference.end,
            reference.wording,
            (reference.source_start, reference.source_end),
            reference.reason,
        )

    def _dates(self, passage: Passage, *, is_quoted: bool) -> Iterator[Substitution]:
        published = self._published
        if published is None or is_quoted:
            return
        start, end = passage.start, passage.end
        year = _LAST_YEAR.search(self._text, start, end)
        if year is not None:
            number = published.year - (year.group().casefold() == "last year")
            yield self._dated(year.span(), str(number))
        if _AHEAD.search(self._text, start, end) or not _BEHIND.search(self._text, start, end):
            return
        for day in _WEEKDAY.finditer(self._text, start, end):
            days_ago = (published.weekday() - _WEEKDAYS.index(day["day"])) % 7
            # Six days ago may be tomorrow, where the article was written.
            if days_ago <= _MOST_DAYS_AGO:
                on = published - timedelta(days=days_ago)
                yield self._dated(day.span(), f"{on.day} {on:%B} {on.year}")

    def _dated(self, span: Span, shown: str) -> Substitution:
        wording = f"{self._text[slice(*span)]} ({shown})"
        return self._change(*span, wording, None, found.BY_DAY_OF_PUBLICATION)

    def _about(self, at: int, subject: Span) -> Substitution:
        """``and closed the yard`` is said of somebody: the subject goes in front of it."""
        wording = self._text[subject[0] : subject[1] + 1]
        source = (subject[0], subject[1] + 1)
        return self._change(at, at, wording, source, found.SUBJECT_OF_SENTENCE)

    def _change(
        self, start: int, end: int, wording: str, source: Span | None, reason: str
    ) -> Substitution:
        source_start, source_end = source or (None, None)
        return Substitution(
            start, end, self._text[start:end], wording, source_start, source_end, reason
        )


def day_of(published_at: Any) -> date | None:
    """Read the day out of a date, a datetime, or the text of either in ISO 8601."""
    if isinstance(published_at, datetime):
        return published_at.date()
    if isinstance(published_at, date):
        return published_at
    if isinstance(published_at, str):
        try:
            return date.fromisoformat(published_at[:10])
        except ValueError:
            return None
    return None
