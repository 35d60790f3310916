"""Who speaks inside one sentence: the words that name the speaker, and how they are tied to it.

Quoted stretches are blanked first, so that a verb inside a quotation attributes nothing. A
sentence longer than ``_LONGEST`` characters is not searched: no writer's attribution spans it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .. import found
from ..lines.segmentation import Span
from .formulas import phrase_in
from .quotations import Quotation
from .subjects import (
    BLANK,
    head_can_speak,
    is_document,
    reads_as_person,
    segments_before,
    subject_after,
    subject_before,
)
from .words import (
    BEING,
    NOUNS_AS_WELL,
    QUOTING,
    REPORTING,
    SAYING,
    STANCE,
)

_SHORTEST = 7
"""``Bo said``"""
_LONGEST = 2_000

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{0,30}")
_BRACKETED = re.compile(r" \([^()]{1,80}\)")
_THAT = re.compile(r"[^,;\x00]{0,40}?(?:\bthat\b|\bthis\b|\bit (?:would|will|was|is|had|has)\b)")
_VERBS = SAYING | REPORTING | QUOTING | STANCE
_COMMAND = re.compile(r" (?:[\w’'-]{1,25} ){1,5}?to (?!(?:the|a|an|his|her|their)\b)[a-z]")
_VERB_FOLLOWS = _VERBS | BEING | {"have", "has", "had", "did", "do"}
_SAYING_SO = re.compile(
    r", (?:claiming|saying|arguing|warning|alleging|noting|insisting|adding|stating) (?:that )?"
)
_NEVER_INVERTED = ("told", "tells", "tell")
"""Behind these stands who was told."""
_DUMB = re.compile(r"\b(?:clock|watch|thermometer|scoreboard|odometer|speedometer)s?\b")
_CALLED = re.compile(
    r" (?:the|it|that|this|those|them|his|her|its|their) (?!police|ambulance|doctor|meeting|vote|election)"
    r"(?:[\w’'-]{1,20} ){0,4}(?:an?|[a-z]{3,20}(?:less|ous|ful|ive|ing|able|ible|ed))\b"
)
"""``called the suit baseless``, ``called it a gift``."""
_TRANSITIVE = ("added", "adds", "add", "claimed", "claims", "claim", "denied", "denies")
_OBJECT = re.compile(
    r" (?:[$€£]?\d|an? |its |his |her |their |more |another |new |(?:up to|about|over|nearly) \d)"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|would|will|could|can|should|may|might|that"
    r"|\w{2,20}ed|fell|rose|lost|won|made|took|went|came|saw|left|led|paid|cost)\b"
)
_HELPED = re.compile(r"\b(?:is|are|was|were|has|have|had|would|will|could|can)\b")
_PARTICLE_OF = {
    "puts": " at ",
    "put": " at ",
    "called": " on ",
    "spoken": " out ",
    "connects": " with ",
}
_LONGEST_OPENING = 5
"""Words before the subject of a verb of stance: ``In a statement, Noem praised``."""
_TAIL = re.compile(r"[\s\x00]{0,2000}(?:[.!?…,;—–:\"”’)]|$)")

_ADVERBIAL = re.compile(
    r" (?:(?:in|on|at|during|to|for|from|last|this|earlier|late|early|outside|after|before|via|"
    r"through|with|today|yesterday|again|me|us|reporters|lawmakers|parliament|the|a|an|\w{3,30}day|"
    r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w{0,8})\b\.?)"
    r"(?: [\w’'.-]{1,30}){0,9}(?:[.,;]|\s*$|\x00)"
)


class Voice(NamedTuple):
    """``text[start:end]`` names the speaker; ``kind`` is one of found.CLAIMANT_TYPES.

    ``closes`` tells that the naming follows what was said: ``…, the agency said``. The verb, or the
    ``according to`` in its stead, is ``text[verb_start:verb_end]``; ``verb`` is empty for the latter.
    """

    start: int
    end: int
    kind: str
    closes: bool
    verb: str
    verb_start: int
    verb_end: int


def blanked(text: str, start: int, end: int, quotes: Sequence[Quotation]) -> str:
    """Return ``text[start:end]`` with quotations blanked, and brackets spaced out."""
    pieces: list[str] = []
    at = start
    for quote in quotes:
        opened, closed = max(quote.start, start), min(quote.end, end)
        if opened >= closed:
            continue
        pieces += (text[at:opened], BLANK * (closed - opened))
        at = closed
    pieces.append(text[at:end])
    sentence = "".join(pieces) if len(pieces) > 1 else pieces[0]
    if "(" in sentence:
        sentence = _BRACKETED.sub(lambda match: " " * len(match.group()), sentence)
    return sentence


def voice_in(text: str, start: int, end: int, quotes: Sequence[Quotation]) -> Voice | None:
    """Find the speaker that the sentence ``text[start:end]`` itself names.

    The first of these wins: a speaker beside a quotation, a fixed phrase such as ``according to``,
    a speaker set off by a comma after what was said, and the subject of a verb of saying.
    """
    if not _SHORTEST <= end - start <= _LONGEST:
        return None
    sentence = blanked(text, start, end, quotes)
    quoted = sentence.count(BLANK)
    beside: Voice | None = None
    closing: Voice | None = None
    leading: Voice | None = None
    for match in _WORD.finditer(sentence):
        verb = match.group() if match.start() else match.group().casefold()
        if verb not in _VERBS:
            continue
        verb_start, verb_end = match.span()
        speaker = _speaker_of(sentence, verb, verb_start, verb_end, quoted=bool(quoted))
        if speaker is None:
            continue
        (first, last), touches_quote, closes = speaker
        quotes_much = quoted * 5 >= (end - start) * 2 and verb != "called"
        quotes_first = (closes and sentence.startswith(BLANK)) or (
            touches_quote
            and (sentence.startswith(BLANK) or sentence.startswith((": \x00", ", \x00"), verb_end))
        )
        kind = found.DIRECT if quotes_much or quotes_first else found.INDIRECT
        voice = Voice(
            start + first, start + last, kind, closes, verb, start + verb_start, start + verb_end
        )
        if touches_quote:
            beside = beside or voice
        elif closes:
            closing = voice
        else:
            leading = leading or voice
    if beside is not None:
        return beside
    phrase = phrase_in(sentence)
    if phrase is not None:
        return Voice(
            start + phrase.start,
            start + phrase.end,
            phrase.kind,
            phrase.closes,
            "",
            start + phrase.opening,
            start + phrase.start,
        )
    return closing or leading


def _speaker_of(
    sentence: str, verb: str, verb_start: int, verb_end: int, *, quoted: bool
) -> tuple[Span, bool, bool] | None:
    """Return the span of the speaker, whether it touches a quotation, and whether it closes."""
    follows_quote = sentence[verb_end : verb_end + 80].lstrip(" ,:").startswith(BLANK)
    segments = segments_before(sentence, verb_start)
    before = sentence[: segments[0][0]].rstrip(" ,—–-")
    if before and not sentence[slice(*segments[0])].strip():
        inverted = subject_after(sentence, verb_end)
        beside = before.endswith(BLANK)
        if inverted is not None and _can_invert(sentence, verb, inverted, segments, beside=beside):
            return inverted, beside or follows_quote, True
    subject = subject_before(sentence, segments)
    if subject is None:
        return None
    span, edge = subject
    before = sentence[:edge].rstrip(" ,—–-")
    after_quote = before.endswith(BLANK)
    closes = bool(before) and _ends_clause(sentence, verb, verb_end)
    if not _attributes(
        sentence,
        verb,
        verb_end,
        span,
        beside=after_quote or follows_quote,
        closes=closes or after_quote,
        quoted=quoted,
        before=before,
    ):
        return None
    return span, after_quote or follows_quote, closes or after_quote


def _can_invert(
    sentence: str, verb: str, speaker: Span, segments: list[Span], *, beside: bool
) -> bool:
    """``…, said Ann Bee`` names the speaker; ``Ann Bee, the mayor, said prices`` does not."""
    if verb in _NEVER_INVERTED:
        return False
    if verb not in SAYING and verb not in REPORTING:
        return verb in QUOTING and beside
    if reads_as_person(sentence[slice(*speaker)]):
        return True
    if (
        not sentence[speaker[1] :].strip(" .")
        and sentence[slice(*speaker)].removeprefix("the ")[0].isupper()
    ):
        return True  # …, estimates the Budget Office.
    subject = subject_before(sentence, segments)
    return subject is None or not any(map(str.isupper, sentence[slice(*subject[0])]))


def _attributes(
    sentence: str,
    verb: str,
    verb_end: int,
    subject: Span,
    *,
    beside: bool,
    closes: bool,
    quoted: bool,
    before: str,
) -> bool:
    """Tell whether this verb with this subject says who vouches for the sentence."""
    words = sentence[slice(*subject)]
    if verb in NOUNS_AS_WELL:
        next_word = _WORD.search(sentence, verb_end, verb_end + 30)
        if not head_can_speak(words.split()[-1]) or (
            next_word is not None and next_word.group() in _VERB_FOLLOWS
        ):
            return False  # media reports confirmed
    if sentence.startswith((" to be ", " to have "), verb_end):
        return False  # bulls said to be worth 4,000 crowns
    if _DUMB.search(words) or sentence.startswith(" nothing", verb_end):
        return False
    if verb == "called" and _CALLED.match(sentence, verb_end):
        return True
    if verb in _TRANSITIVE and _takes_an_object(sentence, verb_end):
        return False
    if verb == "told" and _COMMAND.match(sentence, verb_end):
        return False
    if verb in SAYING or (closes and verb in REPORTING):
        return True
    if verb in REPORTING and (
        beside or is_document(words) or _THAT.match(sentence, verb_end, verb_end + 60)
    ):
        return True
    if verb in QUOTING and (quoted or _SAYING_SO.search(sentence, verb_end)):
        return True
    if verb not in STANCE or len(before.split()) > _LONGEST_OPENING:
        return False
    particle = _PARTICLE_OF.get(verb)
    return particle is None or particle in sentence[verb_end : verb_end + 100]


def _takes_an_object(sentence: str, verb_end: int) -> bool:
    """``The flood claimed 40 lives``: a noun behind the verb, and no clause."""
    return bool(_OBJECT.match(sentence, verb_end)) and not _FINITE.search(
        sentence, verb_end, verb_end + 120
    )


def _ends_clause(sentence: str, verb: str, verb_end: int) -> bool:
    """Tell whether nothing is said after the verb but when, where and to whom it was said."""
    if sentence.startswith(" out", verb_end):  # points out
        verb_end += len(" out")
    if _TAIL.match(sentence, verb_end):
        return True
    tail = _ADVERBIAL.match(sentence, verb_end)
    if tail is None or _HELPED.search(tail.group()):
        return False
    return verb in _NEVER_INVERTED or not tail.group().startswith((" the ", " a ", " an "))
