"""The page on which a reviewer works on a claim: its article, the form of an answer, and the lease."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from claims.errors import Invalid, LeaseLost, NewerDraft, NotAllowed, NotFound, WrongState
from claims.leases import my_leases
from claims.models import Article, Claim, Event, Review
from claims.queue import why_next
from claims.review import draft_mark, draft_of
from claims.roles import Role
from factcheck.admin.access import has_role, is_somebody_elses, page, person
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.matching import suggestions_for
from factcheck.admin.passages import passages
from factcheck.admin.review_autosave import OTHER_PERSON
from factcheck.admin.review_steps import STEPS
from factcheck.admin.review_work import GOES_ON, Work, claims_of
from factcheck.admin.shown import as_public, facts_of

# So many lines of what the reading set aside are offered, those nearest to the claim.
LEDGER_LINES = 8


def review_address(claim_id: int) -> str:
    """The page of a claim under review, opened at the claim."""
    return f"{reverse('admin:desk_review', args=[claim_id])}#claim"


class ReviewPage(View):
    """GET shows; POST takes one step, named by the button: `review_steps` has them."""

    http_method_names = ["get", "head", "post"]

    def setup(self, request: HttpRequest, *args: int, **kwargs: int) -> None:
        super().setup(request, *args, **kwargs)
        claim = get_object_or_404(Claim.objects.select_related("article"), pk=kwargs["claim_id"])
        self.work = Work(request, claim, person(request), timezone.now())

    def get(self, request: HttpRequest, claim_id: int) -> HttpResponseBase:
        work = self.work
        lease = my_leases(by=work.by, now=work.now).filter(claim_id=claim_id).first()
        work.token = lease.lease_token if lease else ""
        work.form = AnswerForm(known=draft_of(claim_id=claim_id, by=work.by))
        work.seen = draft_mark(claim_id=claim_id, by=work.by)
        return _show(work)

    def post(self, request: HttpRequest, claim_id: int) -> HttpResponseBase:
        work = self.work
        step = STEPS.get(request.POST.get("step", "").partition(":")[0])
        if step is None:
            return HttpResponseBadRequest("This page knows no such step.")
        if is_somebody_elses(request):
            work.refused = OTHER_PERSON
            return _show(work)
        try:
            return step(work) or _show(work)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except LeaseLost as refusal:
            work.lost = str(refusal)
        except Invalid as refusal:
            # Before the blame, which takes the blamed words out of the form's clean ones.
            with suppress(LeaseLost, NewerDraft, Invalid):
                work.keep_words()
            work.form.blame(refusal.errors)
        except NewerDraft:
            pass  # the page says so, and offers both
        except (WrongState, NotAllowed) as refusal:
            work.refused = str(refusal)
        return _show(work)


def _show(work: Work) -> HttpResponse:
    # A step may have changed it, and its neighbours.
    claim = Claim.objects.select_related("article", "added_by").get(pk=work.claim.pk)
    article = claim.article
    others = claims_of(article) if work.request.method == "POST" else work.others
    lease = Review.objects.held(by=work.by, token=work.token, now=work.now).first()
    place = lease or claim.reviews.filter(status=Review.Status.OPEN).first()
    decided = sum(other.status != Claim.Status.QUEUED for other in others)
    context = {
        "work": work,
        "claim": claim,
        "article": article,
        "facts": facts_of(article),
        "passages": passages(article.text, others, focus=claim),
        "position": 1 + sum(other.start < claim.start for other in others),
        "decided": decided,
        "claims_count": len(others),
        "ledger": _ledger_near(claim, article, others),
        "why": why_next(review=place, by=work.by, now=work.now) if place else (),
        "suggestions": suggestions_for(claim) if claim.status == Claim.Status.QUEUED else [],
        "notes": claim.notes.select_related("author"),
        "form": work.form,
        "forms": work.forms,
        "lease": lease,
        "token": work.token,
        "seen": work.seen,
        "has_newer": work.has_newer_draft(),
        # The words of the form are those that the desk keeps.
        "is_fresh": work.request.method != "POST",
        "lost": work.lost,
        "refused": work.refused,
        "is_queued": claim.status == Claim.Status.QUEUED,
        "may_reopen": _may_reopen(work.request, claim),
        "became": _last_event(claim) if claim.status == Claim.Status.DISMISSED else None,
        "goes_on": work.request.session.get(GOES_ON, True),
        "preview": as_public(work.form.answer())
        if work.request.POST.get("step") == "preview"
        else None,
        "now": work.now,
        "lease_minutes": settings.FACTCHECK_LEASE_MINUTES,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return page(work.request, "desk/review.html", context, title="Review a claim")


def _may_reopen(request: HttpRequest, claim: Claim) -> bool:
    if claim.status == Claim.Status.DISMISSED:
        return True
    is_retracted = claim.verdicts.filter(state="retracted").exists()
    return (
        claim.status == Claim.Status.PUBLISHED
        and is_retracted
        and not claim.verdicts.filter(state="published").exists()
        and has_role(request, Role.EDITOR)
    )


def _last_event(claim: Claim) -> Event | None:
    dismissed = claim.events.filter(kind=Event.Kind.CLAIM_DISMISSED)
    return dismissed.select_related("actor").order_by("-id").first()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A sentence that the reading set aside near the claim."""

    start: int
    end: int
    text: str
    reason: str


def _ledger_near(claim: Claim, article: Article, others: Sequence[Claim]) -> list[SetAside]:
    ledger: list[list[Any]] = (
        article.runs.order_by("-id").values_list("ledger", flat=True).first() or []
    )
    taken = {(other.start, other.end) for other in others}
    free = [line for line in ledger if (line[0], line[1]) not in taken]
    nearest = sorted(free, key=lambda line: abs(line[0] - claim.start))[:LEDGER_LINES]
    return [
        SetAside(start=start, end=end, text=article.text[start:end], reason=reason)
        for start, end, _, reason in sorted(nearest)
    ]
