"""Editors publish, return, correct and retract; a second person reads what the public will read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Claim, Review, Verdict, VerdictVersion
from claims.publishing import publish_verdict, retract_verdict, return_verdict
from claims.queue import take_next_review
from claims.review import draft_of
from tests.builders import (
    NOTE,
    a_proposed_verdict,
    a_published_verdict,
    all_rows,
    an_answer,
    at_once,
    correct,
    publish,
    retract,
    send_back,
)

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)

Step = Callable[[Verdict, User, datetime], Verdict]
State = Callable[[User, User, datetime], Verdict]


# --- A second person


def test_an_editor_does_not_publish_their_own_words(now: datetime, bob: User, erin: User) -> None:
    verdict = a_proposed_verdict(bob, now)
    before = all_rows()
    with pytest.raises(NotAllowed, match="second person"):
        publish(verdict, bob, now)
    assert all_rows() == before
    assert publish(verdict, erin, now).state == Verdict.State.PUBLISHED


def test_a_desk_of_one_may_publish_its_own_words(
    now: datetime, bob: User, settings: Settings
) -> None:
    settings.FACTCHECK_SECOND_PERSON = False
    verdict = a_published_verdict(bob, bob, now)
    publish(correct(verdict, bob, now), bob, now)
    assert verdict.versions.count() == 2


def test_a_correction_is_published_by_another_than_its_author(
    now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = correct(a_published_verdict(alice, bob, now), bob, now)
    with pytest.raises(NotAllowed):
        publish(verdict, bob, now)
    assert publish(verdict, erin, now).current_id == verdict.versions.latest("number").pk


# --- Publishing and returning a new verdict


def test_a_published_verdict_is_version_one_and_its_claim_is_published(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    publish(verdict, bob, now + AN_HOUR)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.current) == ("published", version := verdict.versions.get())
    assert {verdict.published_at, verdict.updated_at, verdict.last_confirmed_at} == {now + AN_HOUR}
    assert (version.number, version.state, version.published_by) == (1, "published", bob)
    assert version.published_at == now + AN_HOUR
    assert verdict.claim.status == Claim.Status.PUBLISHED
    assert list(Verdict.objects.published()) == [verdict]


def test_what_is_not_published_is_not_public(now: datetime, alice: User, bob: User) -> None:
    verdict = a_proposed_verdict(alice, now)
    assert not Verdict.objects.published().exists()
    assert list(Verdict.objects.awaiting_editor()) == [verdict]
    send_back(verdict, bob, now)
    assert not Verdict.objects.published().exists()
    assert not Verdict.objects.awaiting_editor().exists()


def test_a_returned_verdict_puts_its_claim_back_in_the_queue_with_its_authors_words_as_draft(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    send_back(verdict, bob, now + AN_HOUR)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.current) == ("returned", None)
    assert verdict.versions.get().state == VerdictVersion.State.RETURNED
    assert verdict.claim.status == Claim.Status.QUEUED
    review = take_next_review(by=alice, now=now + AN_HOUR)
    assert review is not None
    assert (review.claim, review.reserved_for) == (verdict.claim, alice)
    assert review.reserved_until == now + AN_HOUR + timedelta(hours=24)
    assert draft_of(claim_id=verdict.claim_id, by=alice) == an_answer().as_plain()
    assert Review.objects.exclude(pk=review.pk).get().status == Review.Status.ANSWERED


def test_a_claim_whose_verdict_was_returned_may_be_answered_again(
    now: datetime, alice: User, bob: User
) -> None:
    first = a_proposed_verdict(alice, now)
    send_back(first, bob, now)
    second = a_published_verdict(alice, bob, now, claim=first.claim)
    assert set(first.claim.verdicts.values_list("state", flat=True)) == {"returned", "published"}
    assert second.versions.get().number == 1


@pytest.mark.parametrize("step", [return_verdict, retract_verdict])
@pytest.mark.parametrize("note", ["", "\n", "NUL \0", "x" * 5_001])
def test_what_the_author_or_the_public_is_to_know_is_not_left_out(
    step: Callable[..., Verdict], note: str, now: datetime, alice: User, bob: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        step(verdict_id=verdict.pk, note=note, by=bob, now=now)
    assert list(refusal.value.errors) == ["note"]
    assert all_rows() == before


# --- What the editor has read


@pytest.mark.parametrize("step", [publish_verdict, return_verdict])
def test_only_the_version_that_the_editor_has_read_is_published_or_returned(
    step: Callable[..., Verdict], now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = correct(a_published_verdict(alice, bob, now), bob, now)
    read = verdict.versions.latest("pk").pk
    send_back(verdict, erin, now)
    correct(verdict, bob, now, conclusion="Something else.")
    given: dict[str, Any] = {"verdict_id": verdict.pk, "by": erin, "now": now}
    given |= {"note": NOTE} if step is return_verdict else {}
    before = all_rows()
    with pytest.raises(WrongState):
        step(**given, version_id=read)
    assert all_rows() == before
    step(**given, version_id=verdict.versions.latest("pk").pk)


# --- Every step from every state


def proposed(author: User, editor: User, now: datetime) -> Verdict:
    return a_proposed_verdict(author, now)


def returned(author: User, editor: User, now: datetime) -> Verdict:
    return send_back(a_proposed_verdict(author, now), editor, now)


def published(author: User, editor: User, now: datetime) -> Verdict:
    return a_published_verdict(author, editor, now)


def published_with_a_change_waiting(author: User, editor: User, now: datetime) -> Verdict:
    return correct(a_published_verdict(author, editor, now), editor, now)


def retracted(author: User, editor: User, now: datetime) -> Verdict:
    return retract(a_published_verdict(author, editor, now), editor, now)


@pytest.mark.parametrize(
    ("state", "open_to"),
    [
        (proposed, {publish, send_back}),
        (returned, set()),
        (published, {correct, retract}),
        (published_with_a_change_waiting, {publish, send_back, retract}),
        (retracted, set()),
    ],
)
@pytest.mark.parametrize("step", [publish, send_back, correct, retract])
def test_each_step_leads_only_from_its_own_states(
    state: State,
    open_to: set[Step],
    step: Step,
    now: datetime,
    alice: User,
    bob: User,
    erin: User,
) -> None:
    verdict = state(alice, bob, now)
    before = all_rows()
    if step in open_to:
        step(verdict, erin, now)
        assert all_rows() != before
    else:
        with pytest.raises(WrongState):
            step(verdict, erin, now)
        assert all_rows() == before


@pytest.mark.parametrize("step", [publish, send_back, correct, retract])
def test_a_verdict_that_is_none_is_not_found(step: Step, now: datetime, bob: User) -> None:
    with pytest.raises(NotFound):
        step(Verdict(pk=0), bob, now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "first", "second"),
    [
        (proposed, publish, publish),
        (proposed, publish, send_back),
        (published, correct, correct),
        (published, retract, retract),
    ],
)
def test_two_editors_at_once_take_one_step(
    state: State, first: Step, second: Step, now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = state(alice, bob, now)
    answers = at_once(lambda: first(verdict, bob, now), lambda: second(verdict, erin, now))
    assert {type(answer) for answer in answers} == {Verdict, WrongState}, answers
