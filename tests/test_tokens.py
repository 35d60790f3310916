"""API tokens: made once, shown once, kept as a digest."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims.errors import Invalid, NotFound
from claims.models import ApiToken
from claims.tokens import create_token, find_token, revoke_token
from tests.builders import A_SECOND, all_rows

pytestmark = pytest.mark.django_db


def test_a_secret_finds_its_token_and_its_user(now: datetime, alice: User, bob: User) -> None:
    create_token(user=bob, days=None, now=now)
    token, secret = create_token(user=alice, days=None, now=now)
    found = find_token(secret=secret, now=now)
    assert found == token
    assert found.user == alice


def test_only_the_digest_of_a_secret_is_kept(now: datetime, alice: User) -> None:
    token, secret = create_token(user=alice, days=30, now=now)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    kept = " ".join(str(value) for value in ApiToken.objects.values_list().get())
    assert secret not in kept
    assert secret.startswith(token.prefix)
    # What is not shown still has more than 200 random bits: 6 for each character.
    assert 6 * (len(secret) - len(token.prefix)) > 200


def test_two_tokens_of_one_person_differ(now: datetime, alice: User) -> None:
    secrets = {create_token(user=alice, days=1, now=now)[1] for _ in range(10)}
    assert len(secrets) == 10


@pytest.mark.parametrize(
    "secret", ["", "fc_", "fc_made-up", "NUL \0", "half \ud800", "x" * 10_000, "of the prefix"]
)
def test_what_is_no_secret_finds_nothing(secret: str, now: datetime, alice: User) -> None:
    token, _ = create_token(user=alice, days=None, now=now)
    secret = token.prefix if secret == "of the prefix" else secret
    before = all_rows()
    assert find_token(secret=secret, now=now) is None
    assert find_token(secret=token.digest, now=now) is None
    assert all_rows() == before


def test_a_token_is_valid_to_its_last_second(now: datetime, alice: User) -> None:
    _, secret = create_token(user=alice, days=2, now=now)
    assert find_token(secret=secret, now=now + timedelta(days=2) - A_SECOND) is not None
    assert find_token(secret=secret, now=now + timedelta(days=2)) is None


def test_a_token_without_days_does_not_run_out(now: datetime, alice: User) -> None:
    token, secret = create_token(user=alice, days=None, now=now)
    assert token.expires_at is None
    assert find_token(secret=secret, now=now + timedelta(days=36_500)) is not None


@pytest.mark.parametrize("days", [0, -1, 36_501, 10**12])
def test_a_token_is_valid_for_a_number_of_days_that_makes_sense(
    days: int, now: datetime, alice: User
) -> None:
    with pytest.raises(Invalid) as refusal:
        create_token(user=alice, days=days, now=now)
    assert list(refusal.value.errors) == ["days"]
    assert not ApiToken.objects.exists()


def test_the_longest_token_can_be_made_today(alice: User) -> None:
    token, _ = create_token(user=alice, days=36_500, now=timezone.now())
    token.refresh_from_db()
    assert token.expires_at is not None


def test_a_revoked_token_opens_nothing_and_stays_revoked_as_of_then(
    now: datetime, alice: User, root: User
) -> None:
    token, secret = create_token(user=alice, days=None, now=now)
    _, other = create_token(user=alice, days=None, now=now)
    for minutes in (1, 2):
        at = now + timedelta(minutes=minutes)
        revoked = revoke_token(token_id=token.pk, by=root, now=at)
        assert revoked.revoked_at == now + timedelta(minutes=1)
    assert find_token(secret=secret, now=now) is None
    assert find_token(secret=other, now=now) is not None


def test_a_token_that_is_none_is_not_revoked(now: datetime, root: User) -> None:
    with pytest.raises(NotFound):
        revoke_token(token_id=0, by=root, now=now)


def test_a_token_of_somebody_who_left_opens_nothing(now: datetime, alice: User) -> None:
    _, secret = create_token(user=alice, days=None, now=now)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert find_token(secret=secret, now=now) is None


def test_the_last_use_is_noted_at_most_once_a_minute(now: datetime, alice: User) -> None:
    token, secret = create_token(user=alice, days=None, now=now)
    noted = []
    for seconds in (0, 1, 60, 61, 121, 122):
        find_token(secret=secret, now=now + seconds * A_SECOND)
        token.refresh_from_db()
        assert token.last_used_at is not None
        noted.append((token.last_used_at - now) // A_SECOND)
    assert noted == [0, 0, 0, 61, 61, 122]


def test_a_token_used_a_moment_ago_is_found_without_a_write(
    now: datetime, alice: User, django_assert_num_queries: Any
) -> None:
    _, secret = create_token(user=alice, days=None, now=now)
    find_token(secret=secret, now=now)
    with django_assert_num_queries(1):
        find_token(secret=secret, now=now + A_SECOND)


def test_an_older_clock_does_not_turn_the_last_use_back(now: datetime, alice: User) -> None:
    token, secret = create_token(user=alice, days=None, now=now)
    find_token(secret=secret, now=now)
    find_token(secret=secret, now=now - timedelta(hours=1))
    token.refresh_from_db()
    assert token.last_used_at == now
