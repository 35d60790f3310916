"""An article's text cut into passages, so that a template can mark the claims in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.models import Claim


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text and the claim it belongs to, if any. All pieces in order are the whole text.

    A claim that another one interrupts has several pieces; `begins` and `ends` are true of its first and last.
    """

    text: str
    claim: Claim | None = None
    is_focus: bool = False
    begins: bool = False
    ends: bool = False

    def html(self) -> SafeString:
        """The words, escaped, so that a browser has every code point of them.

        A carriage return would be taken for a line feed, or for part of one, and offsets after it would be wrong.
        """
        return mark_safe(escape(self.text).replace("\r", "&#13;"))  # noqa: S308 -- escaped right here


# From, to, and the claim that has it.
Stretch = tuple[int, int, Claim | None]


def passages(text: str, claims: Iterable[Claim], *, focus: Claim | None = None) -> list[Passage]:
    """Cut `text` at the borders of `claims`; `focus` stays in one piece.

    Where others overlap, the passage is the shorter claim's, which would be hidden otherwise.
    """
    pieces = []
    begun: set[int] = set()
    for start, end, claim in _whole(_cut(len(text), claims, first=focus)):
        if claim is None:
            pieces.append(Passage(text[start:end]))
            continue
        pieces.append(
            Passage(
                text=text[start:end],
                claim=claim,
                is_focus=focus is not None and claim.pk == focus.pk,
                begins=claim.pk not in begun,
                ends=claim.end == end,
            )
        )
        begun.add(claim.pk)
    return pieces


def around_focus(pieces: list[Passage], *, characters: int) -> list[Passage]:
    """The focus with about so many characters on either side of it; an ellipsis stands for the rest."""
    at = next(index for index, piece in enumerate(pieces) if piece.is_focus)
    before: list[Passage] = []
    room = characters
    for piece in reversed(pieces[:at]):
        if len(piece.text) > room:
            before.append(replace(piece, text="…" + piece.text[len(piece.text) - room :]))
            break
        before.append(piece)
        room -= len(piece.text)
    after: list[Passage] = []
    room = characters
    for piece in pieces[at + 1 :]:
        if len(piece.text) > room:
            after.append(replace(piece, text=piece.text[:room] + "…"))
            break
        after.append(piece)
        room -= len(piece.text)
    return [*reversed(before), pieces[at], *after]


def _cut(length: int, claims: Iterable[Claim], *, first: Claim | None) -> Iterator[Stretch]:
    """The stretches between all borders, each with the claim that has it."""
    to_come = sorted(claims, key=lambda claim: claim.start, reverse=True)
    borders = {border for claim in to_come for border in (claim.start, claim.end)}
    # The claims that reach over a stretch, best first; one that has ended goes when it comes to the front.
    reaching: list[tuple[bool, int, int, Claim]] = []
    start = 0
    for end in sorted(borders | {length}):
        while reaching and reaching[0][-1].end <= start:
            heappop(reaching)
        if start < end:
            yield start, end, reaching[0][-1] if reaching else None
        while to_come and to_come[-1].start <= end:
            claim = to_come.pop()
            rank = (first is None or claim.pk != first.pk, claim.end - claim.start, claim.pk)
            heappush(reaching, (*rank, claim))
        start = end


def _whole(
    stretches: Iterable[Stretch],
) -> Iterator[Stretch]:
    """Join neighbours of one claim."""
    joined: Stretch | None = None
    for start, end, claim in stretches:
        if joined is not None and claim is not None and joined[2] is claim:
            joined = (joined[0], end, claim)
            continue
        if joined is not None:
            yield joined
        joined = (start, end, claim)
    if joined is not None:
        yield joined
