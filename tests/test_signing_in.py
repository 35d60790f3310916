"""Who guesses passwords is stopped, and nobody learns from it who is here."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import builders

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def sign_in(name: str, password: str, address: str = HERE, query: str = "", **headers: Any) -> Any:
    return Client().post(
        f"/admin/login/{query}",
        {"username": name, "password": password},
        REMOTE_ADDR=address,
        **headers,
    )


def fail(times: int, name: str = "alice") -> list[int]:
    return [sign_in(name, f"wrong-{n}").status_code for n in range(times)]


def test_the_tenth_wrong_password_closes_the_door_and_the_right_one_does_not_open_it(
    alice: User,
) -> None:
    assert fail(10) == [200] * 9 + [429]

    refused = sign_in("alice", builders.PASSWORD)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    page = refused.content.decode()
    assert "Too many wrong passwords for this name from your address." in page
    assert "15 minutes" in page
    assert "alice" not in page


def test_a_name_that_nobody_has_is_answered_no_differently(alice: User) -> None:
    answers = {
        name: [sign_in(name, "wrong").content for _ in range(11)][-1] for name in ("alice", "nemo")
    }

    assert fail(1, "alice") == fail(1, "nemo") == [429]
    assert answers["alice"] == answers["nemo"]


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [("alice", ELSEWHERE, 302), ("bob", HERE, 302), ("alice", HERE, 429)],
)
def test_the_lock_is_for_this_name_from_this_address(
    name: str, address: str, status: int, alice: User, bob: User
) -> None:
    fail(10)

    assert sign_in(name, builders.PASSWORD, address).status_code == status


def test_a_browser_by_another_name_is_the_same_address(alice: User) -> None:
    for number in range(10):
        sign_in("alice", "wrong", HTTP_USER_AGENT=f"browser {number}")

    assert sign_in("alice", builders.PASSWORD).status_code == 429


def test_an_invented_forwarded_address_is_not_believed(alice: User, settings: Settings) -> None:
    settings.FACTCHECK_PROXIES = 1
    for number in range(10):
        sign_in("alice", "wrong", HTTP_X_FORWARDED_FOR=f"10.1.1.{number}, {ELSEWHERE}")

    forwarded = f"10.2.2.2, {ELSEWHERE}"
    assert sign_in("alice", "wrong", HTTP_X_FORWARDED_FOR=forwarded).status_code == 429
    assert sign_in("alice", builders.PASSWORD, HTTP_X_FORWARDED_FOR=HERE).status_code == 302


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("", "/admin/"),
        ("?next=/admin/claims/claim/", "/admin/claims/claim/"),
        ("?next=https://evil.example/", "/admin/"),
    ],
)
def test_whoever_signs_in_comes_to_the_page_that_was_asked_for_or_to_the_front_page(
    alice: User, query: str, page: str
) -> None:
    answer = sign_in("alice", builders.PASSWORD, query=query)
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_signing_in_begins_the_count_anew(alice: User) -> None:
    fail(9)
    assert sign_in("alice", builders.PASSWORD).status_code == 302

    assert fail(9) == [200] * 9


def test_the_lock_opens_after_its_time_however_often_somebody_tried(alice: User) -> None:
    fail(15)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))

    assert sign_in("alice", builders.PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_whoever_keeps_the_desk_opens_a_lock(alice: User) -> None:
    fail(10)

    call_command("axes_reset_username", "alice")

    assert sign_in("alice", builders.PASSWORD).status_code == 302


def test_no_password_is_kept(alice: User) -> None:
    fail(3)

    assert "wrong" not in str(list(AccessAttempt.objects.values()))


def test_an_open_session_outlives_a_lock_of_its_name(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    fail(10)

    assert client.get("/admin/").status_code == 200
