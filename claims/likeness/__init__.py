"""Are two statements the same? Plain Python: how alike their wordings are, and what they differ in."""

from claims.likeness.particulars import KINDS, Difference, differences
from claims.likeness.wording import LONGEST, Wording

__all__ = ["KINDS", "LONGEST", "Difference", "Wording", "differences"]
