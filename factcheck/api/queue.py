"""The reviewers' calls: take, renew, release, skip, draft, dismiss, verdict. Each write shows its lease's token."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import leases
from claims import queue as rules
from claims import review as review_rules
from claims.answers import Answer
from claims.models import Review
from factcheck.api.access import Reviews, person
from factcheck.api.answers import AnswerIn, EvidenceIn, checked
from factcheck.api.bodies import ExactString
from factcheck.api.claims import ClaimOut, for_reading
from factcheck.api.problems import Problem
from factcheck.api.verdicts import VerdictOut, verdict_shown

LATE = {409: OpenApiResponse(Problem, "Lost lease, or wrong state")}


class LeaseOut(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class WhyOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        ["returned", "handed_over", "for_editor", "priority", "check_worthiness", "waiting"]
    )
    text = serializers.CharField()
    by = serializers.CharField(allow_blank=True, help_text="The colleague who wants it so.")
    note = serializers.CharField(allow_blank=True, help_text="Their words.")


class TakenOut(serializers.Serializer[Any]):
    claim = ClaimOut()
    review = serializers.IntegerField()
    lease = LeaseOut()
    draft = serializers.DictField(allow_null=True)
    why = WhyOut(many=True, help_text="Why I was offered this one, the strongest reason first.")


def taken(review: Review, request: Request) -> dict[str, Any]:
    now = timezone.now()
    return {
        "claim": ClaimOut(for_reading(now).get(pk=review.claim_id)).data,
        "review": review.pk,
        "lease": _lease(review),
        "draft": review_rules.draft_of(claim_id=review.claim_id, by=person(request)),
        "why": WhyOut(rules.why_next(review=review, by=person(request), now=now), many=True).data,
    }


def _lease(review: Review) -> dict[str, Any]:
    return dict(LeaseOut({"token": review.lease_token, "expires_at": review.lease_expires_at}).data)


class NextReview(APIView):
    permission_classes = [Reviews]

    @extend_schema(
        request=None,
        responses={
            200: TakenOut,
            204: OpenApiResponse(description="Nothing waits"),
            409: OpenApiResponse(Problem, "I hold as many as one person may"),
        },
    )
    def post(self, request: Request) -> Response:
        """Take the next claim of the queue. Each call leases another."""
        review = rules.take_next_review(by=person(request), now=timezone.now())
        if review is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(taken(review, request))


class MyReviews(APIView):
    permission_classes = [Reviews]

    @extend_schema(responses=TakenOut(many=True))
    def get(self, request: Request) -> Response:
        """What I hold now: where a lost answer of `next/` is found."""
        held = leases.my_leases(by=person(request), now=timezone.now())
        return Response([taken(review, request) for review in held])


class Renew(APIView):
    permission_classes = [Reviews]

    class TokenIn(serializers.Serializer[Any]):
        token = ExactString()

    @extend_schema(request=TokenIn, responses={200: LeaseOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Begin the time of my lease anew."""
        body = checked(self.TokenIn(data=request.data))
        review = leases.renew_lease(
            claim_id=claim_id, token=body["token"], by=person(request), now=timezone.now()
        )
        return Response(_lease(review))


class Release(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=Renew.TokenIn, responses={204: None, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Give the claim back to the queue; my draft stays."""
        body = checked(Renew.TokenIn(data=request.data))
        rules.release_review(
            claim_id=claim_id, token=body["token"], by=person(request), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Skip(APIView):
    permission_classes = [Reviews]

    class SkipIn(serializers.Serializer[Any]):
        token = ExactString()
        reason = ExactString(allow_blank=True)
        to = serializers.ChoiceField(
            [*rules.Later, "colleague"], help_text="Whom I leave it to; later: whoever comes next."
        )
        colleague = ExactString(
            required=False, allow_blank=True, help_text="The user name of the colleague."
        )

    @extend_schema(request=SkipIn, responses={204: None, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Put the claim aside, for a reason: for later, for an editor, or for a colleague. My draft stays."""
        body = checked(self.SkipIn(data=request.data))
        shown = {"claim_id": claim_id, "token": body["token"], "reason": body["reason"]}
        asker, now = person(request), timezone.now()
        if body["to"] == "colleague":
            colleague = body.get("colleague", "")
            rules.hand_over_review(**shown, colleague=colleague, by=asker, now=now)
        else:
            rules.skip_review(**shown, to=body["to"], by=asker, now=now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SaveDraft(APIView):
    permission_classes = [Reviews]

    class DraftIn(serializers.Serializer[Any]):
        class UnfinishedEvidence(EvidenceIn):
            url = ExactString(required=False, allow_blank=True)

        token = ExactString()
        rating = ExactString(required=False, allow_null=True, allow_blank=True)
        conclusion = ExactString(required=False, allow_blank=True)
        rationale = ExactString(required=False, allow_blank=True)
        method = ExactString(required=False, allow_blank=True)
        review_by = serializers.DateField(required=False, allow_null=True)
        evidence = UnfinishedEvidence(many=True, required=False)

    @extend_schema(request=DraftIn, responses={200: TakenOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Keep unfinished words, and renew the lease."""
        sent = self.DraftIn(data=request.data)
        body = checked(sent)
        # A draft is kept as JSON holds it: the checked values, with their dates as words again.
        content = {name: sent.to_representation(body)[name] for name in body if name != "token"}
        review = review_rules.save_draft(
            claim_id=claim_id,
            token=body["token"],
            content=content,
            by=person(request),
            now=timezone.now(),
        )
        return Response(taken(review, request))


class Dismiss(APIView):
    permission_classes = [Reviews]

    class DismissalIn(serializers.Serializer[Any]):
        token = ExactString()
        reason = ExactString(allow_blank=True)

    @extend_schema(request=DismissalIn, responses={200: ClaimOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Take the claim out of the queue without a verdict, for a reason."""
        body = checked(self.DismissalIn(data=request.data))
        now = timezone.now()
        review_rules.dismiss_claim(
            claim_id=claim_id,
            token=body["token"],
            reason=body["reason"],
            by=person(request),
            now=now,
        )
        return Response(ClaimOut(for_reading(now).get(pk=claim_id)).data)


class Reopen(APIView):
    permission_classes = [Reviews]

    class ReasonIn(serializers.Serializer[Any]):
        reason = ExactString(allow_blank=True)

    @extend_schema(
        request=ReasonIn, responses={200: ClaimOut, 409: OpenApiResponse(Problem, "Wrong state")}
    )
    def post(self, request: Request, claim_id: int) -> Response:
        """Put a dismissed claim back into the queue; an editor, also one whose verdict was retracted."""
        body = checked(self.ReasonIn(data=request.data))
        now = timezone.now()
        review_rules.reopen_claim(
            claim_id=claim_id, reason=body["reason"], by=person(request), now=now
        )
        return Response(ClaimOut(for_reading(now).get(pk=claim_id)).data)


class GiveVerdict(APIView):
    permission_classes = [Reviews]

    class VerdictIn(AnswerIn):
        token = ExactString()

    @extend_schema(request=VerdictIn, responses={201: VerdictOut, **LATE})
    def post(self, request: Request, claim_id: int) -> Response:
        """Answer the claim: a verdict, proposed to the editors."""
        body = checked(self.VerdictIn(data=request.data))
        verdict = review_rules.give_verdict(
            claim_id=claim_id,
            token=body["token"],
            answer=Answer.of(body),
            by=person(request),
            now=timezone.now(),
        )
        return Response(verdict_shown(verdict.pk, request), status.HTTP_201_CREATED)
