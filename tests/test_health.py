"""Is the desk alive, can it work, and who is told if it cannot."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from claims import clocks
from claims.models import NEEDED, SILENCE, Heartbeat
from workers.embedded import EmbeddedWorker

pytestmark = pytest.mark.django_db


def heard(ago: timedelta, *roles: str, name: str = "one") -> None:
    Heartbeat.objects.beat(name, roles=roles or NEEDED)
    Heartbeat.objects.filter(name=name).update(heard_at=Now() - ago)


def readiness(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/healthz/ready")
    return answer.status_code, answer.json()


# --- Signs of life


def test_a_process_is_heard_once_however_often_it_beats() -> None:
    for _ in range(3):
        Heartbeat.objects.beat("one", roles=["fetching", "extraction"])
    Heartbeat.objects.beat("two", roles=["extraction"])
    assert Heartbeat.objects.living("extraction") == 2
    assert Heartbeat.objects.living("fetching") == 1
    silence = Heartbeat.objects.silence("extraction")
    assert silence is not None
    assert timedelta(seconds=-1) < silence < timedelta(seconds=60)


def test_the_silence_is_that_of_the_one_heard_last_and_of_its_role() -> None:
    assert Heartbeat.objects.silence("extraction") is None
    heard(timedelta(hours=2), "extraction", name="gone")
    heard(timedelta(minutes=2), "extraction", name="late")
    heard(timedelta(0), "fetching", name="another")
    silence = Heartbeat.objects.silence("extraction")
    assert silence is not None
    assert timedelta(minutes=2) <= silence < timedelta(minutes=3)
    assert Heartbeat.objects.living("extraction") == 0


def test_whoever_is_silent_for_a_day_is_forgotten() -> None:
    heard(timedelta(hours=25), "sweep", name="gone")
    heard(timedelta(hours=23), "sweep", name="late")
    Heartbeat.objects.forget_the_silent()
    assert [beat.name for beat in Heartbeat.objects.all()] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_the_embedded_worker_is_heard_and_signs_off(tmp_path: Path) -> None:
    with EmbeddedWorker(tmp_path / "lock"):
        deadline = time.monotonic() + 30
        while not Heartbeat.objects.living("extraction"):
            assert time.monotonic() < deadline
            time.sleep(0.01)  # another thread writes it, and tells nobody
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize(
    ("age", "status", "says"),
    [(0, 0, ""), (25, 0, ""), (40, 1, "seconds old"), (None, 1, "never began")],
)
def test_a_file_tells_whether_its_process_is_alive(
    age: float | None, status: int, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "heartbeat"
    if age is not None:
        file.touch()
        os.utime(file, (time.time() - age,) * 2)
    asked = subprocess.run(
        [sys.executable, "-m", "workers.heartbeat", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == status
    assert says in asked.stderr


# --- For programs


def test_a_desk_that_can_work_is_ready_and_says_why(client: Client) -> None:
    heard(timedelta(seconds=3))
    status, answer = readiness(client)
    assert (status, answer["ready"]) == (200, True)
    assert set(answer["checks"]) == {"database", "migrations", "broker", "workers", "clock"}
    assert all(check["ok"] and check["detail"] for check in answer["checks"].values())


@pytest.mark.parametrize("silence", [None, SILENCE + timedelta(seconds=5)])
def test_a_desk_without_a_worker_is_alive_and_not_ready(
    silence: timedelta | None, client: Client
) -> None:
    if silence is not None:
        heard(silence)
    status, answer = readiness(client)
    assert (status, answer["ready"]) == (503, False)
    assert [name for name, check in answer["checks"].items() if not check["ok"]] == ["workers"]
    assert client.get("/healthz/live").content == b"ok\n"


@pytest.mark.parametrize("missing", NEEDED)
def test_a_worker_for_some_of_the_queues_does_not_stand_for_the_others(
    missing: Heartbeat.Role, client: Client, root: User
) -> None:
    heard(timedelta(0), *(role for role in NEEDED if role != missing))
    status, answer = readiness(client)
    assert status == 503
    assert f"nobody {missing.label}" in answer["checks"]["workers"]["detail"]
    client.force_login(root)
    assert f"No worker runs that {missing.label}" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (0, None),
        (9, None),
        (-9, None),
        (3_600, "3600 seconds ahead of the database"),
        (-3_600, "3600 seconds behind the database"),
    ],
)
def test_a_clock_that_differs_from_the_databases_is_told(
    ahead: int, says: str | None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(timedelta(0))
    monkeypatch.setattr(clocks, "ahead_of_database", lambda: timedelta(seconds=ahead))
    status, answer = readiness(client)
    assert status == (200 if says is None else 503)
    assert says is None or says in answer["checks"]["clock"]["detail"]


def test_this_host_has_the_clock_of_its_own_database() -> None:
    assert abs(clocks.ahead_of_database()) < timedelta(seconds=1)


def test_a_migration_that_is_missing_is_told(client: Client) -> None:
    heard(timedelta(0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'claims' AND name LIKE '0003%'")
    status, answer = readiness(client)
    assert status == 503
    assert answer["checks"]["migrations"] == {
        "ok": False,
        "detail": "1 missing: run manage.py migrate",
    }


def test_a_database_that_is_gone_is_told_in_our_own_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise DatabaseError("connection to server at 10.1.2.3 failed: password of factcheck")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "cursor", gone)
    status, answer = readiness(client)
    assert status == 503
    assert answer["checks"]["database"]["detail"] == "the database does not answer"
    assert "10.1.2.3" not in str(answer)


@pytest.mark.parametrize("page", ["/healthz/live", "/healthz/ready", "/metrics"])
def test_probes_come_by_any_name_and_without_tls(
    page: str, client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    heard(timedelta(0))
    assert client.get(page, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.head(page).status_code == 200
    assert client.post(page).status_code == 405


# --- Figures


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "172.20.0.9"}, 200),
        ({"REMOTE_ADDR": "::ffff:172.20.0.9"}, 200),
        ({"REMOTE_ADDR": "::ffff:203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "2001:db8::1"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        # A proxy inside stands for anybody outside.
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"}, 403),
    ],
)
def test_metrics_are_for_inside(origin: dict[str, Any], status: int, client: Client) -> None:
    assert client.get("/metrics", **origin).status_code == status


# --- For people


@pytest.mark.parametrize(
    ("silence", "says"),
    [
        (None, "No worker runs"),
        (timedelta(seconds=40), None),
        (timedelta(minutes=5), "has been heard for 5 min"),
    ],
)
def test_every_page_of_the_admin_says_that_nobody_works(
    silence: timedelta | None, says: str | None, client: Client, root: User
) -> None:
    if silence is not None:
        heard(silence)
    client.force_login(root)
    for page in ("/admin/", "/admin/claims/article/", "/admin/auth/user/"):
        shown = client.get(page).content.decode()
        assert ("desk-alarm" in shown) == (says is not None)
        assert says is None or says in shown


def test_nobody_else_is_told(client: Client) -> None:
    assert b"desk-alarm" not in client.get("/admin/login/").content
    assert b"desk-alarm" not in client.get("/").content
