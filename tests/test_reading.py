"""What became of an article's text: its claims in the queue, or a failure; and a person's own claims."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError

from claims.errors import Invalid, NotFound, WrongState
from claims.intake import Source, send_again, submit_article
from claims.models import Article, Claim, Review
from claims.reading import begin_work, fail_article, put_off, record_extraction
from tests.builders import a_read_article, a_reading, all_rows, an_article, at_once

pytestmark = pytest.mark.django_db

Status = Article.Status
TEXT = "👍 Rain fell on Monday.\r\nRents rose by 9 percent, Ada Novak said.\nSo it goes."
RAIN, RENTS = "Rain fell on Monday.", "Rents rose by 9 percent"


# --- A reading


def test_a_reading_makes_the_article_read_and_puts_each_claim_in_the_queue(now: datetime) -> None:
    article = an_article(TEXT, now=now)
    ledger = [[64, 75, 0.1, "says nothing that can be checked"]]
    reading = replace(a_reading(TEXT, RAIN, RENTS, priority=3), ledger=ledger, sentences_count=3)
    run = record_extraction(article_id=article.pk, reading=reading, now=now)
    article.refresh_from_db()
    assert (article.status, article.extracted_at, article.next_attempt_at) == (
        Status.EXTRACTED,
        now,
        None,
    )
    assert (run.extractor, run.claims_count, run.sentences_count) == ("by-hand 1", 2, 3)
    assert run.ledger == ledger
    claims = list(article.claims.order_by("start"))
    assert [claim.quote for claim in claims] == [RAIN, RENTS]
    assert all(article.text[claim.start : claim.end] == claim.quote for claim in claims)
    assert {claim.status for claim in claims} == {Claim.Status.QUEUED}
    queue = Review.objects.open(now).values_list("claim", "priority", "check_worthiness")
    assert sorted(queue) == [(claim.pk, 3, 0.75) for claim in claims]


def test_a_reading_that_found_nothing_is_a_reading_too(now: datetime) -> None:
    article = a_read_article("So it goes.", now=now)
    assert article.status == Status.EXTRACTED
    assert not Review.objects.exists()


A_CLAIM: dict[str, Any] = {"start": 2, "end": 22, "text": RAIN, "check_worthiness": 0.5}


@pytest.mark.parametrize(
    "broken",
    [
        {**A_CLAIM, "end": 2},
        {**A_CLAIM, "end": 1},
        {**A_CLAIM, "start": -1},
        {**A_CLAIM, "end": len(TEXT) + 1},
        {**A_CLAIM, "start": 999, "end": 1_000},
        {**A_CLAIM, "check_worthiness": 1.5},
        {**A_CLAIM, "claimant_start": 50},
        {**A_CLAIM, "claimant": "Ada Novak", "claimant_start": 50, "claimant_end": 50},
        {**A_CLAIM, "status": "matched"},
    ],
    ids=[
        "empty",
        "backwards",
        "before the text",
        "beyond the text",
        "far beyond the text",
        "too worthy",
        "half a claimant",
        "claimant nowhere",
        "matched to nothing",
    ],
)
def test_one_broken_claim_leaves_nothing_of_a_reading(
    broken: dict[str, Any], now: datetime
) -> None:
    article = an_article(TEXT, now=now)
    before = all_rows()
    sound = a_reading(TEXT, RENTS)
    with pytest.raises((Invalid, DatabaseError)):
        record_extraction(
            article_id=article.pk, reading=replace(sound, claims=[*sound.claims, broken]), now=now
        )
    assert all_rows() == before
    record_extraction(article_id=article.pk, reading=sound, now=now)


def test_a_reading_that_found_one_span_twice_leaves_nothing(now: datetime) -> None:
    article = an_article(TEXT, now=now)
    before = all_rows()
    with pytest.raises(DatabaseError):
        record_extraction(article_id=article.pk, reading=a_reading(TEXT, RAIN, RAIN), now=now)
    assert all_rows() == before


def test_an_article_is_read_once(now: datetime) -> None:
    article = a_read_article(TEXT, RAIN, now=now)
    before = all_rows()
    for reading in (a_reading(TEXT, RENTS), replace(a_reading(TEXT), extractor="another 2")):
        with pytest.raises(WrongState):
            record_extraction(article_id=article.pk, reading=reading, now=now)
    assert all_rows() == before


@pytest.mark.django_db(transaction=True)
def test_two_readings_of_one_article_at_once_are_one(now: datetime) -> None:
    article = an_article(TEXT, now=now)

    def read() -> Any:
        reading = a_reading(TEXT, RAIN, RENTS)
        return record_extraction(article_id=article.pk, reading=reading, now=now)

    answers = at_once(*[read] * 6)
    assert sum(isinstance(answer, WrongState) for answer in answers) == 5
    assert (Claim.objects.count(), Review.objects.count()) == (2, 2)


def test_an_article_without_its_text_is_not_read(now: datetime) -> None:
    page, _ = submit_article(text=None, source=Source(url="https://example.org/"), by=None, now=now)
    for article_id in (page.pk, 0):
        with pytest.raises(WrongState):
            record_extraction(article_id=article_id, reading=a_reading(TEXT, RAIN), now=now)
    assert not Claim.objects.exists()


# --- Failing, and being sent again


def test_a_failed_article_says_why_and_is_sent_again_from_where_it_was(
    now: datetime, sam: User
) -> None:
    page, _ = submit_article(text=None, source=Source(url="https://example.org/"), by=sam, now=now)
    article = an_article(now=now)
    later = now + timedelta(hours=1)
    for unfinished, stage in ((page, Status.FETCHING), (article, Status.RECEIVED)):
        begin_work(article_id=unfinished.pk, stage=stage, now=now)
        assert fail_article(article_id=unfinished.pk, reason="No answer.", now=now)
        unfinished.refresh_from_db()
        assert (unfinished.status, unfinished.error) == (Status.FAILED, "No answer.")
        assert not Article.objects.due(later).filter(pk=unfinished.pk).exists()
        again = send_again(article_id=unfinished.pk, by=sam, now=later)
        assert (again.status, again.error, again.attempts) == (stage, "", 0)
        assert begin_work(article_id=unfinished.pk, stage=stage, now=later)


def test_only_an_unfinished_article_fails(now: datetime) -> None:
    article = a_read_article(TEXT, RAIN, now=now)
    before = all_rows()
    assert not fail_article(article_id=article.pk, reason="Too late.", now=now)
    put_off(article_id=article.pk, reason="Too late.", until=now)
    assert all_rows() == before


def test_an_attempt_that_was_overtaken_changes_nothing(now: datetime) -> None:
    article = an_article(now=now)
    later = now + timedelta(minutes=1)
    for at in (now, later):
        assert begin_work(article_id=article.pk, stage=Status.RECEIVED, now=at)
    before = all_rows()
    assert not fail_article(article_id=article.pk, attempts=1, reason="Too late.", now=later)
    put_off(article_id=article.pk, attempts=1, reason="Too late.", until=now)
    assert all_rows() == before
    assert fail_article(article_id=article.pk, attempts=2, reason="No answer.", now=later)


@pytest.mark.parametrize("made", [an_article, a_read_article], ids=["received", "extracted"])
def test_only_a_failed_article_is_sent_again(
    made: Callable[[str], Article], now: datetime, sam: User
) -> None:
    article = made(TEXT)
    before = all_rows()
    with pytest.raises(WrongState):
        send_again(article_id=article.pk, by=sam, now=now)
    assert all_rows() == before


def test_an_unknown_article_is_not_found(now: datetime, sam: User, alice: User) -> None:
    with pytest.raises(NotFound):
        send_again(article_id=0, by=sam, now=now)
