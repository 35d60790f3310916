"""Names as a text writes them: where they stand, without their titles, persons or organisations.

Only capitalised English is read; the patterns are bounded, and each character of a sentence is
looked at a fixed number of times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ..lines.abbreviations import OPENERS
from ..lines.segmentation import Span
from ..wordlist import word_set
from .titles import (
    ABBREVIATED_ORGANISATIONS,
    HONORIFICS,
    NAME_SUFFIXES,
    NOT_NAMES,
    ORGANISATION_WORDS,
    PLACE_STARTS,
    ROLE_OF,
)

# Names in decomposed form carry their accents as combining marks, which \w does not match.
_L = r"[\w\u0300-\u036f]"
_CAPITAL = r"[^\W\d_a-z]"
# Governor’s Office and Landlords’ Federation are one name; Smith’s car is not.
_OWNED = (
    r"(?:Office|Hospital|Court|College|Department|Union|Association|Federation|School|Party"
    r"|Society|Council|Commission|Commissioner|Institute|Club|Trust|Group|Ministry)"
)
_WORD = (
    rf"(?:(?:{_CAPITAL}\.){{1,4}}"
    rf"|(?:[dD][’'])?{_CAPITAL}{_L}{{0,30}}(?:[-’'](?!s\b){_L}{{1,30}}){{0,3}}"
    rf"(?:\.(?= ?{_CAPITAL}|,| of\b)|[’']s?(?= {_OWNED}\b))?)"
)
_PARTICLE = r"(?:of|for|on|and|the|de|la|del|della|di|da|do|dos|du|van|von|der|den|ter|bin|ibn|al|el|y|&|und)"
_NAME = re.compile(
    rf"(?<![\w\u0300-\u036f’'])(?:{_WORD})"
    rf"(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_WORD}){{0,9}}"
)
_TOKEN = re.compile(r"[^ \u00a0]{1,200}")
_PERSON_PARTICLES = word_set(
    """
    de la del della di da do dos du van von der den ter bin ibn al el y und
    """
)
_THE = "the "
_NOT_SURNAMES = word_set(
    """
    falls springs beach bay island islands valley county city town village street road avenue lane
    bridge station airport square gardens harbour harbor river creek act bill treaty accord prize
    bros brothers securities capital advisors analytics ventures motors foods energy power steel
    brands stores studios records pictures pharma bancorp logistics consulting research markets
    award cup championship championships games war day week report building tower stadium arena
    """
)
"""Last words that make two capitalised words a place or a thing: ``Dunmore Falls``."""
_ELISION = ("’", "'")
_JOINING = frozenset(("of", "for", "on", "and", "the"))


class Name(NamedTuple):
    """One naming: ``text[start:end]`` is the name without its titles.

    ``whole_start`` is where the titles begin; ``roles`` are the offices among them; ``key`` is the
    name word for word in small letters.
    """

    text: str
    start: int
    end: int
    whole_start: int
    roles: tuple[str, ...]
    is_person: bool
    key: tuple[str, ...]


class Names:
    """All names within the given sentences, read once; ``within`` looks them up."""

    def __init__(self, text: str, sentences: Iterable[Span]) -> None:
        self._names: list[Name] = []
        self._sentence_starts: list[int] = []
        for start, end in sentences:
            self._names += names_in(text, start, end)
            self._sentence_starts += [start] * (len(self._names) - len(self._sentence_starts))
        self._starts = [name.start for name in self._names]

    def with_sentences(self) -> Iterator[tuple[Name, int]]:
        """Yield each name with the start of its sentence."""
        return zip(self._names, self._sentence_starts, strict=True)

    def within(self, start: int, end: int) -> list[Name]:
        """Return the names that lie in ``text[start:end]``, in order."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        if last > first and self._names[last - 1].end > end:
            last -= 1
        return self._names[first:last]


def plain(word: str) -> str:
    return word.strip(".,").casefold()


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    plain: str


def names_in(text: str, start: int, end: int) -> Iterator[Name]:
    """Yield the names in ``text[start:end]``, which should be one sentence or less, in order."""
    for match in _NAME.finditer(text, start, end):
        opening = match.group()[:2]
        if not (opening[0].isupper() or opening[1:] in _ELISION) or match.group() in OPENERS:
            continue  # the pattern takes letters without case, and é, for capitals
        offset = match.start()
        follows_the = text[max(0, offset - 4) : offset].casefold() == _THE
        for name in _read(match.group(), text.startswith(".", match.end()), follows_the):
            yield Name(
                name.text,
                name.start + offset,
                name.end + offset,
                name.whole_start + offset,
                *name[4:],
            )


@lru_cache(maxsize=4096)
def _read(words: str, before_stop: bool, follows_the: bool) -> tuple[Name, ...]:
    """Read the names in a run of capitalised words, with offsets in it; an article repeats its names."""
    tokens = [
        _Token(t.group(), t.start(), t.end(), plain(t.group())) for t in _TOKEN.finditer(words)
    ]
    beyond = "." if before_stop else ""
    names = (
        _name(group, words + beyond, follows_the=follows_the and group[0].start == 0)
        for group in _separated(tokens)
    )
    return tuple(name for name in names if name is not None)


def _separated(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Split what only looks like one name: ``Smith and Jones``, ``Ann Bee of the Union``."""
    group: list[_Token] = []
    in_organisation = False
    for at, token in enumerate(tokens):
        if group and token.word in _JOINING:
            before = group[-1].plain
            joined = before in ORGANISATION_WORDS or (token.word == "of" and before in ROLE_OF)
            if token.word == "the":
                joined = before in _JOINING
            elif token.word == "and":
                joined = in_organisation
            if tokens[min(at + 1, len(tokens) - 1)].plain in NOT_NAMES:
                joined = False  # the Court on Thursday
            in_organisation = in_organisation or joined
            if not joined:
                yield group
                group = []
                continue
        elif not group and token.word[0].islower() and token.word[1:2] not in _ELISION:
            continue
        group.append(token)
    if group:
        yield group


def _name(tokens: list[_Token], text: str, *, follows_the: bool) -> Name | None:
    opening = tokens[0].start
    while tokens and _stands_before_a_name(tokens):
        tokens = tokens[1:]
    while tokens and tokens[-1].word in _JOINING:
        tokens = tokens[:-1]
    if not tokens:
        return None
    whole_start = tokens[0].start
    titles, rest = _titles_and_rest(tokens)
    is_organisation = any(token.plain in ORGANISATION_WORDS for token in rest)
    if titles and (is_organisation or not rest):
        if not any(token.plain in ORGANISATION_WORDS for token in tokens):
            return None
        titles, rest, is_organisation = [], tokens, True  # Justice Department
    if len(rest) == 1 and (rest[0].plain in NOT_NAMES or rest[0].word in OPENERS):
        return None
    start, end = rest[0].start, rest[-1].end
    last = rest[-1].word.rstrip(".")
    if _keeps_stop(last, rest[-1].plain):
        end += text.startswith(".", end)
    elif rest[-1].word.endswith("."):
        end -= 1
    is_person = not is_organisation and (
        bool(titles) or (_looks_like_person(rest) and not (follows_the and start == opening))
    )
    roles = tuple(ROLE_OF[token.plain] for token in titles if token.plain in ROLE_OF)
    key = tuple(word.strip(".").casefold() for word in text[start:end].split())
    return Name(text[start:end], start, end, whole_start, roles, is_person, key)


def _stands_before_a_name(tokens: list[_Token]) -> bool:
    """``But Bee``, ``July Bee``; a lone ``Will`` or ``April`` before one word is a first name."""
    if tokens[0].word in ("Will", "May", "April", "June", "August") and len(tokens) == 2:
        return False
    if len(tokens) > 2 and tokens[0].word.partition("-")[2][:1].islower():
        return True  # Five-foot-nothing Ann Bee
    return tokens[0].word in OPENERS or (len(tokens) > 1 and tokens[0].plain in NOT_NAMES)


def _titles_and_rest(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    last_title = -1
    for at, token in enumerate(tokens):
        if token.plain in ROLE_OF or token.plain in HONORIFICS:
            last_title = at
    titles, rest = tokens[: last_title + 1], tokens[last_title + 1 :]
    if titles and rest and rest[0].word in ("of", "the"):
        # Secretary of State Ann Bee: what follows "of" belongs to the title.
        rest = rest[-2:] if len(rest) > 3 else []
    while rest and rest[0].word in _JOINING:
        rest = rest[1:]
    return titles, rest


def _keeps_stop(word: str, plain_word: str) -> bool:
    """``Jr.``, ``Inc.`` and ``U.S.`` end in a stop of their own."""
    return (
        "." in word
        or len(word) == 1
        or plain_word in NAME_SUFFIXES
        or (plain_word in ABBREVIATED_ORGANISATIONS and not word.isupper())
    )


def _looks_like_person(tokens: list[_Token]) -> bool:
    names = [token.word for token in tokens if token.plain not in _PERSON_PARTICLES]
    if not 2 <= len(names) <= 4 or tokens[0].plain in PLACE_STARTS or "&" in names:
        return False
    if all(len(name) <= 2 for name in names) or tokens[-1].plain in _NOT_SURNAMES:
        return False
    return not any(len(name) > 1 and name.isupper() and "." not in name for name in names[:-1])
