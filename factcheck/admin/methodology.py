"""How the desk works, as the public reads it: each change is a new text, and the last one is shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from claims.methodology import LONGEST, write_methodology
from claims.models import Methodology
from claims.roles import Role
from claims.wording import problem_with_text
from factcheck.admin.access import RoleAdmin, has_role, person
from factcheck.admin.answer_form import Words
from factcheck.admin.shown import clock


class MethodologyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django cannot be told so at run time
    text = Words(rows=24, help_text=Methodology._meta.get_field("text").help_text)

    class Meta:
        model = Methodology
        fields = ["text"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if problem := problem_with_text(text, longest=LONGEST):
            raise forms.ValidationError(problem)
        return text


@admin.register(Methodology)
class MethodologyAdmin(RoleAdmin[Methodology]):
    seen_by = frozenset({Role.EDITOR})
    form = MethodologyForm
    list_title = "Methodology"
    list_hint = (
        "What /methodology/ says. To change it, add a text: it begins with the words of today."
    )
    list_empty = "The page says what holds for every desk. Add a text to say it in your own words."
    list_display = ("written", "author", "beginning")
    list_select_related = ("author",)
    ordering = ("-id",)
    sortable_by = ()
    fields = ("text",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request, Role.EDITOR)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        stands = Methodology.objects.order_by("-id").first()
        return {"text": stands.text if stands else ""}

    def save_model(
        self, request: HttpRequest, obj: Methodology, form: forms.Form, change: bool
    ) -> None:
        written = write_methodology(text=obj.text, by=person(request), now=timezone.now())
        obj.__dict__.update(written.__dict__)

    @admin.display(description="Since")
    def written(self, text: Methodology) -> str:
        return clock(text.created_at)

    @admin.display(description="It begins")
    def beginning(self, text: Methodology) -> str:
        return f"{text.text[:100]}…" if len(text.text) > 100 else text.text
