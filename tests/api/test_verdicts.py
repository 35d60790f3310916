"""Published verdicts: the list, one by one, corrected and retracted, read again only when they change."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import Verdict
from tests import builders
from tests.api.client import API, client_of


@pytest.fixture
def published(alice: User, bob: User) -> Verdict:
    return builders.a_published_verdict(alice, bob, timezone.now())


def test_a_correction_is_proposed_by_one_editor_and_published_by_another(
    published: Verdict, bob: User, erin: User
) -> None:
    address = f"{API}/verdicts/{published.pk}"
    body = {"kind": "correction", "note": "A figure was wrong.", "conclusion": "It cost half."}
    proposed = client_of(bob).post(f"{address}/correct/", body)
    assert proposed.status_code == 200
    assert (proposed.json()["version"], proposed.json()["pending"]["conclusion"]) == (
        1,
        "It cost half.",
    )
    public = client_of().get(f"{address}/").json()
    assert (public["version"], public["pending"]) == (1, None)

    own = client_of(bob).post(f"{address}/publish/")
    assert (own.status_code, own.json()["type"]) == (403, "urn:factcheck:problem:not-allowed")
    assert client_of(erin).post(f"{address}/publish/").status_code == 200
    public = client_of().get(f"{address}/").json()
    assert (public["version"], public["conclusion"]) == (2, "It cost half.")
    assert public["evidence"] != []


def test_a_retraction_takes_effect_at_once_and_stays_readable(
    published: Verdict, bob: User
) -> None:
    address = f"{API}/verdicts/{published.pk}"
    retracted = client_of(bob).post(f"{address}/retract/", {"note": "The source was forged."})
    assert retracted.status_code == 200
    public = client_of().get(f"{address}/").json()
    assert (public["retracted"], public["version"]) == (True, 2)
    assert [verdict["retracted"] for verdict in _list()] == [True]
    assert (
        "The source was forged." in client_of().get(f"/verdicts/{published.pk}/").content.decode()
    )


@pytest.mark.parametrize(
    ("call", "body", "field"),
    [
        ("return", {"note": ""}, "note"),
        ("return", {}, "note"),
        ("retract", {"note": " "}, "note"),
        ("correct", {"note": "x"}, "kind"),
        ("correct", {"note": "x", "kind": "retraction"}, "kind"),
        ("correct", {"note": "", "kind": "correction"}, "note"),
        ("correct", {"note": "x", "kind": "correction", "conclusion": ""}, "conclusion"),
        ("correct", {"note": "x", "kind": "correction", "rating": "none"}, "rating"),
    ],
)
def test_an_editors_call_that_cannot_stand_names_the_field(
    call: str, body: dict[str, str], field: str, published: Verdict, bob: User
) -> None:
    answer = client_of(bob).post(f"{API}/verdicts/{published.pk}/{call}/", body)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("call", ["publish", "return"])
def test_a_step_from_the_wrong_state_is_a_conflict(
    call: str, published: Verdict, erin: User
) -> None:
    answer = client_of(erin).post(f"{API}/verdicts/{published.pk}/{call}/", {"note": "x"})
    assert (answer.status_code, answer.json()["type"]) == (
        409,
        "urn:factcheck:problem:wrong-state",
    )


@pytest.mark.parametrize("path", ["verdicts/", "verdicts/{id}/"])
def test_what_has_not_changed_is_not_sent_again(path: str, published: Verdict, bob: User) -> None:
    address = f"{API}/{path.format(id=published.pk)}"
    first = client_of().get(address)
    assert first.status_code == 200
    by_tag = client_of().get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    by_date = client_of().get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_date.status_code == 304
    client_of(bob).post(f"{API}/verdicts/{published.pk}/retract/", {"note": "Withdrawn."})
    assert client_of().get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("rating=false", 1),
        ("rating=true", 0),
        ("rating=unheard-of", 400),
        ("claimant=", 1),
        ("claimant=Nobody", 0),
        ("publisher=Nobody", 0),
        ("q=COST less", 1),
        ("q=cathedral", 0),
        ("published_after=2020-01-01T00:00:00Z", 1),
        ("published_after=2020-01-01", 1),
        ("published_after=2999-01-01T00:00:00Z", 0),
        ("updated_after=2999-01-01T00:00:00Z", 0),
        ("updated_after=soon", 400),
        ("state=published", 1),
        ("state=lost", 400),
        ("cursor=cD1hYmM=", 400),
        ("q=" + "a" * 60_000, 400),
        ("page_size=1", 1),
        ("page_size=100000", 1),
        ("page_size=0", 400),
        ("page_size=-1", 400),
        ("page_size=abc", 400),
        ("page_size=" + "9" * 5_000, 400),
    ],
)
def test_verdicts_are_filtered(query: str, found: int, published: Verdict) -> None:
    answer = client_of().get(f"{API}/verdicts/?{query}")
    if found == 400:
        assert answer.status_code == 400
    else:
        assert len(answer.json()["results"]) == found


@pytest.mark.parametrize(
    "query",
    ["published_after=0001-01-01T00:00:00%2B14:00", "updated_after=9999-12-31T23:59:59-14:00"],
)
def test_a_date_at_the_end_of_time_is_no_fault_of_ours(query: str, published: Verdict) -> None:
    # PostgreSQL can compare with these; SQLite's dates end before them.
    assert client_of().get(f"{API}/verdicts/?{query}").status_code in {200, 400}


def test_newest_come_first_and_changes_in_the_order_they_happened(alice: User, bob: User) -> None:
    start = timezone.now() - timedelta(hours=1)
    first, second, third = (
        builders.a_published_verdict(alice, bob, start + timedelta(minutes=minute)).pk
        for minute in range(3)
    )
    client_of(bob).post(f"{API}/verdicts/{first}/retract/", {"note": "Withdrawn."})
    assert [verdict["id"] for verdict in _list()] == [third, second, first]
    since = (start + timedelta(seconds=30)).isoformat().replace("+00:00", "Z")
    assert [v["id"] for v in _list(f"updated_after={since}")] == [second, third, first]
    walked, address = [], f"{API}/verdicts/?page_size=1&updated_after={since}"
    while address:
        page = client_of().get(address).json()
        walked += [verdict["id"] for verdict in page["results"]]
        address = page["next"]
    assert walked == [second, third, first]


def test_reviewers_see_what_is_not_published_yet(alice: User, sam: User) -> None:
    proposed = builders.a_proposed_verdict(alice, timezone.now())
    assert [v["id"] for v in _list("state=proposed", client_of(alice))] == [proposed.pk]
    assert client_of(alice).get(f"{API}/verdicts/{proposed.pk}/").json()["version"] is None
    assert client_of(sam).get(f"{API}/verdicts/{proposed.pk}/").status_code == 404


def test_the_scale_is_given_in_the_desks_order(db: None) -> None:
    slugs = [step["slug"] for step in client_of().get(f"{API}/ratings/").json()]
    assert slugs == [
        "true", "mostly-true", "half-true", "mostly-false", "false", "misleading", "unproven"
    ]  # fmt: skip


def _list(query: str = "", client: APIClient | None = None) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = (
        (client or client_of()).get(f"{API}/verdicts/?{query}").json()["results"]
    )
    return results
