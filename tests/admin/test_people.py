"""The superuser's pages: who works here in which role, what each has done, and the tokens of programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims.models import ApiToken, Event
from claims.tokens import create_token
from tests import builders
from tests.admin.desk import signed_in
from tests.api.client import API

pytestmark = pytest.mark.django_db


# --- Tokens


def make(by: User, **form: Any) -> Any:
    return signed_in(by).post("/admin/claims/apitoken/make/", form)


def test_a_token_is_shown_once_and_opens_what_its_person_may(root: User, sam: User) -> None:
    answer = make(root, user=sam.pk, days="30")
    secret = answer.context["secret"]
    assert f'value="{secret}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    token = ApiToken.objects.get()
    assert token.user == sam
    assert token.expires_at is not None
    assert token.expires_at - token.created_at == timedelta(days=30)
    called: Any = Client().get(f"{API}/articles/", headers={"Authorization": f"Bearer {secret}"})
    assert called.status_code == 200
    event = Event.objects.get(kind="token.made")
    assert (event.actor, event.person, event.detail["token"]) == (root, sam, token.prefix)
    for address in ("/admin/claims/apitoken/", f"/admin/claims/apitoken/{token.pk}/change/"):
        assert secret not in signed_in(root).get(address).content.decode()


def test_a_token_without_an_end_says_so(root: User, sam: User) -> None:
    assert "Valid until it is revoked" in make(root, user=sam.pk, days="").content.decode()
    assert ApiToken.objects.get().expires_at is None


@pytest.mark.parametrize(
    "form", [{}, {"user": "0"}, {"user": "x"}, {"user": "sam", "days": "7"}, {"user": "olga"}]
)
def test_a_token_that_cannot_be_is_refused_beside_its_field(
    form: dict[str, str], root: User, sam: User, olga: User
) -> None:
    User.objects.filter(pk=olga.pk).update(is_active=False)
    ids = {"sam": str(sam.pk), "olga": str(olga.pk)}
    answer = make(root, **{name: ids.get(value, value) for name, value in form.items()})
    assert answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_a_superuser_ends_a_token_once(root: User, sam: User) -> None:
    token, _ = create_token(user=sam, days=None, now=timezone.now())
    client = signed_in(root)

    client.post(f"/admin/claims/apitoken/{token.pk}/revoke/")
    first = ApiToken.objects.get().revoked_at
    client.post(f"/admin/claims/apitoken/{token.pk}/revoke/")

    assert first is not None
    assert ApiToken.objects.get().revoked_at == first
    page = client.get(f"/admin/claims/apitoken/{token.pk}/change/").content.decode()
    assert token.digest not in page


def test_a_superuser_gives_somebody_a_role(root: User, olga: User) -> None:
    page = signed_in(root).get(f"/admin/auth/user/{olga.pk}/change/")
    groups = page.context["adminform"].form.fields["groups"].queryset
    reviewer = groups.get(name="reviewer")
    kept = {"username": "olga", "is_staff": "on", "is_active": "on", "groups": str(reviewer.pk)}

    signed_in(root).post(f"/admin/auth/user/{olga.pk}/change/", kept)

    assert [group.name for group in olga.groups.all()] == ["reviewer"]
    assert signed_in(olga).get("/admin/claims/review/").status_code == 200


def test_the_role_groups_keep_their_names(root: User, bob: User) -> None:
    group = bob.groups.get()

    signed_in(root).post(f"/admin/auth/group/{group.pk}/change/", {"name": "boss"})

    group.refresh_from_db()
    assert group.name == "editor"


# --- People


def change(by: User, someone: User, **form: Any) -> Any:
    kept = {"username": someone.username, "is_staff": "on", "is_active": "on"}
    return signed_in(by).post(f"/admin/auth/user/{someone.pk}/change/", kept | form)


def test_who_changed_what_somebody_may_do_is_in_the_log(root: User, sam: User) -> None:
    change(root, sam, first_name="Samuel", groups=[group.pk for group in sam.groups.all()])
    assert not Event.objects.exists()  # the name gives no right
    change(root, sam, is_superuser="on")
    event = Event.objects.get()
    assert (event.kind, event.actor, event.person) == ("person.changed", root, sam)
    assert event.detail == {
        "before": {"roles": ["submitter"], "superuser": False},
        "after": {"roles": [], "superuser": True},
    }


def test_somebody_new_is_in_the_log(root: User) -> None:
    form = {"username": "nora", "usable_password": "false", "is_staff": "on"}
    signed_in(root).post("/admin/auth/user/add/", form)
    event = Event.objects.get()
    assert event.person is not None
    assert (event.kind, event.actor, event.person.username) == ("person.added", root, "nora")


def test_a_persons_page_tells_what_they_did_and_who_changed_their_account(
    root: User, alice: User, bob: User
) -> None:
    now = timezone.now()
    builders.a_published_verdict(alice, bob, now)
    change(root, alice, is_superuser="on")
    page = signed_in(root).get(f"/admin/auth/user/{alice.pk}/change/")
    work = dict(page.context["work"])
    assert work["Verdict proposed"] == work["Review taken"] == 1
    assert "Verdict published" not in work
    assert [moment.what for moment in page.context["moments"]] == ["Person changed"]
    told = page.content.decode()
    assert "by root" in told
    assert f"/admin/claims/event/?actor__id__exact={alice.pk}" in told
    log: Any = signed_in(root).get("/admin/claims/event/", {"actor__id__exact": alice.pk})
    assert log.status_code == 200


def test_somebody_who_is_not_there_has_no_page(root: User) -> None:
    assert signed_in(root).get("/admin/auth/user/0/change/").status_code == 302
