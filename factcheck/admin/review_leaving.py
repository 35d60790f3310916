"""Steps that leave a claim to others, or take it again."""

from contextlib import suppress

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from claims.errors import Invalid, LeaseLost, NewerDraft
from claims.queue import Later, hand_over_review, release_review, skip_review, take_review
from claims.review import dismiss_claim, reopen_claim
from factcheck.admin.review_work import QUEUE, Work


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
