"""Verdicts: what the public reads, and the editors' calls that put it there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import publishing as rules
from claims.catalogue import found_by
from claims.models import Evidence, Rating, Verdict, VerdictVersion
from claims.roles import Role, roles_of
from factcheck.api.access import Edits, ReadsVerdicts, person
from factcheck.api.answers import EvidenceIn, checked
from factcheck.api.bodies import ExactString
from factcheck.api.claims import ClaimOut, for_reading
from factcheck.api.paging import Newest
from factcheck.api.problems import Problem
from factcheck.api.trimming import Trims
from workers.tasks import ring_for_deliveries

# --- What a verdict looks like


class RatingOut(serializers.ModelSerializer[Rating]):
    class Meta:
        model = Rating
        fields = ["slug", "label", "value", "worst", "best"]
        read_only_fields = fields


class EvidenceOut(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ["url", "title", "publisher", "quote", "stance", "primary", "accessed_at"]
        read_only_fields = fields


class VersionOut(serializers.ModelSerializer[VerdictVersion]):
    rating = RatingOut(allow_null=True)
    evidence = EvidenceOut(many=True)

    class Meta:
        model = VerdictVersion
        fields = [
            "number",
            "kind",
            "note",
            "rating",
            "conclusion",
            "rationale",
            "method",
            "review_by",
            "evidence",
            "created_at",
            "published_at",
        ]
        read_only_fields = fields


class VerdictOut(serializers.Serializer[Any]):
    """What the verdict says now; an unpublished one, what its author proposes."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(Verdict.State.choices)
    version = serializers.IntegerField(
        allow_null=True, help_text="Counts what the public has seen; null before publication."
    )
    kind = serializers.ChoiceField(
        VerdictVersion.Kind.choices, help_text="Of this version: how it came about."
    )
    note = serializers.CharField(
        allow_blank=True, help_text="What this version changed, and why; empty for the original."
    )
    claim = ClaimOut()
    rating = RatingOut(allow_null=True)
    conclusion = serializers.CharField()
    rationale = serializers.CharField()
    method = serializers.CharField(allow_blank=True)
    review_by = serializers.DateField(allow_null=True)
    evidence = EvidenceOut(many=True)
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)
    last_confirmed_at = serializers.DateTimeField(allow_null=True)
    retracted = serializers.BooleanField()
    pending = VersionOut(
        allow_null=True,
        help_text="The version that waits for an editor; shown to those who work here.",
    )
    url = serializers.URLField()

    def to_representation(self, verdict: Verdict) -> dict[str, Any]:
        version = verdict.shown
        return super().to_representation(
            {
                "id": verdict.pk,
                "state": verdict.state,
                "version": version.number,
                "kind": version.kind,
                "note": version.note,
                "claim": self.context["claims"][verdict.claim_id],
                "rating": version.rating,
                "conclusion": version.conclusion,
                "rationale": version.rationale,
                "method": version.method,
                "review_by": version.review_by,
                "evidence": list(version.evidence.all()),
                "published_at": verdict.published_at,
                "updated_at": verdict.updated_at,
                "last_confirmed_at": verdict.last_confirmed_at,
                "retracted": verdict.state == Verdict.State.RETRACTED,
                "pending": verdict.pending if self.context["works_here"] else None,
                "url": public_address(verdict.pk, self.context["request"]),
            }
        )


def public_address(verdict_id: int, request: Request | None) -> str:
    path = f"/verdicts/{verdict_id}/"
    if settings.SITE_URL or request is None:
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)


def shown_to(
    request: Request | None, verdicts: Sequence[Verdict], *, works_here: bool | None = None
) -> list[dict[str, Any]]:
    """The verdicts in the API's shape, their claims read in one query; None is the desk itself.

    Args:
        works_here: whether it is for somebody who may see what waits for an editor; by default as their roles say.
    """
    if works_here is None:
        works_here = request is None or Role.REVIEWER in roles_of(request.user)
    ids = [verdict.claim_id for verdict in verdicts]
    claims = {claim.pk: claim for claim in for_reading(timezone.now()).filter(pk__in=ids)}
    context = {
        "request": request,
        "claims": claims,
        "works_here": works_here,
    }
    return list(VerdictOut(verdicts, many=True, context=context).data)


def verdict_shown(verdict_id: int, request: Request) -> dict[str, Any]:
    return shown_to(request, [Verdict.objects.with_versions().get(pk=verdict_id)])[0]


# --- Reading


class VerdictFilter(filters.FilterSet):
    rating = filters.ModelChoiceFilter(queryset=Rating.objects.all(), to_field_name="slug")
    claimant = filters.CharFilter("claimant")
    publisher = filters.CharFilter("publisher")
    q = filters.CharFilter(
        method="containing",
        label="Words of the claim, its claimant or publisher, or the conclusion; all of them.",
        max_length=500,
    )
    published_after = filters.IsoDateTimeFilter("published_at", "gt")
    updated_after = filters.IsoDateTimeFilter(
        "updated_at", "gt", label="Changed since; gives the oldest change first."
    )
    state = filters.ChoiceFilter(
        choices=Verdict.State.choices,
        method="in_state",
        label="Unpublished ones, for reviewers and editors.",
    )

    class Meta:
        model = Verdict
        fields: list[str] = []

    def containing(self, verdicts: QuerySet[Verdict], name: str, words: str) -> QuerySet[Verdict]:
        return found_by(verdicts, words)

    def in_state(self, verdicts: QuerySet[Verdict], name: str, state: str) -> QuerySet[Verdict]:
        return verdicts.filter(state=state)


class ByDate(Newest):
    """Newest publication first; for a client that follows changes, the oldest change first."""

    ordering = ("-published_at", "-id")

    def get_ordering(
        self, request: Request, queryset: QuerySet[Verdict], view: APIView
    ) -> tuple[str, ...]:
        if request.query_params.get("updated_after"):
            return ("updated_at", "id")
        if request.query_params.get("state") in _UNPUBLISHED:
            return ("-id",)  # they have no date yet
        return self.ordering


_UNPUBLISHED = {Verdict.State.PROPOSED, Verdict.State.RETURNED}


def visible(request: Request) -> QuerySet[Verdict]:
    """What this request may read; `?state=` opens the unpublished ones to those who work on them."""
    verdicts = Verdict.objects.with_versions()
    asked = request.query_params.get("state")
    if asked not in _UNPUBLISHED:
        return verdicts.published()
    if not request.user.is_authenticated:
        raise NotAuthenticated
    if Role.REVIEWER not in roles_of(request.user):
        raise PermissionDenied("Unpublished verdicts are for reviewers and editors.")
    return verdicts


class Verdicts(Trims, generics.ListAPIView[Verdict]):
    permission_classes = [ReadsVerdicts]
    serializer_class = VerdictOut
    filterset_class = VerdictFilter
    pagination_class = ByDate
    queryset = Verdict.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(visible(request)))
        answer = self.get_paginated_response(shown_to(request, page or []))
        # Of the desk, not of this page: a correction may take a verdict out of a filter.
        changed = Verdict.objects.aggregate(Max("updated_at"))["updated_at__max"]
        return _dated(request, answer, changed)

    @extend_schema(responses=VerdictOut(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Published verdicts; a retracted one stays, and says so."""
        return super().get(request, *args, **kwargs)


class OneVerdict(Trims, APIView):
    serializer_class = VerdictOut
    permission_classes = [ReadsVerdicts]

    @extend_schema(responses=VerdictOut)
    def get(self, request: Request, verdict_id: int) -> Response:
        """One verdict. Those who work here may read an unpublished one too."""
        works_here = Role.REVIEWER in roles_of(request.user)
        verdicts = Verdict.objects.with_versions()
        readable = verdicts if works_here else verdicts.published()
        verdict = readable.filter(pk=verdict_id).first()
        if verdict is None:
            raise NotFound("There is no such verdict.")
        return _dated(request, Response(shown_to(request, [verdict])[0]), verdict.updated_at)


def _dated(request: Request, response: Response, changed: datetime | None) -> Response:
    """Date what the public reads. Those who work here see drafts and proposals too, which have no such date."""
    patch_vary_headers(response, ["Authorization", "Cookie"])
    if changed is not None and not request.user.is_authenticated:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


class Ratings(APIView):
    permission_classes = [ReadsVerdicts]

    class StepOut(serializers.ModelSerializer[Rating]):
        class Meta:
            model = Rating
            fields = ["slug", "label", "value", "worst", "best", "order", "colour", "definition"]
            read_only_fields = fields

    @extend_schema(responses=StepOut(many=True))
    def get(self, request: Request) -> Response:
        """The desk's scale, in its order."""
        return Response(self.StepOut(Rating.objects.scale(), many=True).data)


# --- The editors' calls

WRONG_STATE = {409: OpenApiResponse(Problem, "Wrong state")}


class NoteIn(serializers.Serializer[Any]):
    note = ExactString(allow_blank=True)


class Publish(APIView):
    permission_classes = [Edits]

    @extend_schema(request=None, responses={200: VerdictOut, **WRONG_STATE})
    def post(self, request: Request, verdict_id: int) -> Response:
        """Publish what waits: a new verdict, or a proposed correction."""
        rules.publish_verdict(verdict_id=verdict_id, by=person(request), now=timezone.now())
        ring_for_deliveries()
        return Response(verdict_shown(verdict_id, request))


class Return(APIView):
    permission_classes = [Edits]

    @extend_schema(request=NoteIn, responses={200: VerdictOut, **WRONG_STATE})
    def post(self, request: Request, verdict_id: int) -> Response:
        """Send what waits back to its author, with a note."""
        note = checked(NoteIn(data=request.data))["note"]
        rules.return_verdict(
            verdict_id=verdict_id, note=note, by=person(request), now=timezone.now()
        )
        return Response(verdict_shown(verdict_id, request))


class Correct(APIView):
    permission_classes = [Edits]

    class CorrectionIn(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(["clarification", "correction"])
        note = ExactString(allow_blank=True, help_text="For the public: what changed and why.")
        rating = ExactString(required=False, allow_null=True)
        conclusion = ExactString(required=False)
        rationale = ExactString(required=False)
        method = ExactString(required=False, allow_blank=True)
        review_by = serializers.DateField(required=False, allow_null=True)
        evidence = EvidenceIn(many=True, required=False)

    @extend_schema(request=CorrectionIn, responses={200: VerdictOut, **WRONG_STATE})
    def post(self, request: Request, verdict_id: int) -> Response:
        """Propose a new version of a published verdict; what is not sent stays as it is."""
        changes = checked(self.CorrectionIn(data=request.data))
        rules.correct_verdict(
            verdict_id=verdict_id,
            kind=changes.pop("kind"),
            note=changes.pop("note"),
            changes=changes,
            by=person(request),
            now=timezone.now(),
        )
        return Response(verdict_shown(verdict_id, request))


class Retract(APIView):
    permission_classes = [Edits]

    @extend_schema(request=NoteIn, responses={200: VerdictOut, **WRONG_STATE})
    def post(self, request: Request, verdict_id: int) -> Response:
        """Withdraw a published verdict at once, with a public note."""
        note = checked(NoteIn(data=request.data))["note"]
        rules.retract_verdict(
            verdict_id=verdict_id, note=note, by=person(request), now=timezone.now()
        )
        ring_for_deliveries()
        return Response(verdict_shown(verdict_id, request))
