"""What the public was told of a verdict, and when: its versions, all corrections, and its ClaimReview."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.claimreview import claim_review
from claims.models import Verdict, VerdictVersion
from factcheck.api.access import ReadsVerdicts
from factcheck.api.paging import Newest
from factcheck.api.trimming import Trims
from factcheck.api.verdicts import VersionOut, public_address


class Versions(Trims, APIView):
    serializer_class = VersionOut
    permission_classes = [ReadsVerdicts]

    @extend_schema(responses=VersionOut(many=True))
    def get(self, request: Request, verdict_id: int) -> Response:
        """Everything that the public was told, newest first."""
        verdict = published(verdict_id)
        public = [version for version in verdict.versions.all() if version.number is not None]
        return Response(VersionOut(public, many=True).data)


class CorrectionOut(VersionOut):
    """A change of a published verdict, and what it then said."""

    verdict = serializers.IntegerField(source="verdict_id")
    url = serializers.SerializerMethodField()

    class Meta(VersionOut.Meta):
        fields = ["verdict", "url", *VersionOut.Meta.fields]

    def get_url(self, version: VerdictVersion) -> str:
        return public_address(version.verdict_id, self.context["request"])


class CorrectionFilter(filters.FilterSet):
    since = filters.IsoDateTimeFilter(
        "published_at", "gt", label="Published after; gives the oldest first."
    )

    class Meta:
        model = VerdictVersion
        fields: list[str] = []


class ByPublication(Newest):
    """Newest first; for a client that follows changes, the oldest first."""

    def get_ordering(
        self, request: Request, queryset: QuerySet[VerdictVersion], view: APIView
    ) -> tuple[str, ...]:
        follows = bool(request.query_params.get("since"))
        return ("published_at", "id") if follows else ("-published_at", "-id")


class Corrections(Trims, generics.ListAPIView[VerdictVersion]):
    permission_classes = [ReadsVerdicts]
    serializer_class = CorrectionOut
    filterset_class = CorrectionFilter
    pagination_class = ByPublication
    queryset = (
        VerdictVersion.objects.changes().select_related("rating").prefetch_related("evidence")
    )

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Clarifications, corrections and retractions of all verdicts."""
        return super().get(request, *args, **kwargs)


class JSONLD(JSONRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


class ClaimReview(APIView):
    permission_classes = [ReadsVerdicts]
    renderer_classes = [JSONLD, JSONRenderer]

    @extend_schema(responses={(200, "application/ld+json"): OpenApiResponse(dict, "ClaimReview")})
    def get(self, request: Request, verdict_id: int) -> Response:
        """The verdict as schema.org ClaimReview; its shape is docs/claimreview.schema.json."""
        verdict = published(verdict_id)
        site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
        return Response(
            claim_review(verdict, site=site, organisation=settings.FACTCHECK_ORGANISATION)
        )


def published(verdict_id: int) -> Verdict:
    """A verdict that the public may read, with its versions; 404 for any other."""
    readable = Verdict.objects.published().with_versions().with_places()
    verdict = readable.filter(pk=verdict_id).first()
    if verdict is None:
        raise NotFound("There is no such verdict.")
    return verdict
