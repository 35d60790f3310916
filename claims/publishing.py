"""Editors publish what reviewers propose, send it back, and correct or retract it in public.

What waits for an editor is always the one version of a verdict that is `proposed`: a new verdict's first, or a
correction of a published one. Each step locks the verdict's row first, so that two editors come one after the
other, and asks for the state again in the WHERE of its UPDATE.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from claims import catalogue, evidence_links, webhooks
from claims.answers import Answer, check_note, write_version
from claims.checking import let_verdict_be_found
from claims.checklist import require_sources
from claims.errors import Invalid, NotAllowed, NotFound, WrongState
from claims.models import Claim, Draft, Event, Review, Verdict, VerdictVersion, record
from claims.roles import Role, require

State = Verdict.State
Kind = VerdictVersion.Kind

# For so long a returned verdict is offered to its author alone.
RETURNED_TO_AUTHOR_FOR = timedelta(hours=24)


@transaction.atomic
def publish_verdict(
    *, verdict_id: int, by: User, now: datetime, version_id: int | None = None
) -> Verdict:
    """Publish the version that waits: a new verdict, or a proposed correction of a published one.

    Args:
        version_id: the version that the editor has read, where known: no other is published.

    Raises:
        Invalid: its evidence falls short of the desk's rule, where that is binding.
        NotAllowed: `by` is no editor, or wrote this version and a second person is required.
        NotFound
        WrongState: no version of this verdict waits.
    """
    verdict = _locked(verdict_id, by=by)
    version = _pending(verdict, version_id)
    if settings.FACTCHECK_SECOND_PERSON and version.author_id == by.pk:
        raise NotAllowed("A second person publishes: you wrote this yourself.")
    require_sources(version)
    _make_public(verdict, version, by=by, now=now)
    changes: dict[str, Any] = {"current": version, "updated_at": now, "last_confirmed_at": now}
    if version.kind == Kind.ORIGINAL:
        changes |= {"state": State.PUBLISHED, "published_at": now}
        kind = Event.Kind.VERDICT_PUBLISHED
    else:
        kind = Event.Kind.VERDICT_CORRECTED
    _move(verdict, **changes)
    # The worker looks at it once more: a question asked at this very moment is not seen yet.
    Claim.objects.filter(pk=verdict.claim_id, status=Claim.Status.DECIDED).update(
        status=Claim.Status.PUBLISHED, indexed_at=None
    )
    _record(kind, verdict, by=by, now=now, version=version.number)
    let_verdict_be_found(root_id=verdict.claim_id, now=now)
    return verdict


@transaction.atomic
def return_verdict(
    *, verdict_id: int, note: str, by: User, now: datetime, version_id: int | None = None
) -> Verdict:
    """Send the version that waits back to its author, with a note.

    A new verdict's claim goes back to the queue, for a day to its author alone, with what they wrote as their
    draft. A proposed correction is dropped, and the published verdict stays as it is.

    Raises:
        Invalid: no note.
        NotAllowed, NotFound
        WrongState: no version of this verdict waits.
    """
    check_note(note)
    verdict = _locked(verdict_id, by=by)
    version = _pending(verdict, version_id)
    _drop(version)
    if version.kind == Kind.ORIGINAL:
        _move(verdict, state=State.RETURNED)
        _back_to_the_queue(verdict, version, now=now)
    _record(Event.Kind.VERDICT_RETURNED, verdict, by=by, now=now, note=note, change=version.kind)
    return verdict


def _back_to_the_queue(verdict: Verdict, version: VerdictVersion, *, now: datetime) -> None:
    claim = verdict.claim
    Claim.objects.filter(pk=claim.pk, status=Claim.Status.DECIDED).update(
        status=Claim.Status.QUEUED
    )
    Review.objects.queue(
        [claim],
        now=now,
        reserved_for=verdict.author,
        reserved_until=now + RETURNED_TO_AUTHOR_FOR,
    )
    Draft.objects.update_or_create(
        claim=claim,
        author=verdict.author,
        defaults={"content": Answer.in_version(version).as_plain(), "saved_at": now},
    )


@transaction.atomic
def correct_verdict(
    *,
    verdict_id: int,
    kind: str,
    note: str,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    version_id: int | None = None,
) -> Verdict:
    """Propose a new version of a published verdict; it takes effect when it is published.

    Args:
        kind: `clarification` or `correction`.
        note: what changed and why, for the public.
        changes: fields of an `Answer` that differ from what the public reads now.
        version_id: the public version that the changes start from, where known.

    Raises:
        Invalid: the kind, the note, or the verdict as it would then stand.
        NotAllowed, NotFound
        WrongState: the verdict is not published, or a change of it waits already.
    """
    if kind not in {Kind.CLARIFICATION, Kind.CORRECTION}:
        raise Invalid(kind="A change is a clarification or a correction.")
    check_note(note)
    verdict = _locked(verdict_id, by=by)
    if verdict.state != State.PUBLISHED or verdict.current is None:
        raise WrongState("Only a published verdict can be corrected.")
    if version_id is not None and verdict.current_id != version_id:
        raise WrongState("Another change has been published since: start from the words of today.")
    if verdict.versions.filter(state=VerdictVersion.State.PROPOSED).exists():
        raise WrongState(
            "A change of this verdict waits already: publish or return that one first."
        )
    now_public = Answer.in_version(verdict.current)
    changed = Answer.of({**{name: getattr(now_public, name) for name in _PLAIN}, **changes})
    if "evidence" not in changes:
        changed = replace(changed, evidence=now_public.evidence)
    changed.check(standing_rating=now_public.rating)
    if changed == now_public and kind == Kind.CORRECTION:
        raise Invalid(kind="A correction changes something: these are the words of today.")
    write_version(verdict, changed, kind=Kind(kind), note=note, by=by, now=now)
    _record(Event.Kind.VERDICT_CORRECTION_PROPOSED, verdict, by=by, now=now, change=kind, note=note)
    return verdict


_PLAIN = ("conclusion", "rationale", "rating", "method", "review_by")


@transaction.atomic
def retract_verdict(*, verdict_id: int, note: str, by: User, now: datetime) -> Verdict:
    """Withdraw a published verdict at once, with a public note; it stays at its address and says so.

    A change that waits is dropped.

    Raises:
        Invalid: no note.
        NotAllowed, NotFound
        WrongState: the verdict is not published.
    """
    check_note(note)
    verdict = _locked(verdict_id, by=by)
    if verdict.state != State.PUBLISHED or verdict.current is None:
        raise WrongState("Only a published verdict can be retracted.")
    for waiting in verdict.versions.filter(state=VerdictVersion.State.PROPOSED):
        _drop(waiting)
    said = Answer.in_version(verdict.current)
    version = write_version(verdict, said, kind=Kind.RETRACTION, note=note, by=by, now=now)
    _make_public(verdict, version, by=by, now=now)
    _move(verdict, state=State.RETRACTED, current=version, updated_at=now)
    _record(
        Event.Kind.VERDICT_RETRACTED, verdict, by=by, now=now, version=version.number, note=note
    )
    return verdict


# --- Shared by the steps above


def _locked(verdict_id: int, *, by: User) -> Verdict:
    require(by, Role.EDITOR)
    # The lock by itself, then the reading: after a wait PostgreSQL has the locked row anew, but what was joined to
    # it from before, and a version published meanwhile would seem to be none.
    if not Verdict.objects.select_for_update().filter(pk=verdict_id):
        raise NotFound("There is no such verdict.")
    return Verdict.objects.select_related("claim", "author", "current__rating").get(pk=verdict_id)


def _pending(verdict: Verdict, read: int | None) -> VerdictVersion:
    version = (
        verdict.versions.select_related("rating")
        .filter(state=VerdictVersion.State.PROPOSED)
        .first()
    )
    if version is None:
        raise WrongState("No version of this verdict waits for an editor.")
    if read is not None and version.pk != read:
        raise WrongState("Another version waits now than the one you read: read it again.")
    return version


def _move(verdict: Verdict, **changes: Any) -> None:
    """Change a verdict that is still in the state it was locked in, in the database and in memory."""
    if not Verdict.objects.filter(pk=verdict.pk, state=verdict.state).update(**changes):
        raise WrongState("This verdict has just been changed by somebody else.")
    for name, value in changes.items():
        setattr(verdict, name, value)


def _make_public(verdict: Verdict, version: VerdictVersion, *, by: User, now: datetime) -> None:
    version.number = 1 + (verdict.current.number or 0 if verdict.current else 0)
    version.state = VerdictVersion.State.PUBLISHED
    won = VerdictVersion.objects.filter(pk=version.pk, state=VerdictVersion.State.PROPOSED).update(
        state=version.state, number=version.number, published_by=by, published_at=now
    )
    if not won:
        raise WrongState("This version has just been published or returned by somebody else.")
    catalogue.enter(verdict, version)
    if version.kind != Kind.RETRACTION:
        evidence_links.watch(version, now=now)


def _drop(version: VerdictVersion) -> None:
    won = VerdictVersion.objects.filter(pk=version.pk, state=VerdictVersion.State.PROPOSED).update(
        state=VerdictVersion.State.RETURNED
    )
    if not won:
        raise WrongState("This version has just been published or returned by somebody else.")


def _record(kind: Event.Kind, verdict: Verdict, *, by: User, now: datetime, **detail: Any) -> None:
    event = record(
        kind,
        by=by,
        at=now,
        article_id=verdict.claim.article_id,
        claim_id=verdict.claim_id,
        verdict_id=verdict.pk,
        **detail,
    )
    if kind in webhooks.KINDS:
        webhooks.announce(event)
