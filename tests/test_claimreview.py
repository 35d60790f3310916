"""A published verdict as machines read it."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from pyld import jsonld

from claims.claimreview import NOT_RATED, claim_review
from claims.intake import Source, submit_article
from claims.models import Claim, Verdict
from claims.review import give_verdict
from tests import builders
from tests.api.client import API, client_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db

SCHEMA = json.loads((Path(settings.BASE_DIR) / "docs/claimreview.schema.json").read_text())
SITE = "https://facts.example.org"
VOCABULARY = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}}


def review_of(verdict: Verdict) -> dict[str, Any]:
    """Its ClaimReview, which fits our own schema."""
    shown = claim_review(
        Verdict.objects.with_versions().with_places().get(pk=verdict.pk),
        site=SITE,
        organisation="The Desk",
    )
    jsonschema.Draft202012Validator(SCHEMA).validate(shown)
    return shown


def test_it_says_what_the_verdict_says(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    shown = review_of(verdict)
    assert shown["@id"] == shown["url"] == f"{SITE}/verdicts/{verdict.pk}/"
    assert shown["claimReviewed"] == verdict.claim.text
    assert shown["author"] == {"@type": "Organization", "name": "The Desk", "url": f"{SITE}/"}
    assert shown["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "False",
        "ratingValue": 1,
        "worstRating": 1,
        "bestRating": 5,
        "ratingExplanation": "The bridge cost less.",
    }
    assert shown["citation"][0]["url"] == "https://stats.example.org/bridges/7"
    assert "correction" not in shown


@pytest.mark.parametrize(("rating", "name"), [(None, NOT_RATED), ("unproven", "Unproven")])
def test_it_gives_no_number_where_the_desk_gave_none(
    rating: str | None, name: str, alice: User, bob: User
) -> None:
    lease = builders.a_leased_claim(alice)
    answer = builders.an_answer(rating=rating)
    verdict = give_verdict(
        claim_id=lease.claim_id, token=lease.lease_token, answer=answer, by=alice, now=NOW
    )
    builders.publish(verdict, bob, NOW)
    assert set(review_of(verdict)["reviewRating"]) == {
        "@type",
        "alternateName",
        "ratingExplanation",
    }
    assert review_of(verdict)["reviewRating"]["alternateName"] == name


def test_the_claim_names_its_claimant_or_else_the_publisher(alice: User, bob: User) -> None:
    claim = builders.a_claim(claimant="Ann Bee")
    shown = review_of(builders.a_published_verdict(alice, bob, claim=claim))
    assert shown["itemReviewed"]["author"] == {"@type": "Thing", "name": "Ann Bee"}
    Claim.objects.filter(pk=claim.pk).update(claimant="", claim_date=date(2026, 4, 30))
    claim.article.__class__.objects.filter(pk=claim.article_id).update(publisher="The Paper")
    shown = review_of(Verdict.objects.get(claim=claim))
    assert shown["itemReviewed"]["author"] == {"@type": "Organization", "name": "The Paper"}
    assert shown["itemReviewed"]["datePublished"] == "2026-04-30"


def test_it_lists_every_place_where_the_claim_stands_the_oldest_first(
    alice: User, bob: User
) -> None:
    text = "The bridge cost 2 million crowns."
    first = builders.a_read_article(text, text)
    for number, days in ((1, 3), (2, 9)):
        submit_article(
            text=text,
            source=Source(
                url=f"https://paper{number}.example/bridge", published_at=NOW - timedelta(days=days)
            ),
            by=None,
            now=NOW,
        )
    repeat = builders.a_claim(text + " So it did.")
    repeat.article.__class__.objects.filter(pk=repeat.article_id).update(publisher="Late Paper")
    claim = first.claims.get()
    Claim.objects.filter(pk=repeat.pk).update(status=Claim.Status.MATCHED, same_as=claim)
    item = review_of(builders.a_published_verdict(alice, bob, claim=claim))["itemReviewed"]
    assert [place.get("url") for place in item["appearance"]] == [
        "https://paper2.example/bridge",
        "https://paper1.example/bridge",
        None,
    ]
    assert item["firstAppearance"] == item["appearance"][0]


def test_a_correction_is_told_and_a_retraction_takes_everything_back(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    builders.correct(verdict, bob, NOW)
    builders.publish(verdict, erin, NOW)
    shown = review_of(verdict)
    assert [each["text"] for each in shown["correction"]] == [builders.NOTE]
    assert (shown["version"], shown["creativeWorkStatus"]) == (2, "Published")

    builders.retract(verdict, bob, NOW)
    shown = review_of(verdict)
    assert (shown["version"], shown["creativeWorkStatus"]) == (3, "Retracted")
    assert len(shown["correction"]) == 2
    assert not {"reviewRating", "reviewBody", "citation"} & shown.keys()


def test_a_json_ld_processor_reads_it_back(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    shown = review_of(verdict)

    def of_the_vocabulary(url: str, _: object) -> dict[str, Any]:
        assert url == "https://schema.org"
        return {"document": VOCABULARY, "documentUrl": url, "contextUrl": None}

    (node,) = jsonld.expand(shown, {"documentLoader": of_the_vocabulary})
    assert node["@id"] == f"{SITE}/verdicts/{verdict.pk}/"
    assert node["@type"] == ["https://schema.org/ClaimReview"]
    (rating,) = node["https://schema.org/reviewRating"]
    assert rating["https://schema.org/ratingValue"] == [{"@value": 1}]


# --- Over the API


def test_the_api_answers_with_json_ld(alice: User, bob: User) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    answer = client_of().get(f"{API}/verdicts/{verdict.pk}/claimreview/")
    assert answer.headers["Content-Type"] == "application/ld+json"
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(answer.content))


def test_versions_are_what_the_public_was_told_newest_first(
    alice: User, bob: User, erin: User
) -> None:
    verdict = builders.a_published_verdict(alice, bob)
    builders.correct(verdict, bob, NOW)
    address = f"{API}/verdicts/{verdict.pk}/versions/"
    assert [each["number"] for each in client_of().get(address).json()] == [1]
    builders.publish(verdict, erin, NOW)
    kinds = [each["kind"] for each in client_of().get(address).json()]
    assert kinds == ["correction", "original"]


def test_corrections_are_listed_newest_first_and_since_a_time_oldest_first(
    alice: User, bob: User, erin: User
) -> None:
    changed = []
    for hours in range(3):
        verdict = builders.a_published_verdict(alice, bob)
        builders.correct(verdict, bob, NOW)
        builders.publish(verdict, erin, NOW + timedelta(hours=hours))
        changed.append(verdict.pk)
    listed = client_of().get(f"{API}/corrections/").json()["results"]
    assert [each["verdict"] for each in listed] == changed[::-1]
    assert listed[0]["note"] == builders.NOTE
    assert listed[0]["url"].endswith(f"/verdicts/{changed[-1]}/")
    since = (NOW + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    later = client_of().get(f"{API}/corrections/?since={since}").json()["results"]
    assert [each["verdict"] for each in later] == changed[1:]
    assert client_of().get(f"{API}/corrections/?since=soon").status_code == 400
