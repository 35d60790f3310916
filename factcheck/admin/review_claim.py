"""Steps that change the claim itself, under its lease; and what goes beside it, with or without one."""

from django.http.response import HttpResponseBase

from claims.errors import Invalid, LeaseLost
from claims.passages import add_claim, change_span, change_wording, merge_claims, split_claim
from claims.review import write_note
from factcheck.admin.review_forms import NotInClaim, spans_of_parts
from factcheck.admin.review_work import Work


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
