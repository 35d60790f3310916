"""Leases a second: the one statement of `take_next_review` against the two ways an ORM suggests.

    python -m benchmarks.leases                     SQLite, in a file of its own
    DATABASE_URL=postgres://… python -m benchmarks.leases --threads 16

The database is made for the run and dropped after it. The ways take turns, a round each, on one queue and one
set of threads, so that a slow minute of the machine is slow for all; what a round took leaves the queue before
the next. Every way writes the same lease and the same event. The run fails if anything is leased twice.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from secrets import token_urlsafe
from statistics import quantiles
from threading import Barrier

import django
from tqdm import tqdm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_SECRET_KEY", "nothing is signed here")
# A reviewer of a round takes more than a person may.
os.environ["FACTCHECK_MAX_LEASES"] = "10000"
django.setup()

# Models can be imported only now.
from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from claims.intake import Source, submit_article  # noqa: E402
from claims.models import Event, Review, record  # noqa: E402
from claims.models.reviews import ReviewQuerySet  # noqa: E402
from claims.queue import take_next_review  # noqa: E402
from claims.reading import Reading, record_extraction  # noqa: E402

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=30)

Taken = tuple[int, str]  # a review and the token under which its taker believes to hold it


# --- The ways


def one_statement(by: User) -> Taken | None:
    review = take_next_review(by=by, now=NOW)
    return (review.pk, review.lease_token) if review else None


def lock_then_save(by: User) -> Taken | None:
    """Three round trips, the row locked between them. SQLite has no row locks: there the transaction is one."""
    with transaction.atomic():
        review = _waiting().select_for_update(skip_locked=True, of=("self",)).first()
        if review is None:
            return None
        review.reviewer, review.lease_token = by, token_urlsafe(32)
        review.lease_expires_at = NOW + LEASE
        review.save(update_fields=["reviewer", "lease_token", "lease_expires_at"])
        _record(review, by)
    return review.pk, review.lease_token


def read_then_retry(by: User) -> Taken | None:
    """A read, and an update that asks again; whoever comes second reads again."""
    token = token_urlsafe(32)
    while (review := _waiting().first()) is not None:
        with transaction.atomic():
            lease = {"reviewer": by, "lease_token": token, "lease_expires_at": NOW + LEASE}
            if Review.objects.open(NOW).filter(pk=review.pk).update(**lease):
                _record(review, by)
                return review.pk, token
    return None


def _waiting() -> ReviewQuerySet:
    return Review.objects.open(NOW).select_related("claim").in_queue_order()


def _record(review: Review, by: User) -> None:
    record(
        Event.Kind.REVIEW_TAKEN,
        by=by,
        at=NOW,
        article_id=review.claim.article_id,
        claim_id=review.claim_id,
    )


WAYS: list[tuple[str, Callable[[User], Taken | None]]] = [
    ("one statement", one_statement),
    ("select_for_update, save", lock_then_save),
    ("read, conditional update", read_then_retry),
]


# --- The run


@contextmanager
def a_database() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        sqlite = connection.vendor == "sqlite"
        name = str(Path(folder, "leases.sqlite3")) if sqlite else f"factcheck_leases_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = name
        before = connection.creation.create_test_db(verbosity=0)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(str(before), verbosity=0)


def fill_queue(claims: int) -> None:
    """One article with so many claims, of every check-worthiness, in no order."""
    sentence = "The bridge cost {:09,} crowns.\n"
    text = "".join(sentence.format(n) for n in range(claims))
    width = len(sentence.format(0))
    article, _ = submit_article(text=text, source=Source(), by=None, now=NOW)
    found = [
        {
            "start": n * width,
            "end": (n + 1) * width - 1,
            "text": text[n * width : (n + 1) * width - 1],
            "check_worthiness": n * 7919 % 1009 / 1009,
        }
        for n in range(claims)
    ]
    reading = Reading("benchmark", found, ledger=[], sentences_count=claims, milliseconds=0)
    record_extraction(article_id=article.pk, reading=reading, now=NOW)


def take_round(
    take: Callable[[User], Taken | None],
    reviewers: list[User],
    threads: ThreadPoolExecutor,
    leases: int,
) -> tuple[float, list[float]]:
    """Take `leases` reviews with all threads at once: the seconds it took, and the milliseconds of each.

    Fails if two of them were given one review, or if the row shows another's token.
    """
    start = Barrier(len(reviewers) + 1)
    turns = iter(range(leases))  # `next` on it is atomic

    def work(by: User) -> list[tuple[Taken, float]]:
        start.wait()
        done = []
        for _ in turns:
            began = time.perf_counter()
            taken = take(by)
            assert taken is not None, "the queue is empty"
            done.append((taken, 1000 * (time.perf_counter() - began)))
        return done

    working = [threads.submit(work, by) for by in reviewers]
    start.wait()
    began = time.perf_counter()
    done = [each for future in working for each in future.result()]
    seconds = time.perf_counter() - began

    believed = dict(taken for taken, _ in done)
    assert len(believed) == len(done) == leases, "a review was leased twice"
    rows = Review.objects.filter(pk__in=believed)
    assert dict(rows.values_list("pk", "lease_token")) == believed, "a lease was overwritten"
    rows.update(status=Review.Status.CANCELLED, lease_token="", lease_expires_at=None)
    return seconds, [milliseconds for _, milliseconds in done]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--claims", type=int, default=20_000, help="how long the queue is at first")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=10, help="of each way")
    parser.add_argument("--leases", type=int, default=200, help="in each round")
    options = parser.parse_args()
    needed = options.rounds * options.leases * len(WAYS)
    if options.claims < needed:
        parser.error(f"--claims {options.claims}: the rounds take {needed}")

    seconds = dict.fromkeys(dict(WAYS), 0.0)
    waits: dict[str, list[float]] = {name: [] for name in seconds}
    with a_database(), ThreadPoolExecutor(options.threads) as threads:
        fill_queue(options.claims)
        reviewers = [User.objects.create(username=f"reviewer{n}") for n in range(options.threads)]
        Group.objects.get(name="reviewer").user_set.set(reviewers)
        progress = tqdm(total=needed, unit="lease", disable=None, leave=False)
        for _ in range(options.rounds):
            for name, take in WAYS:
                took, each = take_round(take, reviewers, threads, options.leases)
                seconds[name] += took
                waits[name] += each
                progress.update(options.leases)
        progress.close()
        hang_up(threads, options.threads)

    print(
        f"{connection.vendor}, {options.claims:,} claims queued, {options.threads} threads,"
        f" {options.rounds} rounds of {options.leases} leases each way; none leased twice"
    )
    print(f"{'':26}{'leases/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'slower by':>11}")
    for name in seconds:
        cuts = quantiles(waits[name], n=20)
        rate = options.rounds * options.leases / seconds[name]
        ratio = seconds[name] / seconds["one statement"]
        print(f"{name:26}{rate:9,.0f}{cuts[9]:9.1f}{cuts[18]:9.1f}{ratio:11.1f}")


def hang_up(threads: ThreadPoolExecutor, count: int) -> None:
    """Close each thread's connection: a database in use cannot be dropped."""
    together = Barrier(count)

    def close() -> None:
        together.wait()  # so that every thread gets one of these
        connection.close()

    list(islice(threads.map(lambda _: close(), range(count)), count))


if __name__ == "__main__":
    main()
