"""A desk killed in the middle of its work: every accepted article ends extracted exactly once."""

import json
import signal
import urllib.request
from pathlib import Path

from tests.desk_process import DeskFolder

ARTICLES = 30
KILLS = 5
COUNT = (
    "from django.db.models import Count; from claims.models import *;"
    "print(Article.objects.count(), Article.objects.filter(status='extracted').count(),"
    " ExtractionRun.objects.count(), Claim.objects.count(),"
    " Claim.objects.values('article', 'start').distinct().count(), Review.objects.count(),"
    " Event.objects.filter(kind='article.extracted').count())"
)


def test_nothing_is_lost_and_nothing_done_twice_when_the_desk_is_killed(tmp_path: Path) -> None:
    desk = DeskFolder(tmp_path)
    assert desk.run("submit", "-", stdin=b"Rents rose by 9 percent.").returncode == 0
    accepted = 1
    for kill in range(KILLS):
        with desk.open_desk("--no-sample") as (address, process):
            secret = desk.run("create_token", "submitter").stdout.decode().strip()
            for number in range(ARTICLES // KILLS):
                accepted += _submit(address, secret, f"{kill}-{number}") == 202
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=60)
    assert accepted == ARTICLES + 1

    # No desk is open: the command itself takes up what the killed ones left.
    assert desk.run("submit", "-", "--wait", stdin=b"Rents fell by 1 percent.").returncode == 0
    names = sorted(path.name for path in tmp_path.iterdir() if "pid" in path.name)
    assert names == []
    finished = desk.run("shell", "-v0", "-c", f"{WAIT}{COUNT}")
    articles, extracted, runs, claims, spans, reviews, events = map(int, finished.stdout.split())
    assert articles == extracted == runs == events == ARTICLES + 2
    assert claims == spans == reviews >= articles


# The worker of one more process works until nothing is left, at most a minute.
WAIT = (
    "import time; from django.conf import settings; from factcheck import deskfiles;"
    "from workers.embedded import EmbeddedWorker; from claims.models import Article;"
    "w = EmbeddedWorker(deskfiles.worker_lock(settings.DESK_FOLDER, settings.DESK_NAME)); w.__enter__();"
    "[time.sleep(0.1) for _ in range(600) if Article.objects.exclude(status='extracted').exists()];"
    "w.__exit__();"
)


def _submit(address: str, secret: str, name: str) -> int:
    # Long enough that some are being read when the desk is killed.
    text = (
        f"Report {name}. " + f"The town of {name} spent 1,200,000 crowns on roads in 2024. " * 100
    )
    request = urllib.request.Request(
        f"{address}/api/v1/articles/",
        data=json.dumps({"text": text}).encode(),
        headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        status: int = answer.status
        return status
