"""Find the claims of a text: plain Python, text in, frozen dataclasses out.

``extract`` reads a whole article; ``sentences`` only splits it; ``check_worthiness`` scores
sentences by themselves. See ``found`` for what they return.
"""

from .found import (
    CLAIM_KINDS,
    CLAIMANT_TYPES,
    SENTENCE_KINDS,
    SUBSTITUTION_REASONS,
    Extraction,
    FoundClaim,
    Sentence,
    SetAside,
    Substitution,
)
from .reading import check_worthiness, extract, sentences
from .worth.scoring import DEFAULT_THRESHOLD, SCORERS

__all__ = [
    "CLAIMANT_TYPES",
    "CLAIM_KINDS",
    "DEFAULT_THRESHOLD",
    "SCORERS",
    "SENTENCE_KINDS",
    "SUBSTITUTION_REASONS",
    "Extraction",
    "FoundClaim",
    "Sentence",
    "SetAside",
    "Substitution",
    "check_worthiness",
    "extract",
    "sentences",
]
