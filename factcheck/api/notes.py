"""Notes to colleagues on a claim."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from claims import review as rules
from claims.errors import NotFound
from claims.models import Claim, Note
from factcheck.api.access import Reviews, person
from factcheck.api.answers import checked
from factcheck.api.bodies import ExactString
from factcheck.api.paging import Newest


class OldestFirst(Newest):
    ordering = "id"


class Notes(generics.ListAPIView[Note]):
    permission_classes = [Reviews]
    pagination_class = OldestFirst
    filter_backends = ()
    queryset = Note.objects.none()

    class NoteOut(serializers.ModelSerializer[Note]):
        author = serializers.CharField(source="author.username")

        class Meta:
            model = Note
            fields = ["id", "author", "text", "written_at"]
            read_only_fields = fields

    class RemarkIn(serializers.Serializer[Any]):
        text = ExactString()

    serializer_class = NoteOut

    def get_queryset(self) -> QuerySet[Note]:
        claim = Claim.objects.filter(pk=self.kwargs["claim_id"]).first()
        if claim is None:
            raise NotFound("There is no such claim.")
        return claim.notes.select_related("author")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What colleagues have told each other about a claim, oldest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=RemarkIn, responses={201: OpenApiResponse(NoteOut, "Written")})
    def post(self, request: Request, claim_id: int) -> Response:
        """Tell colleagues something about a claim. Nobody outside reads it, and it cannot be changed."""
        body = checked(self.RemarkIn(data=request.data))
        note = rules.write_note(
            claim_id=claim_id, text=body["text"], by=person(request), now=timezone.now()
        )
        return Response(self.NoteOut(note).data, status.HTTP_201_CREATED)
