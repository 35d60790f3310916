"""The numbers with their units, and the dates, that stand in a statement."""

import re
from dataclasses import dataclass
from decimal import Decimal

from claims.likeness.wording import Token
from claims.likeness.words import (
    ALSO_NAMES,
    BEFORE_A_MONTH,
    BOUNDS,
    CURRENCY_SIGNS,
    FRACTIONS,
    MONTH_NAMES,
    MONTHS,
    MULTIPLIERS,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    PERIODS,
    RELATIVE,
    RELATIVE_DAYS,
    SUFFIXES,
    TIME_UNITS,
    TIMES,
    UNITS,
    WEEKDAYS,
)

_PLAIN_NUMBER = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
_NOTHING = Token("", "", is_number=False, is_first=True, glued=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts and dates of a statement in one canonical form each, in their order.

    `used` are the places of the tokens that they are made of.
    """

    amounts: tuple[str, ...]
    dates: tuple[str, ...]
    used: frozenset[int]


def figures_of(tokens: list[Token]) -> Figures:
    return _Reader(tokens).read()


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.amounts: list[str] = []
        self.dates: list[str] = []
        self.used: set[int] = set()

    def read(self) -> Figures:
        while self.at < len(self.tokens):
            taken = self._date() or self._amount()
            self.used.update(range(self.at, self.at + taken))
            self.at += taken or 1
        return Figures(tuple(self.amounts), tuple(self.dates), frozenset(self.used))

    def _peek(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING

    # --- Dates: how many tokens one takes here, 0 if none does

    def _date(self) -> int:
        here, following = self._peek(), self._peek(1)
        if day := self._day(0):
            month = self._month(day[1])
            if month:
                self.dates.append(f"{day[0]} {month}")
                return day[1] + 1
        if month := self._month(0):
            day = self._day(1)
            if day and not self._is_counted(1 + day[1]):
                self.dates.append(f"{day[0]} {month}")
                return 1 + day[1]
            if self._stands_alone_as_month():
                self.dates.append(month)
                return 1
        if self._is_year():
            decade = following.glued and following.plain == "s"
            self.dates.append(f"{here.plain}s" if decade else here.plain)
            return 2 if decade else 1
        if here.plain in RELATIVE and (
            following.plain in PERIODS or following.plain in WEEKDAYS or self._month(1)
        ):
            self.dates.append(f"{here.plain} {following.plain}")
            return 2
        if here.plain == "q" and following.glued and following.plain in {"1", "2", "3", "4"}:
            self.dates.append(f"Q{following.plain}")
            return 2
        if here.plain in RELATIVE_DAYS or (here.plain in WEEKDAYS and here.written[0].isupper()):
            self.dates.append(here.plain)
            return 1
        return 0

    def _day(self, ahead: int) -> tuple[int, int] | None:
        """A day of a month, and how many tokens it takes."""
        here, following = self._peek(ahead), self._peek(ahead + 1)
        if not (here.is_number and len(here.plain) <= 2 and here.plain.isdigit()):
            return None
        if not 1 <= int(here.plain) <= 31:
            return None
        ordinal = following.glued and following.plain in {"st", "nd", "rd", "th"}
        return int(here.plain), 2 if ordinal else 1

    def _month(self, ahead: int) -> str | None:
        here = self._peek(ahead)
        if here.plain not in MONTHS:
            return None
        before, following = self._peek(ahead - 1), self._peek(ahead + 1)
        beside_year = following.is_number and len(following.plain) == 4
        beside_day = before.is_number and here.plain not in ALSO_NAMES
        told = here.written[0].isupper() or beside_year or beside_day
        return MONTH_NAMES[MONTHS[here.plain] - 1] if told else None

    def _stands_alone_as_month(self) -> bool:
        before, following = self._peek(-1).plain, self._peek(1)
        beside_year = following.is_number and len(following.plain) == 4
        return beside_year or before in BEFORE_A_MONTH or self._peek().plain not in ALSO_NAMES

    def _is_year(self) -> bool:
        here = self._peek()
        if not (here.is_number and len(here.written) == 4 and here.written.isdigit()):
            return False
        counted = self._peek(-1).plain in CURRENCY_SIGNS or self._is_counted(1)
        return "1500" <= here.plain < "2100" and not counted

    def _is_counted(self, ahead: int) -> bool:
        """Does a unit stand there, so that the number before it is an amount?"""
        following = self._peek(ahead).plain
        return following in UNITS or following in MULTIPLIERS

    # --- Amounts

    def _amount(self) -> int:
        before, here = self._peek(-1), self._peek()
        if here.plain in TIMES:
            self.amounts.append(f"{TIMES[here.plain]} times")
            return 1
        if taken := self._ordinal() or self._fraction():
            return taken
        sign = 1 if here.plain in CURRENCY_SIGNS else 0
        value, words = self._value(sign)
        if value is None:
            if not here.is_number:
                return 0
            self.amounts.append(here.plain)  # 1.2.3, or of more digits than anybody counts
            return 1
        length = sign + words
        unit, factor, unit_words = self._unit(length)
        if sign:
            unit, factor = UNITS[here.plain][0], Decimal(1)
            unit_words = unit_words if self._peek(length).plain in {"dollar", "dollars"} else 0
        elif here.plain in {"one", "a", "an"} and words == 1 and not unit:
            return 0  # one of them, no one
        bound = self._bound(before, unit)
        exact = value * factor
        said = f"{exact.normalize():f}" if exact else "0"
        self.amounts.append(" ".join(filter(None, (bound, said, unit))))
        return length + unit_words

    def _value(self, ahead: int) -> tuple[Decimal | None, int]:
        """The number that stands there in digits, words or both, and how many tokens it takes."""
        start, total = ahead, Decimal(0)
        part: Decimal | None = None
        while True:
            here = self._peek(ahead)
            if here.is_number and part is None and ahead == start:
                if not _PLAIN_NUMBER.fullmatch(here.plain):
                    return None, 0
                part = Decimal(here.plain)
            elif here.plain in NUMBER_WORDS and not (part and part % 10 and part < 100):
                part = (part or Decimal(0)) + NUMBER_WORDS[here.plain]
            elif here.plain in MULTIPLIERS and (part is not None or ahead == start):
                part = (Decimal(1) if part is None else part) * MULTIPLIERS[here.plain]
                if part >= 1_000:
                    total, part = total + part, Decimal(0)
            elif here.glued and part is not None and self._is_suffix(ahead, start):
                part *= SUFFIXES[here.plain]
            elif (
                here.plain == "a" and ahead == start and self._peek(ahead + 1).plain in MULTIPLIERS
            ):
                part = Decimal(1)
            elif here.plain == "and" and self._goes_on_behind_and(ahead):
                pass
            else:
                break
            ahead += 1
        return (None, 0) if part is None else (total + part, ahead - start)

    def _is_suffix(self, ahead: int, start: int) -> bool:
        """Is this the m of $5m or the k of 40k?"""
        plain = self._peek(ahead).plain
        behind_digits = self._peek(ahead - 1).is_number
        has_sign = self._peek(start - 1).plain in CURRENCY_SIGNS
        return behind_digits and plain in SUFFIXES and (has_sign or plain not in {"m", "b"})

    def _goes_on_behind_and(self, ahead: int) -> bool:
        """Two hundred and five, but not: five million and two."""
        return (
            self._peek(ahead - 1).plain == "hundred" and self._peek(ahead + 1).plain in NUMBER_WORDS
        )

    def _unit(self, ahead: int) -> tuple[str, Decimal, int]:
        here, following = self._peek(ahead).plain, self._peek(ahead + 1).plain
        if here == "percentage" and following in {"point", "points"}:
            return "percentage points", Decimal(1), 2
        if here in {"square", "cubic"} and following in UNITS:
            name, factor = UNITS[following]
            return f"{here} {name}", Decimal(factor) ** (2 if here == "square" else 3), 2
        if here in UNITS and here not in CURRENCY_SIGNS:
            name, factor = UNITS[here]
            return name, Decimal(factor), 1
        if here == "percent":
            return "percent", Decimal(1), 1
        return "", Decimal(1), 0

    def _bound(self, before: Token, unit: str) -> str:
        if before.plain == "over" and unit in TIME_UNITS:
            return ""  # during them
        for length in (3, 2, 1):
            words = tuple(self._peek(-back).plain for back in range(length, 0, -1))
            if words in BOUNDS:
                return BOUNDS[words]
        return ""

    def _ordinal(self) -> int:
        here, following = self._peek(), self._peek(1)
        if here.is_number and following.glued and following.plain in {"st", "nd", "rd", "th"}:
            self.amounts.append(f"number {here.plain}")
            return 2
        if here.plain in ORDINAL_WORDS and self._fraction_at() is None:
            self.amounts.append(f"number {ORDINAL_WORDS[here.plain]}")
            return 1
        return 0

    def _fraction(self) -> int:
        fraction = self._fraction_at()
        if fraction is None:
            return 0
        numerator = NUMBER_WORDS.get(self._peek(-1).plain, 1)
        if numerator > 1 and self.amounts and (self.at - 1) in self.used:
            self.amounts.pop()  # the two of two thirds
        self.amounts.append(f"{numerator}{fraction[1:]}")
        return 1

    def _fraction_at(self) -> str | None:
        here, before, following = self._peek().plain, self._peek(-1).plain, self._peek(1).plain
        if here in {"half", "halves"}:
            return FRACTIONS[here]
        a_part = here.endswith("s") or (before in {"a", "one"} and following == "of")
        return FRACTIONS[here] if here in FRACTIONS and a_part else None
