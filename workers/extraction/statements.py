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
from dataclasses import dataclass

from . import signs
from .wordlist import word_set

FEWEST_WORDS = 4
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
    needs means adds becomes comes goes stands sits begins ends
    """
)
_PAST_TOO = word_set("became set hit let quit spread won beat grew sank began")
_DETERMINERS = word_set(
    "the a an his her its their our my your this that these those some many most several more fewer no another each every"
)
_PRONOUNS = word_set("he she it they we i")
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
    r"\b(?:if|unless|because|although|though|not only|neither|either|whether|both|between|so that"
    r"|in order to|rather|even as|instead|would have)\b",
    re.IGNORECASE,
)
"""What ties the halves of a sentence to each other."""
_JOINT = re.compile(
    r"(?:, ?| (?=and|but))(?P<joiner>and|but|while|whereas) |; "
    r"|(?P<relative>, (?=(?:which|who)\b))"
    r"|(?P<apposition>, (?=(?:a|an|the) (?:[\w’'-]{1,30} ){1,5}(?:that|who|which) ))"
)
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
    return _Sentence(text, start, end).statements() or whole


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
        at = self._start
        subject: tuple[int, int] | None = None
        first = here = 0  # the words that the statement begins with, and that stand at the joint
        verb: int | None = None
        for joint in _JOINT.finditer(self._text, self._start, self._end):
            while here < len(self._words) and self._words[here].start() < joint.start():
                if verb is None and _is_finite(self._words[here].group()):
                    verb = here
                here += 1
            after = here + (joint["joiner"] is not None)
            long_enough = here - first >= FEWEST_WORDS <= len(self._words) - after
            if verb is None or not long_enough or self._is_shielded(joint):
                continue
            cut = self._cut(joint, first, verb, here, after)
            if cut is not None:
                found.append(Statement(at, joint.start(), subject))
                at, subject = joint.end(), cut.subject
                first, verb = after, None
                here = after
        return (*found, Statement(at, self._end, subject)) if found else ()

    def _cut(
        self, joint: re.Match[str], first: int, verb: int, here: int, after: int
    ) -> "_Cut | None":
        """Whether a statement of its own begins behind ``joint``, and what it is about."""
        if joint["relative"] or joint["apposition"]:
            # In the middle it would leave a main clause with a hole in it.
            closes = self._last_comma < joint.end()
            opening = self._words[after + 1 : after + (3 if joint["relative"] else 8)]
            return _Cut() if closes and any(_is_finite(w.group()) for w in opening) else None
        sets_apart = joint["joiner"] in (None, "while", "whereas")
        if self._opens_clause(after) or (sets_apart and self._opens_bare_clause(after)):
            return _Cut()
        if joint["joiner"] in ("and", "but") and self._continues_verb(verb, here, after):
            return _Cut(self._subject(first, verb))
        return None

    def _opens_clause(self, at: int) -> bool:
        """A subject, and its verb within six words: ``the mayor of Lorne resigned``, ``30 people died``."""
        if not _begins_noun(self._words[at].group()) or _is_finite(self._words[at].group()):
            return False
        for place in range(at + 1, min(at + 7, len(self._words))):
            word, ends = self._words[place].group(), self._words[place].start()
            if word in _BREAKS or "," in self._text[self._words[place - 1].end() : ends]:
                return False
            if _is_finite(word):
                return not word.endswith("ed") or self._leads_on(place)
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
        """What follows is an object or an adverbial: the verb is no participle before its noun."""
        if verb + 1 >= len(self._words) or self._words[verb].group() in _AUXILIARIES:
            return True
        following = self._words[verb + 1].group()
        return _begins_noun(following) or following in _LINKS

    def _subject(self, first: int, verb: int) -> tuple[int, int] | None:
        """The words before the first verb, if they are few and begin as a subject does."""
        words = [word.group() for word in self._words[first:verb]]
        if not 0 < len(words) <= _LONGEST_SUBJECT or not _begins_noun(words[0]):
            return None
        if not _BREAKS.isdisjoint(words):
            return None
        return self._words[first].start(), self._words[verb - 1].end()

    def _is_shielded(self, joint: re.Match[str]) -> bool:
        return any(start < joint.end() and joint.start() < end for start, end in self._shielded)


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
