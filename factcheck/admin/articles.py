"""Articles: the list, and the page of one with its claims marked and the ledger of what was set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe
from unfold.widgets import UnfoldBooleanWidget  # type: ignore[import-untyped]

from claims import takedowns
from claims.catalogue import articles_found_by
from claims.errors import Invalid
from claims.intake import send_again
from claims.models import Article, Claim, ExtractionRun, Takedown
from claims.passages import add_claim
from claims.roles import Role, roles_of
from factcheck.admin.access import (
    WORKS_WITH_CLAIMS,
    PageAdmin,
    desk_path,
    has_role,
    is_superuser,
    page,
    person,
    refusals_told,
)
from factcheck.admin.answer_form import Words
from factcheck.admin.narrowing import came, exactly, link, mine
from factcheck.admin.passages import passages
from factcheck.admin.shown import clock, facts_of, history
from factcheck.admin.submitting import submit, submit_table
from workers.tasks import ring, ring_for_deliveries

# So many lines of the ledger are shown; a long article sets thousands of sentences aside.
LEDGER_LINES = 500
UNFINISHED = (Article.Status.FETCHING, Article.Status.RECEIVED)


def submits(request: HttpRequest) -> bool:
    return has_role(request, Role.SUBMITTER)


def _sees(request: HttpRequest) -> bool:
    return bool(roles_of(request.user))


def reviews(request: HttpRequest) -> bool:
    return has_role(request, Role.REVIEWER)


@admin.register(Article)
class ArticleAdmin(PageAdmin[Article]):
    seen_by = frozenset(Role)
    list_title = "Articles"
    list_empty = "No article is here yet."
    list_before_template = "desk/articles_top.html"
    list_display = ("headline", "by_publisher", "standing", "claims_found", "submitted")
    list_display_links = None
    list_filter_submit = True
    list_filter = (
        "status",
        exactly("publisher", "publisher"),
        came(Article),
        mine("I submitted them", lambda request: Q(submitted_by=person(request))),
    )
    search_fields = ("title", "url", "publisher")
    search_help_text = "Whole words of a title, an address, a publisher or an author"
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        # Counted row by row on the page's fifty: a GROUP BY would count the claims of every article first.
        count = (
            Claim.objects.filter(article=OuterRef("pk"))
            .order_by()
            .values("article")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return (
            Article.objects.listed()
            .defer("text")
            .annotate(claims_count=Coalesce(Subquery(count, output_field=IntegerField()), 0))
            .order_by("-id")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        found = articles_found_by(queryset, search_term) if search_term.strip() else queryset
        return found, False

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("submit/", submit, name="desk_submit", allows=submits),
            desk_path("submit/table/", submit_table, name="desk_submit_table", allows=submits),
            desk_path("<id:article_id>/status/", status, name="desk_status", allows=_sees),
            desk_path("<id:article_id>/again/", again, name="desk_send_again", allows=submits),
            desk_path(
                "<id:article_id>/take-down/", take_down, name="desk_take_down", allows=is_superuser
            ),
            desk_path("<id:article_id>/raise/", raise_line, name="desk_raise", allows=reviews),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_submit": submits(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def own_page(self, request: HttpRequest, row_id: int) -> HttpResponse:
        return _article_page(request, row_id)

    @admin.display(description="Publisher")
    def by_publisher(self, article: Article) -> SafeString:
        return link("publisher", article.publisher)

    @admin.display(description="Title")
    def headline(self, article: Article) -> SafeString:
        return render_to_string("desk/cells/article.html", {"article": article})

    @admin.display(description="Status")
    def standing(self, article: Article) -> SafeString:
        return render_to_string(
            "desk/chip.html", {"kind": article.status, "label": article.get_status_display()}
        )

    @admin.display(description="Submitted")
    def submitted(self, article: Article) -> str:
        return clock(article.created_at)

    @admin.display(description="Claims")
    def claims_found(self, article: Any) -> int:
        return int(article.claims_count)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A sentence that was set aside, and why."""

    start: int
    end: int
    text: str
    worth: float
    reason: str
    is_claim: bool


def ledger_of(
    run: ExtractionRun | None, text: str, claims: Iterable[Claim]
) -> Iterable[LedgerLine]:
    raised = {(claim.start, claim.end) for claim in claims}
    for start, end, worth, reason in run.ledger[:LEDGER_LINES] if run else ():
        yield LedgerLine(
            start=start,
            end=end,
            text=text[start:end],
            worth=worth,
            reason=reason,
            is_claim=(start, end) in raised,
        )


def _article_page(
    request: HttpRequest, article_id: int, *, taking_down: "TakedownForm | None" = None
) -> HttpResponse:
    article = Article.objects.select_related("submitted_by").filter(pk=article_id).first()
    if article is None:
        raise Http404("There is no such article.")
    run = article.runs.order_by("-id").first()
    claims = list(
        article.claims.only("id", "article_id", "start", "end", "status").order_by("start", "end")
    )
    of_status = dict.fromkeys(Claim.Status, 0)
    for claim in claims:
        of_status[Claim.Status(claim.status)] += 1
    context = {
        "article": article,
        "facts": facts_of(article),
        "appearances": article.appearances.order_by("id"),
        "passages": passages(article.text, claims),
        "claims": claims,
        "of_status": [(status, count) for status, count in of_status.items() if count],
        "run": run,
        "ledger": ledger_of(run, article.text, claims),
        "ledger_rest": max(0, len(run.ledger) - LEDGER_LINES) if run else 0,
        "moments": history(article.events.filter(claim=None)),
        "opens_claims": bool(WORKS_WITH_CLAIMS & roles_of(request.user)),
        "may_raise": reviews(request),
        "is_waiting": article.status in UNFINISHED,
        "may_take_down": is_superuser(request) and article.status != Article.Status.REMOVED,
        "taking_down": taking_down or TakedownForm(),
        "takedown": Takedown.objects.filter(article=article).select_related("taken_down_by").first()
        if is_superuser(request)
        else None,
        "may_send_again": article.status == Article.Status.FAILED and submits(request),
    }
    return page(request, "desk/article.html", context, title="Article")


@require_safe
def status(request: HttpRequest, article_id: int) -> JsonResponse:
    """How far an article is, for its page to ask again and again."""
    known = Article.objects.filter(pk=article_id).values("status").first()
    if known is None:
        raise Http404("There is no such article.")
    return JsonResponse(known)


class TakedownForm(forms.Form):
    reason = Words(
        rows=3, help_text="Which order, of whom, when. Only whoever keeps the desk reads it."
    )
    sure = forms.BooleanField(
        required=False,
        label="Blank the text, its claims and verdicts everywhere. This cannot be undone.",
        widget=UnfoldBooleanWidget,
    )


@require_POST
def take_down(request: HttpRequest, article_id: int) -> HttpResponse:
    """Blank a text everywhere, for a legal reason."""
    form = TakedownForm(request.POST)
    form.is_valid()
    if not form.cleaned_data["sure"]:
        form.add_error("sure", "Tick this if you are sure.")
        return _article_page(request, article_id, taking_down=form)
    with refusals_told(request):
        try:
            takedowns.take_down(
                article_id=article_id,
                reason=form.cleaned_data["reason"],
                by=person(request),
                now=timezone.now(),
            )
        except Invalid as refusal:
            form.add_error("reason", refusal.errors["reason"])
            return _article_page(request, article_id, taking_down=form)
        ring_for_deliveries()
        messages.success(request, "Taken down. Backups still have it: docs/operations.md.")
    return redirect("admin:claims_article_change", article_id)


@require_POST
def again(request: HttpRequest, article_id: int) -> HttpResponse:
    """Let a failed article be fetched or read once more."""
    with refusals_told(request):
        article = send_again(article_id=article_id, by=person(request), now=timezone.now())
        ring(article)
        messages.success(request, "Sent again. The page tells when it has been read.")
    return redirect("admin:claims_article_change", article_id)


@require_POST
def raise_line(request: HttpRequest, article_id: int) -> HttpResponse:
    """Queue a sentence that the reading set aside; the button's value is its span."""
    start, _, end = request.POST.get("span", "").partition("-")
    if not all(part.isdecimal() and len(part) < 9 for part in (start, end)):
        return HttpResponseBadRequest("A span is two numbers, as in 12-40.")
    with refusals_told(request):
        claim, is_new = add_claim(
            article_id=article_id,
            start=int(start),
            end=int(end),
            by=person(request),
            now=timezone.now(),
        )
        told = "It waits in the queue now" if is_new else "It was a claim already"
        messages.success(request, f"{told}: “{claim}”")
    return redirect("admin:claims_article_change", article_id)
