"""Workers are killed in the middle of their work, told twice, and told nothing: every text is read, and once."""

import json
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.machines.desk import Batch, Desk, a_text
from tests.machines.replica import Replica
from tests.machines.servers import eventually

pytestmark = pytest.mark.services


def a_few(many: int) -> int:
    """A machine that stalls for longer than FACTCHECK_RETRY_SECONDS has a text begun again: that is no fault."""
    return many // 20


def test_without_a_fault_everything_is_read_at_the_first_attempt(desk: Desk, many: int) -> None:
    with Batch(desk, "no fault", many) as batch:
        pass
    assert batch.assert_all_read_once() <= a_few(many)


# --- Killed


def test_killed_children_of_a_worker_lose_nothing(desk: Desk, many: int) -> None:
    with Batch(desk, "killed children", many) as batch:
        for kill in range(1, 6):
            batch.until(kill / 6)
            victim = desk.composition.of("worker")[kill % 2]
            os.kill(eventually(victim.children, "a worker has children")[0], signal.SIGKILL)
    batch.assert_all_read_once()


def test_killed_workers_lose_nothing(desk: Desk, many: int) -> None:
    with Batch(desk, "killed workers", many) as batch:
        for kill in range(1, 4):
            batch.until(kill / 4)
            desk.composition.of("worker")[kill % 2].kill()
    batch.assert_all_read_once()


def test_work_that_was_done_and_not_acknowledged_is_not_done_twice(desk: Desk, many: int) -> None:
    for order in ("1-child", "2-worker", "3-child", "4-worker", "5-child"):
        (desk.sabotage / f"after-effect-{order}").touch()
    with Batch(desk, "killed before the acknowledgement", many) as batch:
        pass
    # Beside the one that is killed with its worker another may be in the middle of a text.
    assert batch.assert_all_read_once() <= 2
    assert list(desk.sabotage.glob("after-effect-*")) == []


def test_a_worker_that_is_told_to_end_finishes_what_it_reads(desk: Desk, many: int) -> None:
    workers = desk.composition.of("worker")
    with Batch(desk, "ended workers", many) as batch:
        for turn, worker in enumerate([*workers, workers[0]], start=1):
            batch.until(turn / 4)
            assert worker.stop() < worker.service.stop_grace_period
            assert worker.exits[-1] == 0
            worker.start()
            worker.await_health()  # one that only begins to start knows of no good order
    assert batch.assert_all_read_once() <= a_few(many)


# --- A text that kills whoever reads it

POISON = "strychnine"
POISONED = (3, 17)


def test_a_text_that_kills_its_reader_is_given_up_and_holds_up_nobody(
    desk: Desk, many: int
) -> None:
    (desk.sabotage / "poison").write_text(POISON)
    with Batch(desk, "poison", many, text=a_text_perhaps_poisoned) as batch:
        pass
    batch.assert_all_read_once(but=POISONED)
    rows = desk.rows(batch.name)
    for number in POISONED:
        row = rows[str(number)]
        assert (row.status, row.attempts, row.runs, row.spans) == ("failed", 5, 0, [])
        assert "Given up after 5 attempts" in row.error

    (desk.sabotage / "poison").unlink()
    desk.shell(SEND_AGAIN, batch.name)
    assert batch.check_rows() <= a_few(many)


def a_text_perhaps_poisoned(name: str, number: int) -> str:
    return a_text(name, number) + (f"\n\nIt was {POISON}." if number in POISONED else "")


SEND_AGAIN = """
from claims import intake
from claims.models import Article
from django.contrib.auth.models import User
from django.utils import timezone
sam = User.objects.get(username="sam")
for article in Article.objects.filter(publisher=told, status="failed"):
    intake.send_again(article_id=article.pk, by=sam, now=timezone.now())
"""

# --- Told too often, or not at all


def test_a_text_that_three_are_told_of_at_once_is_read_once(desk: Desk, many: int) -> None:
    workers = desk.composition.of("worker")
    stop(*workers)
    with Batch(desk, "told three times", many) as batch:
        pass
    with desk.redis.client() as client:
        client.delete("extraction")
    tell = "from workers.tasks import read_article\nfor id in told: read_article.delay(id)"
    desk.shell(tell, [article for article in batch.accepted for _ in range(3)])
    for worker in workers:
        worker.start()
    assert batch.assert_all_read_once() <= a_few(many)


def stop(*replicas: Replica) -> None:
    with ThreadPoolExecutor(len(replicas)) as threads:
        list(threads.map(Replica.stop, replicas))


def test_a_text_that_nobody_was_told_of_is_found_by_the_sweep(desk: Desk, many: int) -> None:
    batch = Batch(desk, "no bell", many)
    batch.come_in_without_a_bell()
    assert batch.assert_all_read_once() <= a_few(many)


def test_two_beats_do_no_more_than_one(desk: Desk, many: int) -> None:
    second = desk.composition.add("beat")
    try:
        second.await_health()
        batch = Batch(desk, "two beats", many)
        batch.come_in_without_a_bell()
        assert batch.assert_all_read_once() <= a_few(many)
    finally:
        second.stop()
        desk.composition.replicas.remove(second)


def test_sweeps_at_the_same_time_ring_once_for_each_text(desk: Desk, many: int) -> None:
    stopped = [*desk.composition.of("worker"), *desk.composition.of("beat")]
    stop(*stopped)
    some = min(many, 500)  # fewer than a sweep rings for at once
    batch = Batch(desk, "sweeps at once", some)
    batch.come_in_without_a_bell()
    unheard = "SELECT count(*) FROM claims_article WHERE quiet_until <= now() AND publisher = %s"
    eventually(lambda: desk.postgres.ask(unheard, batch.name) == [(some,)], "they are unheard")
    desk.shell(SWEEP_AT_ONCE, SWEEPERS)
    with desk.redis.client() as client:
        bells = Counter(
            json.loads(each)["headers"]["task"] for each in client.lrange("extraction", 0, -1)
        )
    assert bells["workers.tasks.read_article"] == some
    # Whoever finds the queue empty rings for the claims of earlier texts, and after that nobody does.
    assert bells["workers.tasks.compare_claims"] <= SWEEPERS
    for replica in stopped:
        replica.start()
    assert batch.assert_all_read_once() <= a_few(many)


SWEEPERS = 4

# What was rung for is left alone for longer than the test takes.
SWEEP_AT_ONCE = """
from multiprocessing import Process
from django.conf import settings
from workers.tasks import sweep
settings.FACTCHECK_SWEEP_SECONDS = 600
def sweep_often():
    for _ in range(20): sweep()
sweepers = [Process(target=sweep_often) for _ in range(told)]
for sweeper in sweepers: sweeper.start()
for sweeper in sweepers: sweeper.join()
assert [sweeper.exitcode for sweeper in sweepers] == [0] * told
"""
