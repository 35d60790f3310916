"""Articles come in: a text or an address, from anyone who may submit.

Every function opens its own transaction; the guard of each step is in the WHERE of its UPDATE.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from claims.catalogue import enter_article
from claims.errors import Invalid, NotFound, WrongState
from claims.models import Appearance, Article, Event, Takedown, record
from claims.roles import Role, require
from claims.wording import problem_with_characters, problem_with_text, problem_with_url

Status = Article.Status


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
    check_submission(text=text, source=source)
    if text is None:
        return _submit_address(source=source, by=by, now=now)
    digest = digest_of(text)
    refuse_what_was_taken_down(digest)
    with transaction.atomic():
        # Two may submit one text at once: the unique digest lets one insert, and the other gets that row.
        article, is_new = Article.objects.get_or_create(
            sha256=digest,
            defaults={
                "text": text,
                "characters": len(text),
                "status": Status.RECEIVED,
                "supersedes": newest_at(source.url, other_than=digest),
                "next_attempt_at": now,
                "quiet_until": quiet_until(now),
                "submitted_by": by,
                "created_at": now,
                **asdict(source),
            },
        )
        if is_new:
            enter_article(article.pk, *said_of(source))
            record(Event.Kind.ARTICLE_SUBMITTED, by=by, at=now, article_id=article.pk)
        else:
            note_appearance(article, source=source, submitter=by, now=now)
    return article, is_new


def _submit_address(*, source: Source, by: User | None, now: datetime) -> tuple[Article, bool]:
    with transaction.atomic():
        # Two at once may both miss this row on PostgreSQL; their page is then fetched twice and stored once.
        waiting = Article.objects.filter(url=source.url, status=Status.FETCHING).first()
        if waiting is not None:
            return waiting, False
        article = Article.objects.create(
            status=Status.FETCHING,
            next_attempt_at=now,
            quiet_until=quiet_until(now),
            submitted_by=by,
            created_at=now,
            **asdict(source),
        )
        enter_article(article.pk, *said_of(source))
        record(Event.Kind.ARTICLE_SUBMITTED, by=by, at=now, article_id=article.pk)
    return article, True


def check_submission(*, text: str | None, source: Source) -> None:
    """Raise `Invalid`, naming each field at fault, unless this can be submitted."""
    _check_source(source)
    if text is not None:
        check_text(text)
    elif not source.url:
        raise Invalid(text="Send the article's text, or its url, or both.")


def refuse_what_was_taken_down(digest: str) -> None:
    """Raise `Invalid` if a text of this digest had to go."""
    gone = Takedown.objects.filter(digest=digest).values_list("taken_down_at", flat=True).first()
    if gone is not None:
        raise Invalid(
            text=f"This text was taken down for legal reasons on {gone:%-d %B %Y}: it cannot be taken in again."
        )


def digest_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8, in hexadecimal: what makes two submissions the same article."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_text(text: str) -> None:
    """Raise `Invalid` unless `text` can be an article's."""
    if problem := problem_with_text(text, longest=settings.FACTCHECK_MAX_ARTICLE_CHARS):
        raise Invalid(text=problem)


def _check_source(source: Source) -> None:
    errors = {}
    for name, value in asdict(source).items():
        if not isinstance(value, str):
            continue
        if len(value) > longest(name):
            errors[name] = (
                f"This has {len(value):,} characters; at most {longest(name):,} can be kept."
            )
        elif problem := problem_with_characters(value):
            errors[name] = problem
    if source.url and "url" not in errors and (problem := problem_with_url(source.url)):
        errors["url"] = problem
    if errors:
        raise Invalid(**errors)


def quiet_until(now: datetime, rings: int = 0) -> datetime:
    """Until when the sweep leaves an article alone that is rung for at `now`, after `rings` by the sweep itself."""
    quiet: timedelta = timedelta(seconds=settings.FACTCHECK_SWEEP_SECONDS) * 2**rings
    return now + quiet


def longest(name: str) -> int:
    """How many characters of a source's field can be kept."""
    most: int = Article._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]  # a CharField
    return most


def said_of(source: Source) -> tuple[str, ...]:
    """By the words of which an article is found."""
    return (source.title, source.url, source.publisher, source.author)


def newest_at(url: str, *, other_than: str) -> Article | None:
    """The text this address had before, if it was another one."""
    if not url:
        return None
    known = (
        Article.objects.filter(url=url, sha256__isnull=False).order_by("-id").defer("text").first()
    )
    return known if known is not None and known.sha256 != other_than else None


def note_appearance(
    article: Article, *, source: Source, submitter: User | None, now: datetime
) -> None:
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
            "submitted_by": submitter,
            "created_at": now,
        },
    )
    if is_new:
        enter_article(article.pk, *said_of(source))
        record(
            Event.Kind.ARTICLE_APPEARED,
            by=submitter,
            at=now,
            article_id=article.pk,
            appearance=appearance.pk,
        )


# --- Once more


def send_again(*, article_id: int, by: User, now: datetime) -> Article:
    """Let a failed article be fetched or read once more.

    Raises:
        NotAllowed: `by` is no submitter.
        NotFound: there is no such article.
        WrongState: it has not failed.
    """
    require(by, Role.SUBMITTER)
    fresh = {
        "attempts": 0,
        "error": "",
        "next_attempt_at": now,
        "rings": 0,
        "quiet_until": quiet_until(now),
    }
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
