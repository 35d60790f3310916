"""The reviewers' other calls: skip, hand over, reopen, add, reword, move, split, merge, and notes."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims.models import Article, Claim
from tests import builders
from tests.api.client import API, client_of

RENTS, PRICES = "👍 Rents rose.", "Prices fell 👎 by 3."
TEXT = f"{RENTS} {PRICES} So it goes."
SKIP = {"to": "later", "reason": "No time."}


@pytest.fixture
def article(db: None) -> Article:
    return builders.a_read_article(TEXT, RENTS, PRICES, now=timezone.now())


@pytest.fixture
def reviewer(alice: User) -> APIClient:
    return client_of(alice)


@pytest.fixture
def taken(article: Article, reviewer: APIClient) -> dict[str, Any]:
    answer: dict[str, Any] = reviewer.post(f"{API}/queue/next/").json()
    assert answer["claim"]["quote"] == RENTS
    return answer


def post(client: APIClient, taken: dict[str, Any], call: str, **body: Any) -> Any:
    address = f"{API}/claims/{taken['claim']['id']}/{call}"
    return client.post(address, {"token": taken["lease"]["token"], **body})


def problem(answer: Any) -> tuple[int, str, list[str]]:
    told = answer.json()
    fields = [error["field"] for error in told["errors"]]
    return answer.status_code, told["type"].rpartition(":")[2], fields


def test_a_claim_is_skipped_and_the_next_is_another(
    reviewer: APIClient, carol: User, taken: dict[str, Any]
) -> None:
    answer = post(reviewer, taken, "skip/", **SKIP)
    assert (answer.status_code, answer.content) == (204, b"")
    assert reviewer.post(f"{API}/queue/next/").json()["claim"]["quote"] == PRICES
    assert client_of(carol).post(f"{API}/queue/next/").json()["claim"] == {
        **taken["claim"],
        "in_review": True,
    }


def test_a_claim_is_handed_to_a_colleague_who_reads_why(
    reviewer: APIClient, carol: User, taken: dict[str, Any]
) -> None:
    words = {"reason": "You know <b>rents</b>.", "to": "colleague", "colleague": "carol"}
    assert post(reviewer, taken, "skip/", **words).status_code == 204
    given = client_of(carol).post(f"{API}/queue/next/").json()
    assert given["claim"]["id"] == taken["claim"]["id"]
    assert given["why"][0] == {
        "kind": "handed_over",
        "text": "Handed to you by alice",
        "by": "alice",
        "note": "You know <b>rents</b>.",
    }


def test_a_claim_is_left_to_an_editor(
    reviewer: APIClient, bob: User, taken: dict[str, Any]
) -> None:
    assert post(reviewer, taken, "skip/", **{**SKIP, "to": "editor"}).status_code == 204
    assert reviewer.post(f"{API}/queue/next/").json()["claim"]["quote"] == PRICES
    assert reviewer.post(f"{API}/queue/next/").status_code == 204
    given = client_of(bob).post(f"{API}/queue/next/").json()
    assert (given["claim"]["quote"], given["why"][0]["kind"]) == (RENTS, "for_editor")


@pytest.mark.parametrize(
    ("call", "body", "fields"),
    [
        ("skip/", {**SKIP, "reason": ""}, ["reason"]),
        ("skip/", {**SKIP, "to": "bob"}, ["to"]),
        ("skip/", {**SKIP, "to": "colleague"}, ["colleague"]),
        ("skip/", {**SKIP, "to": "colleague", "colleague": "alice"}, ["colleague"]),
        ("wording/", {"text": " "}, ["text"]),
        ("wording/", {"text": None}, ["text"]),
        ("span/", {"start": 0, "end": 10**40}, ["end"]),
        ("span/", {"start": -1, "end": 3}, ["start"]),
        ("span/", {"start": 1, "end": 3}, ["start"]),
        ("span/?offsets=utf16", {"start": 1, "end": 3}, ["start"]),
        ("span/?offsets=utf16", {"start": 0, "end": 1}, ["end"]),
        ("span/?offsets=bytes", {"start": 0, "end": 3}, ["offsets"]),
        ("split/", {"spans": [{"start": 0, "end": 7}]}, ["spans"]),
        ("split/", {"spans": [{"start": 0, "end": 7}, {"start": 7, "end": 9}]}, ["spans.1.start"]),
        (
            "split/?offsets=utf16",
            {"spans": [{"start": 3, "end": 8}, {"start": 9, "end": 28}]},
            ["spans.1.end"],
        ),
        ("merge/", {"claims": []}, ["claims"]),
        ("merge/", {"claims": [2**63]}, ["claims.0"]),
        ("merge/", {"claims": [0]}, ["claims"]),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_named(
    call: str, body: dict[str, Any], fields: list[str], reviewer: APIClient, taken: dict[str, Any]
) -> None:
    answer = post(reviewer, taken, call, **body)
    assert problem(answer) == (400, "invalid", fields)


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("skip/", SKIP),
        ("skip/", {**SKIP, "to": "colleague", "colleague": "carol"}),
        ("wording/", {"text": "Rents."}),
        ("span/", {"start": 2, "end": 7}),
        ("split/", {"spans": [{"start": 2, "end": 7}, {"start": 8, "end": 12}]}),
        ("merge/", {"claims": [2**62]}),
    ],
)
def test_each_needs_the_lease(
    call: str,
    body: dict[str, Any],
    reviewer: APIClient,
    bob: User,
    carol: User,
    taken: dict[str, Any],
) -> None:
    late = {**taken, "lease": {"token": "made-up"}}
    assert problem(post(reviewer, late, call, **body)) == (409, "lease-lost", [])
    assert problem(post(client_of(bob), taken, call, **body)) == (409, "lease-lost", [])
    unknown = {**taken, "claim": {"id": 0}}
    assert post(reviewer, unknown, call, **body).status_code == 404


def test_a_claim_is_reworded_moved_split_and_merged_in_the_units_of_a_browser(
    reviewer: APIClient, article: Article, taken: dict[str, Any]
) -> None:
    reworded = post(reviewer, taken, "wording/", text=" Rents in Neustadt rose. ").json()
    assert (reworded["text"], reworded["quote"]) == (" Rents in Neustadt rose. ", RENTS)
    assert post(reviewer, taken, "wording/", text="").json()["text"] == RENTS

    # The first character takes two units.
    moved = post(reviewer, taken, "span/?offsets=utf16", start=3, end=8).json()
    assert (moved["quote"], moved["text"], moved["start"], moved["end"]) == ("Rents", "Rents", 3, 8)
    assert reviewer.get(f"{API}/claims/{moved['id']}/").json()["start"] == 2

    spans = [{"start": 3, "end": 8}, {"start": 9, "end": 14}]
    parts = post(reviewer, taken, "split/?offsets=utf16", spans=spans).json()
    assert [(part["quote"], part["status"]) for part in parts] == [
        ("Rents", "queued"),
        ("rose.", "queued"),
    ]

    others = [parts[1]["id"], article.claims.get(quote=PRICES).pk]
    merged = post(reviewer, taken, "merge/", claims=others).json()
    assert merged["quote"] == f"Rents rose. {PRICES}"
    assert {claim.status for claim in Claim.objects.filter(pk__in=others)} == {"dismissed"}
    again = post(reviewer, taken, "merge/", claims=others)
    assert problem(again) == (409, "wrong-state", [])
    taken_span = post(reviewer, taken, "span/", start=8, end=13)
    assert problem(taken_span) == (409, "wrong-state", [])


def test_a_sentence_becomes_a_claim_once(reviewer: APIClient, article: Article) -> None:
    address = f"{API}/articles/{article.pk}/claims/?offsets=utf16"
    start = len(TEXT.encode("utf-16-le")) // 2 - len("So it goes.")
    span = {"start": start, "end": start + len("So it goes.")}
    first = reviewer.post(address, span)
    assert (first.status_code, first.json()["quote"]) == (201, "So it goes.")
    assert (first.json()["start"], first.json()["status"]) == (start, "queued")
    again = reviewer.post(address, span)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(reviewer.get(address).json()["results"]) == 3
    unread = builders.an_article(now=timezone.now())
    waits = reviewer.post(f"{API}/articles/{unread.pk}/claims/", {"start": 0, "end": 3})
    assert problem(waits) == (409, "wrong-state", [])


def test_a_dismissed_claim_is_reopened(reviewer: APIClient, taken: dict[str, Any]) -> None:
    address = f"{API}/claims/{taken['claim']['id']}/reopen/"
    assert problem(reviewer.post(address, {"reason": "x"})) == (409, "wrong-state", [])
    post(reviewer, taken, "dismiss/", reason="An opinion.")
    assert problem(reviewer.post(address, {"reason": ""})) == (400, "invalid", ["reason"])
    reopened = reviewer.post(address, {"reason": "It has a figure."})
    assert (reopened.status_code, reopened.json()["status"]) == (200, "queued")


def test_only_an_editor_reopens_what_was_retracted(reviewer: APIClient, bob: User) -> None:
    now = timezone.now()
    alice = User.objects.get(username="alice")
    verdict = builders.a_published_verdict(alice, bob, now)
    builders.retract(verdict, bob, now)
    address = f"{API}/claims/{verdict.claim_id}/reopen/"
    assert problem(reviewer.post(address, {"reason": "x"})) == (403, "not-allowed", [])
    assert client_of(bob).post(address, {"reason": "x"}).json()["status"] == "queued"


def test_notes_are_read_oldest_first_and_by_page(
    reviewer: APIClient, carol: User, taken: dict[str, Any]
) -> None:
    address = f"{API}/claims/{taken['claim']['id']}/notes/"
    for client, text in (
        (reviewer, " Ask the city. "),
        (client_of(carol), "Done."),
        (reviewer, "!"),
    ):
        written = client.post(address, {"text": text})
        assert (written.status_code, written.json()["text"]) == (201, text)
    assert problem(reviewer.post(address, {"text": ""})) == (400, "invalid", ["text"])
    page = reviewer.get(f"{address}?page_size=2").json()
    assert [(note["author"], note["text"]) for note in page["results"]] == [
        ("alice", " Ask the city. "),
        ("carol", "Done."),
    ]
    assert [note["text"] for note in reviewer.get(page["next"]).json()["results"]] == ["!"]


def test_nobody_takes_more_than_one_person_may(
    reviewer: APIClient, taken: dict[str, Any], settings: Any
) -> None:
    settings.FACTCHECK_MAX_LEASES = 1
    answer = reviewer.post(f"{API}/queue/next/")
    assert problem(answer) == (409, "wrong-state", [])
    assert answer.json()["detail"].startswith("You hold as many claims")
