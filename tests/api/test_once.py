"""A call that comes twice with one Idempotency-Key is made once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from claims import calls
from claims.models import Article, KeyedCall
from tests import builders
from tests.api.client import API, client_of

KEY = "6f1c1b52-2f4d-4f0e-9f55-0a4b0d7c0a11"
BODY = {"text": "Rents rose by 9 percent."}


def submit(client: APIClient, key: str = KEY, **body: str) -> Any:
    return client.post(f"{API}/articles/", body or BODY, format="json", HTTP_IDEMPOTENCY_KEY=key)


@pytest.mark.django_db
def test_the_same_call_again_gets_the_same_answer_and_is_not_made(alice: User, bob: User) -> None:
    client = client_of(bob)
    review = builders.a_leased_claim(bob, timezone.now())
    dismissal = {"token": review.lease_token, "reason": "No claim."}
    sent: dict[str, Any] = {"format": "json", "HTTP_IDEMPOTENCY_KEY": KEY}
    address = f"{API}/claims/{review.claim_id}/dismiss/"
    first = client.post(address, dismissal, **sent)
    again = client.post(address, dismissal, **sent)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json(), again.headers["Content-Type"]) == (
        again.json(),
        first.headers["Content-Type"],
    )
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert review.claim.events.filter(kind="claim.dismissed").count() == 1
    # Without a key the lease is over.
    assert client.post(address, dismissal, format="json").status_code == 409


@pytest.mark.django_db
def test_a_key_belongs_to_one_call_of_one_person(sam: User, bob: User) -> None:
    assert submit(client_of(sam)).status_code == 202
    other = submit(client_of(sam), text="Rents fell.")
    assert (other.status_code, other.headers["Content-Type"]) == (422, "application/problem+json")
    assert other.json()["type"] == "urn:factcheck:problem:key-of-another-call"
    assert submit(client_of(bob), text="Rents fell.").status_code == 202
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_a_refusal_of_the_call_is_kept_and_one_of_the_caller_is_not(sam: User, alice: User) -> None:
    client = client_of(sam)
    assert submit(client, text=" ").status_code == 400
    assert submit(client, text=" ").headers["Idempotent-Replayed"] == "true"
    assert submit(client_of(alice)).status_code == 403
    assert not KeyedCall.objects.filter(user=alice).exists()
    assert submit(APIClient()).status_code == 401


@pytest.mark.django_db
def test_a_call_that_is_being_made_is_not_made_beside_itself(sam: User) -> None:
    submit(client_of(sam))
    KeyedCall.objects.update(status=None, body="")
    waiting = submit(client_of(sam))
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (409, "1")
    # Cut off: after a minute it may be made again.
    KeyedCall.objects.update(begun_at=timezone.now() - calls.CUT_OFF)
    assert submit(client_of(sam)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 256, "schlüssel", "a\tb"])
def test_what_is_no_key_is_refused_by_name(key: str, sam: User) -> None:
    answer = submit(client_of(sam), key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_after_a_day_a_key_is_free_again(sam: User) -> None:
    submit(client_of(sam))
    KeyedCall.objects.update(begun_at=timezone.now() - calls.KEPT)
    assert submit(client_of(sam), text="Rents fell.").status_code == 202
    assert calls.forget_old_calls(now=timezone.now()) == 0
    assert calls.forget_old_calls(now=timezone.now() + calls.KEPT + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_made(sam: User) -> None:
    client_of(sam)
    now = timezone.now()
    begun = builders.at_once(
        *[lambda: calls.begin_call(by=sam, key=KEY, fingerprint="f", now=now)] * 6
    )
    assert sorted(is_mine for _, is_mine in begun) == [False] * 5 + [True]
