"""Whether the pages that the public is sent to are still there."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.verdicts import Verdict


class EvidenceLinkQuerySet(models.QuerySet["EvidenceLink"]):
    def due(self, now: datetime) -> Self:
        """Links that may be looked at now, longest due first; none where the desk looks at none."""
        if not settings.FACTCHECK_LINK_DAYS:
            return self.none()
        return self.filter(next_check_at__lte=now).order_by("next_check_at", "id")

    def dead(self) -> Self:
        return self.filter(dead_since__isnull=False)


class EvidenceLink(models.Model):
    """An address that a published verdict cites, looked at again and again.

    The row is the job, as an `Article` is: `next_check_at` says when it is looked at next, and a look that begins moves
    it on. `content` is the SHA-256 of the bytes that were there when it was last seen, `changed_at` when that was last
    another one than before. `failures` counts looks in vain since; enough of them and it is `dead_since` the first.
    """

    url = models.CharField(max_length=2000)
    # The SHA-256 of the address, which is too long for an index.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    host = models.CharField(max_length=300)
    # The one that began to cite it last.
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+")
    watched_since = models.DateTimeField()
    next_check_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)

    seen_at = models.DateTimeField(null=True)
    content = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    dead_since = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    archived_as = models.CharField(max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True)

    objects = EvidenceLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_link_fails_for_a_reason",
                condition=Q(failures=0, failing_since=None, dead_since=None, error="")
                | (Q(failures__gt=0, failing_since__isnull=False) & ~Q(error="")),
            ),
            models.CheckConstraint(
                name="evidence_link_seen_with_its_content",
                condition=Q(seen_at=None, content="") | (Q(seen_at__isnull=False) & ~Q(content="")),
            ),
        ]
        indexes = [
            # EvidenceLink.objects.due(): the worker's and the sweep's question.
            models.Index(fields=["next_check_at", "id"], name="evidence_link_due"),
            # Whether its site was called on just now.
            models.Index(fields=["host", "begun_at"], name="evidence_link_of_host"),
            # The editors' list.
            models.Index(
                fields=["-dead_since", "-id"],
                name="evidence_link_dead",
                condition=Q(dead_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.url
