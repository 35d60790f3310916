"""What a browser does for pages of other sites, and that answers travel packed."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.api.client import API
from tests.desk_process import DeskFolder

PAGE = "https://news.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("allowed", "path", "told"),
    [
        ([PAGE], f"{API}/verdicts/", PAGE),
        (["*"], f"{API}/verdicts/", "*"),
        (["*"], "/v1alpha1/claims:search?query=rents", "*"),
        ([], f"{API}/verdicts/", None),
        (["https://other.example"], f"{API}/verdicts/", None),
        (["*"], "/admin/login/", None),
    ],
)
def test_pages_of_the_sites_that_the_desk_names_may_call_it_without_a_session(
    allowed: list[str], path: str, told: str | None, settings: Settings
) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = allowed == ["*"]
    settings.CORS_ALLOWED_ORIGINS = [] if allowed == ["*"] else allowed
    answer = Client().get(path, headers={"Origin": PAGE})
    assert answer.headers.get("Access-Control-Allow-Origin") == told
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_may_send_a_token_and_a_key(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [PAGE]
    answer = Client().options(
        f"{API}/articles/",
        headers={
            "Origin": PAGE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,idempotency-key",
        },
    )
    assert answer.status_code == 200
    for name in ("authorization", "idempotency-key"):
        assert name in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.django_db
def test_answers_are_packed_for_whoever_asks_and_unchanged_ones_not_sent(
    alice: User, bob: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    address, packed = f"{API}/verdicts/{verdict.pk}/", {"Accept-Encoding": "gzip"}
    plain, answer = Client().get(address), Client().get(address, headers=packed)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == plain.content
    again = Client().get(address, headers={**packed, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("origins", ["news.example", "https://news.example/page", "*,https://a.b"])
def test_a_site_that_is_none_stops_the_start_and_names_the_setting(
    origins: str, tmp_path: Path
) -> None:
    told = DeskFolder(tmp_path, FACTCHECK_CORS_ORIGINS=origins).run("check")
    assert told.returncode != 0
    assert b"FACTCHECK_CORS_ORIGINS" in told.stderr
