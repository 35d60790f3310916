"""/metrics, in Prometheus' text format. Every figure of the desk is counted in the rows, so each web host gives the same.

How long requests took is told by the host that is asked, of itself.
"""

import ipaddress
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Count, Min, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from claims.models import (
    NEEDED,
    Article,
    Claim,
    ExtractionRun,
    Heartbeat,
    Review,
    Verdict,
    WebhookDelivery,
)
from factcheck import timing
from workers.tasks import QUEUES, bells_waiting

logger = logging.getLogger(__name__)

UNFINISHED = [Article.Status.FETCHING, Article.Status.RECEIVED]
EXTRACTION_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What a monitoring program scrapes; closed to outside addresses."""
    if not _comes_from_inside(request):
        return HttpResponseForbidden(
            "Metrics are read from inside: by an address in FACTCHECK_METRICS_FROM, not through a proxy.\n",
            content_type="text/plain",
        )
    registry = CollectorRegistry()
    registry.register(Desk())
    try:
        figures = generate_latest(registry) + generate_latest(timing.of_all_processes())
    except Error as fault:
        logger.warning("Nothing could be counted: %s", fault)
        return HttpResponse(
            "The database does not answer.\n", status=503, content_type="text/plain"
        )
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)


def _comes_from_inside(request: HttpRequest) -> bool:
    # A proxy inside stands for anybody outside.
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.FACTCHECK_METRICS_FROM)


class Desk(Collector):
    """The state of the desk at the moment of the question."""

    def collect(self) -> Iterator[Metric]:
        yield from _articles()
        yield from _queue()
        yield _extraction()
        yield _verdicts()
        yield _deliveries()
        yield from _workers()
        if not settings.EMBEDDED:
            yield from _broker()

    def describe(self) -> list[Metric]:
        return []  # registering asks for this instead of counting everything twice


def _articles() -> Iterator[Metric]:
    counts = Article.objects.order_by().values_list("status").annotate(Count("id"))
    yield _by_label(
        "factcheck_articles", "Articles by status.", "status", Article.Status.values, counts
    )
    oldest = Article.objects.filter(status__in=UNFINISHED).aggregate(at=Min("created_at"))["at"]
    yield _age(
        "factcheck_oldest_waiting_article_seconds",
        "Age of the oldest article that is still to be fetched or read; 0 if none is.",
        oldest,
    )


def _queue() -> Iterator[Metric]:
    now = timezone.now()
    reviews = Review.objects.filter(status="open").aggregate(
        waiting=Count("id"), oldest=Min("created_at")
    )
    leased = Review.objects.leased(now).count()
    yield GaugeMetricFamily(
        "factcheck_queue_depth",
        "Claims that wait for a reviewer.",
        value=reviews["waiting"] - leased,
    )
    yield GaugeMetricFamily("factcheck_leases", "Claims that a reviewer is working on.", leased)
    yield _age(
        "factcheck_oldest_waiting_claim_seconds",
        "Age of the oldest place in the queue; 0 if it is empty.",
        reviews["oldest"],
    )
    counts = Claim.objects.order_by().values_list("status").annotate(Count("id"))
    yield _by_label("factcheck_claims", "Claims by status.", "status", Claim.Status.values, counts)


def _extraction() -> Metric:
    counted = {
        f"{bound:g}": Count("id", filter=Q(milliseconds__lte=bound * 1000))
        for bound in EXTRACTION_BUCKETS
    }
    row = ExtractionRun.objects.aggregate(
        **{f"up_to_{bound}": count for bound, count in counted.items()},
        all=Count("id"),
        sum=Sum("milliseconds"),
    )
    buckets = [(bound, row[f"up_to_{bound}"]) for bound in counted] + [("+Inf", row["all"])]
    return HistogramMetricFamily(
        "factcheck_extraction_seconds",
        "How long it took to find the claims in an article.",
        buckets=buckets,
        sum_value=(row["sum"] or 0) / 1000,
    )


def _verdicts() -> Metric:
    metric = GaugeMetricFamily(
        "factcheck_verdicts", "Public verdicts by rating and state.", labels=["rating", "state"]
    )
    counts = (
        Verdict.objects.published()
        .order_by()
        .values_list("current__rating__slug", "state")
        .annotate(Count("id"))
    )
    for rating, state, count in counts:
        metric.add_metric([rating or "none", state], count)
    return metric


def _deliveries() -> Metric:
    counts = WebhookDelivery.objects.order_by().values_list("status").annotate(Count("id"))
    return _by_label(
        "factcheck_webhook_deliveries",
        "Messages to programs outside, by outcome.",
        "status",
        WebhookDelivery.Status.values,
        counts,
    )


def _workers() -> Iterator[Metric]:
    living = GaugeMetricFamily("factcheck_workers", "Workers heard lately.", labels=["queue"])
    silences = GaugeMetricFamily(
        "factcheck_worker_silence_seconds",
        "Since a worker of the queue was last heard. NaN if never.",
        labels=["queue"],
    )
    for role in NEEDED:
        living.add_metric([role], Heartbeat.objects.living(role))
        silences.add_metric([role], _seconds_of_silence(role))
    yield living
    yield silences
    yield GaugeMetricFamily(
        "factcheck_sweep_silence_seconds",
        "Since the last sweep. NaN if there was none.",
        value=_seconds_of_silence(Heartbeat.Role.SWEPT),
    )


def _seconds_of_silence(role: Heartbeat.Role) -> float:
    silence = Heartbeat.objects.silence(role)
    return float("nan") if silence is None else silence.total_seconds()


def _broker() -> Iterator[Metric]:
    bells = GaugeMetricFamily(
        "factcheck_bells_waiting", "Messages that wait in the broker, by queue.", labels=["queue"]
    )
    answers = True
    try:
        for queue in QUEUES.values():
            bells.add_metric([queue], bells_waiting(queue))
    except Exception:  # each transport has errors of its own
        answers = False
    yield GaugeMetricFamily("factcheck_broker_up", "1 if the broker answers.", value=answers)
    if answers:
        yield bells


def _by_label(name: str, meaning: str, label: str, values: list[str], counts: Any) -> Metric:
    """A gauge with every value of its label, those that count nothing too."""
    metric = GaugeMetricFamily(name, meaning, labels=[label])
    counted = dict(counts)
    for value in values:
        metric.add_metric([value], counted.get(value, 0))
    return metric


def _age(name: str, meaning: str, since: Any) -> Metric:
    age = max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0
    return GaugeMetricFamily(name, meaning, value=age)
