"""Webhooks at the desk: which programs outside are told, which are not, and what came of each message."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.models import WebhookDelivery, WebhookEndpoint
from claims.roles import Role
from factcheck.admin.access import RoleAdmin
from factcheck.admin.shown import clock


@admin.register(WebhookEndpoint)
class WebhookAdmin(RoleAdmin[WebhookEndpoint]):
    """Their owners keep them, by the API; editors see who is told, and who has dropped out."""

    seen_by = frozenset({Role.EDITOR})
    list_title = "Webhooks"
    list_hint = "Programs that are told of what the desk publishes. Each is kept by its owner, over the API."
    list_empty = "No program is told of anything: POST /api/v1/webhooks/ adds one."
    list_display = ("url", "owner", "told_of", "standing")
    list_display_links = None
    list_select_related = ("owner",)
    list_filter = (("off_since", admin.EmptyFieldListFilter),)
    ordering = ("-id",)
    sortable_by = ()
    # Its secrets are its owner's.
    fields = ("url", "owner", "told_of", "standing", "created_at")

    @admin.display(description="Told of")
    def told_of(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.kinds)

    @admin.display(description="State")
    def standing(self, endpoint: WebhookEndpoint) -> SafeString:
        return render_to_string("desk/cells/webhook.html", {"endpoint": endpoint})


@admin.register(WebhookDelivery)
class DeliveryAdmin(RoleAdmin[WebhookDelivery]):
    seen_by = frozenset({Role.EDITOR})
    list_title = "Deliveries"
    list_hint = "Each message to each program, newest first. Its owner can have one sent again, over the API."
    list_empty = "Nothing has been told yet."
    list_display = ("event", "endpoint", "standing", "attempts", "said", "created")
    list_display_links = None
    list_select_related = ("event", "endpoint")
    list_filter = ("status",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("event", "endpoint", "status", "attempts", "error", "created_at", "delivered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        return super().get_queryset(request).defer("event__detail")

    @admin.display(description="State")
    def standing(self, delivery: WebhookDelivery) -> SafeString:
        label = delivery.get_status_display()
        return render_to_string("desk/chip.html", {"kind": delivery.status, "label": label})

    @admin.display(description="What came of it")
    def said(self, delivery: WebhookDelivery) -> str:
        return delivery.error or (f"answered {delivery.answered}" if delivery.answered else "")

    @admin.display(description="Since")
    def created(self, delivery: WebhookDelivery) -> str:
        return clock(delivery.created_at)
