"""Who works here and in which role, and what each has done: the superuser's pages."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.forms import (  # type: ignore[import-untyped]
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget  # type: ignore[import-untyped]

from claims import figures, people
from claims.models import Event
from claims.roles import Role
from factcheck.admin.access import SuperuserAdmin, is_superuser, person
from factcheck.admin.shown import clock, history, moment_of

# So many of somebody's last steps their page tells.
LATELY = 20

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

    change_form_after_template = "desk/person_work.html"
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

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        # Read before anything is written; the roles themselves are written by `save_related`.
        form.standing_before = people.standing(User.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        people.note_standing(
            person=form.instance,
            before=form.standing_before,
            by=person(request),
            now=timezone.now(),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        someone = self.get_object(request, object_id)
        context = _done_by(someone) if someone and is_superuser(request) else {}
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    @admin.display(description="Last signed in")
    def signed_in(self, user: User) -> str:
        return clock(user.last_login) or "never"

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "none"


def _done_by(someone: User) -> dict[str, Any]:
    """What somebody did of late and who changed their account, for their page."""
    lately = (
        Event.objects.filter(actor=someone)
        .select_related("actor", "claim", "person")
        .order_by("-at", "-id")
    )
    return {
        "work": [
            (kind.label.capitalize(), often)
            for kind, often in figures.work_of(someone, now=timezone.now())
        ],
        "work_days": figures.DAYS,
        "lately": [(event, moment_of(event)) for event in lately[:LATELY]],
        "moments": history(someone.desk_events.all()),
    }


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
