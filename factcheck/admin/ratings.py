"""The desk's own scale, which editors keep."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminColorInputWidget  # type: ignore[import-untyped]

from claims.models import Rating
from claims.roles import Role
from factcheck.admin.access import RoleAdmin, has_role


@admin.register(Rating)
class RatingAdmin(RoleAdmin[Rating]):
    """A step is taken off the scale by making it inactive: verdicts that were given it keep it."""

    seen_by = frozenset({Role.EDITOR})
    list_title = "Ratings"
    list_hint = "The steps of the desk's scale, in order. One without a value stands outside it."
    list_display = ("step", "slug", "value", "definition", "active")
    list_display_links = ("slug",)
    ordering = ("order", "slug")
    sortable_by = ()
    fields = (
        "label",
        "slug",
        ("value", "worst", "best"),
        "order",
        "colour",
        "definition",
        "active",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_role(request, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Rating | None = None) -> bool:
        return has_role(request, Role.EDITOR)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Rating | None = None
    ) -> tuple[str, ...]:
        # Programs name a rating by its slug.
        return ("slug",) if obj else ()

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "colour":
            kwargs["widget"] = UnfoldAdminColorInputWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="Step")
    def step(self, rating: Rating) -> SafeString:
        return render_to_string("desk/rating.html", {"rating": rating})
