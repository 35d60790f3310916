"""The audit log: who did what to which row when."""

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q

from claims.models.articles import Article, Claim
from claims.models.verdicts import Verdict


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("An event is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("An event is never deleted.")


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened. Never changed, never deleted.

    It points at every row it concerns, from the article down, so that each has its history in one query. What
    concerns the desk and no article points at the `person` whose account, token or endpoint it is.
    """

    class Kind(models.TextChoices):
        ARTICLE_SUBMITTED = "article.submitted"
        ARTICLE_FETCHED = "article.fetched"
        ARTICLE_EXTRACTED = "article.extracted"
        ARTICLE_FAILED = "article.failed"
        ARTICLE_SENT_AGAIN = "article.sent_again"
        ARTICLE_APPEARED = "article.appeared"
        ARTICLE_TAKEN_DOWN = "article.taken_down"
        CLAIM_ADDED = "claim.added"
        CLAIM_DISMISSED = "claim.dismissed"
        CLAIM_MATCHED = "claim.matched"
        CLAIM_UNMATCHED = "claim.unmatched"
        CLAIM_MATCH_REJECTED = "claim.match_rejected"
        CLAIM_REOPENED = "claim.reopened"
        CLAIM_REWORDED = "claim.reworded"
        CLAIM_MOVED = "claim.moved"
        CLAIM_SPLIT = "claim.split"
        CLAIM_MERGED = "claim.merged"
        CLAIM_NOTED = "claim.noted"
        REVIEW_TAKEN = "review.taken"
        REVIEW_RELEASED = "review.released"
        REVIEW_SKIPPED = "review.skipped"
        REVIEW_HANDED_OVER = "review.handed_over"
        VERDICT_PROPOSED = "verdict.proposed"
        VERDICT_RETURNED = "verdict.returned"
        VERDICT_PUBLISHED = "verdict.published"
        VERDICT_CORRECTION_PROPOSED = "verdict.correction_proposed"
        VERDICT_CORRECTED = "verdict.corrected"
        VERDICT_RETRACTED = "verdict.retracted"
        CHECK_ANSWERED = "check.answered"
        LETTER_RECEIVED = "letter.received"
        LETTER_ANSWERED = "letter.answered"
        PERSON_ADDED = "person.added"
        PERSON_CHANGED = "person.changed"
        TOKEN_MADE = "token.made"  # noqa: S105 -- a name
        TOKEN_REVOKED = "token.revoked"  # noqa: S105 -- a name
        ENDPOINT_ADDED = "endpoint.added"
        ENDPOINT_CHANGED = "endpoint.changed"
        ENDPOINT_SWITCHED_OFF = "endpoint.switched_off"
        ENDPOINT_DELETED = "endpoint.deleted"

    at = models.DateTimeField()
    kind = models.CharField(max_length=30, choices=Kind)
    # Empty where the desk itself acted: a worker, the sweep.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="events")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="events")
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="events")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="desk_events"
    )
    detail = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_of_an_article_or_a_person",
                condition=Q(article__isnull=False, person=None)
                | Q(article=None, claim=None, verdict=None, person__isnull=False),
            )
        ]
        indexes = [
            # A late writer is known by having held the lease once.
            models.Index(fields=["claim", "actor", "kind"], name="event_by_actor"),
            # The audit log, whole, of one kind, or of one person; and figures.work_by_reviewer.
            models.Index(fields=["at", "id"], name="event_by_time"),
            models.Index(fields=["kind", "at", "id"], name="event_by_kind"),
            models.Index(fields=["actor", "at", "id"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An event is never deleted.")


def record(
    kind: Event.Kind,
    *,
    by: User | None,
    at: datetime,
    article_id: int | None = None,
    claim_id: int | None = None,
    verdict_id: int | None = None,
    person_id: int | None = None,
    **detail: Any,
) -> Event:
    """Write an event; the caller has the transaction open in which the thing itself happens."""
    return Event.objects.create(
        kind=kind,
        actor=by,
        at=at,
        article_id=article_id,
        claim_id=claim_id,
        verdict_id=verdict_id,
        person_id=person_id,
        detail=detail,
    )
