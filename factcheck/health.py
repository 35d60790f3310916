"""Is the desk alive, and can it work? Answers for programs; and the one warning that people see.

They are given before anything else looks at the request: a probe comes by address, without a host name that the
desk knows, and without TLS.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from claims import clocks
from claims.models import NEEDED, SILENCE, Heartbeat
from factcheck.metrics import metrics
from workers.celery import app

logger = logging.getLogger(__name__)

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
        silences = {role: Heartbeat.objects.silence(role) for role in NEEDED}
    for role, silence in silences.items():
        if silence is None:
            raise Unhealthy(f"nobody {role.label}: none was heard, or the last one has signed off")
        if silence > SILENCE:
            raise Unhealthy(f"nobody {role.label}: none heard for {silence.total_seconds():.0f} s")
    heard = ", ".join(
        f"{role} {silence.total_seconds():.0f}" for role, silence in silences.items() if silence
    )
    return f"heard so many seconds ago: {heard}"


def clock() -> str:
    with _database_trouble():
        wrong = clocks.complaint()
    if wrong:
        raise Unhealthy(wrong)
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
    except Error as fault:
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
    """What every page of the admin says while some work of the desk is done by nobody; empty otherwise."""
    for role in NEEDED:
        silence = Heartbeat.objects.silence(role)
        if silence is None:
            return f"No worker runs that {role.label}. Articles are taken in, and wait for one."
        if silence >= ALARM_AFTER:
            minutes = silence.total_seconds() / 60
            return (
                f"No worker that {role.label} has been heard for {minutes:.0f} min. Articles are"
                " taken in, and wait for one."
            )
    return ""


def alarms(request: HttpRequest) -> dict[str, Any]:
    """Context processor; asked of the database only by a page that shows it."""
    return {"no_worker": SimpleLazyObject(no_worker)}
