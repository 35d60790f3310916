"""What a reviewer says of a claim under a lease: a draft, a verdict, or that it is none; and notes to colleagues.

What is written by somebody whose lease is over changes nothing, and is kept as their draft.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from claims import catalogue
from claims.answers import Answer, check_note, write_version
from claims.errors import Invalid, NewerDraft, NotAllowed, NotFound, WrongState
from claims.leases import held, late, new_lease, record_on_claim
from claims.models import Article, Claim, Draft, Event, Note, Review, Verdict, VerdictVersion
from claims.roles import Role, require, roles_of
from claims.wording import problem_with_characters

# --- Drafts


def draft_of(*, claim_id: int, by: User) -> dict[str, Any] | None:
    """What `by` has written about the claim and not yet given."""
    draft = Draft.objects.filter(claim_id=claim_id, author=by).first()
    return draft.content if draft else None


def draft_mark(*, claim_id: int, by: User) -> str:
    """Which state of their draft `by` would see now; empty if there is none. For `seen` of `save_draft`."""
    draft = Draft.objects.filter(claim_id=claim_id, author=by).only("saved_at").first()
    return draft.saved_at.isoformat() if draft else ""


def save_draft(
    *,
    claim_id: int,
    token: str,
    content: Mapping[str, Any],
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Review:
    """Keep unfinished words, and renew the lease. A late writer's words are kept too.

    Args:
        content: any of the fields of an `Answer`, as JSON holds them.
        seen: the mark of the draft that the writer had before them, so that one window does not write over what
            another has saved since; the very words that are kept already are no quarrel. None writes over any.

    Raises:
        Invalid: the words cannot be stored.
        LeaseLost: the lease is over; the draft is kept if `by` ever held this claim.
        NewerDraft: what is kept is not what `seen` stands for.
        NotFound
    """
    _check_characters(content)
    with transaction.atomic():
        mine = held(claim_id=claim_id, token=token, by=by, now=now)
        if mine.update(lease_expires_at=new_lease(now)[1]):
            _keep_draft(claim_id=claim_id, content=content, by=by, now=now, seen=seen)
            return Review.objects.select_related("claim").get(lease_token=token, claim_id=claim_id)
    kept = _keep_late_draft(claim_id=claim_id, content=content, by=by, now=now, seen=seen)
    raise late(claim_id, kept=kept)


def _keep_draft(
    *,
    claim_id: int,
    content: Mapping[str, Any],
    by: User,
    now: datetime,
    seen: str | None,
) -> None:
    """The caller has the transaction open, and the review's row locked: so two windows come one after the other."""
    if seen is not None:
        kept = Draft.objects.filter(claim_id=claim_id, author=by).first()
        if kept is not None and kept.saved_at.isoformat() != seen and kept.content != content:
            raise NewerDraft("You have saved other words about this claim in another window.")
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


def _keep_late_draft(
    *, claim_id: int, content: Mapping[str, Any], by: User, now: datetime, seen: str | None
) -> bool:
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
        with transaction.atomic():
            # No row of a lease to lock here: the draft's own stands in for it.
            list(Draft.objects.select_for_update().filter(claim_id=claim_id, author=by))
            _keep_draft(claim_id=claim_id, content=content, by=by, now=now, seen=seen)
    return keeps


# --- A verdict, or none


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
        mine = held(claim_id=claim_id, token=token, by=by, now=now)
        review = mine.select_for_update().first()
        # The lock may have come late: the UPDATE asks for the live lease again.
        if review is not None and mine.update(
            status=Review.Status.ANSWERED,
            answer=plain,
            answered_at=now,
            lease_token="",
            lease_expires_at=None,
        ):
            return _propose(review, answer=answer, by=by, now=now)
    kept = _keep_late_draft(claim_id=claim_id, content=plain, by=by, now=now, seen=None)
    raise late(claim_id, kept=kept)


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
    record_on_claim(
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
        mine = held(claim_id=claim_id, token=token, by=by, now=now)
        if not mine.select_for_update().exists():
            raise late(claim_id)
        dismissed = Claim.objects.filter(pk=claim_id, status=Claim.Status.QUEUED).update(
            status=Claim.Status.DISMISSED
        )
        if not dismissed:
            raise WrongState("This claim is no longer waiting in the queue.")
        Review.objects.filter(claim_id=claim_id, status=Review.Status.OPEN).update(
            status=Review.Status.CANCELLED, lease_token="", lease_expires_at=None
        )
        record_on_claim(
            Event.Kind.CLAIM_DISMISSED, claim_id=claim_id, by=by, now=now, reason=reason
        )
    return Claim.objects.get(pk=claim_id)


def reopen_claim(*, claim_id: int, reason: str, by: User, now: datetime) -> Claim:
    """Put a dismissed claim back into the queue, for a reason; or, as an editor, one whose verdict was retracted.

    A retracted verdict stays, and says so; the claim then waits for another.

    Raises:
        Invalid: no reason.
        NotAllowed: `by` is no reviewer; or its verdict was retracted, and `by` is no editor.
        NotFound: there is no such claim.
        WrongState: it was not dismissed, and has no retracted verdict.
    """
    require(by, Role.REVIEWER)
    check_note(reason, field="reason")
    verdicts = Verdict.objects.filter(claim=OuterRef("pk"))
    retracted = Claim.objects.filter(
        Exists(verdicts.filter(state=Verdict.State.RETRACTED)), status=Claim.Status.PUBLISHED
    ).exclude(Exists(verdicts.filter(state=Verdict.State.PUBLISHED)))
    with transaction.atomic():
        # Two at once: the second finds it queued. Of a text that was taken down there is nothing to check.
        still_there = Claim.objects.exclude(
            article__in=Article.objects.filter(status=Article.Status.REMOVED)
        )
        reopened = still_there.filter(pk=claim_id, status=Claim.Status.DISMISSED).update(
            status=Claim.Status.QUEUED, indexed_at=None
        )
        retracted = retracted & still_there
        if not reopened and retracted.filter(pk=claim_id).exists():
            if Role.EDITOR not in roles_of(by):
                raise NotAllowed("An editor reopens a claim whose verdict was retracted.")
            reopened = retracted.filter(pk=claim_id).update(status=Claim.Status.QUEUED)
        claim = Claim.objects.filter(pk=claim_id).first()
        if claim is None:
            raise NotFound("There is no such claim.")
        if not reopened:
            raise WrongState(
                "Only a claim that was dismissed, or whose verdict was retracted, can be reopened."
            )
        Review.objects.queue([claim], now=now)
        record_on_claim(Event.Kind.CLAIM_REOPENED, claim_id=claim_id, by=by, now=now, reason=reason)
    return claim


# --- Notes to colleagues


def write_note(*, claim_id: int, text: str, by: User, now: datetime) -> Note:
    """Tell colleagues something about a claim, whoever holds it; sent twice in a row it is one note.

    Raises:
        Invalid: the text is empty, too long, or cannot be kept.
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such claim.
    """
    require(by, Role.REVIEWER)
    check_note(text, field="text")
    with transaction.atomic():
        # The lock makes two sendings of one note come one after the other.
        if not Claim.objects.select_for_update(no_key=True).filter(pk=claim_id):
            raise NotFound("There is no such claim.")
        last = Note.objects.filter(claim_id=claim_id).last()
        if last is not None and (last.author_id, last.text) == (by.pk, text):
            return last
        note = Note.objects.create(claim_id=claim_id, author=by, text=text, written_at=now)
        record_on_claim(Event.Kind.CLAIM_NOTED, claim_id=claim_id, by=by, now=now, note=note.pk)
    return note
