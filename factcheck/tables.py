"""Tables as CSV, which a spreadsheet opens without running anything that stands in them."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Each row as a line of CSV, one at a time."""
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(map(harmless, row))
        yield line.getvalue()


def harmless(cell: Any) -> Any:
    """The cell, but that no spreadsheet takes it for a formula, whatever an article says."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
