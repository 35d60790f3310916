"""Earlier claims with the same truth conditions: the machine suggests, a person decides, and the verdict is shared.

Whatever the machine finds is only a suggestion. A claim is matched by a person, who has seen what differs, and to
the claim at the end of the chain; it can be undone.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet

from claims.answers import check_note
from claims.checking import hurry_for_askers, let_verdict_be_found
from claims.errors import Invalid, LeaseLost, NotFound, WrongState
from claims.likeness import Difference, Statement
from claims.lookup import Found, Index, Kind, compare, find, plainly, write_claimants, write_keys
from claims.models import Claim, ClaimMatch, Event, Review, record
from claims.roles import Role, require
from claims.wording import problem_with_characters

logger = logging.getLogger(__name__)

State = ClaimMatch.State
Status = Claim.Status

MOST_SUGGESTED = 5
# A claim that is only similar is worth a person's look from here on.
WORTH_A_LOOK = 0.2


# --- The worker's step


def compare_new_claims(*, limit: int, now: datetime) -> int:
    """Index the claims that are new, or have new words, and suggest earlier ones for each, the oldest first.

    One worker at a time does it, so that of two claims alike the later sees the earlier; another who comes meanwhile
    leaves it to the first.

    Returns:
        How many it did; fewer than `limit` if no more are due, or somebody else is at them.
    """
    due = claims_to_compare().order_by("id").values_list("id", flat=True)
    done = 0
    for claim_id in list(due[:limit]):
        if not _compare_alone(claim_id, now=now):
            break
        done += 1
    return done


def claims_to_compare() -> QuerySet[Claim]:
    return Claim.objects.filter(indexed_at=None)


@transaction.atomic
def _compare_alone(claim_id: int, *, now: datetime) -> bool:
    """Compare one claim, unless somebody else compares one just now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('claims compared'))")
            if not cursor.fetchone()[0]:
                return False
    claim = Claim.objects.filter(pk=claim_id, indexed_at=None).first()
    if claim is None:
        return True
    try:
        with transaction.atomic():
            _compare(claim, now=now)
    except DatabaseError:
        raise
    except Exception:
        # Whatever it is, these words would meet it again, and no others would get past them.
        logger.exception("Claim %s could not be compared", claim_id)
    # Not if somebody has changed its words since they were read: then it is due still.
    Claim.objects.filter(pk=claim_id, text=claim.text).update(indexed_at=now)
    return True


def _compare(claim: Claim, *, now: datetime) -> None:
    statement = Statement(claim.text)
    write_keys([(claim.pk, statement)], index=Index.DESK)
    write_claimants([(claim.pk, claim.claimant)])
    if claim.status == Status.QUEUED:
        _suggest(claim, statement, now=now)
        hurry_for_askers(claim, statement)
    let_verdict_be_found(root_id=claim.same_as_id or claim.pk, now=now)


def _suggest(claim: Claim, statement: Statement, *, now: datetime) -> None:
    earlier = Claim.objects.filter(pk__lt=claim.pk).exclude(status=Status.DISMISSED)
    found = find([statement], index=Index.DESK, among=earlier, most=MOST_SUGGESTED)[0]
    roots = dict(
        Claim.objects.filter(pk__in=[each.claim_id for each in found]).values_list("id", "same_as")
    )
    best: dict[int, Found] = {}
    for each in found:
        root = roots[each.claim_id] or each.claim_id
        if root != claim.pk and (each.kind != Kind.SIMILAR or each.score >= WORTH_A_LOOK):
            best.setdefault(root, each)
    # What a person decided stays; what was suggested for words that have changed goes.
    claim.matches.filter(state=State.SUGGESTED).exclude(earlier__in=best).delete()
    ClaimMatch.objects.bulk_create(
        [
            ClaimMatch(claim=claim, earlier_id=root, suggested_at=now, **_seen(each))
            for root, each in best.items()
        ],
        ignore_conflicts=True,
    )
    for root, each in best.items():
        claim.matches.filter(earlier=root, state=State.SUGGESTED).update(**_seen(each))


def _seen(found: Found) -> dict[str, Any]:
    return {"kind": found.kind, "score": found.score, "differs": plainly(found.differs)}


# --- A person's decisions


def confirm_match(
    *,
    claim_id: int,
    earlier_id: int,
    differs: Sequence[Mapping[str, str]],
    by: User,
    now: datetime,
    token: str = "",
) -> Claim:
    """Say that a claim in the queue is the same as another one: it leaves the queue and shares that one's verdict.

    If the other is itself the same as a third, the claim is matched to the third; and those that are the same as
    the claim go with it.

    Args:
        differs: what the person has seen to differ between the two, as `differences_between` gives it.
        token: of the caller's lease, where somebody works on the claim.

    Raises:
        Invalid: they are one claim, or differ in something the person was not shown.
        LeaseLost: the token is not that of a live lease of the caller's.
        NotAllowed: `by` is no reviewer.
        NotFound
        WrongState: the claim is not in the queue, somebody works on it, or the other one was dismissed.
    """
    require(by, Role.REVIEWER)
    with transaction.atomic():
        # The reviews first, as by everybody who locks both.
        reviews = Review.objects.select_for_update().filter(claim=claim_id, status="open")
        list(reviews.order_by("id"))
        claim, root = _both(claim_id, earlier_id)
        _check_lease(claim_id, token=token, by=by, now=now)
        if claim.status != Status.QUEUED:
            raise WrongState("Only a claim that waits in the queue can be matched.")
        if root.status not in {Status.QUEUED, Status.DECIDED, Status.PUBLISHED}:
            raise WrongState("The other claim was dismissed: it has no verdict to share.")
        match = _decided(claim, root, differs=differs, by=by, now=now)
        Claim.objects.filter(pk=claim_id).update(status=Status.MATCHED, same_as=root)
        Claim.objects.filter(same_as=claim_id).update(same_as=root)
        reviews.update(status="cancelled", lease_token="", lease_expires_at=None)
        _record(Event.Kind.CLAIM_MATCHED, claim, by=by, now=now, same_as=root.pk, match=match.pk)
        let_verdict_be_found(root_id=root.pk, now=now)
    claim.refresh_from_db()
    return claim


def _both(claim_id: int, earlier_id: int) -> tuple[Claim, Claim]:
    """The two claims, locked: the second is the one at the end of the chain."""
    other = Claim.objects.filter(pk=earlier_id).values_list("id", "same_as").first()
    if other is None or not Claim.objects.filter(pk=claim_id).exists():
        raise NotFound("There is no such claim.")
    root_id = other[1] or other[0]
    if claim_id == root_id:
        raise Invalid(claim="A claim is not matched to itself, nor to one that is matched to it.")
    # In the order of their ids, so that nobody who locks two waits for another who does.
    pair = Claim.objects.select_for_update().filter(pk__in=[claim_id, root_id]).order_by("id")
    locked = {claim.pk: claim for claim in pair}
    if locked[root_id].status == Status.MATCHED:
        raise WrongState("The other claim has just been matched to a third: look again.")
    return locked[claim_id], locked[root_id]


def _check_lease(claim_id: int, *, token: str, by: User, now: datetime) -> None:
    if token:
        asked = "" if problem_with_characters(token) else token
        if not Review.objects.held(by=by, token=asked, now=now).filter(claim=claim_id).exists():
            raise LeaseLost("This token is not that of a live lease of yours on this claim.")
    elif Review.objects.leased(now).filter(claim=claim_id).exists():
        raise WrongState("Somebody works on this claim: whoever does can match it, with the token.")


def _decided(
    claim: Claim, root: Claim, *, differs: Sequence[Mapping[str, str]], by: User, now: datetime
) -> ClaimMatch:
    comparison = compare(Statement(claim.text), Statement(root.text))
    known = differences_between(claim, root)
    if [dict(each) for each in differs] != known:
        raise Invalid(
            differs=f"They differ in {_in_words(known)}. To match them all the same, send this as"
            " `differs`, as the list of suggestions has it."
            if known
            else "They differ in nothing that was found: send an empty list."
        )
    match, _ = ClaimMatch.objects.get_or_create(
        claim=claim, earlier=root, defaults={"kind": comparison.kind, "score": comparison.score}
    )
    ClaimMatch.objects.filter(pk=match.pk).update(
        state=State.CONFIRMED, decided_by=by, decided_at=now, differs=known
    )
    return match


def differences_between(claim: Claim, earlier: Claim) -> list[dict[str, str]]:
    """What a person must have seen before they match the two: of their words, and whose words they are.

    “I never voted for it” is another claim from another mouth; “rents rose” is not.
    """
    here, there = Statement(claim.text), Statement(earlier.text)
    differs = [*compare(here, there).differs]
    if (here.speaks_of_self or there.speaks_of_self) and claim.claimant != earlier.claimant:
        differs.append(Difference("speaker", claim.claimant, earlier.claimant))
    return plainly(differs)


def _in_words(differs: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(
        f"{each['kind']}: “{each['here']}” here, “{each['there']}” there" for each in differs
    )


def reject_match(*, claim_id: int, match_id: int, by: User, now: datetime) -> ClaimMatch:
    """Say that a suggested claim is not the same; it is not suggested again.

    Raises:
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such suggestion for this claim.
        WrongState: somebody has decided it.
    """
    require(by, Role.REVIEWER)
    with transaction.atomic():
        mine = ClaimMatch.objects.filter(pk=match_id, claim=claim_id)
        won = mine.filter(state=State.SUGGESTED).update(
            state=State.REJECTED, decided_by=by, decided_at=now
        )
        match = mine.select_related("claim").first()
        if match is None:
            raise NotFound("There is no such suggestion for this claim.")
        if not won:
            raise WrongState(f"This has been {match.state} already.")
        _record(
            Event.Kind.CLAIM_MATCH_REJECTED,
            match.claim,
            by=by,
            now=now,
            earlier=match.earlier_id,
            match=match.pk,
        )
    return match


def unmatch_claim(*, claim_id: int, reason: str, by: User, now: datetime) -> Claim:
    """Undo a match: the claim waits in the queue again, for a verdict of its own.

    Raises:
        Invalid: no reason.
        NotAllowed: `by` is no reviewer.
        NotFound
        WrongState: the claim is not matched.
    """
    require(by, Role.REVIEWER)
    check_note(reason, field="reason")
    with transaction.atomic():
        claim = Claim.objects.select_for_update().filter(pk=claim_id).first()
        if claim is None:
            raise NotFound("There is no such claim.")
        if claim.status != Status.MATCHED:
            raise WrongState("This claim is not matched to another.")
        root = claim.same_as_id
        claim.status, claim.same_as = Status.QUEUED, None
        claim.save(update_fields=["status", "same_as"])
        # It may have come to this one by way of another, with which it was matched first.
        claim.matches.filter(Q(earlier=root) | Q(state=State.CONFIRMED)).update(
            state=State.REJECTED, decided_by=by, decided_at=now
        )
        Review.objects.queue([claim], now=now)
        _record(Event.Kind.CLAIM_UNMATCHED, claim, by=by, now=now, was_same_as=root, reason=reason)
    return claim


def _record(kind: Event.Kind, claim: Claim, *, by: User, now: datetime, **detail: Any) -> None:
    record(kind, by=by, at=now, article_id=claim.article_id, claim_id=claim.pk, **detail)
