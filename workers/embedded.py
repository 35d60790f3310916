"""The worker inside the desk's own process: due rows are the queue, there is no broker.

Of all processes that use one database file one at a time is its worker, by a lock beside the file; others stand
by and take over when it ends, however it ends.
"""

import fcntl
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.db import Error, connection
from django.utils import timezone

from claims import evidence_pages, reading
from claims.models import NEEDED, Article, Heartbeat
from workers import tasks
from workers.webhooks import deliver_next

logger = logging.getLogger(__name__)

# The bell of another process cannot be heard here, so the rows are looked at this often.
LOOK_EVERY = 1.0
# Its sign of life.
BEAT_EVERY = 5.0
# At most so long a stopping desk waits for a piece of work; what is cut off is due again at the next start.
PATIENCE = 10.0


class LockTaken(Exception):
    """Another process holds this lock."""


@contextmanager
def sole_owner(lock: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold `lock` as the only process; the system frees it however the process ends.

    Raises:
        LockTaken: another process holds it, and this one is not to `wait`.
    """
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise LockTaken(lock) from None
        yield


class EmbeddedWorker:
    """Threads that work on due rows for as long as the `with` block runs.

    Args:
        lock: the file that makes this the only worker of the database.
    """

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self._name = f"desk@{socket.gethostname()}/{os.getpid()}"
        self._tell_at = 0.0  # by the monotonic clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="worker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop.set()
        with tasks.embedded_bell:
            tasks.embedded_bell.notify_all()
        self._thread.join(PATIENCE)

    def _stand_by(self) -> None:
        while not self._stop.is_set():
            try:
                with sole_owner(self._lock):
                    self._work()
            except LockTaken:
                self._stop.wait(LOOK_EVERY)
            except Exception:
                self._stumble()

    def _work(self) -> None:
        # Nobody else works on these rows now: what a process that is gone had begun is due again.
        reading.wake_interrupted(now=timezone.now())
        evidence_pages.wake_interrupted(now=timezone.now())
        # A page may take half a minute to come; texts are read meanwhile.
        fetcher = threading.Thread(
            target=self._serve,
            args=(self._fetch_what_is_due, tasks.look_up_next_page, tasks.check_next_link),
            name="worker-fetching",
            daemon=True,
        )
        # A receiver may take a quarter of a minute to answer.
        teller = threading.Thread(
            target=self._serve, args=(deliver_next,), name="worker-delivering", daemon=True
        )
        fetcher.start()
        teller.start()
        self._serve(self._read_what_is_due, tasks.compare_next_claims)
        fetcher.join(PATIENCE)
        teller.join(PATIENCE)
        self._sign_off()

    def _serve(self, *works: Callable[[], bool]) -> None:
        """Do each of `works` in turn, and wait for the bell when none of them had anything to do."""
        try:
            while not self._stop.is_set():
                try:
                    worked = [work() for work in works]
                except Exception:
                    # This thread is the only worker there is: it must outlive whatever one row brings.
                    self._stumble()
                    continue
                if not any(worked):
                    with tasks.embedded_bell:
                        tasks.embedded_bell.wait(LOOK_EVERY)
        finally:
            connection.close()

    def _stumble(self) -> None:
        logger.exception("The worker stumbled, and goes on")
        connection.close()  # it may be what broke; no request ends here to have it looked at
        self._stop.wait(LOOK_EVERY)

    def _tell(self) -> None:
        """Give a sign of life, now and then: whichever thread comes first."""
        if time.monotonic() >= self._tell_at:
            self._tell_at = time.monotonic() + BEAT_EVERY
            Heartbeat.objects.beat(self._name, roles=NEEDED)

    def _sign_off(self) -> None:
        self._tell_at = 0.0
        try:
            Heartbeat.objects.filter(name=self._name).delete()
        except Error:
            logger.exception("The worker could not sign off")
        finally:
            connection.close()

    def _fetch_what_is_due(self) -> bool:
        return self._do_what_is_due(Article.Status.FETCHING, tasks.fetch_article)

    def _read_what_is_due(self) -> bool:
        return self._do_what_is_due(Article.Status.RECEIVED, tasks.read_article)

    def _do_what_is_due(self, stage: Article.Status, task: Callable[[int], None]) -> bool:
        self._tell()
        due = Article.objects.due(timezone.now()).filter(status=stage)
        article_ids = list(due.values_list("id", flat=True)[:100])
        for article_id in article_ids:
            if self._stop.is_set():
                break
            task(article_id)
            self._tell()
        return bool(article_ids)
