"""Google's own client, of which only the endpoint is changed, lists the verdicts of this desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from googleapiclient.discovery import build  # type: ignore[import-untyped]
from googleapiclient.errors import HttpError  # type: ignore[import-untyped]
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from claims.models import Article, Verdict
from tests import builders
from tests.api.client import client_of

SEARCH = "/v1alpha1/claims:search"
RENTS = "Rents in Ostrava rose by 9 percent in 2024."


def published(alice: User, bob: User, words: str, **article: Any) -> Verdict:
    now = timezone.now()
    claim = builders.a_claim(words, now=now, claimant="Jana Dvořák")
    Article.objects.filter(pk=claim.article_id).update(**article)
    return builders.a_published_verdict(alice, bob, now, claim=claim)


@pytest.mark.django_db(transaction=True)
def test_googles_client_lists_our_verdicts_page_by_page(
    live_server: LiveServer, alice: User, bob: User
) -> None:
    moment = datetime(2026, 3, 1, 8, tzinfo=UTC)
    verdict = published(alice, bob, RENTS, language="en", published_at=moment)
    for town in ("Brno", "Plzeň"):
        published(alice, bob, RENTS.replace("Ostrava", town))
    service = build(
        "factchecktools",
        "v1alpha1",
        developerKey="none is needed",
        client_options={"api_endpoint": live_server.url},
    )
    asked = service.claims().search(query="rents in Ostrava", pageSize=2)
    first = asked.execute()
    claim = first["claims"][0]
    assert (claim["text"], claim["claimant"]) == (RENTS, "Jana Dvořák")
    assert claim["claimDate"] == "2026-03-01T08:00:00Z"
    review = claim["claimReview"][0]
    assert review["url"].endswith(f"/verdicts/{verdict.pk}/")
    assert (review["textualRating"], review["languageCode"]) == ("False", "en")
    assert review["publisher"]["site"]
    second = service.claims().search_next(asked, first)
    rest = second.execute() if second is not None else {}
    texts = [each["text"] for page in (first, rest) for each in page.get("claims", [])]
    assert len(texts) == len(set(texts))
    assert "nextPageToken" not in rest
    with pytest.raises(HttpError) as refusal:
        service.claims().search().execute()
    assert (refusal.value.status_code, "A query is needed" in str(refusal.value)) == (400, True)
    service.close()  # its connections would be found open by whichever test comes next


def search(**asked: Any) -> Any:
    return client_of().get(SEARCH, asked)


def ids(answer: Any) -> list[int]:
    return [
        int(claim["claimReview"][0]["url"].rstrip("/").rpartition("/")[2])
        for claim in answer.json().get("claims", [])
    ]


@pytest.mark.django_db
def test_what_is_searched_for_comes_first_and_what_was_retracted_not_at_all(
    alice: User, bob: User
) -> None:
    other = published(alice, bob, "The bridge at Neustadt cost 14 million crowns.")
    rents = published(alice, bob, RENTS)
    assert ids(search(query=RENTS))[0] == rents.pk
    assert ids(search(query="bridge crowns")) == [other.pk]
    builders.retract(rents, bob, timezone.now())
    assert rents.pk not in ids(search(query=RENTS))
    assert search(query="zeppelins").json() == {}


@pytest.mark.django_db
def test_results_are_narrowed_by_language_age_and_site(alice: User, bob: User) -> None:
    verdict = published(alice, bob, RENTS, language="en-GB")
    for language, found in (("en", True), ("en-GB", True), ("EN-gb", True), ("e", False)):
        assert bool(ids(search(query=RENTS, languageCode=language))) is found, language
    assert ids(search(query=RENTS, maxAgeDays=1)) == [verdict.pk]
    Verdict.objects.update(published_at=timezone.now() - timedelta(days=3))
    assert ids(search(query=RENTS, maxAgeDays=1)) == []
    assert ids(search(query=RENTS, maxAgeDays=9_999_999)) == [verdict.pk]
    for site, found in (("testserver", True), ("http://www.testserver/", True), ("a.test", False)):
        assert bool(ids(search(reviewPublisherSiteFilter=site))) is found, site


@pytest.mark.django_db
def test_pages_follow_each_other_without_a_gap(alice: User, bob: User) -> None:
    made = [published(alice, bob, f"Rents rose by {n} percent.").pk for n in range(5)]
    found, token, steps = [], "", 0
    while token is not None and steps < 10:
        page = search(reviewPublisherSiteFilter="testserver", pageSize=2, pageToken=token)
        found += ids(page)
        token, steps = page.json().get("nextPageToken"), steps + 1
    assert found == made[::-1]
    assert ids(search(reviewPublisherSiteFilter="testserver", offset=3)) == made[1::-1]
    assert search(query="rents", offset=9_999_999).json() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"query": " "},
        {"query": "a", "pageSize": "-1"},
        {"query": "a", "pageSize": "ten"},
        {"query": "a", "offset": "9" * 400},
        {"query": "a", "pageToken": "from-²"},
        {"query": "a" * 20_000},
        {"query": "a\x00b"},
    ],
)
def test_an_error_has_googles_shape(asked: dict[str, str]) -> None:
    answer = search(**asked)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert error["message"]


@pytest.mark.django_db
def test_a_desk_that_is_not_public_asks_for_a_token(
    alice: User, bob: User, settings: Settings
) -> None:
    published(alice, bob, RENTS)
    settings.FACTCHECK_PUBLIC_READ = False
    assert search(query=RENTS).json()["error"]["status"] == "UNAUTHENTICATED"
    assert ids(client_of(alice).get(SEARCH, {"query": RENTS})) == [Verdict.objects.get().pk]
