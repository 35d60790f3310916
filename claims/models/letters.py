"""What the public writes to the desk about a verdict."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.verdicts import Verdict


class Letter(models.Model):
    """Somebody asks for a correction, or whom a claim concerns replies to its verdict; an editor answers.

        open -> accepted        open -> declined

    A reply that is accepted stands on the verdict's page. Whoever wrote reads the answer at a secret address, of whose
    key only the SHA-256 is kept. `sender` tells letters from one address apart until they are answered.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", "request for a correction"
        REPLY = "reply", "reply"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField()

    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_answered_by_somebody",
                condition=Q(state="open", answered_by=None, answered_at=None)
                | (~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="letter_reply_has_a_name", condition=~Q(kind="reply") | ~Q(name="")
            ),
        ]
        indexes = [
            # The editors' list: those that wait, the oldest first.
            models.Index(fields=["state", "id"], name="letter_by_state"),
            # How many came from one address within the hour.
            models.Index(
                fields=["sender", "created_at"], name="letter_by_sender", condition=~Q(sender="")
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"
