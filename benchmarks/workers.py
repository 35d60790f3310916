"""Articles a second by real Celery workers, against the extractor alone on the same texts.

    DATABASE_URL=postgres://… REDIS_URL=redis://…/9 python -m benchmarks.workers --processes 1 2 4

The articles are those of `seeds/`, each text made its own by a number. The database is made for the run and
dropped after it; the Redis database must be empty and is left empty. A round rings for every article and lasts
until all are read, each exactly once.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_SECRET_KEY", token_hex(32))
django.setup()

# Models can be imported only now.
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from claims.intake import Source, submit_article  # noqa: E402
from claims.models import Article, ExtractionRun, Heartbeat  # noqa: E402
from workers import tasks  # noqa: E402
from workers.celery import app  # noqa: E402
from workers.extraction import extract  # noqa: E402

TEXTS = [path.read_text() for path in sorted(Path(settings.BASE_DIR, "seeds").glob("*.txt"))]
AT_MOST = 600.0  # seconds for a round


@contextmanager
def a_database() -> Iterator[str]:
    """A database for the run; gives the address that leads to it."""
    name = f"factcheck_workers_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    before = str(connection.creation.create_test_db(verbosity=0))
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    try:
        yield f"{address}/{name}"
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def a_worker(database: str, processes: int) -> Iterator[None]:
    """A Celery worker of so many processes, connected and heard."""
    command = [sys.executable, "-m", "celery", "--app=factcheck", "worker", "--loglevel=ERROR"]
    worker = subprocess.Popen(  # noqa: S603 -- our own command
        [*command, f"--concurrency={processes}", "--without-gossip", "--without-mingle"],
        env=os.environ | {"DATABASE_URL": database},
    )
    try:
        wait_until(lambda: Heartbeat.objects.living("extraction") == 1)
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()


def a_round(database: str, articles: int, processes: int) -> float:
    """The seconds until `articles` were read."""
    began_at = ExtractionRun.objects.count()
    fresh = [
        submit_article(
            text=f"{TEXTS[number % len(TEXTS)]}\n{processes}-{number}",
            source=Source(),
            by=None,
            now=timezone.now(),
        )[0].pk
        for number in range(articles)
    ]
    with a_worker(database, processes):
        began = time.perf_counter()
        for pk in fresh:
            tasks.read_article.delay(pk)
        wait_until(lambda: not Article.objects.filter(pk__in=fresh, status="received").exists())
        seconds = time.perf_counter() - began
    assert ExtractionRun.objects.count() == began_at + articles, "an article was not read just once"
    return seconds


def alone(articles: int) -> float:
    """The seconds that the extractor takes for as many, with nothing around it."""
    began = time.perf_counter()
    for number in range(articles):
        extract(TEXTS[number % len(TEXTS)])
    return time.perf_counter() - began


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + AT_MOST
    while not so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)  # other processes write the rows, and tell nobody


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=500, help="in each round")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    if settings.SQLITE or settings.EMBEDDED:
        parser.error("needs DATABASE_URL with a PostgreSQL and REDIS_URL")
    with app.connection_for_write() as broker:
        if any(tasks.bells_waiting(queue) for queue in tasks.QUEUES.values()):
            parser.error(f"{broker.as_uri()} is in use: name an empty one")
    words = sum(len(text) for text in TEXTS) / len(TEXTS)
    with a_database() as database:
        took = {"the extractor alone": alone(options.articles)}
        for processes in options.processes:
            name = f"{processes} worker process{'es' if processes > 1 else ''}"
            took[name] = a_round(database, options.articles, processes)
    print(f"{options.articles} articles of {words:,.0f} characters, {os.cpu_count()} cores")
    print(f"{'':26}{'articles/s':>11}{'against the extractor alone':>30}")
    for name, seconds in took.items():
        ratio = took["the extractor alone"] / seconds
        print(f"{name:26}{options.articles / seconds:11.1f}{ratio:30.2f}")


if __name__ == "__main__":
    main()
