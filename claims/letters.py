"""The public answers back: it asks for corrections, and those whom a claim concerns reply to its verdict."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from claims.errors import Invalid, NotFound, TooMany, WrongState
from claims.models import Event, Letter, Verdict, record
from claims.roles import Role, require
from claims.wording import problem_with_characters, problem_with_text, sha256_of

Kind, State = Letter.Kind, Letter.State

LONGEST = 5_000
"""In Unicode code points."""
LONGEST_BESIDE = {"name": 200, "contact": 300}
# From one address; and of those that wait for an answer, about one verdict.
MOST_AN_HOUR = 5
MOST_OPEN = 100


def write_letter(
    *,
    verdict_id: int,
    kind: str,
    text: str,
    address: str,
    now: datetime,
    name: str = "",
    contact: str = "",
) -> tuple[Letter, str]:
    """Write to the desk about a published verdict.

    Args:
        address: from where it comes, of which only a keyed hash is kept.
        name: whose reply it is; the public reads it with the reply.
        contact: how the desk may answer beside the page that has the answer.

    Returns:
        The letter, and the key under which its writer reads what came of it; it is nowhere else.

    Raises:
        Invalid: the kind, the name, the contact or the text.
        NotFound: there is no such public verdict.
        TooMany: from this address within the hour, or about this verdict without an answer.
    """
    _check(kind=kind, text=text, name=name, contact=contact)
    if not Verdict.objects.published().filter(pk=verdict_id).exists():
        raise NotFound("There is no such verdict.")
    sender = hmac.new(settings.SECRET_KEY.encode(), address.encode(), sha256).hexdigest()
    # An accepted inexactness: two at once may pass either number by one.
    lately = Letter.objects.filter(sender=sender, created_at__gt=now - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise TooMany("That are many letters within an hour: write the next one later.")
    if Letter.objects.filter(verdict=verdict_id, state=State.OPEN).count() >= MOST_OPEN:
        raise TooMany("Many letters about this verdict wait for an answer: write again later.")
    with transaction.atomic():
        letter, key = _keep(
            verdict_id=verdict_id,
            kind=kind,
            text=text,
            name=name,
            contact=contact,
            sender=sender,
            created_at=now,
        )
        _record(Event.Kind.LETTER_RECEIVED, letter, by=None, now=now, concerns=kind)
    return letter, key


def log_reply(*, verdict_id: int, name: str, text: str, by: User, now: datetime) -> Letter:
    """Put a statement that reached the desk in another way onto a verdict's page.

    Raises:
        Invalid, NotAllowed, NotFound
    """
    require(by, Role.EDITOR)
    _check(kind=Kind.REPLY, text=text, name=name, contact="")
    if not Verdict.objects.published().filter(pk=verdict_id).exists():
        raise NotFound("There is no such public verdict.")
    with transaction.atomic():
        letter, _ = _keep(
            verdict_id=verdict_id,
            kind=Kind.REPLY,
            text=text,
            name=name,
            state=State.ACCEPTED,
            answered_by=by,
            answered_at=now,
            created_at=now,
        )
        _record(Event.Kind.LETTER_RECEIVED, letter, by=by, now=now, concerns=Kind.REPLY)
    return letter


def answer_letter(*, letter_id: int, accept: bool, answer: str, by: User, now: datetime) -> Letter:
    """Say what comes of a letter. A correction that is accepted is made as any other, by a new version.

    Raises:
        Invalid: the answer, which its writer reads.
        NotAllowed: `by` is no editor.
        NotFound: there is no such letter.
        WrongState: it has been answered.
    """
    require(by, Role.EDITOR)
    if problem := problem_with_text(answer, longest=LONGEST):
        raise Invalid(answer=problem)
    with transaction.atomic():
        won = Letter.objects.filter(pk=letter_id, state=State.OPEN).update(
            state=State.ACCEPTED if accept else State.DECLINED,
            answer=answer,
            answered_by=by,
            answered_at=now,
            sender="",
        )
        letter = Letter.objects.select_related("verdict__claim").filter(pk=letter_id).first()
        if letter is None:
            raise NotFound("There is no such letter.")
        if not won:
            raise WrongState("This letter has been answered.")
        _record(Event.Kind.LETTER_ANSWERED, letter, by=by, now=now, outcome=letter.state)
    return letter


def letter_of(key: str) -> Letter | None:
    """The letter whose writer has this key."""
    return Letter.objects.select_related("verdict__claim").filter(key_digest=sha256_of(key)).first()


def _check(*, kind: str, text: str, name: str, contact: str) -> None:
    errors = {}
    if kind not in Kind:
        errors["kind"] = "Say whether you ask for a correction, or reply."
    if problem := problem_with_text(text, longest=LONGEST):
        errors["text"] = problem
    if kind == Kind.REPLY and not name.strip():
        errors["name"] = "A reply stands under the name of whoever makes it."
    for field, said in (("name", name), ("contact", contact)):
        longest = LONGEST_BESIDE[field]
        if len(said) > longest:
            errors[field] = f"This has {len(said):,} characters; at most {longest} can be kept."
        elif problem := problem_with_characters(said):
            errors[field] = problem
    if errors:
        raise Invalid(**errors)


def _keep(**fields: Any) -> tuple[Letter, str]:
    """A new letter, and its key."""
    key = secrets.token_urlsafe(24)
    return Letter.objects.create(key_digest=sha256_of(key), **fields), key


def _record(
    kind: Event.Kind, letter: Letter, *, by: User | None, now: datetime, **detail: Any
) -> None:
    claim = letter.verdict.claim
    record(
        kind,
        by=by,
        at=now,
        article_id=claim.article_id,
        claim_id=claim.pk,
        verdict_id=letter.verdict_id,
        letter=letter.pk,
        **detail,
    )
