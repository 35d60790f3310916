"""What the words of a sentence refer to, where only one reading is possible."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import found
from ..lines.segmentation import Span
from ..people.cast import Cast, Mention
from ..people.given_names import MENS_TITLES, WOMENS_TITLES
from ..people.names import Name, plain
from ..people.titles import ORGANISATION_NOUNS, ROLE_OF
from ..wordlist import word_set

_INITIALS = re.compile(r"(?<![\w(.&-])[A-Z][A-Za-z&.]{0,8}[A-Z](?![\w)&-])")
_OFFICE = re.compile(
    r"\b[Tt]he (?P<noun>[a-z]{3,20})\b"
    r"(?!-| (?:of|for|that|who|which|whose|in|at|to|on|from|with|says?|where)\b| [a-z]+(?:er|or|man|woman)s?\b)"
)
_PRONOUN = re.compile(r"(?:“|\")?(?P<pronoun>[Hh]e|[Ss]he)\b(?![’'])")
_SOMEBODY = re.compile(
    r"\b(?:an?|the|his|her|their|its) (?:[\w’-]{1,20} ){0,2}(?P<noun>[a-z]{3,20})\b"
)
_PLACED = re.compile(r"\b(?:in|near|at|to|from|of|across|outside)$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|its|their|his|her|this|that|each|every|no|any)|[’']s|s’) $", re.IGNORECASE
)
_STANDS_AS_NOUN = word_set(
    """
    is are was were has have had will would can could should may might must did does do said says
    say noted told and or but in on at to for from with by of that which who as after before since
    than into under over about during while because also later then not never
    """
)
_VAGUE = word_set("company firm group agency body organisation organization maker operator")
"""Nouns that other organisations named nearby could be as well."""


@dataclass(frozen=True, slots=True)
class Reference:
    """``text[start:end]`` may be replaced by ``wording``, which stands at the source."""

    start: int
    end: int
    wording: str
    source_start: int
    source_end: int
    reason: str


class References:
    """Looks up names, initials, offices and pronouns of one article."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast

    def in_passage(
        self, start: int, end: int, begins: int, nearby: Sequence[Span], *, is_quoted: bool
    ) -> Iterator[Reference]:
        """Yield what can be written out in ``text[start:end]``, each name once.

        ``begins`` is where the wording begins, behind what was cut. ``nearby`` are the sentences
        just before. In a quotation only names are written out: the rest is the speaker's to say.
        """
        said: set[str] = set()
        names = list(self._cast.names.within(begins, end))
        for name in names:
            if len(name.key) > 1:
                said.add(name.text)
        for reference, full_name in (
            *self._surnames(names),
            *self._initials(begins, end),
            *(() if is_quoted else self._offices(start, begins, end, nearby)),
            *(() if is_quoted else self._pronoun(start, begins, nearby)),
        ):
            if full_name not in said:
                said.add(full_name)
                yield reference

    def _surnames(self, names: Sequence[Name]) -> Iterator[tuple[Reference, str]]:
        for name in names:
            person = self._cast.person_called(name)
            if person is None or not self._can_be(name, person):
                continue
            yield (
                Reference(
                    name.start, name.end, person.full_name, person.start, person.end,
                    found.NAME_IN_FULL,
                ),
                person.full_name,
            )  # fmt: skip

    def _can_be(self, name: Name, person: Mention) -> bool:
        """``in Lincoln`` is the town, ``the Trump plan`` no person, ``Mrs Lund`` not Erik Lund."""
        before = self._text[max(0, name.whole_start - 12) : name.whole_start]
        if _PLACED.search(before.rstrip()) and name.whole_start == name.start:
            return False
        if _ARTICLE_BEFORE.search(before):
            return False
        titles = {plain(word) for word in self._text[name.whole_start : name.start].split()}
        gender = self._cast.gender(person.full_name)
        return not (
            (gender == "f" and titles & MENS_TITLES) or (gender == "m" and titles & WOMENS_TITLES)
        )

    def _initials(self, start: int, end: int) -> Iterator[tuple[Reference, str]]:
        for match in _INITIALS.finditer(self._text, start, end):
            source = self._cast.written_out(match.group())
            if source is None or start <= source[0] < end:
                continue
            before = self._text[max(0, match.start() - 8) : match.start()]
            reference = self._organisation(
                *match.span(),
                source,
                found.INITIALS_WRITTEN_OUT,
                needs_article=not _ARTICLE_BEFORE.search(before) and self._is_noun(match.end()),
            )
            yield reference, self._text[slice(*source)].partition(" (")[0]

    def _organisation(
        self, start: int, end: int, source: Span, reason: str, *, needs_article: bool
    ) -> Reference:
        """Put in the name with its article, where the words replaced have none and need one."""
        source_start, source_end = source
        if self._text.startswith(("’s", "'s"), end):
            source_end = source_start + len(self._text[slice(*source)].partition(" (")[0])
        has_article = self._text[source_start - 4 : source_start].casefold() == "the "
        if has_article and needs_article:
            source_start -= 4
        wording = self._text[source_start:source_end]
        if wording.startswith("The "):
            wording = "the " + wording[4:]
        return Reference(start, end, wording, source_start, source_end, reason)

    def _is_noun(self, end: int) -> bool:
        """Tell ``DHS said`` from ``DHS officials``, by the word behind."""
        behind = self._text[end : end + 24]
        if not behind.startswith(" "):
            return True
        word = behind.split(maxsplit=1)[0].strip(".,;:") if behind.strip() else ""
        return word in _STANDS_AS_NOUN or (word.endswith("ed") and word.islower())

    def _offices(
        self, start: int, begins: int, end: int, nearby: Sequence[Span]
    ) -> Iterator[tuple[Reference, str]]:
        if self._text.find("he ", begins, end) < 0:
            return
        for match in _OFFICE.finditer(self._text, begins, end):
            noun = match["noun"]
            if noun not in ROLE_OF and noun not in ORGANISATION_NOUNS:
                continue
            holder = self._cast.holder(noun, ())
            if holder is None or not self._is_at_hand(holder, noun, start, match.start(), nearby):
                continue
            mention = self._cast.mention(holder)
            if mention is None or mention.start >= match.start():
                continue
            source = mention.start, mention.end
            if noun in ROLE_OF:
                reference = Reference(*match.span(), holder, *source, found.ONE_CANDIDATE)
            else:
                reference = self._organisation(
                    *match.span(), source, found.ONE_CANDIDATE, needs_article=True
                )
            yield reference, holder

    def _is_at_hand(
        self, holder: str, noun: str, start: int, before: int, nearby: Sequence[Span]
    ) -> bool:
        """Tell whether the holder has just been named, and nobody else who could be meant."""
        named = {
            completed
            for span in (*nearby, (start, before))
            for name in self._cast.names.within(*span)
            for completed, is_person in (self._cast.completed(name),)
            if is_person == (noun in ROLE_OF)
        }
        if holder not in named:
            return False
        return noun not in _VAGUE or len(named) == 1

    def _pronoun(
        self, start: int, begins: int, nearby: Sequence[Span]
    ) -> Iterator[tuple[Reference, str]]:
        """He or she at the beginning: the only person named just before, of known gender."""
        match = _PRONOUN.match(self._text, begins)
        if match is None:
            return
        gender = "f" if match["pronoun"].casefold() == "she" else "m"
        people: dict[str, Mention | None] = {}
        spans = (*nearby, (start, begins))
        for span in spans:
            for name in self._cast.names.within(*span):
                full, is_person = self._cast.completed(name)
                if not is_person and len(name.key) == 1 and name.text.istitle():
                    return  # may be a person of whom only the surname is known
                if is_person and self._cast.gender(full) in (gender, ""):
                    people[full] = self._cast.mention(full)
        if len(people) != 1 or any(self._holds_somebody(*span) for span in spans):
            return
        full, mention = next(iter(people.items()))
        if mention is None or self._cast.gender(full) != gender or mention.start >= match.start():
            return
        yield (
            Reference(
                *match.span("pronoun"), full, mention.start, mention.end, found.ONE_CANDIDATE
            ),
            full,
        )

    def _holds_somebody(self, start: int, end: int) -> bool:
        """``the mayor``, ``a nurse``: somebody without a name whom a pronoun can mean as well."""
        return any(
            match["noun"] in ROLE_OF and not self._text.startswith(", ", match.start() - 2)
            for match in _SOMEBODY.finditer(self._text, start, end)
        )
