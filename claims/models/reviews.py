"""Reviews: the queue, the leases, the drafts and the answers; and what colleagues tell each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q

from claims.models.articles import Claim


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self, now: datetime) -> Self:
        """The queue: reviews that somebody may take at `now`."""
        return self.filter(Q(lease_expires_at=None) | Q(lease_expires_at__lte=now), status="open")

    def leased(self, now: datetime) -> Self:
        """Reviews that somebody is working on at `now`."""
        return self.filter(status="open", lease_expires_at__gt=now)

    def held(self, *, by: User, token: str, now: datetime) -> Self:
        """The review whose live lease carries `token`; the guard of every write under a lease."""
        return self.leased(now).filter(reviewer=by, lease_token=token)

    def free_for(self, by: User, now: datetime, *, is_editor: bool) -> Self:
        """What `by` may take at `now` by choosing it: not somebody else's to do first, nor an editor's."""
        free = self.open(now).filter(
            Q(reserved_until=None) | Q(reserved_until__lte=now) | Q(reserved_for=by)
        )
        return free if is_editor else free.filter(for_editor=False)

    def queue(self, claims: Iterable[Claim], *, now: datetime, **reserved: Any) -> None:
        """Give each claim a place in the queue, reserved for somebody or for anyone."""
        self.bulk_create(
            [
                Review(
                    claim=claim,
                    priority=claim.priority,
                    check_worthiness=claim.check_worthiness,
                    created_at=now,
                    **reserved,
                )
                for claim in claims
            ],
            batch_size=2_000,
        )

    def in_queue_order(self) -> Self:
        """What was left to the editors first; those who are none are not offered that."""
        return self.order_by(
            F("for_editor").desc(),
            F("priority").desc(),
            F("check_worthiness").desc(),
            F("id").asc(),
        )


class Review(models.Model):
    """One person's work on one claim: a place in the queue, then the lease, then the answer.

        open -> (leased: open with a live lease) -> answered
        open -> cancelled, when the claim is dismissed or becomes part of another

    Skipping never leads to an end: it stays open, and says who is offered it from then on.

    A claim has as many reviews as it needs independent answers. `priority` and `check_worthiness` are the
    claim's, repeated here because one partial index must hold the whole order of the queue.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        CANCELLED = "cancelled"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reviews")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    priority = models.IntegerField(default=0)
    check_worthiness = models.FloatField()
    created_at = models.DateTimeField()

    # Until then only this person is offered it: the author of a returned verdict, or whom a colleague handed it to.
    reserved_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reserved_until = models.DateTimeField(null=True)
    # A reviewer left it to the editors. The database's default too: for a web process of the release before.
    for_editor = models.BooleanField(default=False, db_default=False)

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reviews"
    )
    # A fencing token: new with every lease, shown by every write, so that a late writer is refused.
    lease_token = models.CharField(max_length=43, blank=True)
    lease_expires_at = models.DateTimeField(null=True)

    answer = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_lease_whole",
                condition=Q(lease_token="", lease_expires_at=None)
                | (~Q(lease_token="") & Q(lease_expires_at__isnull=False, reviewer__isnull=False)),
            ),
            models.CheckConstraint(
                name="review_answered_by_somebody",
                condition=~Q(status="answered")
                | Q(reviewer__isnull=False, answered_at__isnull=False, answer__isnull=False),
            ),
            models.CheckConstraint(
                name="review_reserved_whole",
                condition=Q(reserved_for=None, reserved_until=None)
                | Q(reserved_for__isnull=False, reserved_until__isnull=False),
            ),
        ]
        indexes = [
            # take_next_review: the head of the queue, or of the editors' part of it, in one step, however long it is.
            models.Index(
                fields=["-for_editor", "-priority", "-check_worthiness", "id"],
                name="review_queue",
                condition=Q(status="open"),
            ),
            # /metrics: the claim that has waited longest.
            models.Index(fields=["created_at"], name="review_oldest", condition=Q(status="open")),
            # take_next_review: what was returned or handed to me.
            models.Index(
                fields=["reserved_for", "id"],
                name="review_reserved",
                condition=Q(status="open", reserved_for__isnull=False),
            ),
            # my_leases, and take_next_review: how many I hold, however many I have answered.
            models.Index(
                fields=["reviewer", "lease_expires_at"],
                name="review_leased",
                condition=Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk} of claim {self.claim_id}"


def in_review(now: datetime) -> models.Exists:
    """For `Claim.objects.annotate(in_review=in_review(now))`: does some review of it have a live lease?"""
    return models.Exists(Review.objects.leased(now).filter(claim=models.OuterRef("pk")))


class Skip(models.Model):
    """Somebody would rather not do this review now: until then `take_next_review` does not offer it to them."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="skips")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "reviewer"], name="skip_one_each")]
        indexes = [
            # take_next_review: what I have skipped.
            models.Index(fields=["reviewer", "until"], name="skip_by_reviewer")
        ]

    def __str__(self) -> str:
        return f"Review {self.review_id}, not for {self.reviewer} until {self.until:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What one colleague tells the others about a claim. Never public, never changed."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Note of {self.author} on claim {self.claim_id}"


class Draft(models.Model):
    """What one person has written about one claim and not yet given as a verdict.

    It outlives the lease it was written under, and belongs to its author: a colleague who takes the claim
    next starts with a draft of their own, so neither can overwrite the other.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "author"], name="draft_one_each")]

    def __str__(self) -> str:
        return f"Draft of {self.author} on claim {self.claim_id}"
