"""One request of the review page: whose, about which claim, under which lease, and where its steps lead.

Every step first keeps the words as a draft, so that none leads to a page that has lost them.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from claims.answers import Answer
from claims.errors import WrongState
from claims.models import Article, Claim, Draft, Review
from claims.queue import take_next_review
from claims.review import draft_mark, save_draft
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.review_forms import StepForms

QUEUE = "admin:claims_review_changelist"
BLANK = Answer(conclusion="", rationale="").as_plain()
# In the session: whether this person goes on with the next claim after each.
GOES_ON = "desk_goes_on"


def claims_of(article: Article) -> list[Claim]:
    """The claims of an article in the order of its text."""
    shown = article.claims.only("id", "article_id", "start", "end", "status", "quote")
    return list(shown.order_by("start", "end"))


class Work:
    """One request about one claim: whose, when, under which lease, and the words that came with it.

    `lost` and `refused` are what a rule said; `seen` is the mark of the draft that the writer had before them.
    """

    def __init__(self, request: HttpRequest, claim: Claim, by: User, now: datetime) -> None:
        self.request = request
        self.claim = claim
        self.by = by
        self.now = now
        self.others = claims_of(claim.article)
        sent = request.POST if request.method == "POST" else None
        self.token = request.POST.get("token", "")
        self.seen = request.POST.get("seen", "")
        self.form = AnswerForm(sent=sent)
        self.forms = StepForms(claim=claim, others=self.others, by=by, sent=sent)
        self.lost = ""
        self.refused = ""

    def has_words(self) -> bool:
        """Something was written in the answer."""
        if not self.form.words.is_bound:
            return any(self.form.words.initial.values())
        return self.form.content() != BLANK

    def has_newer_draft(self) -> bool:
        """Another window of this person has saved other words than these."""
        if self.request.method != "POST" or "seen" not in self.request.POST:
            return False
        draft = Draft.objects.filter(claim=self.claim, author=self.by).first()
        return (
            draft is not None
            and draft.saved_at.isoformat() != self.seen
            and draft.content != self.form.content()
        )

    def keep_words(self, *, over_newer: bool = False) -> Review:
        """Save the draft, and renew the lease.

        Args:
            over_newer: knowingly, over what another window has saved.
        """
        # A program that sends no mark has seen none, and means to write over any.
        seen = None if over_newer or "seen" not in self.request.POST else self.seen
        try:
            review = save_draft(
                claim_id=self.claim.pk,
                token=self.token,
                content=self.form.content(),
                by=self.by,
                now=self.now,
                seen=seen,
            )
        finally:
            # Kept, if it was, even where the lease is lost.
            if draft_mark(claim_id=self.claim.pk, by=self.by) == self.now.isoformat():
                self.seen = self.now.isoformat()
        return review

    # --- Where a step leads

    def stays(self, told: str, *, at: int | None = None) -> HttpResponseBase | None:
        """Back to the page, opened at a claim of the article; or None, to show it as it is, with words not kept."""
        messages.success(self.request, told)
        if self.lost or not self.form.is_valid():
            return None
        fragment = "claim" if at is None or at == self.claim.pk else f"claim-{at}"
        return redirect(f"{reverse('admin:desk_review', args=[self.claim.pk])}#{fragment}")

    def goes_on(self, told: str) -> HttpResponseBase:
        """Done with this claim: to the next one, if that is wished, or to the queue."""
        # The page that shows this forgets the words it kept in the browser.
        messages.success(self.request, told, extra_tags=str(self.claim.pk))
        wishes = "next" in self.request.POST
        if wishes != self.request.session.get(GOES_ON, True):
            self.request.session[GOES_ON] = wishes
        if wishes:
            try:
                review = take_next_review(by=self.by, now=self.now)
            except WrongState as refusal:
                messages.warning(self.request, str(refusal))
                return redirect(QUEUE)
            if review is not None:
                return redirect(f"{reverse('admin:desk_review', args=[review.claim_id])}#claim")
            messages.info(self.request, "Nothing more waits in the queue for you just now.")
        return redirect(QUEUE)


Step = Callable[[Work], HttpResponseBase | None]
