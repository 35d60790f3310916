"""A person's own claim: a passage that the reading passed over, or set aside."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User

from claims.errors import Invalid, NotFound, WrongState
from claims.models import Claim, Event, ExtractionRun, Review
from claims.passages import LONGEST_PASSAGE, add_claim
from tests.builders import a_read_article, all_rows, an_article, at_once

pytestmark = pytest.mark.django_db

TEXT = "👍 Rain fell on Monday.\r\nRents rose by 9 percent, Ada Novak said.\nSo it goes."
RAIN, RENTS = "Rain fell on Monday.", "Rents rose by 9 percent"


def test_a_passage_that_was_passed_over_becomes_a_claim_at_the_head_of_its_kind(
    now: datetime, alice: User
) -> None:
    article = a_read_article(TEXT, RAIN, now=now)
    start = TEXT.index(RENTS)
    claim, is_new = add_claim(
        article_id=article.pk, start=start, end=start + len(RENTS), by=alice, now=now
    )
    claim.refresh_from_db()
    assert is_new
    assert (claim.quote, claim.text, claim.added_by, claim.run) == (RENTS, RENTS, alice, None)
    assert Review.objects.open(now).in_queue_order().first() == claim.reviews.get()


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (0, 0, "end"),
        (5, 4, "end"),
        (-3, 5, "end"),
        (0, len(TEXT) + 1, "end"),
        (10**12, 10**12 + 1, "end"),
        (1, 10, "start"),
        (2, 24, "start"),
    ],
    ids=["empty", "backwards", "before", "beyond", "far out", "space before", "line end after"],
)
def test_a_passage_that_is_none_is_refused_by_name(
    start: int, end: int, field: str, now: datetime, alice: User
) -> None:
    article = a_read_article(TEXT, RENTS, now=now)
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        add_claim(article_id=article.pk, start=start, end=end, by=alice, now=now)
    assert list(refusal.value.errors) == [field]
    assert all_rows() == before


def test_a_passage_is_a_claim_once(now: datetime, alice: User) -> None:
    article = a_read_article(TEXT, RAIN, now=now)
    before = all_rows()
    claim, is_new = add_claim(article_id=article.pk, start=2, end=2 + len(RAIN), by=alice, now=now)
    assert (claim, is_new) == (article.claims.get(), False)
    assert all_rows() == before


def test_a_passage_of_an_article_that_is_not_read_yet_waits(now: datetime, alice: User) -> None:
    article = an_article(TEXT, now=now)
    with pytest.raises(WrongState, match="not been read"):
        add_claim(article_id=article.pk, start=2, end=22, by=alice, now=now)


def test_a_line_of_the_ledger_is_raised_with_the_reason_for_which_it_was_set_aside(
    now: datetime, alice: User
) -> None:
    article = a_read_article(TEXT, RENTS, now=now)
    ExtractionRun.objects.update(ledger=[[2, 22, 0.1, "the weather"], [66, 77, 0.0, "no claim"]])
    raised, _ = add_claim(article_id=article.pk, start=2, end=22, by=alice, now=now)
    added, _ = add_claim(article_id=article.pk, start=2, end=21, by=alice, now=now)
    assert raised.reasons != added.reasons
    events = Event.objects.filter(kind=Event.Kind.CLAIM_ADDED).order_by("id")
    assert [event.detail for event in events] == [{"set_aside": "the weather"}, {}]


@pytest.mark.django_db(transaction=True)
def test_two_who_raise_one_passage_at_once_get_one_claim(
    now: datetime, alice: User, carol: User
) -> None:
    article = a_read_article(TEXT, RENTS, now=now)

    def add(by: User) -> tuple[Claim, bool]:
        return add_claim(article_id=article.pk, start=2, end=22, by=by, now=now)

    answers = at_once(lambda: add(alice), lambda: add(carol))
    assert {claim.quote for claim, _ in answers} == {RAIN}
    assert sorted(is_new for _, is_new in answers) == [False, True]


def test_a_passage_is_a_statement_and_not_a_whole_text(now: datetime, alice: User) -> None:
    article = a_read_article("x" * (LONGEST_PASSAGE + 1), now=now)
    with pytest.raises(Invalid, match="at most 5,000"):
        add_claim(article_id=article.pk, start=0, end=LONGEST_PASSAGE + 1, by=alice, now=now)
    claim, _ = add_claim(article_id=article.pk, start=0, end=LONGEST_PASSAGE, by=alice, now=now)
    assert len(claim.quote) == LONGEST_PASSAGE


def test_there_is_no_passage_of_an_article_that_is_none(now: datetime, alice: User) -> None:
    with pytest.raises(NotFound):
        add_claim(article_id=0, start=0, end=1, by=alice, now=now)
