"""What the review page asks for by itself while somebody types: to keep the words, to renew the lease, to preview.

Answers are JSON, or a piece of a page; all are POST, with the CSRF token in the body, as the form's own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Invalid, LeaseLost, NewerDraft, NotFound, RuleError
from claims.leases import renew_lease
from claims.models import Claim, Review
from claims.review import draft_mark, save_draft
from factcheck.admin.access import is_somebody_elses, person
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.shown import as_public

OTHER_PERSON = "Somebody else has signed in in this browser: these words are not theirs."
REFUSALS: dict[type[RuleError], tuple[int, str]] = {
    LeaseLost: (409, "lease-lost"),
    NewerDraft: (409, "newer-draft"),
    Invalid: (400, "invalid"),
    NotFound: (404, "not-found"),
}


def _answers(rule: Callable[..., Review]) -> Callable[..., HttpResponse]:
    """A view that says until when the lease is, and which draft is kept; or which rule refused, and why."""

    @require_POST
    @wraps(rule)
    def view(request: HttpRequest, claim_id: int) -> HttpResponse:
        if is_somebody_elses(request):
            return JsonResponse({"type": "other-person", "detail": OTHER_PERSON}, status=409)
        now = timezone.now()
        try:
            review = rule(request, claim_id=claim_id, by=person(request), now=now)
        except RuleError as refusal:
            status, kind = REFUSALS.get(type(refusal), (409, "wrong-state"))
            # Words that came too late may have been kept all the same: then this is the draft now.
            seen = draft_mark(claim_id=claim_id, by=person(request))
            kept = {"seen": seen} if seen == now.isoformat() else {}
            return JsonResponse({"type": kind, "detail": str(refusal), **kept}, status=status)
        assert review.lease_expires_at is not None  # noqa: S101 -- it was renewed just now
        left = (review.lease_expires_at - now).total_seconds()
        return JsonResponse({"seen": now.isoformat(), "seconds_left": left})

    return view


@_answers
def save(request: HttpRequest, *, claim_id: int, **who: Any) -> Review:
    """Keep the form's words as a draft; a field that cannot be read, such as half a date, is left out."""
    return save_draft(
        claim_id=claim_id,
        token=request.POST.get("token", ""),
        content=AnswerForm(sent=request.POST).content(),
        seen=request.POST.get("seen"),
        **who,
    )


@_answers
def renew(request: HttpRequest, *, claim_id: int, **who: Any) -> Review:
    """Begin the lease's time anew for somebody who reads and does not type."""
    return renew_lease(claim_id=claim_id, token=request.POST.get("token", ""), **who)


@require_POST
def preview(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What the public would read if these words were published."""
    claim = get_object_or_404(Claim.objects.select_related("article"), pk=claim_id)
    answer = AnswerForm(sent=request.POST).answer()
    context = {"claim": claim, "article": claim.article, "preview": as_public(answer)}
    return render(request, "desk/preview.html", context)
