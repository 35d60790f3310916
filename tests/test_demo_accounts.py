"""The demo accounts are for trying out on one machine: on a desk of many nobody signs in with them."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from claims.models import Event
from claims.tokens import create_token, find_token
from factcheck import setting_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def passwords(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Of a desk on one machine."""
    settings.DESK_FOLDER, settings.EMBEDDED = tmp_path, True
    return setting_up.demo_accounts()


def signs_in(name: str, password: str) -> bool:
    answer: Any = Client().post(
        "/admin/login/?next=/admin/", {"username": name, "password": password}
    )
    return bool(answer.status_code == 302)


def test_whoever_moves_to_many_machines_closes_them_by_the_first_migrate(
    passwords: dict[str, str], settings: Settings
) -> None:
    assert all(signs_in(*account) for account in passwords.items())
    admin = User.objects.get(username="admin")
    _, secret = create_token(user=admin, days=None, now=timezone.now())
    open_session = Client()
    open_session.force_login(admin)
    settings.EMBEDDED = False
    for _ in range(2):
        call_command("migrate", verbosity=0)
    assert not any(signs_in(*account) for account in passwords.items())
    assert find_token(secret=secret, now=timezone.now()) is None
    assert open_session.get("/admin/").status_code == 302
    events = Event.objects.filter(kind="person.changed")
    assert [(event.actor, event.detail["after"]) for event in events] == [
        (None, {"active": False})
    ] * len(passwords)


def test_back_on_one_machine_they_are_open_again(
    passwords: dict[str, str], settings: Settings
) -> None:
    settings.EMBEDDED = False
    call_command("migrate", verbosity=0)
    settings.EMBEDDED = True
    assert setting_up.demo_accounts() == passwords
    assert all(signs_in(*account) for account in passwords.items())


def test_an_account_that_was_made_somebodys_own_is_left_alone(
    passwords: dict[str, str], settings: Settings
) -> None:
    User.objects.filter(username="editor").update(email="erin@desk.example")
    settings.EMBEDDED = False
    call_command("migrate", verbosity=0)
    still_open = User.objects.filter(is_active=True)
    assert [user.username for user in still_open] == ["editor"]
