"""Who speaks inside one sentence: the words that name the speaker, and how they are tied to it.

Quoted stretches are blanked first, so that a verb inside a quotation attributes nothing. A
sentence longer than ``_LONGEST`` characters is not searched: no writer's attribution spans it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import found
from .quotations import Quotation
from .segmentation import Span
from .speech_words import (
    AGENT_ENDINGS,
    BEING,
    DETERMINERS,
    DOCUMENTS,
    HELPING,
    LEADING_WORDS,
    NOT_IN_A_SUBJECT,
    NOUNS_AS_WELL,
    PREPOSITIONS,
    PRONOUNS,
    QUOTING,
    REPORTING,
    SAYING,
    STANCE,
    WEEKDAYS,
)
from .titles import NOT_NAMES, ORGANISATION_NOUNS, ROLE_OF

_SHORTEST = 7
"""``Bo said``"""
_LONGEST = 2_000
_BLANK = "\x00"
_SUBJECT_WINDOW = 160
_SUBJECT_WORDS = 14

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{0,30}")
_TOKEN = re.compile(r"\S{1,80}")
_BREAK = re.compile(r",(?!\d)|[;:—–\[\]\x00]| - ")
_BRACKETED = re.compile(r" \([^()]{1,80}\)")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording|[Aa]cc\.) to (?=\S)")
_AFTER_VERB_STOPS = re.compile(
    r"[,;:—–(\[\x00]|[.!?](?=\s*$|[\x00\"])| (?:in (?!(?:charge|chief)\b)|on |during |after |as |"
    r"while |when |before |who |which |because |that |to |through |via |about |by |last |this |"
    r"earlier |adding |outside |is |was |has |had |said |says |today|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday)"
)
_THAT = re.compile(r"[^,;\x00]{0,40}?(?:\bthat\b|\bit (?:would|will|was|is|had|has)\b)")
_VERBS = SAYING | REPORTING | QUOTING | STANCE
_PAST_VERBS = frozenset(
    verb
    for verb in SAYING | REPORTING | QUOTING
    if verb.endswith("ed") or verb in ("said", "told", "thought", "found", "wrote")
)
_TIME_AND_PLACE = PREPOSITIONS | frozenset(
    (
        "during",
        "after",
        "before",
        "since",
        "early",
        "late",
        "last",
        "earlier",
        "speaking",
        "writing",
    )
)
_COMMAND = re.compile(r" (?:[\w’'-]{1,25} ){1,5}?to (?!(?:the|a|an|his|her|their)\b)[a-z]")
_PARTICLE_OF = {
    "puts": " at ",
    "put": " at ",
    "called": " on ",
    "spoken": " out ",
    "connects": " with ",
}
_LONGEST_OPENING = 5
"""Words before the subject of a verb of stance: ``In a statement, Noem praised``."""
_TAIL = re.compile(r"[\s\x00]*[.!?…,;—–:\"”’)]|[\s\x00]*$")

_ADVERBIAL = re.compile(
    r" (?:(?:in|on|at|during|to|for|from|last|this|earlier|late|early|outside|after|before|via|"
    r"through|with|today|yesterday|again|me|us|reporters|lawmakers|parliament|the|a|an|\w{3,30}day|"
    r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)\w{0,8})\b\.?)"
    r"(?: [\w’'.-]{1,30}){0,9}(?:[.,;]|\s*$|\x00)"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """``text[start:end]`` names the speaker; ``kind`` is one of found.CLAIMANT_TYPES.

    ``closes`` tells that the naming follows what was said: ``…, the agency said``.
    """

    start: int
    end: int
    kind: str
    closes: bool


def blanked(text: str, start: int, end: int, quotes: Sequence[Quotation]) -> str:
    """Return ``text[start:end]`` with quotations blanked, and brackets spaced out."""
    pieces = []
    at = start
    for quote in quotes:
        opened, closed = max(quote.start, start), min(quote.end, end)
        if opened >= closed:
            continue
        pieces += (text[at:opened], _BLANK * (closed - opened))
        at = closed
    pieces.append(text[at:end])
    return _BRACKETED.sub(lambda match: " " * len(match.group()), "".join(pieces))


def voice_in(text: str, start: int, end: int, quotes: Sequence[Quotation]) -> Voice | None:
    """Find the speaker that the sentence ``text[start:end]`` itself names.

    The first of these wins: a speaker beside a quotation, ``according to``, a speaker set off by
    a comma after what was said, and the subject of a verb of saying.
    """
    if not _SHORTEST <= end - start <= _LONGEST:
        return None
    sentence = blanked(text, start, end, quotes)
    quoted = sentence.count(_BLANK)
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(sentence)]
    beside: Voice | None = None
    closing: Voice | None = None
    leading: Voice | None = None
    for word, verb_start, verb_end in words:
        verb = word if verb_start else word.casefold()
        if verb not in _VERBS:
            continue
        speaker = _speaker_of(sentence, verb, verb_start, verb_end, quoted=bool(quoted))
        if speaker is None:
            continue
        (first, last), touches_quote, closes = speaker
        kind = found.DIRECT if quoted * 5 >= (end - start) * 2 else found.INDIRECT
        voice = Voice(start + first, start + last, kind, closes)
        if touches_quote:
            beside = beside or voice
        elif closes:
            closing = voice
        else:
            leading = leading or voice
    if beside is not None:
        return beside
    return _according(sentence, start) or closing or leading


def _according(sentence: str, offset: int) -> Voice | None:
    matches = list(_ACCORDING.finditer(sentence))
    if not matches:
        return None
    match = matches[-1]  # the last one governs the sentence
    after = match.end()
    stop = _AFTER_VERB_STOPS.search(sentence, after, after + _SUBJECT_WINDOW)
    last = stop.start() if stop else min(len(sentence), after + _SUBJECT_WINDOW)
    last = after + len(sentence[after:last].rstrip(" ."))
    if last <= after:
        return None
    return Voice(offset + after, offset + last, found.ACCORDING_TO, match.start() > 0)


def _speaker_of(
    sentence: str, verb: str, verb_start: int, verb_end: int, *, quoted: bool
) -> tuple[Span, bool, bool] | None:
    """Return the span of the speaker, whether it touches a quotation, and whether it closes."""
    follows_quote = sentence[verb_end : verb_end + 80].lstrip(" ,:").startswith(_BLANK)
    segments = _segments_before(sentence, verb_start)
    before = sentence[: segments[0][0]].rstrip(" ,—–-")
    if before and not sentence[slice(*segments[0])].strip():
        inverted = _subject_after(sentence, verb_end)
        if inverted is not None and _can_invert(sentence, verb, inverted, segments):
            return inverted, before.endswith(_BLANK) or follows_quote, True
    subject = _subject(sentence, segments)
    if subject is None:
        return None
    span, edge = subject
    before = sentence[:edge].rstrip(" ,—–-")
    after_quote = before.endswith(_BLANK)
    closes = bool(before) and _ends_clause(sentence, verb_end)
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


def _can_invert(sentence: str, verb: str, speaker: Span, segments: list[Span]) -> bool:
    """``…, said Ann Bee`` names the speaker; ``Ann Bee, the mayor, said prices`` does not."""
    if verb not in SAYING and verb not in REPORTING:
        return False
    if _reads_as_person(sentence[slice(*speaker)]):
        return True
    subject = _subject(sentence, segments)
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
        if not _head_can_speak(words.split()[-1]) or (
            next_word is not None and next_word.group() in _VERBS | HELPING
        ):
            return False  # media reports confirmed
    if verb == "told" and _COMMAND.match(sentence, verb_end):
        return False
    if verb in SAYING or (closes and verb in REPORTING):
        return True
    if verb in REPORTING and (
        beside or _is_document(words) or _THAT.match(sentence, verb_end, verb_end + 60)
    ):
        return True
    if quoted and verb in QUOTING:
        return True
    if verb not in STANCE or len(before.split()) > _LONGEST_OPENING:
        return False
    particle = _PARTICLE_OF.get(verb)
    return particle is None or particle in sentence[verb_end : verb_end + 100]


def _segments_before(sentence: str, verb_start: int) -> list[Span]:
    """Return the stretches between commas before the verb, the nearest first, four at most."""
    floor = max(0, verb_start - _SUBJECT_WINDOW)
    breaks = list(_BREAK.finditer(sentence, floor, verb_start))
    segments = []
    right = verb_start
    for stop in reversed(breaks[-4:]):
        segments.append((stop.end(), right))
        right = stop.start()
        if stop.group() != ",":
            return segments
    segments.append((floor, right))
    return segments


def _subject(sentence: str, segments: list[Span]) -> tuple[Span, int] | None:
    """Return the span of the subject and where its segment starts.

    ``Ann Bee, the mayor, said`` leaves nothing between the last comma and the verb: then the
    person's name among the segments before it is the subject, else the nearest that can be one.
    """
    first, last = segments[0]
    if sentence[first:last].strip(" \t"):
        tokens = _subject_tokens(sentence, first, last)
        if tokens:
            return (tokens[0][0], tokens[-1][1]), first
        if not _only_helping(sentence, first, last):
            return None
    candidates: list[tuple[Span, int]] = []
    for first, last in segments[1:]:
        tokens = _subject_tokens(sentence, first, last)
        if tokens:
            candidates.append(((tokens[0][0], tokens[-1][1]), first))
    for candidate in candidates:
        (first, last), _ = candidate
        if _reads_as_person(sentence[first:last]):
            return candidate
    for candidate in candidates:
        (first, last), _ = candidate
        if any(word[0].isupper() for word in sentence[first:last].split()[1:]):
            return candidate
    return candidates[0] if candidates else None


def _reads_as_person(words: str) -> bool:
    capitals = [word for word in words.split() if word[0].isupper()]
    return 2 <= len(capitals) <= 4 and len(capitals) == len(words.split())


def _only_helping(sentence: str, first: int, last: int) -> bool:
    words = sentence[first:last].split()
    return all(word in HELPING or word.endswith("ly") for word in words) and not BEING & set(words)


def _subject_tokens(sentence: str, first: int, last: int) -> list[Span]:
    """Return the words of a subject in ``sentence[first:last]``, or [] if it cannot be one."""
    tokens = [m.span() for m in _TOKEN.finditer(sentence, first, last)]

    def word(span: Span) -> str:
        return sentence[span[0] : span[1]]

    while tokens and (word(tokens[-1]) in HELPING or word(tokens[-1]).endswith("ly")):
        if word(tokens.pop()) in BEING:
            return []
    if tokens and word(tokens[-1]) in WEEKDAYS:
        tokens.pop()
        if tokens and word(tokens[-1]) == "on":
            tokens.pop()
    if tokens and word(tokens[-1]) in ("and", "then"):
        return _opening_subject(sentence, tokens)
    while tokens and word(tokens[0]).casefold() in LEADING_WORDS:
        tokens = tokens[1:]
    if tokens and word(tokens[0]).casefold() in _TIME_AND_PLACE:
        tokens = _after_time_and_place(sentence, tokens)
    if not tokens or len(tokens) > _SUBJECT_WORDS:
        return []
    words = [word(token) for token in tokens]
    small = words[0].casefold()
    if small in PRONOUNS:
        return tokens if len(tokens) == 1 else []
    if small in ("i", "we", "you", "who", "that"):
        return []
    if any(w in NOT_IN_A_SUBJECT or w in _PAST_VERBS or w.endswith(("n’t", "n't")) for w in words):
        return []
    if words[0][0].isupper() or small in DETERMINERS:
        return tokens
    return tokens if _can_speak(words) else []


def _opening_subject(sentence: str, tokens: list[Span]) -> list[Span]:
    """Return the name or pronoun that opens ``Bee praised the deal and (said)``."""
    opening = []
    for first, last in tokens:
        if not sentence[first].isupper():
            break
        opening.append((first, last))
    words = [sentence[first:last].casefold() for first, last in opening]
    if not words or words[0] in DETERMINERS or (words[0] in PRONOUNS and len(words) > 1):
        return []
    if words[0] in LEADING_WORDS or words[0] in _TIME_AND_PLACE or words[0] in ("i", "we", "you"):
        return []
    return opening


def _after_time_and_place(sentence: str, tokens: list[Span]) -> list[Span]:
    """Return the subject behind ``In July this year`` or ``Early in April``."""
    words = [sentence[first:last] for first, last in tokens]
    at = len(words)
    while at > 1 and words[at - 1][0].isupper() and words[at - 1].casefold() not in NOT_NAMES:
        at -= 1
    if at < len(words):
        return tokens[at:]
    for at in range(len(words) - 1, 0, -1):
        if words[at] in ("a", "an", "the") and words[at - 1] not in PREPOSITIONS:
            return tokens[at:]
    return []


def _can_speak(words: list[str]) -> bool:
    head = words[-1]
    for at, word in enumerate(words):
        if word in ("of", "at", "for", "from", "in", "with") and at:
            head = words[at - 1]
            break
    return head.endswith(AGENT_ENDINGS) or head in DOCUMENTS


def _head_can_speak(word: str) -> bool:
    return (
        (word[0].isupper() and word.casefold() not in DETERMINERS)
        or word in PRONOUNS
        or word in ROLE_OF
        or word in ORGANISATION_NOUNS
        or _can_speak([word])
    )


def _is_document(words: str) -> bool:
    return any(word.strip(",.").casefold() in DOCUMENTS for word in words.split())


def _subject_after(sentence: str, verb_end: int) -> Span | None:
    """Read the speaker behind the verb: ``said Ann Bee, a nurse``."""
    first = verb_end
    while sentence[first : first + 1] == " ":
        first += 1
    if first >= len(sentence):
        return None
    stop = _AFTER_VERB_STOPS.search(sentence, first, first + _SUBJECT_WINDOW)
    last = stop.start() if stop else min(len(sentence), first + _SUBJECT_WINDOW)
    # "says its director, Bram Lee": the name is behind the comma.
    if stop is not None and stop.group() == "," and not any(map(str.isupper, sentence[first:last])):
        rest = _AFTER_VERB_STOPS.search(sentence, last + 2, last + _SUBJECT_WINDOW)
        behind = rest.start() if rest else len(sentence)
        if _reads_as_person(sentence[last + 2 : behind].rstrip(".")):
            first, last = last + 2, behind
    tokens = _subject_tokens(sentence, first, last)
    return (tokens[0][0], tokens[-1][1]) if tokens else None


def _ends_clause(sentence: str, verb_end: int) -> bool:
    """Tell whether nothing is said after the verb but when, where and to whom it was said."""
    if sentence.startswith(" out", verb_end):  # points out
        verb_end += len(" out")
    if _TAIL.match(sentence, verb_end):
        return True
    return _ADVERBIAL.match(sentence, verb_end) is not None
