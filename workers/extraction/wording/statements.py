"""Cut a sentence that states several things into its statements.

Each statement is an exact span of the text, in order, without the words that join it to the next.
A cut is made only where both sides can be checked alone, at one of four joints:

- two clauses with subjects of their own: ``A fined B, and C closed``;
- two verbs of one subject: ``A fined B and closed C``;
- a closing relative clause that adds something: ``A fined B, which had closed C``;
- a closing apposition that states something: ``A fined B, a firm that had closed C``.

No parser: a joint counts only where a finite verb stands where a clause would have it. What depends on its other
half stays whole: conditions, reasons, contrasts, comparisons, both ... and, and whatever stands in quotation marks or
brackets.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from ..speech.attribution import Attribution, Passage
from ..wordlist import word_set
from ..worth import signs

FEWEST_WORDS = 3
"""A shorter half says too little to be checked alone."""
_LONGEST = 1_200
"""Characters; a longer sentence stays whole."""
_LONGEST_SUBJECT = 8
"""Words."""

_MODALS = word_set("will would can could may might must won't won’t")
_PRESENT_AUXILIARIES = word_set(
    "is are has have does do isn't isn’t aren't aren’t hasn't hasn’t haven't haven’t doesn't doesn’t"
)
_AUXILIARIES = (
    _MODALS
    | _PRESENT_AUXILIARIES
    | word_set("was were had did wasn't wasn’t weren't weren’t hadn't hadn’t didn't didn’t")
)
_PRESENT = word_set(
    """
    says owns runs makes covers employs costs earns pays serves includes contains remains holds
    requires provides allows plans expects claims shows represents accounts operates supplies
    supports produces sells lives works faces leads bans exempts limits carries takes gives gets
    needs means adds becomes comes goes stands sits begins ends renews turns pays belongs delivers
    own run make cover cost pay serve include contain hold live work face take get give need mean
    go come stand begin belong
    """
)
_PAST_TOO = word_set("became set hit let quit spread won beat grew sank began")
_DETERMINERS = word_set(
    "the a an his her its their our my your this that these those some many several no another each every"
)
_PRONOUNS = word_set(
    "he she it they we you there he's he’s she's she’s it's it’s there's there’s you'd you’d"
)
_CIRCUMSTANCES = word_set("in on at by during after before since then without under last this")
_LINKS = word_set(
    """
    in on at to from by for with of as into over after before during under against between about
    through since until within across among around off out up down back that how whether away
    nearly almost only
    """
)
_BREAKS = word_set("who which that to and or but")
"""Words that end the subject of a clause before its verb."""
_WHOLE = re.compile(
    r"\b(?:if|unless|because|although|though|not only|whether|so that|in order to|rather|even as"
    r"|instead|would have|when|not enough)\b",
    re.IGNORECASE,
)
"""What ties the halves of a sentence to each other."""
_PAIR = re.compile(r"\b(?:between|both|either|neither|from)\b[^,;]{0,60}\Z|\ball\Z")
_LONGEST_PAIR = 70
"""What waits for the ``and`` behind it."""
_JOINT = re.compile(
    r"(?:, ?| (?=and|but))(?P<joiner>and|but|while|whereas) |; "
    r"|(?P<relative>, (?=(?:which|who)\b))"
    r"|(?P<apposition>, (?=(?:a|an|the) (?:[\w’'-]{1,30} ){1,5}(?:that|who|which) ))"
    r"|(?P<measure>, (?=(?:an?|the|its|their|his|her|almost|nearly|about|close to|at|\d[\d,.]*)\b"
    r"[^,;]{0,60}?\b(?:first|second|third|fourth|fifth|last|only|record|twice|half|of them|\w{2,12}est"
    r"|most|\d[\d,.]*%?)\b))"
)
_SAYS = r"(?:said|says|say|(?:tells|told) [\w ]{2,20}?)"
_STATES = (
    r"(?:confirmed|claims?|claimed|argues?|argued|noted|added|found|finds|reported|estimates?|estimated"
    r"|insists?|insisted|maintained|points out|pointed out|suggests|warned|shows?|showed)"
)
_ALONE = r"(?:(?! (?:and|but) )[^,;“”\"])"
_LEADING_FRAME = re.compile(
    rf"{_ALONE}{{0,100}}?\b(?:{_SAYS}|{_STATES})(?: on \w{{3,6}}day)? that "
    rf"|{_ALONE}{{2,100}}?\b{_SAYS} (?=[A-Z£$€\d]|(?:the|an?|it|they|he|she|its|their|his|her|all)\b)"
    r"|that |[“\"‘]"
)
_TRAILING_FRAME = re.compile(
    rf",[”\"]? (?:(?:[\w’'.-]{{1,20}} ){{1,6}}?(?:{_SAYS}|heard|shows?)|according to [^,;]{{2,80}}"
    rf")[.,]?\Z"
)
_LONGEST_FRAME = 160
_WORD = re.compile(r"[^\W\d_][\w’'-]{0,40}|\d[\d.,]{0,15}%?|[$€£]\d[\d.,]{0,15}")
_MARK = re.compile(r"[“”\"«»()\[\]]")
_CLOSING = {'"': '"', "“": "”", "«": "»", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Statement:
    """``text[start:end]`` can be checked alone.

    ``subject`` is the span of the words that it is about, where they stand in the statement before and not in its own;
    None where it names its own subject, or none can be told.
    """

    start: int
    end: int
    subject: tuple[int, int] | None = None


def statements_of(text: str, start: int, end: int) -> tuple[Statement, ...]:
    """Return what the sentence ``text[start:end]`` states, in order; the sentence itself where it stays whole.

    Linear in the length of the sentence: each joint looks at a few words on either side of it.
    """
    whole = (Statement(start, end),)
    if end - start > _LONGEST or text[end - 1] == "?" or _WHOLE.search(text, start, end):
        return whole
    found = _Sentence(text, start, end).statements()
    return tuple(_without_closing_frame(text, each) for each in found) or whole


def parts_of(text: str, whole: Passage) -> list[Passage]:
    """Return the statements of a sentence as passages of their own; the sentence itself where it stays whole.

    What stands before the words of saying, ``The firm closed the yard and said …``, is the article's own.
    """
    found = statements_of(text, whole.start, whole.end)
    if len(found) == 1:
        return [whole]
    return [
        Passage(
            each.start,
            each.end,
            [quote for quote in whole.quotes if quote.start < each.end and each.start < quote.end],
            _said_in(whole.attribution, each),
            each.subject,
        )
        for each in found
    ]


def _said_in(attribution: Attribution | None, statement: Statement) -> Attribution | None:
    if attribution is None or attribution.voice is None:
        return attribution
    voice = attribution.voice
    if not voice.closes and voice.verb_start >= statement.end:
        return None
    holds_voice = statement.start <= voice.start and voice.verb_end <= statement.end
    return attribution if holds_voice else attribution._replace(voice=None)


def _without_closing_frame(text: str, statement: Statement) -> Statement:
    start, end = statement.start, statement.end
    window = max(start, end - _LONGEST_FRAME)
    opened = False
    for mark in _MARK.finditer(text, start, end):
        if mark.group() in '”"' and not opened:
            end = mark.start()  # of a quotation that began before: what follows says who says so
            break
        opened = mark.group() in '“"' and not opened
    else:
        if trailing := _TRAILING_FRAME.search(text[window:end]):
            end = window + trailing.start()
    return replace(statement, end=end if text[end - 1] != "," else end - 1)


class _Sentence:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._start = start
        self._end = end
        self._words = list(_WORD.finditer(text, start, end))
        self._last_comma = text.rfind(",", start, end)
        self._shielded = _shielded(text, start, end)

    def statements(self) -> tuple[Statement, ...]:
        found: list[Statement] = []
        at = self._behind_frame(self._start)
        first = here = self._word_at(
            at
        )  # the words that the statement begins with, and at the joint
        subject: tuple[int, int] | None = None
        verb: int | None = None
        for joint in _JOINT.finditer(self._text, at, self._end):
            while here < len(self._words) and self._words[here].start() < joint.start():
                if verb is None and _is_finite(self._words[here].group()):
                    verb = here
                here += 1
            after = here + (joint["joiner"] is not None)
            long_enough = here - first >= FEWEST_WORDS <= len(self._words) - after
            if verb is None or not long_enough or self._belongs_together(joint, at):
                continue
            cut = self._cut(joint, first, verb, here, after)
            if cut is not None:
                found.append(Statement(at, joint.start(), subject))
                at, subject = self._behind_frame(joint.end()), cut.subject
                first = here = max(after, self._word_at(at))
                verb = None
        return (*found, Statement(at, self._end, subject)) if found else ()

    def _behind_frame(self, at: int) -> int:
        """Behind the words that say who says so: one frame holds several statements, and is none of them."""
        frame = _LEADING_FRAME.match(self._text, at, self._end)
        return frame.end() if frame else at

    def _word_at(self, at: int) -> int:
        return bisect_left(self._words, at, key=lambda word: word.start())

    def _belongs_together(self, joint: re.Match[str], at: int) -> bool:
        """In brackets, in a quotation that does not hold the whole statement, or between the halves of a pair."""
        for start, end in self._shielded:
            if start < joint.end() and joint.start() < end:
                return start >= at or self._text[start] in "(["
            if start < at < end:
                return True  # the quotation is over, and who says it begins
        before = self._text[max(at, joint.start() - _LONGEST_PAIR) : joint.start()]
        return _PAIR.search(before) is not None

    def _cut(
        self, joint: re.Match[str], first: int, verb: int, here: int, after: int
    ) -> "_Cut | None":
        """Whether a statement of its own begins behind ``joint``, and what it is about."""
        if joint["measure"]:
            following = self._words[after : after + 12]
            alone = not any(_is_finite(word.group()) for word in following)
            return _Cut() if alone and self._last_comma < joint.end() else None
        if joint["relative"] or joint["apposition"]:
            # In the middle it would leave a main clause with a hole in it.
            closes = self._last_comma < joint.end()
            opening = self._words[after + 1 : after + (3 if joint["relative"] else 8)]
            return _Cut() if closes and any(_is_finite(w.group()) for w in opening) else None
        sets_apart = joint["joiner"] in (None, "while", "whereas")
        if (
            self._opens_clause(after)
            or (sets_apart and self._opens_bare_clause(after))
            or (joint.group()[0] in ",;" and self._opens_with_circumstance(after))
        ):
            return _Cut()
        if joint["joiner"] in ("and", "but") and self._continues_verb(verb, here, after):
            return _Cut(self._subject(first, verb))
        return None

    def _opens_clause(self, at: int) -> bool:
        """A subject, and its verb within six words: ``the mayor of Lorne resigned``, ``30 people died``."""
        opening = self._words[at].group()
        if opening in _PRONOUNS:
            return True
        if not _begins_noun(opening) or _is_finite(opening):
            return False
        for place in range(at + 1, min(at + 7, len(self._words))):
            word, ends = self._words[place].group(), self._words[place].start()
            if word in _BREAKS or "," in self._text[self._words[place - 1].end() : ends]:
                return False
            if _is_finite(word):
                return not word.endswith("ed") or self._leads_on(place)
        return False

    def _opens_with_circumstance(self, at: int) -> bool:
        """``, and in February last year the ministry gave``: when or where first, and then a clause."""
        if self._words[at].group() not in _CIRCUMSTANCES:
            return False
        for place in range(at + 2, min(at + 9, len(self._words) - 1)):
            if self._words[place].group() in _BREAKS:
                return False
            if self._words[place].group() in _DETERMINERS | _PRONOUNS and self._opens_clause(place):
                return True
        return False

    def _opens_bare_clause(self, at: int) -> bool:
        """``; wages rose by 3 percent``: behind such a joint a subject needs no article."""
        return any(_is_finite(word.group()) for word in self._words[at + 1 : at + 3])

    def _continues_verb(self, verb: int, here: int, after: int) -> bool:
        """``fined the firm and closed its yard``; not ``killed and wounded five``, nor ``old and crowded yards``."""
        again = self._words[after].group()
        return (
            here - verb >= 3
            and again.islower()
            and _is_finite(again)
            and (again in _AUXILIARIES or _is_past(again) == _is_past(self._words[verb].group()))
            and self._leads_on(after)
        )

    def _leads_on(self, verb: int) -> bool:
        """An end, an object or an adverbial follows: the verb is no participle before its noun."""
        if verb + 1 >= len(self._words) or self._words[verb].group() in _AUXILIARIES:
            return True
        following = self._words[verb + 1]
        if self._text[self._words[verb].end() : following.start()] != " ":
            return True
        return _begins_noun(following.group()) or following.group() in _LINKS

    def _subject(self, first: int, verb: int) -> tuple[int, int] | None:
        """The words before the first verb, if they are few and begin as a subject does."""
        words = [word.group() for word in self._words[first:verb]]
        if not 0 < len(words) <= _LONGEST_SUBJECT or not _begins_noun(words[0]):
            return None
        if not _BREAKS.isdisjoint(words):
            return None
        return self._words[first].start(), self._words[verb - 1].end()


@dataclass(frozen=True, slots=True)
class _Cut:
    subject: tuple[int, int] | None = None


def _begins_noun(word: str) -> bool:
    small = word.lower()
    return (
        small in _DETERMINERS
        or small in _PRONOUNS
        or small in signs.NUMBER_WORDS
        or word[0].isupper()
        or not word[0].isalpha()
    )


def _is_finite(word: str) -> bool:
    if word in _AUXILIARIES or word in _PRESENT or word in signs.PAST_FORMS or word in _PAST_TOO:
        return True
    return (
        word.endswith("ed")
        and len(word) > 4
        and word.islower()
        and word not in signs.ED_BUT_NOT_PAST
    )


def _is_past(verb: str) -> bool:
    return verb not in _PRESENT and verb not in _MODALS and verb not in _PRESENT_AUXILIARIES


def _shielded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans in quotation marks or brackets, where nothing is cut; an unclosed one reaches to the end."""
    spans: list[tuple[int, int]] = []
    opened = -1
    closer = ""
    for mark in _MARK.finditer(text, start, end):
        if opened < 0:
            if closer := _CLOSING.get(mark.group(), ""):
                opened = mark.start()
        elif mark.group() == closer:
            spans.append((opened, mark.end()))
            opened = -1
    return [*spans, (opened, end)] if opened >= 0 else spans
