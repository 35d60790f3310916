"""Who says each sentence of an article.

1. A turn of a transcript belongs to the speaker of its label.
2. A sentence that names its speaker belongs to that speaker.
3. A sentence inside a quotation that names nobody belongs to the speaker of the same quotation, of
   the quotation before or after it in the paragraph, or of the sentence that leads up to it.
4. A sentence that plainly continues reported speech inherits its speaker.
5. Everything else is the article's own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import found
from .cast import Cast
from .claimants import Claimant, Claimants
from .layout import RUNNING, SHORTEST_LINE, Line
from .names import names_in
from .quotations import Quotation, quotations
from .speech import Voice, voice_in
from .turns import TurnLabel, turn_label

_INTERVIEW = re.compile(
    r"\b(?:interview|Q&A|conversation|spoke|sat down|talked|talk|speaks|agreed|answers?|answered"
    r"|told|asked)\b"
)
_CONTINUES = re.compile(
    r"(?:The|This|These|That|Those|Such|It|They|He|She) (?!(?:did|declined|does|do|refused)\b)"
)
_RESULT = re.compile(r"[^.]{0,300} as a result\b")
_FREE_SPEECH = re.compile(r"(?:[\w’'-]{1,25} ){1,7}(?:would|had also)\b")
_SPEAKING = re.compile(
    r"\b(?:spoke|(?:was|were) (?:speaking|responding|replying|referring|commenting)|made the "
    r"(?:remarks?|comments?|statement)|[’']s (?:remarks?|comments?|statement|words) )"
)
_BEFORE_WINDOW = 160


@dataclass(frozen=True, slots=True)
class Attribution:
    claimant: Claimant
    kind: str
    closes: bool = False


@dataclass(slots=True)
class _Passage:
    """One sentence on its way to a speaker."""

    sentence: found.Sentence
    quotes: list[Quotation]
    attribution: Attribution | None = None

    @property
    def is_quoted(self) -> bool:
        """One quotation makes up most of it; a few words in marks do not."""
        start, end = self.sentence.start, self.sentence.end
        return any(
            (min(quote.end, end) - max(quote.start, start)) * 2 > end - start
            for quote in self.quotes
        )


def attribute(text: str, lines: Sequence[Line], cast: Cast) -> dict[int, Attribution]:
    """Return who says what, by the start of the sentence; the article's own are absent."""
    return _Reading(text, lines, cast).attributions()


class _Reading:
    def __init__(self, text: str, lines: Sequence[Line], cast: Cast) -> None:
        self._text = text
        self._lines = lines
        self._claimants = Claimants(text, cast)
        spans = ((line.start, line.end) for line in lines if line.kind in RUNNING)
        self._quotes = quotations(text, spans)
        self._next_quote = 0
        self._turn: Attribution | None = None
        self._interviewee: Claimant | None = None
        self._looked_for_interviewee = False
        self._recent: list[found.Sentence] = []

    def attributions(self) -> dict[int, Attribution]:
        result: dict[int, Attribution] = {}
        before: list[_Passage] = []
        for number, line in enumerate(self._lines):
            if line.kind not in RUNNING or line.end - line.start < SHORTEST_LINE:
                before = []
                continue
            passages = self._passages(line)
            label = turn_label(self._text, line.start, line.end) if line.is_turn else None
            if label is not None:
                self._begin_turn(number, label)
            elif self._turn is not None and not _still_in_turn(self._lines, number):
                self._turn = None
            if self._turn is not None:
                for passage in passages:
                    passage.attribution = self._turn
            else:
                self._attribute(passages, before, number)
            before = passages
            for passage in passages:
                if passage.attribution is not None:
                    result[passage.sentence.start] = passage.attribution
        return result

    def _passages(self, line: Line) -> list[_Passage]:
        passages = []
        for sentence in line.sentences:
            if sentence.kind not in (*RUNNING, found.QUESTION):
                continue
            passages.append(_Passage(sentence, self._quotes_of(sentence)))
        return passages

    def _quotes_of(self, sentence: found.Sentence) -> list[Quotation]:
        while (
            self._next_quote < len(self._quotes)
            and self._quotes[self._next_quote].end <= sentence.start
        ):
            self._next_quote += 1
        result = []
        at = self._next_quote
        while at < len(self._quotes) and self._quotes[at].start < sentence.end:
            result.append(self._quotes[at])
            at += 1
        return result

    def _begin_turn(self, number: int, label: TurnLabel) -> None:
        speaker: Claimant | None = None
        if label.answers:
            if not self._looked_for_interviewee:
                self._interviewee = self._find_interviewee(number)
                self._looked_for_interviewee = True
            speaker = self._interviewee
        elif not label.asks:
            speaker = self._claimants.labelled(label.name, label.name_start, label.name_end)
        self._turn = None if speaker is None else Attribution(speaker, found.DIRECT)

    def _find_interviewee(self, first_turn: int) -> Claimant | None:
        """The person whom the lead says was talked to, or the only person it names in full."""
        seen: dict[str, Claimant] = {}
        for line in self._lines[:first_turn]:
            if line.kind not in (*RUNNING, found.HEADLINE) or line.is_turn:
                continue
            for sentence in line.sentences:
                for name in names_in(self._text, sentence.start, sentence.end):
                    if not name.is_person or len(name.text.split()) < 2:
                        continue
                    person = self._claimants.named(name)
                    if line.kind in RUNNING and _INTERVIEW.search(
                        self._text, name.end, min(sentence.end, name.end + _BEFORE_WINDOW)
                    ):
                        return person
                    seen.setdefault(person.name, person)
        return next(iter(seen.values())) if len(seen) == 1 else None

    def _attribute(self, passages: list[_Passage], before: list[_Passage], number: int) -> None:
        if passages and all(passage.is_quoted for passage in passages):
            after = self._named_after(number)
            for passage in passages:
                passage.attribution = after
        for at, passage in enumerate(passages):
            if passage.attribution is None:
                self._attribute_one(passages, at, before)
            self._recent.append(passage.sentence)
            del self._recent[:-2]
        for passage, following in reversed(list(pairwise(passages))):
            if passage.attribution is None and passage.quotes:
                passage.attribution = _of_next_quotation(passage, following)

    def _attribute_one(self, passages: list[_Passage], at: int, before: list[_Passage]) -> None:
        passage = passages[at]
        sentence = passage.sentence
        voice = voice_in(self._text, sentence.start, sentence.end, passage.quotes)
        if voice is not None and voice.start < voice.end:
            passage.attribution = self._spoken_by(voice, sentence)
        previous = passages[at - 1] if at else None
        if passage.attribution is None:
            if passage.is_quoted or _runs_over(passage, previous):
                passage.attribution = self._of_quotation(passage, previous, before)
            elif not passage.quotes and previous is not None:
                passage.attribution = self._inherited(sentence, previous)

    def _spoken_by(self, voice: Voice, sentence: found.Sentence) -> Attribution | None:
        nearby = [(each.start, each.end) for each in reversed(self._recent)]
        if voice.start > sentence.start:
            nearby.insert(0, (sentence.start, voice.start))
        claimant = self._claimants.resolve(voice.start, voice.end, nearby)
        if claimant is None:
            return None
        self._claimants.remember(claimant)
        return Attribution(claimant, voice.kind, voice.closes)

    def _of_quotation(
        self, passage: _Passage, previous: _Passage | None, before: list[_Passage]
    ) -> Attribution | None:
        start = passage.sentence.start
        introduced = self._introduced(passage)
        if introduced is not None:
            return introduced
        if previous is not None:
            earlier = previous.attribution
            if earlier is not None:
                return Attribution(earlier.claimant, found.DIRECT)
            if previous.quotes:
                return None  # its speaker is still to come, and so is this one's
            return self._lead_in(previous.sentence)
        if not before or self._text[start] not in '“"‘«':
            return None
        last = before[-1]
        if last.attribution is not None:
            return Attribution(last.attribution.claimant, found.DIRECT)
        return None if last.quotes else self._lead_in(last.sentence)

    def _introduced(self, passage: _Passage) -> Attribution | None:
        """``Lindahl does: “Twenty minutes.”``: the name before the colon speaks."""
        opening = passage.quotes[0].start if passage.quotes else passage.sentence.start
        head = self._text[passage.sentence.start : opening].rstrip()
        if not head.endswith(":") or len(head) > _BEFORE_WINDOW:
            return None
        return self._opening(passage.sentence.start, opening, person=False)

    def _lead_in(self, sentence: found.Sentence) -> Attribution | None:
        """``Ann Bee isn’t buying it. “For a family …”``: the person it is about speaks."""
        return self._opening(sentence.start, sentence.end, person=True)

    def _opening(self, start: int, end: int, *, person: bool) -> Attribution | None:
        claimant = self._claimants.opening(start, end)
        if claimant is None or (person and not claimant.is_person):
            return None
        self._claimants.remember(claimant)
        return Attribution(claimant, found.DIRECT)

    def _named_after(self, number: int) -> Attribution | None:
        """``“We are done.”`` and then, in the next paragraph, ``Lee was speaking after …``."""
        following = self._lines[number + 1] if number + 1 < len(self._lines) else None
        if following is None or following.kind not in RUNNING or following.is_turn:
            return None
        first = following.sentences[0]
        if not _SPEAKING.search(
            self._text, first.start, min(first.end, first.start + _BEFORE_WINDOW)
        ):
            return None
        return self._lead_in(first)

    def _inherited(self, sentence: found.Sentence, previous: _Passage) -> Attribution | None:
        earlier = previous.attribution
        if earlier is None or earlier.kind == found.DIRECT:
            return None
        window = sentence.start + _BEFORE_WINDOW
        continues = (
            _RESULT.match(self._text, sentence.start, sentence.end)
            or _FREE_SPEECH.match(self._text, sentence.start, min(sentence.end, window))
            or (
                (earlier.closes or earlier.kind in (found.ACCORDING_TO, found.INHERITED))
                and _CONTINUES.match(self._text, sentence.start, window)
            )
        )
        return Attribution(earlier.claimant, found.INHERITED) if continues else None


def _still_in_turn(lines: Sequence[Line], number: int) -> bool:
    """A turn runs on over paragraphs until something other than running text breaks it."""
    return number > 0 and lines[number - 1].kind in (*RUNNING, found.STAGE_DIRECTION)


def _runs_over(passage: _Passage, previous: _Passage | None) -> bool:
    return previous is not None and bool(
        passage.quotes and previous.quotes and passage.quotes[0] == previous.quotes[-1]
    )


def _of_next_quotation(passage: _Passage, following: _Passage) -> Attribution | None:
    """``“A. B,” X said``: the speaker of the quotation's next sentence, or of the next quotation."""
    later = following.attribution
    if later is None or not following.quotes or later.kind == found.INHERITED:
        return None
    if passage.quotes[-1] == following.quotes[0] or passage.is_quoted:
        return Attribution(later.claimant, found.DIRECT)
    return None
