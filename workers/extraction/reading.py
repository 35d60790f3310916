"""One reading of a text, from layout to claims.

1. Lay the text out into lines and sentences, each with its kind.
2. Meet everybody it names, so that a surname can be completed from before or after.
3. Find who says each sentence.
4. Score running text; what reaches the threshold is a claim, everything else is set aside with
   the reason.
5. Word each claim so that it stands alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from . import found
from .attribution import Passage, attribute
from .cast import Cast
from .kinds import kind_of
from .layout import RUNNING, is_transcript, lay_out
from .reasons import Score
from .scoring import DEFAULT_SCORER, DEFAULT_THRESHOLD, score_sentences, scorer_named
from .segmentation import Span
from .standalone import Wordings, day_of

EXTRACTOR_VERSION = 2

_WITHOUT_CAST = (
    found.BYLINE,
    found.DATELINE,
    found.CREDIT,
    found.BOILERPLATE,
    found.MARK,
    found.TURN_LABEL,
    found.STAGE_DIRECTION,
)
"""Kinds whose names are not the article's: its author is not one of its speakers."""

REASON_BY_KIND = {
    found.QUESTION: "question",
    found.HEADLINE: "headline",
    found.BYLINE: "byline",
    found.DATELINE: "date line",
    found.MARK: "mark",
    found.TURN_LABEL: "speaker label",
    found.STAGE_DIRECTION: "stage direction",
    found.CREDIT: "credit",
    found.BOILERPLATE: "boilerplate",
}
REASON_BY_SIGN = {
    "question": "question",
    "greeting": "courtesy",
    "imperative": "instruction",
    "obligation": "opinion",
    "belief": "opinion",
    "opinion": "opinion",
    "exclamation": "opinion",
    "first_person": "personal experience",
    "future": "prediction",
    "possible": "prediction",
    "cut_off": "fragment",
    "vague": "too vague",
}
"""The first sign of this order that the sentence shows says why it was set aside."""
TOO_SHORT = "too short"
OF_LITTLE_CONSEQUENCE = "of little consequence"

REASONS = tuple(
    dict.fromkeys(
        (*REASON_BY_KIND.values(), *REASON_BY_SIGN.values(), TOO_SHORT, OF_LITTLE_CONSEQUENCE)
    )
)
"""All that a SetAside can give as its reason."""


def extract(
    text: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    scorer: str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> found.Extraction:
    """Find the claims of ``text`` and say of every other sentence why it is none.

    ``metadata`` may hold the article's ``title``, so that a line repeating it is known for a
    headline, and ``published_at`` (a date, a datetime, or either in ISO 8601), so that weekdays
    get their date. ``scorer`` names what scores check-worthiness: one of SCORERS, or None for the default;
    any other name is a ValueError. A sentence of running text that scores ``threshold`` (0..1) or more is a claim.
    """
    score = scorer_named(scorer)
    title = (metadata or {}).get("title")
    lines = lay_out(text, title=title if isinstance(title, str) else "")
    all_sentences = tuple(sentence for line in lines for sentence in line.sentences)
    cast = Cast(text, ((s.start, s.end) for s in all_sentences if s.kind not in _WITHOUT_CAST))
    passages = attribute(text, lines, cast)
    wordings = Wordings(text, cast, day_of((metadata or {}).get("published_at")))
    nearby: list[Span] = []
    spoken = is_transcript(lines)
    claims: list[found.FoundClaim] = []
    set_aside: list[found.SetAside] = []
    for sentence in all_sentences:
        passage = text[sentence.start : sentence.end]
        scored = score(passage, spoken=spoken)
        if sentence.kind in RUNNING and scored.value >= threshold:
            found_in = passages.get(sentence.start) or Passage(sentence.start, sentence.end, [])
            claims.append(_claim(passage, scored, found_in, wordings, nearby))
        else:
            set_aside.append(
                found.SetAside(
                    sentence.start, sentence.end, scored.value, _reason(sentence.kind, scored)
                )
            )
        if sentence.kind in RUNNING:
            nearby = [*nearby[-1:], (sentence.start, sentence.end)]
    extractor = f"{scorer or DEFAULT_SCORER}/{EXTRACTOR_VERSION}"
    return found.Extraction(all_sentences, tuple(claims), tuple(set_aside), extractor)


def sentences(text: str) -> tuple[found.Sentence, ...]:
    """Return the sentences of ``text``, in order.

    They do not overlap, do not begin or end with white space, and together hold every other
    character exactly once.
    """
    return tuple(sentence for line in lay_out(text) for sentence in line.sentences)


def check_worthiness(sentences: Sequence[str], *, scorer: str | None = None) -> list[float]:
    """Score each sentence by itself, between 0 and 1; ValueError for an unknown ``scorer``."""
    return score_sentences(sentences, scorer=scorer)


def _claim(
    passage: str,
    scored: Score,
    found_in: Passage,
    wordings: Wordings,
    nearby: Sequence[Span],
) -> found.FoundClaim:
    speaker = found_in.attribution
    wording, substitutions = wordings.of(found_in, nearby)
    kind = found.NARRATOR if speaker is None else speaker.kind
    claimant = None if speaker is None else speaker.claimant
    return found.FoundClaim(
        start=found_in.start,
        end=found_in.end,
        text=wording,
        claimant="" if claimant is None else claimant.name,
        claimant_start=None if claimant is None else claimant.start,
        claimant_end=None if claimant is None else claimant.end,
        claimant_type=kind,
        kind=kind_of(passage, scored.features),
        check_worthiness=scored.value,
        reasons=scored.reasons(),
        substitutions=substitutions,
    )


def _reason(kind: str, scored: Score) -> str:
    if kind in REASON_BY_KIND:
        return REASON_BY_KIND[kind]
    if len(scored.features) == 1 and "short" in scored.features:
        return TOO_SHORT
    for sign, reason in REASON_BY_SIGN.items():
        if scored.features.get(sign):
            return reason
    return TOO_SHORT if scored.features.get("short") else OF_LITTLE_CONSEQUENCE
