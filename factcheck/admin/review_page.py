"""The page on which a reviewer works on a claim: its article, the form of an answer, and the lease."""

from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic import View

from claims.errors import Invalid, LeaseLost, NotAllowed, NotFound, WrongState
from claims.leases import my_leases
from claims.models import Claim, Event, Review
from claims.queue import release_review, take_review
from claims.review import dismiss_claim, draft_of, give_verdict, save_draft
from factcheck.admin.access import page, person
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.shown import claim_in_article, facts_of


def review_address(claim_id: int) -> str:
    """The page of a claim under review, opened at the claim."""
    return f"{reverse('admin:desk_review', args=[claim_id])}#claim"


class ReviewPage(View):
    """GET shows; POST takes one step, named by the button.

    Every step that leaves the page first keeps the words as a draft or gives them as a verdict, so that none leads
    to a page that has lost them.
    """

    http_method_names = ["get", "head", "post"]

    def setup(self, request: HttpRequest, *args: int, **kwargs: int) -> None:
        super().setup(request, *args, **kwargs)
        self.by = person(request)
        self.now = timezone.now()
        self.claim = get_object_or_404(
            Claim.objects.select_related("article"), pk=kwargs["claim_id"]
        )
        self.token = ""
        self.lost = ""
        self.reason = ""
        self.reason_error = ""

    def get(self, request: HttpRequest, claim_id: int) -> HttpResponseBase:
        lease = my_leases(by=self.by, now=self.now).filter(claim_id=claim_id).first()
        self.token = lease.lease_token if lease else ""
        return self._show(AnswerForm(known=draft_of(claim_id=claim_id, by=self.by)))

    def post(self, request: HttpRequest, claim_id: int) -> HttpResponseBase:
        steps: dict[str, Callable[[], HttpResponseBase]] = {
            "draft": self.keep,
            "verdict": self.give,
            "release": self.release,
            "dismiss": self.dismiss,
            "again": self.take_again,
            "row": self.add_rows,
        }
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            return HttpResponseBadRequest("This page knows no such step.")
        self.token = request.POST.get("token", "")
        self.reason = request.POST.get("reason", "")
        self.form = AnswerForm(sent=request.POST)
        try:
            return step()
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except LeaseLost as refusal:
            self.lost = str(refusal)
        except Invalid as refusal:
            # Before the blame, which takes the blamed words out of the form's clean ones.
            with suppress(LeaseLost, Invalid):
                self._keep_words()
            self.form.blame(refusal.errors)
        except (WrongState, NotAllowed) as refusal:
            self.lost = str(refusal)
        return self._show(self.form)

    # --- The steps

    def keep(self) -> HttpResponseBase:
        is_whole = self.form.is_valid()
        review = self._keep_words()
        until = date(review.lease_expires_at, "H:i e")
        if not is_whole:
            messages.warning(self.request, "Kept as your draft, but for the fields marked below.")
            return self._show(self.form)
        messages.success(self.request, f"Kept as your draft. The claim is yours until {until}.")
        return redirect("admin:desk_review", self.claim.pk)

    def give(self) -> HttpResponseBase:
        if not self.form.is_valid():
            self._keep_words()
            return self._show(self.form)
        verdict = give_verdict(
            claim_id=self.claim.pk,
            token=self.token,
            answer=self.form.answer(),
            by=self.by,
            now=self.now,
        )
        link = reverse("admin:claims_verdict_change", args=[verdict.pk])
        messages.success(
            self.request,
            format_html(
                'Your verdict is with the editors. <a class="desk-link" href="{}">Read it</a>', link
            ),
        )
        return redirect("admin:claims_review_changelist")

    def release(self) -> HttpResponseBase:
        self._keep_words()
        release_review(claim_id=self.claim.pk, token=self.token, by=self.by, now=self.now)
        messages.success(
            self.request, "The claim is back in the queue. Your words are kept as your draft."
        )
        return redirect("admin:claims_review_changelist")

    def dismiss(self) -> HttpResponseBase:
        self._keep_words()
        try:
            dismiss_claim(
                claim_id=self.claim.pk,
                token=self.token,
                reason=self.reason.replace("\r\n", "\n"),
                by=self.by,
                now=self.now,
            )
        except Invalid as refusal:
            self.reason_error = refusal.errors["reason"]
            return self._show(self.form)
        messages.success(self.request, "The claim is dismissed and out of the queue.")
        return redirect("admin:claims_review_changelist")

    def take_again(self) -> HttpResponseBase:
        # Kept all the same, unless this person holds the claim in another window, with a newer draft there:
        # so the words are left standing here rather than read back.
        with suppress(LeaseLost):
            self._keep_words()
        review = take_review(claim_id=self.claim.pk, by=self.by, now=self.now)
        self.token = review.lease_token
        messages.success(self.request, "The claim is yours, and your words are still here.")
        return self._show(self.form)

    def add_rows(self) -> HttpResponseBase:
        return self._show(AnswerForm.with_more_rows(self.request.POST))

    def _keep_words(self) -> Review:
        return save_draft(
            claim_id=self.claim.pk,
            token=self.token,
            content=self.form.content(),
            by=self.by,
            now=self.now,
        )

    # --- The page

    def _show(self, form: AnswerForm) -> HttpResponse:
        lease = Review.objects.held(by=self.by, token=self.token, now=self.now).first()
        returned = (
            Event.objects.filter(claim=self.claim, kind=Event.Kind.VERDICT_RETURNED)
            .select_related("actor")
            .order_by("-id")
            .first()
        )
        context = {
            "claim": self.claim,
            "article": self.claim.article,
            "facts": facts_of(self.claim.article),
            "passages": claim_in_article(self.claim),
            "form": form,
            "lease": lease,
            "lost": self.lost,
            "is_queued": self.claim.status == Claim.Status.QUEUED,
            "returned": returned,
            "token": self.token,
            "reason": self.reason,
            "reason_error": self.reason_error,
        }
        return page(self.request, "desk/review.html", context, title="Review a claim")
