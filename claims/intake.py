"""Articles come in, are fetched and read, and their claims are queued.

Every function opens its own transaction; the guard of each step is in the WHERE of its UPDATE.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from claims.errors import Invalid, NotFound, WrongState
from claims.models import Appearance, Article, Claim, Event, ExtractionRun, Review, record
from claims.roles import Role, require
from claims.wording import problem_with_characters, problem_with_text, problem_with_url

Status = Article.Status

# How long a started piece of work is left alone before somebody else may start it: longer than any piece
# takes, doubled with each attempt.
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text was seen, as its submitter tells it. What is not known is empty."""

    url: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    language: str = ""
    published_at: datetime | None = None
    external_id: str = ""


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


# --- Submitting


def submit_article(
    *, text: str | None, source: Source, by: User | None, now: datetime
) -> tuple[Article, bool]:
    """Take in an article by its text, or by its address alone, to be fetched.

    The same text again is the same article, and a new source becomes one of its appearances. The same address
    again, while its page is still being fetched, is the same article too.

    Args:
        text: stored exactly as it is; None to have the page at `source.url` fetched.
        by: a submitter; None is the desk itself.

    Returns:
        The article, and whether it is new.

    Raises:
        Invalid: the text or a field of the source cannot be used.
        NotAllowed: `by` is no submitter.
    """
    if by is not None:
        require(by, Role.SUBMITTER)
    _check_source(source)
    if text is None:
        return _submit_address(source=source, by=by, now=now)
    _check_text(text)
    digest = digest_of(text)
    with transaction.atomic():
        # Two may submit one text at once: the unique digest lets one insert, and the other gets that row.
        article, is_new = Article.objects.get_or_create(
            sha256=digest,
            defaults={
                "text": text,
                "characters": len(text),
                "status": Status.RECEIVED,
                "supersedes": _newest_at(source.url, other_than=digest),
                "next_attempt_at": now,
                "submitted_by": by,
                "created_at": now,
                **asdict(source),
            },
        )
        if is_new:
            record(Event.Kind.ARTICLE_SUBMITTED, by=by, at=now, article_id=article.pk)
        else:
            _note_appearance(article, source=source, by=by, now=now)
    return article, is_new


def _submit_address(*, source: Source, by: User | None, now: datetime) -> tuple[Article, bool]:
    if not source.url:
        raise Invalid(text="Send the article's text, or its url, or both.")
    with transaction.atomic():
        # Two at once may both miss this row on PostgreSQL; their page is then fetched twice and stored once.
        waiting = Article.objects.filter(url=source.url, status=Status.FETCHING).first()
        if waiting is not None:
            return waiting, False
        article = Article.objects.create(
            status=Status.FETCHING,
            next_attempt_at=now,
            submitted_by=by,
            created_at=now,
            **asdict(source),
        )
        record(Event.Kind.ARTICLE_SUBMITTED, by=by, at=now, article_id=article.pk)
    return article, True


def digest_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8, in hexadecimal: what makes two submissions the same article."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check_text(text: str) -> None:
    if problem := problem_with_text(text, longest=settings.FACTCHECK_MAX_ARTICLE_CHARS):
        raise Invalid(text=problem)


def _check_source(source: Source) -> None:
    errors = {}
    for name, value in asdict(source).items():
        if not isinstance(value, str):
            continue
        longest = _longest(name)
        if len(value) > longest:
            errors[name] = f"This has {len(value):,} characters; at most {longest:,} can be kept."
        elif problem := problem_with_characters(value):
            errors[name] = problem
    if source.url and "url" not in errors and (problem := problem_with_url(source.url)):
        errors["url"] = problem
    if errors:
        raise Invalid(**errors)


def _longest(name: str) -> int:
    longest: int = Article._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]  # a CharField
    return longest


def _newest_at(url: str, *, other_than: str) -> Article | None:
    """The text this address had before, if it was another one."""
    if not url:
        return None
    known = (
        Article.objects.filter(url=url, sha256__isnull=False).order_by("-id").defer("text").first()
    )
    return known if known is not None and known.sha256 != other_than else None


def _note_appearance(article: Article, *, source: Source, by: User | None, now: datetime) -> None:
    same_place = (article.url, article.publisher, article.external_id) == (
        source.url,
        source.publisher,
        source.external_id,
    )
    if same_place or not any(asdict(source).values()):
        return
    place = {"url": source.url, "publisher": source.publisher, "external_id": source.external_id}
    appearance, is_new = Appearance.objects.get_or_create(
        article=article,
        **place,
        defaults={
            "title": source.title,
            "author": source.author,
            "published_at": source.published_at,
            "submitted_by": by,
            "created_at": now,
        },
    )
    if is_new:
        record(
            Event.Kind.ARTICLE_APPEARED,
            by=by,
            at=now,
            article_id=article.pk,
            appearance=appearance.pk,
        )


# --- Working on an article: whoever begins has it to themselves until `next_attempt_at`


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
    pause = min(FIRST_PAUSE * 2**article.attempts, LONGEST_PAUSE)
    # Two who saw the same attempt race here; the count in the WHERE lets one of them through.
    won = Article.objects.filter(pk=article_id, status=stage, attempts=article.attempts).update(
        attempts=F("attempts") + 1, next_attempt_at=now + pause
    )
    if not won:
        return None
    article.attempts += 1
    return article


def put_off(*, article_id: int, reason: str, until: datetime) -> None:
    """Leave an unfinished article alone until `until`, with the reason for people to read."""
    Article.objects.filter(pk=article_id, status__in=[Status.FETCHING, Status.RECEIVED]).update(
        next_attempt_at=until, error=reason
    )


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
    _check_text(text)
    digest = digest_of(text)
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
            value = "" if problem_with_characters(value) else value[: _longest(name)]
        setattr(article, name, value)
    known = Article.objects.filter(sha256=digest).first()
    changes: dict[str, Any]
    if known is not None:
        changes = {"status": Status.EXTRACTED, "duplicate_of": known, "next_attempt_at": None}
        place = Source(**{name: getattr(article, name) for name in asdict(source)})
        _note_appearance(known, source=place, by=article.submitted_by, now=now)
    else:
        changes = {
            "status": Status.RECEIVED,
            "text": text,
            "sha256": digest,
            "characters": len(text),
            "supersedes": _newest_at(article.url, other_than=digest),
            "next_attempt_at": now,
            **{name: getattr(article, name) for name in asdict(source)},
        }
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
        _queue(claims, now=now)
        record(
            Event.Kind.ARTICLE_EXTRACTED, by=None, at=now, article_id=article_id, claims=len(claims)
        )
    return run


def _queue(claims: Sequence[Claim], *, now: datetime) -> None:
    Review.objects.bulk_create(
        [
            Review(
                claim=claim,
                priority=claim.priority,
                check_worthiness=claim.check_worthiness,
                created_at=now,
            )
            for claim in claims
        ],
        batch_size=2_000,
    )


def fail_article(*, article_id: int, reason: str, now: datetime) -> bool:
    """Give up on an unfinished article, with the reason; it can be sent again. Says whether it did."""
    with transaction.atomic():
        won = Article.objects.filter(
            pk=article_id, status__in=[Status.FETCHING, Status.RECEIVED]
        ).update(status=Status.FAILED, error=reason, next_attempt_at=None)
        if won:
            record(Event.Kind.ARTICLE_FAILED, by=None, at=now, article_id=article_id, reason=reason)
    return bool(won)


def send_again(*, article_id: int, by: User, now: datetime) -> Article:
    """Let a failed article be fetched or read once more.

    Raises:
        NotAllowed: `by` is no submitter.
        NotFound: there is no such article.
        WrongState: it has not failed.
    """
    require(by, Role.SUBMITTER)
    fresh = {"attempts": 0, "error": "", "next_attempt_at": now}
    failed = Article.objects.filter(pk=article_id, status=Status.FAILED)
    with transaction.atomic():
        won = failed.filter(sha256=None).update(status=Status.FETCHING, **fresh) or failed.update(
            status=Status.RECEIVED, **fresh
        )
        article = Article.objects.filter(pk=article_id).first()
        if article is None:
            raise NotFound("There is no such article.")
        if not won:
            raise WrongState("Only an article that failed can be sent again.")
        record(Event.Kind.ARTICLE_SENT_AGAIN, by=by, at=now, article_id=article_id)
    return article


# --- A person's own claim


def add_claim(*, article_id: int, start: int, end: int, by: User | None, now: datetime) -> Claim:
    """Queue a passage that the extractor passed over; a person thought it worth checking.

    Args:
        start, end: code points of the article's text, end exclusive.

    Raises:
        Invalid: the span is empty, out of the text, or begins or ends with white space.
        NotAllowed: `by` is no reviewer.
        NotFound: there is no such article.
        WrongState: the article has not been read yet, or this passage is a claim already.
    """
    if by is not None:
        require(by, Role.REVIEWER)
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound("There is no such article.")
    if article.status != Status.EXTRACTED:
        raise WrongState("This article has not been read yet.")
    if not 0 <= start < end <= len(article.text):
        raise Invalid(end=f"A claim lies within the text: 0 <= start < end <= {len(article.text)}.")
    quote = article.text[start:end]
    if quote != quote.strip():
        raise Invalid(start="A claim begins and ends with a word, not with white space.")
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
                reasons=["added by a person"],
                created_at=now,
            )
            _queue([claim], now=now)
            record(Event.Kind.CLAIM_ADDED, by=by, at=now, article_id=article_id, claim_id=claim.pk)
    except IntegrityError:
        raise WrongState("This passage is a claim already.") from None
    return claim
