"""The front page: what is mine, how the desk stands, and charts whose numbers stand in a table too."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from claims import figures
from claims.models import Article, ExtractionRun, Heartbeat, Review, Verdict
from claims.publishing import return_verdict
from claims.queue import take_next_review
from claims.review import dismiss_claim, save_draft
from factcheck.admin.charts import TALL, TOP, lying, upright
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db


def front(user: User) -> str:
    return signed_in(user).get("/admin/").content.decode()


def said_of(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(?:<a [^>]*>)?([^<]*)", page)
    assert found is not None, name
    return found[1]


def test_it_says_how_the_desk_stands(alice: User, bob: User) -> None:
    now = timezone.now()
    builders.a_published_verdict(alice, bob, now, claim=builders.a_claim("A fell by 1.", now=now))
    builders.a_proposed_verdict(alice, now, claim=builders.a_claim("B fell by 2.", now=now))
    builders.a_claim("C fell by 3.", now=now - timedelta(hours=3, minutes=50))
    builders.a_claim("D fell by 4.", now=now)
    take_next_review(by=alice, now=now)
    page = front(bob)
    assert [said_of(page, name) for name in ("Waiting", "In review", "Awaiting an editor")] == [
        *("1", "1", "1")
    ]
    assert said_of(page, "Published today") == "1"
    assert said_of(page, "Workers heard") == "never"
    for role in Heartbeat.Role.values:
        Heartbeat.objects.beat("w", roles=[role])
    assert said_of(front(bob), "Workers heard").endswith(" s ago")


def test_the_oldest_that_waits_is_told_by_its_age(bob: User) -> None:
    builders.a_claim("C fell by 3.", now=timezone.now() - timedelta(hours=3, minutes=50))
    builders.a_claim("D fell by 4.", now=timezone.now())
    assert said_of(front(bob), "The oldest waits") == "3 h"


def test_what_was_returned_to_me_is_kept_for_me_with_the_note(alice: User, bob: User) -> None:
    now = timezone.now()
    returned = builders.a_proposed_verdict(
        alice, now, claim=builders.a_claim("A fell by 1.", now=now)
    )
    return_verdict(verdict_id=returned.pk, note="Which year?", by=bob, now=now)
    page = front(alice)
    assert "Kept for you" in page
    assert "Which year?" in page


def test_a_draft_whose_lease_is_over_is_found_again(alice: User) -> None:
    now = timezone.now()
    review = builders.a_leased_claim(alice, now)
    save_draft(
        token=review.lease_token,
        claim_id=review.claim_id,
        content={"conclusion": "It"},
        by=alice,
        now=now,
    )
    assert "Begun, and not with you" not in front(alice)
    Review.objects.update(lease_token="", lease_expires_at=None)
    assert "Begun, and not with you" in front(alice)


@pytest.mark.parametrize(
    ("who", "standing", "people"),
    [("alice", True, False), ("bob", True, True), ("sam", False, False), ("olga", False, False)],
)
def test_each_role_sees_what_it_works_with(
    who: str, standing: bool, people: bool, request: pytest.FixtureRequest
) -> None:
    page = front(request.getfixturevalue(who))
    assert ("How the desk stands" in page) is standing
    assert ("Work by reviewer" in page) is people


# --- The figures


def test_days_are_counted_where_the_desk_is(alice: User, bob: User, settings: Settings) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.activate("Pacific/Auckland")
    try:
        now = datetime.fromisoformat("2026-11-24T23:30+13:00")
        verdict = builders.a_published_verdict(alice, bob, now)
        Verdict.objects.update(published_at=datetime.fromisoformat("2026-11-24T00:10+13:00"))
        Article.objects.update(created_at=datetime.fromisoformat("2026-11-23T21:10+13:00"))
        ExtractionRun.objects.update(finished_at=datetime.fromisoformat("2026-11-23T23:50+13:00"))
        today, yesterday = date(2026, 11, 24), date(2026, 11, 23)
        assert figures.published_by_day(now=now)[today] == 1
        assert figures.found_by_day(now=now)[yesterday] == 1
        assert figures.hours_by_day(now=now)[today] == 3
        assert figures.hours_by_day(now=now)[yesterday] is None
        assert len(figures.found_by_day(now=now)) == figures.DAYS
        assert verdict.pk
    finally:
        timezone.deactivate()


def test_work_is_what_took_a_claim_off_the_queue(alice: User, bob: User) -> None:
    now = timezone.now()
    builders.a_proposed_verdict(alice, now, claim=builders.a_claim("A fell by 1.", now=now))
    for words in ("B fell by 2.", "C fell by 3."):
        review = builders.a_leased_claim(bob, now, builders.a_claim(words, now=now))
        dismiss_claim(
            claim_id=review.claim_id,
            token=review.lease_token,
            reason="No claim.",
            by=bob,
            now=now,
        )
    assert figures.work_by_reviewer(now=now) == [("bob", 2), ("alice", 1)]
    assert figures.work_by_reviewer(now=now + timedelta(days=figures.DAYS)) == []


def test_a_rating_that_the_scale_has_dropped_is_counted_while_verdicts_bear_it(
    alice: User, bob: User
) -> None:
    now = timezone.now()
    verdict = builders.a_published_verdict(alice, bob, now)
    given = verdict.rating
    assert given is not None
    given.active = False
    given.save()
    assert (given, 1) in figures.published_by_rating(now=now)
    Verdict.objects.update(state="retracted")
    assert given not in [step for step, _ in figures.published_by_rating(now=now)]


def test_counting_stops_where_nobody_needs_to_know_more(
    monkeypatch: pytest.MonkeyPatch, bob: User
) -> None:
    monkeypatch.setattr(figures, "MOST_COUNTED", 2)
    monkeypatch.setattr("factcheck.admin.front.MOST_COUNTED", 2)
    for number in range(3):
        builders.a_claim(f"{number} fell by 1.", now=timezone.now())
    assert said_of(front(bob), "Waiting") == "2+"


def test_more_rows_need_no_more_queries(
    alice: User, bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def fill(words: str) -> None:
        now = timezone.now()
        builders.a_published_verdict(
            alice, bob, now, claim=builders.a_claim(f"{words} a.", now=now)
        )
        builders.a_proposed_verdict(alice, now, claim=builders.a_claim(f"{words} b.", now=now))
        builders.a_claim(f"{words} c.", now=now)

    client = signed_in(bob)
    fill("One fell by 1")
    with django_assert_max_num_queries(60) as one:
        client.get("/admin/")
    for number in range(5):
        fill(f"{number} rose by 2")
    with django_assert_max_num_queries(len(one)):
        client.get("/admin/")


# --- The charts


@pytest.mark.parametrize(
    ("values", "top"), [([0], "2"), ([1, 2], "2"), ([3], "4"), ([41], "100"), ([0.5], "2")]
)
def test_an_axis_ends_at_a_round_number(values: list[float], top: str) -> None:
    chart = upright("c", "C", [(str(v), v) for v in values], column="Day", unit="claims")
    assert chart.ticks[-1][1] == top
    assert all(TOP <= bar.y <= TOP + TALL for bar in chart.bars)


def test_little_is_drawn_and_nothing_is_not() -> None:
    values: list[tuple[str, float | None]] = [("a", 100_000), ("b", 1), ("c", 0), ("d", None)]
    chart = upright("c", "C", values, column="Day", unit="claims")
    assert [bar.height for bar in chart.bars] == [TALL, 1, 0, 0]
    assert [bar.number for bar in chart.bars] == ["100,000", "1", "0", "–"]
    assert "a: 100,000 claims" in chart.in_words


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    name = "<b>A name that goes on"
    chart = lying("c", "C", [(name, 3, "")], column="Reviewer", unit="claims")
    assert (chart.bars[0].label, chart.bars[0].name) == ("<b>A name that go…", name)
