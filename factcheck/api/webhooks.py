"""Webhooks: who is told of what happens, with a log of every delivery."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims import webhooks as rules
from claims.errors import NotFound
from claims.models import Event, Question, Verdict, WebhookDelivery, WebhookEndpoint
from factcheck.api.access import WorksHere, person
from factcheck.api.answers import checked
from factcheck.api.articles import ArticleOut, shown
from factcheck.api.bodies import ExactString
from factcheck.api.paging import Newest
from factcheck.api.problems import Problem
from factcheck.api.questions import QuestionOut
from factcheck.api.trimming import Trims
from factcheck.api.verdicts import shown_to
from workers.tasks import ring_for_deliveries

SHOWN_ONCE = "Signs every message, as Standard Webhooks has it. Shown this once."


def data_of(event: Event) -> dict[str, Any]:
    """What a webhook says of an event: the row in the API's shape, as anybody may read it, as it stands now."""
    if event.kind == Event.Kind.ARTICLE_EXTRACTED and event.article_id:
        return dict(ArticleOut(shown(event.article_id)).data)
    verdict = Verdict.objects.with_versions().get(events=event)
    data: dict[str, Any] = shown_to(None, [verdict], works_here=False)[0]
    if event.kind != Event.Kind.CHECK_ANSWERED:
        return data
    question = Question.objects.get(pk=event.detail["question"])
    asked = QuestionOut(question, context={"request": None}).data
    return {"question": dict(asked), "match": event.detail["match"], "verdict": data}


class WebhookOut(serializers.ModelSerializer[WebhookEndpoint]):
    events = serializers.ListField(child=serializers.ChoiceField(list(rules.KINDS)), source="kinds")
    on = serializers.SerializerMethodField(help_text="Whether anything is sent to it.")

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id",
            "url",
            "events",
            "on",
            "off_since",
            "off_because",
            "failing_since",
            "created_at",
        ]
        read_only_fields = fields

    def get_on(self, endpoint: WebhookEndpoint) -> bool:
        return endpoint.off_since is None


class NewWebhookOut(WebhookOut):
    secret = serializers.CharField(help_text=SHOWN_ONCE)

    class Meta(WebhookOut.Meta):
        fields = [*WebhookOut.Meta.fields, "secret"]
        read_only_fields = fields


class DeliveryOut(serializers.ModelSerializer[WebhookDelivery]):
    message = serializers.SerializerMethodField(help_text="The webhook-id that it is sent with.")
    type = serializers.ChoiceField(list(rules.KINDS), source="event.kind")
    answered = serializers.IntegerField(
        allow_null=True, help_text="The status of the last answer; null if there was none."
    )

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "message",
            "type",
            "verdict",
            "status",
            "attempts",
            "answered",
            "error",
            "created_at",
            "next_attempt_at",
            "delivered_at",
        ]
        read_only_fields = fields

    def get_message(self, delivery: WebhookDelivery) -> str:
        return f"evt_{delivery.event_id}"


class _Mine(Trims, generics.GenericAPIView[WebhookEndpoint]):
    permission_classes = [WorksHere]
    serializer_class = WebhookOut
    queryset = WebhookEndpoint.objects.none()
    filter_backends = ()
    pagination_class = Newest

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.filter(owner=person(self.request))


class Webhooks(_Mine, generics.ListAPIView[WebhookEndpoint]):
    class WebhookIn(serializers.Serializer[Any]):
        url = ExactString(help_text="Where messages are POSTed. No redirect is followed.")
        events = serializers.ListField(
            child=serializers.ChoiceField(list(rules.KINDS)),
            min_length=1,
            max_length=20,
            help_text=(
                "A correction or retraction of a verdict that was sent comes whether it is among these or not."
            ),
        )

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own endpoints, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=WebhookIn, responses={201: OpenApiResponse(NewWebhookOut, "Added")})
    def post(self, request: Request) -> Response:
        """Add an endpoint. The answer has its secret, which is shown this once."""
        body = checked(self.WebhookIn(data=request.data))
        endpoint = rules.add_endpoint(
            url=body["url"], kinds=body["events"], by=person(request), now=timezone.now()
        )
        return Response(NewWebhookOut(endpoint).data, status.HTTP_201_CREATED)


class OneWebhook(_Mine):
    lookup_url_kwarg = "webhook_id"

    class WebhookChange(serializers.Serializer[Any]):
        url = ExactString(required=False)
        events = serializers.ListField(
            child=serializers.ChoiceField(list(rules.KINDS)),
            required=False,
            min_length=1,
            max_length=20,
        )
        on = serializers.BooleanField(required=False, help_text="false: nothing more is sent to it")

    @extend_schema(responses=WebhookOut)
    def get(self, request: Request, webhook_id: int) -> Response:
        """One endpoint of yours."""
        return Response(WebhookOut(_endpoint(request, webhook_id)).data)

    @extend_schema(request=WebhookChange, responses=WebhookOut)
    def patch(self, request: Request, webhook_id: int) -> Response:
        """Change its address or its events, or switch it off or on."""
        body = checked(self.WebhookChange(data=request.data))
        endpoint = rules.change_endpoint(
            endpoint_id=webhook_id,
            url=body.get("url"),
            kinds=body.get("events"),
            on=body.get("on"),
            by=person(request),
            now=timezone.now(),
        )
        return Response(WebhookOut(endpoint).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, webhook_id: int) -> Response:
        """Forget an endpoint and all that it was sent."""
        rules.delete_endpoint(endpoint_id=webhook_id, by=person(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RotateSecret(APIView):
    permission_classes = [WorksHere]

    class SecretOut(serializers.Serializer[Any]):
        secret = serializers.CharField(help_text=SHOWN_ONCE)

    @extend_schema(request=None, responses=SecretOut)
    def post(self, request: Request, webhook_id: int) -> Response:
        """Give it a new secret. For a day messages are signed with the one before as well."""
        secret = rules.rotate_secret(endpoint_id=webhook_id, by=person(request), now=timezone.now())
        return Response({"secret": secret})


class DeliveryFilter(filters.FilterSet):
    class Meta:
        model = WebhookDelivery
        fields = ["status"]


class Deliveries(Trims, generics.ListAPIView[WebhookDelivery]):
    permission_classes = [WorksHere]
    serializer_class = DeliveryOut
    filterset_class = DeliveryFilter
    pagination_class = Newest
    queryset = WebhookDelivery.objects.none()

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        if getattr(self, "swagger_fake_view", False):
            return WebhookDelivery.objects.none()
        endpoint = _endpoint(self.request, self.kwargs["webhook_id"])
        return WebhookDelivery.objects.filter(endpoint=endpoint).select_related("event")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What was sent to an endpoint of yours, and what came of it, newest first."""
        return super().get(request, *args, **kwargs)


class Redeliver(APIView):
    permission_classes = [WorksHere]

    @extend_schema(
        request=None,
        responses={202: OpenApiResponse(DeliveryOut, "It is sent again"), 409: Problem},
    )
    def post(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        """Send a message once more, whatever came of it before, under the same webhook-id."""
        delivery = rules.send_again(
            endpoint_id=webhook_id,
            delivery_id=delivery_id,
            by=person(request),
            now=timezone.now(),
        )
        ring_for_deliveries()
        return Response(DeliveryOut(delivery).data, status.HTTP_202_ACCEPTED)


def _endpoint(request: Request, webhook_id: int) -> WebhookEndpoint:
    endpoint = WebhookEndpoint.objects.filter(owner=person(request), pk=webhook_id).first()
    if endpoint is None:
        raise NotFound("You have no such endpoint.")
    return endpoint
