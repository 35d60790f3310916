"""Progress of a command: a bar on a terminal, nothing where nobody watches."""

import sys
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm


def bar(steps: list[Any], doing: str) -> Iterable[Any]:
    """`steps`, one by one, with a bar on the terminal's error output."""
    return tqdm(steps, desc=doing, unit="", disable=not sys.stderr.isatty(), leave=False)
