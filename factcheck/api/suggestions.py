"""Earlier claims that may be the same as one: what the machine suggests, and what people decide."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import matching as rules
from claims.models import Claim, ClaimMatch
from factcheck.api.access import Reviews, WorksHere, person
from factcheck.api.answers import checked
from factcheck.api.bodies import ExactString
from factcheck.api.check import DifferenceOut
from factcheck.api.claims import ClaimOut, for_reading
from factcheck.api.problems import Problem
from factcheck.api.queue import LATE, Reopen

WRONG_STATE = {409: OpenApiResponse(Problem, "Wrong state")}


class SuggestionOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    claim = ClaimOut(help_text="The earlier claim.")
    state = serializers.ChoiceField(ClaimMatch.State.choices)
    kind = serializers.ChoiceField(ClaimMatch.Kind.choices)
    score = serializers.FloatField(help_text="0..1, comparable within a kind.")
    differs = DifferenceOut(
        many=True, help_text="What keeps them from saying the same: to be sent back to match them."
    )
    suggested_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where a person found the earlier claim without being told."
    )
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


def _shown(matches: list[ClaimMatch]) -> list[dict[str, Any]]:
    """What `SuggestionOut` shows, the earlier claims read in one query."""
    earlier = for_reading(timezone.now()).filter(pk__in=[match.earlier_id for match in matches])
    claims = {claim.pk: claim for claim in earlier}
    return [
        {
            "id": match.pk,
            "claim": claims[match.earlier_id],
            "state": match.state,
            "kind": match.kind,
            "score": round(match.score, 4),
            # Of an open one as the two stand now: a person decides on that.
            "differs": rules.differences_between(match.claim, match.earlier)
            if match.state == ClaimMatch.State.SUGGESTED
            else match.differs,
            "suggested_at": match.suggested_at,
            "decided_by": match.decided_by.username if match.decided_by else None,
            "decided_at": match.decided_at,
        }
        for match in matches
    ]


class Suggestions(APIView):
    permission_classes = [WorksHere]

    @extend_schema(responses=SuggestionOut(many=True))
    def get(self, request: Request, claim_id: int) -> Response:
        """Earlier claims that may be the same, the best first, and what people decided of them."""
        claim = Claim.objects.filter(pk=claim_id).first()
        if claim is None:
            raise NotFound("There is no such claim.")
        matches = claim.matches.select_related("claim", "earlier", "decided_by")
        order = list(ClaimMatch.Kind)
        best_first = sorted(
            matches,
            key=lambda match: (order.index(ClaimMatch.Kind(match.kind)), -match.score, match.pk),
        )
        return Response(SuggestionOut(_shown(best_first), many=True).data)


class RejectSuggestion(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=None, responses={200: SuggestionOut, **WRONG_STATE})
    def post(self, request: Request, claim_id: int, match_id: int) -> Response:
        """Say that a suggested claim is not the same; it is not suggested again."""
        match = rules.reject_match(
            claim_id=claim_id, match_id=match_id, by=person(request), now=timezone.now()
        )
        return Response(SuggestionOut(_shown([match])[0]).data)


class SameAs(APIView):
    permission_classes = [Reviews]

    class SameAsIn(serializers.Serializer[Any]):
        claim = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
        differs = DifferenceOut(
            many=True,
            required=False,
            help_text="What you have seen to differ, as the suggestion has it; without it nothing may differ.",
        )
        token = ExactString(
            required=False, help_text="Of your lease, where somebody works on the claim."
        )

    @extend_schema(request=SameAsIn, responses={200: ClaimOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Match the claim to an earlier one: it leaves the queue, and shares that one's verdict."""
        body = checked(self.SameAsIn(data=request.data))
        now = timezone.now()
        rules.confirm_match(
            claim_id=claim_id,
            earlier_id=body["claim"],
            differs=body.get("differs", []),
            token=body.get("token", ""),
            by=person(request),
            now=now,
        )
        return Response(ClaimOut(for_reading(now).get(pk=claim_id)).data)


class Unmatch(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=Reopen.ReasonIn, responses={200: ClaimOut, **WRONG_STATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Undo a match: the claim waits in the queue again."""
        reason = checked(Reopen.ReasonIn(data=request.data))["reason"]
        now = timezone.now()
        rules.unmatch_claim(claim_id=claim_id, reason=reason, by=person(request), now=now)
        return Response(ClaimOut(for_reading(now).get(pk=claim_id)).data)


class Precision(APIView):
    permission_classes = [WorksHere]

    class TallyOut(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(ClaimMatch.Kind.choices)
        suggested = serializers.IntegerField(
            help_text="Still to be decided; 10,000 are that many or more."
        )
        confirmed = serializers.IntegerField()
        rejected = serializers.IntegerField()
        precision = serializers.FloatField(
            allow_null=True, help_text="The share of those decided that was confirmed."
        )

    @extend_schema(responses=TallyOut(many=True))
    def get(self, request: Request) -> Response:
        """How often people confirm what is suggested, by kind of match."""
        return Response(self.TallyOut(ClaimMatch.objects.tallies(), many=True).data)
