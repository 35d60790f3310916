"""Whether a sentence that names no speaker plainly goes on with the speech of the one before.

Conservative: what the article could be telling by itself is its own.
"""

import re

from ..people.titles import ORGANISATION_NOUNS, ROLE_OF
from .words import AGENT_ENDINGS, DOCUMENTS

_WINDOW = 160
_CONTINUES = re.compile(
    r"(?P<opening>The|This|These|That|Those|Such|It|They|He|She) (?P<next>[\w’'-]{1,30})"
    r"(?: (?P<third>[\w’'-]{1,30}))?"
)
_PRONOUNS = ("It", "They", "He", "She")
_RESULT = re.compile(r"[^.]{0,300} as a result\b")
_FREE_SPEECH = re.compile(r"(?:[\w’'-]{1,25} ){1,7}(?:would|had also)\b")
_SILENT = re.compile(r"\b(?:did|does|do|has|had|have)(?: not\b|n[’']t\b)|\b(?:declined|refused)\b")
_NEWS = re.compile(
    r"\b(?:on|last|late|early|this) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:comes?|came) (?:after|amid|as|days|weeks|months|a day|a week)\b"
)


def continues_speech(text: str, start: int, end: int, *, settled: bool) -> bool:
    """Tell whether ``text[start:end]`` goes on with the speech of the sentence before it.

    ``settled`` tells that the sentence before was speech from its beginning (``…, X said``,
    ``according to X, …``), so that a sentence about the same thing is likely to be more of it.
    """
    window = min(end, start + _WINDOW)
    if _RESULT.match(text, start, end) or _FREE_SPEECH.match(text, start, window):
        return True
    opening = _CONTINUES.match(text, start, window)
    if not settled or opening is None:
        return False
    if _SILENT.search(text, start, window) or _NEWS.search(text, start, end):
        return False
    if opening["opening"] in _PRONOUNS:
        return True
    return not (opening["next"][0].isupper() or _acts(opening["next"], opening["third"] or ""))


def _acts(noun: str, following: str) -> bool:
    """``The mayor``, ``The local council``, ``The report``: what the article tells more about."""
    return (
        any(
            word in ROLE_OF or word in ORGANISATION_NOUNS or word.endswith(AGENT_ENDINGS)
            for word in (noun, following)
        )
        or noun in DOCUMENTS
    )
