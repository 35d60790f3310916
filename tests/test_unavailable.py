"""While the database cannot be reached: 503 and when to try again, on every page, and a line in the log."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from tests.api.client import client_of

pytestmark = pytest.mark.django_db

FAULTS = [OperationalError("connection to server failed"), InterfaceError("connection is closed")]


def gone(fault: Exception) -> Any:
    def execute(*args: object) -> None:
        raise fault

    return connection.execute_wrapper(execute)


@pytest.mark.parametrize("fault", FAULTS, ids=["refused", "closed"])
@pytest.mark.parametrize("address", ["/api/v1/verdicts/", "/api/v1/articles/"])
def test_the_api_answers_with_a_problem(
    address: str, fault: Exception, sam: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(sam)
    client.raise_request_exception = False
    with gone(fault):
        answer = client.get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:factcheck:problem:unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "The desk cannot use its database just now. Try again in a few seconds.",
        "errors": [],
    }
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


@pytest.mark.parametrize("address", ["/", "/verdicts/1/", "/admin/", "/admin/claims/review/"])
def test_a_page_says_so_in_plain_words(address: str, alice: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    with gone(FAULTS[0]):
        answer = client.get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert "The desk cannot answer just now" in page
    assert "connection to server" not in page


def test_signing_in_says_so_too(alice: User) -> None:
    client = Client(raise_request_exception=False)
    with gone(FAULTS[0]):
        answer = client.post("/admin/login/", {"username": "alice", "password": "x"})

    assert answer.status_code == 503
