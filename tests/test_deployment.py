"""A desk before the public, and one on localhost: what each needs, refuses and tells the browser."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk_process import MANAGE, DeskFolder

LONG = "0123456789abcdef" * 4
EXAMPLE = "example-for-localhost-only-replace-it-before-anybody-else-can-reach-this-desk"
PUBLIC = {
    "DATABASE_URL": "postgres://factcheck:x@db.example.org/factcheck",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "FACTCHECK_SITE_URL": "https://facts.example.org",
    "FACTCHECK_ALLOWED_HOSTS": "facts.example.org",
    "FACTCHECK_SECRET_KEY": "q9Zr3LwX" * 8,
}


def test_django_finds_nothing_to_warn_of_in_a_public_desk(tmp_path: Path) -> None:
    told = DeskFolder(tmp_path, **PUBLIC).run("check", "--deploy", "--fail-level", "WARNING")

    assert told.returncode == 0, told.stderr.decode()
    assert "no issues (2 silenced)" in told.stdout.decode()


@pytest.mark.parametrize(
    ("site", "values"),
    [
        (
            "https://facts.example.org",
            {
                "SECURE_SSL_REDIRECT": True,
                "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
                "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
                "SECURE_HSTS_PRELOAD": False,
                "SESSION_COOKIE_SECURE": True,
                "CSRF_COOKIE_SECURE": True,
                "SESSION_COOKIE_NAME": "__Host-session",
                "SESSION_COOKIE_SAMESITE": "Lax",
                "SESSION_COOKIE_AGE": 12 * 3600,
            },
        ),
        (
            "http://localhost:8000",
            {
                "SECURE_SSL_REDIRECT": False,
                "SECURE_HSTS_SECONDS": 0,
                "SESSION_COOKIE_SECURE": False,
                "CSRF_COOKIE_SECURE": False,
                "SESSION_COOKIE_NAME": "sessionid",
            },
        ),
    ],
)
def test_a_site_with_tls_holds_browsers_to_it(
    site: str, values: dict[str, object], tmp_path: Path
) -> None:
    desk = DeskFolder(tmp_path, **PUBLIC | {"FACTCHECK_SITE_URL": site})
    words = f"import json; from django.conf import settings as s; print(json.dumps({{name: getattr(s, name) for name in {list(values)}}}))"

    assert json.loads(desk.run("shell", "-v0", "-c", words).stdout) == values


def test_a_scorer_whose_packages_are_missing_is_refused_at_the_start(tmp_path: Path) -> None:
    start = "import sys; sys.modules['tokenizers'] = None; from django.conf import settings; settings.DEBUG"
    told = subprocess.run(
        [sys.executable, "-c", start],
        cwd=MANAGE.parent,
        env=DeskFolder(tmp_path, FACTCHECK_SCORER="neural").environment
        | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 1
    assert b"FACTCHECK_SCORER: neural needs two more packages" in told.stderr


@pytest.mark.parametrize(
    ("key", "site", "redis", "is_refused"),
    [
        (LONG, "https://facts.example.org", True, False),
        (LONG[:31], "https://facts.example.org", True, True),
        (LONG[:31], "http://localhost:8000", True, False),
        (LONG[:31], "http://localhost:8000", False, False),
        (EXAMPLE, "https://facts.example.org", True, True),
        (EXAMPLE, "https://localhost.example.org", True, True),
        (EXAMPLE, "", True, True),
        (EXAMPLE, "", False, True),
        (EXAMPLE, "http://localhost:8000", True, False),
        (EXAMPLE, "http://127.0.0.1:8000", True, False),
        (EXAMPLE, "http://[::1]:8000", True, False),
    ],
)
def test_a_key_that_can_be_guessed_is_refused(
    key: str, site: str, redis: bool, is_refused: bool, tmp_path: Path
) -> None:
    address = "redis://127.0.0.1:6379/0" if redis else ""
    told = DeskFolder(
        tmp_path, FACTCHECK_SECRET_KEY=key, FACTCHECK_SITE_URL=site, REDIS_URL=address
    ).run("check")

    assert (told.returncode != 0) is is_refused, told.stderr.decode()
    if is_refused:
        last = told.stderr.decode().splitlines()[-1]
        assert "FACTCHECK_SECRET_KEY" in last
        assert "openssl rand -hex 32" in last
        assert key not in last


@pytest.mark.parametrize(
    ("environment", "throttle", "style"),
    [
        ({}, {}, "_readable"),
        (
            {"REDIS_URL": "redis://127.0.0.1:6379/0", "FACTCHECK_SECRET_KEY": LONG},
            {"anonymous": [600, 60], "token": [6000, 60]},
            "JSONRenderer",
        ),
        ({"FACTCHECK_THROTTLE": "token=5/s", "FACTCHECK_LOG": "json"}, {"token": [5, 1]}, "JSON"),
    ],
    ids=["embedded", "on many machines", "as it is told"],
)
def test_throttles_and_logs_fit_the_desk(
    environment: dict[str, str], throttle: dict[str, list[int]], style: str, tmp_path: Path
) -> None:
    words = (
        "import json; from django.conf import settings as s;"
        " print(json.dumps([s.FACTCHECK_RATES, repr(s.LOGGING['formatters']['line'])]))"
    )
    told = DeskFolder(tmp_path, **environment).run("shell", "-v0", "-c", words)

    rates, line = json.loads(told.stdout)
    assert rates == throttle
    assert style in line
