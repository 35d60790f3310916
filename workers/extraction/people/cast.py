"""Everybody a text names: full names by surname, organisations by initials, people by office.

Built in one pass over the sentences. Each surname keeps a fixed number of bearers, so that a
look-up costs the same in any text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ..lines.segmentation import Span
from ..wordlist import word_set
from .given_names import MEN, MENS_TITLES, WOMEN, WOMENS_TITLES
from .names import Name, Names, plain
from .titles import (
    CLASS_WORDS,
    HONORIFICS,
    NAME_SUFFIXES,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    ROLE_OF,
    SMALL_COMPANY_ENDINGS,
)

_BEARERS = 8
"""Most bearers of one surname, or holders of one office, that are told apart."""

_INITIALS = re.compile(r" ?\(([^\W\d_a-z][A-Za-z&.-]{1,9})\)")
_OFFICE_OF_BEFORE = re.compile(r"([A-Za-z]{3,20}) (?:of|at|for) [^,;.]{1,40}, $")
_APPOSITION = re.compile(r"(?:, \d{1,3})?, ((?:[\w’'-]{1,25} ){0,6}[\w’'-]{1,25})")
_APPOSITION_ENDS = word_set("of at for in from with on who which whose that said says told")
_BEFORE_WINDOW = 70
_DOCUMENT = (
    r"(?P<document>report|study|survey|statement|letter|audit|review|analysis|ruling|filing|memo)"
)
_ISSUED_BY = re.compile(rf"\b{_DOCUMENT} (?:by|from) (?:the )?$")
_ISSUES = re.compile(
    r"(?:[’']s (?:[\w-]{1,20} ){0,2}| (?:published|released|issued|unveiled) "
    rf"(?:its|a|an|the) (?:[\w-]{{1,20}} ){{0,3}}){_DOCUMENT}\b"
)


@dataclass(slots=True)
class _Bearer:
    text: str
    key: tuple[str, ...]
    is_person: bool
    seen_at: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` is the name; ``full_name`` the name alone."""

    full_name: str
    start: int
    end: int


class Cast:
    """Who is named in ``text`` within the given sentences.

    ``names`` are all of them, to be looked up by place.
    """

    def __init__(self, text: str, sentences: Iterable[Span]) -> None:
        self._by_last: dict[str, list[_Bearer]] = {}
        self._by_first: dict[str, list[_Bearer]] = {}
        self._companies: dict[str, list[_Bearer]] = {}
        self._organisations: dict[str, list[_Bearer]] = {}
        self._company_names: dict[str, None] = {}
        self._initials: dict[str, str] = {}
        self._written_out: dict[str, Span | None] = {}
        self._roles: dict[str, list[str]] = {}
        self._genders: dict[str, set[str]] = {}
        self._issuers: dict[str, dict[str, None]] = {}
        self._is_complete = False
        self._completed: dict[str, tuple[str, bool]] = {}
        self.names = Names(text, sentences)
        for name, sentence_start in self.names.with_sentences():
            self._meet(text, name, sentence_start)
        self._is_complete = True

    def _meet(self, text: str, name: Name, sentence_start: int) -> None:
        initials = _INITIALS.match(text, name.end)
        full = name.text
        if initials is not None:
            spelled_out = _spelled_out(name.text, initials[1])
            if spelled_out is not None:
                full = spelled_out
                self._learn_initials(initials[1], full, (name.end - len(full), initials.end()))
        key = tuple(map(plain, full.split()))
        bearer = self._bearer(_last(key), full, key, is_person=name.is_person)
        if bearer is not None:
            bearer.seen_at.append(name.start)
            if len(bearer.seen_at) == 1 and name.is_person and len(key) > 1:
                namesakes = self._by_first.setdefault(key[0], [])
                if len(namesakes) < _BEARERS:
                    namesakes.append(bearer)
            if not name.is_person:
                self._file_organisation(bearer)
        self._learn_gender(_last(key), text[name.whole_start : name.start].split())
        self._learn_roles(text, name, full, sentence_start)
        self._learn_issuer(text, name, sentence_start)

    def _learn_initials(self, initials: str, full: str, span: Span) -> None:
        if initials == full:
            return
        known = self._initials.setdefault(initials, full)
        self._written_out.setdefault(initials, span)
        if known != full:
            self._written_out[initials] = None

    def _learn_gender(self, surname: str, words: Iterable[str]) -> None:
        for word in words:
            small = plain(word)
            if small in MENS_TITLES:
                self._genders.setdefault(surname, set()).add("m")
            elif small in WOMENS_TITLES:
                self._genders.setdefault(surname, set()).add("f")

    def _learn_issuer(self, text: str, name: Name, sentence_start: int) -> None:
        """``a report by the Audit Office``, ``the Audit Office published its report``."""
        before = text[max(sentence_start, name.whole_start - _BEFORE_WINDOW) : name.whole_start]
        document = _ISSUED_BY.search(before) or _ISSUES.match(text, name.end, name.end + 80)
        if document is None:
            return
        issuers = self._issuers.setdefault(document["document"].casefold(), {})
        if len(issuers) < _BEARERS:
            issuers[self.full(name)] = None

    def _bearer(
        self, last: str, full: str, key: tuple[str, ...], *, is_person: bool
    ) -> _Bearer | None:
        bearers = self._by_last.setdefault(last, [])
        for bearer in bearers:
            if bearer.key == key:
                return bearer
        if len(bearers) >= _BEARERS:
            return None
        bearer = _Bearer(full, key, is_person)
        bearers.append(bearer)
        return bearer

    def _file_organisation(self, bearer: _Bearer) -> None:
        if len(bearer.seen_at) > 1 or len(bearer.key) < 2:
            return
        if bearer.key[-1] in SMALL_COMPANY_ENDINGS:
            namesakes = self._companies.setdefault(bearer.key[0], [])
            if len(namesakes) < _BEARERS:
                namesakes.append(bearer)
            self._company_names[bearer.text] = None
        for word in set(bearer.key) & ORGANISATION_WORDS:
            holders = self._organisations.setdefault(word, [])
            if len(holders) < _BEARERS:
                holders.append(bearer)

    def _learn_roles(self, text: str, name: Name, full: str, sentence_start: int) -> None:
        before = text[max(sentence_start, name.whole_start - _BEFORE_WINDOW) : name.whole_start]
        nouns = list(name.roles)
        office = _OFFICE_OF_BEFORE.search(before) if before.endswith(", ") else None
        noun = office[1] if office is not None else _last_word(before)
        if noun:
            nouns.append(plain(noun))
        apposition = _APPOSITION.match(text, name.end, name.end + 120)
        if apposition is not None and name.is_person:
            for noun in apposition[1].split():
                if noun in _APPOSITION_ENDS:
                    break
                nouns.append(plain(noun))
        if name.is_person:
            self._learn_gender(_last(name.key), nouns)
        for noun in nouns:
            role = ROLE_OF.get(noun) if name.is_person else noun
            if role is None or (not name.is_person and noun not in ORGANISATION_NOUNS):
                continue
            holders = self._roles.setdefault(role, [])
            full_name = full if len(full.split()) > 1 else self.full(name)
            if full_name not in holders and len(holders) < _BEARERS:
                holders.append(full_name)

    def full(self, name: Name) -> str:
        """Return the fullest form of ``name`` that the text gives, before or after it."""
        return self.completed(name)[0]

    def completed(self, name: Name) -> tuple[str, bool]:
        """Return the fullest form of ``name``, and whether it is a person's."""
        known = self._completed.get(name.text)
        if known is not None:
            return known
        if name.text in self._initials:
            return self._initials[name.text], False
        key = name.key
        bearers = self._bearers(key)
        if len(key) == 1 and any(b.is_person for b in bearers):
            bearers = [b for b in bearers if b.is_person]
        if bearers:
            best, is_only = _nearest(bearers, name.start)
            if len(best.key) > len(key) or len(key) > 1:
                completed = best.text, best.is_person or name.is_person
                if is_only and self._is_complete:
                    self._completed[name.text] = completed
                return completed
        friends = self._by_first.get(key[0], ()) if len(key) == 1 and len(bearers) <= 1 else ()
        if len(friends) == 1 and key[0] in MEN | WOMEN:
            return friends[0].text, True  # "Doreen said", of Doreen Applegarth
        companies = self._companies.get(key[0], ())
        if len(companies) == 1 and companies[0].key[: len(key)] == key:
            return companies[0].text, False
        return name.text, name.is_person

    def _bearers(self, key: tuple[str, ...]) -> list[_Bearer]:
        return [b for b in self._by_last.get(_last(key), ()) if _is_shortened(key, b)]

    def written_out(self, initials: str) -> Span | None:
        """Return where the article has the name with these initials in brackets; None if twice."""
        return self._written_out.get(initials)

    def person_called(self, surname: Name) -> Mention | None:
        """Return the first full naming of the only person who can be meant by ``surname``.

        None where another name ends alike, or where the person is named in full only later.
        """
        known = len(surname.key)
        bearers = self._by_last.get(_last(surname.key), ())
        named = [b for b in bearers if len(b.key) > known]
        if not named or len(bearers) >= _BEARERS:
            return None
        longest = max(named, key=lambda b: len(b.key))
        if longest.key[-known:] != surname.key or not all(
            b.is_person and _is_shortened(b.key, longest)
            for b in (*named, *bearers)
            if len(b.key) > 1
        ):
            return None
        first = min(named, key=lambda b: b.seen_at[0])
        best = longest if longest.seen_at[0] < surname.start else first
        if best.seen_at[0] >= surname.start:
            return None
        return Mention(best.text, best.seen_at[0], best.seen_at[0] + len(best.text))

    def mention(self, full_name: str) -> Mention | None:
        """Return where ``full_name`` stands first, with its initials in brackets if it has them there."""
        key = tuple(map(plain, full_name.split()))
        for bearer in self._by_last.get(_last(key), ()):
            if bearer.text == full_name:
                start = bearer.seen_at[0]
                return Mention(full_name, start, start + len(full_name))
        return None

    def gender(self, full_name: str) -> str:
        """Return ``m``, ``f``, or nothing where neither title nor given name tells."""
        key = tuple(map(plain, full_name.split()))
        titled = self._genders.get(_last(key))
        if titled is not None and len(titled) == 1:
            return next(iter(titled))
        if len(key) < 2:
            return ""
        return "m" if key[0] in MEN else "f" if key[0] in WOMEN else ""

    def issuer(self, document: str) -> str | None:
        """Return whose ``the report`` is, when the article tells of one issuer of reports."""
        issuers = self._issuers.get(document, {})
        return next(iter(issuers)) if len(issuers) == 1 else None

    def by_label(self, label: str) -> str:
        """Return the full name behind a transcript's label: ``MS. ARDEN``, ``MODERATOR``."""
        words = [plain(word) for word in label.split()]
        for word in words:
            holders = self._roles.get(ROLE_OF.get(word, ""), ())
            if len(words) == 1 and len(holders) == 1:
                return holders[0]
        key = tuple(word for word in words if word not in ROLE_OF and word not in HONORIFICS)
        bearers = self._bearers(key) if key else []
        bearers = [b for b in bearers if not b.text.isupper()] or bearers
        if bearers:
            best = max(bearers, key=lambda b: (b.is_person, len(b.key)))
            return best.text if not best.text.isupper() else _capitalised(best.text)
        shown = label if not key else " ".join(label.split()[-len(key) :])
        return _capitalised(shown) if shown.isupper() else shown

    def holder(self, noun: str, spoken: Sequence[str]) -> str | None:
        """Return who ``the <noun>`` is, when one candidate is left; else None.

        An organisation the article has already quoted comes before one it only mentions.
        ``spoken`` holds those already quoted.
        """
        role = ROLE_OF.get(noun)
        if role is not None:
            return _only(self._roles.get(role, ()), spoken)
        words = CLASS_WORDS.get(noun, frozenset()) | {noun}
        named = {b.text: None for w in words for b in self._organisations.get(w, ())}
        named |= dict.fromkeys(self._roles.get(noun, ()))
        if noun in ("company", "firm"):
            named |= dict.fromkeys(name for name in spoken if name in self._company_names)
            named |= dict.fromkeys(islice(self._company_names, _BEARERS))
        return _only(named, spoken)


def _last_word(before: str) -> str:
    """Return the noun right before a name: ``the regulator, the``, ``Moderator:``."""
    words = before.removesuffix("the ").split()[-1:]
    return words[0].rstrip(",:") if words else ""


def _only(holders: Iterable[str], spoken: Sequence[str]) -> str | None:
    candidates = list(holders)
    quoted = [name for name in candidates if name in spoken]
    if len(quoted) == 1:
        return quoted[0]
    return candidates[0] if len(candidates) == 1 else None


def _last(key: tuple[str, ...]) -> str:
    """Return the surname: the last word that is not ``Jr.``, ``III`` or ``Inc.``."""
    for word in reversed(key):
        if word not in NAME_SUFFIXES and word not in SMALL_COMPANY_ENDINGS:
            return word
    return key[-1] if key else ""


def _is_shortened(key: tuple[str, ...], bearer: _Bearer) -> bool:
    """Tell whether ``key`` names the bearer by some of their words, in order."""
    if len(key) == 1 and not bearer.is_person and len(bearer.key) > 1:
        return False  # "Halvern" alone is the country, not the "Bank of Halvern"
    words = iter(bearer.key)
    return all(word in words for word in key)


def _nearest(bearers: list[_Bearer], at: int) -> tuple[_Bearer, bool]:
    """Prefer the longest form of one name; among different people the last one mentioned.

    Also tells whether all are one.
    """
    longest = max(bearers, key=lambda b: len(b.key))
    if all(_is_shortened(b.key, longest) or b.key == longest.key for b in bearers):
        return longest, True
    full = [b for b in bearers if len(b.key) > 1]

    def last_seen(bearer: _Bearer) -> int:
        index = bisect_right(bearer.seen_at, at)
        return bearer.seen_at[index - 1] if index else -bearer.seen_at[0]

    return max(full, key=last_seen), False


def _spelled_out(name: str, initials: str) -> str | None:
    """Return the part of ``name`` that ``initials`` abbreviate, or None."""
    letters = [letter for letter in initials.casefold() if letter.isalpha()]
    words = name.split() if letters else []  # a Roman numeral sign is no letter
    for first in range(len(words)):
        heads = iter(
            part[0].casefold() for word in words[first:] for part in word.split("-") if part
        )
        if words[first][0].casefold() == letters[0] and all(ch in heads for ch in letters):
            return " ".join(words[first:])
    return None


def _capitalised(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), name)
