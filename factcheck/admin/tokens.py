"""API tokens: made and shown once, whose they are, when they were used, and an end to one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import UnfoldAdminSelectWidget  # type: ignore[import-untyped]

from claims.errors import Invalid
from claims.models import ApiToken
from claims.tokens import create_token, revoke_token
from factcheck.admin.access import (
    SuperuserAdmin,
    desk_path,
    is_superuser,
    page,
    person,
    refusals_told,
)
from factcheck.admin.shown import clock


@admin.register(ApiToken)
class TokenAdmin(SuperuserAdmin[ApiToken]):
    list_title = "API tokens"
    list_hint = "A program that shows one may do what its person may."
    list_empty = "No token has been made."
    list_before_template = "desk/tokens_top.html"
    list_display = ("prefix", "user", "created", "expires", "last_used", "standing")
    list_display_links = None
    list_select_related = ("user",)
    ordering = ("-id",)
    sortable_by = ()
    # Its digest is nobody's to read.
    fields = ("prefix", "user", "created_at", "expires_at", "last_used_at", "revoked_at")

    def get_urls(self) -> list[URLPattern]:
        return [
            desk_path("make/", make, name="desk_make_token", allows=is_superuser),
            desk_path("<id:token_id>/revoke/", revoke, name="desk_revoke", allows=is_superuser),
            *super().get_urls(),
        ]

    @admin.display(description="Created")
    def created(self, token: ApiToken) -> str:
        return clock(token.created_at)

    @admin.display(description="Expires")
    def expires(self, token: ApiToken) -> str:
        return clock(token.expires_at) or "never"

    @admin.display(description="Last used")
    def last_used(self, token: ApiToken) -> str:
        return clock(token.last_used_at) or "never"

    @admin.display(description="Revoked")
    def standing(self, token: ApiToken) -> SafeString:
        is_over = token.expires_at is not None and token.expires_at <= timezone.now()
        return render_to_string("desk/cells/token.html", {"token": token, "is_over": is_over})


class TokenForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"),
        label="Person",
        empty_label="Choose somebody",
        help_text="Whose roles it has. For a program, add a person of its own.",
        widget=UnfoldAdminSelectWidget,
    )
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=lambda days: int(days) if days else None,
        empty_value=None,
        required=False,
        initial="90",
        choices=[
            ("30", "30 days"),
            ("90", "90 days"),
            ("365", "a year"),
            ("", "until it is revoked"),
        ],
        widget=UnfoldAdminSelectWidget,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a token. Its secret is in the answer and nowhere else, so there is no redirect to a page that has it."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = create_token(
                **form.cleaned_data, by=person(request), now=timezone.now()
            )
        except Invalid as refusal:
            for name, problem in refusal.errors.items():
                form.add_error(name, problem)
        else:
            made = {"token": token, "secret": secret}
    return page(request, "desk/make_token.html", {"form": form, **made}, title="Make a token")


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token's life; ending it twice is once."""
    with refusals_told(request):
        token = revoke_token(token_id=token_id, by=person(request), now=timezone.now())
        messages.success(request, f"Revoked: {token}.")
    return redirect("admin:claims_apitoken_changelist")
