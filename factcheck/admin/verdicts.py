"""The list of verdicts, with what awaits an editor on top."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString

from claims.catalogue import found_by
from claims.models import Verdict, VerdictVersion
from claims.models.verdicts import VerdictQuerySet
from factcheck.admin import verdict_steps
from factcheck.admin.access import WORKS_WITH_CLAIMS, PageAdmin, desk_path, person
from factcheck.admin.narrowing import came, exactly, mine
from factcheck.admin.shown import clock
from factcheck.admin.verdict_page import edits, verdict_page


def listed(verdicts: VerdictQuerySet) -> VerdictQuerySet:
    """Verdicts with what a list shows of them, and none of the long texts."""
    versions = (
        VerdictVersion.objects.select_related("rating", "author")
        .only("verdict", "kind", "state", "created_at", "author__username", "rating")
        .order_by("-id")
    )
    return (
        verdicts.select_related("claim", "author")
        .only("claim__text", "author__username", "state", "created_at", "published_at")
        .prefetch_related(Prefetch("versions", versions))
    )


def awaiting_editor(*, limit: int) -> list[Verdict]:
    """The verdicts that have waited longest for an editor."""
    return list(listed(Verdict.objects.awaiting_editor()).order_by("id")[:limit])


class Awaiting(admin.SimpleListFilter):
    title = "waiting"
    parameter_name = "awaiting"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [("editor", "Awaiting an editor")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Verdict]) -> QuerySet[Verdict]:
        if self.value() == "editor":
            return queryset.filter(pk__in=Verdict.objects.awaiting_editor().values("pk"))
        return queryset


@admin.register(Verdict)
class VerdictAdmin(PageAdmin[Verdict]):
    seen_by = WORKS_WITH_CLAIMS
    list_title = "Verdicts"
    list_empty = "No verdict is here yet."
    list_display = ("claim_text", "rating_given", "standing", "author", "proposed", "published")
    list_display_links = None
    list_filter_submit = True
    list_filter = (
        "state",
        Awaiting,
        "rating",
        exactly("claimant", "claimant"),
        exactly("publisher", "publisher"),
        came(Verdict),
        mine("I wrote them", lambda request: Q(author=person(request))),
    )
    list_before_template = "desk/verdicts_top.html"
    search_fields = ("claim__text",)
    search_help_text = "Whole words of a claim, its claimant, its publisher or its verdict"
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        return listed(Verdict.objects.order_by("-id"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Verdict], search_term: str
    ) -> tuple[QuerySet[Verdict], bool]:
        return (found_by(queryset, search_term) if search_term.strip() else queryset), False

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                desk_path(f"<id:verdict_id>/{name}/", step, name=f"desk_{name}", allows=edits)
                for name, step in verdict_steps.STEPS.items()
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        awaiting = awaiting_editor(limit=10) if edits(request) and not request.GET else []
        return super().changelist_view(request, {"awaiting": awaiting, **(extra_context or {})})

    def own_page(self, request: HttpRequest, row_id: int) -> HttpResponse:
        return verdict_page(request, row_id)

    @admin.display(description="Claim")
    def claim_text(self, verdict: Verdict) -> SafeString:
        return render_to_string("desk/cells/verdict.html", {"verdict": verdict})

    # Not `rating`: the column of that name would be the field, and no chip.
    @admin.display(description="Rating")
    def rating_given(self, verdict: Verdict) -> SafeString:
        newest = verdict.versions.all()[0]
        return render_to_string("desk/rating.html", {"rating": newest.rating})

    @admin.display(description="Proposed")
    def proposed(self, verdict: Verdict) -> str:
        return clock(verdict.created_at)

    @admin.display(description="Published")
    def published(self, verdict: Verdict) -> str:
        return clock(verdict.published_at)

    @admin.display(description="State")
    def standing(self, verdict: Verdict) -> SafeString:
        waiting = [item for item in verdict.versions.all() if item.state == "proposed"]
        return render_to_string(
            "desk/cells/standing.html",
            {"verdict": verdict, "waiting": waiting[0] if waiting else None},
        )
