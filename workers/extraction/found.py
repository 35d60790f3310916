"""What one reading of a text gives back.

Every ``start`` and ``end`` counts Unicode code points of the text as it was handed in, end
exclusive, so that ``text[start:end]`` is the passage itself. Nothing is trimmed or normalised.
"""

from dataclasses import dataclass

STATEMENT = "statement"
"""Running text: the only kind, with LIST_ITEM, that can become a claim."""
QUESTION = "question"
HEADLINE = "headline"
"""A title or a subheading: a short line without an end mark."""
BYLINE = "byline"
DATELINE = "dateline"
"""Place and agency before the first sentence, or a line that is only a date."""
LIST_ITEM = "list_item"
"""Running text behind a bullet or a number."""
MARK = "mark"
"""A bullet, a number, a clock time or a pictograph before or after a sentence."""
TURN_LABEL = "turn_label"
"""The speaker's name before a turn of a transcript, with its colon."""
STAGE_DIRECTION = "stage_direction"
"""A bracketed note of a transcript: (APPLAUSE)."""
CREDIT = "credit"
BOILERPLATE = "boilerplate"

SENTENCE_KINDS = (
    STATEMENT,
    QUESTION,
    HEADLINE,
    BYLINE,
    DATELINE,
    LIST_ITEM,
    MARK,
    TURN_LABEL,
    STAGE_DIRECTION,
    CREDIT,
    BOILERPLATE,
)

NARRATOR = "narrator"
"""The article itself says so."""
INHERITED = "inherited"
"""Said by whoever said the sentence before, which this one plainly continues."""
DIRECT = "direct"
"""A quotation, or a turn of a transcript."""
INDIRECT = "indirect"
"""Reported speech: X said that."""
ACCORDING_TO = "according_to"

CLAIMANT_TYPES = (NARRATOR, INHERITED, DIRECT, INDIRECT, ACCORDING_TO)

QUANTITY = "quantity"
EVENT = "event"
QUOTATION = "quotation"
LAW = "law"
PREDICTION = "prediction"
COMPARISON = "comparison"
CAUSAL = "causal"
OTHER = "other"

CLAIM_KINDS = (QUANTITY, EVENT, QUOTATION, LAW, PREDICTION, COMPARISON, CAUSAL, OTHER)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or typed line; ``kind`` is one of SENTENCE_KINDS."""

    start: int
    end: int
    kind: str


SPEAKER_KEPT_APART = "who says it is kept apart"
QUOTATION_MARKS = "quotation marks left out"
NAME_IN_FULL = "name in full"
INITIALS_WRITTEN_OUT = "initials written out"
ONE_CANDIDATE = "one candidate"
"""An office, ``the agency`` or a pronoun that can mean only one of those named just before."""
SUBJECT_OF_SENTENCE = "subject of the sentence"
"""What a second statement of one sentence is about, where only the first one names it."""
BY_DAY_OF_PUBLICATION = "by the day of publication"

SUBSTITUTION_REASONS = (
    SPEAKER_KEPT_APART,
    QUOTATION_MARKS,
    NAME_IN_FULL,
    INITIALS_WRITTEN_OUT,
    ONE_CANDIDATE,
    SUBJECT_OF_SENTENCE,
    BY_DAY_OF_PUBLICATION,
)


@dataclass(frozen=True, slots=True)
class Substitution:
    """A change of the claim's wording: ``text[start:end]``, as it stands in ``replaced``, to ``wording``.

    ``wording`` stands at ``text[source_start:source_end]``; both are None where it is left out
    (``wording`` is empty) or comes from the article's metadata. ``reason`` is one of
    SUBSTITUTION_REASONS.
    """

    start: int
    end: int
    replaced: str
    wording: str
    source_start: int | None
    source_end: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A sentence worth a checker's time, and who said it.

    ``text`` is the sentence so worded that it stands alone: with ``substitutions``, in the order of
    the text, and a capital at its beginning. Where none is safe it is the sentence as it is.

    ``claimant`` is the fullest name the text gives, without titles; empty for the article itself.
    ``claimant_start`` and ``claimant_end`` show where the text names them for this claim, and are
    None where it does not. ``check_worthiness`` lies between 0 and 1; ``reasons`` explain it in a
    reviewer's words, the weightiest first.
    """

    start: int
    end: int
    text: str
    claimant: str
    claimant_start: int | None
    claimant_end: int | None
    claimant_type: str
    kind: str
    check_worthiness: float
    reasons: tuple[str, ...]
    substitutions: tuple[Substitution, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A sentence that was not made a claim, and why."""

    start: int
    end: int
    check_worthiness: float
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """One reading: each sentence is either exactly one claim or exactly one SetAside.

    With ``statements=True`` a sentence that states several things is a claim or a SetAside for each.
    """

    sentences: tuple[Sentence, ...]
    claims: tuple[FoundClaim, ...]
    set_aside: tuple[SetAside, ...]
    extractor: str
