"""A claim that was done with comes back into the queue, for a reason; and what colleagues tell each other of it."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User

from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Claim, Note, Review, Verdict
from claims.publishing import retract_verdict
from claims.queue import take_next_review
from claims.review import dismiss_claim, reopen_claim, write_note
from tests.builders import (
    a_claim,
    a_leased_claim,
    a_proposed_verdict,
    a_published_verdict,
    all_rows,
    at_once,
)

pytestmark = pytest.mark.django_db


def a_dismissed_claim(by: User, now: datetime) -> Claim:
    held = a_leased_claim(by, now)
    return dismiss_claim(
        claim_id=held.claim_id, token=held.lease_token, reason="An opinion.", by=by, now=now
    )


def a_retracted_verdict(author: User, editor: User, now: datetime) -> Verdict:
    verdict = a_published_verdict(author, editor, now)
    return retract_verdict(verdict_id=verdict.pk, note="A forgery.", by=editor, now=now)


def reopen(claim_id: int, by: User, now: datetime, reason: str = "It matters.") -> Claim:
    return reopen_claim(claim_id=claim_id, reason=reason, by=by, now=now)


def test_a_dismissed_claim_is_reopened_with_a_fresh_place_in_the_queue(
    now: datetime, alice: User, carol: User
) -> None:
    claim = a_dismissed_claim(alice, now)
    assert reopen(claim.pk, carol, now).status == Claim.Status.QUEUED
    assert list(claim.reviews.order_by("id").values_list("status", flat=True)) == [
        Review.Status.CANCELLED,
        Review.Status.OPEN,
    ]
    review = take_next_review(by=alice, now=now)
    assert review is not None
    assert review.claim == claim


def test_an_editor_reopens_a_claim_whose_verdict_was_retracted_and_it_gets_another(
    now: datetime, alice: User, bob: User
) -> None:
    first = a_retracted_verdict(alice, bob, now)
    with pytest.raises(NotAllowed):
        reopen(first.claim_id, alice, now)
    claim = reopen(first.claim_id, bob, now)
    second = a_published_verdict(alice, bob, now, claim=claim)
    assert list(Verdict.objects.published().order_by("id")) == [first, second]
    claim.refresh_from_db()
    assert claim.status == Claim.Status.PUBLISHED
    # The verdict of today stands: the one retracted before it opens nothing.
    with pytest.raises(WrongState):
        reopen(claim.pk, bob, now)


def test_what_was_neither_dismissed_nor_retracted_is_not_reopened(
    now: datetime, alice: User, bob: User
) -> None:
    claims = [
        a_claim(now=now),
        a_proposed_verdict(alice, now).claim,
        a_published_verdict(alice, bob, now).claim,
    ]
    before = all_rows()
    for claim in claims:
        with pytest.raises(WrongState):
            reopen(claim.pk, bob, now)
    with pytest.raises(NotFound):
        reopen(0, bob, now)
    assert all_rows() == before


@pytest.mark.parametrize("reason", ["", " ", "x" * 5_001, "\0"])
def test_a_claim_is_reopened_for_a_reason(reason: str, now: datetime, alice: User) -> None:
    claim = a_dismissed_claim(alice, now)
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        reopen(claim.pk, alice, now, reason)
    assert list(refusal.value.errors) == ["reason"]
    assert all_rows() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["dismissed", "retracted"])
def test_two_who_reopen_one_claim_at_once_give_it_one_place(
    state: str, now: datetime, alice: User, bob: User, erin: User
) -> None:
    if state == "dismissed":
        claim = a_dismissed_claim(alice, now)
    else:
        claim = a_retracted_verdict(alice, bob, now).claim
    answers = at_once(lambda: reopen(claim.pk, bob, now), lambda: reopen(claim.pk, erin, now))
    assert {type(answer) for answer in answers} == {Claim, WrongState}
    assert Review.objects.open(now).count() == 1


# --- Notes


def test_notes_are_kept_in_their_order_and_exactly(now: datetime, alice: User, bob: User) -> None:
    claim = a_proposed_verdict(alice, now).claim
    for by, text in (
        (alice, " Ask the city.\n"),
        (bob, "<b>Done</b>"),
        (alice, " Ask the city.\n"),
    ):
        write_note(claim_id=claim.pk, text=text, by=by, now=now)
    assert [(note.author, note.text) for note in claim.notes.all()] == [
        (alice, " Ask the city.\n"),
        (bob, "<b>Done</b>"),
        (alice, " Ask the city.\n"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_note_sent_twice_is_one_note(now: datetime, alice: User) -> None:
    claim = a_claim(now=now)
    notes = at_once(*[lambda: write_note(claim_id=claim.pk, text="Ask.", by=alice, now=now)] * 2)
    assert notes == [Note.objects.get()] * 2


@pytest.mark.parametrize("text", ["", " \n", "x" * 5_001, "\0", "\ud800"])
def test_a_note_says_something_that_can_be_kept(text: str, now: datetime, alice: User) -> None:
    claim = a_claim(now=now)
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        write_note(claim_id=claim.pk, text=text, by=alice, now=now)
    assert list(refusal.value.errors) == ["text"]
    assert all_rows() == before
