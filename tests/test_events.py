"""Each step writes its event, in the same transaction; and what is written stays."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError

from claims.errors import LeaseLost, NotFound, WrongState
from claims.models import Event
from tests.builders import a_published_verdict, a_read_article, a_sentence, all_rows
from tests.steps import ANEW, STEPS, Kind, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sam: User, alice: User, bob: User, erin: User, now: datetime) -> Scene:
    return Scene(sam, alice, bob, erin, then=now, now=now + timedelta(minutes=1))


# What a step does to further claims stands in the history of each.
ALSO = {Kind.CLAIM_SPLIT: [Kind.CLAIM_ADDED], Kind.CLAIM_MERGED: [Kind.CLAIM_DISMISSED]}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_writes_its_event_and_no_other(name: str, scene: Scene) -> None:
    prepare, kind, actor, detail = STEPS[name]
    step = prepare(scene)
    before = set(Event.objects.values_list("pk", flat=True))
    step()
    written = Event.objects.exclude(pk__in=before).order_by("pk")
    more = ALSO.get(kind, []) if kind else []
    assert [event.kind for event in written] == ([kind, *more] if kind else more)
    for event in written[:1]:
        assert detail.items() <= event.detail.items()
    for event in written:
        assert (event.actor and event.actor.username, event.at) == (actor, scene.now)
        # It points at every row it concerns, so that each has its history in one query.
        assert event.claim is None or event.claim.article == event.article
        assert event.verdict is None or event.verdict.claim == event.claim
        assert (event.verdict is not None) == event.kind.startswith(
            ("verdict.", "check.", "letter.")
        )
        about = event.kind.partition(".")[0]
        assert (event.claim is not None) == (
            about in {"claim", "review", "verdict", "check", "letter"}
        )
        assert (event.person is not None) == (about in {"person", "token", "endpoint"})


def test_every_kind_of_event_has_a_step_here() -> None:
    assert {kind for _, kind, _, _ in STEPS.values() if kind} == set(Kind)


@pytest.mark.parametrize("name", [name for name, (_, kind, _, _) in STEPS.items() if kind])
def test_a_step_whose_event_cannot_be_written_has_not_happened(name: str, scene: Scene) -> None:
    step = STEPS[name][0](scene)
    before = all_rows()
    with (
        patch.object(Event.objects, "create", side_effect=OSError("the disk is full")),
        pytest.raises(OSError, match="full"),
    ):
        step()
    assert all_rows() == before


@pytest.mark.parametrize(
    "name",
    [name for name, (_, kind, _, _) in STEPS.items() if kind and not name.startswith(ANEW)],
)
def test_a_step_taken_twice_writes_one_event(name: str, scene: Scene) -> None:
    step = STEPS[name][0](scene)
    step()
    before = list(Event.objects.values())
    with suppress(WrongState, LeaseLost, NotFound):
        step()
    assert list(Event.objects.values()) == before


# --- What is written stays


@pytest.mark.parametrize(
    "meddle",
    [
        lambda event: Event.objects.update(kind="article.failed"),
        lambda event: Event.objects.filter(pk=event.pk).update(detail={}),
        lambda event: Event.objects.bulk_update([event], ["detail"]),
        lambda event: Event.objects.all().delete(),
        lambda event: event.article.events.all().delete(),
        lambda event: event.delete(),
        lambda event: event.save(),
    ],
    ids=["update", "update one", "bulk update", "delete", "related", "delete one", "save"],
)
def test_an_event_is_neither_changed_nor_deleted(
    meddle: Callable[[Event], Any], now: datetime
) -> None:
    a_read_article(a_sentence(), now=now)
    before = all_rows()
    event = Event.objects.latest("pk")
    event.detail = {"changed": True}
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        meddle(event)
    assert all_rows() == before


def test_a_row_or_a_person_with_a_history_is_not_deleted(
    now: datetime, alice: User, bob: User
) -> None:
    verdict = a_published_verdict(alice, bob, now)
    for row in (verdict, verdict.claim, verdict.claim.article, alice, bob):
        with pytest.raises(ProtectedError):
            row.delete()
