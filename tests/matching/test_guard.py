"""Two hundred pairs that differ in one thing are never called the same; sixty that say one thing in two ways are.

The pairs stand in two files beside this one. They were written for this, not taken from any text.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from claims.likeness import Statement
from claims.lookup import Kind, compare

HERE = Path(__file__).parent
# What is said of a unit stands with its number, and a place is a name.
SAID_AS = {
    "number": {"number", "order"},
    "unit": {"number", "date"},
    "date": {"date"},
    "place": {"name"},
    "name": {"name"},
    "negation": {"negation"},
}


class Pair(NamedTuple):
    differs_in: str
    here: str
    there: str


def guard_pairs() -> list[Pair]:
    """Each statement with, below it, what is changed in it: `kind: these words > those`."""
    pairs: list[Pair] = []
    statement = ""
    for line in (HERE / "guard_pairs.txt").read_text().splitlines():
        if not line.startswith(" "):
            statement = line
            continue
        kind, _, change = line.strip().partition(": ")
        old, _, new = change.partition(" > ")
        assert statement.count(old) == 1 or kind != "place", line
        assert old in statement, line
        pairs.append(Pair(kind, statement, statement.replace(old, new, 1)))
    return pairs


def same_pairs() -> list[tuple[str, str, str]]:
    """A tier, and the two ways to say one thing."""
    lines = (HERE / "same_pairs.txt").read_text().splitlines()
    tier = ""
    pairs: list[tuple[str, str, str]] = []
    for line in lines:
        if line.startswith("# "):
            tier = line.removeprefix("# ")
        elif line:
            here, there = line.split(" | ")
            pairs.append((tier, here, there))
    return pairs


@pytest.mark.parametrize("pair", guard_pairs(), ids=lambda pair: f"{pair.differs_in}: {pair.there}")
def test_what_differs_in_one_thing_is_not_called_the_same_and_is_told(pair: Pair) -> None:
    for here, there in ((pair.here, pair.there), (pair.there, pair.here)):
        found = compare(Statement(here), Statement(there))
        assert found.kind == Kind.SIMILAR
        assert {each.kind for each in found.differs} & SAID_AS[pair.differs_in], found.differs


@pytest.mark.parametrize(("tier", "here", "there"), same_pairs())
def test_one_thing_said_in_two_ways_matches_at_its_tier(tier: str, here: str, there: str) -> None:
    for one, other in ((here, there), (there, here)):
        found = compare(Statement(one), Statement(other))
        assert (found.kind, found.differs) == (tier, ())


def test_there_are_as_many_pairs_as_are_said_and_each_once() -> None:
    assert len(set(guard_pairs())) == len(guard_pairs()) == 200
    assert len(set(same_pairs())) == len(same_pairs()) == 60
