"""Claims: what was found, where, who says it, and where it stands."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims import lookup
from claims.models import Article, Claim, Verdict, in_review
from factcheck.api.access import WorksHere
from factcheck.api.trimming import Trims

OFFSETS = OpenApiParameter(
    "offsets",
    str,
    enum=["codepoints", "utf16"],
    description="What start and end count: Unicode code points, or the UTF-16 units that browsers count in.",
)


OFFSET_NAMES = {"start", "end", "claimant_start", "claimant_end", "source_start", "source_end"}


def offsets_context(request: Request) -> dict[str, Any]:
    """What `ClaimOut` needs to know of `?offsets=`."""
    asked = request.query_params.get("offsets", "codepoints")
    if asked not in {"codepoints", "utf16"}:
        raise ValidationError({"offsets": "This is codepoints or utf16."})
    return {"utf16": {} if asked == "utf16" else None}


def for_reading(now: datetime) -> QuerySet[Claim]:
    """Claims with what `ClaimOut` shows beside their own columns."""
    root = Coalesce(OuterRef("same_as"), OuterRef("pk"))
    public = Verdict.objects.published().filter(claim=root).order_by("-id")
    return Claim.objects.annotate(
        in_review=in_review(now), verdict=Subquery(public.values("id")[:1])
    )


class SubstitutionOut(serializers.Serializer[dict[str, Any]]):
    """How `text` differs from `quote`: what stood at start:end gave way to `wording`."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    replaced = serializers.CharField()
    wording = serializers.CharField(allow_blank=True, help_text="Empty where it is left out.")
    source_start = serializers.IntegerField(
        allow_null=True, help_text="Where the article has the wording; null if nowhere."
    )
    source_end = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class ClaimOut(serializers.ModelSerializer[Claim]):
    in_review = serializers.BooleanField(help_text="Somebody is working on it now.")
    verdict = serializers.IntegerField(allow_null=True, help_text="Null until it is published.")
    reasons = serializers.ListField(child=serializers.CharField())
    substitutions = SubstitutionOut(many=True)

    class Meta:
        model = Claim
        fields = [
            "id",
            "article",
            "quote",
            "start",
            "end",
            "text",
            "substitutions",
            "claimant",
            "claimant_start",
            "claimant_end",
            "claimant_type",
            "claim_date",
            "claim_place",
            "kind",
            "check_worthiness",
            "reasons",
            "priority",
            "status",
            "in_review",
            "same_as",
            "verdict",
            "created_at",
        ]
        read_only_fields = fields

    def to_representation(self, claim: Claim) -> dict[str, Any]:
        shown = super().to_representation(claim)
        places: dict[int, list[int]] | None = self.context.get("utf16")
        if places is not None:
            if claim.article_id not in places:
                text = Article.objects.values_list("text", flat=True).get(pk=claim.article_id)
                places[claim.article_id] = beyond_the_basic_plane(text)
            for spans in (shown, *shown["substitutions"]):
                for name in spans.keys() & OFFSET_NAMES:
                    if spans[name] is not None:
                        spans[name] += bisect_left(places[claim.article_id], spans[name])
        return shown


def beyond_the_basic_plane(text: str) -> list[int]:
    """Where `text` has characters that take two UTF-16 units, in order."""
    if text.isascii() or max(text) <= "\uffff":
        return []
    return [position for position, character in enumerate(text) if character > "\uffff"]


def in_code_points(
    spans: Sequence[tuple[int, int]], *, text: str, at: str = ""
) -> list[tuple[int, int]]:
    """Spans that are counted in UTF-16 units, counted in code points.

    Raises:
        ValidationError: one begins or ends within a character; the field is named after the list `at`.
    """
    # Where each character that takes two units begins, counted in units.
    wide = [place + earlier for earlier, place in enumerate(beyond_the_basic_plane(text))]

    def counted(units: int, field: str) -> int:
        before = bisect_left(wide, units)
        if before and wide[before - 1] == units - 1:
            raise ValidationError({field: "This is in the middle of a character."})
        return units - before

    return [
        (
            counted(start, f"{at}.{position}.start" if at else "start"),
            counted(end, f"{at}.{position}.end" if at else "end"),
        )
        for position, (start, end) in enumerate(spans)
    ]


class ClaimFilter(filters.FilterSet):
    article = filters.NumberFilter(min_value=0, max_value=2**63 - 1)
    status = filters.ChoiceFilter(choices=Claim.Status.choices)
    kind = filters.ChoiceFilter(choices=Claim.Kind.choices)
    claimant = filters.CharFilter()
    min_check_worthiness = filters.NumberFilter("check_worthiness", "gte")
    q = filters.CharFilter(
        method="containing", label="Words of the claim or of who says it.", max_length=500
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def containing(self, claims: QuerySet[Claim], name: str, words: str) -> QuerySet[Claim]:
        return lookup.having(claims, words)


class ReadsClaims(Trims, generics.GenericAPIView[Claim]):
    """What every view of claims shares: who may read them, and how their offsets are counted."""

    permission_classes = [WorksHere]
    serializer_class = ClaimOut
    queryset = Claim.objects.none()

    def get_queryset(self) -> QuerySet[Claim]:
        return for_reading(timezone.now())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **offsets_context(self.request)}


class Claims(ReadsClaims, generics.ListAPIView[Claim]):
    filterset_class = ClaimFilter

    @extend_schema(parameters=[OFFSETS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All claims, newest first."""
        return super().get(request, *args, **kwargs)


class OneClaim(ReadsClaims, generics.RetrieveAPIView[Claim]):
    lookup_url_kwarg = "claim_id"

    @extend_schema(parameters=[OFFSETS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One claim."""
        return super().get(request, *args, **kwargs)
