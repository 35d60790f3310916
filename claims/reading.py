"""An article is fetched and read, and what was found in it is queued: the worker's steps.

Whoever begins a step has the article to themselves until its `next_attempt_at`. Every function opens its own
transaction; the guard of each step is in the WHERE of its UPDATE.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from claims import webhooks
from claims.catalogue import enter_article
from claims.errors import Invalid, WrongState
from claims.intake import (
    Source,
    check_text,
    digest_of,
    longest,
    newest_at,
    note_appearance,
    quiet_until,
    refuse_what_was_taken_down,
    said_of,
)
from claims.models import Article, Claim, Event, ExtractionRun, Review, record
from claims.models.articles import ArticleQuerySet
from claims.wording import problem_with_characters

Status = Article.Status

# A started piece of work is left alone for FACTCHECK_RETRY_SECONDS before somebody else may start it, doubled with
# each attempt. That is longer than nearly all take; one that takes longer may be done twice, and is recorded once.
LONGEST_PAUSE = timedelta(minutes=10)
MAX_ATTEMPTS = 5

# A bell is given the time between two sweeps to be heard, doubled with each ring: workers may be busy, not deaf.
MOST_DOUBLINGS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor made of a text.

    Each of `claims` holds fields of `Claim` by name, `start` and `end` among them; `ledger` has a row
    `[start, end, check_worthiness, reason]` for each sentence set aside. Offsets are code points of the text,
    end exclusive.
    """

    extractor: str
    claims: Sequence[Mapping[str, Any]]
    ledger: Sequence[Sequence[Any]]
    sentences_count: int
    milliseconds: int


def begin_work(*, article_id: int, stage: Article.Status, now: datetime) -> Article | None:
    """Start fetching or reading an article, unless somebody else has, or it is done.

    Args:
        stage: what is to be done: `FETCHING` or `RECEIVED`, the state the article must still be in.

    Returns:
        The article with its text, or None: there is nothing to do, or it has been tried too often and has
        now failed.
    """
    article = Article.objects.due(now).filter(pk=article_id, status=stage).first()
    if article is None:
        return None
    if article.attempts >= MAX_ATTEMPTS:
        last_words = f" The last error: {article.error}" if article.error else ""
        fail_article(
            article_id=article_id,
            reason=f"Given up after {MAX_ATTEMPTS} attempts that did not come to an end.{last_words}",
            now=now,
        )
        return None
    pause = timedelta(seconds=settings.FACTCHECK_RETRY_SECONDS) * 2**article.attempts
    next_attempt_at = now + min(pause, LONGEST_PAUSE)
    # Two who saw the same attempt race here; the count in the WHERE lets one of them through.
    won = Article.objects.filter(pk=article_id, status=stage, attempts=article.attempts).update(
        attempts=F("attempts") + 1, next_attempt_at=next_attempt_at, rings=0, quiet_until=None
    )
    if not won:
        return None
    article.attempts += 1
    article.next_attempt_at = next_attempt_at
    return article


@transaction.atomic
def ring_again(*, stage: Article.Status, limit: int, now: datetime) -> list[int]:
    """Choose the articles to ring for once more, longest due first, and note that it is being done.

    Two sweeps at once do no more than one: on PostgreSQL the second finds the lock taken, on SQLite it finds the
    rows noted already.

    Args:
        stage: what is to be done, `FETCHING` or `RECEIVED`.
        limit: at most so many articles.

    Returns:
        Their ids; to be rung for after the transaction, and due for another ring even if that fails.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"sweep {stage}"])
            if not cursor.fetchone()[0]:
                return []
    unheard = dict(
        Article.objects.unheard(now).filter(status=stage).values_list("id", "rings")[:limit]
    )
    for rings in set(unheard.values()):
        Article.objects.unheard(now).filter(pk__in=unheard, status=stage, rings=rings).update(
            rings=min(rings + 1, MOST_DOUBLINGS), quiet_until=quiet_until(now, rings)
        )
    return list(unheard)


def put_off(*, article_id: int, reason: str, until: datetime, attempts: int | None = None) -> None:
    """Leave an unfinished article alone until `until`, with the reason for people to read.

    Args:
        attempts: as they were when this one began; one that was overtaken by another changes nothing.
    """
    _unfinished(article_id, attempts).update(next_attempt_at=until, error=reason)


def _unfinished(article_id: int, attempts: int | None) -> ArticleQuerySet:
    unfinished = Article.objects.filter(
        pk=article_id, status__in=[Status.FETCHING, Status.RECEIVED]
    )
    return unfinished if attempts is None else unfinished.filter(attempts=attempts)


def wake_interrupted(*, now: datetime) -> int:
    """Make everything unfinished due at once. Only for a worker that knows itself to be the only one."""
    return Article.objects.filter(status__in=[Status.FETCHING, Status.RECEIVED]).update(
        next_attempt_at=now
    )


def record_page(*, article_id: int, text: str, source: Source, now: datetime) -> Article:
    """Store the text fetched for an article that was submitted by its address.

    What the submitter said of it stays; `source` fills what was left empty. If the desk has this text
    already, the article becomes a pointer to that one.

    Raises:
        Invalid: the page's text cannot be kept.
        WrongState: the article is no longer being fetched.
    """
    check_text(text)
    digest = digest_of(text)
    refuse_what_was_taken_down(digest)
    try:
        return _store_page(article_id=article_id, text=text, digest=digest, source=source, now=now)
    except IntegrityError:
        # Somebody stored the same text since we looked; now we find it.
        return _store_page(article_id=article_id, text=text, digest=digest, source=source, now=now)


@transaction.atomic
def _store_page(
    *, article_id: int, text: str, digest: str, source: Source, now: datetime
) -> Article:
    article = (
        Article.objects.select_for_update().filter(pk=article_id, status=Status.FETCHING).first()
    )
    if article is None:
        raise WrongState("This article is not being fetched.")
    for name, value in asdict(source).items():
        if not value or getattr(article, name):
            continue
        # A page's word about itself: cut to what the column holds, and left out where none can hold it.
        if isinstance(value, str):
            value = "" if problem_with_characters(value) else value[: longest(name)]
        setattr(article, name, value)
    place = Source(**{name: getattr(article, name) for name in asdict(source)})
    known = Article.objects.filter(sha256=digest).first()
    changes: dict[str, Any]
    if known is not None:
        changes = {"status": Status.EXTRACTED, "duplicate_of": known, "next_attempt_at": None}
        note_appearance(known, source=place, submitter=article.submitted_by, now=now)
    else:
        changes = {
            "status": Status.RECEIVED,
            "text": text,
            "sha256": digest,
            "characters": len(text),
            "supersedes": newest_at(article.url, other_than=digest),
            "next_attempt_at": now,
            "quiet_until": quiet_until(now),
            **asdict(place),
        }
        enter_article(article_id, *said_of(place))
    Article.objects.filter(pk=article_id, status=Status.FETCHING).update(
        attempts=0, error="", **changes
    )
    record(Event.Kind.ARTICLE_FETCHED, by=None, at=now, article_id=article_id)
    return Article.objects.get(pk=article_id)


def record_extraction(*, article_id: int, reading: Reading, now: datetime) -> ExtractionRun:
    """Store a reading: its run, its claims, a place in the queue for each. All of it or nothing, and once.

    Raises:
        Invalid: a claim lies outside the text.
        WrongState: the article was read already, or is not there to be read.
    """
    with transaction.atomic():
        won = Article.objects.filter(pk=article_id, status=Status.RECEIVED).update(
            status=Status.EXTRACTED, extracted_at=now, next_attempt_at=None, error=""
        )
        if not won:
            raise WrongState("This article is not waiting to be read.")
        text = Article.objects.values_list("text", flat=True).get(pk=article_id)
        if not all(0 <= found["start"] < found["end"] <= len(text) for found in reading.claims):
            raise Invalid(claims=f"A claim lies within the text: 0 <= start < end <= {len(text)}.")
        run = ExtractionRun.objects.create(
            article_id=article_id,
            extractor=reading.extractor,
            sentences_count=reading.sentences_count,
            claims_count=len(reading.claims),
            ledger=list(reading.ledger),
            milliseconds=reading.milliseconds,
            finished_at=now,
        )
        claims = Claim.objects.bulk_create(
            [
                Claim(
                    article_id=article_id,
                    run=run,
                    quote=text[found["start"] : found["end"]],
                    created_at=now,
                    **found,
                )
                for found in reading.claims
            ],
            batch_size=2_000,
        )
        Review.objects.queue(claims, now=now)
        webhooks.announce(
            record(
                Event.Kind.ARTICLE_EXTRACTED,
                by=None,
                at=now,
                article_id=article_id,
                claims=len(claims),
            )
        )
    return run


def fail_article(
    *, article_id: int, reason: str, now: datetime, attempts: int | None = None
) -> bool:
    """Give up on an unfinished article, with the reason; it can be sent again. Says whether it did.

    Args:
        attempts: as they were when this one began; one that was overtaken by another changes nothing.
    """
    with transaction.atomic():
        won = _unfinished(article_id, attempts).update(
            status=Status.FAILED, error=reason, next_attempt_at=None
        )
        if won:
            record(Event.Kind.ARTICLE_FAILED, by=None, at=now, article_id=article_id, reason=reason)
    return bool(won)
