"""From the queue to a public verdict, as programs go: take, draft, verdict, publish, correct, retract."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import Claim, Review, Verdict
from tests import builders
from tests.api.client import API, client_of

ANSWER: dict[str, Any] = {
    "rating": "false",
    "conclusion": "The bridge cost less.",
    "rationale": "The final account gives 980,000 crowns.",
    "method": "We read the accounts.",
    "review_by": "2027-01-01",
    "evidence": [
        {
            "url": "https://example.org/accounts",
            "title": "Accounts",
            "stance": "refutes",
            "primary": True,
        }
    ],
}


@pytest.fixture
def reviewer(alice: User) -> APIClient:
    return client_of(alice)


@pytest.fixture
def editor(bob: User) -> APIClient:
    return client_of(bob)


@pytest.fixture
def taken(reviewer: APIClient) -> dict[str, Any]:
    builders.a_claim(now=timezone.now())
    answer: dict[str, Any] = reviewer.post(f"{API}/queue/next/").json()
    return answer


def test_the_whole_path_from_the_queue_to_the_public(
    reviewer: APIClient, editor: APIClient, taken: dict[str, Any]
) -> None:
    claim, token = taken["claim"]["id"], taken["lease"]["token"]
    assert taken["draft"] is None
    assert reviewer.get(f"{API}/claims/{claim}/").json()["in_review"] is True
    assert [held["lease"] for held in reviewer.get(f"{API}/queue/mine/").json()] == [taken["lease"]]

    drafted = reviewer.post(f"{API}/claims/{claim}/draft/", {"token": token, "conclusion": " so "})
    assert drafted.status_code == 200
    assert drafted.json()["draft"] == {"conclusion": " so "}

    given = reviewer.post(f"{API}/claims/{claim}/verdict/", {"token": token, **ANSWER})
    assert given.status_code == 201
    verdict = given.json()["id"]
    assert given.json()["state"] == "proposed"
    assert client_of().get(f"{API}/verdicts/{verdict}/").status_code == 404
    assert reviewer.get(f"{API}/claims/{claim}/").json()["verdict"] is None

    published = editor.post(f"{API}/verdicts/{verdict}/publish/")
    assert published.status_code == 200
    public = client_of().get(f"{API}/verdicts/{verdict}/").json()
    assert public["version"] == 1
    assert public["rating"] == {
        "slug": "false", "label": "False", "value": 1, "worst": 1, "best": 5
    }  # fmt: skip
    assert public["evidence"][0]["url"] == "https://example.org/accounts"
    assert public["url"] == f"http://testserver/verdicts/{verdict}/"
    assert public["claim"]["verdict"] == verdict
    assert client_of().get(f"/verdicts/{verdict}/").status_code == 200


def test_an_empty_queue_answers_204(reviewer: APIClient) -> None:
    answer = reviewer.post(f"{API}/queue/next/")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_late_token_is_refused_and_the_draft_is_kept(
    reviewer: APIClient, carol: User, taken: dict[str, Any]
) -> None:
    claim, token = taken["claim"]["id"], taken["lease"]["token"]
    past = timezone.now() - timedelta(seconds=1)
    Review.objects.filter(pk=taken["review"]).update(lease_expires_at=past)
    assert client_of(carol).post(f"{API}/queue/next/").status_code == 200

    late = reviewer.post(f"{API}/claims/{claim}/verdict/", {"token": token, **ANSWER})
    assert late.status_code == 409
    assert late.json()["type"] == "urn:factcheck:problem:lease-lost"
    assert not Verdict.objects.exists()

    Review.objects.filter(pk=taken["review"]).update(lease_expires_at=past)
    again = reviewer.post(f"{API}/queue/next/").json()
    assert again["draft"]["conclusion"] == ANSWER["conclusion"]
    assert again["draft"]["review_by"] == "2027-01-01"
    assert again["lease"]["token"] != token


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("renew", {}),
        ("release", {}),
        ("draft", {"conclusion": "a"}),
        ("dismiss", {"reason": "No claim."}),
        ("verdict", ANSWER),
    ],
)
def test_each_write_under_a_lease_needs_its_token(
    call: str, body: dict[str, Any], reviewer: APIClient, taken: dict[str, Any]
) -> None:
    address = f"{API}/claims/{taken['claim']['id']}/{call}/"
    absent = reviewer.post(address, body)
    assert absent.status_code == 400
    assert "token" in [error["field"] for error in absent.json()["errors"]]
    wrong = reviewer.post(address, {"token": "made-up", **body})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:factcheck:problem:lease-lost")
    unknown = reviewer.post(f"{API}/claims/0/{call}/", {"token": "made-up", **body})
    assert unknown.status_code == 404


def test_a_lease_is_renewed_released_and_a_claim_dismissed(
    reviewer: APIClient, taken: dict[str, Any]
) -> None:
    claim = taken["claim"]["id"]
    token = {"token": taken["lease"]["token"]}
    renewed = reviewer.post(f"{API}/claims/{claim}/renew/", token).json()
    assert renewed["token"] == token["token"]
    assert renewed["expires_at"] > taken["lease"]["expires_at"]
    released = reviewer.post(f"{API}/claims/{claim}/release/", token)
    assert (released.status_code, released.content) == (204, b"")

    again = reviewer.post(f"{API}/queue/next/").json()["lease"]
    body = {"token": again["token"], "reason": "An opinion."}
    dismissed = reviewer.post(f"{API}/claims/{claim}/dismiss/", body)
    assert (dismissed.status_code, dismissed.json()["status"]) == (200, "dismissed")
    assert Claim.objects.get().status == "dismissed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": None}, "conclusion"),
        ({"rationale": "  "}, "rationale"),
        ({"rating": "very-false"}, "rating"),
        ({"evidence": None}, "evidence"),
        ({"evidence": [{}]}, "evidence.0.url"),
        ({"evidence": [{"url": "javascript:alert(1)"}]}, "evidence.0.url"),
        ({"evidence": [{"url": "https://example.org/", "stance": "maybe"}]}, "evidence.0.stance"),
        ({"evidence": [{"url": "https://example.org/", "quote": "a\0"}]}, "evidence.0.quote"),
        ({"review_by": "soon"}, "review_by"),
        ({"method": "m" * 20_001}, "method"),
    ],
)
def test_a_verdict_that_cannot_stand_is_refused_with_the_field_named(
    change: dict[str, Any], field: str, reviewer: APIClient, taken: dict[str, Any]
) -> None:
    body = {"token": taken["lease"]["token"], **ANSWER, **change}
    answer = reviewer.post(f"{API}/claims/{taken['claim']['id']}/verdict/", body)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Verdict.objects.exists()


def test_a_returned_verdict_comes_back_to_its_author_with_its_words(
    reviewer: APIClient, editor: APIClient, carol: User, taken: dict[str, Any]
) -> None:
    body = {"token": taken["lease"]["token"], **ANSWER}
    verdict = reviewer.post(f"{API}/claims/{taken['claim']['id']}/verdict/", body).json()["id"]
    returned = editor.post(f"{API}/verdicts/{verdict}/return/", {"note": "Which account?"})
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert client_of(carol).post(f"{API}/queue/next/").status_code == 204
    again = reviewer.post(f"{API}/queue/next/").json()
    assert again["draft"]["conclusion"] == ANSWER["conclusion"]
    second = reviewer.post(
        f"{API}/claims/{again['claim']['id']}/verdict/",
        {"token": again["lease"]["token"], **ANSWER},
    )
    assert second.status_code == 201
