"""Which words of a sentence only say who says it: ``Smith said that``, ``, according to Smith``.

What is cut here the claimant field tells; what is left must be a sentence. In doubt nothing is cut.
"""

import re
from collections.abc import Sequence

from ..lines.segmentation import Span
from ..people.titles import ROLE_OF
from ..speech.quotations import Quotation
from ..speech.subjects import BLANK
from ..speech.voices import Voice, blanked
from ..speech.words import IRREGULAR_PAST, LEADING_WORDS, PREPOSITIONS
from ..wordlist import word_set

_ASSERTS = word_set(
    """
    said says say told tells tell stated states noted notes added adds add argued argues argue
    claimed claims claim insisted insists insist wrote writes testified alleged alleges allege
    explained explains warned warns warn stressed stresses announced announces reported reports
    confirmed confirms found finds concluded concludes maintained maintains estimated estimates
    estimate acknowledged revealed reveals tweeted asserted asserts contended contends reiterated
    show shows showed contend read reads remarked replied observed
    """
)
"""Their subject vouches for what follows: not denied, feared, hoped or promised."""
_NEEDS_NO_THAT = ("said", "says", "say")

_NEGATED = re.compile(r"\b(?:not|never|nor|neither|cannot)\b|n[’']t\b")
_TURNS = re.compile(
    r"\b(?:but|adding|although|though|whereas|because|however|while|if|unless|citing|crediting)\b|;"
)
_AND_A_CLAUSE = re.compile(
    r"\band (?:[\w’'-]{1,25} ){0,3}(?:that|is|are|was|were|has|have|had|will|would|said|says|could)\b"
)
_LEFT_BEHIND = re.compile(r"\band that\b|, (?:but|while|although|though|whereas)\b|;")
_THAT = re.compile(r"(?P<between>[^,;:\x00]{0,80}?) that (?P<next>[\w’'-]{1,30})")
_NO_THAT = re.compile(r" (?P<next>[A-Za-z0-9$€£“\"‘][^\s]{0,30})")
_CIRCUMSTANCES = word_set(
    """
    on in at last this earlier late early during to after before through via by for from with
    monday tuesday wednesday thursday friday saturday sunday today yesterday no yes so as publicly
    repeatedly when while
    """
)
_FINITE = word_set(
    """
    is are was were be been has have had do does did would will could can should may might must
    isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t doesn’t didn’t won’t can’t
    """
)
_PAST = re.compile(rf"\b(?:\w{{2,20}}ed|{'|'.join(sorted(IRREGULAR_PAST))})\b")
_APPOSITION = re.compile(r", (?:an? |the |who |whose |which |and )[^,]{0,100},(?!\d)")
_QUOTES = re.compile(r"(?: (?:reporters|lawmakers|parliament))?[:,] (?=\x00)")
_MORE_ABOUT = re.compile(r", (?:who|whose|an?|the|director|head|chief|president|\d\d)\b")
_STOPS = (",", ".", "!", "?")
_IN_BETWEEN = re.compile(r"(?P<comma>,?) (?:its|his|her|their|the|an?) [^,;:\x00]{1,60}, ")
_HOLDER = re.compile(
    rf" (?:its|his|her|their|the|an?) (?:[\w’'-]{{1,20}} ){{0,4}}(?:{'|'.join(ROLE_OF)})"
)
_KEEPS_COMMA = re.compile(
    r"(?:which|who|where|when|and|so|or|while|as|with|in|on|at|after|for|from|by|to|of)\b"
)
_NEEDS_THE_SPEAKER = re.compile(r"but\b|\w+ing\b")
"""Another clause, which may be the article's own; what the speaker does beside: ``crediting``."""
_LONGEST_FRAME = 240
_FEWEST_WORDS = 3
_SHORTEST = 12


def cut_frame(
    text: str, start: int, end: int, quotes: Sequence[Quotation], voice: Voice
) -> list[Span]:
    """Return the spans of ``text[start:end]`` to leave out; none where what is left is in doubt.

    A span before a closing quotation mark takes the comma there with it; one between two parts of
    a quotation leaves a space to be put in.
    """
    if voice.verb and voice.verb not in _ASSERTS:
        return []
    sentence = blanked(text, start, end, quotes)
    first = min(voice.start, voice.verb_start) - start
    last = max(voice.end, voice.verb_end) - start
    if last - first > _LONGEST_FRAME or _NEGATED.search(sentence, first, last):
        return []
    before = sentence[:first].strip(" ,")
    if not before or before.casefold() in LEADING_WORDS:
        span = _leading(sentence, first, last, voice)
    else:
        is_inverted = voice.verb_start < voice.start
        span = None
        if voice.closes:
            span = _inner(sentence, text[start:end], first, last, is_inverted=is_inverted)
    if span is None:
        return []
    cut = sentence[slice(*span)]
    if cut.count("(") != cut.count(")"):
        return []
    left = sentence[: span[0]] + sentence[span[1] :]
    if len(left) < _SHORTEST or len(left.split()) + left.count(BLANK) < _FEWEST_WORDS:
        return []
    opening = left.split(maxsplit=1)[0].casefold()
    if (opening in PREPOSITIONS or opening.endswith(("ing", "ed"))) and not _holds_a_clause(left):
        return []  # "In a statement, Smith said prices fell"
    return [(start + span[0], start + span[1])]


def _leading(sentence: str, first: int, last: int, voice: Voice) -> Span | None:
    """``Smith said that …``, ``According to Smith, …``, ``Smith said: “…”``."""
    if not voice.verb:
        if not sentence.startswith(", ", last) or _APPOSITION.match(sentence, last, last + 130):
            return None
        return (0, last + 2) if first == 0 else None
    behind = _QUOTES.match(sentence, last)
    if behind is not None:
        quote_end = len(sentence.rstrip(" .")) == len(sentence.rstrip(" .").rstrip(BLANK))
        return None if quote_end else (0, behind.end())
    if voice.verb_end < voice.end or _LEFT_BEHIND.search(sentence, last):
        return None
    that = _THAT.match(sentence, last, last + 120)
    if that is not None and _only_says_when_and_to_whom(that["between"], voice.verb):
        return (0, that.start("next")) if that["next"].casefold() not in _FINITE else None
    clause = _NO_THAT.match(sentence, last)
    if (
        clause is None
        or voice.verb not in _NEEDS_NO_THAT
        or clause["next"].casefold().rstrip(",.") in _CIRCUMSTANCES
        or not _holds_a_clause(sentence[last : last + 160])
    ):
        return None
    return 0, clause.start("next")


def _only_says_when_and_to_whom(words: str, verb: str) -> bool:
    """``told reporters on Monday``, but not ``said councillors had not been told``."""
    first = words.split(maxsplit=1)[:1]
    if not first:
        return True
    addressed = verb in ("told", "tells", "tell", "warned", "warns", "warn")
    return (addressed or first[0].casefold() in _CIRCUMSTANCES) and not _holds_a_clause(words)


def _holds_a_clause(words: str) -> bool:
    return bool(_PAST.search(words)) or not _FINITE.isdisjoint(words.casefold().split())


def _inner(sentence: str, written: str, first: int, last: int, *, is_inverted: bool) -> Span | None:
    """``…, Smith said on Tuesday.``, ``“…,” said Ann Smith, the mayor.``, ``“…,” she said, “…”``."""
    left = len(sentence[:first].rstrip(" "))
    after_quote = sentence[:left].rstrip(",").endswith(BLANK)
    opening = sentence.rfind(BLANK, 0, first) + 1
    behind_quote = _IN_BETWEEN.fullmatch(sentence, opening, first) if opening else None
    if behind_quote is not None and (
        behind_quote["comma"] or written[opening - 2 : opening - 1] in _STOPS
    ):
        left, after_quote = opening, True  # “…,” its director, Ann Bee, said
    elif opening and sentence.startswith(BLANK) and sentence[opening:first].strip(" ,—–"):
        return None
    if sentence[left - 1] in ",—–" or after_quote:
        left = len(sentence[:left].rstrip(" ,—–"))
        if not after_quote and _HOLDER.fullmatch(sentence, sentence.rfind(",", 0, left) + 1, left):
            return None
    elif not sentence.startswith("ccording to", first + 1):
        return None
    right = len(sentence.rstrip())
    rest = sentence[last:right]
    if rest.startswith(" that "):
        return None
    again = rest.find(BLANK)
    if again >= 0 and after_quote:
        between = rest[:again]
        if _TURNS.search(between) or _AND_A_CLAUSE.search(between) or "." in between.rstrip(". "):
            return None
        return (left, last + again) if len(between) < 80 else None
    if again >= 0 or _TURNS.search(rest) or _AND_A_CLAUSE.search(rest):
        return _between_commas(sentence, left, last)
    if "," in rest and not (is_inverted and _MORE_ABOUT.match(rest)):
        return _between_commas(sentence, left, last)
    if not is_inverted and _holds_a_clause(rest):
        return None
    if len(rest) > _LONGEST_FRAME:
        return None
    ends = sentence[right - 1] in ".!?…"
    return left, right - ends


def _between_commas(sentence: str, left: int, last: int) -> Span | None:
    """``The rule, according to Lee, is void``: both commas go."""
    if sentence[left : left + 2] != ", " or sentence[last : last + 2] != ", ":
        return None
    if _NEEDS_THE_SPEAKER.match(sentence, last + 2):
        return None
    return left, last + (0 if _KEEPS_COMMA.match(sentence, last + 2) else 1)
