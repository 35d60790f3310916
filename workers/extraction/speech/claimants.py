"""From the words that name a speaker to the fullest name the text gives for them.

A name is completed from the cast. An office or ``the agency`` becomes a name only when one
candidate is left, a pronoun only when somebody has spoken whom it can mean; otherwise the words
stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..lines.segmentation import Span
from ..people.cast import Cast
from ..people.names import Name, plain
from ..people.titles import ORGANISATION_NOUNS, ROLE_OF
from .words import AGENT_ENDINGS, DETERMINERS, DOCUMENTS, PREPOSITIONS, PRONOUNS

_AND = re.compile(r"(?:, ?)?(?: ?and | ?& )|, ")
_AND_OTHERS = re.compile(
    r" and (?:(?:his|her|their|other|several|two|three) )?"
    r"(?:colleagues|others|co-?authors|team|coworkers|allies|co-workers)\b"
)
_QUOTE_MARKS = frozenset('“"‘«„')
_REMEMBERED = 12
_SUBJECT_WINDOW = 60
_NEARBY_WINDOW = 160
_SOON = 600
_LATELY = 1_000
_GROUP = re.compile(
    r"(?:(?:A|An|Some|Many|Several|Most|The|few|number|group|handful|of|dozen|two|three) ){0,4}"
    r"(?P<group>(?:[\w’-]{1,25} ){0,3}?(?P<noun>[a-z-]{1,25}s)) (?!of\b)"
)
_ISSUED_BY_NOBODY = frozenset(
    ("figures", "data", "statistics", "records", "official figures", "official data")
)
"""Without an issuer these are the article's own words for what is known."""
_STATEMENTS = frozenset(("the statement", "her statement", "his statement"))
_UNDER = re.compile(r" (?:under|led by|headed by) ")
_POSSESSIVES = frozenset(("its", "their", "his", "her"))
_SINGULAR_PERSON = frozenset(("he", "she", "his", "her"))


class Claimant(NamedTuple):
    """``name`` is the fullest form; ``start`` and ``end`` show where this passage names them."""

    name: str
    start: int
    end: int
    is_person: bool


class Claimants:
    """Resolves speakers in the order of the text and remembers who has spoken."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        self._spoken: list[Claimant] = []
        self._stated: Claimant | None = None
        self._labels: dict[str, str] = {}

    def remember(self, claimant: Claimant, *, in_a_statement: bool = False) -> None:
        """Note who has spoken, and whose ``the statement`` is from here on."""
        if claimant.name.casefold() in PRONOUNS:
            return
        if in_a_statement:
            self._stated = claimant
        self._spoken.append(claimant)
        del self._spoken[:-_REMEMBERED]

    def resolve(self, start: int, end: int, nearby: Sequence[Span]) -> Claimant | None:
        """Return who ``text[start:end]`` is; None when the words name nobody.

        ``nearby`` are the stretches of text that a pronoun may point into, the nearest first. A
        pronoun that could mean several, or none, stays as it is.
        """
        words = self._text[start:end].split()
        if not words:
            return None
        first = words[0].casefold()
        if (len(words) == 1 and (first in PRONOUNS or first in _POSSESSIVES)) or (
            first in _POSSESSIVES and plain(words[-1]) in DOCUMENTS
        ):
            return self._antecedent(first, start, nearby) or Claimant(
                self._text[start:end], start, end, is_person=first in _SINGULAR_PERSON
            )
        small = self._text[start:end].casefold()
        if small in _ISSUED_BY_NOBODY:
            return None
        if small in _STATEMENTS and self._stated is not None:
            return self._stated._replace(start=start, end=end)
        names = [n for n in self._cast.names.within(start, end) if not _is_plain_noun(n, start)]
        if any(plain(word.partition("’")[0]) in DOCUMENTS for word in words):
            issuer = self._issuer(start, end, words, names)
            if issuer is not None:
                return issuer
        return (
            self._several(start, end, names)
            or self._by_name(start, end, names)
            or self._by_office(start, end, words)
        )

    def named(self, name: Name) -> Claimant:
        full, is_person = self._cast.completed(name)
        return Claimant(full, name.start, name.end, is_person=is_person)

    def labelled(self, label: str, start: int, end: int) -> Claimant:
        """Return the speaker of a transcript's turn."""
        name = self._labels.get(label)
        if name is None:
            name = self._labels[label] = self._cast.by_label(label)
        return Claimant(name, start, end, is_person=True)

    def _antecedent(self, pronoun: str, start: int, nearby: Sequence[Span]) -> Claimant | None:
        """Return whom ``pronoun`` means, if one candidate is left; None otherwise.

        For he and she these are the people whose given names and titles fit in the nearest sentence
        that names such, or failing these, the last who spoke; for ``it`` and ``they`` organisations that have spoken, for
        ``they`` also the group that the sentence before is about.
        """
        if pronoun in _SINGULAR_PERSON:
            return self._one_person("f" if pronoun in ("she", "her") else "m", start, nearby)
        wants_plural = pronoun in ("they", "their")
        if wants_plural:
            lately = [c for c in self._lately(start) if _is_plural(c.name)]
            for first, last in nearby:
                spoken = next((c for c in lately if first <= c.start < last), None)
                group = spoken or self._group(first, last)
                if group is not None:
                    return group
        for claimant in self._lately(start):
            if not claimant.is_person and _is_plural(claimant.name) == wants_plural:
                return claimant
        about = None if wants_plural or not nearby else self.opening(*nearby[0])
        return None if about is None or about.is_person or _is_plural(about.name) else about

    def _lately(self, before: int) -> Iterator[Claimant]:
        """Yield those who have spoken a few sentences ago, the last first."""
        for claimant in reversed(self._spoken):
            if before - claimant.end > _LATELY:
                return
            yield claimant

    def _one_person(self, gender: str, start: int, nearby: Sequence[Span]) -> Claimant | None:
        spoken = (c for c in self._lately(start) if c.is_person or _may_be_person(c.name))
        last = next((c for c in spoken if self._cast.gender(c.name) in (gender, "")), None)
        for span in nearby:
            people = {
                person.name: person
                for person in self._people(*span)
                if self._cast.gender(person.name) in (gender, "")
            }
            if len(people) == 1:
                return next(iter(people.values()))
            if people:
                # Of several, the one who spoke last goes on if the sentence is about them.
                subject = self.opening(*span)
                return last if last and subject and subject.name == last.name else None
        return last

    def opening(self, start: int, end: int) -> Claimant | None:
        """Return whose name opens ``text[start:end]``: what a sentence opens with it is about."""
        end = min(end, start + _SUBJECT_WINDOW)
        if self._text[start] in _QUOTE_MARKS:
            return None
        name = next(iter(self._cast.names.within(start, end)), None)
        if name is None or not self._opens(start, name):
            return None
        return self.named(name)

    def _opens(self, start: int, name: Name) -> bool:
        """``Acme …``, ``The Home Office …``, ``The mining company Acme …``."""
        if name.whole_start <= start + len("The "):
            return True
        before = self._text[start : name.whole_start]
        noun = before.rstrip(" ,").rpartition(" ")[2]
        return before[1:].islower() and (noun in ROLE_OF or noun in ORGANISATION_NOUNS)

    def only_person(self, start: int, end: int) -> Claimant | None:
        """Return the one person whom the beginning of ``text[start:end]`` names in full."""
        people = {person.name: person for person in self._people(start, end)}
        return next(iter(people.values())) if len(people) == 1 else None

    def _people(self, start: int, end: int) -> Iterator[Claimant]:
        for name in self._cast.names.within(start, min(end, start + _NEARBY_WINDOW)):
            claimant = self.named(name)
            if claimant.is_person:
                yield claimant

    def _group(self, start: int, end: int) -> Claimant | None:
        """``A few Democratic lawmakers went …``: the group without its number."""
        match = _GROUP.match(self._text, start, end)
        if match is None or not match["noun"].endswith(AGENT_ENDINGS):
            return None
        return Claimant(match["group"], match.start("group"), match.end("group"), is_person=False)

    def _issuer(self, start: int, end: int, words: list[str], names: list[Name]) -> Claimant | None:
        """A document speaks for the body that issued it, if the words say which."""
        before = {n: self._text[start : n.whole_start].casefold().split() for n in names}
        for name in names:
            if "by" in before[name] or "from" in before[name]:
                return self.named(name)
        for name in names:
            behind = self._text[name.end : end]
            owned = behind.startswith(("’s", "'s")) or any(
                plain(word) in DOCUMENTS for word in behind.split()[:2]
            )
            if owned and not PREPOSITIONS.intersection(before[name]):
                return self.named(name)
        owner = next((w for w in words if w.endswith(("’s", "'s"))), None)
        if not names and owner is not None and words[0].casefold() == "the":
            return self._holder(plain(owner[:-2]), start, end)
        return None

    def _several(self, start: int, end: int, names: list[Name]) -> Claimant | None:
        """``Ann Bee and Bo Lee``, ``Bee and colleagues``: as written, for no one name covers them."""
        if not names or names[0].whole_start > start + len("The "):
            return None
        last = names[0]
        for name in names[1:]:
            if not _AND.fullmatch(self._text, last.end, name.whole_start):
                break
            last = name
        others = _AND_OTHERS.match(self._text, last.end, end)
        stop = others.end() if others is not None else last.end
        if stop == names[0].end or self._text[stop:end].strip(" ,"):
            return None
        first = names[0].start
        return Claimant(self._text[first:stop], first, stop, is_person=False)

    def _by_name(self, start: int, end: int, names: list[Name]) -> Claimant | None:
        """Take the last name before any preposition: ``Homeland Security chief Kristi Noem``."""
        name = None
        at = start
        for candidate in names:
            gap = self._text[at : candidate.whole_start].split()
            if any(plain(word) in PREPOSITIONS for word in gap):
                break  # a spokesman for the ministry; researchers at the university
            name, at = candidate, candidate.end
        if name is None:
            return None
        behind = self._text[name.end : end].strip(" ,.")
        if behind.startswith("("):
            behind = behind.partition(")")[2].strip()
        words = behind.split()  # none in a stray control character, which is space to Python
        if words and (behind.startswith(("’s", "'s")) or words[0] not in PREPOSITIONS):
            return None  # Justice Department officials
        return self.named(name)

    def _by_office(self, start: int, end: int, words: list[str]) -> Claimant:
        small = [plain(word) for word in words]
        if small[0] == "the" and 2 <= len(small) <= 4:
            holder = self._holder(small[-1], start, end) or self._introduced(small[-1], start)
            if holder is not None:
                return holder
            issuer = self._cast.issuer(small[-1])
            if issuer is not None:
                return Claimant(issuer, start, end, is_person=False)
        elif small[0] in ("a", "an") and small[-1] in ROLE_OF:
            holder = self._holder(small[-1], start, end)
            # "a judge ruled", and the next sentence says which judge
            if holder is not None and self._text.find(holder.name, end, end + _SOON) >= 0:
                return holder
        is_person = small[-1] in ROLE_OF and small[0] in DETERMINERS
        shown = _UNDER.split(self._text[start:end], maxsplit=1)[0].rstrip(" ,")
        return Claimant(shown, start, start + len(shown), is_person=is_person)

    def _introduced(self, noun: str, before: int) -> Claimant | None:
        """``the judge`` after ``a federal judge``: the words of the first mention."""
        if noun not in ROLE_OF:
            return None
        pattern = rf"\b[Aa]n? (?:[\w’-]{{1,20}} ){{0,3}}{noun}\b"
        mentions = list(re.finditer(pattern, self._text[max(0, before - _SOON) : before]))
        if not mentions:
            return None
        start = max(0, before - _SOON) + mentions[-1].start()
        shown = mentions[-1].group()
        return Claimant(shown, start, start + len(shown), is_person=True)

    def _holder(self, noun: str, start: int, end: int) -> Claimant | None:
        if noun not in ROLE_OF and noun not in ORGANISATION_NOUNS:
            return None
        holder = self._cast.holder(noun, [claimant.name for claimant in self._spoken])
        if holder is None:
            return None
        return Claimant(holder, start, end, is_person=noun in ROLE_OF)


def _is_plain_noun(name: Name, start: int) -> bool:
    """``Members of``, ``Papers seen by``: capitalised only because the sentence begins."""
    word = plain(name.text)
    return (
        name.start == start
        and " " not in name.text
        and (word in DOCUMENTS or word.endswith(AGENT_ENDINGS))
        and not name.is_person
    )


def _may_be_person(name: str) -> bool:
    """A surname whose bearer the text never names in full."""
    return " " not in name and name.istitle()


def _is_plural(name: str) -> bool:
    head = name.split()[0] if name[:1].islower() else name
    return head.endswith("s") and (name[:1].islower() or len(name.split()) == 1)
