"""Is the desk alive, and can it work? Answers for programs; and the one warning that people see.

They are given before anything else looks at the request: a probe comes by address, without a host name that the
desk knows, and without TLS.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from claims.models import SILENCE, Heartbeat
from factcheck.metrics import metrics
from workers.celery import app

logger = logging.getLogger(__name__)

# Hosts whose clocks differ by more take each other's leases for run out.
CLOCKS_MAY_DIFFER = timedelta(seconds=10)
# People are told later than programs: a worker that is restarted is no alarm.
ALARM_AFTER = timedelta(minutes=1)


class Unhealthy(Exception):
    """What is wrong, in words that anybody may read: no address, no name, no driver's message."""


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; whether it can work is another question, and another page."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 if the desk can work, otherwise 503; and what of it can."""
    checks = {name: _answer(check) for name, check in CHECKS.items()}
    is_ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


# --- What has to be so: each check says what it found, or raises


def database() -> str:
    with _database_trouble():
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return "answers"


def migrations() -> str:
    with _database_trouble():
        missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise Unhealthy(f"{len(missing)} missing: run manage.py migrate")
    return "all applied"


def broker() -> str:
    if settings.EMBEDDED:
        return "none: the worker runs inside the desk"
    try:
        with app.connection_for_write() as carrier:
            channel: Any = carrier.default_channel
            if carrier.transport.driver_type == "redis":
                # It may answer and yet take nothing: out of memory, or a replica.
                channel.client.set("factcheck:ready", 1, ex=60)
    except Exception as fault:  # each transport has errors of its own
        logger.warning("The broker cannot be used: %s", fault)
        raise Unhealthy("takes no message; articles are taken in, and read later") from fault
    return "takes messages"


def workers() -> str:
    with _database_trouble():
        silence = Heartbeat.objects.silence(Heartbeat.Role.WORKER)
        living = Heartbeat.objects.living(Heartbeat.Role.WORKER)
    if silence is None:
        raise Unhealthy("none was heard, or the last one has signed off")
    if silence > SILENCE:
        raise Unhealthy(f"none was heard for {silence.total_seconds():.0f} seconds")
    return f"{living} heard, the last {silence.total_seconds():.0f} seconds ago"


def clock() -> str:
    if settings.SQLITE:
        return "the database has no other"
    with _database_trouble(), connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0].astimezone(UTC)
    # The answer may have been long on its way: the clocks differ by no less than this.
    ahead, behind = before - theirs, theirs - timezone.now()
    difference = max(ahead, behind, timedelta())
    if difference > CLOCKS_MAY_DIFFER:
        direction = "ahead of" if ahead > behind else "behind"
        raise Unhealthy(
            f"this host's clock is {difference.total_seconds():.0f} seconds {direction} the database's"
        )
    return "agrees with the database's"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "workers": workers,
    "clock": clock,
}


def _answer(check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "detail": check()}
    except Unhealthy as complaint:
        return {"ok": False, "detail": str(complaint)}


@contextmanager
def _database_trouble() -> Iterator[None]:
    try:
        yield
    except DatabaseError as fault:
        logger.warning("The database cannot be used: %s", fault)
        raise Unhealthy("the database does not answer") from fault


@cache
def _known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


# --- Before anything else


PAGES = {"/healthz/live": live, "/healthz/ready": ready, "/metrics": metrics}


class Probes:
    """Middleware, the first: answers probes by any name of this host, and without TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = PAGES.get(request.path)
        if page is None:
            return self.get_response(request)
        return page(request)


# --- For people


def no_worker() -> str:
    """What every page of the admin says while nobody does the desk's work; empty while somebody does."""
    silence = Heartbeat.objects.silence(Heartbeat.Role.WORKER)
    if silence is None:
        return "No worker runs: articles are taken in, but nobody reads them. Start a worker."
    if silence < ALARM_AFTER:
        return ""
    return (
        f"No worker has been heard for {silence.total_seconds() / 60:.0f} min: articles are taken in, but"
        " nobody reads them. Start a worker, or look why it stopped."
    )


def alarms(request: HttpRequest) -> dict[str, Any]:
    """Context processor; asked of the database only by a page that shows it."""
    return {"no_worker": SimpleLazyObject(no_worker)}
