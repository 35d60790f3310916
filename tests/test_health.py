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

from claims.models import SILENCE, Heartbeat
from workers.embedded import EmbeddedWorker

pytestmark = pytest.mark.django_db


def heard(ago: timedelta, role: str = "worker", name: str = "one") -> None:
    Heartbeat.objects.beat(name, role=role)
    Heartbeat.objects.filter(name=name).update(heard_at=Now() - ago)


def readiness(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/healthz/ready")
    return answer.status_code, answer.json()


# --- Signs of life


def test_a_process_is_heard_once_however_often_it_beats() -> None:
    for _ in range(3):
        Heartbeat.objects.beat("one", role="worker")
    Heartbeat.objects.beat("two", role="worker")
    assert Heartbeat.objects.living("worker") == 2
    silence = Heartbeat.objects.silence("worker")
    assert silence is not None
    assert timedelta(seconds=-1) < silence < timedelta(seconds=60)


def test_the_silence_is_that_of_the_one_heard_last_and_of_its_role() -> None:
    assert Heartbeat.objects.silence("worker") is None
    heard(timedelta(hours=2), name="gone")
    heard(timedelta(minutes=2), name="late")
    heard(timedelta(0), role="sweep", name="sweep")
    silence = Heartbeat.objects.silence("worker")
    assert silence is not None
    assert timedelta(minutes=2) <= silence < timedelta(minutes=3)
    assert Heartbeat.objects.living("worker") == 0


def test_whoever_is_silent_for_a_day_is_forgotten() -> None:
    heard(timedelta(hours=25), name="gone")
    heard(timedelta(hours=23), name="late")
    Heartbeat.objects.forget_the_silent()
    assert [beat.name for beat in Heartbeat.objects.all()] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_the_embedded_worker_is_heard_and_signs_off(tmp_path: Path) -> None:
    with EmbeddedWorker(tmp_path / "lock"):
        deadline = time.monotonic() + 30
        while not Heartbeat.objects.living("worker"):
            assert time.monotonic() < deadline
            time.sleep(0.01)  # another thread writes it, and tells nobody
    assert Heartbeat.objects.silence("worker") is None


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
        (timedelta(minutes=5), "No worker has been heard for 5 min"),
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
