"""`?fields=`: no more than was asked for."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import matching
from claims.models import Claim
from tests import builders
from tests.api.client import API, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(alice: User, bob: User) -> Any:
    return builders.a_published_verdict(alice, bob)


@pytest.mark.parametrize(
    ("address", "fields", "expected"),
    [
        ("verdicts/{id}/", "id", {"id": ...}),
        ("verdicts/{id}/", "id,retracted", {"id": ..., "retracted": False}),
        ("verdicts/{id}/", "rating.slug", {"rating": {"slug": "false"}}),
        ("verdicts/{id}/", "claim.id,claim.kind", {"claim": {"id": ..., "kind": "other"}}),
        ("verdicts/{id}/", "claim.id,claim", {"claim": {"id": ...}}),
        ("verdicts/{id}/", "evidence.primary", {"evidence": [{"primary": True}]}),
        ("verdicts/{id}/", "pending.conclusion", {"pending": None}),
        ("verdicts/{id}/", ",id,", {"id": ...}),
        ("verdicts/?x=1", "version", {"next": None, "previous": None, "results": [{"version": 1}]}),
        ("verdicts/{id}/versions/?x=1", "kind", [{"kind": "original"}]),
        ("corrections/?x=1", "verdict", {"next": None, "previous": None, "results": []}),
    ],
)
def test_an_answer_has_the_fields_that_were_asked_for(
    address: str, fields: str, expected: Any, published: Any
) -> None:
    answer = client_of().get(f"{API}/{address.format(id=published.pk)}", {"fields": fields})
    assert answer.status_code == 200
    assert _known(answer.json(), expected) == expected


def _known(data: Any, expected: Any) -> Any:
    """`data`, with `...` where any value is expected."""
    if expected is ...:
        return ...
    if isinstance(data, dict) and isinstance(expected, dict):
        return {name: _known(value, expected.get(name)) for name, value in data.items()}
    if isinstance(data, list) and isinstance(expected, list) and len(data) == len(expected):
        return [_known(*pair) for pair in zip(data, expected, strict=True)]
    return data


def test_without_it_or_with_none_named_all_is_there(published: Any) -> None:
    whole = client_of().get(f"{API}/verdicts/{published.pk}/").json()
    for nothing in ("", ",", ",,"):
        answer = client_of().get(f"{API}/verdicts/{published.pk}/", {"fields": nothing})
        assert answer.json() == whole


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("title", "There is no title here; there are id, state, version"),
        ("claim.title", "There is no title here; there are id, article"),
        ("id.x", "In id.x, x is within a field that has none."),
        ("claim..id", "There is no  here"),
        ("__class__", "There is no __class__ here"),
        ("x" * 5_000, "There is no xxx"),
        ("id, version", "There is no  version here"),
    ],
)
def test_a_field_that_is_not_there_is_named(fields: str, message: str, published: Any) -> None:
    answer = client_of().get(f"{API}/verdicts/", {"fields": fields})
    problem = answer.json()["errors"][0]
    assert (answer.status_code, problem["field"]) == (400, "fields")
    assert problem["message"].startswith(message)


@pytest.mark.parametrize("address", ["articles/", "claims/", "webhooks/", "check/questions/"])
def test_lists_of_the_desk_are_trimmed_too(address: str, sam: User) -> None:
    builders.a_claim()
    whole = client_of(sam).get(f"{API}/{address}", {"fields": "id"}).json()
    assert all(set(row) == {"id"} for row in whole["results"])


def test_claims_are_found_by_their_words_out_of_an_index(sam: User) -> None:
    claim = builders.a_claim("Unemployment fell by 5 percent.", claimant="Kristi Noem")
    builders.a_claim("The bridge cost 2 million crowns.")
    assert matching.compare_new_claims(limit=10, now=timezone.now()) == 2
    assert Claim.objects.count() == 2
    for q in ("unemployment", "Noem falling"):
        found = client_of(sam).get(f"{API}/claims/", {"q": q, "fields": "id"}).json()["results"]
        assert found == [{"id": claim.pk}]
    assert client_of(sam).get(f"{API}/claims/", {"q": "the"}).json()["results"] == []
