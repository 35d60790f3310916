"""Signs of life of the processes that do the desk's work."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Now

# So long after its last sign of life a process is taken for gone.
SILENCE = timedelta(seconds=30)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str, *, roles: Iterable[str]) -> None:
        """`name` is alive, and plays these roles."""
        self.bulk_create(
            [Heartbeat(name=name, role=role, heard_at=Now()) for role in roles],
            update_conflicts=True,
            unique_fields=["name", "role"],
            update_fields=["heard_at"],
        )

    def silence(self, role: str) -> timedelta | None:
        """How long nobody of a role has been heard; None if nobody ever was."""
        latest = self.filter(role=role).order_by("-heard_at")
        silence: timedelta | None = (
            latest.annotate(
                silence=ExpressionWrapper(Now() - F("heard_at"), models.DurationField())
            )
            .values_list("silence", flat=True)
            .first()
        )
        return silence

    def living(self, role: str) -> int:
        """How many of a role have been heard lately."""
        return self.filter(role=role, heard_at__gt=Now() - SILENCE).count()

    def forget_the_silent(self) -> None:
        """Drop the signs of life of processes that are long gone."""
        self.filter(heard_at__lt=Now() - timedelta(days=1)).delete()


class Heartbeat(models.Model):
    """When a process was last heard, in each of its roles: a worker in one for each queue that it serves.

    Written and compared by the database's clock alone: the hosts' clocks may differ.
    """

    class Role(models.TextChoices):
        SWEEP = "sweep", "rings again for what was not heard"
        EXTRACTION = "extraction", "reads articles"
        FETCHING = "fetching", "fetches pages"
        DELIVERY = "delivery", "delivers to subscribers"
        # Not that somebody would do it if asked, but that it was done.
        SWEPT = "swept", "has swept"

    name = models.CharField(max_length=300)
    role = models.CharField(max_length=10, choices=Role)
    heard_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "role"], name="heartbeat_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.name}, who {self.get_role_display()}"


# Without each of these some work of the desk is left undone.
NEEDED = (Heartbeat.Role.EXTRACTION, Heartbeat.Role.FETCHING, Heartbeat.Role.SWEEP)
