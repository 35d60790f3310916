"""What the public has read changes only by a new version, which says what changed and why."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.answers import Answer, Source
from claims.errors import Invalid, WrongState
from claims.models import Claim, Draft, Rating, Review, Verdict
from claims.publishing import correct_verdict
from tests.builders import (
    NOTE,
    a_published_verdict,
    all_rows,
    an_answer,
    correct,
    publish,
    retract,
    send_back,
)

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)
OTHER_SOURCE: dict[str, Any] = {"url": "https://city.example.org/account", "stance": "supports"}


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


def test_a_correction_starts_from_the_words_that_its_author_has_read(
    now: datetime, alice: User, bob: User, erin: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    read = verdict.current_id
    publish(correct(verdict, erin, now), bob, now)
    before = all_rows()
    given: dict[str, Any] = {"kind": "correction", "note": NOTE, "changes": {"rating": None}}
    with pytest.raises(WrongState, match="published since"):
        correct_verdict(verdict_id=verdict.pk, by=bob, now=now, version_id=read, **given)
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
