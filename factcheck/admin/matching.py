"""Claim matching at the desk: what may have been checked before, what differs, and a person's decision of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Invalid
from claims.matching import confirm_match, differences_between, reject_match, unmatch_claim
from claims.models import Claim, ClaimMatch, Verdict
from factcheck.admin.access import page, person, refusals_told
from factcheck.admin.review_work import Work

SUGGESTED = ClaimMatch.State.SUGGESTED


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier claim that may be the same, as the two stand now.

    `seen` is what the form sends back of the differences, so that nobody confirms others than were shown.
    """

    match: ClaimMatch
    verdict: Verdict | None
    differs: list[dict[str, str]]
    seen: str


def suggestions_for(claim: Claim) -> list[Suggestion]:
    """The suggestions that wait for a decision, the best first."""
    waiting = list(claim.matches.filter(state=SUGGESTED).select_related("earlier"))
    order = list(ClaimMatch.Kind)
    waiting.sort(key=lambda match: (order.index(ClaimMatch.Kind(match.kind)), -match.score))
    public = Verdict.objects.filter(
        claim__in=[match.earlier_id for match in waiting], state="published"
    ).select_related("current__rating")
    verdicts = {verdict.claim_id: verdict for verdict in public}
    found = []
    for match in waiting:
        differs = differences_between(claim, match.earlier)
        verdict = verdicts.get(match.earlier_id)
        found.append(Suggestion(match, verdict, differs, json.dumps(differs, sort_keys=True)))
    return found


def _decide(claim: Claim, request: HttpRequest, *, token: str) -> str:
    """Confirm or reject the suggestion that the button names, and say what came of it."""
    step, _, named = request.POST.get("step", "").partition(":")
    number = int(named) if named.isdecimal() and len(named) < 19 else 0
    now, by = timezone.now(), person(request)
    if step == "unlike":
        reject_match(claim_id=claim.pk, match_id=number, by=by, now=now)
        return "Not the same. It is not suggested again."
    match = get_object_or_404(ClaimMatch, pk=number, claim=claim)
    confirm_match(
        claim_id=claim.pk,
        earlier_id=match.earlier_id,
        differs=_shown_to_them(request.POST.get(f"seen-{number}", "")),
        token=token,
        by=by,
        now=now,
    )
    return f"Matched: the claim shares what is said of “{match.earlier}”."


def _shown_to_them(sent: str) -> list[Mapping[str, str]]:
    try:
        seen: Any = json.loads(sent)
    except (ValueError, RecursionError):
        seen = None
    if not isinstance(seen, list) or not all(isinstance(each, dict) for each in seen):
        raise Invalid(differs="The page did not send what differs: open it again.")
    return seen


# --- Steps of the review page, under the lease


def match(work: Work) -> HttpResponseBase:
    work.keep_words()
    try:
        told = _decide(work.claim, work.request, token=work.token)
    except Invalid as refusal:
        # There is no field to put it at: what differs has changed since it was shown.
        messages.error(work.request, str(refusal))
        return redirect(_review_page(work.claim))
    return work.goes_on(told)


def unlike(work: Work) -> HttpResponseBase | None:
    work.keep_words()
    return work.stays(_decide(work.claim, work.request, token=work.token))


def _review_page(claim: Claim) -> str:
    return f"{reverse('admin:desk_review', args=[claim.pk])}#claim"


# --- From a claim's own page


@require_POST
def decide(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = get_object_or_404(Claim, pk=claim_id)
    with refusals_told(request):
        messages.success(request, _decide(claim, request, token=""))
    return redirect("admin:claims_claim_change", claim_id)


@require_POST
def unmatch(request: HttpRequest, claim_id: int) -> HttpResponse:
    with refusals_told(request):
        unmatch_claim(
            claim_id=claim_id,
            reason=request.POST.get("reason", ""),
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, "No longer matched: the claim waits in the queue again.")
    return redirect("admin:claims_claim_change", claim_id)


# --- For editors


def precision(request: HttpRequest) -> HttpResponse:
    """How often people confirm what is suggested, by tier."""
    labels = dict(ClaimMatch.Kind.choices)
    tallies = [{**tally, "label": labels[tally["kind"]]} for tally in ClaimMatch.objects.tallies()]
    return page(request, "desk/precision.html", {"tallies": tallies}, title="Claim matching")
