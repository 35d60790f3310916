"""Whatever comes in, the answer is of one shape, and never a 500."""

import json

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.api.client import API, client_of, send


def test_every_error_has_the_one_shape(sam: User) -> None:
    client = client_of(sam)
    answers = [
        client.get(f"{API}/articles/0/"),
        client.get(f"{API}/nothing/here/"),
        client.put(f"{API}/articles/", {}),
        client.post(f"{API}/queue/next/"),
        client.post(f"{API}/articles/", {}),
        client.post(f"{API}/articles/", "text", content_type="text/plain"),
        client.get(f"{API}/articles/", HTTP_ACCEPT="application/xml"),
        client_of().get(f"{API}/articles/", HTTP_AUTHORIZATION="Bearer x"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 405, 403, 400, 415, 406, 401]
    for answer in answers:
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert set(problem) == {"type", "title", "status", "detail", "errors"}
        assert problem["status"] == answer.status_code
        assert problem["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"[" * 100_000,
        b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"text": NaN}',
        b'{"text": Infinity}',
        b'{"text": ' + b"9" * 5_000 + b"}",
        b'{"text": "\\ud800"}',
        b'{"text": "\xff\xfe"}',
        b'\xef\xbb\xbf{"text": 1}',
        b'{"text": "\\u0000"}',
        b'{"published_at": "0000-00-00T00:00:00Z", "text": "a"}',
        b'{"published_at": "9999-12-31T23:59:59-14:00", "text": "a"}',
        b'{"published_at": 1e400, "text": "a"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_an_odd_body_is_a_bad_request(body: bytes, sam: User) -> None:
    answer = send(client_of(sam), "POST", "articles/", body)
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"] or json.loads(answer.content)["detail"]


@pytest.mark.parametrize("limit", ["MAX_BODY_BYTES", "DATA_UPLOAD_MAX_MEMORY_SIZE"])
def test_a_body_that_is_too_large_is_refused_as_such(
    limit: str, sam: User, settings: Settings
) -> None:
    setattr(settings, limit, 1_000)
    body = json.dumps({"text": "a" * 1_000}).encode()
    answer = send(client_of(sam), "POST", "articles/", body)
    assert (answer.status_code, json.loads(answer.content)["type"]) == (
        413,
        "urn:factcheck:problem:too-large",
    )


def test_a_very_large_id_is_not_found(sam: User) -> None:
    for number in (2**63, 10**40):
        assert client_of(sam).get(f"{API}/articles/{number}/").status_code == 404
        assert client_of(sam).get(f"{API}/claims/{number}/").status_code == 404
        assert client_of().get(f"{API}/verdicts/{number}/").status_code == 404


def test_a_fault_of_ours_is_told_in_the_same_shape(
    sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr("factcheck.api.articles.shown", broken)
    client: APIClient = client_of(sam)
    client.raise_request_exception = False
    answer = client.get(f"{API}/articles/1/")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:factcheck:problem:internal-error"
    assert "secret" not in answer.content.decode()


def test_a_very_large_id_is_not_found_by_the_calls_that_write_either(alice: User) -> None:
    for number in (10**18 - 1, 2**63, 10**40):
        for call in ("renew", "release", "draft", "dismiss", "verdict"):
            address = f"{API}/claims/{number}/{call}/"
            body = {
                "token": "x",
                "reason": "y",
                "conclusion": "c",
                "rationale": "r",
                "evidence": [],
            }
            assert client_of(alice).post(address, body).status_code == 404
