"""What a reviewer does with a claim: each step is a button of the page, a key, and one rule.

Every step first keeps the words as a draft, so that none leads to a page that has lost them.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils.html import format_html

from claims.answers import Answer
from claims.errors import Invalid, LeaseLost, NewerDraft, WrongState
from claims.models import Claim, Draft, Review
from claims.passages import add_claim, change_span, change_wording, merge_claims, split_claim
from claims.queue import (
    Later,
    hand_over_review,
    release_review,
    skip_review,
    take_next_review,
    take_review,
)
from claims.review import (
    dismiss_claim,
    draft_mark,
    give_verdict,
    reopen_claim,
    save_draft,
    write_note,
)
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.review_forms import NotInClaim, StepForms, spans_of_parts

QUEUE = "admin:claims_review_changelist"
BLANK = Answer(conclusion="", rationale="").as_plain()
# In the session: whether this person goes on with the next claim after each.
GOES_ON = "desk_goes_on"


class Work:
    """One request about one claim: whose, when, under which lease, and the words that came with it.

    `lost` and `refused` are what a rule said; `seen` is the mark of the draft that the writer had before them.
    """

    def __init__(self, request: HttpRequest, claim: Claim, by: User, now: datetime) -> None:
        self.request = request
        self.claim = claim
        self.by = by
        self.now = now
        self.others = list(
            claim.article.claims.only(
                "id", "article_id", "start", "end", "status", "quote"
            ).order_by("start", "end")
        )
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


# --- The words


def save(work: Work) -> HttpResponseBase | None:
    is_whole = work.form.is_valid()
    review = work.keep_words()
    if not is_whole:
        messages.warning(work.request, "Kept as your draft, but for the fields marked below.")
        return None
    until = date(review.lease_expires_at, "H:i e")
    return work.stays(f"Kept as your draft. The claim is yours until {until}.")


def save_over(work: Work) -> HttpResponseBase | None:
    work.keep_words(over_newer=True)
    return work.stays("These words are your draft now.")


def give(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    if not work.form.is_valid():
        return None
    verdict = give_verdict(
        claim_id=work.claim.pk,
        token=work.token,
        answer=work.form.answer(),
        by=work.by,
        now=work.now,
    )
    link = reverse("admin:claims_verdict_change", args=[verdict.pk])
    return work.goes_on(
        format_html(
            'Your verdict is with the editors. <a class="desk-link" href="{}">Read it</a>', link
        )
    )


def add_rows(work: Work) -> None:
    work.form = AnswerForm.with_more_rows(work.request.POST)


def preview(work: Work) -> None:
    """Show the page again: it has the preview in it."""


# --- Leaving it, and taking it again


def release(work: Work) -> HttpResponseBase:
    work.keep_words()
    release_review(claim_id=work.claim.pk, token=work.token, by=work.by, now=work.now)
    messages.success(
        work.request,
        "The claim is back in the queue. Your words are kept as your draft.",
        extra_tags=str(work.claim.pk),
    )
    return redirect(QUEUE)


def put_aside(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.aside
    to = work.forms.said(form, "to")
    try:
        skip_review(
            claim_id=work.claim.pk,
            token=work.token,
            reason=work.forms.said(form, "reason"),
            to=to,
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    return work.goes_on(
        "The claim is with the editors now."
        if to == Later.EDITOR
        else "Put aside. The claim waits in the queue, and your words are kept as your draft."
    )


def hand_over(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.hand
    colleague = work.forms.said(form, "colleague")
    try:
        hand_over_review(
            claim_id=work.claim.pk,
            token=work.token,
            colleague=colleague,
            reason=work.forms.said(form, "reason"),
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    return work.goes_on(f"The claim is with {colleague} now.")


def dismiss(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.dismiss
    try:
        dismiss_claim(
            claim_id=work.claim.pk,
            token=work.token,
            reason=work.forms.said(form, "reason"),
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    return work.goes_on("The claim is dismissed and out of the queue.")


def reopen(work: Work) -> HttpResponseBase | None:
    form = work.forms.reopen
    try:
        reopen_claim(
            claim_id=work.claim.pk,
            reason=work.forms.said(form, "reason"),
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    take_again(work, told="The claim is in the queue again, and yours.")
    return None


def take_again(
    work: Work, *, told: str = "The claim is yours, and your words are still here."
) -> None:
    # Kept all the same, unless this person holds the claim in another window, or has saved other words there:
    # so the words are left standing here rather than read back.
    with suppress(LeaseLost, NewerDraft):
        work.keep_words()
    review = take_review(claim_id=work.claim.pk, by=work.by, now=work.now)
    work.token = review.lease_token
    with suppress(NewerDraft):
        if work.has_words():
            work.keep_words()
    messages.success(work.request, told)


# --- The claim itself


def reword(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.wording
    try:
        change_wording(
            claim_id=work.claim.pk,
            token=work.token,
            text=work.forms.said(form, "text"),
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    return work.stays("The claim is worded anew.")


def move(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    start, end = work.forms.passage.span()
    try:
        change_span(
            claim_id=work.claim.pk,
            token=work.token,
            start=start,
            end=end,
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(work.forms.passage, refusal.errors)
        return None
    return work.stays("The claim is this passage now.")


def split(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.split
    try:
        spans = spans_of_parts(work.forms.said(form, "parts"), work.claim)
        parts = split_claim(
            claim_id=work.claim.pk, token=work.token, spans=spans, by=work.by, now=work.now
        )
    except NotInClaim as line:
        work.forms.blame(form, {"parts": f"The claim does not say “{line}” there."})
        return None
    except Invalid as refusal:
        work.forms.blame(form, {"parts": " ".join(refusal.errors.values())})
        return None
    return work.stays(f"Split in {len(parts)}: this claim is the first, the others wait.")


def merge(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    form = work.forms.merge
    form.is_valid()
    others = form.cleaned_data.get("claims", []) if form.is_bound else []
    try:
        merge_claims(
            claim_id=work.claim.pk, token=work.token, others=others, by=work.by, now=work.now
        )
    except Invalid as refusal:
        work.forms.blame(form, {"claims": " ".join(refusal.errors.values())})
        return None
    return work.stays("One claim now: it reaches over all of them.")


# --- Beside it, with or without the lease


def note(work: Work) -> HttpResponseBase | None:
    _keep_if_held(work)
    form = work.forms.note
    try:
        write_note(
            claim_id=work.claim.pk,
            text=work.forms.said(form, "text"),
            by=work.by,
            now=work.now,
        )
    except Invalid as refusal:
        work.forms.blame(form, refusal.errors)
        return None
    return work.stays("Noted for your colleagues.")


def add(work: Work) -> HttpResponseBase | None:
    """A new claim: the passage that is selected, or a line of the ledger, whose button names it."""
    _keep_if_held(work)
    named = work.request.POST.get("step", "").partition(":")[2].split("-")
    if len(named) == 2 and all(part.isdecimal() and len(part) < 9 for part in named):
        start, end = int(named[0]), int(named[1])
    else:
        start, end = work.forms.passage.span()
    try:
        claim, is_new = add_claim(
            article_id=work.claim.article_id, start=start, end=end, by=work.by, now=work.now
        )
    except Invalid as refusal:
        work.forms.blame(work.forms.passage, refusal.errors)
        return None
    told = "waits in the queue" if is_new else f"was a claim already, {claim.status}"
    return work.stays(f"“{claim}” {told}.", at=claim.pk)


def _keep_if_held(work: Work) -> None:
    try:
        work.keep_words()
    except LeaseLost as refusal:
        if work.token or work.has_words():
            work.lost = str(refusal)


STEPS: dict[str, Step] = {
    "draft": save,
    "over": save_over,
    "verdict": give,
    "row": add_rows,
    "preview": preview,
    "release": release,
    "aside": put_aside,
    "hand": hand_over,
    "dismiss": dismiss,
    "reopen": reopen,
    "again": take_again,
    "wording": reword,
    "passage": move,
    "split": split,
    "merge": merge,
    "note": note,
    "add": add,
}
