"""Bar charts as the front page shows them: drawn here as SVG, with every number in a table behind.

Positions are whole units of the drawing, which the page scales to the room there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

WIDTH = 420
# Upright bars, with room for the unit above, the numbers on the left, the days below, and half of the last of them.
TOP, BOTTOM, LEFT, RIGHT, TALL = 24, 24, 44, 12, 130
# Bars that lie, with room for their names on the left and their numbers on the right.
ROW, NAMES, NUMBERS = 26, 130, 44
LONGEST_NAME = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name, its value as it is written, and where; `colour` is one of the scale's own."""

    name: str
    number: str
    x: int
    y: int
    width: int
    height: int
    colour: str = ""
    label: str = ""
    label_x: int = 0
    label_y: int = 0

    @property
    def end(self) -> int:
        return self.x + self.width + 6


@dataclass(frozen=True, slots=True)
class Chart:
    """What `desk/chart.html` draws. `ticks` are lines with their height and number, where bars stand upright."""

    key: str
    title: str
    column: str
    unit: str
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, str], ...] = ()
    width: int = WIDTH
    left: int = LEFT
    hint: str = ""

    @property
    def in_words(self) -> str:
        """What a screen reader says of the drawing; the table has the rest."""
        most = max(self.bars, key=lambda bar: bar.width * bar.height, default=None)
        if most is None or not most.width * most.height:
            return "Nothing yet."
        return f"Bars for {len(self.bars)}; the greatest is {most.name}: {most.number} {self.unit}."


def upright(
    key: str,
    title: str,
    values: Sequence[tuple[str, float | None]],
    *,
    column: str,
    unit: str,
    hint: str = "",
) -> Chart:
    """A bar for each day, in their order; None leaves a gap. Every third day's name is written, from today back."""
    top = _ceiling(max((value or 0 for _, value in values), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    bars = []
    for place, (name, value) in enumerate(values):
        height = round((value or 0) / top * TALL)
        if value:
            height = max(height, 1)  # little is not nothing
        x = round(LEFT + place * step)
        bars.append(
            Bar(
                name=name,
                number="–" if value is None else _number(value),
                x=x + 2,
                y=TOP + TALL - height,
                width=max(round(step) - 4, 2),
                height=height,
                label=name if (len(values) - 1 - place) % 3 == 0 else "",
                label_x=round(x + step / 2),
                label_y=TOP + TALL + 16,
            )
        )
    ticks = tuple(
        (round(TOP + TALL - part / top * TALL), _number(part)) for part in (0, top / 2, top)
    )
    height = TOP + TALL + BOTTOM
    return Chart(key, title, column, unit, height, tuple(bars), ticks, hint=hint)


def lying(
    key: str,
    title: str,
    values: Sequence[tuple[str, int, str]],
    *,
    column: str,
    unit: str,
    hint: str = "",
) -> Chart:
    """A bar for each name, value and colour, below each other, with the name before and the number behind it."""
    top = max((value for _, value, _ in values), default=0) or 1
    bars = tuple(
        Bar(
            name=name,
            number=_number(value),
            x=NAMES,
            y=4 + row * ROW,
            width=max(round(value / top * (WIDTH - NAMES - NUMBERS)), 1 if value else 0),
            height=ROW - 8,
            colour=colour,
            label=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
            label_x=NAMES - 8,
            label_y=4 + row * ROW + 14,
        )
        for row, (name, value, colour) in enumerate(values)
    )
    return Chart(key, title, column, unit, len(bars) * ROW + 4, bars, left=NAMES, hint=hint)


def _ceiling(most: float) -> float:
    """The least of 2, 4, 10, 20, 40, 100, … that is no less than `most`: half of it is a round number too."""
    least = max(most, 2)
    power = 10 ** int(log10(least))
    return float(next(digit * power for digit in (1, 2, 4, 10) if digit * power >= least))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:,.1f}"
