"""What a line is by its wording: byline, date, credit, boilerplate, headline.

Every pattern is anchored at the start of the line and bounded; a line longer than ``_LONGEST`` is
running text whatever it says.
"""

import re
import unicodedata

from .. import found
from ..wordlist import word_set
from .enumerations import BULLETS
from .segmentation import CLOSERS, END_MARKS, UNSEEN

_LONGEST = 200
_LONGEST_PICTOGRAPH = 12

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"

_STAGE = re.compile(
    r"[(\[](?:[A-Z][A-Z ,.’'-]{2,40}|(?i:applause|laughter|laughs?|crosstalk|cheers|music|inaudible"
    r"|pause|booing|video clip|end video clip|begin video clip|commercial break))[)\]]\.?$"
)
_BYLINE = (
    r"(?:By|BY|Written by|Words by|Story by)[: ] ?[^\W\d_a-z][^.!?]{1,80}$"
    r"|[^\W\d_a-z][^.!?,]{2,60}, (?i:(?:staff|senior|chief) (?:writer|reporter|correspondent|editor))$"
)
_DATE = (
    rf"(?:(?i:first published|published|posted|last updated|updated|last modified|date)"
    rf"(?: on| at)?:? )?(?:\d{{1,2}}:\d\d ?[aApP]\.?[mM]\.?,? (?:[A-Z]{{2,4}},? )?)?"
    rf"(?:{_DAY},? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
    r"[^.!?]{0,40}$|(?i:(?:last )?updated|published) \d{1,2} (?:minutes?|hours?|days?) ago$"
)
_CREDIT = (
    r"(?:(?i:(?:file )?(?:photo|photograph|picture|image|video|graphic|illustration|source|credit"
    r"|via)s?(?: by| credits?| courtesy(?: of)?)?)(?: ?[:/|]|\.\.\.)"
    r"|(?i:photo|photograph|picture|image|video|graphic|illustration) (?:by|courtesy) "
    r"|\(?(?i:(?:additional |with )?(?:reporting|editing|writing)|translated|edited|compiled|produced)"
    r" by "
    r"|(?:©|\(c\) ?\d|Copyright )"
    r"|\((?:AP|AFP|Reuters|Getty|Photo|Image)(?:[ /]|\)$)"
    r"|[^\n]{0,160}[|(] ?[^.!?|()]{1,50}/ ?(?:Getty Images|AP|AFP|Reuters|EPA)\)?$"
    r"|[^.!?]{0,120}(?:contributed (?:reporting )?to this (?:report|story|article)"
    r"|(?:Getty Images|AP Photo|/ ?(?:AP|AFP|Reuters|EPA))\)?$))"
)
_SOURCE_LINE = re.compile(r"(?:From|Via|Source) ([^\W\d_a-z]\S{0,30}(?: \S{1,30}){0,5})$")
_SMALL_IN_NAMES = word_set("of the and for & de la in on")
_BOILERPLATE = (
    r"(?i:sign up (?:for|to|here|now|today)|subscribe(?: |$)|read (?:more|also|next|the full)"
    r"|click (?:here|to)|follow (?:us|@|our|him|her|them) |share (?:this|on)|share$"
    r"|advertise(?:ment|ing)?$|related(?: (?:stories|articles|coverage))?:?$|related: "
    r"|listen (?:to (?:this|our|the)|now)|watch(?: now| live| more| the video)?:"
    r"|download (?:our|the app)|terms (?:of|and)|privacy policy"
    r"|cookies? (?:policy|settings)|we (?:use|value) (?:cookies|your privacy)|support (?:our|us)"
    r"|donate|join (?:our|us|the (?:conversation|discussion|newsletter))"
    r"|this (?:article|story|post|piece|report|interview|transcript|page) (?:was |is |has been )?(?:first |originally )?"
    r"(?:published|appeared|updated|corrected|republished|supported|produced|shortened|edited|translated)"
    r"|story continues|article continues|continue reading|get (?:our|the latest|the app|alerts)"
    r"|more (?:from|on|coverage|stories)\b[^.]{0,60}$|most (?:read|popular)$|see also"
    r"|recommended(?: for you)?:?$|skip to|(?:have|got) a (?:news )?tip|contact (?:us|our|the author)"
    r"|email (?:us|the author)|comments?(?: \(\d{1,5}\))?$|leave a (?:comment|reply)"
    r"|(?:the )?(?:views|opinions) expressed|disclaimer|editor[’']s note|all rights reserved"
    r"|log in|sign in|newsletter|\d{1,2}[ -]min(?:ute)?s? read$|[-–—* ]{0,4}ends?[-–—* ]{0,4}$|https?://\S{1,180}$|www\.\S{1,180}$)"
)
_RIGHTS = r"[^\n]{0,160}(?i:all rights reserved)"
# One question instead of five: a megabyte can hold a hundred thousand lines.
_BY_WORDING = re.compile(
    f"(?P<{found.BYLINE}>{_BYLINE})|(?P<{found.DATELINE}>{_DATE})|(?P<{found.CREDIT}>{_CREDIT})"
    f"|(?P<{found.BOILERPLATE}>{_BOILERPLATE}|{_RIGHTS})"
)

LEADING_MARK = re.compile(
    rf"(?P<mark>[-*+–—✓✔{BULLETS}]|\(?\d{{1,3}}(?:\.\)|[.)])"
    r"|\(?[a-zA-Z]\)"
    r"|\d{1,2}[:.]\d\d(?: ?[aApP]\.?[mM]\.?)?(?: [A-Z]{2,4})? ?[:–—-])[ \t\u00a0]{1,8}(?=\S)"
)
"""A bullet, a number or the clock time of a live report."""
DATELINE_PREFIX = re.compile(
    r"(?P<dateline>(?:\([A-Z][\w /.]{1,30}\)|[^\W\d_a-z][A-Z .’'-]{2,40}(?:, [A-Z][a-z]{2,15}\.?)?(?:, [A-Z]\.[A-Z]\.)?"
    rf"(?:,? (?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?)?(?: ?\([A-Z][\w /.]{{1,30}}\))?) ?(?:—|–|--|-))"
    r"[ \u00a0]{1,4}(?=[A-Z\d“\"‘])"
)


def pictograph_end(text: str, start: int, end: int) -> int:
    """Return where an emoji or other symbol before a sentence ends; ``start`` if there is none."""
    if unicodedata.category(text[start]) != "So":
        return start
    at = start
    while at < min(end, start + _LONGEST_PICTOGRAPH) and not text[at].isspace():
        if text[at].isalnum():
            return start
        at += 1
    return at


def is_question(tail: str) -> bool:
    """Tell by its last characters whether a sentence asks: ``Why?”`` does, ``Why?” he said.`` not."""
    return tail.rstrip(CLOSERS + UNSEEN).endswith(("?", "？", "؟", "?!", "⁇", "⁈", "⁉"))


def is_stage_direction(text: str, start: int, end: int) -> bool:
    return text[start] in "([" and _STAGE.match(text, start, end) is not None


def typed_by_wording(text: str, start: int, end: int) -> str | None:
    """Return the kind that the line's own words give it, or None."""
    if end - start > _LONGEST:
        return None
    if end - start < 4:
        return None if any(map(str.isalnum, text[start:end])) else found.BOILERPLATE
    if is_stage_direction(text, start, end):
        return found.STAGE_DIRECTION
    typed = _BY_WORDING.match(text, start, end)
    if typed is not None:
        return typed.lastgroup
    if _is_source_line(text, start, end):
        return found.CREDIT
    if not any(map(str.isalnum, text[start:end])):
        return found.BOILERPLATE
    return None


def _is_source_line(text: str, start: int, end: int) -> bool:
    match = _SOURCE_LINE.match(text, start, end)
    return match is not None and all(
        word[0].isupper() or word in _SMALL_IN_NAMES for word in match[1].split()
    )


def _ends_with_mark(line: str) -> bool:
    """Look past closing quotes and pictographs: ``Thanks for reading! 👋`` is a sentence."""
    for character in reversed(line):
        if character.isalnum():
            return False
        if character in END_MARKS:
            return True
    return False


def looks_like_headline(text: str, start: int, end: int, *, at_top: bool) -> bool:
    """A short line without an end mark that does not read like the middle of a sentence."""
    if end - start > _LONGEST:
        return False
    line = text[start:end]
    if line.startswith("#"):
        return True
    if _ends_with_mark(line) or line[0].islower():
        return False
    words = line.split()
    if len(words) > 20:
        return False
    long_words = [word for word in words if len(word) > 3]
    in_capitals = sum(not word[0].islower() for word in long_words)
    if line.endswith(":") and len(words) > 3 and in_capitals * 2 < len(long_words):
        return False
    return at_top or len(words) <= 9 or in_capitals * 5 >= len(long_words) * 3
