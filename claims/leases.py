"""The lease: one reviewer's right to work on one review until a time.

Every write under a lease shows the lease's token, in the WHERE of its UPDATE: once the lease has run out, or
another has begun, the late writer changes nothing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims.errors import LeaseLost, NotFound, RuleError, WrongState
from claims.models import Claim, Event, Review, record
from claims.roles import Role, require
from claims.wording import problem_with_characters


def new_lease(now: datetime) -> tuple[str, datetime]:
    """A token that nobody has had, and when a lease that begins at `now` ends."""
    return secrets.token_urlsafe(32), now + timedelta(minutes=settings.FACTCHECK_LEASE_MINUTES)


def my_leases(*, by: User, now: datetime) -> QuerySet[Review]:
    """The reviews `by` holds at `now`, oldest lease first: where a lost answer of `take_next_review` is found."""
    return (
        Review.objects.leased(now)
        .filter(reviewer=by)
        .select_related("claim")
        .order_by("lease_expires_at", "id")
    )


def renew_lease(*, claim_id: int, token: str, by: User, now: datetime) -> Review:
    """Begin the time of a live lease anew, under the same token.

    Raises:
        LeaseLost, NotFound
    """
    if not held(claim_id=claim_id, token=token, by=by, now=now).update(
        lease_expires_at=new_lease(now)[1]
    ):
        raise late(claim_id)
    return Review.objects.select_related("claim").get(lease_token=token, claim_id=claim_id)


# --- For the rules that write under a lease


def held(*, claim_id: int, token: str, by: User, now: datetime) -> QuerySet[Review]:
    """The one review that `token` leases to `by`, or none: what an UPDATE under the lease begins with."""
    require(by, Role.REVIEWER)
    # A token that no column can hold is nobody's; asking PostgreSQL for it would be an error.
    asked = "" if problem_with_characters(token) else token
    return Review.objects.held(by=by, token=asked, now=now).filter(claim_id=claim_id)


def claim_under_lease(*, claim_id: int, token: str, by: User, now: datetime) -> Claim:
    """The claim, its row locked, for a step that changes it; such a step renews the lease, as any work does.

    The caller has the transaction open. Locked in this order everywhere: the review that is held, then claims.

    Raises:
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue.
    """
    renew_lease(claim_id=claim_id, token=token, by=by, now=now)
    # Not a lock against those who only point at the row, as every event does.
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
    if claim.status != Claim.Status.QUEUED:
        raise WrongState("This claim is no longer waiting in the queue.")
    return claim


def late(claim_id: int, *, kept: bool = False) -> RuleError:
    """Why a write under a lease changed nothing, and what became of the words that came with it."""
    if not Claim.objects.filter(pk=claim_id).exists():
        return NotFound("There is no such claim.")
    if kept:
        return LeaseLost(
            "Your lease on this claim is over. What you wrote is kept as your draft: take the claim again."
        )
    return LeaseLost("This token is not that of a live lease of yours on this claim.")


def record_on_claim(
    kind: Event.Kind, *, claim_id: int, by: User | None, now: datetime, **more: Any
) -> Event:
    """Write an event about a claim; the caller has the transaction open."""
    article_id = Claim.objects.values_list("article_id", flat=True).get(pk=claim_id)
    return record(kind, by=by, at=now, article_id=article_id, claim_id=claim_id, **more)
