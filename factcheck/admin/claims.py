"""Claims: the list, and the page of one with its verdicts and its history."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from claims import lookup
from claims.models import Claim, Event, Review
from claims.roles import Role
from factcheck.admin.access import (
    WORKS_WITH_CLAIMS,
    PageAdmin,
    desk_path,
    has_role,
    page,
    person,
)
from factcheck.admin.matching import decide, precision, suggestions_for, unmatch
from factcheck.admin.narrowing import came, exactly, link, mine
from factcheck.admin.shown import claim_in_context, facts_of, history


def _had_by_me(request: HttpRequest) -> Q:
    by = person(request)
    taken = Event.objects.filter(kind=Event.Kind.REVIEW_TAKEN, actor=by)
    return Q(pk__in=taken.values("claim"))


@admin.register(Claim)
class ClaimAdmin(PageAdmin[Claim]):
    seen_by = WORKS_WITH_CLAIMS
    list_title = "Claims"
    list_empty = "No claim is here yet. Claims come from articles as they are read."
    list_display = ("wording", "claimant_or_article", "kind", "worth", "standing", "article_link")
    list_display_links = None
    list_filter_submit = True
    list_filter = (
        "status",
        "kind",
        exactly("claimant", "claimant"),
        exactly("publisher", "article__publisher"),
        came(Claim),
        mine("I had them", _had_by_me),
    )
    search_fields = ("text", "claimant")
    search_help_text = "Whole words of a claim or of who says it"
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return (
            Claim.objects.select_related("article")
            .only(
                "text",
                "claimant",
                "kind",
                "check_worthiness",
                "status",
                "article__title",
                "article__url",
            )
            .order_by("-id")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        return (lookup.having(queryset, search_term) if search_term.strip() else queryset), False

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("precision/", precision, name="desk_precision", allows=_edits),
            desk_path("<id:claim_id>/match/", decide, name="desk_match", allows=_reviews),
            desk_path("<id:claim_id>/unmatch/", unmatch, name="desk_unmatch", allows=_reviews),
            *super().get_urls(),
        ]

    def own_page(self, request: HttpRequest, row_id: int) -> HttpResponse:
        return _claim_page(request, row_id)

    @admin.display(description="Claim")
    def wording(self, claim: Claim) -> SafeString:
        return render_to_string("desk/cells/claim.html", {"claim": claim})

    @admin.display(description="Claimant")
    def claimant_or_article(self, claim: Claim) -> SafeString:
        return link("claimant", claim.claimant, "the article itself")

    @admin.display(description="Check-worthiness")
    def worth(self, claim: Claim) -> SafeString:
        return render_to_string("desk/worth.html", {"worth": claim.check_worthiness})

    @admin.display(description="Status")
    def standing(self, claim: Claim) -> SafeString:
        return render_to_string(
            "desk/chip.html", {"kind": claim.status, "label": claim.get_status_display()}
        )

    @admin.display(description="Article")
    def article_link(self, claim: Claim) -> SafeString:
        return render_to_string("desk/cells/article.html", {"article": claim.article})


def _reviews(request: HttpRequest) -> bool:
    return has_role(request, Role.REVIEWER)


def _edits(request: HttpRequest) -> bool:
    return has_role(request, Role.EDITOR)


def _claim_page(request: HttpRequest, claim_id: int) -> HttpResponse:
    claims = Claim.objects.select_related("article", "added_by", "same_as")
    claim = claims.filter(pk=claim_id).first()
    if claim is None:
        raise Http404("There is no such claim.")
    by, now = person(request), timezone.now()
    held = Review.objects.leased(now).filter(claim=claim).select_related("reviewer")
    context = {
        "claim": claim,
        "article": claim.article,
        "facts": facts_of(claim.article),
        "passages": claim_in_context(claim),
        "verdicts": claim.verdicts.select_related("author").order_by("-id"),
        "leases": held,
        "is_mine": held.filter(reviewer=by).exists(),
        "may_take": has_role(request, Role.REVIEWER)
        and Review.objects.free_for(by, now, is_editor=has_role(request, Role.EDITOR))
        .filter(claim=claim)
        .exists(),
        "may_reopen": has_role(request, Role.REVIEWER) and claim.status == Claim.Status.DISMISSED,
        "reviews": has_role(request, Role.REVIEWER),
        "suggestions": suggestions_for(claim) if claim.status == Claim.Status.QUEUED else [],
        "may_match": has_role(request, Role.REVIEWER) and not held,
        "notes": claim.notes.select_related("author"),
        "moments": history(claim.events.all()),
    }
    return page(request, "desk/claim.html", context, title="Claim")
