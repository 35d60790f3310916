"""Editors publish, return, correct and retract; a second person reads what the public will read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from claims.answers import Answer, Source
from claims.errors import Invalid, NotAllowed, NotFound, RuleError, WrongState
from claims.models import Claim, Draft, Event, Rating, Review, Verdict, VerdictVersion
from claims.publishing import correct_verdict, publish_verdict, retract_verdict, return_verdict
from claims.review import draft_of, take_next_review
from tests.builders import (
    a_proposed_verdict,
    a_published_verdict,
    all_rows,
    an_answer,
    at_once,
)

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)
NOTE = "The account was revised on 1 March."
OTHER_SOURCE: dict[str, Any] = {"url": "https://city.example.org/account", "stance": "supports"}


def publish(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return publish_verdict(verdict_id=verdict.pk, by=by, now=now)


def send_back(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return return_verdict(verdict_id=verdict.pk, note=NOTE, by=by, now=now)


def correct(verdict: Verdict, by: User, now: datetime, **changes: Any) -> Verdict:
    changes = changes or {"conclusion": "The bridge cost a little less."}
    return correct_verdict(
        verdict_id=verdict.pk, kind="correction", note=NOTE, changes=changes, by=by, now=now
    )


def retract(verdict: Verdict, by: User, now: datetime) -> Verdict:
    return retract_verdict(verdict_id=verdict.pk, note=NOTE, by=by, now=now)


Step = Callable[[Verdict, User, datetime], Verdict]


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


# --- Corrections


def test_a_correction_changes_nothing_in_public_until_it_is_published(
    now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    correct(verdict, bob, now + AN_HOUR)
    verdict.refresh_from_db()
    assert verdict.current is not None
    assert (verdict.current.number, verdict.updated_at) == (1, now)
    publish(verdict, erin, now + 2 * AN_HOUR)
    verdict.refresh_from_db()
    assert (verdict.current.number, verdict.current.kind) == (2, "correction")
    assert (verdict.current.note, verdict.current.author) == (NOTE, bob)
    assert (verdict.published_at, verdict.updated_at) == (now, now + 2 * AN_HOUR)
    assert verdict.claim.status == Claim.Status.PUBLISHED


def test_a_returned_correction_leaves_the_published_verdict_as_it_is(
    now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    before = Verdict.objects.values().get()
    correct(verdict, bob, now)
    send_back(verdict, erin, now + AN_HOUR)
    assert Verdict.objects.values().get() == before
    assert list(verdict.versions.order_by("id").values_list("state", "number")) == [
        ("published", 1),
        ("returned", None),
    ]
    assert not Review.objects.open(now + AN_HOUR).exists()
    assert not Draft.objects.exists()


def test_versions_are_numbered_as_the_public_saw_them(
    now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    send_back(correct(verdict, bob, now), erin, now)
    publish(correct(verdict, erin, now), bob, now)
    retract(verdict, erin, now)
    seen = verdict.versions.filter(state="published").order_by("number")
    assert list(seen.values_list("number", "kind")) == [
        (1, "original"),
        (2, "correction"),
        (3, "retraction"),
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"conclusion": "Less."}, {"conclusion": "Less."}),
        ({"rating": "half-true"}, {"rating": "half-true"}),
        ({"rating": None}, {"rating": None}),
        ({"method": ""}, {"method": ""}),
        ({"evidence": []}, {"evidence": ()}),
        ({"evidence": [OTHER_SOURCE]}, {"evidence": (Source(**OTHER_SOURCE),)}),
    ],
    ids=["words", "rating", "no rating", "no method", "no evidence", "other evidence"],
)
def test_a_correction_carries_over_all_that_it_does_not_change(
    changes: dict[str, Any], says: dict[str, Any], now: datetime, alice: User, bob: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    correct(verdict, bob, now, **changes)
    original, changed = verdict.versions.order_by("id")
    assert Answer.in_version(changed) == an_answer(**says)
    assert Answer.in_version(original) == an_answer()


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"kind": "retraction"}, {"kind"}),
        ({"kind": "original"}, {"kind"}),
        ({"note": " "}, {"note"}),
        ({"note": "x" * 5_001}, {"note"}),
        ({"changes": {"conclusion": ""}}, {"conclusion"}),
        ({"changes": {"rating": "bogus"}}, {"rating"}),
        ({"changes": {"evidence": [{"url": "x"}]}}, {"evidence.0.url"}),
    ],
)
def test_a_correction_that_cannot_stand_names_its_fields_and_writes_nothing(
    given: dict[str, Any], fields: set[str], now: datetime, alice: User, bob: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    sound = {"kind": "clarification", "note": NOTE, "changes": {"conclusion": "Less."}}
    before = all_rows()
    with pytest.raises(Invalid) as refusal:
        correct_verdict(verdict_id=verdict.pk, by=bob, now=now, **{**sound, **given})
    assert set(refusal.value.errors) == fields
    assert all_rows() == before


def test_a_verdict_is_corrected_after_its_rating_left_the_scale(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    Rating.objects.filter(slug="false").update(active=False)
    correct(verdict, bob, now)
    assert verdict.versions.filter(rating__slug="false").count() == 2


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


# --- Retraction


def test_a_retraction_takes_effect_at_once_and_says_so_in_public(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    retract(verdict, bob, now + AN_HOUR)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.updated_at) == ("retracted", now + AN_HOUR)
    version = verdict.versions.get(current_of=verdict)
    assert (version.kind, version.note) == ("retraction", NOTE)
    assert Answer.in_version(version) == an_answer()
    assert list(Verdict.objects.published()) == [verdict]


def test_a_retraction_drops_the_change_that_waits(now: datetime, alice: User, bob: User) -> None:
    verdict = correct(a_published_verdict(alice, bob, now), bob, now)
    retract(verdict, bob, now)
    assert list(verdict.versions.order_by("id").values_list("kind", "state")) == [
        ("original", "published"),
        ("correction", "returned"),
        ("retraction", "published"),
    ]


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
    state: Callable[[User, User, datetime], Verdict],
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
@pytest.mark.parametrize("second", [publish, send_back])
def test_two_editors_at_once_take_one_step(
    second: Step, now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = a_proposed_verdict(alice, now)
    answers = at_once(lambda: publish(verdict, bob, now), lambda: second(verdict, erin, now))
    assert sorted(isinstance(answer, RuleError) for answer in answers) == [False, True], answers
    kinds = [Event.Kind.VERDICT_PUBLISHED, Event.Kind.VERDICT_RETURNED]
    assert Event.objects.filter(kind__in=kinds).count() == 1
