"""Speaker labels of transcripts and interviews: ``MR. SMITH:``, ``MODERATOR:``, ``Q:``; ``Mr. SMITH.`` in printed records."""

import re
from collections import Counter
from dataclasses import dataclass

from ..wordlist import word_set

_TITLES = (
    r"(?:(?:M[rR]|M[rR][sS]|M[sS]|D[rR])\.|S(?:enator|ENATOR)|R(?:epresentative|EPRESENTATIVE)"
    r"|(?:The |THE )?C(?:hair|HAIR)(?:man|woman|MAN|WOMAN)?)"
)
LABEL_SIGN = re.compile(rf":|[QA]\.|^{_TITLES} [A-Z]|^T(?:he|HE) C(?:hair|HAIR)", re.MULTILINE)
"""A text without any of these holds no label."""

_LABEL_WINDOW = 100

_LABEL = re.compile(
    r"(?:>{2,3} ?)?(?P<name>[^\W\d_][^:\n()\[\]“”\"?!;]{0,60}?)"
    r"(?: ?\([^()\n]{1,40}\)| ?\[[^\[\]\n]{1,40}\])? ?:(?= |\t|\u00a0|$)"
)
_LETTER_LABEL = re.compile(r"(?P<name>[QA])[.:](?= |\t|\u00a0|$)")

_PRINTED_LABEL = re.compile(
    rf"(?P<name>{_TITLES} [A-Z][\w’'-]{{1,30}}(?: [A-Z][\w’'-]{{1,30}}){{0,2}}"
    r"|T(?:he|HE) C(?:hair|HAIR)(?:man|woman|MAN|WOMAN)?)\.(?= [^\W\d_a-z]| \$?\d)"
)
"""As congressional and parliamentary records print them; a sentence that is only a name is rare."""

_ROLES = word_set(
    """
    q a question answer moderator host interviewer interviewee reporter journalist speaker
    announcer audience narrator operator chairman chairwoman chair clerk questioner participant
    """
)
_HONORIFICS = word_set(
    """
    mr mrs ms dr sen senator rep representative gov governor president vice secretary minister
    chancellor mayor judge justice congressman congresswoman prof professor sir lord lady dame
    general gen adm admiral
    """
)
_NOT_SPEAKERS = word_set(
    """
    note update updated breaking exclusive watch read photo photos source sources video
    correction related warning topics opinion analysis fact facts fiction claim verdict myth
    more developing live tags credit image picture ps re from to cc date subject summary
    background conclusion result results example examples tip tips location when where what who
    why how time place price cost url via address phone email
    """
)


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """``name`` is the speaker as written, at ``name_start:name_end``; the label ends at ``end``."""

    name: str
    name_start: int
    name_end: int
    end: int
    is_printed: bool = False

    @property
    def asks(self) -> bool:
        return self.name.casefold() in ("q", "question", "questioner", "interviewer")

    @property
    def answers(self) -> bool:
        return self.name.casefold() in ("a", "answer", "interviewee")


def turn_label(text: str, start: int, end: int) -> TurnLabel | None:
    """Read the speaker's label at the start of the line ``text[start:end]``, if it has the shape."""
    limit = min(end, start + _LABEL_WINDOW)
    match = _LETTER_LABEL.match(text, start, limit) if text[start] in "QA" else None
    if match is None:
        match = _PRINTED_LABEL.match(text, start, limit)
        if match is not None:
            name_start, name_end = match.span("name")
            return TurnLabel(match["name"], name_start, name_end, match.end(), is_printed=True)
    if match is None and text.find(":", start, limit) >= 0:
        match = _LABEL.match(text, start, limit)
    if match is None or match.end() == limit < end:
        return None
    name = match["name"].partition(",")[0].strip()
    if not _has_shape_of_name(name):
        return None
    name_start = match.start("name")
    return TurnLabel(name, name_start, name_start + len(name), match.end())


def _has_shape_of_name(name: str) -> bool:
    words = name.split()
    first = words[0].rstrip(".").casefold() if words else ""
    if not words or len(words) > 6 or first in _NOT_SPEAKERS:
        return False
    return name.isupper() or (len(words) <= 4 and all(word[0].isupper() for word in words))


def is_dialogue(label: TurnLabel, counts: Counter[str]) -> bool:
    """Tell a speaker from a stray ``Word:`` by how often labels open the lines of the text.

    ``counts`` holds how many lines each label opens. A single ``WASHINGTON:`` is no speaker; a
    title or a role makes one, and so do capitals when others speak as well. A name in small
    letters must come back.
    """
    words = label.name.casefold().replace(".", "").split()
    if label.is_printed:
        return counts.total() > 1
    if len(label.name) == 1:
        return label.name in "QA" and counts["Q"] > 0
    if words[0] in _HONORIFICS or " ".join(words) in _ROLES:
        return True
    if label.name.isupper():
        return counts[label.name] > 1 or len(counts) > 1
    return counts[label.name] > 1 and counts.total() > 2
