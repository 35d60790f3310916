"""This host's clock against the database's: hosts whose clocks differ take each other's leases for run out."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

# So much clocks may differ: less than anything is timed by.
TOLERANCE = timedelta(seconds=10)


def ahead_of_database() -> timedelta:
    """How far this host's clock is ahead of the database's; below zero where it is behind.

    The question may have been long on its way: they differ by no less than this.

    Raises:
        django.db.Error: the database does not answer.
    """
    if connection.vendor == "sqlite":
        return timedelta()  # it has no other clock
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0].astimezone(UTC)
    after = timezone.now()
    if before > theirs:
        return before - theirs
    return min(after - theirs, timedelta())


def complaint() -> str | None:
    """What is wrong with this host's clock, in words; None if nothing is."""
    ahead = ahead_of_database()
    if abs(ahead) <= TOLERANCE:
        return None
    direction = "ahead of" if ahead > timedelta() else "behind"
    return (
        f"this host's clock is {abs(ahead).total_seconds():.0f} seconds {direction} the database's"
    )
