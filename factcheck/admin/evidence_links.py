"""Evidence links at the desk: which of those that the public is sent to are dead, and since when."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.models import EvidenceLink
from claims.roles import Role
from factcheck.admin.access import RoleAdmin
from factcheck.admin.shown import clock


@admin.register(EvidenceLink)
class EvidenceLinkAdmin(RoleAdmin[EvidenceLink]):
    seen_by = frozenset({Role.EDITOR})
    list_title = "Evidence links"
    list_hint = (
        "The addresses that published verdicts cite. A worker looks at each by and by; after three looks in vain, a day"
        " apart, one is dead. A verdict whose evidence is gone wants a correction with another source."
    )
    list_empty = "No published verdict cites an address yet."
    list_display = ("address", "standing", "seen", "changed", "cited_by")
    list_display_links = None
    list_select_related = ("verdict__claim",)
    list_filter = (("dead_since", admin.EmptyFieldListFilter),)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("url", "seen_at", "content", "changed_at", "dead_since", "error", "archived_as")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvidenceLink]:
        return EvidenceLink.objects.order_by("-id")

    @admin.display(description="Address")
    def address(self, link: EvidenceLink) -> SafeString:
        return render_to_string("desk/cells/evidence_link.html", {"link": link})

    @admin.display(description="State")
    def standing(self, link: EvidenceLink) -> SafeString:
        return render_to_string("desk/cells/link_state.html", {"link": link})

    @admin.display(description="Last seen")
    def seen(self, link: EvidenceLink) -> str:
        return clock(link.seen_at) or "never"

    @admin.display(description="Last changed")
    def changed(self, link: EvidenceLink) -> str:
        return clock(link.changed_at)

    @admin.display(description="Cited by")
    def cited_by(self, link: EvidenceLink) -> SafeString:
        return render_to_string("desk/cells/verdict.html", {"verdict": link.verdict})
