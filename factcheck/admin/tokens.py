"""API tokens: whose they are, when they were used, and an end to one."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from claims.models import ApiToken
from claims.tokens import revoke_token
from factcheck.admin.access import SuperuserAdmin, desk_path, is_superuser, refusals_told
from factcheck.admin.shown import clock


@admin.register(ApiToken)
class TokenAdmin(SuperuserAdmin[ApiToken]):
    list_title = "API tokens"
    list_empty = "No token has been made. python manage.py create_token makes one."
    list_display = ("prefix", "user", "created", "expires", "last_used", "standing")
    list_display_links = None
    list_select_related = ("user",)
    ordering = ("-id",)
    sortable_by = ()
    # Its digest is nobody's to read.
    fields = ("prefix", "user", "created_at", "expires_at", "last_used_at", "revoked_at")

    def get_urls(self) -> list[URLPattern]:
        return [
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


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token's life; ending it twice is once."""
    with refusals_told(request):
        token = revoke_token(token_id=token_id, now=timezone.now())
        messages.success(request, f"Revoked: {token}.")
    return redirect("admin:claims_apitoken_changelist")
