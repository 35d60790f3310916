"""A claim that is put aside, left to the editors or handed to a colleague is offered to the right people, and why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.errors import Invalid, LeaseLost, WrongState
from claims.models import Claim, Draft, Review
from claims.publishing import return_verdict
from claims.queue import (
    HANDED_OVER_FOR,
    SKIPPED_FOR,
    hand_over_review,
    release_review,
    skip_review,
    take_next_review,
    take_review,
    why_next,
)
from claims.review import draft_of, save_draft
from tests.builders import (
    A_SECOND,
    a_claim,
    a_leased_claim,
    a_proposed_verdict,
    all_rows,
    at_once,
)

pytestmark = pytest.mark.django_db


def skip(review: Review, by: User, now: datetime, to: str = "later") -> Review:
    return skip_review(
        claim_id=review.claim_id,
        token=review.lease_token,
        reason="The figures are out of my field.",
        to=to,
        by=by,
        now=now,
    )


def hand_over(review: Review, by: User, now: datetime, colleague: str) -> Review:
    return hand_over_review(
        claim_id=review.claim_id,
        token=review.lease_token,
        colleague=colleague,
        reason="You know these accounts.",
        by=by,
        now=now,
    )


def offered(by: User, now: datetime) -> Claim | None:
    """What the next would be, which goes back at once."""
    review = take_next_review(by=by, now=now)
    if review is None:
        return None
    release_review(claim_id=review.claim_id, token=review.lease_token, by=by, now=now)
    return review.claim


# --- Later


def test_what_i_skip_keeps_its_place_for_others_and_is_not_offered_to_me_for_four_hours(
    now: datetime, alice: User, carol: User
) -> None:
    assert timedelta(hours=4) == SKIPPED_FOR
    skipped = a_claim(now=now, priority=9)
    other = a_claim(now=now)
    skip(a_leased_claim(alice, now, skipped), alice, now)
    assert offered(alice, now) == other
    assert offered(carol, now) == skipped
    assert offered(alice, now + SKIPPED_FOR - A_SECOND) == other
    assert offered(alice, now + SKIPPED_FOR) == skipped


def test_what_i_skip_i_may_still_choose_and_find_my_draft(now: datetime, alice: User) -> None:
    review = a_leased_claim(alice, now)
    shown: dict[str, Any] = {"claim_id": review.claim_id, "by": alice, "now": now}
    save_draft(token=review.lease_token, content={"conclusion": "So far."}, **shown)
    skip(review, alice, now)
    assert Claim.objects.get().status == Claim.Status.QUEUED
    assert draft_of(claim_id=review.claim_id, by=alice) == {"conclusion": "So far."}
    assert take_review(**shown).reviewer == alice


def test_skipping_again_begins_the_four_hours_anew(now: datetime, alice: User) -> None:
    claim = a_claim(now=now)
    skip(a_leased_claim(alice, now, claim), alice, now)
    later = now + timedelta(hours=1)
    skip(a_leased_claim(alice, later, claim), alice, later)
    assert offered(alice, now + SKIPPED_FOR) is None
    assert offered(alice, later + SKIPPED_FOR) == claim


def test_what_was_returned_to_me_and_i_skip_is_anybodys_at_once(
    now: datetime, alice: User, bob: User, carol: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    return_verdict(verdict_id=verdict.pk, note="Which account?", by=bob, now=now)
    skip(a_leased_claim(alice, now, verdict.claim), alice, now)
    assert offered(alice, now) is None
    assert offered(carol, now) == verdict.claim


# --- To the editors


def test_what_is_left_to_the_editors_is_their_first_and_no_reviewers(
    now: datetime, alice: User, carol: User, bob: User
) -> None:
    hard = a_claim(now=now)
    easy = a_claim(now=now, priority=100)
    skip(a_leased_claim(alice, now, hard), alice, now, to="editor")
    for reviewer in (alice, carol):
        assert offered(reviewer, now + timedelta(days=30)) == easy
        with pytest.raises(WrongState):
            take_review(claim_id=hard.pk, by=reviewer, now=now)
    assert offered(bob, now) == hard
    # Looked at and given back it is still theirs; handed to somebody it is no longer.
    assert offered(bob, now) == hard
    hand_over(a_leased_claim(bob, now, hard), bob, now, "carol")
    assert offered(bob, now) == easy
    assert offered(carol, now) == hard
    assert offered(alice, now + HANDED_OVER_FOR) == easy
    assert take_review(claim_id=hard.pk, by=alice, now=now + HANDED_OVER_FOR).claim == hard


def test_an_editor_who_leaves_a_claim_to_the_editors_means_the_others(
    now: datetime, bob: User, erin: User
) -> None:
    claim = a_claim(now=now)
    skip(a_leased_claim(bob, now, claim), bob, now, to="editor")
    assert offered(bob, now) is None
    assert offered(erin, now) == claim


# --- To a colleague


def test_what_is_handed_to_me_is_mine_for_a_day_before_everything_and_then_anybodys(
    now: datetime, alice: User, carol: User, bob: User
) -> None:
    assert timedelta(hours=24) == HANDED_OVER_FOR
    handed = a_claim(now=now, check_worthiness=0.0)
    urgent = a_claim(now=now, priority=100)
    hand_over(a_leased_claim(alice, now, handed), alice, now, "carol")
    assert offered(carol, now) == handed
    assert offered(bob, now) == urgent
    last_second = now + HANDED_OVER_FOR - A_SECOND
    for other in (alice, bob):
        with pytest.raises(WrongState):
            take_review(claim_id=handed.pk, by=other, now=last_second)
    assert take_review(claim_id=handed.pk, by=bob, now=now + HANDED_OVER_FOR).claim == handed


def test_what_i_skipped_and_a_colleague_hands_me_is_offered_to_me(
    now: datetime, alice: User, carol: User
) -> None:
    claim = a_claim(now=now)
    skip(a_leased_claim(carol, now, claim), carol, now)
    hand_over(a_leased_claim(alice, now, claim), alice, now, "carol")
    assert offered(carol, now) == claim


@pytest.mark.parametrize(
    "colleague", ["nobody", "", "sam", "olga", "alice", "left", "\0", "\ud800"]
)
def test_a_claim_is_handed_to_another_reviewer_who_is_here(
    colleague: str, now: datetime, alice: User, sam: User, olga: User, carol: User
) -> None:
    carol.username, carol.is_active = "left", False
    carol.save()
    review = a_leased_claim(alice, now)
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        hand_over(review, alice, now, colleague)
    assert list(refusal.value.errors) == ["colleague"]
    assert all_rows() == before


def test_an_editor_and_a_superuser_are_colleagues_too(
    now: datetime, alice: User, bob: User, root: User
) -> None:
    for colleague in ("bob", "root"):
        claim = a_claim(now=now)
        review = hand_over(a_leased_claim(alice, now, claim), alice, now, colleague)
        assert review.reserved_for == User.objects.get(username=colleague)


# --- What is refused


@pytest.mark.parametrize("reason", ["", " \n", "NUL \0", "x" * 5_001])
def test_nothing_is_put_aside_without_a_reason(
    reason: str, now: datetime, alice: User, carol: User
) -> None:
    review = a_leased_claim(alice, now)
    shown: dict[str, Any] = {
        "claim_id": review.claim_id,
        "token": review.lease_token,
        "by": alice,
        "now": now,
    }
    before = all_rows()
    steps: list[Callable[..., Any]] = [
        partial(skip_review, to="later"),
        partial(hand_over_review, colleague="carol"),
    ]
    for step in steps:
        with pytest.raises(Invalid) as refusal:
            step(**shown, reason=reason)
        assert list(refusal.value.errors) == ["reason"]
    assert all_rows() == before


def test_a_claim_is_skipped_to_a_place_that_there_is(now: datetime, alice: User) -> None:
    review = a_leased_claim(alice, now)
    with pytest.raises(Invalid) as refusal:
        skip(review, alice, now, to="carol")
    assert list(refusal.value.errors) == ["to"]


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_skip_and_hand_over_at_once_one_does(
    now: datetime, alice: User, carol: User
) -> None:
    review = a_leased_claim(alice, now)
    answers = at_once(
        lambda: skip(review, alice, now), lambda: hand_over(review, alice, now, "carol")
    )
    assert {type(answer) for answer in answers} == {Review, LeaseLost}
    assert Draft.objects.count() == 0


# --- Why this one


def reasons(review: Review, by: User, now: datetime) -> list[tuple[str, str, str]]:
    return [(why.kind, why.by, why.note) for why in why_next(review=review, by=by, now=now)]


PLACE: list[tuple[str, str, str]] = [("check_worthiness", "", ""), ("waiting", "", "")]


def test_a_review_says_why_it_is_offered(
    now: datetime, alice: User, bob: User, carol: User
) -> None:
    claim = a_claim(now=now, check_worthiness=0.834, priority=3)
    review = a_leased_claim(alice, now, claim)
    place = [("priority", "", ""), *PLACE]
    assert reasons(review, alice, now) == place
    assert [why.text for why in why_next(review=review, by=alice, now=now)] == [
        "Priority 3",
        "Check-worthiness .83",
        "Waiting since 2 March 2026, 09:30 UTC",
    ]

    hand_over(review, alice, now, "carol")
    review = a_leased_claim(carol, now, claim)
    handed = ("handed_over", "alice", "You know these accounts.")
    assert reasons(review, carol, now) == [handed, *place]

    skip(review, carol, now, to="editor")
    review = a_leased_claim(bob, now, claim)
    sent = ("for_editor", "carol", "The figures are out of my field.")
    assert reasons(review, bob, now) == [sent, *place]


def test_a_returned_verdict_says_who_returned_it_and_with_which_words(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    return_verdict(verdict_id=verdict.pk, note="Which account?", by=bob, now=now)
    review = a_leased_claim(alice, now, verdict.claim)
    assert reasons(review, alice, now) == [("returned", "bob", "Which account?"), *PLACE]


@pytest.mark.parametrize(("worth", "said"), [(0.0, ".00"), (1.0, "1.00"), (0.5, ".50")])
def test_check_worthiness_is_said_in_two_digits(
    worth: float, said: str, now: datetime, alice: User
) -> None:
    review = a_leased_claim(alice, now, a_claim(now=now, check_worthiness=worth))
    (why, _) = why_next(review=review, by=alice, now=now)
    assert why.text == f"Check-worthiness {said}"
