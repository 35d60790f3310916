"""The page of a verdict: the claim in its article, what is said of it, every version, and what an editor may do."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from claims.checklist import checklist
from claims.models import Verdict, VerdictVersion
from claims.roles import Role
from claims.webhooks import not_told
from factcheck.admin.access import has_role, page
from factcheck.admin.answer_form import Words
from factcheck.admin.shown import claim_in_context, facts_of, history, sources_of
from factcheck.changes import changes_between


def edits(request: HttpRequest) -> bool:
    return has_role(request, Role.EDITOR)


class NoteForm(forms.Form):
    note = Words(rows=3)


class ReturnForm(NoteForm):
    prefix = "return"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = "To the author: what is missing, or what should change."


class RetractForm(NoteForm):
    prefix = "retract"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = "To the public: why the desk no longer stands by this."


class ReplyForm(forms.Form):
    name = Words(help_text="Whose statement it is; shown with it.")
    text = Words(rows=4, label="Statement", help_text="In their words.")


def verdict_page(
    request: HttpRequest,
    verdict_id: int,
    *,
    replying: ReplyForm | None = None,
    returning: ReturnForm | None = None,
    retracting: RetractForm | None = None,
) -> TemplateResponse:
    """The page, with the forms an editor has just sent and not yet filled in right, if any."""
    verdict = (
        Verdict.objects.select_related("claim__article", "author", "current")
        .filter(pk=verdict_id)
        .first()
    )
    if verdict is None:
        raise Http404("There is no such verdict.")
    versions = list(
        verdict.versions.select_related("rating", "author", "published_by")
        .prefetch_related("evidence")
        .order_by("-id")
    )
    waiting = next((item for item in versions if item.state == "proposed"), None)
    shown = waiting or next(
        (item for item in versions if item.pk == verdict.current_id), versions[0]
    )
    before = _version_before(verdict, waiting) if waiting else None
    context = {
        "verdict": verdict,
        "claim": verdict.claim,
        "article": verdict.claim.article,
        "facts": facts_of(verdict.claim.article),
        "passages": claim_in_context(verdict.claim),
        "shown": shown,
        "before": before,
        "changes": changes_between(before, waiting) if before and waiting else [],
        "checklist": checklist(waiting) if waiting else [],
        "sources": sources_of(shown.evidence.all()),
        "waiting": waiting,
        "versions": [(item, sources_of(item.evidence.all())) for item in versions],
        "moments": history(verdict.events.all()),
        "edits": edits(request),
        "not_told": not_told(verdict.pk) if verdict.published_at and edits(request) else (),
        "needs_second_person": _needs_second_person(request, waiting),
        "is_public": verdict.state == Verdict.State.PUBLISHED,
        "letters": verdict.letters.order_by("id") if edits(request) else (),
        "is_readable": verdict.published_at is not None,
        "replying": replying or ReplyForm(),
        "returning": returning or ReturnForm(),
        "retracting": retracting or RetractForm(),
    }
    return page(request, "desk/verdict.html", context, title=f"Verdict {verdict.pk}")


def _version_before(verdict: Verdict, waiting: VerdictVersion) -> VerdictVersion | None:
    """What an editor compares with: what the public reads now, or what was said of the claim and sent back before."""
    versions = VerdictVersion.objects.select_related("rating").prefetch_related("evidence")
    if verdict.current_id:
        return versions.get(pk=verdict.current_id)
    earlier = versions.filter(verdict__claim=verdict.claim_id, pk__lt=waiting.pk)
    return earlier.order_by("-pk").first()


def _needs_second_person(request: HttpRequest, waiting: VerdictVersion | None) -> bool:
    return (
        settings.FACTCHECK_SECOND_PERSON
        and waiting is not None
        and waiting.author_id == request.user.pk
    )
