"""What a person asked `check/` to tell them of, and what came of it: for those without an endpoint of their own."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Question
from factcheck.api.access import person
from factcheck.api.paging import Newest
from factcheck.api.trimming import Trims
from factcheck.api.verdicts import public_address


class QuestionOut(serializers.ModelSerializer[Question]):
    waiting = serializers.SerializerMethodField(
        help_text="A claim of these words, or nearly, has come to the desk and became more urgent."
    )
    verdict = serializers.IntegerField(
        source="verdict_id", allow_null=True, help_text="The verdict that answered it."
    )
    url = serializers.SerializerMethodField(help_text="The public page of that verdict.")

    class Meta:
        model = Question
        fields = ["id", "text", "asked_at", "waiting", "answered_at", "verdict", "url"]

    def get_waiting(self, question: Question) -> bool:
        return question.claim_id is not None and question.answered_at is None

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_url(self, question: Question) -> str | None:
        if question.verdict_id is None:
            return None
        return public_address(question.verdict_id, self.context["request"])


class QuestionFilter(filters.FilterSet):
    answered = filters.BooleanFilter(
        "answered_at", "isnull", exclude=True, label="Only those with an answer, or without."
    )

    class Meta:
        model = Question
        fields: list[str] = []


class _Mine(Trims, generics.GenericAPIView[Question]):
    permission_classes = [IsAuthenticated]
    serializer_class = QuestionOut
    queryset = Question.objects.all()

    def get_queryset(self) -> QuerySet[Question]:
        return Question.objects.filter(asker=person(self.request))


class Questions(_Mine, generics.ListAPIView[Question]):
    filterset_class = QuestionFilter
    pagination_class = Newest

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own questions, newest first: each is answered once, by the first verdict on the same words."""
        return super().get(request, *args, **kwargs)


class OneQuestion(_Mine, generics.RetrieveAPIView[Question]):
    lookup_url_kwarg = "question_id"

    @extend_schema(responses=QuestionOut)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One question of yours."""
        return super().get(request, *args, **kwargs)
