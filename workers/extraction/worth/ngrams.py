"""A sentence as its words and pairs of words, for the linear score.

Any figure counts as ``0``: which one it is belongs to the story, not to what makes a claim.
"""

import math
import re
from collections.abc import Sized
from itertools import pairwise

_WINDOW = 2_000
_WORD = re.compile(r"\d[\d.,]*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")
_OPENING = "^"
_FEWEST = 4


def wording_of(sentence: str) -> dict[str, None]:
    """Return each word, mark and pair of neighbours once, in order; longer sentences are cut."""
    small = sentence[:_WINDOW].lower().replace("’", "'")
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(small)]
    found = dict.fromkeys(words)
    found.update(dict.fromkeys(map(" ".join, pairwise([_OPENING, *words]))))
    return found


def share_of_each(said: Sized) -> float:
    """Many words must not outweigh what few would say: the share falls with their square root."""
    return 1 / math.sqrt(max(len(said), _FEWEST))
