"""`claims:search` as Google's Fact Check Tools API v1alpha1 answers it, so that its clients can ask this desk too.

https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import catalogue
from claims.checking import LONGEST_STATEMENT, check_statement, verdicts_on
from claims.errors import Invalid
from claims.models import Verdict
from factcheck.api.access import ReadsVerdicts
from factcheck.api.verdicts import public_address

DEFAULT_PAGE, LARGEST_PAGE = 10, 100
# So many that say the same or something similar, best first; then as many that have all the words, newest first.
MOST_FOUND = 100
NUMBERS = ("maxAgeDays", "pageSize", "offset")
# Google's names of what may go wrong, by HTTP status.
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


class SearchClaims(APIView):
    """Not part of the desk's own contract, so not of its schema either."""

    schema = None
    permission_classes = [ReadsVerdicts]

    def get(self, request: Request) -> Response:
        """The published verdicts that a query is about; a retracted one is none."""
        asked = request.query_params
        numbers = {name: _number(name, asked.get(name, "")) for name in NUMBERS}
        size = min(numbers["pageSize"] or DEFAULT_PAGE, LARGEST_PAGE)
        start = numbers["offset"] or _start(asked.get("pageToken", ""))
        query, site = asked.get("query", "").strip(), asked.get("reviewPublisherSiteFilter", "")
        if not query and not site:
            raise Invalid(query="A query is needed, unless reviewPublisherSiteFilter is given.")
        if site and _host(site) != _host(public_address(0, request)):
            return Response({})
        standing = _narrowed(
            Verdict.objects.standing(),
            language=asked.get("languageCode", ""),
            days=numbers["maxAgeDays"],
        )
        if query:
            ids = _about(query, standing)[start : start + size + 1]
        else:
            newest = standing.order_by("-published_at", "-id").values_list("id", flat=True)
            ids = list(newest[start : start + size + 1])
        verdicts = Verdict.objects.with_versions().with_places().in_bulk(ids[:size])
        answer: dict[str, Any] = {}
        if verdicts:
            answer["claims"] = [
                _claim(verdicts[pk], request) for pk in ids[:size] if pk in verdicts
            ]
        if len(ids) > size:
            answer["nextPageToken"] = f"from-{start + size}"
        return Response(answer)

    def handle_exception(self, exc: Exception) -> Response:
        """An error in Google's shape, with what ours says of it."""
        answer = super().handle_exception(exc)
        said = answer.data if isinstance(answer.data, dict) else {}
        reasons = [each["message"] for each in said.get("errors", ())] or [str(said.get("detail"))]
        code = answer.status_code
        answer.data = {
            "error": {
                "code": code,
                "message": " ".join(reasons),
                "status": STATUSES.get(code, HTTPStatus(code).name),
            }
        }
        answer.content_type = "application/json"
        return answer


def _number(name: str, given: str) -> int:
    if not given:
        return 0
    if not (given.isascii() and given.isdigit() and len(given) < 8):
        raise Invalid(**{name: f"{name} is a whole number, 0 or more."})
    return int(given)


def _start(token: str) -> int:
    word, _, number = token.partition("-")
    if token and not (word == "from" and number.isascii() and number.isdigit() and len(number) < 8):
        raise Invalid(pageToken="This is no pageToken of ours: send nextPageToken as it came.")
    return int(number) if token else 0


def _host(address: str) -> str:
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    return host.removeprefix("www.")


def _narrowed(verdicts: QuerySet[Verdict], *, language: str, days: int) -> QuerySet[Verdict]:
    if language:
        of_claim = "claim__article__language"
        verdicts = verdicts.filter(
            Q(**{f"{of_claim}__iexact": language})
            | Q(**{f"{of_claim}__istartswith": f"{language}-"})
        )
    if days:
        # More days than the calendar has are all of them.
        since = timezone.now() - timedelta(days=min(days, 36_500))
        verdicts = verdicts.filter(published_at__gte=since)
    return verdicts


def _about(query: str, standing: QuerySet[Verdict]) -> list[int]:
    """The ids of the verdicts on a query, best first."""
    if "\x00" in query or len(query) > LONGEST_STATEMENT:
        raise Invalid(query=f"A query has at most {LONGEST_STATEMENT:,} characters.")
    statement = check_statement(query, field="query")
    matched = [each.verdict_id for each in verdicts_on([statement], most=MOST_FOUND)[0]]
    worded = catalogue.found_by(standing, query).order_by("-published_at", "-id")
    known = set(standing.filter(pk__in=matched).values_list("id", flat=True))
    best = (pk for pk in matched if pk in known)
    return list(dict.fromkeys([*best, *worded.values_list("id", flat=True)[:MOST_FOUND]]))


def _claim(verdict: Verdict, request: Request) -> dict[str, Any]:
    claim, article, version = verdict.claim, verdict.claim.article, verdict.shown
    said_at = claim.claim_date or article.published_at
    review = {
        "publisher": {
            "name": settings.FACTCHECK_ORGANISATION,
            "site": _host(public_address(0, request)),
        },
        "url": request.build_absolute_uri(public_address(verdict.pk, request)),
        "title": version.conclusion,
        "reviewDate": _moment(verdict.published_at),
        "textualRating": version.rating.label if version.rating else "Not rated",
        "languageCode": article.language or settings.LANGUAGE_CODE,
    }
    told = {
        "text": claim.text,
        "claimant": claim.claimant or article.publisher,
        "claimDate": _moment(said_at),
        "claimReview": [{name: value for name, value in review.items() if value}],
    }
    return {name: value for name, value in told.items() if value}


def _moment(at: Any) -> str:
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return f"{at:%Y-%m-%d}T00:00:00Z"
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
