"""Are two statements the same? Plain Python: how alike their wordings are, and what they differ in."""

from claims.likeness.particulars import KINDS, Difference, Statement, differences
from claims.likeness.wording import LONGEST, rough_terms

__all__ = ["KINDS", "LONGEST", "Difference", "Statement", "differences", "rough_terms"]
