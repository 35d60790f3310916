"""How a list is narrowed: by a name, by age, to what is mine. Each reads a stretch of an index."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import TextFilter  # type: ignore[import-untyped]

Rows = QuerySet[Any]
Filter = type[admin.SimpleListFilter]

AGES = {
    "day": ("In the last 24 hours", timedelta(days=1)),
    "week": ("In the last 7 days", timedelta(days=7)),
    "month": ("In the last 30 days", timedelta(days=30)),
}
OLDER = {
    "older-than-week": ("More than 7 days ago", timedelta(days=7)),
    "older-than-month": ("More than 30 days ago", timedelta(days=30)),
}


class _Exactly(TextFilter):  # type: ignore[misc]  # the library has no types
    path: ClassVar[str]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


def link(name: str, value: str, otherwise: str = "") -> SafeString:
    """A cell that leads to the rows of the list which have the same."""
    told = {"name": name, "value": value, "otherwise": otherwise}
    return render_to_string("desk/cells/name.html", told)


def exactly(name: str, path: str) -> Filter:
    """A field for a whole name, as the desk writes it; lists link to it."""
    attributes = {"title": name, "parameter_name": name, "path": path}
    made: Filter = type(f"Exactly{name.title()}", (_Exactly,), attributes)
    return made


class _Came(admin.SimpleListFilter):
    title = "when it came"
    parameter_name = "came"
    # The rows that have the moment, by an ever growing id, and how the listed rows point at them.
    model: ClassVar[type[Model]]
    path: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _) in (AGES | OLDER).items()]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        value = self.value() or ""
        if value not in AGES | OLDER:
            return queryset
        _, ago = (AGES | OLDER)[value]
        # The newest rows have the highest ids, to within the moments that two transactions are apart: a stretch of
        # ids can be read in the list's order, where one of moments would have to be sorted.
        since = timezone.now() - ago
        rows = self.model._base_manager.filter(created_at__gte=since)
        first = rows.order_by("created_at", "pk").values_list("pk", flat=True).first()
        if value in OLDER:
            return queryset if first is None else queryset.filter(**{f"{self.path}__lt": first})
        return queryset.none() if first is None else queryset.filter(**{f"{self.path}__gte": first})


def came(model: type[Model], path: str = "pk") -> Filter:
    """By when rows of `model` were made."""
    made: Filter = type("Came", (_Came,), {"model": model, "path": path})
    return made


class _Mine(admin.SimpleListFilter):
    title = "mine"
    parameter_name = "mine"
    choice: ClassVar[str]
    owned: ClassVar[Callable[[HttpRequest], Q]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", self.choice)]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(type(self).owned(request)) if self.value() == "yes" else queryset


def mine(choice: str, owned: Callable[[HttpRequest], Q]) -> Filter:
    """To what belongs to whoever looks, as `owned` has it."""
    made: Filter = type("Mine", (_Mine,), {"choice": choice, "owned": staticmethod(owned)})
    return made
