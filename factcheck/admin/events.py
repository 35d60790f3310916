"""The audit log: every event, for editors to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.models import Event
from claims.roles import Role
from factcheck.admin.access import RoleAdmin
from factcheck.admin.shown import clock, moment_of


@admin.register(Event)
class EventAdmin(RoleAdmin[Event]):
    seen_by = frozenset({Role.EDITOR})
    list_title = "Audit log"
    list_empty = "Nothing has happened yet."
    list_hint = "Who did what, and when. Never changed, never deleted."
    list_display = ("when", "what", "who", "concerns", "said")
    list_display_links = None
    list_filter = ("kind",)
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            Event.objects.select_related("actor", "claim")
            .only(
                "at", "kind", "detail", "actor__username", "claim__text", "article_id", "verdict_id"
            )
            .order_by("-id")
        )

    @admin.display(description="When")
    def when(self, event: Event) -> str:
        return clock(event.at)

    @admin.display(description="What")
    def what(self, event: Event) -> str:
        return event.get_kind_display().capitalize()

    @admin.display(description="Who")
    def who(self, event: Event) -> str:
        return str(event.actor) if event.actor else "the desk itself"

    @admin.display(description="Concerns")
    def concerns(self, event: Event) -> SafeString:
        return render_to_string("desk/cells/concerns.html", {"event": event})

    @admin.display(description="Said")
    def said(self, event: Event) -> SafeString:
        return render_to_string("desk/cells/detail.html", {"moment": moment_of(event)})
