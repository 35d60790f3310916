"""A text must go, by order of a court or for another legal reason: it is blanked everywhere, and the record stays.

What is left says that there was something: ids, spans, ratings, dates, people. This is the one place that changes what
is otherwise never changed: the content of versions and the words in the log. Backups, the write-ahead log and what
others fetched before are out of its reach: docs/operations.md.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction

from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import (
    Appearance,
    Article,
    ArticleWord,
    Claim,
    ClaimKey,
    ClaimMatch,
    Draft,
    Event,
    Evidence,
    EvidenceLink,
    Letter,
    Note,
    Review,
    Takedown,
    Verdict,
    VerdictVersion,
    VerdictWord,
    record,
)
from claims.publishing import retract_verdict
from claims.wording import problem_with_text

LONGEST = 2_000
"""In Unicode code points."""
REMOVED = "[taken down for legal reasons]"
# What an event's detail may go on saying: words of ours, and moments.
OUR_WORDS = {"change", "match", "concerns", "outcome", "expires_at"}


@transaction.atomic
def take_down(*, article_id: int, reason: str, by: User, now: datetime) -> Takedown:
    """Blank an article's text, its claims' words and everything that was said of them; retract its verdicts.

    Whoever was told of a verdict by a webhook is told of its retraction. The same text is not taken in again.

    Raises:
        Invalid: the reason, which only the desk reads.
        NotAllowed: `by` is no superuser.
        NotFound: there is no such article.
        WrongState: it has been taken down.
    """
    if not by.is_superuser:
        raise NotAllowed("Only whoever keeps the desk takes a text down.")
    if problem := problem_with_text(reason, longest=LONGEST):
        raise Invalid(reason=problem)
    # Whoever reads the article, or writes to its claims, is waited for or finds it gone.
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        raise NotFound("There is no such article.")
    if article.status == Article.Status.REMOVED:
        raise WrongState("This article has been taken down.")
    takedown = Takedown.objects.create(
        article=article, digest=article.sha256, reason=reason, taken_down_by=by, taken_down_at=now
    )
    claims = Claim.objects.filter(article=article)
    _end_what_is_under_way(claims, by=by, now=now)
    _blank(article, claims, now=now)
    record(Event.Kind.ARTICLE_TAKEN_DOWN, by=by, at=now, article_id=article.pk)
    return takedown


def _end_what_is_under_way(claims: models.QuerySet[Claim], *, by: User, now: datetime) -> None:
    Review.objects.filter(claim__in=claims, status=Review.Status.OPEN).update(
        status=Review.Status.CANCELLED, lease_token="", lease_expires_at=None
    )
    public = Verdict.objects.filter(claim__in=claims, state=Verdict.State.PUBLISHED)
    for verdict_id in public.order_by("pk").values_list("pk", flat=True):
        retract_verdict(verdict_id=verdict_id, note=REMOVED, by=by, now=now)
    proposed = Verdict.objects.filter(claim__in=claims, state=Verdict.State.PROPOSED)
    VerdictVersion.objects.filter(verdict__in=proposed, state="proposed").update(state="returned")
    proposed.update(state=Verdict.State.RETURNED)
    claims.filter(status__in=[Claim.Status.QUEUED, Claim.Status.DECIDED]).update(
        status=Claim.Status.DISMISSED
    )


def _blank(article: Article, claims: models.QuerySet[Claim], *, now: datetime) -> None:
    verdicts = Verdict.objects.filter(claim__in=claims)
    versions = VerdictVersion.objects.filter(verdict__in=verdicts)
    Evidence.objects.filter(version__in=versions).delete()
    EvidenceLink.objects.filter(verdict__in=verdicts).delete()
    versions.exclude(kind=VerdictVersion.Kind.ORIGINAL).update(note=REMOVED)
    versions.update(conclusion=REMOVED, rationale="", method="")
    VerdictWord.objects.filter(verdict__in=verdicts).delete()
    verdicts.update(claimant="")
    written = Letter.objects.filter(verdict__in=verdicts)
    written.update(text=REMOVED, name=REMOVED, contact="", sender="")
    written.exclude(answer="").update(answer=REMOVED)
    Note.objects.filter(claim__in=claims).update(text=REMOVED)
    Draft.objects.filter(claim__in=claims).delete()
    Review.objects.filter(claim__in=claims, status=Review.Status.ANSWERED).update(answer={})
    ClaimKey.objects.filter(claim__in=claims).delete()
    ClaimMatch.objects.filter(claim__in=claims).update(differs=[])
    ClaimMatch.objects.filter(earlier__in=claims).update(differs=[])
    claims.update(
        text=REMOVED,
        quote=REMOVED,
        substitutions=[],
        claimant="",
        claimant_start=None,
        claimant_end=None,
        claim_place="",
        reasons=[],
        indexed_at=now,
    )
    _blank_the_log(article)
    Appearance.objects.filter(article=article).update(title="", author="")
    article.duplicates.update(title="", author="")
    ArticleWord.objects.filter(article=article).delete()
    Article.objects.filter(pk=article.pk).update(
        status=Article.Status.REMOVED,
        text="",
        sha256=None,
        title="",
        author="",
        error="",
        next_attempt_at=None,
    )


def _blank_the_log(article: Article) -> None:
    # The log's own set refuses every change.
    events: models.QuerySet[Event] = models.QuerySet(Event).filter(article=article)
    for event in events.only("detail").iterator():
        kept = {name: _without_words(name, value) for name, value in event.detail.items()}
        if kept != event.detail:
            events.filter(pk=event.pk).update(detail=kept)


def _without_words(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_words(name, inner) for inner in value]
    return REMOVED if isinstance(value, str) and value and name not in OUR_WORDS else value
