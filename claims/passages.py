"""Which words of an article a claim is: raised by a person, reworded, moved, split in parts, merged with others.

Offsets are code points of the article's text, end exclusive: `article.text[start:end] == claim.quote` always. A
passage is a claim once; the database's constraint on the span settles who was first.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from claims.errors import Invalid, NotFound, WrongState
from claims.leases import claim_under_lease, record_on_claim
from claims.models import Article, Claim, Event, Review
from claims.roles import Role, require, roles_of
from claims.wording import problem_with_text

# In code points. A person's claim is a statement, not a page; the standalone wording is shorter still.
LONGEST_PASSAGE = 5_000
LONGEST_WORDING = 2_000
# Of one claim at a time.
MOST_PARTS = 20

Span = tuple[int, int]


# --- A new one


def add_claim(
    *, article_id: int, start: int, end: int, by: User | None, now: datetime
) -> tuple[Claim, bool]:
    """Queue a passage that a person thought worth checking, whether the reading set it aside or passed it over.

    The same passage again is the same claim, whatever has become of it.

    Returns:
        The claim, and whether it is new.

    Raises:
        Invalid: the span is empty, out of the text, too long, or begins or ends with white space.
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such article.
        WrongState: the article has not been read yet.
    """
    if by is not None:
        require(by, Role.REVIEWER)
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound("There is no such article.")
    if article.status != Article.Status.EXTRACTED:
        raise WrongState("This article has not been read yet.")
    quote = _passage(article.text, start, end)
    set_aside = _reason_set_aside(article, start, end)
    reason = "raised from what was set aside" if set_aside else "added by a person"
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                article=article,
                added_by=by,
                quote=quote,
                text=quote,
                start=start,
                end=end,
                check_worthiness=1.0,
                reasons=[reason],
                created_at=now,
            )
            Review.objects.queue([claim], now=now)
            _added(claim, by=by, now=now, **({"set_aside": set_aside} if set_aside else {}))
    except IntegrityError:
        return Claim.objects.get(article=article, start=start, end=end), False
    return claim, True


def _reason_set_aside(article: Article, start: int, end: int) -> str:
    """Why the last reading set this sentence aside; empty if it did not."""
    ledger = article.runs.order_by("-id").values_list("ledger", flat=True).first() or []
    reasons = (reason for at, until, _, reason in ledger if (at, until) == (start, end))
    return next(reasons, "")


def _added(claim: Claim, *, by: User | None, now: datetime, **detail: Any) -> None:
    record_on_claim(Event.Kind.CLAIM_ADDED, claim_id=claim.pk, by=by, now=now, **detail)


# --- Other words for it, and other words of the article


def change_wording(*, claim_id: int, token: str, text: str, by: User, now: datetime) -> Claim:
    """Say what is claimed so that it stands alone; the quote stays as it is.

    Args:
        text: kept exactly as it is; empty for the quote itself.

    Raises:
        Invalid: the text is white space, too long, or cannot be kept.
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue.
    """
    if text and (problem := problem_with_text(text, longest=LONGEST_WORDING)):
        raise Invalid(text=problem)
    with transaction.atomic():
        claim = claim_under_lease(claim_id=claim_id, token=token, by=by, now=now)
        before, after = claim.text, text or claim.quote
        if before == after:
            return claim
        _change(claim, text=after, substitutions=[])
        record_on_claim(
            Event.Kind.CLAIM_REWORDED, claim_id=claim_id, by=by, now=now, before=before, after=after
        )
    return claim


def change_span(
    *, claim_id: int, token: str, start: int, end: int, by: User, now: datetime
) -> Claim:
    """Let the claim be another passage of its article. A wording that no person wrote follows it.

    Raises:
        Invalid: the span is empty, out of the text, too long, or begins or ends with white space.
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue, or this passage is another claim already.
    """
    with transaction.atomic():
        claim = claim_under_lease(claim_id=claim_id, token=token, by=by, now=now)
        before = (claim.start, claim.end)
        if before == (start, end):
            return claim
        with _no_claim_twice(claim, [(start, end)]):
            _move(claim, text_of(claim), start, end)
        record_on_claim(
            Event.Kind.CLAIM_MOVED,
            claim_id=claim_id,
            by=by,
            now=now,
            before=before,
            after=(start, end),
        )
    return claim


def split_claim(
    *, claim_id: int, token: str, spans: Sequence[Span], by: User, now: datetime
) -> tuple[Claim, ...]:
    """Make a claim that says several things several claims: it keeps the first span, each other is a new one.

    The new ones have its claimant, its kind and its place in the queue, and wait there. Each is worded as its quote.

    Args:
        spans: in the order of the text, none overlapping another; two at least.

    Returns:
        The claim, and the new ones in the order of the text.

    Raises:
        Invalid: the spans.
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue, or one of the spans is another claim already.
    """
    if not 2 <= len(spans) <= MOST_PARTS:
        raise Invalid(spans=f"A claim is split into 2 to {MOST_PARTS} parts.")
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise Invalid(spans="The parts come in the order of the text, and none overlaps another.")
    with transaction.atomic():
        claim = claim_under_lease(claim_id=claim_id, token=token, by=by, now=now)
        text, before = text_of(claim), (claim.start, claim.end)
        quotes = [
            _passage(text, *span, at=f"spans.{position}.") for position, span in enumerate(spans)
        ]
        with _no_claim_twice(claim, spans):
            if before != spans[0]:
                claim.text = claim.quote  # what it said beyond its first part, the others say now
                _move(claim, text, *spans[0])
            parts = [
                Claim.objects.create(
                    start=start, end=end, quote=quote, text=quote, **_shared(claim, by=by, now=now)
                )
                for (start, end), quote in zip(spans[1:], quotes[1:], strict=True)
            ]
        Review.objects.queue(parts, now=now)
        record_on_claim(
            Event.Kind.CLAIM_SPLIT,
            claim_id=claim_id,
            by=by,
            now=now,
            before=before,
            after=spans[0],
            into=[part.pk for part in parts],
        )
        for part in parts:
            _added(part, by=by, now=now, split_from=claim_id)
    return claim, *parts


def _shared(claim: Claim, *, by: User, now: datetime) -> dict[str, Any]:
    """What a part of a claim has of the whole."""
    kept = (
        "article_id",
        "claimant",
        "claimant_start",
        "claimant_end",
        "claimant_type",
        "claim_date",
        "claim_place",
        "kind",
        "check_worthiness",
        "reasons",
        "priority",
    )
    return {"added_by": by, "created_at": now, **{name: getattr(claim, name) for name in kept}}


def merge_claims(
    *, claim_id: int, token: str, others: Sequence[int], by: User, now: datetime
) -> Claim:
    """Make one claim of several that say one thing: it grows to reach over all of them, and they are dismissed.

    A wording that was the quote follows it. What anybody had drafted about the others stays theirs.

    Args:
        others: ids of claims of the same article which are queued, and held by nobody else.

    Raises:
        Invalid: the others, or the passage that reaches over all of them.
        LeaseLost, NotFound
        WrongState: the claim is no longer in the queue; another is not, or is somebody else's to do; or the whole
            passage is a claim already.
    """
    ids = sorted(set(others))
    if not 1 <= len(ids) < MOST_PARTS or claim_id in ids:
        raise Invalid(claims=f"A claim is merged with 1 to {MOST_PARTS - 1} others.")
    with transaction.atomic():
        claim = claim_under_lease(claim_id=claim_id, token=token, by=by, now=now)
        before = (claim.start, claim.end)
        merged = Claim.objects.filter(pk__in=ids, article_id=claim.article_id)
        if merged.count() != len(ids):
            raise Invalid(claims="Only claims of one article can be merged.")
        _dismiss(ids, by=by, now=now)
        # Read only now that nobody can move them any more.
        spans = [before, *merged.values_list("start", "end")]
        start, end = min(at for at, _ in spans), max(until for _, until in spans)
        if before != (start, end):
            with _no_claim_twice(claim, [(start, end)]):
                _move(claim, text_of(claim), start, end)
        record_on_claim(
            Event.Kind.CLAIM_MERGED,
            claim_id=claim_id,
            by=by,
            now=now,
            before=before,
            after=(start, end),
            claims=ids,
        )
        for merged_id in ids:
            record_on_claim(
                Event.Kind.CLAIM_DISMISSED,
                claim_id=merged_id,
                by=by,
                now=now,
                reason=f"It became part of claim {claim_id}.",
                merged_into=claim_id,
            )
    return claim


def _dismiss(ids: Sequence[int], *, by: User, now: datetime) -> None:
    """Take claims out of the queue, unless somebody else is at work on one of them."""
    open_ones = Review.objects.filter(claim__in=ids, status=Review.Status.OPEN)
    # A row that is locked is somebody's at this moment. To wait for it could be to wait for one who waits for us.
    locked = [row.pk for row in open_ones.select_for_update(skip_locked=True)]
    free = Review.objects.free_for(by, now, is_editor=Role.EDITOR in roles_of(by))
    for taken in (free, Review.objects.leased(now).filter(reviewer=by)):
        taken.filter(pk__in=locked).update(
            status=Review.Status.CANCELLED, lease_token="", lease_expires_at=None
        )
    if open_ones.exists():
        raise WrongState("Somebody else is to work on one of these claims, or does already.")
    queued = Claim.objects.filter(pk__in=ids, status=Claim.Status.QUEUED)
    if queued.update(status=Claim.Status.DISMISSED) != len(ids):
        raise WrongState("One of these claims is no longer waiting in the queue.")


# --- Spans


def text_of(claim: Claim) -> str:
    """The whole text of the claim's article."""
    return Article.objects.values_list("text", flat=True).get(pk=claim.article_id)


def _passage(text: str, start: int, end: int, *, at: str = "") -> str:
    """The words of this span, or `Invalid` with its fields named after `at`."""
    if not 0 <= start < end <= len(text):
        raise Invalid(
            **{f"{at}end": f"A claim lies within the text: 0 <= start < end <= {len(text)}."}
        )
    if end - start > LONGEST_PASSAGE:
        raise Invalid(
            **{
                f"{at}end": f"This has {end - start:,} characters; a claim has at most {LONGEST_PASSAGE:,}."
            }
        )
    quote = text[start:end]
    if quote != quote.strip():
        raise Invalid(
            **{f"{at}start": "A claim begins and ends with a word, not with white space."}
        )
    return quote


def _move(claim: Claim, text: str, start: int, end: int) -> None:
    quote = _passage(text, start, end)
    # The extractor's wording belongs to its passage; only what a person wrote stays.
    is_persons = claim.text != claim.quote and not claim.substitutions
    follows = {} if is_persons else {"text": quote, "substitutions": []}
    _change(claim, start=start, end=end, quote=quote, **follows)


def _change(claim: Claim, **changes: Any) -> None:
    """Change a claim whose row is locked, in the database and in memory; new words are to be compared anew."""
    if "text" in changes:
        changes["indexed_at"] = None
    Claim.objects.filter(pk=claim.pk).update(**changes)
    for name, value in changes.items():
        setattr(claim, name, value)


@contextmanager
def _no_claim_twice(claim: Claim, spans: Sequence[Span]) -> Iterator[None]:
    """Name the other claim that has one of these spans already, where the constraint refuses it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        others = Claim.objects.filter(article_id=claim.article_id).exclude(pk=claim.pk)
        for start, end in spans:
            if (has_it := others.filter(start=start, end=end).first()) is not None:
                raise WrongState(
                    f"This passage is a claim already: number {has_it.pk}, {has_it.status}."
                ) from None
        raise
