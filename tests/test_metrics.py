"""/metrics: what a monitoring program reads, against rows made for it."""

from datetime import timedelta
from math import isnan

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families as families

from claims.models import Article, ExtractionRun, Review
from claims.queue import take_next_review
from claims.webhooks import add_endpoint
from tests import builders

pytestmark = pytest.mark.django_db


def figures(client: Client) -> dict[str, float]:
    """Every figure by its name and labels, as another program reads them."""
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in families(answer.content.decode())
        for sample in family.samples
    }


def test_an_empty_desk_has_every_figure_and_all_are_nought(client: Client) -> None:
    shown = figures(client)
    assert {name for name, value in shown.items() if isnan(value)} == {
        "factcheck_worker_silence_seconds extraction",
        "factcheck_worker_silence_seconds fetching",
        "factcheck_worker_silence_seconds sweep",
        "factcheck_sweep_silence_seconds",
    }
    # Requests are counted from the start of the process, which has seen other tests.
    of_rows = {name: value for name, value in shown.items() if "request_seconds" not in name}
    assert not any(value for value in of_rows.values() if not isnan(value))
    assert {
        "factcheck_queue_depth",
        "factcheck_oldest_waiting_article_seconds",
        "factcheck_oldest_waiting_claim_seconds",
        "factcheck_extraction_seconds_count",
        "factcheck_articles failed",
        "factcheck_claims queued",
        "factcheck_workers extraction",
    } <= set(shown)


def test_what_waits_is_counted_and_its_age_told(client: Client, alice: User) -> None:
    now = timezone.now()
    builders.an_article("Rents rose by 9 percent.", now=now - timedelta(minutes=10))
    builders.a_read_article("Rents fell. Wages rose.", "Rents fell.", "Wages rose.", now=now)
    Review.objects.update(created_at=now - timedelta(hours=1))
    waiting = Review.objects.count()
    take_next_review(by=alice, now=now)
    shown = figures(client)
    assert shown["factcheck_articles received"] == 1
    assert shown["factcheck_articles extracted"] == 1
    assert 600 <= shown["factcheck_oldest_waiting_article_seconds"] < 700
    assert shown["factcheck_queue_depth"] == waiting - 1
    assert shown["factcheck_leases"] == 1
    assert shown["factcheck_claims queued"] == waiting == 2
    assert 3600 <= shown["factcheck_oldest_waiting_claim_seconds"] < 3700


def test_extraction_time_is_a_histogram_that_only_grows(client: Client) -> None:
    article = builders.an_article("Rents rose.")
    for number, milliseconds in enumerate((4, 40, 400, 4_000, 400_000)):
        ExtractionRun.objects.create(
            article=Article.objects.get(pk=article.pk),
            extractor=f"rules/{number}",
            milliseconds=milliseconds,
            finished_at=timezone.now(),
        )
    shown = figures(client)
    assert shown["factcheck_extraction_seconds_count"] == 5
    assert shown["factcheck_extraction_seconds_sum"] == pytest.approx(404.444)
    bucket = "factcheck_extraction_seconds_bucket"
    assert [shown[f"{bucket} {le}"] for le in ("0.005", "0.05", "0.5", "5", "60", "+Inf")] == [
        1,
        2,
        3,
        4,
        4,
        5,
    ]


def test_deliveries_are_counted_by_outcome(client: Client, alice: User, bob: User) -> None:
    now = timezone.now()
    add_endpoint(url="https://hooks.example/", kinds=["verdict.published"], by=bob, now=now)
    builders.a_published_verdict(alice, bob, now)
    shown = {
        name: value
        for name, value in figures(client).items()
        if name.startswith("factcheck_webhook")
    }
    assert shown == {
        "factcheck_webhook_deliveries waiting": 1,
        "factcheck_webhook_deliveries delivered": 0,
        "factcheck_webhook_deliveries given_up": 0,
    }


def test_verdicts_are_counted_by_rating_and_state(client: Client, alice: User, bob: User) -> None:
    now = timezone.now()
    builders.a_proposed_verdict(alice, now)
    for _ in range(2):
        builders.a_published_verdict(alice, bob, now)
    builders.retract(builders.a_published_verdict(alice, bob, now), bob, now)
    shown = {name: value for name, value in figures(client).items() if "factcheck_verdicts" in name}
    assert shown == {
        "factcheck_verdicts false published": 2,
        "factcheck_verdicts false retracted": 1,
    }


def test_requests_are_counted_by_route_and_not_by_address(client: Client) -> None:
    def counted(labels: str) -> float:
        return figures(client).get(f"factcheck_request_seconds_count {labels}", 0)

    before = {labels: counted(labels) for labels in COUNTED}
    for address in ("/api/v1/verdicts/1/", "/api/v1/verdicts/2/", "/nowhere/", "/else/where/"):
        client.get(address)
    client.generic("FROBNICATE", "/nowhere/")
    assert {labels: counted(labels) - before[labels] for labels in COUNTED} == COUNTED


COUNTED = {
    "GET api/v1/verdicts/<id:verdict_id>/ 4xx": 2,
    "GET none 4xx": 2,
    "other none 4xx": 1,
}
