"""The titles of cited pages, looked up by a worker."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import evidence_pages as rules
from claims.errors import NotFound
from claims.models import EvidencePage
from factcheck.api.access import Reviews, person
from factcheck.api.answers import checked
from factcheck.api.bodies import ExactString
from factcheck.api.problems import Problem
from workers.tasks import ring_for_pages


class EvidencePages(APIView):
    permission_classes = [Reviews]

    class PageOut(serializers.ModelSerializer[EvidencePage]):
        class Meta:
            model = EvidencePage
            fields = ["url", "status", "title", "publisher", "error"]
            read_only_fields = fields

    class PageIn(serializers.Serializer[Any]):
        url = ExactString()

    @extend_schema(
        parameters=[OpenApiParameter("url", str, required=True)],
        responses={200: PageOut, 404: OpenApiResponse(Problem, "Nobody asked for it")},
    )
    def get(self, request: Request) -> Response:
        """What a page that somebody asked for calls itself; 404 if nobody did."""
        url = request.query_params.get("url", "")
        if not url:
            raise ValidationError({"url": "Name the address of the page."})
        page = rules.page_at(url)
        if page is None:
            raise NotFound("Nobody has asked for this page.")
        return Response(self.PageOut(page).data)

    @extend_schema(
        request=PageIn,
        responses={
            202: OpenApiResponse(PageOut, "It is being looked up: ask again in a second"),
            200: OpenApiResponse(PageOut, "Known, or tried lately"),
        },
    )
    def post(self, request: Request) -> Response:
        """Have the title of the page at an address looked up."""
        body = checked(self.PageIn(data=request.data))
        page, is_asked_for = rules.ask_for_page(
            url=body["url"], by=person(request), now=timezone.now()
        )
        if is_asked_for:
            ring_for_pages()
        waits = page.status == EvidencePage.Status.WAITING
        return Response(
            self.PageOut(page).data, status.HTTP_202_ACCEPTED if waits else status.HTTP_200_OK
        )
