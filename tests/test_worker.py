"""What runs in the background, and the bell that calls for it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from claims import intake, reading
from claims.errors import WrongState
from claims.models import Article, Claim, ClaimMatch, Review
from tests import builders
from workers import celery, tasks
from workers.embedded import EmbeddedWorker, LockTaken, sole_owner
from workers.fetching import FetchFailed, Page

TEXT = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said. How nice that is."


def an_address(url: str = "https://example.org/a") -> Article:
    article, _ = intake.submit_article(
        text=None, source=intake.Source(url=url), by=None, now=timezone.now()
    )
    return article


def a_page(text: str = TEXT, **changes: Any) -> Page:
    return Page(
        **{
            "url": "https://example.org/a",
            "text": text,
            "title": "Rents",
            "author": "",
            "publisher": "The Ostrava Post",
            "language": "en",
            "published_at": None,
            **changes,
        }
    )


@pytest.fixture
def fetches(monkeypatch: pytest.MonkeyPatch) -> Callable[[Page | FetchFailed], None]:
    """What the network gives, said by the test."""

    def give(outcome: Page | FetchFailed) -> None:
        def fetch_page(*args: object, **kwargs: object) -> Page:
            if isinstance(outcome, FetchFailed):
                raise outcome
            return outcome

        monkeypatch.setattr(tasks, "fetch_page", fetch_page)

    return give


@pytest.mark.django_db
class TestReading:
    def test_a_text_becomes_claims_in_the_queue_with_exact_offsets(self) -> None:
        article = builders.an_article(TEXT)
        tasks.read_article(article.pk)
        article.refresh_from_db()
        assert article.status == "extracted"
        claims = list(article.claims.all())
        assert claims
        for claim in claims:
            assert TEXT[claim.start : claim.end] == claim.quote
        assert Review.objects.filter(claim__in=claims, status="open").count() == len(claims)
        run = article.runs.get()
        assert run.claims_count + len(run.ledger) == run.sentences_count

    def test_a_task_that_comes_twice_does_its_work_once(self) -> None:
        article = builders.an_article(TEXT)
        tasks.read_article(article.pk)
        tasks.read_article(article.pk)
        assert article.runs.count() == 1
        assert article.events.filter(kind="article.extracted").count() == 1

    def test_a_task_for_a_row_that_is_gone_is_a_quiet_return(self) -> None:
        tasks.read_article(10**9)
        tasks.fetch_article(10**9)

    def test_a_text_on_which_the_extractor_fails_is_failed_with_the_reason(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: object, **kwargs: object) -> None:
            raise ValueError("no such letter")

        monkeypatch.setattr(tasks, "extract", broken)
        article = builders.an_article(TEXT)
        tasks.read_article(article.pk)
        article.refresh_from_db()
        assert article.status == "failed"
        assert "no such letter" in article.error
        assert not Claim.objects.exists()

    def test_a_reading_that_does_not_fit_its_text_is_failed_with_the_reason(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        article = builders.an_article(TEXT)
        beyond = builders.a_reading(TEXT + " More.", "More.")
        monkeypatch.setattr(tasks, "read", lambda article: beyond)
        tasks.read_article(article.pk)
        article.refresh_from_db()
        assert (article.status, article.claims.count()) == ("failed", 0)
        assert "within the text" in article.error

    def test_a_worker_that_finds_the_work_done_meanwhile_leaves_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def too_late(**kwargs: object) -> None:
            raise WrongState("read already")

        monkeypatch.setattr(reading, "record_extraction", too_late)
        tasks.read_article(builders.an_article(TEXT).pk)


@pytest.mark.django_db
class TestFetching:
    def test_a_page_becomes_a_text_to_read(self, fetches: Callable[[Page], None]) -> None:
        fetches(a_page())
        article = an_address()
        tasks.fetch_article(article.pk)
        article.refresh_from_db()
        assert (article.status, article.text, article.publisher) == (
            "received",
            TEXT,
            "The Ostrava Post",
        )
        tasks.read_article(article.pk)
        assert article.claims.exists()

    def test_a_page_that_may_come_later_is_tried_again_and_then_given_up(
        self, fetches: Callable[[FetchFailed], None]
    ) -> None:
        fetches(FetchFailed("The server answers 503.", retry=True))
        article = an_address()
        for _ in tasks.FETCH_PAUSES:
            tasks.fetch_article(article.pk)
            article.refresh_from_db()
            assert (article.status, article.error) == ("fetching", "The server answers 503.")
            assert article.next_attempt_at is not None
            assert article.next_attempt_at < timezone.now() + timedelta(seconds=30)
            Article.objects.update(next_attempt_at=timezone.now())
        tasks.fetch_article(article.pk)
        article.refresh_from_db()
        assert (article.status, article.next_attempt_at) == ("failed", None)

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            (FetchFailed("The address is private.", retry=False), "private"),
            (a_page("   "), "text:"),
            (a_page("a\0b"), "text:"),
        ],
    )
    def test_a_page_that_cannot_be_had_fails_at_once(
        self,
        outcome: Page | FetchFailed,
        reason: str,
        fetches: Callable[[Page | FetchFailed], None],
    ) -> None:
        fetches(outcome)
        article = an_address()
        tasks.fetch_article(article.pk)
        article.refresh_from_db()
        assert article.status == "failed"
        assert reason in article.error


# --- The bell


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_never_before(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks, "_ring", lambda task, article_id: rung.append(article_id))
    with transaction.atomic():
        article = builders.an_article(TEXT)
        tasks.ring(article)
        assert rung == []
    assert rung == [article.pk]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_no_error_of_the_request(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    settings.EMBEDDED = False
    monkeypatch.setattr(tasks.read_article, "delay", refused)
    with transaction.atomic():
        tasks.ring(builders.an_article(TEXT))


@pytest.mark.django_db
def test_the_sweep_rings_for_what_is_due_and_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.EMBEDDED = False
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.read_article, "delay", lambda pk: rung.append(("read", pk)))
    monkeypatch.setattr(tasks.fetch_article, "delay", lambda pk: rung.append(("fetch", pk)))
    monkeypatch.setattr(tasks.compare_claims, "delay", lambda: None)
    waiting = {"extraction": 0, "fetching": 0, "delivery": 0}
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: waiting[queue])
    text, page = builders.an_article(now=timezone.now()), an_address()
    done = builders.a_claim().article
    begun = builders.an_article("Begun.", now=timezone.now())
    reading.begin_work(article_id=begun.pk, stage=begun.Status.RECEIVED, now=timezone.now())
    tasks.sweep()
    assert rung == []  # all were rung for when they came
    Article.objects.update(quiet_until=timezone.now())
    waiting["extraction"] = tasks.MOST_BELLS
    tasks.sweep()
    assert rung == [("fetch", page.pk)]  # the readers have bells enough
    waiting["extraction"] = 0
    tasks.sweep()
    assert rung == [("fetch", page.pk), ("read", text.pk)]
    assert done.status == "extracted"


@pytest.mark.django_db
def test_the_sweep_rings_once_for_all_claims_that_were_not_compared(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.EMBEDDED = False
    rung: list[str] = []
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 1)
    monkeypatch.setattr(tasks.compare_claims, "delay", lambda: rung.append("compare"))
    for _ in range(3):
        builders.a_claim(now=timezone.now())
    tasks.sweep()
    assert (
        rung == []
    )  # that one may be theirs: with the workers gone, every sweep would add another
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 0)
    tasks.sweep()
    assert rung == ["compare"]
    tasks.compare_claims()
    tasks.sweep()
    assert rung == ["compare"]
    assert not Claim.objects.filter(indexed_at=None).exists()


@pytest.mark.django_db
def test_more_claims_than_are_compared_at_once_are_all_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "COMPARED_AT_ONCE", 2)
    for number in range(5):
        builders.a_claim(f"Rents rose by {number} percent in Ostrava.", now=timezone.now())
    tasks.compare_claims()
    assert not Claim.objects.filter(indexed_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_claims_that_were_read_are_compared_with_earlier_ones_by_the_embedded_worker(
    tmp_path: Path,
) -> None:
    builders.an_article(TEXT, now=timezone.now())
    builders.an_article(f"{TEXT} Bread is dear.", now=timezone.now())
    with EmbeddedWorker(tmp_path / "lock"):
        _until(lambda: ClaimMatch.objects.filter(kind="exact").exists())


def test_the_celery_app_is_the_current_one_before_any_task_is_called() -> None:
    from celery import current_app

    assert current_app.main == celery.app.main == "factcheck"
    assert celery.app.conf.accept_content == ["json"]
    assert celery.app.conf.task_ignore_result


# --- The embedded worker


def test_a_lock_has_one_owner_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with sole_owner(lock), pytest.raises(LockTaken), sole_owner(lock):
        pass
    with sole_owner(lock):
        pass


@pytest.mark.django_db(transaction=True)
def test_the_embedded_worker_takes_up_what_a_dead_one_had_begun(tmp_path: Path) -> None:
    begun, waiting = builders.an_article(TEXT, now=timezone.now()), builders.an_article()
    reading.begin_work(article_id=begun.pk, stage=begun.Status.RECEIVED, now=timezone.now())
    with EmbeddedWorker(tmp_path / "lock"):
        _until(lambda: Article.objects.filter(status="extracted").count() == 2)
    begun.refresh_from_db()
    waiting.refresh_from_db()
    assert (begun.attempts, waiting.attempts) == (2, 1)
    assert begun.runs.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_stands_by_and_takes_over(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with EmbeddedWorker(lock):
        _until(lambda: _taken(lock))
        with EmbeddedWorker(lock):
            first = builders.an_article(now=timezone.now())
            _until(lambda: Article.objects.filter(pk=first.pk, status="extracted").exists())
    assert not _taken(lock)


@pytest.mark.django_db(transaction=True)
def test_the_embedded_worker_outlives_a_task_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Any] = []
    intake_begin_work = reading.begin_work

    def begin_work(**kwargs: Any) -> Article | None:
        if not failures:
            failures.append(kwargs)
            raise RuntimeError("once")
        return intake_begin_work(**kwargs)

    monkeypatch.setattr(reading, "begin_work", begin_work)
    article = builders.an_article(TEXT, now=timezone.now())
    with EmbeddedWorker(tmp_path / "lock"):
        _until(lambda: Article.objects.filter(pk=article.pk, status="extracted").exists())
    assert failures


def _taken(lock: Path) -> bool:
    try:
        with sole_owner(lock):
            return False
    except LockTaken:
        return True


def _until(happened: Callable[[], bool]) -> None:
    """Wait for something another thread does; the bell tells when to look, and at most for 20 s."""
    for _ in range(200):
        if happened():
            return
        with tasks.embedded_bell:
            tasks.embedded_bell.wait(0.1)
    raise AssertionError("It did not happen.")
