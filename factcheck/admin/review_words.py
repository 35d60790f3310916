"""Steps with the words of an answer: kept, shown, given as a verdict."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils.html import format_html

from claims.review import give_verdict
from factcheck.admin.answer_form import AnswerForm
from factcheck.admin.review_work import Work


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
