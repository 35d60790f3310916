"""The cast of the tests, and what they need from outside.

| person | may |
|---|---|
| sam | submit |
| alice, carol | review |
| bob, erin | edit |
| root | everything: a superuser |
| olga | nothing: signed in, with no role |
"""

import os
import shutil
import socket
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from claims.roles import Role
from tests import builders

SERVICES = {"PostgreSQL": ("127.0.0.1", 5432), "Redis": ("127.0.0.1", 6379)}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(autouse=True)
def fast_passwords(settings: Settings) -> None:
    """A password that only a test knows needs no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test the rows of the migrations (roles, scale): real transactions leave empty tables behind."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        if marker or fixtures & {"db", "transactional_db", "live_server"}:
            wanted = {**(marker.kwargs if marker else {}), "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**wanted), append=False)
    if hasattr(config, "workerinput"):
        # They take longest.
        items.sort(key=lambda item: item.path.parent.name != "machines")


class _MachinesTogether(LoadScopeScheduling):  # type: ignore[misc]  # the library has no types
    """For several processes: each test is a piece of work, and the machines, which share a desk, are one.

    So each process takes tests in their order, in which those that empty the tables come last.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "machines" if nodeid.startswith("tests/machines/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    # Not by marking groups: pytest-xdist 3.8 marks them in a way that pytest 9.2 does not see.
    return _MachinesTogether(config, log)


# --- The cast


@pytest.fixture
def now() -> datetime:
    return builders.NOW


@pytest.fixture
def sam(db: None) -> User:
    return builders.a_person("sam", Role.SUBMITTER)


@pytest.fixture
def alice(db: None) -> User:
    return builders.a_person("alice", Role.REVIEWER)


@pytest.fixture
def carol(db: None) -> User:
    return builders.a_person("carol", Role.REVIEWER)


@pytest.fixture
def bob(db: None) -> User:
    return builders.a_person("bob", Role.EDITOR)


@pytest.fixture
def erin(db: None) -> User:
    return builders.a_person("erin", Role.EDITOR)


@pytest.fixture
def olga(db: None) -> User:
    return builders.a_person("olga")


@pytest.fixture
def root(db: None) -> User:
    return builders.a_person("root", is_superuser=True)


# --- What has to run outside: a test that needs it is skipped, or fails where it must not be missing


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("services") and (missing := _missing_services()):
        go_without(f"cannot reach {' and '.join(missing)}")
    if item.get_closest_marker("browser") and not _chromium():
        go_without(f"found no browser: none of {', '.join(BROWSERS)} is on the path")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    path = _chromium()
    assert path, "mark the test `browser`"
    return path


def go_without(reason: str) -> None:
    if os.environ.get("FACTCHECK_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{reason}, and FACTCHECK_REQUIRE_SERVICES=1", pytrace=False)
    pytest.skip(reason)


def _missing_services() -> list[str]:
    return [
        f"{name} at {address[0]}:{address[1]}"
        for name, address in SERVICES.items()
        if not _answers(address)
    ]


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)
