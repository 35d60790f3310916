"""Who works here and in which role: the superuser's pages."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.forms import (  # type: ignore[import-untyped]
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget  # type: ignore[import-untyped]

from claims.roles import Role
from factcheck.admin.access import SuperuserAdmin, is_superuser
from factcheck.admin.shown import clock

admin.site.unregister(User)
admin.site.unregister(Group)


class KeptBySuperuser(SuperuserAdmin[Any]):
    """Added and changed, and never deleted: what somebody did stays theirs."""

    show_full_result_count = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return super().lookup_allowed(lookup, value, request) and "password" not in lookup


@admin.register(User)
class PersonAdmin(KeptBySuperuser, DjangoUserAdmin):  # type: ignore[type-arg]  # no class takes it at runtime
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    list_title = "People"
    list_hint = (
        "A role is a group: submitter, reviewer or editor. Staff may sign in here. Somebody who has left is"
        " made inactive."
    )
    list_display = (
        "username",
        "first_name",
        "last_name",
        "roles",
        "is_staff",
        "is_active",
        "signed_in",
    )
    list_filter = ("groups", "is_staff", "is_active")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Role", {"fields": ("groups", "is_staff", "is_active", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        ("Role", {"fields": ("groups", "is_staff")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.prefetch_related("groups").order_by("username")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        # Three boxes to tick, and no button that makes a fourth role the rules do not know.
        return db_field.formfield(widget=UnfoldAdminCheckboxSelectMultipleWidget(), help_text="")

    @admin.display(description="Last signed in")
    def signed_in(self, user: User) -> str:
        return clock(user.last_login) or "never"

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "none"


@admin.register(Group)
class RoleGroupAdmin(KeptBySuperuser, DjangoGroupAdmin):
    list_title = "Roles"
    list_display = ("name",)
    fields = ("name",)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Group | None = None
    ) -> tuple[str, ...]:
        # The rules know the roles by these names.
        return ("name",) if obj and obj.name in list(Role) else ()
