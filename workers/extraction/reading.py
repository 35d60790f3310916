"""One reading of a text, from layout to claims.

1. Lay the text out into lines and sentences, each with its kind.
2. Meet everybody it names, so that a surname can be completed from before or after.
3. Find who says each sentence.
4. Score running text; what reaches the threshold is a claim, everything else is set aside with
   the reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from . import found
from .attribution import Attribution, attribute
from .cast import Cast
from .kinds import kind_of
from .layout import RUNNING, is_transcript, lay_out
from .reasons import Score
from .scoring import (
    DEFAULT_SCORER,
    DEFAULT_THRESHOLD,
    score_sentences,
    scorer_in_passing,
    scorer_named,
)
from .setting_aside import why_set_aside

EXTRACTOR_VERSION = 1

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


def extract(
    text: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    scorer: str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> found.Extraction:
    """Find the claims of ``text`` and say of every other sentence why it is none.

    ``metadata`` may hold the article's ``title``, so that a line repeating it is known for a
    headline. ``scorer`` names what scores check-worthiness: one of SCORERS, or None for the default;
    any other name is a ValueError. A sentence of running text that scores ``threshold`` (0..1) or more is a claim.
    """
    score, score_in_passing = scorer_named(scorer), scorer_in_passing(scorer)
    title = (metadata or {}).get("title")
    lines = lay_out(text, title=title if isinstance(title, str) else "")
    all_sentences = tuple(sentence for line in lines for sentence in line.sentences)
    cast = Cast(text, ((s.start, s.end) for s in all_sentences if s.kind not in _WITHOUT_CAST))
    speakers = attribute(text, lines, cast)
    spoken = is_transcript(lines)
    claims: list[found.FoundClaim] = []
    set_aside: list[found.SetAside] = []
    for sentence in all_sentences:
        passage = text[sentence.start : sentence.end]
        running = sentence.kind in RUNNING
        scored = (score if running else score_in_passing)(passage, spoken=spoken)
        if running and scored.value >= threshold:
            claims.append(_claim(sentence, passage, scored, speakers.get(sentence.start)))
        else:
            set_aside.append(
                found.SetAside(
                    sentence.start,
                    sentence.end,
                    scored.value,
                    why_set_aside(sentence.kind, passage, scored),
                )
            )
    extractor = f"{scorer or DEFAULT_SCORER}/{EXTRACTOR_VERSION}"
    return found.Extraction(all_sentences, tuple(claims), tuple(set_aside), extractor)


def sentences(text: str) -> tuple[found.Sentence, ...]:
    """Return the sentences of ``text``, in order.

    They do not overlap, do not begin or end with white space, and together hold every other
    character exactly once.
    """
    return tuple(sentence for line in lay_out(text) for sentence in line.sentences)


def check_worthiness(sentences: Sequence[str], *, scorer: str | None = None) -> list[float]:
    """Score each sentence by itself, between 0 and 1, to be ranked; ValueError for an unknown ``scorer``.

    ``neural`` asks its encoder about nearly all of them, where ``extract`` asks only about doubts.
    """
    return score_sentences(sentences, scorer=scorer)


def _claim(
    sentence: found.Sentence, passage: str, scored: Score, speaker: Attribution | None
) -> found.FoundClaim:
    kind = found.NARRATOR if speaker is None else speaker.kind
    claimant = None if speaker is None else speaker.claimant
    return found.FoundClaim(
        start=sentence.start,
        end=sentence.end,
        text=passage,
        claimant="" if claimant is None else claimant.name,
        claimant_start=None if claimant is None else claimant.start,
        claimant_end=None if claimant is None else claimant.end,
        claimant_type=kind,
        kind=kind_of(passage, scored.features),
        check_worthiness=scored.value,
        reasons=scored.reasons(),
    )
