"""What the desk writes to its log: an object of JSON a line for machines, or a short line for people.

Neither holds a query string, a header or a body: what is logged is who asked for what, and what came of it. Only an
exception's own words are written as they come, if not at any length.
"""

import logging
import re
import time
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import bind_extra_request_failed_metadata
from structlog.typing import EventDict, Processor, WrappedLogger

from factcheck import timing
from factcheck.addresses import client_address

logger = structlog.stdlib.get_logger(__name__)

STYLES: list[str] = ["json", "console"]
# A traceback may be longer than any other word of a line.
LONGEST, LONGEST_TRACEBACK = 2_000, 20_000

_SANE_ID = re.compile(r"[A-Za-z0-9_.:=+/-]{1,128}", re.ASCII)


# --- One line for each request


class RequestLines(RequestMiddleware):
    """Middleware: a line for each request, and the request's id on every line written on its behalf."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = told if _SANE_ID.fullmatch(told) else uuid.uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = request_id
        # A thread that was torn out of its last request has kept the words of it.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(ip=client_address(request))
        began = time.monotonic()
        self.prepare(request)
        response: HttpResponse = self.get_response(request)  # type: ignore[assignment]
        seconds, status = time.monotonic() - began, response.status_code
        route = request.resolver_match.route if request.resolver_match else None
        timing.count(method=request.method or "", route=route, status=status, seconds=seconds)
        is_slow = seconds > settings.FACTCHECK_SLOW_SECONDS
        logger.log(
            logging.WARNING if is_slow or status >= 500 else logging.INFO,
            "request_finished",
            method=request.method,
            path=_path(request),
            route=route,
            status=status,
            duration_ms=round(seconds * 1000),
            **({"slow": True} if is_slow else {}),
        )
        structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        return response

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        # Without the query, in which anything may stand.
        return f"{request.method} {_path(request)}"


def _path(request: HttpRequest) -> str:
    """The path, or its pattern where whoever knows the path may read what is there."""
    match = request.resolver_match
    return f"/{match.route}" if match and "key" in match.kwargs else request.path


@receiver(bind_extra_request_failed_metadata)
def tell_no_status(log_kwargs: dict[str, Any], **about: Any) -> None:
    """A failed request need not end as a 500; its last line has the status."""
    log_kwargs.pop("code")


# --- How a line looks


def configuration(style: str) -> dict[str, Any]:
    """Django's LOGGING, for everything that logs in this process: the desk, Django, Celery, gunicorn."""
    is_json = style == "json"
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    _clipped,
                    structlog.processors.JSONRenderer() if is_json else _readable,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            name: {"level": level}
            for name, level in (_LEVELS | ({} if is_json else _TERSE)).items()
        }
        # gunicorn cuts this one off from the others.
        | {"gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False}},
    }


_LEVELS = {
    **dict.fromkeys(("claims", "workers", "factcheck", "celery", "django_structlog"), "INFO"),
    # These tell in other words what our lines of requests and tasks tell.
    "django.request": "CRITICAL",
    "celery.app.trace": "CRITICAL",
    "celery.worker.strategy": "WARNING",
    "celery.beat": "WARNING",
    # Whoever asks by another host's name is refused: no fault of ours to show a traceback for.
    "django.security": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
}
# Whoever reads along has seen the page, and needs no line of it.
_TERSE = {"factcheck.logs": "WARNING", "django_structlog": "WARNING", "axes": "ERROR"}


def _clipped(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            most = LONGEST_TRACEBACK if name == "exception" else LONGEST
            if len(value) > most:
                begin, end = value[: most // 2], value[-most // 2 :]
                event[name] = f"{begin} … {len(value) - most:,} characters … {end}"
    return event


def _readable(_: WrappedLogger, __: str, event: EventDict) -> str:
    told = {name: event.pop(name, "") for name in ("timestamp", "level", "logger", "event")}
    for name in structlog.contextvars.get_contextvars():
        event.pop(name, None)
    traceback: str = event.pop("exception", "")
    words = f"{told['timestamp']} {told['level'].upper()} {told['logger']}: {told['event']}"
    lines = [" ".join([words, *(f"{name}={value}" for name, value in event.items())])]
    # An exception's own words may hold line breaks: none of them begins a line of the log.
    lines += [f"    {line}" for line in traceback.splitlines()]
    return "\n".join(map(_harmless, lines))


def _harmless(text: str) -> str:
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
