"""Has this been checked? One statement, a batch of them, or every sentence of a text."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import checking
from claims.errors import Invalid
from claims.likeness import KINDS, Statement
from claims.lookup import plainly
from claims.models import ClaimMatch, Verdict
from claims.wording import problem_with_text
from factcheck.api.access import ReadsVerdicts, person
from factcheck.api.answers import checked
from factcheck.api.bodies import ExactString
from factcheck.api.claims import (
    OFFSETS,
    ClaimOut,
    beyond_the_basic_plane,
    for_reading,
    offsets_context,
)
from factcheck.api.verdicts import VerdictOut, shown_to
from workers.extraction import extract

MOST_CLAIMS = 100
# A text of so many characters has a thousand sentences: a second or two of reading and looking up.
LONGEST_TEXT = 100_000
# Similar claims are sought for so many sentences of a text, those most worth checking.
MOST_SIMILAR = 100
MOST_MATCHES = 10
MOST_MATCHES_OF_A_SENTENCE = 5


class DifferenceOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KINDS)
    here = serializers.CharField(allow_blank=True, help_text="In the statement asked about.")
    there = serializers.CharField(allow_blank=True, help_text="In the earlier claim.")


class MatchOut(serializers.Serializer[Any]):
    verdict = VerdictOut()
    claim = ClaimOut(help_text="The claim whose words led to the verdict.")
    kind = serializers.ChoiceField(
        ClaimMatch.Kind.choices,
        help_text="exact and near say the same in all that is compared; similar is a suggestion.",
    )
    score = serializers.FloatField(help_text="0..1, comparable within a kind.")
    differs = DifferenceOut(many=True, help_text="Numbers, dates, names, negation …")


class MatchesOut(serializers.Serializer[Any]):
    matches = MatchOut(many=True)


class ResultsOut(serializers.Serializer[Any]):
    class Result(serializers.Serializer[Any]):
        claim = serializers.CharField()
        matches = MatchOut(many=True)
        question = serializers.IntegerField(
            allow_null=True,
            help_text="What was kept, where it was asked to be and nothing was found.",
        )

    results = Result(many=True)


class SentencesOut(serializers.Serializer[Any]):
    class CheckedSentence(serializers.Serializer[Any]):
        start = serializers.IntegerField()
        end = serializers.IntegerField()
        check_worthiness = serializers.FloatField()
        waiting = serializers.BooleanField(help_text="The same words wait in the queue already.")
        matches = MatchOut(many=True)
        question = serializers.IntegerField(allow_null=True)

    sentences = CheckedSentence(many=True)


class CheckIn(serializers.Serializer[Any]):
    claims = serializers.ListField(
        child=ExactString(allow_blank=True), required=False, min_length=1, max_length=MOST_CLAIMS
    )
    text = ExactString(
        required=False, allow_blank=True, help_text=f"At most {LONGEST_TEXT:,} characters."
    )
    notify = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Keep what has no exact or near match, and send check.answered once it has. Needs a token.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("claims" in attrs) == ("text" in attrs):
            raise serializers.ValidationError({"claims": "Send either claims or a text."})
        return attrs


class Check(APIView):
    permission_classes = [ReadsVerdicts]

    @extend_schema(
        parameters=[OpenApiParameter("q", str, required=True, description="The statement.")],
        responses=MatchesOut,
    )
    def get(self, request: Request) -> Response:
        """Published verdicts on a statement: on the same words, nearly the same, or some of them."""
        statement = checking.check_statement(request.query_params.get("q", ""), field="q")
        [matches] = checking.verdicts_on([statement], most=MOST_MATCHES)
        return Response({"matches": _shown([matches], request)[0]})

    @extend_schema(
        parameters=[OFFSETS],
        request=CheckIn,
        responses=PolymorphicProxySerializer("Checked", [ResultsOut, SentencesOut], None),
    )
    def post(self, request: Request) -> Response:
        """The same for up to 100 statements, or for every sentence of a text.

        Similar claims are sought for the hundred sentences that are most worth checking; exact and near ones for all.
        """
        body = checked(CheckIn(data=request.data))
        if body["notify"] and not request.user.is_authenticated:
            raise NotAuthenticated("To hear of an answer you need a token.")
        if "text" in body:
            return Response({"sentences": self._sentences(body["text"], body["notify"], request)})
        return Response({"results": self._results(body["claims"], body["notify"], request)})

    def _results(self, claims: list[str], notify: bool, request: Request) -> list[dict[str, Any]]:
        statements = [
            checking.check_statement(claim, field=f"claims.{place}")
            for place, claim in enumerate(claims)
        ]
        found = checking.verdicts_on(statements, most=MOST_MATCHES)
        return [
            {
                "claim": claim,
                "matches": shown,
                "question": _kept(claim, matches, request) if notify else None,
            }
            for claim, matches, shown in zip(claims, found, _shown(found, request), strict=True)
        ]

    def _sentences(self, text: str, notify: bool, request: Request) -> list[dict[str, Any]]:
        if problem := problem_with_text(text, longest=LONGEST_TEXT):
            raise Invalid(text=problem)
        utf16 = offsets_context(request)["utf16"] is not None
        beyond = beyond_the_basic_plane(text) if utf16 else []
        sentences = _read(text)
        statements = [Statement(sentence.wording) for sentence in sentences]
        worth = [place for place, sentence in enumerate(sentences) if sentence.is_claim]
        worth.sort(key=lambda place: -sentences[place].check_worthiness)
        found = checking.verdicts_on(
            statements, most=MOST_MATCHES_OF_A_SENTENCE, similar_to=worth[:MOST_SIMILAR]
        )
        waiting = checking.which_wait(statements)
        # The desk may know it by the words that it has here, frame and all.
        as_it_stands = [Statement(text[each.start : each.end]) for each in sentences]
        verbatim = checking.verdicts_on(
            as_it_stands, most=MOST_MATCHES_OF_A_SENTENCE, similar_to=[]
        )
        for place, also in enumerate(checking.which_wait(as_it_stands)):
            waiting[place] = waiting[place] or also
            if not any(match.found.kind in checking.THE_SAME for match in found[place]):
                same = [m for m in verbatim[place] if m.found.kind in checking.THE_SAME]
                known = {match.verdict_id for match in same}
                others = [m for m in found[place] if m.verdict_id not in known]
                found[place] = [*same, *others][:MOST_MATCHES_OF_A_SENTENCE]
        shown = _shown(found, request)
        return [
            {
                "start": sentence.start + bisect_left(beyond, sentence.start),
                "end": sentence.end + bisect_left(beyond, sentence.end),
                "check_worthiness": sentence.check_worthiness,
                "waiting": waiting[place],
                "matches": shown[place],
                "question": _kept(sentence.wording, found[place], request)
                if notify and sentence.may_be_asked
                else None,
            }
            for place, sentence in enumerate(sentences)
        ]


class _Sentence(NamedTuple):
    start: int
    end: int
    check_worthiness: float
    wording: str
    is_claim: bool

    @property
    def may_be_asked(self) -> bool:
        return self.is_claim and len(self.wording) <= checking.LONGEST_STATEMENT


def _read(text: str) -> list[_Sentence]:
    """Every sentence of `text` in its order; what is worth checking in the wording that stands alone."""
    read = extract(
        text, scorer=settings.FACTCHECK_SCORER, threshold=settings.FACTCHECK_CHECKWORTHY_THRESHOLD
    )
    claims = [
        _Sentence(each.start, each.end, each.check_worthiness, each.text, is_claim=True)
        for each in read.claims
    ]
    others = [
        _Sentence(
            each.start, each.end, each.check_worthiness, text[each.start : each.end], is_claim=False
        )
        for each in read.set_aside
    ]
    return sorted([*claims, *others])


def _kept(text: str, matches: Sequence[checking.Match], request: Request) -> int | None:
    """The question that is kept where there is no verdict on these words."""
    if any(match.found.kind in checking.THE_SAME for match in matches):
        return None
    return checking.ask(text=text, by=person(request), now=timezone.now()).pk


def _shown(
    found: Sequence[Sequence[checking.Match]], request: Request
) -> list[list[dict[str, Any]]]:
    """All matches in the API's shape; each verdict and claim is read once, however often it matches."""
    every = [match for matches in found for match in matches]
    verdicts = Verdict.objects.with_versions().filter(pk__in={match.verdict_id for match in every})
    shown = {verdict["id"]: verdict for verdict in shown_to(request, list(verdicts))}
    claims = for_reading(timezone.now()).filter(pk__in={match.found.claim_id for match in every})
    by_id = {claim["id"]: claim for claim in ClaimOut(claims, many=True).data}
    return [
        [
            {
                "verdict": shown[match.verdict_id],
                "claim": by_id[match.found.claim_id],
                "kind": match.found.kind,
                "score": round(match.found.score, 4),
                "differs": plainly(match.found.differs),
            }
            for match in matches
        ]
        for matches in found
    ]
