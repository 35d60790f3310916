"""The audit log: every event, for editors to read."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString

from claims.models import Event
from claims.roles import Role
from factcheck import tables
from factcheck.admin.access import RoleAdmin, desk_path, has_role
from factcheck.admin.shown import clock, moment_of

COLUMNS = ("id", "at", "kind", "actor", "article", "claim", "verdict", "person", "detail")
# Rows in memory at a time.
BATCH = 500


def _edits(request: HttpRequest) -> bool:
    return has_role(request, Role.EDITOR)


def _rows(events: QuerySet[Event]) -> Iterator[Sequence[Any]]:
    yield COLUMNS
    after = 0
    while batch := list(events.filter(pk__gt=after)[:BATCH]):
        for event in batch:
            who = event.actor.username if event.actor else ""
            detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True)
            whose = event.person.username if event.person else ""
            rows = (event.article_id, event.claim_id, event.verdict_id, whose)
            yield (event.pk, event.at.isoformat(), event.kind, who, *rows, detail)
        after = batch[-1].pk


@admin.register(Event)
class EventAdmin(RoleAdmin[Event]):
    seen_by = frozenset({Role.EDITOR})
    list_title = "Audit log"
    list_empty = "Nothing has happened yet."
    list_hint = "Who did what, and when. Never changed, never deleted."
    list_display = ("when", "what", "who", "concerns", "said")
    list_display_links = None
    list_filter = ("kind", "actor", "at")
    list_before_template = "desk/events_top.html"
    ordering = ("-at", "-id")
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("export/", self.export, name="desk_audit_export", allows=_edits),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """The events that the list shows, all of them, oldest first, for a spreadsheet."""
        chosen = self.get_changelist_instance(request).queryset.order_by("id")
        return StreamingHttpResponse(
            tables.lines(_rows(chosen)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="audit-log.csv"'},
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            Event.objects.select_related("actor", "claim", "person")
            .only(
                *("at", "kind", "detail", "actor__username", "person__username"),
                *("claim__text", "article_id", "verdict_id"),
            )
            .order_by("-at", "-id")
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
