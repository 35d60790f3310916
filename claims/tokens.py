"""API tokens: made once, shown once, kept as a digest."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims.errors import Invalid, NotFound
from claims.models import ApiToken, Event, record
from claims.wording import sha256_of

# The last use is worth a write a minute, not a write a request.
LAST_USED_STEP = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, user: User, days: int | None, now: datetime, by: User | None = None
) -> tuple[ApiToken, str]:
    """Make a token for `user`, valid for `days` days, or until it is revoked.

    Args:
        by: who makes it; nobody, where a command does.

    Returns:
        The row, and the secret, which is nowhere else.

    Raises:
        Invalid: the days, or a user who cannot sign in.
    """
    if not user.is_active:
        raise Invalid(user="This account is closed: its tokens would open nothing.")
    if days is not None and not 1 <= days <= 36_500:
        raise Invalid(days="A token is valid for 1 to 36,500 days.")
    secret = f"fc_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        prefix=secret[:8],
        # A fast hash is enough: the secret has 256 random bits, so there is nothing to guess.
        digest=sha256_of(secret),
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    record(
        Event.Kind.TOKEN_MADE,
        by=by,
        at=now,
        person_id=user.pk,
        token=token.prefix,
        expires_at=token.expires_at and token.expires_at.isoformat(),
    )
    return token, secret


def find_token(*, secret: str, now: datetime) -> ApiToken | None:
    """The valid token of this secret, with its user; notes that it was used."""
    token = (
        ApiToken.objects.valid(now).select_related("user").filter(digest=sha256_of(secret)).first()
    )
    if token is not None and (
        token.last_used_at is None or token.last_used_at < now - LAST_USED_STEP
    ):
        ApiToken.objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USED_STEP), pk=token.pk
        ).update(last_used_at=now)
    return token


@transaction.atomic
def revoke_token(*, token_id: int, by: User, now: datetime) -> ApiToken:
    """End a token's life; ending it twice is once.

    Raises:
        NotFound: there is no such token.
    """
    ended = ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)
    token = ApiToken.objects.select_related("user").filter(pk=token_id).first()
    if token is None:
        raise NotFound("There is no such token.")
    if ended:
        record(Event.Kind.TOKEN_REVOKED, by=by, at=now, person_id=token.user_id, token=token.prefix)
    return token
