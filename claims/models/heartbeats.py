"""Signs of life of the processes that do the desk's work."""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Now

# So long after its last sign of life a process is taken for gone.
SILENCE = timedelta(seconds=30)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str, *, role: str) -> None:
        """`name` is alive."""
        self.bulk_create(
            [Heartbeat(name=name, role=role, heard_at=Now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["role", "heard_at"],
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

    def forget_the_silent(self) -> None:
        """Drop the signs of life of processes that are long gone."""
        self.filter(heard_at__lt=Now() - timedelta(days=1)).delete()

    def living(self, role: str) -> int:
        """How many of a role have been heard lately."""
        return self.filter(role=role, heard_at__gt=Now() - SILENCE).count()


class Heartbeat(models.Model):
    """When a worker, or the sweep, was last heard.

    Written and compared by the database's clock alone: the hosts' clocks may differ.
    """

    class Role(models.TextChoices):
        WORKER = "worker"
        SWEEP = "sweep"

    name = models.CharField(max_length=300, unique=True)
    role = models.CharField(max_length=10, choices=Role)
    heard_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
