"""What an editor does with a verdict: publish, return, correct, retract. Each is one rule, called by a POST."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import RADIO_CLASSES  # type: ignore[import-untyped]

from claims.answers import Answer
from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Verdict, VerdictVersion
from claims.publishing import correct_verdict, publish_verdict, retract_verdict, return_verdict
from factcheck.admin.access import page, person, refusals_told
from factcheck.admin.answer_form import AnswerForm, Words
from factcheck.admin.verdict_page import NoteForm, RetractForm, ReturnForm, verdict_page
from workers.tasks import ring_for_deliveries

PAGE = "admin:claims_verdict_change"


@require_POST
def publish(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """Publish the version that the editor has read."""
    with refusals_told(request):
        publish_verdict(
            verdict_id=verdict_id,
            by=person(request),
            now=timezone.now(),
            version_id=_version_read(request),
        )
        ring_for_deliveries()
        messages.success(request, "Published.")
    return redirect(PAGE, verdict_id)


@require_POST
def return_to_author(request: HttpRequest, verdict_id: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    with refusals_told(request):
        try:
            verdict = return_verdict(
                verdict_id=verdict_id,
                note=_note(form),
                by=person(request),
                now=timezone.now(),
                version_id=_version_read(request),
            )
        except Invalid as refusal:
            form.add_error("note", refusal.errors["note"])
            return verdict_page(request, verdict_id, returning=form)
        messages.success(request, f"Returned to its author, {verdict.author}.")
    return redirect(PAGE, verdict_id)


@require_POST
def retract(request: HttpRequest, verdict_id: int) -> HttpResponse:
    form = RetractForm(request.POST)
    with refusals_told(request):
        try:
            retract_verdict(
                verdict_id=verdict_id, note=_note(form), by=person(request), now=timezone.now()
            )
        except Invalid as refusal:
            form.add_error("note", refusal.errors["note"])
            return verdict_page(request, verdict_id, retracting=form)
        ring_for_deliveries()
        messages.success(request, "Retracted. It stays at its address and says so.")
    return redirect(PAGE, verdict_id)


def _note(form: NoteForm) -> str:
    form.is_valid()
    return str(form.cleaned_data.get("note", ""))


def _version_read(request: HttpRequest) -> int:
    """The version whose words the editor decided upon, as the page tells it; 0, which is none, if it does not."""
    read = request.POST.get("version", "")
    return int(read) if read.isdecimal() and len(read) < 19 else 0


# --- Correcting


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[
            (VerdictVersion.Kind.CORRECTION, "Correction: something in it was wrong"),
            (VerdictVersion.Kind.CLARIFICATION, "Clarification: right, and now plainer"),
        ],
        initial=VerdictVersion.Kind.CORRECTION,
        required=False,
        widget=forms.RadioSelect({"class": " ".join(RADIO_CLASSES)}),
    )
    note = Words(rows=3, help_text="To the public: what changed and why.")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, verdict_id: int) -> HttpResponseBase:
    """Propose a change of a published verdict; another editor publishes it."""
    verdict = get_object_or_404(
        Verdict.objects.select_related("claim", "current__rating"), pk=verdict_id
    )
    if verdict.current is None:
        raise Http404("This verdict has not been published.")
    now_public, standing = Answer.in_version(verdict.current), verdict.current.rating
    if request.method != "POST":
        form = AnswerForm(known=now_public.as_plain(), standing=standing)
        return _change_page(request, verdict, form, ChangeForm())
    change = ChangeForm(request.POST)
    if request.POST.get("step") == "row":
        form = AnswerForm.with_more_rows(request.POST, standing=standing)
        return _change_page(request, verdict, form, change)
    form = AnswerForm(sent=request.POST, standing=standing)
    try:
        if all([form.is_valid(), change.is_valid()]):
            _propose(request, verdict, now_public, form.answer(), change)
            messages.success(request, "Your change is proposed. It takes effect when published.")
            return redirect(PAGE, verdict_id)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except (WrongState, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    except Invalid as refusal:
        for name in refusal.errors.keys() & change.fields.keys():
            change.add_error(name, refusal.errors.pop(name))
        form.blame(refusal.errors)
    return _change_page(request, verdict, form, change)


def _propose(
    request: HttpRequest, verdict: Verdict, now_public: Answer, wanted: Answer, change: ChangeForm
) -> None:
    before, after = asdict(now_public), asdict(wanted)
    correct_verdict(
        verdict_id=verdict.pk,
        kind=change.cleaned_data["kind"],
        note=change.cleaned_data["note"],
        changes={name: after[name] for name in after if after[name] != before[name]},
        by=person(request),
        now=timezone.now(),
        version_id=_version_read(request),
    )


def _change_page(
    request: HttpRequest, verdict: Verdict, form: AnswerForm, change: ChangeForm
) -> HttpResponse:
    context = {
        "verdict": verdict,
        "claim": verdict.claim,
        # The version whose words the form began with, sent back as it came.
        "version": request.POST.get("version") or verdict.current_id,
        "form": form,
        "change": change,
    }
    return page(request, "desk/change.html", context, title=f"Change verdict {verdict.pk}")


STEPS: dict[str, Callable[..., Any]] = {
    "publish": publish,
    "return": return_to_author,
    "correct": correct,
    "retract": retract,
}
