"""Which words of the article a claim is: add one, reword, move, split, merge. Offsets as `?offsets=` says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import passages as rules
from claims.errors import NotFound
from claims.models import Article, Claim
from factcheck.api.access import Reviews, person
from factcheck.api.answers import checked
from factcheck.api.bodies import ExactString
from factcheck.api.claims import (
    OFFSETS,
    ClaimOut,
    for_reading,
    in_code_points,
    offsets_context,
)
from factcheck.api.problems import Problem

LATE = {409: OpenApiResponse(Problem, "Lost lease, or wrong state")}


class SpanIn(serializers.Serializer[Any]):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0, help_text="Of the first character after it.")


def spans_in(
    spans: Sequence[Mapping[str, int]], *, article_id: int, request: Request, at: str = ""
) -> list[tuple[int, int]]:
    """The spans of a body in code points. `at` names the list they came in, for errors."""
    pairs = [(span["start"], span["end"]) for span in spans]
    if offsets_context(request)["utf16"] is None:
        return pairs
    text = Article.objects.values_list("text", flat=True).filter(pk=article_id).first() or ""
    return in_code_points(pairs, text=text, at=at)


def claims_shown(claims: Sequence[Claim], request: Request) -> list[dict[str, Any]]:
    """These claims as they stand now, in this order."""
    found = for_reading(timezone.now()).in_bulk([claim.pk for claim in claims])
    context = offsets_context(request)
    return [dict(ClaimOut(found[claim.pk], context=context).data) for claim in claims]


def add_to_article(request: Request, article_id: int) -> Response:
    """`POST articles/{id}/claims/`, which shares its address with the list of an article's claims."""
    body = checked(SpanIn(data=request.data))
    ((start, end),) = spans_in([body], article_id=article_id, request=request)
    claim, is_new = rules.add_claim(
        article_id=article_id, start=start, end=end, by=person(request), now=timezone.now()
    )
    (shown,) = claims_shown([claim], request)
    return Response(shown, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class _Passage(APIView):
    permission_classes = [Reviews]

    def article_of(self, claim_id: int) -> int:
        article_id = Claim.objects.values_list("article_id", flat=True).filter(pk=claim_id).first()
        if article_id is None:
            raise NotFound("There is no such claim.")
        return article_id


class Wording(_Passage):
    class WordingIn(serializers.Serializer[Any]):
        token = ExactString()
        text = ExactString(allow_blank=True, help_text="Kept exactly; empty for the quote itself.")

    @extend_schema(parameters=[OFFSETS], request=WordingIn, responses={200: ClaimOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Word the claim so that it stands alone; its quote stays."""
        body = checked(self.WordingIn(data=request.data))
        claim = rules.change_wording(
            claim_id=claim_id, **body, by=person(request), now=timezone.now()
        )
        return Response(claims_shown([claim], request)[0])


class Span(_Passage):
    class MovedIn(SpanIn):
        token = ExactString()

    @extend_schema(parameters=[OFFSETS], request=MovedIn, responses={200: ClaimOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Let the claim be another passage of its article; a wording that was the quote follows."""
        body = checked(self.MovedIn(data=request.data))
        article_id = self.article_of(claim_id)
        ((start, end),) = spans_in([body], article_id=article_id, request=request)
        claim = rules.change_span(
            claim_id=claim_id,
            token=body["token"],
            start=start,
            end=end,
            by=person(request),
            now=timezone.now(),
        )
        return Response(claims_shown([claim], request)[0])


class Split(_Passage):
    class PartsIn(serializers.Serializer[Any]):
        token = ExactString()
        spans = SpanIn(many=True, help_text="In the order of the text, none overlapping another.")

    @extend_schema(
        parameters=[OFFSETS], request=PartsIn, responses={200: ClaimOut(many=True), **LATE}
    )
    def post(self, request: Request, claim_id: int) -> Response:
        """Make several claims of one: it keeps the first span, and the others are new ones in the queue."""
        body = checked(self.PartsIn(data=request.data))
        article_id = self.article_of(claim_id)
        claims = rules.split_claim(
            claim_id=claim_id,
            token=body["token"],
            spans=spans_in(body["spans"], article_id=article_id, request=request, at="spans"),
            by=person(request),
            now=timezone.now(),
        )
        return Response(claims_shown(claims, request))


class Merge(_Passage):
    class OthersIn(serializers.Serializer[Any]):
        token = ExactString()
        claims = serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=2**63 - 1),
            help_text="The others: of the same article, in the queue, and nobody else's.",
        )

    @extend_schema(parameters=[OFFSETS], request=OthersIn, responses={200: ClaimOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Make one claim of several: this one reaches over all of them, and they are dismissed."""
        body = checked(self.OthersIn(data=request.data))
        claim = rules.merge_claims(
            claim_id=claim_id,
            token=body["token"],
            others=body["claims"],
            by=person(request),
            now=timezone.now(),
        )
        return Response(claims_shown([claim], request)[0])
