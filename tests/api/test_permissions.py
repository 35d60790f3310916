"""Who may call what: one table, with an outsider who may do nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from claims.models import ApiToken
from claims.tokens import create_token
from tests.api.client import API, client_of, send

PEOPLE = ("nobody", "olga", "sam", "alice", "bob", "root")
# 400, 404 and 409 mean that the caller was let through to a row or a body that does not fit.
TABLE = [
    # method, path, the status for each of PEOPLE
    ("GET", "articles/", (401, 403, 200, 200, 200, 200)),
    ("POST", "articles/", (401, 403, 400, 403, 400, 400)),
    ("GET", "articles/0/", (401, 403, 404, 404, 404, 404)),
    ("GET", "articles/0/text/", (401, 403, 404, 404, 404, 404)),
    ("GET", "articles/0/claims/", (401, 403, 404, 404, 404, 404)),
    ("POST", "articles/0/claims/", (401, 403, 403, 404, 404, 404)),
    ("GET", "articles/0/ledger/", (401, 403, 404, 404, 404, 404)),
    ("GET", "claims/", (401, 403, 200, 200, 200, 200)),
    ("GET", "claims/0/", (401, 403, 404, 404, 404, 404)),
    ("POST", "queue/next/", (401, 403, 403, 204, 204, 204)),
    ("GET", "queue/mine/", (401, 403, 403, 200, 200, 200)),
    ("POST", "claims/0/renew/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/release/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/draft/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/dismiss/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/verdict/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/skip/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/reopen/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/wording/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/span/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/split/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/merge/", (401, 403, 403, 400, 400, 400)),
    ("GET", "claims/0/notes/", (401, 403, 403, 404, 404, 404)),
    ("POST", "claims/0/notes/", (401, 403, 403, 400, 400, 400)),
    ("GET", "claims/0/suggestions/", (401, 403, 404, 404, 404, 404)),
    ("POST", "claims/0/suggestions/0/reject/", (401, 403, 403, 404, 404, 404)),
    ("POST", "claims/0/same-as/", (401, 403, 403, 400, 400, 400)),
    ("POST", "claims/0/unmatch/", (401, 403, 403, 400, 400, 400)),
    ("GET", "matches/precision/", (401, 403, 200, 200, 200, 200)),
    ("GET", "check/?q=Rents+rose.", (200, 200, 200, 200, 200, 200)),
    ("POST", "check/", (400, 400, 400, 400, 400, 400)),
    ("GET", "check/questions/", (401, 200, 200, 200, 200, 200)),
    ("GET", "check/questions/0/", (401, 404, 404, 404, 404, 404)),
    ("GET", "evidence-pages/", (401, 403, 403, 400, 400, 400)),
    ("POST", "evidence-pages/", (401, 403, 403, 400, 400, 400)),
    ("GET", "webhooks/", (401, 403, 200, 200, 200, 200)),
    ("POST", "webhooks/", (401, 403, 400, 400, 400, 400)),
    ("GET", "webhooks/0/", (401, 403, 404, 404, 404, 404)),
    ("PATCH", "webhooks/0/", (401, 403, 404, 404, 404, 404)),
    ("DELETE", "webhooks/0/", (401, 403, 404, 404, 404, 404)),
    ("POST", "webhooks/0/rotate/", (401, 403, 404, 404, 404, 404)),
    ("GET", "webhooks/0/deliveries/", (401, 403, 404, 404, 404, 404)),
    ("POST", "webhooks/0/deliveries/0/redeliver/", (401, 403, 404, 404, 404, 404)),
    ("GET", "verdicts/", (200, 200, 200, 200, 200, 200)),
    ("GET", "verdicts/?state=proposed", (401, 403, 403, 200, 200, 200)),
    ("GET", "verdicts/0/", (404, 404, 404, 404, 404, 404)),
    ("POST", "verdicts/0/publish/", (401, 403, 403, 403, 404, 404)),
    ("POST", "verdicts/0/return/", (401, 403, 403, 403, 400, 400)),
    ("POST", "verdicts/0/correct/", (401, 403, 403, 403, 400, 400)),
    ("POST", "verdicts/0/retract/", (401, 403, 403, 403, 400, 400)),
    ("GET", "verdicts/0/versions/", (404, 404, 404, 404, 404, 404)),
    ("GET", "verdicts/0/claimreview/", (404, 404, 404, 404, 404, 404)),
    ("GET", "corrections/", (200, 200, 200, 200, 200, 200)),
    ("GET", "ratings/", (200, 200, 200, 200, 200, 200)),
    ("GET", "schema/", (200, 200, 200, 200, 200, 200)),
    ("GET", "docs/", (200, 200, 200, 200, 200, 200)),
]


@pytest.fixture
def clients(sam: User, alice: User, bob: User, root: User, olga: User) -> dict[str, APIClient]:
    people = {"nobody": None, "olga": olga, "sam": sam, "alice": alice, "bob": bob, "root": root}
    return {name: client_of(person) for name, person in people.items()}


@pytest.mark.parametrize(("method", "path", "statuses"), TABLE)
def test_each_call_lets_in_whom_the_table_says(
    method: str, path: str, statuses: tuple[int, ...], clients: dict[str, APIClient]
) -> None:
    expected = dict(zip(PEOPLE, statuses, strict=True))
    given = {
        name: send(client, method, path, b"{}" if method == "POST" else b"").status_code
        for name, client in clients.items()
    }
    assert given == expected


def test_a_desk_that_is_not_public_shows_its_verdicts_to_its_people_only(
    settings: Settings, olga: User
) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    for path in ("verdicts/", "verdicts/1/", "ratings/"):
        assert client_of().get(f"{API}/{path}").status_code == 401
    assert client_of(olga).get(f"{API}/verdicts/").status_code == 200
    assert client_of().get("/").status_code == 302
    assert client_of().get("/verdicts/1/").status_code == 302


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "bearer fc_\xe9", "Bearer a b"])
@pytest.mark.django_db
def test_a_token_that_is_not_known_is_refused_even_where_none_is_needed(header: str) -> None:
    answer = client_of().get(f"{API}/verdicts/", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="factcheck"'


def test_an_expired_and_a_revoked_token_are_refused(sam: User) -> None:
    now = timezone.now()
    for change in ({"expires_at": now - timedelta(seconds=1)}, {"revoked_at": now}):
        token, secret = create_token(user=sam, days=1, now=now)
        client = APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert client.get(f"{API}/articles/").status_code == 200
        ApiToken.objects.filter(pk=token.pk).update(**change)
        assert client.get(f"{API}/articles/").status_code == 401


def test_a_session_may_read_and_needs_a_csrf_token_to_write(sam: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(sam)
    assert client.get(f"{API}/articles/").status_code == 200
    refused = client.post(f"{API}/articles/", {"text": "The tax rose by 5 percent."})
    assert refused.status_code == 403
