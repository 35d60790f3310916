"""Who says each sentence of an article.

A turn of a transcript belongs to the speaker of its label. Every other paragraph is read thus:

1. A sentence that names its speaker belongs to that speaker (``speech``, ``claimants``).
2. The other sentences of the same quotation belong to the same speaker, before and after.
3. A quotation that names nobody belongs to the speaker of the sentence before it, to the person
   whom that sentence is about, or, failing these, to whoever the next quotation or the next
   sentence names: ``“We lost.” Bee said the vote was close.``
4. A sentence that plainly continues reported speech inherits its speaker.
5. Everything else is the article's own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from .. import found
from ..lines.layout import RUNNING, SHORTEST_LINE, Line
from ..lines.segmentation import Span
from ..people.cast import Cast
from .claimants import Claimant, Claimants
from .continuing import continues_speech
from .quotations import Quotation, quotations
from .transcripts import Turns
from .voices import Voice, voice_in

_SPEAKING = re.compile(
    r"\b(?:spoke|(?:was|were) (?:speaking|responding|replying|referring|commenting)|made the "
    r"(?:remarks?|comments?|statement)|[’']s (?:remarks?|comments?|statement|words) )"
)
_TURNS_AWAY = re.compile(r"(?:But|However|Meanwhile|By contrast|Others?|In response|Separately)\b")
_PRESENTED = re.compile(
    r"(?<=[\w’'.-]), \d\d,? (?:is|was|has|had|who|a|an|the|of|from|lives|works)\b"
)
"""``Joan Pike, 67, is one of …``: a person met in a report, after their own words."""
_MAKES_A_SPEECH = re.compile(
    r"\b(?:speech|statement|letter|address|interview|remarks|testimony|post|broadcast|memo)\b"
)
_BY_WHOM = re.compile(r"\bby (?:the )?[A-Z]")
"""``Pressed by Lee, he said``: he is not Lee."""
_SPEAKING_WINDOW = 160
_REMEMBERED = 4
"""Stretches before this sentence that a pronoun may point into: two sentences and their speakers."""


class Attribution(NamedTuple):
    """``voice`` is where the sentence itself names the claimant, None where another one does."""

    claimant: Claimant
    kind: str
    voice: Voice | None = None

    @property
    def closes(self) -> bool:
        return self.voice is not None and self.voice.closes


@dataclass(slots=True)
class Passage:
    """One sentence with the quotations that it touches; ``attribution`` is None for the article's own.

    ``subject`` is what a statement within a sentence is about, where the statement before it says that.
    """

    start: int
    end: int
    quotes: list[Quotation]
    attribution: Attribution | None = None
    subject: Span | None = None

    @property
    def is_quoted(self) -> bool:
        """One quotation makes up most of it; a few words in marks do not."""
        return any(
            (min(quote.end, self.end) - max(quote.start, self.start)) * 2 > self.end - self.start
            for quote in self.quotes
        )

    def shares_quotation(self, following: "Passage") -> bool:
        """One quotation runs from this sentence into the following one."""
        return bool(self.quotes and following.quotes and self.quotes[-1] == following.quotes[0])


def attribute(text: str, lines: Sequence[Line], cast: Cast) -> dict[int, Passage]:
    """Return the sentences of running text with their speakers, by where they start."""
    claimants = Claimants(text, cast)
    turns = Turns(text, lines, claimants)
    paragraphs = _Paragraphs(text, lines, claimants)
    result: dict[int, Passage] = {}
    for number, line in enumerate(lines):
        if line.kind not in RUNNING or line.end - line.start < SHORTEST_LINE:
            paragraphs.break_off()
            continue
        speaker = turns.speaker_of(number)
        for passage in paragraphs.read(number, speaker):
            result[passage.start] = passage
    return result


class _Paragraphs:
    """Reads the lines of running text in order; remembers the one before."""

    def __init__(self, text: str, lines: Sequence[Line], claimants: Claimants) -> None:
        self._text = text
        self._lines = lines
        self._claimants = claimants
        spans = ((line.start, line.end) for line in lines if line.kind in RUNNING)
        self._quotes = quotations(text, spans)
        self._next_quote = 0
        self._before: list[Passage] = []
        self._recent: list[Span] = []

    def break_off(self) -> None:
        """A headline or a picture's credit ends what a quotation could go on from."""
        self._before = []

    def read(self, number: int, speaker: Claimant | None) -> list[Passage]:
        """Attribute line ``number``, all of it to ``speaker`` if that is known from a label."""
        passages = self._passages(self._lines[number])
        if speaker is not None:
            for passage in passages:
                passage.attribution = Attribution(speaker, found.DIRECT)
        else:
            self._attribute(passages, number)
        self._before = passages
        return passages

    def _passages(self, line: Line) -> list[Passage]:
        return [
            Passage(sentence.start, sentence.end, self._quotes_of(sentence))
            for sentence in line.sentences
            if sentence.kind in RUNNING or sentence.kind == found.QUESTION
        ]

    def _quotes_of(self, sentence: found.Sentence) -> list[Quotation]:
        quotes = self._quotes
        at = self._next_quote
        while at < len(quotes) and quotes[at].end <= sentence.start:
            at += 1
        self._next_quote = at
        result = []
        while at < len(quotes) and quotes[at].start < sentence.end:
            result.append(quotes[at])
            at += 1
        return result

    def _attribute(self, passages: list[Passage], number: int) -> None:
        for passage in passages:
            passage.attribution = self._named_in(passage)
        if passages and all(p.is_quoted and p.attribution is None for p in passages):
            after = self._named_after(number)
            for passage in passages:
                passage.attribution = after
        for passage, following in reversed(list(pairwise(passages))):
            if passage.attribution is None and passage.shares_quotation(following):
                passage.attribution = _quoted(following.attribution)
        for at, passage in enumerate(passages):
            if passage.attribution is None:
                passage.attribution = self._unnamed(
                    passage,
                    previous=passages[at - 1] if at else None,
                    following=passages[at + 1] if at + 1 < len(passages) else None,
                )
        for passage, following in reversed(list(pairwise(passages))):
            if passage.attribution is None and passage.is_quoted:
                passage.attribution = self._named_next(following)

    def _named_in(self, passage: Passage) -> Attribution | None:
        voice = voice_in(self._text, passage.start, passage.end, passage.quotes)
        attribution = self._spoken_by(voice, passage) if voice is not None else None
        if not passage.is_quoted:
            self._recent.append((passage.start, passage.end))
        if voice is not None:  # "he added" goes on with who speaks, before anybody spoken of
            self._recent.append((voice.start, voice.end))
        del self._recent[:-_REMEMBERED]
        return attribution or self._introduced(passage)

    def _spoken_by(self, voice: Voice, passage: Passage) -> Attribution | None:
        nearby = self._recent[::-1]
        if voice.start > passage.start and not _BY_WHOM.search(
            self._text, passage.start, voice.start
        ):
            # "Lee wrote it, he said": whoever spoke before comes before the one spoken of.
            nearby.insert(len(nearby) if voice.closes else 0, (passage.start, voice.start))
        claimant = self._claimants.resolve(voice.start, voice.end, nearby)
        if claimant is None:
            return None
        in_a_statement = self._text.find(" statement", passage.start, passage.end) >= 0
        self._claimants.remember(claimant, in_a_statement=in_a_statement)
        return Attribution(claimant, voice.kind, voice)

    def _introduced(self, passage: Passage) -> Attribution | None:
        """``Lindahl does: “Twenty minutes.”``: the name before the colon speaks."""
        if not passage.quotes or passage.quotes[0].start <= passage.start:
            return None
        opening = passage.quotes[0].start
        head = self._text[max(passage.start, opening - 4) : opening].rstrip()
        if not head.endswith(":") or opening - passage.start > _SPEAKING_WINDOW:
            return None
        return self._about(passage.start, opening)

    def _unnamed(
        self, passage: Passage, *, previous: Passage | None, following: Passage | None
    ) -> Attribution | None:
        runs_over = previous is not None and previous.shares_quotation(passage)
        if passage.is_quoted or runs_over:
            return self._of_quotation(passage, previous, following)
        if passage.quotes or previous is None or previous.attribution is None:
            return None
        earlier = previous.attribution
        if earlier.kind == found.DIRECT or not continues_speech(
            self._text,
            passage.start,
            passage.end,
            settled=earlier.closes or earlier.kind in (found.ACCORDING_TO, found.INHERITED),
        ):
            return None
        return Attribution(earlier.claimant, found.INHERITED)

    def _of_quotation(
        self, passage: Passage, previous: Passage | None, following: Passage | None
    ) -> Attribution | None:
        if previous is not None:
            if previous.attribution is not None:
                return _quoted(previous.attribution)
            if previous.quotes:
                return None  # its speaker is still to come, and so is this one's
            return self._lead_in(previous)
        if not self._before or self._text[passage.start] not in '“"‘«':
            return None
        last = self._before[-1]
        if last.quotes and not last.quotes[-1].closed and last.attribution is not None:
            return _quoted(last.attribution)
        if following is not None and (after := self._named_next(following)) is not None:
            return after
        if last.attribution is not None:
            return _quoted(last.attribution)
        return None if last.quotes else self._lead_in(last)

    def _named_next(self, following: Passage) -> Attribution | None:
        """The next quotation's speaker, or whoever a sentence without one begins by naming."""
        later = following.attribution
        if later is None and not following.quotes:
            presented = _PRESENTED.search(self._text, following.start, following.end)
            later = self._lead_in(following) if presented is not None else None
        if later is None or later.kind == found.INHERITED:
            return None
        if not following.quotes and (
            later.closes or _TURNS_AWAY.match(self._text, following.start, following.end)
        ):
            return None
        return _quoted(later)

    def _lead_in(self, passage: Passage) -> Attribution | None:
        """``Ann Bee isn’t buying it. “For a family …”``: the person it is about speaks."""
        claimant = self._claimants.opening(passage.start, passage.end)
        if claimant is None and _MAKES_A_SPEECH.search(
            self._text, passage.start, min(passage.end, passage.start + _SPEAKING_WINDOW)
        ):
            claimant = self._claimants.only_person(passage.start, passage.end)
        if claimant is None or not claimant.is_person:
            return None
        self._claimants.remember(claimant)
        return Attribution(claimant, found.DIRECT)

    def _about(self, start: int, end: int) -> Attribution | None:
        claimant = self._claimants.opening(start, end)
        if claimant is None:
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
            self._text, first.start, min(first.end, first.start + _SPEAKING_WINDOW)
        ):
            return None
        return self._lead_in(Passage(first.start, first.end, []))


def _quoted(attribution: Attribution | None) -> Attribution | None:
    return None if attribution is None else Attribution(attribution.claimant, found.DIRECT)
