"""Reviewers take claims from the queue, work on them under a lease, and answer.

Every write under a lease shows the lease's token, in the WHERE of its UPDATE: once the lease has run out, or
another has begun, the late writer changes nothing, and what they wrote is kept as their draft.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from claims import catalogue
from claims.answers import Answer, check_note, write_version
from claims.errors import Invalid, LeaseLost, NotFound, RuleError, WrongState
from claims.models import Claim, Draft, Event, Review, Verdict, VerdictVersion, record
from claims.roles import Role, require
from claims.wording import problem_with_characters

# --- Taking


def take_next_review(*, by: User, now: datetime) -> Review | None:
    """Lease the next review of the queue to `by`: what was returned to them, then the head of the queue.

    One statement, so that no two people can be given one review, and so that nobody waits for another's row.
    `python -m benchmarks.leases` holds it against the two ways an ORM suggests.

    Returns:
        The review, with a new token and its claim; None when nothing waits for this person.

    Raises:
        NotAllowed: `by` is no reviewer.
    """
    require(by, Role.REVIEWER)
    at = connection.ops.adapt_datetimefield_value(now)
    token, expires = _new_lease(now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _TAKE_NEXT,
            [
                by.pk,
                token,
                connection.ops.adapt_datetimefield_value(expires),
                at,
                by.pk,
                at,
                at,
                at,
            ],
        )
        row = cursor.fetchone()
        return _taken(row[0], by=by, now=now) if row else None


# SQLite has no row locks and needs none: it lets one writer in at a time.
_SKIP_LOCKED = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
# `status = 'open'` stands as a literal, not a parameter, so that a prepared plan can use the partial indexes.
_FREE = "status = 'open' AND (lease_expires_at IS NULL OR lease_expires_at <= %s)"
_TAKE_NEXT = f"""
    UPDATE claims_review SET reviewer_id = %s, lease_token = %s, lease_expires_at = %s
    WHERE id = COALESCE(
        (SELECT id FROM claims_review WHERE {_FREE} AND reserved_for_id = %s AND reserved_until > %s
         ORDER BY id LIMIT 1 {_SKIP_LOCKED}),
        (SELECT id FROM claims_review
         WHERE {_FREE} AND (reserved_until IS NULL OR reserved_until <= %s)
         ORDER BY priority DESC, check_worthiness DESC, id LIMIT 1 {_SKIP_LOCKED})
    )
    RETURNING id
"""  # noqa: S608 -- only constants from above are put in; every value is a parameter


def take_review(*, claim_id: int, by: User, now: datetime) -> Review:
    """Lease a claim that a person chose; whoever holds it already keeps their lease, renewed.

    Raises:
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such claim.
        WrongState: nothing of it waits for this person: it is decided, leased to another, or reserved.
    """
    require(by, Role.REVIEWER)
    _claim_or_not_found(claim_id)
    mine = Review.objects.leased(now).filter(claim_id=claim_id, reviewer=by).first()
    if mine is not None:
        return renew_lease(claim_id=claim_id, token=mine.lease_token, by=by, now=now)
    free = (
        Review.objects.open(now)
        .filter(Q(reserved_until=None) | Q(reserved_until__lte=now) | Q(reserved_for=by))
        .filter(claim_id=claim_id)
    )
    token, expires = _new_lease(now)
    with transaction.atomic():
        for review_id in free.order_by("id").values_list("id", flat=True):
            # The guard is asked again by the UPDATE: somebody may have taken it since the SELECT.
            if free.filter(pk=review_id).update(
                reviewer=by, lease_token=token, lease_expires_at=expires
            ):
                return _taken(review_id, by=by, now=now)
    raise WrongState("This claim is not waiting in the queue: somebody has it, or it is decided.")


def _new_lease(now: datetime) -> tuple[str, datetime]:
    return secrets.token_urlsafe(32), now + timedelta(minutes=settings.FACTCHECK_LEASE_MINUTES)


def _taken(review_id: int, *, by: User, now: datetime) -> Review:
    review = Review.objects.select_related("claim").get(pk=review_id)
    record(
        Event.Kind.REVIEW_TAKEN,
        by=by,
        at=now,
        article_id=review.claim.article_id,
        claim_id=review.claim_id,
        expires_at=review.lease_expires_at.isoformat() if review.lease_expires_at else None,
    )
    return review


def my_leases(*, by: User, now: datetime) -> QuerySet[Review]:
    """The reviews `by` holds at `now`, oldest lease first: where a lost answer of `take_next_review` is found."""
    return (
        Review.objects.leased(now)
        .filter(reviewer=by)
        .select_related("claim")
        .order_by("lease_expires_at", "id")
    )


def draft_of(*, claim_id: int, by: User) -> dict[str, Any] | None:
    """What `by` has written about the claim and not yet given."""
    draft = Draft.objects.filter(claim_id=claim_id, author=by).first()
    return draft.content if draft else None


# --- Working under the lease


def renew_lease(*, claim_id: int, token: str, by: User, now: datetime) -> Review:
    """Begin the time of a live lease anew, under the same token.

    Raises:
        LeaseLost, NotFound
    """
    held = _held(claim_id=claim_id, token=token, by=by, now=now)
    if not held.update(lease_expires_at=_new_lease(now)[1]):
        raise _late(claim_id)
    return Review.objects.select_related("claim").get(lease_token=token, claim_id=claim_id)


def release_review(*, claim_id: int, token: str, by: User, now: datetime) -> None:
    """Give a claim back to the queue, in its old place; the draft stays.

    Raises:
        LeaseLost, NotFound
    """
    with transaction.atomic():
        held = _held(claim_id=claim_id, token=token, by=by, now=now)
        if not held.update(reviewer=None, lease_token="", lease_expires_at=None):
            raise _late(claim_id)
        _record(Event.Kind.REVIEW_RELEASED, claim_id=claim_id, by=by, now=now)


def save_draft(
    *, claim_id: int, token: str, content: Mapping[str, Any], by: User, now: datetime
) -> Review:
    """Keep unfinished words, and renew the lease. A late writer's words are kept too.

    Args:
        content: any of the fields of an `Answer`, as JSON holds them.

    Raises:
        Invalid: the words cannot be stored.
        LeaseLost: the lease is over; the draft is kept if `by` ever held this claim.
        NotFound
    """
    _check_characters(content)
    with transaction.atomic():
        held = _held(claim_id=claim_id, token=token, by=by, now=now)
        if held.update(lease_expires_at=_new_lease(now)[1]):
            _keep_draft(claim_id=claim_id, content=content, by=by, now=now)
            return Review.objects.select_related("claim").get(lease_token=token, claim_id=claim_id)
    raise _late(claim_id, kept=_keep_late_draft(claim_id=claim_id, content=content, by=by, now=now))


def give_verdict(*, claim_id: int, token: str, answer: Answer, by: User, now: datetime) -> Verdict:
    """Answer the review that `token` leases, and so propose a verdict to the editors.

    Raises:
        Invalid: the answer cannot stand; nothing is written.
        LeaseLost: the lease is over; the answer is kept as a draft if `by` ever held this claim.
        NotFound
        WrongState: the claim is no longer in the queue.
    """
    answer.check()
    plain = answer.as_plain()
    with transaction.atomic():
        held = _held(claim_id=claim_id, token=token, by=by, now=now)
        review = held.select_for_update().first()
        # The lock may have come late: the UPDATE asks for the live lease again.
        if review is not None and held.update(
            status=Review.Status.ANSWERED,
            answer=plain,
            answered_at=now,
            lease_token="",
            lease_expires_at=None,
        ):
            return _propose(review, answer=answer, by=by, now=now)
    raise _late(claim_id, kept=_keep_late_draft(claim_id=claim_id, content=plain, by=by, now=now))


def _propose(review: Review, *, answer: Answer, by: User, now: datetime) -> Verdict:
    decided = Claim.objects.filter(pk=review.claim_id, status=Claim.Status.QUEUED).update(
        status=Claim.Status.DECIDED
    )
    if not decided:
        raise WrongState("This claim is no longer waiting for a verdict.")
    verdict = Verdict.objects.create(
        claim_id=review.claim_id, review=review, author=by, created_at=now
    )
    version = write_version(
        verdict, answer, kind=VerdictVersion.Kind.ORIGINAL, note="", by=by, now=now
    )
    catalogue.enter(verdict, version)
    Draft.objects.filter(claim_id=review.claim_id, author=by).delete()
    _record(
        Event.Kind.VERDICT_PROPOSED,
        claim_id=review.claim_id,
        by=by,
        now=now,
        verdict_id=verdict.pk,
        rating=answer.rating,
    )
    return verdict


def dismiss_claim(*, claim_id: int, token: str, reason: str, by: User, now: datetime) -> Claim:
    """Take a claim out of the queue without a verdict, for a reason; every open review of it is cancelled.

    Raises:
        Invalid: no reason.
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue.
    """
    check_note(reason, field="reason")
    with transaction.atomic():
        held = _held(claim_id=claim_id, token=token, by=by, now=now)
        if not held.select_for_update().exists():
            raise _late(claim_id)
        dismissed = Claim.objects.filter(pk=claim_id, status=Claim.Status.QUEUED).update(
            status=Claim.Status.DISMISSED
        )
        if not dismissed:
            raise WrongState("This claim is no longer waiting in the queue.")
        Review.objects.filter(claim_id=claim_id, status=Review.Status.OPEN).update(
            status=Review.Status.CANCELLED, lease_token="", lease_expires_at=None
        )
        _record(Event.Kind.CLAIM_DISMISSED, claim_id=claim_id, by=by, now=now, reason=reason)
    return Claim.objects.get(pk=claim_id)


# --- Shared by the writes above


def _held(*, claim_id: int, token: str, by: User, now: datetime) -> QuerySet[Review]:
    require(by, Role.REVIEWER)
    # A token that no column can hold is nobody's; asking PostgreSQL for it would be an error.
    asked = "" if problem_with_characters(token) else token
    return Review.objects.held(by=by, token=asked, now=now).filter(claim_id=claim_id)


def _claim_or_not_found(claim_id: int) -> Claim:
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None:
        raise NotFound("There is no such claim.")
    return claim


def _record(kind: Event.Kind, *, claim_id: int, by: User, now: datetime, **more: Any) -> None:
    article_id = Claim.objects.values_list("article_id", flat=True).get(pk=claim_id)
    record(kind, by=by, at=now, article_id=article_id, claim_id=claim_id, **more)


def _keep_draft(*, claim_id: int, content: Mapping[str, Any], by: User, now: datetime) -> None:
    Draft.objects.update_or_create(
        claim_id=claim_id, author=by, defaults={"content": dict(content), "saved_at": now}
    )


def _check_characters(content: Mapping[str, Any]) -> None:
    """Refuse what a JSON column cannot hold, naming the field."""
    pending: list[tuple[str, Any]] = list(content.items())
    while pending:
        name, value = pending.pop()
        if isinstance(value, str) and (problem := problem_with_characters(value)):
            raise Invalid(**{name: problem})
        if isinstance(value, Mapping):
            pending += [(f"{name}.{key}", item) for key, item in value.items()]
        elif isinstance(value, list | tuple):
            pending += [(f"{name}.{position}", item) for position, item in enumerate(value)]


def _late(claim_id: int, *, kept: bool = False) -> RuleError:
    """Why a write under a lease changed nothing, and what became of the words that came with it."""
    if not Claim.objects.filter(pk=claim_id).exists():
        return NotFound("There is no such claim.")
    if kept:
        return LeaseLost(
            "Your lease on this claim is over. What you wrote is kept as your draft: take the claim again."
        )
    return LeaseLost("This token is not that of a live lease of yours on this claim.")


def _keep_late_draft(*, claim_id: int, content: Mapping[str, Any], by: User, now: datetime) -> bool:
    """Keep the words of somebody whose lease ran out, so that nothing typed is lost; says whether it did.

    Only of somebody who once held the claim. Not what is sent twice, or saved after the verdict was given; and not
    from an old window of somebody who holds the claim again, whose newer draft it would overwrite.
    """
    has_answered = Verdict.objects.filter(
        claim_id=claim_id, author=by, state__in=[Verdict.State.PROPOSED, Verdict.State.PUBLISHED]
    )
    once_held = Event.objects.filter(claim_id=claim_id, actor=by, kind=Event.Kind.REVIEW_TAKEN)
    holds_again = Review.objects.leased(now).filter(claim_id=claim_id, reviewer=by)
    keeps = once_held.exists() and not holds_again.exists() and not has_answered.exists()
    if keeps:
        _keep_draft(claim_id=claim_id, content=content, by=by, now=now)
    return keeps
