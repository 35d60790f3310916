"""One id through all processes: from the wire into gunicorn's line, and into the worker's."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.desk_process import DeskFolder, free_port, wait_for_page
from tests.machines.servers import Redis, eventually

pytestmark = pytest.mark.services

TEXT = "Rents in Ostrava rose by 9 percent in 2024, the Statistics Office said."


@contextmanager
def running(desk: DeskFolder, *command: str) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A process of the desk, started where gunicorn.conf.py is, and the file it logs to."""
    log = desk.folder / f"{command[0]}.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=settings.BASE_DIR,
            env=desk.environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield process, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def lines(log: Path) -> list[dict[str, Any]]:
    """Every line; each has to be JSON, but for what Celery says past all logging at its end, or to root."""
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def of_the_request(log: Path, event: str) -> dict[str, Any] | None:
    found = [line for line in lines(log) if line.get("request_id") == "from-the-wire-7"]
    return next((line for line in found if line["event"] == event), None)


def test_the_id_of_a_request_is_on_the_lines_of_its_task(tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as stack:
        redis = stack.enter_context(Redis(tmp_path / "redis", ["redis-server", "--save", ""]))
        desk = DeskFolder(
            tmp_path,
            REDIS_URL=f"redis://127.0.0.1:{redis.port}/0",
            FACTCHECK_SECRET_KEY="k" * 40,
            FACTCHECK_ADMIN_USERNAME="root",
            FACTCHECK_ADMIN_PASSWORD="only for this test",
            PYTHONPATH=os.fspath(settings.BASE_DIR),
        )
        assert desk.run("migrate", "-v0").returncode == 0
        assert desk.run("first_admin").returncode == 0
        _, worker_log = stack.enter_context(
            running(desk, "celery", "--quiet", "--app=factcheck", "worker", "--queues=extraction")
        )
        web, web_log = stack.enter_context(
            running(desk, "gunicorn", "factcheck.wsgi", f"--bind=127.0.0.1:{port}")
        )
        token = desk.run("create_token", "root").stdout.decode().strip()
        wait_for_page(f"http://127.0.0.1:{port}/healthz/live", web)

        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/articles/",
            json.dumps({"text": TEXT}).encode(),
            {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "X-Request-ID": "from-the-wire-7",
            },
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["X-Request-ID"] == "from-the-wire-7"
        done = eventually(lambda: of_the_request(worker_log, "task_succeeded"), "the task ends")

    rung = of_the_request(web_log, "task_enqueued")
    asked = of_the_request(web_log, "request_finished")
    assert rung
    assert asked
    assert (asked["method"], asked["path"], asked["status"]) == ("POST", "/api/v1/articles/", 202)
    assert rung["child_task_id"] == done["task_id"]
    assert (done["task"], "ip" in done) == ("workers.tasks.read_article", False)
    assert "Listening at" in json.dumps(lines(web_log))
    assert all(line.startswith("{") for line in web_log.read_text().splitlines())
    for log in (web_log, worker_log):
        assert "Ostrava" not in log.read_text()
        assert token not in log.read_text()
