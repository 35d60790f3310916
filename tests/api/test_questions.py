"""Whoever asked to be told can look up what came of it, without an endpoint of their own."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import matching
from claims.models import Event, Verdict
from tests import builders
from tests.api.client import API, client_of

pytestmark = pytest.mark.django_db

RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said in its report."
BREAD = "Bread in Brno cost 40 crowns in 2023, the statistics office said in its report."


def ask(by: User, *claims: str) -> list[int]:
    answer = client_of(by).post(f"{API}/check/", {"claims": list(claims), "notify": True})
    return [each["question"] for each in answer.json()["results"]]


def mine(by: User, query: str = "") -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = (
        client_of(by).get(f"{API}/check/questions/{query}").json()["results"]
    )
    return results


def published_on(text: str, alice: User, bob: User) -> Verdict:
    now = timezone.now()
    return builders.a_published_verdict(alice, bob, now, claim=builders.a_claim(text, now=now))


def test_a_question_is_listed_from_asking_to_its_answer(olga: User, alice: User, bob: User) -> None:
    rents, bread = ask(olga, RENTS, BREAD)
    assert [(each["id"], each["text"]) for each in mine(olga)] == [(bread, BREAD), (rents, RENTS)]
    claim = builders.a_claim(RENTS, now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    assert [each["waiting"] for each in mine(olga)] == [False, True]
    verdict = builders.a_published_verdict(alice, bob, timezone.now(), claim=claim)
    answer = client_of(olga).get(f"{API}/check/questions/{rents}/").json()
    assert (answer["verdict"], answer["waiting"]) == (verdict.pk, False)
    assert answer["url"].endswith(f"/verdicts/{verdict.pk}/")
    assert answer["answered_at"] is not None
    assert [each["id"] for each in mine(olga, "?answered=true")] == [rents]
    assert [each["id"] for each in mine(olga, "?answered=false")] == [bread]


def test_nobody_sees_the_questions_of_another(olga: User, root: User) -> None:
    [question] = ask(olga, RENTS)
    assert mine(root) == []
    address = f"{API}/check/questions/{question}/"
    assert client_of(root).get(address).status_code == 404
    assert client_of().get(address).status_code == 401


def test_an_asker_hears_once_however_often_the_verdict_changes(
    olga: User, alice: User, bob: User, erin: User
) -> None:
    ask(olga, RENTS)
    verdict = published_on(RENTS, alice, bob)
    builders.correct(verdict, bob, timezone.now())
    builders.publish(verdict, erin, timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    [event] = Event.objects.filter(kind="check.answered")
    assert (event.verdict, event.detail["asker"]) == (verdict, olga.pk)
