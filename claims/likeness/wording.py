"""How alike the wordings of two statements are: plain Python, strings in, plain values out.

A statement is looked up by keys, whole numbers of 64 bits that alike wordings share: one of its exact wording, a
few of its MinHash signature, one of each word that says something. What the wordings turn on (numbers, dates,
names, negation) is compared in `particulars`.

Only the first `LONGEST` characters of a statement are looked at, except for its exact wording, so that hostile text
costs what an honest sentence does.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple

from claims.likeness.words import IRREGULAR, MONTH_NAMES, MULTIPLIERS, STOP_WORDS

LONGEST = 2_000
MOST_TERMS = 40

# Statements that share half of their shingles meet in one band four times of ten, those that share eight of ten
# nearly always (98 of 100), and strangers, who share one of twenty, once in 20,000.
BANDS = 8
ROWS = 4


def _in_words(day: re.Match[str]) -> str:
    """2019-03-02 as 2 March 2019."""
    return f"{int(day[3])} {MONTH_NAMES[int(day[2]) - 1]} {day[1]}" if int(day[2]) else day[0]


_CLEANED: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"[ \t\u00a0]+"), " "),
    # 1 000 000: a group of three behind one of at most three.
    (re.compile(r"(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b\d\d\d))[ \u2009\u202f](?=\d{3}\b)"), ""),
    (re.compile(r"\b(\d{4})-(0\d|1[0-2])-([0-3]\d)\b"), _in_words),
    (re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+"), " "),
    (re.compile("[’‘ʼ`´]"), "'"),
    (re.compile("[‐‑‒–—−]"), "-"),
    (re.compile(r"\bcan(?:'t|not)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"'(?:s|re|ve|d)\b", re.IGNORECASE), ""),
    (re.compile(r"\bper cent\b", re.IGNORECASE), "percent"),
]
_HASHTAG = re.compile(r"#(\w{1,100})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<initials>[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?)"
    r"|(?P<word>'(?i:ll)\b|[^\W\d_]+)"
    r"|(?P<sign>[$€£¥₹%°])"
    r"|(?P<end>[.!?;:\n])"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}|\d{4,},\d+")


class Token(NamedTuple):
    """A word, a number or a sign, with the case it was written in.

    `is_first` says that a sentence begins with it, so that its capital tells nothing; `glued` that no space stands
    between it and the token before.
    """

    written: str
    plain: str
    is_number: bool
    is_first: bool
    glued: bool


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and signs of `text` in their order, without its punctuation."""
    found: list[Token] = []
    begins, end = True, 0
    cleaned = _cleaned(text)
    for match in _TOKEN.finditer(cleaned):
        if match.lastgroup == "end":
            begins = True
            continue
        written = match[0]
        if match.lastgroup == "number":
            plain = canonical_number(written)
        elif match.lastgroup == "initials":
            plain = written.casefold().rstrip(".")
        else:
            plain = "percent" if written == "%" else written.casefold()
        found.append(
            Token(
                written,
                plain,
                is_number=match.lastgroup == "number",
                is_first=begins,
                glued=match.start() == end and bool(found),
            )
        )
        begins, end = False, match.end()
    return found


def _cleaned(text: str) -> str:
    for pattern, instead in _CLEANED:
        text = pattern.sub(instead, text)
    text = _HASHTAG.sub(lambda tag: _HUMP.sub(" ", tag[1]), text)
    return unicodedata.normalize("NFKC", text)


def canonical_number(written: str) -> str:
    """One way of writing for each number: 1,000.50, 1000,5 and 1000.5 are the same.

    A single comma before one or two digits is a decimal one; before three digits it groups thousands.
    """
    if not written.isascii():
        written = "".join(str(unicodedata.digit(c, 0)) if c.isdigit() else c for c in written)
    if _GROUPED.fullmatch(written):
        groups = written.replace(",", "") if "," in written else written.replace(".", "")
    elif _DECIMAL_COMMA.fullmatch(written):
        groups = written.replace(",", ".")
    else:
        groups = written
    whole, point, decimals = groups.partition(".")
    decimals = decimals.rstrip("0") if decimals.isdigit() else decimals
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{decimals}" if point and decimals else whole


def normalised(text: str) -> str:
    """The wording without what a copy may change: case, punctuation, white space, the writing of numbers."""
    return " ".join(token.plain for token in tokens_of(text))


# --- Words by their stems


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of an English word share, roughly; two unlike words seldom share one."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith("es") and word[:-2].endswith(("ss", "x", "z", "ch", "sh")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and any(letter in "aeiouy" for letter in bare):
            # stopped -> stop, but called -> call
            doubled = bare[-1] == bare[-2] and bare[-1] not in "lsz"
            word = bare[:-1] if doubled else bare
            break
    for ending in ("ly", "ment", "ness"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word.endswith("y"):
        word = f"{word[:-1]}i"
    return IRREGULAR.get(word, word)


_ROUGHLY = re.compile(r"[^\W_]+")


def rough_terms(text: str) -> set[str]:
    """The terms of `text`, nearly: for choosing among hundreds which to read on closely."""
    words = _ROUGHLY.findall(text[:LONGEST].casefold())
    return {stem(word) for word in words if word not in STOP_WORDS}


# --- A statement, and the keys it is found by


@dataclass(frozen=True)
class Wording:
    """A statement as its words make it up; everything is worked out when it is first asked for."""

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.text[:LONGEST])

    @property
    def is_whole(self) -> bool:
        """Was all of it looked at? Of what was cut off nobody knows what it differs in."""
        return len(self.text) <= LONGEST

    @cached_property
    def normalised(self) -> str:
        return normalised(self.text)

    @cached_property
    def written_names(self) -> list[str]:
        """Words of capitals alone: US is not us."""
        return [
            token.written
            for token in self.tokens
            if len(token.written) > 1 and token.written.isupper()
        ]

    @cached_property
    def stems(self) -> list[str]:
        return [stem(token.plain) for token in self.tokens]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The stems of the words that say something, each once, in their order; at most `MOST_TERMS`."""
        found = (
            stemmed
            for token, stemmed in zip(self.tokens, self.stems, strict=True)
            if token.plain not in STOP_WORDS
            and token.plain not in MULTIPLIERS
            and (len(token.plain) > 1 or token.is_number)
        )
        return tuple(dict.fromkeys(found))[:MOST_TERMS]

    @cached_property
    def shingles(self) -> frozenset[bytes]:
        """Hashes of its stems and of each two that follow one another."""
        pairs = (f"{a} {b}" for a, b in zip(self.stems, self.stems[1:], strict=False))
        return frozenset(
            blake2b(shingle.encode(), digest_size=2 * BANDS * ROWS).digest()
            for shingle in (*self.stems, *pairs)
        )

    def resemblance(self, other: "Wording") -> float:
        """The share of their shingles that both have, 0..1."""
        together = len(self.shingles | other.shingles)
        return len(self.shingles & other.shingles) / together if together else 0.0

    def exact_key(self, index: str) -> int:
        """The key that only this very wording has, in the index of this name."""
        return _hash(f"{index} exact {self.normalised}")

    def band_keys(self, index: str) -> list[int]:
        """The keys of its MinHash bands; none if it has no words."""
        if not self.shingles:
            return []
        # Each hash is a row of 32 numbers of 16 bits, as from 32 hash functions: enough to order a hundred shingles.
        columns = zip(*map(_MANY_NUMBERS.unpack, self.shingles), strict=True)
        least = [min(column) for column in columns]
        return [
            _hash(f"{index} band {band} {least[band * ROWS : (band + 1) * ROWS]}")
            for band in range(BANDS)
        ]

    def term_keys(self, index: str) -> dict[int, str]:
        """A key for each of its terms."""
        return {_hash(f"{index} term {term}"): term for term in self.terms}

    def keys(self, index: str) -> set[int]:
        """Every key it is found by."""
        return {self.exact_key(index), *self.band_keys(index), *self.term_keys(index)}


def _hash(value: str) -> int:
    """A signed number of 64 bits, the same in every process: it is kept in the database."""
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest(), "big", signed=True)


_MANY_NUMBERS = Struct(f"<{BANDS * ROWS}H")
