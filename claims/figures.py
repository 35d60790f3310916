"""The desk in figures: what waits, what was done, and how long it took.

Every question is held to a window of days or a limit and answered out of an index, so that the front page costs
about the same with a million claims as with a thousand.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from claims.models import (
    MOST_COUNTED,
    Draft,
    Event,
    EvidenceLink,
    ExtractionRun,
    Letter,
    Rating,
    Review,
    Verdict,
    VerdictVersion,
)

DAYS = 14
# Of so many verdicts, the newest, it is told how long they took.
MOST_TIMED = 5_000
# What ends a review; each is one claim off the queue.
DECISIONS = (Event.Kind.VERDICT_PROPOSED, Event.Kind.CLAIM_DISMISSED, Event.Kind.CLAIM_MATCHED)


@dataclass(frozen=True, slots=True)
class Standing:
    """The desk at one moment. A count that reached `MOST_COUNTED` is that number: there may be more."""

    waiting: int
    in_review: int
    awaiting_editor: int
    published_today: int
    open_letters: int
    dead_links: int
    oldest_waiting_since: datetime | None


def standing(*, now: datetime) -> Standing:
    """What waits, for how long, and what was published since midnight where the desk is."""
    in_queue = Review.objects.open(now)
    return Standing(
        waiting=_counted(in_queue),
        in_review=_counted(Review.objects.leased(now)),
        awaiting_editor=_counted(VerdictVersion.objects.filter(state="proposed")),
        published_today=_counted(
            Verdict.objects.published().filter(published_at__gte=_days_ago(0, now))
        ),
        dead_links=_counted(EvidenceLink.objects.dead()),
        open_letters=_counted(Letter.objects.filter(state="open")),
        oldest_waiting_since=in_queue.order_by("created_at")
        .values_list("created_at", flat=True)
        .first(),
    )


def drafts_of(*, by: User, limit: int) -> list[Draft]:
    """What somebody has begun to write about claims that still wait, the newest first."""
    mine = Draft.objects.filter(author=by, claim__status="queued")
    return list(mine.select_related("claim").order_by("-saved_at")[:limit])


# --- Day by day


def found_by_day(*, now: datetime) -> dict[date, int]:
    """How many claims the workers found on each of the last `DAYS` days, today's included."""
    runs = ExtractionRun.objects.filter(finished_at__gte=_days_ago(DAYS - 1, now))
    rows = _by_day(runs, "finished_at").annotate(number=Sum("claims_count"))
    return _each_day(now, dict(rows.values_list("day", "number")))


def published_by_day(*, now: datetime) -> dict[date, int]:
    """How many verdicts were published on each of the last `DAYS` days; retracted ones were, too."""
    verdicts = Verdict.objects.published().filter(published_at__gte=_days_ago(DAYS - 1, now))
    rows = _by_day(verdicts, "published_at").annotate(number=Count("id"))
    return _each_day(now, dict(rows.values_list("day", "number")))


def hours_by_day(*, now: datetime) -> dict[date, float | None]:
    """By the day of publication: the median of hours from when the article came to its verdict's publication."""
    verdicts = Verdict.objects.published().filter(published_at__gte=_days_ago(DAYS - 1, now))
    newest = verdicts.order_by("-published_at", "-id")[:MOST_TIMED]
    hours: dict[date, list[float]] = defaultdict(list)
    for published, came in newest.values_list("published_at", "claim__article__created_at"):
        if published:
            hours[timezone.localdate(published)].append((published - came).total_seconds() / 3_600)
    days = _each_day(now, {})
    return {day: median(hours[day]) if day in hours else None for day in days}


# --- By what, and by whom


def published_by_rating(*, now: datetime) -> list[tuple[Rating | None, int]]:
    """How often each step of the scale was given in the last `DAYS` days, in the scale's order; None is no rating."""
    since = _days_ago(DAYS - 1, now)
    verdicts = Verdict.objects.standing().filter(published_at__gte=since)
    given = dict(verdicts.order_by().values_list("rating").annotate(number=Count("id")))
    steps: list[tuple[Rating | None, int]] = [
        (step, given.get(step.pk, 0))
        for step in Rating.objects.order_by("order", "slug")
        if step.active or step.pk in given
    ]
    return [*steps, (None, given[None])] if None in given else steps


def work_by_reviewer(*, now: datetime) -> list[tuple[str, int]]:
    """How many claims each person took off the queue in the last `DAYS` days: by verdict, dismissal or match."""
    since = _days_ago(DAYS - 1, now)
    done = Event.objects.filter(kind__in=DECISIONS, at__gte=since).order_by()
    counts = Counter(dict(done.values_list("actor__username").annotate(number=Count("id"))))
    return counts.most_common()


def work_of(someone: User, *, now: datetime) -> list[tuple[Event.Kind, int]]:
    """What somebody did in the last `DAYS` days, and how often: the commonest first."""
    since = _days_ago(DAYS - 1, now)
    done = Event.objects.filter(actor=someone, at__gte=since).order_by()
    counts = Counter(dict(done.values_list("kind").annotate(number=Count("id"))))
    return [(Event.Kind(kind), number) for kind, number in counts.most_common()]


# --- How


def _counted(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def _days_ago(days: int, now: datetime) -> datetime:
    """The midnight, where the desk is, at which the day began that was so many days ago."""
    day = timezone.localdate(now) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))


def _by_day(rows: QuerySet[Any], moment: str) -> QuerySet[Any, dict[str, Any]]:
    by_day: QuerySet[Any, dict[str, Any]] = (
        rows.order_by().annotate(day=TruncDate(moment)).values("day")
    )
    return by_day


def _each_day(now: datetime, known: dict[date, int]) -> dict[date, int]:
    today = timezone.localdate(now)
    days = (today - timedelta(days=ago) for ago in reversed(range(DAYS)))
    return {day: known.get(day, 0) for day in days}
