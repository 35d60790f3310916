"""The front page: what I have, how the desk stands, and how it has done of late."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from claims import figures
from claims.leases import my_leases
from claims.models import MOST_COUNTED, NEEDED, SILENCE, Heartbeat, Review
from claims.queue import why_next
from claims.roles import Role
from factcheck.admin.access import has_role, person
from factcheck.admin.charts import Chart, lying, upright
from factcheck.admin.verdicts import awaiting_editor

MOST_DRAFTS = 10
LAST_DAYS = f"the last {figures.DAYS} days"


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `UNFOLD["DASHBOARD_CALLBACK"]` adds to the index page: to each role what it works with."""
    by, now = person(request), timezone.now()
    reviews, edits = has_role(request, Role.REVIEWER), has_role(request, Role.EDITOR)
    kept = Review.objects.open(now).filter(reserved_for=by, reserved_until__gt=now)
    for_me = kept.select_related("claim").order_by("id") if reviews else ()
    leases = list(my_leases(by=by, now=now)) if reviews else []
    with_me = {review.claim_id for review in (*leases, *for_me)}
    drafts = figures.drafts_of(by=by, limit=MOST_DRAFTS + len(with_me)) if reviews else []
    return context | {
        "title": "The desk",
        "reviews": reviews,
        "edits": edits,
        "submits": has_role(request, Role.SUBMITTER),
        "leases": leases,
        "kept": [(review, why_next(review=review, by=by, now=now)[0]) for review in for_me],
        "drafts": [draft for draft in drafts if draft.claim_id not in with_me][:MOST_DRAFTS],
        "awaiting": awaiting_editor(limit=20) if edits else [],
        "standing": list(_standing(now, edits=edits)) if reviews or edits else [],
        "charts": list(_charts(now, edits=edits)) if reviews or edits else [],
    }


# --- How the desk stands


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the desk at this moment, with where it leads, if anywhere; `bad` is one to look into."""

    name: str
    said: str
    leads: str = ""
    bad: bool = False


def _standing(now: datetime, *, edits: bool) -> Iterator[Fact]:
    desk = figures.standing(now=now)
    queue, verdicts = (reverse(f"admin:claims_{rows}_changelist") for rows in ("review", "verdict"))
    yield Fact("Waiting", _counted(desk.waiting), queue)
    yield Fact("In review", _counted(desk.in_review), queue)
    yield Fact("Awaiting an editor", _counted(desk.awaiting_editor), f"{verdicts}?awaiting=editor")
    yield Fact("Published today", _counted(desk.published_today), verdicts)
    if edits:
        letters = reverse("admin:claims_letter_changelist")
        yield Fact("Letters to answer", _counted(desk.open_letters), f"{letters}?state__exact=open")
        if desk.dead_links:
            dead = reverse("admin:claims_evidencelink_changelist") + "?dead_since__isempty=0"
            yield Fact("Dead evidence links", _counted(desk.dead_links), dead, bad=True)
    oldest = desk.oldest_waiting_since
    yield Fact("The oldest waits", _for_so_long((now - oldest).total_seconds()) if oldest else "–")
    yield _workers()


def _counted(number: int) -> str:
    return f"{number:,}+" if number >= MOST_COUNTED else f"{number:,}"


def _workers() -> Fact:
    """When the desk's work was last known to be in good hands: by the one of its needed roles heard least lately."""
    silences = [Heartbeat.objects.silence(role) for role in NEEDED]
    known = [silence for silence in silences if silence is not None]
    if len(known) < len(silences):
        return Fact("Workers heard", "never", bad=True)
    silence = max(known)
    said = f"{_for_so_long(silence.total_seconds())} ago"
    return Fact("Workers heard", said, bad=silence >= SILENCE)


def _for_so_long(seconds: float) -> str:
    """A length of time in its greatest unit, rounded down: `3 h`."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:,.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


# --- How it has done of late


def _charts(now: datetime, *, edits: bool) -> Iterator[Chart]:
    by_day: list[tuple[str, str, str, Callable[..., Any], str]] = [
        ("found", "Claims found a day", "claims", figures.found_by_day, ""),
        ("published", "Verdicts published a day", "verdicts", figures.published_by_day, ""),
        (
            "hours",
            "Hours from article to verdict",
            "hours",
            figures.hours_by_day,
            "The median, by the day of publication: half of the day's verdicts took no longer.",
        ),
    ]
    for key, title, unit, count, hint in by_day:
        values = [(_day(day), value) for day, value in count(now=now).items()]
        yield upright(key, title, values, column="Day", unit=unit, hint=hint)
    ratings = [
        (step.label if step else "Not rated", number, step.colour if step else "")
        for step, number in figures.published_by_rating(now=now)
    ]
    yield lying(
        "ratings",
        f"Verdicts by rating, {LAST_DAYS}",
        ratings,
        column="Rating",
        unit="verdicts",
    )
    if edits:
        yield lying(
            "people",
            f"Work by reviewer, {LAST_DAYS}",
            [(name, number, "") for name, number in figures.work_by_reviewer(now=now)],
            column="Reviewer",
            unit="claims",
            hint="Claims that each took off the queue: by a verdict, a dismissal or a match. Only editors see this.",
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
