"""What the pages that reviewers cite call themselves, looked up so that nobody has to type it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class EvidencePageQuerySet(models.QuerySet["EvidencePage"]):
    def due(self, now: datetime) -> Self:
        """Pages that may be looked up now, longest due first."""
        return self.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")


class EvidencePage(models.Model):
    """An address that somebody cites, and the title of the page there.

        waiting -> read         waiting -> failed -> (asked for again) waiting

    The row is the job, as an `Article` is: `next_attempt_at` says when it may be started, and starting it moves
    that time on. `digest` is the SHA-256 of the address, which is too long for an index.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        READ = "read"
        FAILED = "failed"

    url = models.CharField(max_length=2000)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    objects = EvidencePageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_page_due_while_waiting",
                condition=Q(status="waiting", next_attempt_at__isnull=False)
                | (~Q(status="waiting") & Q(next_attempt_at=None)),
            ),
            models.CheckConstraint(
                name="evidence_page_failed_with_a_reason",
                condition=~Q(status="failed") | ~Q(error=""),
            ),
        ]
        indexes = [
            # EvidencePage.objects.due(): the worker's and the sweep's question.
            models.Index(
                fields=["next_attempt_at", "id"],
                name="evidence_page_due",
                condition=Q(next_attempt_at__isnull=False),
            ),
            # How many pages somebody has asked for lately.
            models.Index(fields=["asked_by", "asked_at"], name="evidence_page_by_asker"),
        ]

    def __str__(self) -> str:
        return self.title or self.url
