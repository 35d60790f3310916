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
from .lines.layout import RUNNING, is_transcript, lay_out
from .lines.segmentation import Span
from .people.cast import Cast
from .speech.attribution import Passage, attribute
from .wording.standalone import Wordings, day_of
from .wording.statements import parts_of
from .worth.kinds import kind_of
from .worth.reasons import Score
from .worth.scoring import (
    DEFAULT_SCORER,
    DEFAULT_THRESHOLD,
    score_sentences,
    scorer_in_passing,
    scorer_named,
)
from .worth.setting_aside import why_set_aside

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


def extract(
    text: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    scorer: str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    statements: bool = False,
) -> found.Extraction:
    """Find the claims of ``text`` and say of every other sentence why it is none.

    ``metadata`` may hold the article's ``title``, so that a line repeating it is known for a
    headline, and ``published_at`` (a date, a datetime, or either in ISO 8601), so that weekdays
    get their date. ``scorer`` names what scores check-worthiness: one of SCORERS, or None for the default;
    any other name is a ValueError. A sentence of running text that scores ``threshold`` (0..1) or more is a claim.
    With ``statements`` such a sentence is cut into what it states, if two or more of that are worth checking alone.
    """
    score, score_in_passing = scorer_named(scorer), scorer_in_passing(scorer)
    title = (metadata or {}).get("title")
    lines = list(lay_out(text, title=title if isinstance(title, str) else ""))
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
        running = sentence.kind in RUNNING
        scored = (score if running else score_in_passing)(passage, spoken=spoken)
        if running and scored.value >= threshold:
            whole = passages.get(sentence.start) or Passage(sentence.start, sentence.end, [])
            worth = [(whole, scored)]
            if statements:
                parts = [
                    (part, score(text[part.start : part.end], spoken=spoken))
                    for part in parts_of(text, whole)
                ]
                if sum(of_part.value >= threshold for _, of_part in parts) > 1:
                    worth = parts
            for part, of_part in worth:
                if of_part.value >= threshold:
                    claims.append(_claim(text, of_part, part, wordings, nearby))
                else:
                    set_aside.append(_set_aside(text, part, sentence.kind, of_part))
        else:
            set_aside.append(_set_aside(text, sentence, sentence.kind, scored))
        if running:
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
    """Score each sentence by itself, between 0 and 1, to be ranked; ValueError for an unknown ``scorer``.

    ``neural`` asks its encoder about nearly all of them, where ``extract`` asks only about doubts.
    """
    return score_sentences(sentences, scorer=scorer)


def _set_aside(
    text: str, span: found.Sentence | Passage, kind: str, scored: Score
) -> found.SetAside:
    passage = text[span.start : span.end]
    return found.SetAside(span.start, span.end, scored.value, why_set_aside(kind, passage, scored))


def _claim(
    text: str,
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
        kind=kind_of(text[found_in.start : found_in.end], scored.features),
        check_worthiness=scored.value,
        reasons=scored.reasons(),
        substitutions=substitutions,
    )
