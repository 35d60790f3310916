"""Has this been checked? One statement, a batch, a text; and what a miss leaves behind."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from claims import matching
from claims.models import Question, Verdict
from factcheck.api import check
from tests import builders
from tests.api.client import API, client_of

pytestmark = pytest.mark.django_db

RENTS = "Rents in Ostrava rose by 9 percent in 2024, the statistics office said in its report."
WAITS = "Unemployment in Brno fell to 3 percent in 2025, according to the labour office."


@pytest.fixture
def published(alice: User, bob: User) -> Verdict:
    return builders.a_published_verdict(
        alice, bob, timezone.now(), claim=builders.a_claim(RENTS, now=timezone.now())
    )


def asked(q: str) -> Any:
    return client_of().get(f"{API}/check/", {"q": q})


def sent(body: dict[str, Any], by: User | None = None, query: str = "") -> Any:
    return client_of(by).post(f"{API}/check/{query}", body)


def test_anyone_finds_a_published_verdict_by_a_statement(published: Verdict) -> None:
    [match] = asked(
        "RENTS IN OSTRAVA ROSE BY 9 % IN 2024, the statistics office said in its report"
    ).json()["matches"]
    assert (match["kind"], match["score"], match["differs"]) == ("exact", 1.0, [])
    assert match["verdict"] == client_of().get(f"{API}/verdicts/{published.pk}/").json()
    assert match["claim"]["id"] == published.claim_id


@pytest.mark.parametrize(
    ("change", "kind", "here", "there"),
    [
        (("9", "90"), "number", "90 percent", "9 percent"),
        (("rose", "did not rise"), "negation", "not", ""),
        (("2024", "2019"), "date", "2019", "2024"),
        (("Ostrava", "Brno"), "name", "brno", "ostrava"),
    ],
)
def test_what_differs_is_no_match_but_a_similar_claim_and_is_told(
    change: tuple[str, str], kind: str, here: str, there: str, published: Verdict
) -> None:
    [match] = asked(RENTS.replace(*change)).json()["matches"]
    assert match["kind"] == "similar"
    assert match["differs"] == [{"kind": kind, "here": here, "there": there}]


def test_a_retracted_verdict_answers_nothing(published: Verdict, bob: User) -> None:
    client_of(bob).post(f"{API}/verdicts/{published.pk}/retract/", {"note": "Forged."})
    assert asked(RENTS).json() == {"matches": []}


def test_a_batch_is_answered_in_its_order(published: Verdict) -> None:
    results = sent({"claims": ["Bread is dear.", RENTS]}).json()["results"]
    assert [(each["claim"], len(each["matches"])) for each in results] == [
        ("Bread is dear.", 0),
        (RENTS, 1),
    ]
    assert [each["question"] for each in results] == [None, None]


def test_every_sentence_of_a_text_is_answered_with_its_span(published: Verdict) -> None:
    builders.a_claim(WAITS, now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    text = f"How nice 🙂 that is!\n\n{RENTS} {WAITS} Thank you."
    sentences = sent({"text": text}).json()["sentences"]
    said = {text[each["start"] : each["end"]]: each for each in sentences}
    assert "".join(said).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert [match["verdict"]["id"] for match in said[RENTS]["matches"]] == [published.pk]
    assert {quote for quote, each in said.items() if each["waiting"]} == {WAITS}
    assert said[RENTS]["check_worthiness"] > said["Thank you."]["check_worthiness"]
    utf16 = sent({"text": text}, query="?offsets=utf16").json()["sentences"]
    assert [each["end"] - other["end"] for each, other in zip(utf16, sentences, strict=True)] == [
        1 if other["end"] > text.index("🙂") else 0 for other in sentences
    ]


def test_a_long_text_costs_as_many_queries_as_a_short_one(
    published: Verdict, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text = " ".join(f"{RENTS} The ferry number {number} ran aground." for number in range(100))
    with django_assert_max_num_queries(60 + check.MOST_SIMILAR):
        sentences = sent({"text": text}).json()["sentences"]
    assert len(sentences) == 200
    assert sum(bool(each["matches"]) for each in sentences) >= 100


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "claims"),
        ({"claims": [RENTS], "text": RENTS}, "claims"),
        ({"claims": []}, "claims"),
        ({"claims": "Rents rose."}, "claims"),
        ({"claims": [RENTS] * 101}, "claims"),
        ({"claims": [RENTS, ""]}, "claims.1"),
        ({"claims": [RENTS, 5]}, "claims.1"),
        ({"claims": ["x" * 2_001]}, "claims.0"),
        ({"claims": ["x\0"]}, "claims.0"),
        ({"text": " "}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "x\0"}, "text"),
        ({"text": ["x"]}, "text"),
        ({"claims": [RENTS], "notify": "maybe"}, "notify"),
    ],
)
def test_what_cannot_be_looked_up_names_the_field(body: dict[str, Any], field: str) -> None:
    answer = sent(body)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("q", ["", " ", "x" * 2_001, "x\0"])
def test_a_statement_that_cannot_be_looked_up_is_refused(q: str) -> None:
    answer = asked(q)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "q")


def test_a_miss_is_kept_for_one_who_shows_who_they_are(olga: User, published: Verdict) -> None:
    body = {"claims": [RENTS, WAITS], "notify": True}
    assert sent(body).status_code == 401
    assert not Question.objects.exists()
    for _ in range(2):
        found, missed = sent(body, olga).json()["results"]
        assert found["question"] is None
        assert Question.objects.get(asker=olga).pk == missed["question"]


def test_of_a_text_what_is_worth_checking_is_kept(olga: User, published: Verdict) -> None:
    sentences = sent({"text": f"Hello! {RENTS} {WAITS}", "notify": True}, olga).json()["sentences"]
    assert [each["question"] is not None for each in sentences] == [False, False, True]
    assert Question.objects.get().text == "Unemployment in Brno fell to 3 percent in 2025."


def test_a_desk_that_is_not_public_answers_its_people_only(settings: Settings, olga: User) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    assert asked(RENTS).status_code == sent({"text": RENTS}).status_code == 401
    assert sent({"text": RENTS}, olga).status_code == 200


# --- Inside the desk


def test_a_suggestion_is_confirmed_with_what_was_seen_to_differ(
    alice: User, sam: User, published: Verdict
) -> None:
    claim = builders.a_claim(RENTS.replace("9", "8"), now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    address = f"{API}/claims/{claim.pk}"
    [suggestion] = client_of(sam).get(f"{address}/suggestions/").json()
    assert (suggestion["state"], suggestion["kind"]) == ("suggested", "similar")
    assert suggestion["claim"]["verdict"] == published.pk
    body = {"claim": suggestion["claim"]["id"]}
    blind = client_of(alice).post(f"{address}/same-as/", body)
    assert (blind.status_code, blind.json()["errors"][0]["field"]) == (400, "differs")
    seen = client_of(alice).post(f"{address}/same-as/", {**body, "differs": suggestion["differs"]})
    assert seen.status_code == 200
    shared = seen.json()
    assert (shared["status"], shared["same_as"], shared["verdict"]) == (
        "matched", published.claim_id, published.pk
    )  # fmt: skip
    [decided] = client_of(sam).get(f"{address}/suggestions/").json()
    assert (decided["state"], decided["decided_by"]) == ("confirmed", "alice")

    undone = client_of(alice).post(f"{address}/unmatch/", {"reason": "Another year."})
    assert (undone.status_code, undone.json()["status"]) == (200, "queued")
    again = client_of(alice).post(f"{address}/unmatch/", {"reason": "Another year."})
    assert (again.status_code, again.json()["type"]) == (409, "urn:factcheck:problem:wrong-state")
    tallies = client_of(sam).get(f"{API}/matches/precision/").json()
    assert {tally["kind"]: tally["precision"] for tally in tallies} == {
        "exact": None, "near": None, "similar": 0.0
    }  # fmt: skip


def test_a_suggestion_is_rejected_once(alice: User, published: Verdict) -> None:
    claim = builders.a_claim(f"{RENTS}!", now=timezone.now())
    matching.compare_new_claims(limit=10, now=timezone.now())
    match = claim.matches.get()
    address = f"{API}/claims/{claim.pk}/suggestions/{match.pk}/reject/"
    assert client_of(alice).post(address).json()["state"] == "rejected"
    assert client_of(alice).post(address).status_code == 409


def test_a_claim_under_a_lease_is_matched_with_its_token(alice: User, published: Verdict) -> None:
    held = builders.a_leased_claim(alice, timezone.now(), builders.a_claim(f"{RENTS}!"))
    address = f"{API}/claims/{held.claim_id}/same-as/"
    body = {"claim": published.claim_id}
    assert client_of(alice).post(address, body).status_code == 409
    lost = client_of(alice).post(address, {**body, "token": "guessed"})
    assert lost.json()["type"] == "urn:factcheck:problem:lease-lost"
    assert client_of(alice).post(address, {**body, "token": held.lease_token}).status_code == 200
