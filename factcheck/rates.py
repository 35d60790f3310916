"""How often the API may be called: `anonymous=600/min,token=6000/min`."""

import re
from collections.abc import Mapping
from typing import NamedTuple

# Whose calls are counted: by address, or by token.
SCOPES = ("anonymous", "token")
SECONDS = {"s": 1, "min": 60, "h": 3_600}
OFF = "off"

_RATE = re.compile(rf"({'|'.join(SCOPES)})=([1-9][0-9]{{0,8}})/({'|'.join(SECONDS)})", re.ASCII)


class Rate(NamedTuple):
    calls: int
    seconds: int


def rates(words: str) -> Mapping[str, Rate]:
    """The rates that `words` name; a scope that is not named is not counted.

    Raises:
        ValueError: this is not a list of rates.
    """
    if words.strip() == OFF:
        return {}
    found: dict[str, Rate] = {}
    for part in words.split(","):
        match = _RATE.fullmatch(part.strip())
        if match is None or match[1] in found:
            raise ValueError(f"{part.strip()!r} is not a rate such as anonymous=600/min")
        found[match[1]] = Rate(int(match[2]), SECONDS[match[3]])
    return found
