"""Articles: hand one in, follow it, read what was found in it and what was set aside."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import intake
from claims.errors import NotFound
from claims.models import Article, Claim
from factcheck.api import passages
from factcheck.api.access import Reviews, Submits, WorksHere, person
from factcheck.api.bodies import ExactString, PlainText
from factcheck.api.claims import OFFSETS, ClaimOut, ReadsClaims
from factcheck.api.paging import InTextOrder
from factcheck.api.problems import Problem
from factcheck.api.trimming import Trims
from workers.tasks import ring


class ArticleOut(serializers.ModelSerializer[Article]):
    claims_count = serializers.IntegerField(
        help_text="How many checkable statements were found, or added by a person."
    )

    class Meta:
        model = Article
        fields = [
            "id",
            "status",
            "title",
            "url",
            "publisher",
            "author",
            "language",
            "published_at",
            "external_id",
            "supersedes",
            "characters",
            "claims_count",
            "error",
            "created_at",
            "extracted_at",
        ]
        read_only_fields = fields


def listed() -> QuerySet[Article]:
    """Articles as `ArticleOut` shows them: no text is read for a list."""
    return Article.objects.listed().defer("text").annotate(claims_count=Count("claims"))


def shown(article_id: int) -> Article:
    """The article of this id as `ArticleOut` shows it, or the one whose text its page turned out to hold."""
    pointer = Article.objects.filter(pk=article_id).values_list("id", "duplicate_of_id").first()
    if pointer is None:
        raise NotFound("There is no such article.")
    return listed().get(pk=pointer[1] or pointer[0])


class Articles(Trims, generics.ListAPIView[Article]):
    serializer_class = ArticleOut
    queryset = listed()

    class Submission(serializers.Serializer[Any]):
        text = ExactString(
            required=False, allow_null=True, allow_blank=True, help_text="Kept exactly as it is."
        )
        url = ExactString(
            required=False,
            allow_blank=True,
            help_text="Where it appeared. Without a text, the page there is fetched.",
        )
        title = ExactString(required=False, allow_blank=True)
        publisher = ExactString(required=False, allow_blank=True)
        author = ExactString(required=False, allow_blank=True)
        language = ExactString(
            required=False, allow_blank=True, help_text="A BCP 47 tag, such as en or pt-BR."
        )
        published_at = serializers.DateTimeField(required=False, allow_null=True)
        external_id = ExactString(
            required=False, allow_blank=True, help_text="What your own system calls it."
        )

    def get_permissions(self) -> list[BasePermission]:
        return [Submits()] if self.request.method == "POST" else [WorksHere()]

    @extend_schema(
        request=Submission,
        responses={
            202: OpenApiResponse(ArticleOut, "Taken in; it is being read, or fetched first"),
            200: OpenApiResponse(ArticleOut, "The desk had this text already"),
        },
    )
    def post(self, request: Request) -> Response:
        """Hand in an article by its text, its address, or both."""
        submission = self.Submission(data=request.data)
        submission.is_valid(raise_exception=True)
        fields = dict(submission.validated_data)
        article, is_new = intake.submit_article(
            text=fields.pop("text", None),
            source=intake.Source(**fields),
            by=person(request),
            now=timezone.now(),
        )
        ring(article)
        return Response(
            ArticleOut(shown(article.pk)).data,
            status.HTTP_202_ACCEPTED if is_new else status.HTTP_200_OK,
        )


class OneArticle(Trims, APIView):
    serializer_class = ArticleOut
    permission_classes = [WorksHere]

    @extend_schema(responses=ArticleOut)
    def get(self, request: Request, article_id: int) -> Response:
        """Where an article stands."""
        return Response(ArticleOut(shown(article_id)).data)


class ArticleText(APIView):
    permission_classes = [WorksHere]
    renderer_classes = [PlainText, JSONRenderer]

    @extend_schema(responses={(200, "text/plain"): str})
    def get(self, request: Request, article_id: int) -> Response:
        """The text, exactly as it was handed in or fetched: what every offset counts in."""
        request.accepted_renderer = PlainText()
        return Response(
            Article.objects.values_list("text", flat=True).get(pk=shown(article_id).pk),
            content_type="text/plain; charset=utf-8",
        )


class ArticleClaims(ReadsClaims, generics.ListAPIView[Claim]):
    pagination_class = InTextOrder

    def get_permissions(self) -> list[BasePermission]:
        return [Reviews()] if self.request.method == "POST" else [WorksHere()]

    def get_queryset(self) -> QuerySet[Claim]:
        return super().get_queryset().filter(article=shown(self.kwargs["article_id"]).pk)

    @extend_schema(parameters=[OFFSETS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claims of an article, in text order."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[OFFSETS],
        request=passages.SpanIn,
        responses={
            201: OpenApiResponse(ClaimOut, "Added, and waiting in the queue"),
            200: OpenApiResponse(ClaimOut, "This passage was a claim already; see its status"),
            409: OpenApiResponse(Problem, "The article has not been read yet"),
        },
    )
    def post(self, request: Request, article_id: int) -> Response:
        """Add a passage that is worth checking: one that the reading set aside, or any other."""
        return passages.add_to_article(request, shown(article_id).pk)


class ArticleLedger(APIView):
    permission_classes = [WorksHere]

    class LedgerOut(serializers.Serializer[Any]):
        class SetAside(serializers.Serializer[Any]):
            start = serializers.IntegerField()
            end = serializers.IntegerField()
            check_worthiness = serializers.FloatField()
            reason = serializers.CharField()
            quote = serializers.CharField(trim_whitespace=False)

        next = serializers.URLField(allow_null=True)
        previous = serializers.URLField(allow_null=True)
        results = SetAside(many=True)
        extractor = serializers.CharField(allow_blank=True)

    @extend_schema(responses=LedgerOut)
    def get(self, request: Request, article_id: int) -> Response:
        """Every sentence that the last reading set aside, and why; always one page."""
        article = Article.objects.get(pk=shown(article_id).pk)
        run = article.runs.order_by("-id").first()
        rows = run.ledger if run else []
        return Response(
            {
                "next": None,
                "previous": None,
                "results": [
                    {
                        "start": start,
                        "end": end,
                        "check_worthiness": check_worthiness,
                        "reason": reason,
                        "quote": article.text[start:end],
                    }
                    for start, end, check_worthiness, reason in rows
                ],
                "extractor": run.extractor if run else "",
            }
        )
