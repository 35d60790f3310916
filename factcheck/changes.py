"""What one version of a verdict says otherwise than the one before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

from claims.models import Evidence, VerdictVersion

# Steps of the comparison, which takes the product of two lengths: more, and a passage is shown whole before and after.
MOST_STEPS = 200_000
# Words that stay shown on each side of a change.
AROUND = 12


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the verdict that changed: its name, and its words in order, with those that went and those that came."""

    part: str
    pieces: list[Piece]


def changes_between(before: VerdictVersion, after: VerdictVersion) -> list[Change]:
    """What changed from `before` to `after`, in the order of the page."""
    found = [Change("Rating", _replaced(_rating(before), _rating(after)))]
    for part in ("conclusion", "rationale", "method"):
        pieces = compared(getattr(before, part), getattr(after, part))
        found.append(Change(part.capitalize(), pieces))
    found.append(Change("To be looked at again", _replaced(_due(before), _due(after))))
    found.append(Change("Evidence", list(_evidence(before, after))))
    return [change for change in found if any(piece.kind != "same" for piece in change.pieces)]


def compared(before: str, after: str) -> list[Piece]:
    """The words of both, with what went and what came; of long passages that stayed, the ends."""
    old, new = _words(before), _words(after)
    head = _same(old, new)
    old, new, first = old[head:], new[head:], new[:head]
    tail = _same(old[::-1], new[::-1])
    last = new[len(new) - tail :]
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    pieces = [
        *_shortened(first, opens=False),
        *_middle(old, new),
        *_shortened(last, closes=False),
    ]
    return [piece for piece in pieces if piece.text]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > MOST_STEPS:
        yield from _replaced("".join(old), "".join(new))
        return
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield from _shortened(new[c:d])
        else:
            yield from _replaced("".join(old[a:b]), "".join(new[c:d]))


def _replaced(before: str, after: str) -> list[Piece]:
    if before == after:
        return [Piece("same", before)]
    both = (Piece("removed", before), Piece("added", after))
    return [piece for piece in both if piece.text]


def _shortened(words: Sequence[str], *, opens: bool = True, closes: bool = True) -> Iterator[Piece]:
    """Words that stayed: after the change that they follow, and before the one that they lead up to."""
    start = words[:AROUND] if opens else []
    end = words[-AROUND:] if closes else []
    if len(words) <= len(start) + len(end):
        yield Piece("same", "".join(words))
    else:
        yield Piece("same", f"{''.join(start)} …{''.join(end)}")


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _words(text: str) -> list[str]:
    # Each with the white space before it, so that joined they are the text again.
    return re.findall(r"\s*\S+|\s+", text)


# --- What is not prose


def _rating(version: VerdictVersion) -> str:
    return version.rating.label if version.rating else "Not rated"


def _due(version: VerdictVersion) -> str:
    return f"{version.review_by:%-d %B %Y}" if version.review_by else "No date"


def _evidence(before: VerdictVersion, after: VerdictVersion) -> Iterator[Piece]:
    """Each source that went, then each that came; one of which anything else changed went and came."""
    old = [_in_words(source) for source in before.evidence.all()]
    new = [_in_words(source) for source in after.evidence.all()]
    for kept in old:
        if kept not in new:
            yield Piece("removed", kept)
    for given in new:
        if given not in old:
            yield Piece("added", given)


def _in_words(source: Evidence) -> str:
    named = ", ".join(filter(None, (source.title, source.publisher, source.url)))
    told = f"{named} ({source.get_stance_display()}{', primary source' if source.primary else ''})"
    return f"{told}: “{source.quote}”" if source.quote else told
