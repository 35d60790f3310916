"""The queue: what waits, who has what, and the two ways to take a claim."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from claims.models import Claim, Review
from claims.queue import take_next_review, take_review
from claims.roles import Role
from factcheck.admin import review_autosave
from factcheck.admin.access import (
    WORKS_WITH_CLAIMS,
    RoleAdmin,
    desk_path,
    has_role,
    person,
    refusals_told,
)
from factcheck.admin.narrowing import came, exactly, link, mine
from factcheck.admin.review_page import ReviewPage, review_address

QUEUE = "admin:claims_review_changelist"


def reviews(request: HttpRequest) -> bool:
    return has_role(request, Role.REVIEWER)


def _with_me(request: HttpRequest) -> Q:
    by, now = person(request), timezone.now()
    return Q(reviewer=by, lease_expires_at__gt=now) | Q(reserved_for=by, reserved_until__gt=now)


@admin.register(Review)
class QueueAdmin(RoleAdmin[Review]):
    seen_by = WORKS_WITH_CLAIMS
    list_title = "Queue"
    list_empty = "Nothing waits in the queue. Claims come from articles as they are read."

    list_display = (
        "claim_text",
        "claimant",
        "kind",
        "worth",
        "priority",
        "article",
        "held_by",
    )
    list_display_links = None
    list_filter_submit = True
    list_filter = (
        "claim__kind",
        exactly("claimant", "claim__claimant"),
        exactly("publisher", "claim__article__publisher"),
        came(Review),
        mine("With me, or kept for me", _with_me),
    )
    list_before_template = "desk/queue_top.html"
    # The order is the queue's own.
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return (
            Review.objects.filter(status=Review.Status.OPEN)
            .select_related("claim__article", "reviewer", "reserved_for")
            .defer("claim__article__text")
            .in_queue_order()
            # Each row's button depends on who looks.
            .annotate(
                looked_at_by=Value(request.user.pk),
                looked_at_as_editor=Value(has_role(request, Role.EDITOR)),
            )
        )

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("next/", take_next, name="desk_take_next", allows=reviews),
            desk_path("claim/<id:claim_id>/take/", take, name="desk_take", allows=reviews),
            desk_path(
                "claim/<id:claim_id>/", ReviewPage.as_view(), name="desk_review", allows=reviews
            ),
            desk_path(
                "claim/<id:claim_id>/draft/",
                review_autosave.save,
                name="desk_save_draft",
                allows=reviews,
            ),
            desk_path(
                "claim/<id:claim_id>/renew/",
                review_autosave.renew,
                name="desk_renew",
                allows=reviews,
            ),
            desk_path(
                "claim/<id:claim_id>/preview/",
                review_autosave.preview,
                name="desk_preview",
                allows=reviews,
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # The generic page would show the token of somebody's lease.
        review = self.get_object(request, object_id)
        if review is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:claims_claim_change", review.claim_id)

    @admin.display(description="Claim")
    def claim_text(self, review: Review) -> SafeString:
        return render_to_string("desk/cells/claim.html", {"claim": review.claim})

    @admin.display(description="Claimant")
    def claimant(self, review: Review) -> SafeString:
        return link("claimant", review.claim.claimant, "the article itself")

    @admin.display(description="Kind")
    def kind(self, review: Review) -> str:
        return review.claim.get_kind_display()

    @admin.display(description="Check-worthiness")
    def worth(self, review: Review) -> SafeString:
        return render_to_string("desk/worth.html", {"worth": review.check_worthiness})

    @admin.display(description="Article")
    def article(self, review: Review) -> SafeString:
        return render_to_string("desk/cells/article.html", {"article": review.claim.article})

    @admin.display(description="Who has it")
    def held_by(self, review: Any) -> SafeString:
        now = timezone.now()
        is_held = review.lease_expires_at is not None and review.lease_expires_at > now
        is_kept = review.reserved_until is not None and review.reserved_until > now
        context = {
            "review": review,
            "is_held": is_held,
            "is_mine": is_held and review.reviewer_id == review.looked_at_by,
            "is_kept": is_kept,
            "is_kept_for_me": is_kept and review.reserved_for_id == review.looked_at_by,
            "is_for_others": review.for_editor and not review.looked_at_as_editor,
        }
        return render_to_string("desk/cells/held_by.html", context)


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Lease the head of the queue to whoever asks, and show it to them."""
    with refusals_told(request):
        review = take_next_review(by=person(request), now=timezone.now())
        if review is not None:
            return HttpResponseRedirect(review_address(review.claim_id))
        messages.info(request, "Nothing waits in the queue for you just now.")
    return HttpResponseRedirect(reverse(QUEUE))


@require_POST
def take(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Lease the claim that somebody chose."""
    get_object_or_404(Claim.objects.only("id"), pk=claim_id)
    with refusals_told(request):
        take_review(claim_id=claim_id, by=person(request), now=timezone.now())
        return HttpResponseRedirect(review_address(claim_id))
    return HttpResponseRedirect(reverse(QUEUE))
