"""What two alike statements differ in: numbers, units, dates, names, negation, and what else turns a statement round.

It is cautious: what it cannot tell to be the same it reports, for a person to look at. Two statements between which
it reports anything are never taken for one without that person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.likeness.amounts import Figures, figures_of
from claims.likeness.names import Names, names_of
from claims.likeness.wording import Wording, stem
from claims.likeness.words import DENIALS, MODALITY, NEGATIONS, OPPOSITES, RHYTHMS, SHARES

KINDS = (
    *("number", "date", "name", "negation", "opposite", "share", "modality", "order", "length"),
    "speaker",  # told by whoever knows the claimants
)

# Not “us”, which in capitals is a country.
_FIRST_PERSONS = frozenset(["i", "me", "my", "mine", "myself", "we", "our", "ours", "ourselves"])


@dataclass(frozen=True, slots=True)
class Difference:
    """What one statement says `here` and the other `there`; empty where it says nothing of the kind.

    `kind` is one of `KINDS`.
    """

    kind: str
    here: str
    there: str


class Statement(Wording):
    """A statement with what it turns on; everything is worked out when it is first asked for."""

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.tokens)

    @cached_property
    def names(self) -> Names:
        return names_of(self.tokens, self.figures.used)

    @cached_property
    def negations(self) -> list[str]:
        plain = [token.plain for token in self.tokens]
        return [
            word
            for word, following in zip(plain, [*plain[1:], ""], strict=False)
            # Not only this but that; No. 5.
            if word in NEGATIONS
            and (word, following) != ("not", "only")
            and not (word == "no" and following.isdigit())
        ]

    @property
    def turns(self) -> tuple[int, int]:
        """How often it is turned round by a word like not, and by one like failed: a failure to fail is none."""
        denials = sum(word in DENIALS for word in self.negations)
        return len(self.negations) - denials, denials

    @cached_property
    def sides(self) -> dict[int, dict[int, str]]:
        """Of each pair of opposites the sides that are said, by a word that says it."""
        found: dict[int, dict[int, str]] = {}
        for token, stemmed in zip(self.tokens, self.stems, strict=True):
            for pair, side in _SIDES.get(token.plain) or _SIDES.get(stemmed) or ():
                found.setdefault(pair, {}).setdefault(side, token.plain)
        return found

    @cached_property
    def plain(self) -> set[str]:
        tokens, used = self.tokens, self.figures.used
        return {
            token.plain
            for place, token in enumerate(tokens)
            if place not in used
            and not (token.plain == "only" and place and tokens[place - 1].plain == "not")
        }

    @property
    def speaks_of_self(self) -> bool:
        """Whether it says I or we, so that who says it belongs to what it says."""
        return not _FIRST_PERSONS.isdisjoint(token.plain for token in self.tokens)

    def groups(self, table: dict[str, str]) -> list[str]:
        return sorted({table[word] for word in self.plain if word in table})


def differences(here: Statement, there: Statement) -> tuple[Difference, ...]:
    """Everything that keeps two statements from saying the same, as far as words can tell; the gravest first."""
    if here.normalised == there.normalised and here.written_names == there.written_names:
        return ()
    return tuple(_differences(here, there))


def _differences(here: Statement, there: Statement) -> Iterator[Difference]:
    yield from _unshared("number", here.figures.amounts, there.figures.amounts)
    yield from _unshared("date", here.figures.dates, there.figures.dates)
    yield from _rhythm(here.groups(RHYTHMS), there.groups(RHYTHMS))
    yield from _names(here.names, there.names)
    if here.turns != there.turns:
        yield Difference("negation", ", ".join(here.negations), ", ".join(there.negations))
    yield from _opposites(here, there)
    yield from _unshared("share", here.groups(SHARES), there.groups(SHARES))
    yield from _unshared("modality", here.groups(MODALITY), there.groups(MODALITY))
    if not (here.is_whole and there.is_whole):
        yield Difference(
            "length",
            f"{len(here.text):,} characters",
            f"{len(there.text):,} characters",
        )


def _unshared(kind: str, here: Sequence[str], there: Sequence[str]) -> Iterator[Difference]:
    """What only one of them says; or that they say it in another order: from 5 to 50, from 50 to 5."""
    only_here, only_there = Counter(here) - Counter(there), Counter(there) - Counter(here)
    if only_here or only_there:
        yield Difference(kind, _listed(only_here.elements()), _listed(only_there.elements()))
    elif kind == "number" and list(here) != list(there):
        yield Difference("order", _listed(here), _listed(there))


def _rhythm(here: Sequence[str], there: Sequence[str]) -> Iterator[Difference]:
    """So much a year, so much a month; that only one says how often is no difference yet."""
    if here and there and here != there:
        yield Difference("date", _listed(here), _listed(there))


def _names(here: Names, there: Names) -> Iterator[Difference]:
    only_here = [" ".join(name) for name in here.sure if there.lacks(name, of=here)]
    only_there = [" ".join(name) for name in there.sure if here.lacks(name, of=there)]
    heads_here = [word for word in here.heads if word not in there.words]
    heads_there = [word for word in there.heads if word not in here.words]
    # What may be a name, or not, counts where one stands in the other's place.
    if heads_here and (heads_there or only_there):
        only_here += [word for word in heads_here if word not in " ".join(only_here).split()]
    if heads_there and (heads_here or only_here):
        only_there += [word for word in heads_there if word not in " ".join(only_there).split()]
    if only_here or only_there:
        yield Difference("name", _listed(only_here), _listed(only_there))
    else:
        yield from _order(here, there)


def _order(here: Names, there: Names) -> Iterator[Difference]:
    """Brno beat Ostrava, Ostrava beat Brno: the same words."""
    both = (set(here.places()) | set(there.places())) & set(here.words) & set(there.words)
    order_here = sorted(both, key=here.words.index)
    order_there = sorted(both, key=there.words.index)
    if order_here != order_there:
        yield Difference("order", _listed(order_here), _listed(order_there))


def _opposites(here: Statement, there: Statement) -> Iterator[Difference]:
    for pair in sorted(here.sides.keys() & there.sides.keys()):
        ours, theirs = here.sides[pair], there.sides[pair]
        if ours.keys() != theirs.keys():
            yield Difference("opposite", _listed(ours.values()), _listed(theirs.values()))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _sides() -> dict[str, set[tuple[int, int]]]:
    sides: dict[str, set[tuple[int, int]]] = {}
    for word, places in OPPOSITES.items():
        for key in {word, stem(word)}:
            sides.setdefault(key, set()).update(places)
    return sides


_SIDES = _sides()
