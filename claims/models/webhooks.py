"""Who is told of what happens at the desk, and each telling: the row is the job."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.models.events import Event
from claims.models.verdicts import Verdict


class WebhookEndpoint(models.Model):
    """An address of somebody's program that is told of events, each message signed with a secret.

        on -> off, by its owner, by the answer 410, or after three days without one success -> (its owner) on

    The secrets are kept as they are: a digest could not sign. `previous_secret` signs too until `previous_until`.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    secret = models.CharField(max_length=80)
    previous_secret = models.CharField(max_length=80, blank=True)
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    off_since = models.DateTimeField(null=True)
    off_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="webhook_off_with_a_reason",
                condition=Q(off_since=None, off_because="")
                | (Q(off_since__isnull=False) & ~Q(off_because="")),
            )
        ]

    def __str__(self) -> str:
        return self.url


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def due(self, now: datetime) -> Self:
        """Deliveries that may be made now, longest due first: of one verdict always the earliest that is not done."""
        earlier = WebhookDelivery.objects.filter(
            endpoint=OuterRef("endpoint"),
            verdict=OuterRef("verdict"),
            pk__lt=OuterRef("pk"),
            next_attempt_at__isnull=False,
        )
        return (
            self.filter(next_attempt_at__lte=now)
            .exclude(Exists(earlier))
            .order_by("next_attempt_at", "id")
        )


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint.

        waiting -> delivered        waiting -> given up -> (sent again) waiting

    As with an `Article`, starting an attempt moves `next_attempt_at` on, so that a worker which dies leaves it due.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up", "given up"

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    verdict = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    # Since when it is tried: a delivery that is sent again is given its three days anew.
    tried_since = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_due_while_waiting",
                condition=Q(status="waiting", next_attempt_at__isnull=False)
                | (~Q(status="waiting") & Q(next_attempt_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_delivered_at_a_time",
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False),
            ),
        ]
        indexes = [
            # WebhookDelivery.objects.due(): the worker's and the sweep's question.
            models.Index(
                fields=["next_attempt_at", "id"],
                name="delivery_due",
                condition=Q(next_attempt_at__isnull=False),
            ),
            # What an endpoint was sent of a verdict, and whether something of it is still under way.
            models.Index(fields=["verdict", "endpoint", "id"], name="delivery_of_verdict"),
            # The delivery log.
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"Event {self.event_id} to {self.endpoint}"
