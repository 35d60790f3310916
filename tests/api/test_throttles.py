"""How many calls a caller has, and that a cache that is down costs nobody anything."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.http import HttpResponse
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoRedis
from rest_framework.test import APIClient

from factcheck.api import throttles
from factcheck.rates import Rate, rates
from tests.api.client import API, client_of
from tests.machines.servers import Redis

pytestmark = pytest.mark.django_db


class Clock:
    """Half past ten, until a test moves it."""

    now = 10.5 * 3_600

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttles, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def counts(settings: Settings, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[None]:
    """Three calls an hour without a token, five with one, and nothing counted yet."""
    settings.FACTCHECK_RATES = {"anonymous": Rate(3, 3_600), "token": Rate(5, 3_600)}
    monkeypatch.setattr(throttles, "_shared", throttles._SharedCounts())
    cache.clear()
    yield
    cache.clear()


def codes(client: APIClient, times: int, path: str = "verdicts/", **headers: Any) -> list[int]:
    return [client.get(f"{API}/{path}", **headers).status_code for _ in range(times)]


def test_one_call_too_many_is_told_when_the_next_may_come() -> None:
    assert codes(client_of(), 4) == [200, 200, 200, 429]

    answer: HttpResponse = client_of().get(f"{API}/verdicts/")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "1800"
    assert answer.json()["type"] == "urn:factcheck:problem:too-many-requests"  # type: ignore[attr-defined]


def test_the_next_window_begins_anew(clock: Clock) -> None:
    assert codes(client_of(), 4)[-1] == 429

    clock.now = 11 * 3_600

    assert codes(client_of(), 1) == [200]


def test_each_address_and_each_token_has_calls_of_its_own(alice: User) -> None:
    assert codes(client_of(), 4, REMOTE_ADDR="198.51.100.7")[-1] == 429
    assert codes(client_of(), 1, REMOTE_ADDR="198.51.100.8") == [200]
    first, second = client_of(alice), client_of(alice)
    assert codes(first, 6) == [200] * 5 + [429]
    assert codes(second, 1) == [200]


def test_a_session_has_the_calls_of_a_token(alice: User) -> None:
    client = APIClient()
    client.force_login(alice)

    assert codes(client, 6) == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [({"HTTP_AUTHORIZATION": "Bearer fc_guessed"}, 401), ({}, 401)],
    ids=["a guessed token", "no token"],
)
def test_calls_that_are_refused_are_counted_too(headers: dict[str, str], refusal: int) -> None:
    assert codes(client_of(), 4, "articles/", **headers) == [refusal] * 3 + [429]


def test_a_token_that_may_not_is_counted_too(sam: User) -> None:
    client = client_of(sam)

    assert codes(client, 6, "queue/mine/") == [403] * 5 + [429]


@pytest.mark.parametrize("page", ["/", "/admin/login/", "/healthz/live", "/healthz/ready"])
def test_no_other_page_is_counted(page: str) -> None:
    client = client_of()
    assert codes(client, 4)[-1] == 429

    assert client.get(page).status_code != 429


def test_a_rate_that_is_off_counts_nothing(settings: Settings) -> None:
    settings.FACTCHECK_RATES = rates("off")

    assert codes(client_of(), 10) == [200] * 10


def test_a_cache_that_is_down_lets_calls_pass_and_is_asked_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    asked: list[str] = []

    def down(key: str) -> int:
        asked.append(key)
        raise NoRedis("Error 111 connecting to 127.0.0.1:6379. Connection refused.")

    client = client_of()
    with caplog.at_level(logging.INFO, logger="factcheck.api.throttles"):
        with monkeypatch.context() as patch:
            patch.setattr(cache, "incr", down)
            assert codes(client, 5) == [200] * 5
            assert len(asked) == 1
            clock.now += throttles.PAUSE
            assert codes(client, 5) == [200] * 5
            assert len(asked) == 2
        clock.now += throttles.PAUSE
        assert codes(client, 4) == [200, 200, 200, 429]

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("off", {}),
        ("anonymous=600/min,token=6000/min", {"anonymous": (600, 60), "token": (6000, 60)}),
        (" token=1/s , anonymous=2/h", {"token": (1, 1), "anonymous": (2, 3600)}),
        ("token=5/min", {"token": (5, 60)}),
    ],
)
def test_rates_are_read_as_they_are_written(words: str, found: dict[str, Rate]) -> None:
    assert rates(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "",
        "600",
        "600/min",
        "anonymous=0/min",
        "anonymous=-1/min",
        "anonymous=1.5/min",
        "anonymous=٦/min",
        "anonymous=600/day",
        "anonymous=600/min,",
        "anonymous=600/min;token=1/s",
        "anonymous=1/s,anonymous=2/s",
        "everybody=1/s",
        "on",
    ],
)
def test_a_bad_rate_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        rates(words)


@pytest.mark.services
def test_calls_that_come_at_once_are_each_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = throttles._SharedCounts()
    with Redis(tmp_path / "redis", ["redis-server", "--save", ""]) as server:
        shared = RedisCache([f"redis://127.0.0.1:{server.port}/0"], {})
        monkeypatch.setattr(throttles, "cache", shared)
        with ThreadPoolExecutor(8) as callers:
            counted = list(callers.map(lambda _: counts.count("calls", keep=60), range(400)))
        with server.client() as client:
            (key,) = client.keys("*")
            assert 0 < client.ttl(key) <= 60
        server.kill()
        assert counts.count("calls", keep=60) == 0

    assert sorted(counted) == list(range(1, 401))
