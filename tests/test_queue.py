"""Which claim is next, who gets it, and for how long."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from claims.errors import NotFound, WrongState
from claims.leases import my_leases
from claims.models import Claim, Event, Review
from claims.models import in_review as is_in_review
from claims.publishing import RETURNED_TO_AUTHOR_FOR, return_verdict
from claims.queue import release_review, take_next_review, take_review
from tests.builders import (
    A_SECOND,
    a_claim,
    a_leased_claim,
    a_proposed_verdict,
    a_read_article,
    a_sentence,
    all_rows,
    at_once,
)

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def half_an_hour(settings: Settings) -> None:
    settings.FACTCHECK_LEASE_MINUTES = LEASE / timedelta(minutes=1)
    settings.FACTCHECK_MAX_LEASES = 100


def taken_claims(by: User, now: datetime) -> list[Claim]:
    """What `by` gets, until nothing is left."""
    claims = []
    while (review := take_next_review(by=by, now=now)) is not None:
        claims.append(review.claim)
    return claims


def a_returned_claim(author: User, editor: User, now: datetime, **fields: Any) -> Claim:
    claim = a_claim(now=now, **fields)
    verdict = a_proposed_verdict(author, now, claim=claim)
    return_verdict(verdict_id=verdict.pk, note="Which account?", by=editor, now=now)
    return claim


# --- The order


def test_the_queue_goes_by_priority_then_check_worthiness_then_age(
    now: datetime, alice: User
) -> None:
    made = [
        a_claim(now=now, priority=priority, check_worthiness=worth)
        for priority, worth in [(0, 0.5), (0, 0.9), (5, 0.1), (-1, 1.0), (5, 0.2), (0, 0.5)]
    ]
    assert [made.index(claim) for claim in taken_claims(alice, now)] == [4, 2, 1, 0, 5, 3]


def test_what_was_returned_to_me_comes_before_everything(
    now: datetime, alice: User, bob: User
) -> None:
    returned = a_returned_claim(alice, bob, now, check_worthiness=0.0)
    urgent = a_claim(now=now, priority=100)
    assert taken_claims(alice, now) == [returned, urgent]


def test_what_was_returned_is_its_authors_alone_for_a_day(
    now: datetime, alice: User, carol: User, bob: User
) -> None:
    assert timedelta(hours=24) == RETURNED_TO_AUTHOR_FOR
    returned = a_returned_claim(alice, bob, now, priority=100)
    last_second = now + RETURNED_TO_AUTHOR_FOR - A_SECOND
    assert take_next_review(by=carol, now=last_second) is None
    with pytest.raises(WrongState):
        take_review(claim_id=returned.pk, by=carol, now=last_second)
    assert taken_claims(carol, now + RETURNED_TO_AUTHOR_FOR) == [returned]


def test_what_was_returned_stays_its_authors_when_they_give_it_back_within_the_day(
    now: datetime, alice: User, carol: User, bob: User
) -> None:
    a_returned_claim(alice, bob, now)
    review = take_next_review(by=alice, now=now)
    assert review is not None
    release_review(claim_id=review.claim_id, token=review.lease_token, by=alice, now=now)
    assert take_next_review(by=carol, now=now) is None
    assert take_next_review(by=alice, now=now) == review


def test_an_empty_queue_gives_nothing_and_writes_nothing(now: datetime, alice: User) -> None:
    a_read_article(a_sentence(), now=now)
    before = all_rows()
    assert take_next_review(by=alice, now=now) is None
    assert all_rows() == before


def test_a_decided_claim_is_not_in_the_queue(now: datetime, alice: User, carol: User) -> None:
    verdict = a_proposed_verdict(alice, now)
    assert take_next_review(by=carol, now=now + timedelta(days=7)) is None
    with pytest.raises(WrongState):
        take_review(claim_id=verdict.claim_id, by=carol, now=now)


# --- The lease


def test_a_lease_is_one_persons_for_its_time_and_then_offered_again_under_a_new_token(
    now: datetime, alice: User, carol: User
) -> None:
    claim = a_claim(now=now)
    first = take_next_review(by=alice, now=now)
    assert first is not None
    assert first.lease_expires_at == now + LEASE
    assert len(first.lease_token) == 43
    last_second = now + LEASE - A_SECOND
    assert take_next_review(by=carol, now=last_second) is None
    assert take_next_review(by=alice, now=last_second) is None
    second = take_next_review(by=carol, now=now + LEASE)
    assert second is not None
    assert (second.claim, second.reviewer) == (claim, carol)
    assert second.lease_token != first.lease_token


def test_a_claim_is_in_review_while_its_lease_lives(now: datetime, alice: User) -> None:
    a_leased_claim(alice, now)
    for at, expected in ((now, True), (now + LEASE - A_SECOND, True), (now + LEASE, False)):
        assert Claim.objects.annotate(in_review=is_in_review(at)).get().in_review is expected


def test_my_leases_are_the_live_ones_that_i_hold_oldest_first(
    now: datetime, alice: User, carol: User
) -> None:
    ran_out = a_leased_claim(alice, now)
    older = a_leased_claim(alice, now + A_SECOND)
    newer = a_leased_claim(alice, now + 2 * A_SECOND)
    a_leased_claim(carol, now + A_SECOND)
    at = now + LEASE
    assert list(my_leases(by=alice, now=at)) == [older, newer]
    assert list(my_leases(by=alice, now=now + 2 * A_SECOND)) == [ran_out, older, newer]


def test_a_chosen_claim_is_leased_like_the_next_one(
    now: datetime, alice: User, carol: User
) -> None:
    a_claim(now=now, priority=100)
    chosen = a_claim(now=now)
    review = take_review(claim_id=chosen.pk, by=alice, now=now)
    assert (review.claim, review.reviewer) == (chosen, alice)
    assert review.lease_expires_at == now + LEASE
    assert Event.objects.filter(kind=Event.Kind.REVIEW_TAKEN, claim=chosen).count() == 1
    with pytest.raises(WrongState):
        take_review(claim_id=chosen.pk, by=carol, now=now)


def test_choosing_a_claim_that_i_hold_renews_it_under_its_token(now: datetime, alice: User) -> None:
    first = a_leased_claim(alice, now)
    later = now + timedelta(minutes=10)
    again = take_review(claim_id=first.claim_id, by=alice, now=later)
    assert (again.pk, again.lease_token) == (first.pk, first.lease_token)
    assert again.lease_expires_at == later + LEASE


def test_a_claim_that_is_none_cannot_be_chosen(now: datetime, alice: User) -> None:
    with pytest.raises(NotFound):
        take_review(claim_id=0, by=alice, now=now)


def test_nobody_holds_more_than_one_person_may(
    now: datetime, alice: User, carol: User, settings: Settings
) -> None:
    settings.FACTCHECK_MAX_LEASES = 2
    first, second, third = (a_claim(now=now) for _ in range(3))
    take_next_review(by=alice, now=now)
    take_review(claim_id=second.pk, by=alice, now=now)
    before = all_rows()
    with pytest.raises(WrongState, match=r"You hold as many claims as one person may \(2\)"):
        take_next_review(by=alice, now=now)
    with pytest.raises(WrongState, match=r"You hold as many claims as one person may \(2\)"):
        take_review(claim_id=third.pk, by=alice, now=now)
    assert all_rows() == before
    # What they hold they may go on with; and when a lease is over there is room again.
    assert take_review(claim_id=first.pk, by=alice, now=now).claim == first
    assert take_next_review(by=carol, now=now) is not None
    assert take_next_review(by=alice, now=now + LEASE) is not None


# --- Many at once


@pytest.mark.django_db(transaction=True)
def test_eight_takers_of_the_next_get_a_lone_claim_once(
    now: datetime, alice: User, carol: User
) -> None:
    a_claim(now=now)
    answers = at_once(
        *[
            lambda: take_next_review(by=alice, now=now),
            lambda: take_next_review(by=carol, now=now),
        ]
        * 4
    )
    winners = [review for review in answers if review is not None]
    assert [review.lease_token for review in winners] == [Review.objects.get().lease_token]


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_one_claim_at_once_get_it_once(
    now: datetime, alice: User, carol: User
) -> None:
    claim = a_claim(now=now)
    answers = at_once(
        lambda: take_review(claim_id=claim.pk, by=alice, now=now),
        lambda: take_review(claim_id=claim.pk, by=carol, now=now),
    )
    assert {type(answer) for answer in answers} == {Review, WrongState}


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_empty_a_queue_of_forty_and_each_claim_is_leased_once(
    now: datetime, alice: User, carol: User
) -> None:
    sentences = [a_sentence() for _ in range(40)]
    article = a_read_article(" ".join(sentences), *sentences, now=now)

    def take_all(by: User) -> list[Claim]:
        return taken_claims(by, now)

    answers = at_once(*[lambda: take_all(alice), lambda: take_all(carol)] * 4)
    taken = [claim.pk for claims in answers for claim in claims]
    assert sorted(taken) == sorted(article.claims.values_list("pk", flat=True))
    assert len(set(Review.objects.values_list("lease_token", flat=True))) == 40


# --- The plan


@pytest.mark.services
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_twenty_thousand_open_reviews_are_not_read_to_find_the_next(
    who: str, now: datetime, alice: User, bob: User
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the plan of PostgreSQL: run the tests with DATABASE_URL=postgres://…")
    claim = a_claim(now=now)
    Review.objects.bulk_create(
        [
            Review(claim=claim, priority=n % 3, check_worthiness=n % 101 / 101, created_at=now)
            for n in range(20_000)
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_review")
    with CaptureQueriesContext(connection) as queries:
        assert take_next_review(by={"alice": alice, "bob": bob}[who], now=now) is not None
    statement = next(q["sql"] for q in queries if q["sql"].lstrip().startswith("UPDATE"))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using review_queue" in plan, plan
    assert "Seq Scan on claims_review" not in plan, plan
