"""Whose turn it is in a transcript or an interview, line by line."""

import re
from collections.abc import Sequence

from .. import found
from ..lines.layout import RUNNING, Line
from ..lines.turns import TurnLabel, turn_label
from ..people.names import names_in
from .claimants import Claimant, Claimants

_INTERVIEW = re.compile(
    r"\b(?:interview|Q&A|conversation|spoke|sat down|talked|talk|speaks|agreed|answers?|answered"
    r"|told|asked)\b"
)
_ASKS = re.compile(r"[(\[](?:presenter|interviewer|host|anchor)\b", re.IGNORECASE)
_BEHIND_THE_NAME = 160


class Turns:
    """Told of each line of running text in order, knows who has the floor."""

    def __init__(self, text: str, lines: Sequence[Line], claimants: Claimants) -> None:
        self._text = text
        self._lines = lines
        self._claimants = claimants
        self._speaker: Claimant | None = None
        self._interviewee: Claimant | None = None
        self._looked_for_interviewee = False
        self._askers: set[str] = set()

    def speaker_of(self, number: int) -> Claimant | None:
        """Return who speaks line ``number``; None outside of turns, and for a Q without a name."""
        line = self._lines[number]
        label = turn_label(self._text, line.start, line.end) if line.is_turn else None
        if label is not None:
            self._speaker = self._labelled(label, number)
        elif self._speaker is not None and not self._goes_on(number):
            self._speaker = None
        return self._speaker

    def _goes_on(self, number: int) -> bool:
        """A turn runs on over paragraphs until something other than running text breaks it."""
        return number > 0 and self._lines[number - 1].kind in (*RUNNING, found.STAGE_DIRECTION)

    def _labelled(self, label: TurnLabel, number: int) -> Claimant | None:
        if label.asks or self._asks_by_role(label):
            return None
        if not label.answers:
            return self._claimants.labelled(label.name, label.name_start, label.name_end)
        if not self._looked_for_interviewee:
            self._interviewee = self._find_interviewee(number)
            self._looked_for_interviewee = True
        return self._interviewee

    def _asks_by_role(self, label: TurnLabel) -> bool:
        """``GWEN TREVANION (PRESENTER):`` and from then on ``TREVANION:`` only ask."""
        surname = label.name.split()[-1].casefold()
        if _ASKS.search(self._text, label.name_end, label.end):
            self._askers.add(surname)
        return surname in self._askers

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
                        self._text, name.end, min(sentence.end, name.end + _BEHIND_THE_NAME)
                    ):
                        return person
                    seen.setdefault(person.name, person)
        return next(iter(seen.values())) if len(seen) == 1 else None
