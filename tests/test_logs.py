"""What is written to the log: a line for each request, in a shape that no words of a stranger can break."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from claims.tokens import create_token
from factcheck import logs
from tests import builders
from tests.api.client import API, client_of

HOSTILE = '\n{"event": "forged"}\r\x1b[31mred\u2028'

Reader = Callable[[], list[dict[str, Any]]]


def handler(style: str) -> tuple[logging.Handler, io.StringIO]:
    """One that writes as the process would, to read what it wrote."""
    stream = io.StringIO()
    known = logs.configuration(style)["formatters"]["line"]
    writer = logging.StreamHandler(stream)
    writer.setFormatter(known.pop("()")(**known))
    return writer, stream


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[Reader]:
    """The lines that were written since, as a desk on many machines writes them."""
    writer, stream = handler("json")
    for name in ("factcheck.logs", "django_structlog"):
        caplog.set_level(logging.INFO, name)
    logging.getLogger().addHandler(writer)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(writer)


def told(style: str, message: str, *args: object, **about: Any) -> str:
    writer, stream = handler(style)
    record = logging.LogRecord("claims", logging.INFO, "", 0, message, args, about.get("exc_info"))
    writer.handle(record)
    return stream.getvalue()


# --- Requests


@pytest.mark.django_db
def test_a_request_is_one_line(written: Reader, sam: User) -> None:
    client = client_of(sam)

    answer: HttpResponse = client.get(f"{API}/articles/?external_id=secret-of-theirs")

    (line,) = written()
    assert line.pop("duration_ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert isinstance(line.pop("token_id"), int)
    assert line == {
        "event": "request_finished",
        "level": "info",
        "logger": "factcheck.logs",
        "method": "GET",
        "path": "/api/v1/articles/",
        "route": "api/v1/articles/",
        "status": 200,
        "ip": "127.0.0.1",
        "user_id": sam.pk,
        "request_id": answer.headers["X-Request-ID"],
    }


@pytest.mark.django_db
def test_a_slow_answer_is_a_warning(written: Reader, settings: Settings) -> None:
    settings.FACTCHECK_SLOW_SECONDS = 0
    Client().get("/")
    settings.FACTCHECK_SLOW_SECONDS = 3_600
    Client().get("/")
    assert [(line["level"], line.get("slow")) for line in written()] == [
        ("warning", True),
        ("info", None),
    ]


@pytest.mark.django_db
def test_a_person_at_the_desk_is_named_and_a_stranger_is_not(written: Reader, alice: User) -> None:
    client = Client()
    client.get("/admin/login/")
    client.force_login(alice)
    client.get("/admin/")
    Client().get("/")

    assert [line.get("user_id") for line in written()] == [None, alice.pk, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        ("from-the-wire_7.a:b=c+d/e", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("", False),
        ("two words", False),
        ("ünsafe", False),
        ("a\nb", False),
        ('"},{"', False),
    ],
)
def test_an_id_is_kept_if_it_is_a_sane_one(sent: str, is_kept: bool, written: Reader) -> None:
    answer = Client().get("/", HTTP_X_REQUEST_ID=sent)

    given = answer.headers["X-Request-ID"]
    assert (given == sent) is is_kept
    assert logs._SANE_ID.fullmatch(given)
    assert written()[0]["request_id"] == given


@pytest.mark.django_db
def test_what_a_stranger_sends_breaks_no_line(written: Reader) -> None:
    Client().get(f"/nothing{quote(HOSTILE)}", HTTP_USER_AGENT=HOSTILE)

    (line,) = written()
    assert line["path"] == f"/nothing{HOSTILE}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/healthz/live", "/healthz/ready", "/metrics", "/static/desk/desk.css"]
)
def test_probes_and_static_files_are_no_news(path: str, written: Reader) -> None:
    Client().get(path).close()

    assert written() == []


@pytest.mark.django_db
def test_no_secret_is_written(written: Reader, alice: User, sam: User) -> None:
    client = Client()
    for password in ("a-wrong-password", builders.PASSWORD):
        client.post("/admin/login/", {"username": "alice", "password": password})
    _, token = create_token(user=sam, days=1, now=timezone.now())
    article = {"text": "Rents in Ostrava rose by 9 percent in 2024."}
    client_of().post(f"{API}/articles/", article, HTTP_AUTHORIZATION=f"Bearer {token}")
    client.get("/letters/a-key-of-somebody/")

    everything = json.dumps(written())

    for secret in ("a-wrong-password", builders.PASSWORD, token, "Ostrava", "a-key-of"):
        assert secret not in everything


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "status"), [(RuntimeError("broken"), 500), (OperationalError("gone"), 503)]
)
def test_a_fault_is_written_once_with_its_traceback(
    fault: Exception, status: int, written: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise fault

    monkeypatch.setattr("factcheck.public.reading._may_read", broken)
    Client(raise_request_exception=False).get("/")

    failed, finished = written()
    assert (failed["event"], failed["level"], "code" in failed) == (
        "request_failed",
        "error",
        False,
    )
    assert failed["exception"].endswith(f"{type(fault).__name__}: {fault}")
    assert (finished["status"], finished["level"]) == (status, "warning")
    assert failed["request_id"] == finished["request_id"]


# --- The shape of a line


@pytest.mark.parametrize("style", logs.STYLES)
def test_a_line_stays_one_line_whatever_it_tells(style: str) -> None:
    line = told(style, "Read %s", HOSTILE)

    assert len(line.splitlines()) == 1
    assert line.isascii() or style == "console"
    assert "\x1b" not in line


@pytest.mark.parametrize("style", logs.STYLES)
def test_an_exception_cannot_forge_a_line(style: str) -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError as fault:
        line = told(style, "It failed", exc_info=(type(fault), fault, fault.__traceback__))

    first, *others = line.splitlines()
    assert "It failed" in first
    assert all(other.startswith("    ") for other in others)
    assert "\x1b" not in line


def test_people_read_short_lines() -> None:
    line = told("console", "Read %d articles", 3)

    _, rest = line.split(" ", 1)
    assert rest == "INFO claims: Read 3 articles\n"


@pytest.mark.parametrize("style", logs.STYLES)
def test_no_line_is_endless(style: str) -> None:
    assert len(told(style, "Read %s", "x" * 1_000_000)) < 3_000


def test_an_embedded_desk_is_silent_about_what_went_well() -> None:
    loggers = logs.configuration("console")["loggers"]

    assert {loggers[name]["level"] for name in ("factcheck.logs", "django_structlog")} == {
        "WARNING"
    }
