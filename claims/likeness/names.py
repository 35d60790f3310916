"""The names of people, places and bodies in a statement, by their capitals alone.

A capital at the head of a sentence tells nothing, and nor does any where everything has one, or nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.likeness.wording import Token, stem
from claims.likeness.words import ALIASES, PARTS_OF_NAMES, STOP_WORDS, TITLES

Name = tuple[str, ...]
"""The stems of a name's words, in their order."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is a name for sure, in order; and every word of the statement, among which another's names are sought.

    `heads` are the words that may be names or not: those at the head of a sentence, or all that say something in a
    statement whose capitals tell nothing.
    """

    sure: tuple[Name, ...]
    heads: tuple[str, ...]
    words: tuple[str, ...]

    def lacks(self, name: Name, *, of: "Names") -> bool:
        """Is `name`, which stands in `of`, not named here?"""
        if all(part in self.words for part in name):
            return False
        if name[-1] in self.words and not PARTS_OF_NAMES & set(name[:-1]):
            # A surname alone is enough, unless another one bears it here.
            return any(other[-1] == name[-1] and set(other[:-1]) - set(name) for other in self.sure)
        return not self._has_initials_of(name) and not self._is_spelt_out(name)

    def _has_initials_of(self, name: Name) -> bool:
        return len(name) > 2 and "".join(part[0] for part in name) in self.words

    def _is_spelt_out(self, name: Name) -> bool:
        initials = name[0] if len(name) == 1 else ""
        return len(initials) > 2 and any(
            "".join(part[0] for part in other) == initials for other in self.sure
        )

    def places(self) -> dict[str, int]:
        """Where each word of a sure name is first said."""
        return {
            part: self.words.index(part)
            for name in self.sure
            for part in name
            if part in self.words
        }


def names_of(tokens: Sequence[Token], used: frozenset[int]) -> Names:
    """The names among `tokens`.

    Args:
        used: the places of tokens that belong to dates and amounts.
    """
    tells = _capitals_tell(tokens)
    sure: list[Name] = []
    heads: list[str] = []
    words: list[str] = []
    current: list[str] = []
    for place, (token, plain) in enumerate(_with_aliases(tokens)):
        words.append(plain)
        capital = token.written[0].isupper() and place not in used
        says_something = _says_something(token, plain) and place not in used
        is_name = capital and says_something and tells and not token.is_number
        # At the head of a sentence only what cannot be a common word is sure: NATO, U.S.
        if is_name and token.is_first and not (token.written.isupper() and len(token.written) > 1):
            follows = _is_capital(tokens, place + 1)
            heads.append(plain)
            is_name = follows
        elif says_something and not tells and not token.is_number:
            heads.append(plain)
        if is_name:
            current.append(plain)
        elif current:
            sure.append(tuple(current))
            current = []
    if current:
        sure.append(tuple(current))
    return Names(tuple(sure), tuple(heads), tuple(words))


def _says_something(token: Token, plain: str) -> bool:
    if plain in PARTS_OF_NAMES and token.written[0].isupper():
        return True
    return plain not in STOP_WORDS and plain not in TITLES


def _is_capital(tokens: Sequence[Token], place: int) -> bool:
    if place >= len(tokens):
        return False
    token = tokens[place]
    return token.written[0].isupper() and token.plain not in STOP_WORDS and not token.is_first


def _capitals_tell(tokens: Sequence[Token]) -> bool:
    """Do some of the words that say something have a capital, and some none?"""
    telling = [
        token.written[0].isupper()
        for token in tokens
        if not token.is_number and not token.is_first
        if token.plain not in STOP_WORDS or token.written == "US"
    ]
    return any(telling) and (len(telling) < 4 or sum(telling) <= 0.7 * len(telling))


def _with_aliases(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Each token with its stem, or with the one name of what has several; of a longer name the last word has it."""
    plain = [token.plain for token in tokens]
    instead: dict[int, str] = {}
    said = set(plain)
    for way, name in ALIASES.items():
        if way[0] not in said:
            continue
        for place in range(len(plain) - len(way) + 1):
            if (
                tuple(plain[place : place + len(way)]) == way
                and place + len(way) - 1 not in instead
            ):
                instead |= dict.fromkeys(range(place, place + len(way)), name)
    for place, token in enumerate(tokens):
        if token.written == "US":
            yield token, "usa"
        else:
            yield token, instead.get(place) or stem(token.plain)
