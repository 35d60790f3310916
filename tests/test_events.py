"""Each step writes its event, in the same transaction; and what is written stays."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError

from claims import intake, publishing, reading, review
from claims.errors import LeaseLost, WrongState
from claims.intake import Source
from claims.models import Article, Event, Verdict
from tests.builders import (
    a_claim,
    a_leased_claim,
    a_proposed_verdict,
    a_published_verdict,
    a_read_article,
    a_reading,
    a_sentence,
    all_rows,
    an_answer,
    an_article,
)

pytestmark = pytest.mark.django_db

Kind = Event.Kind
NOTE = "The account was revised."


@dataclass(frozen=True)
class Scene:
    """Who takes part, when the stage is set, and when the step is taken."""

    sam: User
    alice: User
    bob: User
    erin: User
    then: datetime
    now: datetime


@pytest.fixture
def scene(sam: User, alice: User, bob: User, erin: User, now: datetime) -> Scene:
    return Scene(sam, alice, bob, erin, then=now, now=now + timedelta(minutes=1))


# --- Each prepares a row and gives back the step, which has not been taken yet

Step = Callable[[], Any]


def submit(scene: Scene) -> Step:
    source = Source(title="Bridges")
    return lambda: intake.submit_article(
        text="Rents rose.", source=source, by=scene.sam, now=scene.now
    )


def submit_an_address(scene: Scene) -> Step:
    source = Source(url="https://example.org/")
    return lambda: intake.submit_article(text=None, source=source, by=scene.sam, now=scene.now)


def submit_again_elsewhere(scene: Scene) -> Step:
    an_article("Rents rose.", now=scene.then)
    source = Source(url="https://example.org/")
    return lambda: intake.submit_article(
        text="Rents rose.", source=source, by=scene.sam, now=scene.now
    )


def submit_again(scene: Scene) -> Step:
    an_article("Rents rose.", now=scene.then)
    return lambda: intake.submit_article(
        text="Rents rose.", source=Source(), by=scene.sam, now=scene.now
    )


def a_page(scene: Scene) -> Article:
    source = Source(url="https://example.org/")
    return intake.submit_article(text=None, source=source, by=scene.sam, now=scene.then)[0]


def fetch(scene: Scene) -> Step:
    page = a_page(scene)
    return lambda: reading.record_page(
        article_id=page.pk, text="Rents rose.", source=Source(), now=scene.now
    )


def read(scene: Scene) -> Step:
    article = an_article("Rents rose.", now=scene.then)
    found = a_reading("Rents rose.", "Rents rose.")
    return lambda: reading.record_extraction(article_id=article.pk, reading=found, now=scene.now)


def begin(scene: Scene) -> Step:
    article = an_article(now=scene.then)
    return lambda: reading.begin_work(
        article_id=article.pk, stage=Article.Status.RECEIVED, now=scene.now
    )


def fail(scene: Scene) -> Step:
    page = a_page(scene)
    return lambda: reading.fail_article(article_id=page.pk, reason="No answer.", now=scene.now)


def send_again(scene: Scene) -> Step:
    page = a_page(scene)
    reading.fail_article(article_id=page.pk, reason="No answer.", now=scene.then)
    return lambda: intake.send_again(article_id=page.pk, by=scene.sam, now=scene.now)


def add_claim(scene: Scene) -> Step:
    article = a_read_article("Rents rose.", now=scene.then)
    return lambda: intake.add_claim(
        article_id=article.pk, start=0, end=5, by=scene.alice, now=scene.now
    )


def take_next(scene: Scene) -> Step:
    a_claim(now=scene.then)
    return lambda: review.take_next_review(by=scene.alice, now=scene.now)


def take_chosen(scene: Scene) -> Step:
    claim = a_claim(now=scene.then)
    return lambda: review.take_review(claim_id=claim.pk, by=scene.alice, now=scene.now)


def under_a_lease(rule: Callable[..., Any], **more: Any) -> Callable[[Scene], Step]:
    def prepared(scene: Scene) -> Step:
        held = a_leased_claim(scene.alice, scene.then)
        shown = {"claim_id": held.claim_id, "token": held.lease_token, "by": scene.alice}
        return lambda: rule(**shown, **more, now=scene.now)

    return prepared


def by_an_editor(
    rule: Callable[..., Any], state: Callable[[Scene], Verdict], **more: Any
) -> Callable[[Scene], Step]:
    def prepared(scene: Scene) -> Step:
        verdict = state(scene)
        return lambda: rule(verdict_id=verdict.pk, by=scene.erin, now=scene.now, **more)

    return prepared


def proposed(scene: Scene) -> Verdict:
    return a_proposed_verdict(scene.alice, scene.then)


def published(scene: Scene) -> Verdict:
    return a_published_verdict(scene.alice, scene.bob, scene.then)


CHANGE: dict[str, Any] = {"kind": "clarification", "note": NOTE, "changes": {"conclusion": "Less."}}


def with_a_change(scene: Scene) -> Verdict:
    verdict = published(scene)
    return publishing.correct_verdict(verdict_id=verdict.pk, by=scene.bob, now=scene.then, **CHANGE)


STEPS: dict[str, tuple[Callable[[Scene], Step], Event.Kind | None, str | None, dict[str, Any]]] = {
    # what is done: how, the event, who did it, and some of its detail
    "submit": (submit, Kind.ARTICLE_SUBMITTED, "sam", {}),
    "submit an address": (submit_an_address, Kind.ARTICLE_SUBMITTED, "sam", {}),
    "submit again": (submit_again, None, None, {}),
    "submit again elsewhere": (submit_again_elsewhere, Kind.ARTICLE_APPEARED, "sam", {}),
    "fetch": (fetch, Kind.ARTICLE_FETCHED, None, {}),
    "begin": (begin, None, None, {}),
    "read": (read, Kind.ARTICLE_EXTRACTED, None, {"claims": 1}),
    "fail": (fail, Kind.ARTICLE_FAILED, None, {"reason": "No answer."}),
    "send again": (send_again, Kind.ARTICLE_SENT_AGAIN, "sam", {}),
    "add a claim": (add_claim, Kind.CLAIM_ADDED, "alice", {}),
    "take the next": (take_next, Kind.REVIEW_TAKEN, "alice", {}),
    "take a chosen": (take_chosen, Kind.REVIEW_TAKEN, "alice", {}),
    "renew": (under_a_lease(review.renew_lease), None, None, {}),
    "save a draft": (under_a_lease(review.save_draft, content={"conclusion": "S"}), None, None, {}),
    "release": (under_a_lease(review.release_review), Kind.REVIEW_RELEASED, "alice", {}),
    "dismiss": (
        under_a_lease(review.dismiss_claim, reason="An opinion."),
        Kind.CLAIM_DISMISSED,
        "alice",
        {"reason": "An opinion."},
    ),
    "give a verdict": (
        under_a_lease(review.give_verdict, answer=an_answer()),
        Kind.VERDICT_PROPOSED,
        "alice",
        {"rating": "false"},
    ),
    "publish": (
        by_an_editor(publishing.publish_verdict, proposed),
        Kind.VERDICT_PUBLISHED,
        "erin",
        {"version": 1},
    ),
    "return": (
        by_an_editor(publishing.return_verdict, proposed, note=NOTE),
        Kind.VERDICT_RETURNED,
        "erin",
        {"note": NOTE, "change": "original"},
    ),
    "correct": (
        by_an_editor(publishing.correct_verdict, published, **CHANGE),
        Kind.VERDICT_CORRECTION_PROPOSED,
        "erin",
        {"note": NOTE, "change": "clarification"},
    ),
    "publish a change": (
        by_an_editor(publishing.publish_verdict, with_a_change),
        Kind.VERDICT_CORRECTED,
        "erin",
        {"version": 2},
    ),
    "return a change": (
        by_an_editor(publishing.return_verdict, with_a_change, note=NOTE),
        Kind.VERDICT_RETURNED,
        "erin",
        {"note": NOTE, "change": "clarification"},
    ),
    "retract": (
        by_an_editor(publishing.retract_verdict, with_a_change, note=NOTE),
        Kind.VERDICT_RETRACTED,
        "erin",
        {"version": 2, "note": NOTE},
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_writes_its_event_and_no_other(name: str, scene: Scene) -> None:
    prepare, kind, actor, detail = STEPS[name]
    step = prepare(scene)
    before = set(Event.objects.values_list("pk", flat=True))
    step()
    written = Event.objects.exclude(pk__in=before)
    assert [event.kind for event in written] == ([kind] if kind else [])
    for event in written:
        assert (event.actor and event.actor.username, event.at) == (actor, scene.now)
        assert detail.items() <= event.detail.items()
        # It points at every row it concerns, so that each has its history in one query.
        assert event.claim is None or event.claim.article == event.article
        assert event.verdict is None or event.verdict.claim == event.claim
        assert (event.verdict is not None) == event.kind.startswith("verdict.")
        assert (event.claim is not None) == (not event.kind.startswith("article."))


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
    "name", [name for name, (_, kind, _, _) in STEPS.items() if kind and "submit" not in name]
)
def test_a_step_taken_twice_writes_one_event(name: str, scene: Scene) -> None:
    step = STEPS[name][0](scene)
    step()
    before = list(Event.objects.values())
    with suppress(WrongState, LeaseLost):
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
