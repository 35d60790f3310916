"""Letters of the public, and what editors answer."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from claims.errors import Invalid
from claims.letters import answer_letter, log_reply
from claims.models import Letter
from claims.roles import Role
from factcheck.admin.access import PageAdmin, desk_path, page, person, refusals_told
from factcheck.admin.answer_form import Words
from factcheck.admin.shown import clock
from factcheck.admin.verdict_page import ReplyForm, edits, verdict_page

PAGE = "admin:claims_letter_change"


@admin.register(Letter)
class LetterAdmin(PageAdmin[Letter]):
    seen_by = frozenset({Role.EDITOR})
    list_title = "Letters"
    list_hint = "What the public writes about verdicts: requests for corrections, and replies of those concerned."
    list_empty = "Nobody has written yet."
    list_display = ("said", "kind", "standing", "name", "came")
    list_display_links = None
    list_filter = ("state", "kind")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return Letter.objects.order_by("-id")

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("<id:letter_id>/answer/", answer, name="desk_answer_letter", allows=edits),
            desk_path("of/<id:verdict_id>/", log, name="desk_log_reply", allows=edits),
            *super().get_urls(),
        ]

    def own_page(self, request: HttpRequest, row_id: int) -> HttpResponse:
        return _letter_page(request, row_id, AnswerForm())

    @admin.display(description="Letter")
    def said(self, letter: Letter) -> SafeString:
        return render_to_string("desk/cells/letter.html", {"letter": letter})

    @admin.display(description="State")
    def standing(self, letter: Letter) -> SafeString:
        label = letter.get_state_display()
        return render_to_string("desk/chip.html", {"kind": letter.state, "label": label})

    @admin.display(description="Came")
    def came(self, letter: Letter) -> str:
        return clock(letter.created_at)


class AnswerForm(forms.Form):
    answer = Words(rows=5, help_text="Whoever wrote reads this, at an address of their own.")


def _letter_page(request: HttpRequest, letter_id: int, form: AnswerForm) -> HttpResponse:
    letters = Letter.objects.select_related("verdict__claim", "answered_by")
    letter = letters.filter(pk=letter_id).first()
    if letter is None:
        raise Http404("There is no such letter.")
    context = {"letter": letter, "verdict": letter.verdict, "form": form}
    return page(request, "desk/letter.html", context, title=f"Letter {letter.pk}")


@require_POST
def answer(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Accept a letter or decline it, with words for whoever wrote it."""
    form = AnswerForm(request.POST)
    form.is_valid()
    accept = request.POST.get("step") == "accept"
    with refusals_told(request):
        try:
            answer_letter(
                letter_id=letter_id,
                accept=accept,
                answer=form.cleaned_data["answer"],
                by=person(request),
                now=timezone.now(),
            )
        except Invalid as refusal:
            form.add_error("answer", refusal.errors["answer"])
            return _letter_page(request, letter_id, form)
        messages.success(request, "Accepted." if accept else "Declined.")
    return redirect(PAGE, letter_id)


@require_POST
def log(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """Put a statement that came in another way under a verdict."""
    form = ReplyForm(request.POST)
    form.is_valid()
    with refusals_told(request):
        try:
            log_reply(
                verdict_id=verdict_id,
                name=form.cleaned_data["name"],
                text=form.cleaned_data["text"],
                by=person(request),
                now=timezone.now(),
            )
        except Invalid as refusal:
            for name, problem in refusal.errors.items():
                form.add_error(name, problem)
            return verdict_page(request, verdict_id, replying=form)
        messages.success(request, "The reply stands on the verdict's page.")
    return redirect("admin:claims_verdict_change", verdict_id)
