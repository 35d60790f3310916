"""Every verdict as ClaimReview, in one schema.org DataFeed: https://schema.org/DataFeed."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from claims.claimreview import claim_review
from claims.models import Verdict
from factcheck.public.reading import last_change, open_to_programs, settled, site

BATCH = 200
"""Verdicts in memory at a time."""

CONTENT_TYPE = "application/ld+json"


@open_to_programs
def claim_reviews(request: HttpRequest) -> HttpResponseBase:
    """All that the desk stands by, oldest first, an element a line. What was retracted is in it no more."""
    changed = settled(last_change())
    if changed is not None:
        seconds = int(changed.timestamp())
        unchanged = get_conditional_response(request, last_modified=seconds)
        if unchanged is not None:
            return unchanged
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=CONTENT_TYPE)
    else:
        answer = StreamingHttpResponse(_lines(site(request)), content_type=CONTENT_TYPE)
    if changed is not None:
        answer.headers["Last-Modified"] = http_date(seconds)
    return answer


def _lines(own: str) -> Iterator[bytes]:
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "@id": f"{own}/feeds/claimreview.json",
        "name": f"Fact checks of {settings.FACTCHECK_ORGANISATION}",
        "url": f"{own}/verdicts/",
        "dateModified": last_change().isoformat(),
    }
    yield _json(head)[:-1] + b', "dataFeedElement": ['
    before = b"\n"
    for verdict in _standing():
        yield before + _json(_element(verdict, own))
        before = b",\n"
    yield b"\n]}\n"


def _standing() -> Iterator[Verdict]:
    after = 0
    verdicts = Verdict.objects.standing().with_versions().with_places().order_by("pk")
    while batch := list(verdicts.filter(pk__gt=after)[:BATCH]):
        yield from batch
        after = batch[-1].pk


def _element(verdict: Verdict, own: str) -> dict[str, Any]:
    review = claim_review(verdict, site=own, organisation=settings.FACTCHECK_ORGANISATION)
    del review["@context"]  # the feed's own
    return {
        "@type": "DataFeedItem",
        "dateCreated": review["datePublished"],
        "dateModified": review["dateModified"],
        "item": review,
    }


def _json(node: dict[str, Any]) -> bytes:
    return json.dumps(node, ensure_ascii=False).encode()
