"""Who sees what in the admin: by role, never by Django's model permissions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.paginator import InfinitePaginator  # type: ignore[import-untyped]

from claims.errors import NotFound, RuleError
from claims.roles import Role, roles_of
from factcheck import ids as ids  # <id:…>

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
else:
    from unfold.admin import ModelAdmin as UnfoldModelAdmin

    class ModelAdmin(UnfoldModelAdmin):
        def __class_getitem__(cls, model):
            return cls


M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")

WORKS_WITH_CLAIMS = frozenset({Role.REVIEWER, Role.EDITOR})


# The endings that the filters of Django put behind the name of a field; another would ask of the row it points at.
ASKED = ("exact", "id__exact", "gte", "lt", "isnull", "isempty")


def _name_of(item: Any) -> str:
    """What a filter of a list goes by in an address."""
    name = item[0] if isinstance(item, tuple) else getattr(item, "parameter_name", item)
    return str(name)


# Nobody turns more pages than these, and a far one costs as much as all before it: a list is narrowed instead.
MOST_PAGES = 200


class RoleAdmin(ModelAdmin[M]):
    """Rows that people of some roles may look at. Only the rules change them, so every page is read-only."""

    seen_by: ClassVar[frozenset[Role]] = frozenset()
    # What a list calls itself, and what it says when it is empty.
    list_title: ClassVar[str]
    list_empty: ClassVar[str] = "There is nothing here."
    list_hint: ClassVar[str] = ""

    actions = None
    change_list_template = "desk/list.html"
    list_per_page = 50
    show_full_result_count = False
    # Previous and next, and no count(*) of a million rows.
    paginator = InfinitePaginator
    change_form_template = "desk/form.html"

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return bool(self.seen_by & roles_of(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        # Not by a class of our own: unfold's templates know the paginator by the name of its class.
        paginator = super().get_paginator(*args, **kwargs)
        paginator.num_pages = MOST_PAGES
        return paginator

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        # Django lets an address filter by every field of the row itself, so a token could be guessed letter
        # by letter; here it filters by what the list offers.
        return any(
            lookup in (name, *(f"{name}__{ending}" for ending in ASKED))
            for name in map(_name_of, self.list_filter)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": self.list_title, **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"title": self.list_title, **(extra_context or {})}
        answer: HttpResponse = super().changeform_view(request, object_id, form_url, context)
        return answer


class PageAdmin(RoleAdmin[M]):
    """Rows each of which has a page of our own, at the address where Django has its form."""

    def own_page(self, request: HttpRequest, row_id: int) -> HttpResponse:
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        return self.own_page(request, int(object_id))


class SuperuserAdmin(RoleAdmin[M]):
    """Rows that are the superuser's alone to see."""

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return is_superuser(request)


def is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


def has_role(request: HttpRequest, role: Role) -> bool:
    return role in roles_of(request.user)


def is_somebody_elses(request: HttpRequest) -> bool:
    """The form was shown to one person, and another has signed in in the same browser since."""
    who = request.POST.get("who", "")
    return bool(who) and who != str(request.user.pk)


def person(request: HttpRequest) -> User:
    """Who a request comes from that has passed the admin's door."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


# --- Pages of our own


def desk_path(
    route: str,
    view: Callable[..., HttpResponseBase],
    *,
    name: str,
    allows: Callable[[HttpRequest], bool],
) -> URLPattern:
    """A page of the desk: inside the admin's door, and only for those whom `allows` lets through."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allows(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return path(route, admin.site.admin_view(guarded), name=name)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str
) -> TemplateResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """What a rule refuses inside the block is told as a message on the next page."""
    try:
        yield
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except RuleError as refusal:
        messages.error(request, str(refusal))
