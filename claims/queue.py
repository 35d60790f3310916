"""The queue: who is offered which review, why, and the ways to leave one to somebody else.

Nothing here ends a review: skipped, handed over or given back, it stays open, and each draft stays its author's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction

from claims.answers import check_note
from claims.errors import Invalid, NotFound, WrongState
from claims.leases import held, late, my_leases, new_lease, record_on_claim, renew_lease
from claims.models import Claim, Event, Review, Skip, record
from claims.roles import Role, require, roles_of
from claims.wording import problem_with_characters

# For so long `take_next_review` does not offer a review to whoever skipped it.
SKIPPED_FOR = timedelta(hours=4)
# For so long a review that was handed to somebody is offered to them alone.
HANDED_OVER_FOR = timedelta(hours=24)


class Later(StrEnum):
    """To whom a skipped review is left."""

    LATER = "later"  # whoever comes next, and me again in a while
    EDITOR = "editor"


# --- Taking


def take_next_review(*, by: User, now: datetime) -> Review | None:
    """Lease the next review to `by`: what is reserved for them, to an editor what was left to the editors, then the
    head of the queue; none that they have skipped lately.

    One statement, so that no two people can be given one review, and so that nobody waits for another's row.
    `python -m benchmarks.leases` holds it against the two ways an ORM suggests.

    Returns:
        The review, with a new token and its claim; None when nothing waits for this person.

    Raises:
        NotAllowed: `by` is no reviewer.
        WrongState: `by` holds as many as one person may.
    """
    require(by, Role.REVIEWER)
    token, expires = new_lease(now)
    given: dict[str, Any] = {
        "me": by.pk,
        "token": token,
        "expires": connection.ops.adapt_datetimefield_value(expires),
        "now": connection.ops.adapt_datetimefield_value(now),
        "most": settings.FACTCHECK_MAX_LEASES,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE_NEXT_AS_EDITOR if _edits(by) else _TAKE_NEXT, given)
        row = cursor.fetchone()
        if row is not None:
            return _taken(row[0], by=by, now=now)
    _check_room(by=by, now=now)
    return None


# SQLite has no row locks and needs none: it lets one writer in at a time.
_SKIP_LOCKED = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
# `status = 'open'` stands as a literal, not a parameter, so that a prepared plan can use the partial indexes. What
# keeps a review from me is one condition, not three: PostgreSQL, before it has statistics of the tables, would think
# three so rarely fulfilled that it sorts the whole queue to find the one row.
_SKIPPED = "SELECT review_id FROM claims_skip WHERE reviewer_id = %(me)s AND until > %(now)s"
_IN_THE_QUEUE = f"""status = 'open' AND
    (lease_expires_at > %(now)s OR reserved_until > %(now)s OR id IN ({_SKIPPED})) IS NOT TRUE"""
_QUEUE_ORDER = "priority DESC, check_worthiness DESC, id"


def _first(where: str, *, order: str) -> str:
    return f"(SELECT id FROM claims_review WHERE {where} ORDER BY {order} LIMIT 1 {_SKIP_LOCKED})"  # noqa: S608 -- constants of this file


_MINE = _first(
    f"""status = 'open' AND reserved_for_id = %(me)s AND reserved_until > %(now)s
    AND (lease_expires_at > %(now)s OR id IN ({_SKIPPED})) IS NOT TRUE""",
    order="id",
)
_FOR_EDITORS = _first(f"for_editor = TRUE AND {_IN_THE_QUEUE}", order=_QUEUE_ORDER)
_FOR_ANYBODY = _first(f"for_editor = FALSE AND {_IN_THE_QUEUE}", order=_QUEUE_ORDER)


def _statement(*places: str) -> str:
    """Take the first review there is in `places`, unless I hold as many as I may.

    An accepted inexactness: two windows of one person may pass that number by one.
    """
    return f"""
        UPDATE claims_review
        SET reviewer_id = %(me)s, lease_token = %(token)s, lease_expires_at = %(expires)s
        WHERE id = COALESCE({", ".join(places)}) AND %(most)s > (
            SELECT COUNT(*) FROM claims_review
            WHERE status = 'open' AND reviewer_id = %(me)s AND lease_expires_at > %(now)s
        )
        RETURNING id
    """  # noqa: S608 -- only constants from above are put in; every value is a parameter


_TAKE_NEXT = _statement(_MINE, _FOR_ANYBODY)
_TAKE_NEXT_AS_EDITOR = _statement(_MINE, _FOR_EDITORS, _FOR_ANYBODY)


def take_review(*, claim_id: int, by: User, now: datetime) -> Review:
    """Lease a claim that a person chose; whoever holds it already keeps their lease, renewed.

    Raises:
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such claim.
        WrongState: nothing of it waits for this person: it is decided, leased to another, reserved, or left to the
            editors; or they hold as many as one person may.
    """
    require(by, Role.REVIEWER)
    if not Claim.objects.filter(pk=claim_id).exists():
        raise NotFound("There is no such claim.")
    mine = Review.objects.leased(now).filter(claim_id=claim_id, reviewer=by).first()
    if mine is not None:
        return renew_lease(claim_id=claim_id, token=mine.lease_token, by=by, now=now)
    _check_room(by=by, now=now)
    free = Review.objects.free_for(by, now, is_editor=_edits(by)).filter(claim_id=claim_id)
    token, expires = new_lease(now)
    with transaction.atomic():
        for review_id in free.order_by("id").values_list("id", flat=True):
            # The guard is asked again by the UPDATE: somebody may have taken it since the SELECT.
            if free.filter(pk=review_id).update(
                reviewer=by, lease_token=token, lease_expires_at=expires
            ):
                return _taken(review_id, by=by, now=now)
    raise WrongState(
        "This claim is not waiting for you: somebody has it, it is kept for a colleague or an editor, or it is"
        " decided."
    )


def _edits(by: User) -> bool:
    return Role.EDITOR in roles_of(by)


def _check_room(*, by: User, now: datetime) -> None:
    most = settings.FACTCHECK_MAX_LEASES
    if my_leases(by=by, now=now).count() >= most:
        raise WrongState(
            f"You hold as many claims as one person may ({most}): answer or give back one of them first."
        )


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


# --- Leaving it to somebody else


def release_review(*, claim_id: int, token: str, by: User, now: datetime) -> None:
    """Give a claim back to the queue, in its old place; the draft stays.

    Raises:
        LeaseLost, NotFound
    """
    with transaction.atomic():
        _give_up(claim_id=claim_id, token=token, by=by, now=now)
        record_on_claim(Event.Kind.REVIEW_RELEASED, claim_id=claim_id, by=by, now=now)


def skip_review(
    *, claim_id: int, token: str, reason: str, to: str, by: User, now: datetime
) -> Review:
    """Put a claim aside, for a reason: back to its place in the queue, or to the editors.

    For `SKIPPED_FOR` it is not offered to `by` again; they may still choose it. What was reserved for them is free
    for others at once. What is left to the editors stays with them until one answers it or hands it to somebody.

    Args:
        to: `later` or `editor`; `hand_over_review` is for a colleague.

    Raises:
        Invalid: no reason, or another `to`.
        LeaseLost, NotFound
    """
    if to not in set(Later):
        raise Invalid(to=f"A claim is skipped to one of: {', '.join(Later)}.")
    check_note(reason, field="reason")
    changes: dict[str, Any] = {"reserved_for": None, "reserved_until": None}
    if to == Later.EDITOR:
        changes["for_editor"] = True
    with transaction.atomic():
        review = _give_up(claim_id=claim_id, token=token, by=by, now=now, **changes)
        Skip.objects.update_or_create(
            review=review, reviewer=by, defaults={"until": now + SKIPPED_FOR}
        )
        record_on_claim(
            Event.Kind.REVIEW_SKIPPED, claim_id=claim_id, by=by, now=now, to=to, reason=reason
        )
    return review


def hand_over_review(
    *, claim_id: int, token: str, colleague: str, reason: str, by: User, now: datetime
) -> Review:
    """Hand a claim to a colleague, with words for them: for `HANDED_OVER_FOR` theirs alone, then anyone's.

    Args:
        colleague: the name under which they sign in.

    Raises:
        Invalid: no reason; or the colleague is nobody, oneself, gone, or no reviewer.
        LeaseLost, NotFound
    """
    check_note(reason, field="reason")
    receiver = _reviewer_called(colleague)
    if receiver is None:
        raise Invalid(colleague="There is no reviewer of this name.")
    if receiver.pk == by.pk:
        raise Invalid(colleague="This is you: hand it to somebody else, or skip it.")
    with transaction.atomic():
        review = _give_up(
            claim_id=claim_id,
            token=token,
            by=by,
            now=now,
            reserved_for=receiver,
            reserved_until=now + HANDED_OVER_FOR,
            for_editor=False,
        )
        # What they once skipped, they are asked for now by name.
        Skip.objects.filter(review=review, reviewer=receiver).delete()
        record_on_claim(
            Event.Kind.REVIEW_HANDED_OVER,
            claim_id=claim_id,
            by=by,
            now=now,
            to=receiver.get_username(),
            reason=reason,
        )
    return review


def _reviewer_called(username: str) -> User | None:
    if problem_with_characters(username):
        return None
    user = User.objects.filter(username=username).first()
    return user if user is not None and Role.REVIEWER in roles_of(user) else None


def _give_up(*, claim_id: int, token: str, by: User, now: datetime, **changes: Any) -> Review:
    """End the lease and change the review; the caller has the transaction open."""
    mine = held(claim_id=claim_id, token=token, by=by, now=now)
    review = mine.select_related("claim").first()
    # It may be over since: the UPDATE asks for the live lease again.
    if review is None or not mine.update(
        reviewer=None, lease_token="", lease_expires_at=None, **changes
    ):
        raise late(claim_id)
    review.refresh_from_db(fields=["reviewer", "lease_token", "lease_expires_at", *changes])
    return review


# --- Why this one


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for a review's place. `kind` is for programs, `text` for people; `by` and `note` are a colleague's.

    kind: returned, handed_over, for_editor, priority, check_worthiness, waiting
    """

    kind: str
    text: str
    by: str = ""
    note: str = ""


def why_next(*, review: Review, by: User, now: datetime) -> tuple[Why, ...]:
    """Why `by` is offered this review before others, the strongest reason first."""
    reasons = []
    if review.reserved_for_id == by.pk and review.reserved_until and review.reserved_until > now:
        reasons.append(_why_mine(review))
    elif review.for_editor:
        sent = _last(review, Event.Kind.REVIEW_SKIPPED, detail__to=Later.EDITOR)
        reasons.append(_told("for_editor", "Left to the editors", sent, "reason"))
    if review.priority:
        reasons.append(Why("priority", f"Priority {review.priority}"))
    reasons.append(
        Why(
            "check_worthiness", f"Check-worthiness {review.check_worthiness:.2f}".replace("0.", ".")
        )
    )
    reasons.append(Why("waiting", f"Waiting since {review.created_at:%-d %B %Y, %H:%M} UTC"))
    return tuple(reasons)


def _why_mine(review: Review) -> Why:
    event = _last(review, Event.Kind.REVIEW_HANDED_OVER, Event.Kind.VERDICT_RETURNED)
    if event is not None and event.kind == Event.Kind.REVIEW_HANDED_OVER:
        return _told("handed_over", "Handed to you", event, "reason")
    return _told("returned", "Returned to you", event, "note")


def _last(review: Review, *kinds: Event.Kind, **detail: str) -> Event | None:
    events = Event.objects.filter(claim_id=review.claim_id, kind__in=kinds, **detail)
    return events.select_related("actor").order_by("-id").first()


def _told(kind: str, what: str, event: Event | None, words: str) -> Why:
    if event is None or event.actor is None:
        return Why(kind, what)
    actor = event.actor.get_username()
    return Why(kind, f"{what} by {actor}", by=actor, note=str(event.detail.get(words, "")))
