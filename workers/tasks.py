"""What runs in the background, and the bell that calls for it.

The row is the job: a task gets an id, begins the work if it is still to be done, and may be lost or run twice.
No task is retried by Celery: what did not come to an end is due again by its row, and the sweep rings for it.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from celery import Task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims import calls, evidence_links, evidence_pages, intake, matching, reading
from claims.errors import Invalid, WrongState
from claims.models import Article, EvidenceLink, EvidencePage, Heartbeat, WebhookDelivery
from workers.celery import app
from workers.extraction import extract
from workers.fetching import FetchFailed, ask_archive, digest_at, fetch_heading, fetch_page
from workers.webhooks import deliver_next

logger = logging.getLogger(__name__)

# A page that cannot be had now is tried again after so long, then given up: its submitter is waiting.
FETCH_PAUSES = (timedelta(seconds=5), timedelta(seconds=20))

# So long one task looks up pages: well within the time that a task may take.
LOOKING_SECONDS = 60
# So long one looks at links; the last of them, and the archive for it, may take so long beside.
CHECKING_SECONDS = 40
LINK_SECONDS, ARCHIVE_SECONDS = 25, 30
# So long one makes deliveries: the last of them may take a while to be answered.
DELIVERING_SECONDS = 30
# And so long one compares claims, so many before it looks at the clock.
COMPARING_SECONDS = 30
COMPARED_AT_ONCE = 20

# Where the bells hang that call for what is next to be done with an article: CELERY_TASK_ROUTES.
QUEUES = {Article.Status.FETCHING: "fetching", Article.Status.RECEIVED: "extraction"}
# With so many bells in a queue its workers have enough to do.
MOST_BELLS = 1_000

# The embedded worker waits on this; every thread of it looks at the rows when it rings.
embedded_bell = threading.Condition()


def ring(article: Article) -> None:
    """Have a worker look at `article` once the transaction that is open now, if any, is committed.

    A broker that is down is logged and is no error of the request: the sweep rings again.
    """
    if task := NEXT.get(article.status):
        transaction.on_commit(lambda: _ring_or_tell(task, article.pk), robust=True)


def ring_for_pages() -> None:
    """Have a worker look up the cited pages that are due, as `ring` does for an article."""
    transaction.on_commit(lambda: _ring_or_tell(look_up_pages), robust=True)


def ring_for_deliveries() -> None:
    """Have a worker tell programs outside what has happened, as `ring` does for an article."""
    transaction.on_commit(_ring_for_deliveries_or_tell, robust=True)


def _ring_for_deliveries_or_tell() -> None:
    if WebhookDelivery.objects.due(timezone.now()).exists():
        _ring_or_tell(deliver_webhooks)


def _ring_or_tell(task: Task[Any, None], *ids: int) -> None:
    try:
        _ring(task, *ids)
    except Exception as fault:  # each transport has errors of its own
        logger.warning("Nobody was told to %s; the sweep will: %s", _bell(task, ids), fault)


def _ring(task: Task[Any, None], *ids: int) -> None:
    if settings.EMBEDDED:
        with embedded_bell:
            embedded_bell.notify_all()
    else:
        task.delay(*ids)


def _bell(task: Task[Any, None], ids: Sequence[int]) -> str:
    """As in "read_article 17"."""
    return " ".join([task.name.rpartition(".")[2], *map(str, ids)])


@app.task
def sweep() -> None:
    """Ring again for every article that is due and was not heard: a bell was lost, or a worker.

    It never floods: a row is rung for ever more rarely, and not at all while the workers have bells enough.
    """
    Heartbeat.objects.beat("the sweep", roles=[Heartbeat.Role.SWEPT])
    Heartbeat.objects.forget_the_silent()
    calls.forget_old_calls(now=timezone.now())
    for stage, queue in QUEUES.items():
        waiting = bells_waiting(queue)
        if waiting < MOST_BELLS:
            room = MOST_BELLS - waiting
            for article_id in reading.ring_again(stage=stage, limit=room, now=timezone.now()):
                _ring(NEXT[stage], article_id)
        # One bell is enough for all of these, and where bells wait that one may be among them.
        if waiting:
            continue
        if stage == Article.Status.FETCHING and EvidencePage.objects.due(timezone.now()).exists():
            _ring(look_up_pages)
        elif stage == Article.Status.FETCHING and EvidenceLink.objects.due(timezone.now()).exists():
            _ring(check_links)
        elif stage == Article.Status.RECEIVED and matching.claims_to_compare().exists():
            _ring(compare_claims)
    if not bells_waiting("delivery") and WebhookDelivery.objects.due(timezone.now()).exists():
        _ring(deliver_webhooks)


def bells_waiting(queue: str) -> int:
    """How many messages wait in a queue of the broker."""
    with app.connection_for_write() as broker:
        channel = broker.default_channel
        try:
            waiting: int = channel.queue_declare(queue, passive=True).message_count  # type: ignore[attr-defined]
        except broker.channel_errors:
            return 0  # nobody has rung yet, so there is no such queue
        return waiting


@app.task
def fetch_article(article_id: int) -> None:
    """Fetch the page of an article that was submitted by its address."""
    now = timezone.now()
    article = reading.begin_work(article_id=article_id, stage=Article.Status.FETCHING, now=now)
    if article is None:
        return
    try:
        page = fetch_page(
            article.url,
            allow_private=settings.FACTCHECK_FETCH_PRIVATE,
            max_characters=settings.FACTCHECK_MAX_ARTICLE_CHARS,
        )
        source = intake.Source(
            title=page.title,
            publisher=page.publisher,
            author=page.author,
            language=page.language,
            published_at=page.published_at,
        )
        fetched = reading.record_page(
            article_id=article_id, text=page.text, source=source, now=timezone.now()
        )
    except FetchFailed as failure:
        if failure.retry and article.attempts <= len(FETCH_PAUSES):
            until = timezone.now() + FETCH_PAUSES[article.attempts - 1]
            reading.put_off(
                article_id=article_id,
                attempts=article.attempts,
                reason=failure.reason,
                until=until,
            )
        else:
            _give_up(article, failure.reason)
    except Invalid as problem:
        _give_up(article, str(problem))
    except WrongState:
        return  # another worker fetched it meanwhile
    else:
        ring(fetched)


@app.task
def look_up_pages() -> None:
    """Look up the titles of the cited pages that are due; what is left after a while, another task does."""
    until = time.monotonic() + LOOKING_SECONDS
    while look_up_next_page():
        if time.monotonic() > until:
            _ring_or_tell(look_up_pages)
            return


def look_up_next_page() -> bool:
    """Look up the page that is due longest; says whether there was one."""
    page = evidence_pages.begin_page(now=timezone.now())
    if page is None:
        return False
    try:
        heading = fetch_heading(page.url, allow_private=settings.FACTCHECK_FETCH_PRIVATE)
    except FetchFailed as failure:
        now = timezone.now()
        if failure.retry and page.attempts < evidence_pages.MAX_ATTEMPTS:
            evidence_pages.put_off_page(page=page, until=now + FETCH_PAUSES[page.attempts - 1])
        else:
            evidence_pages.fail_page(page=page, reason=failure.reason, now=now)
    else:
        evidence_pages.record_page(
            page=page, title=heading.title, publisher=heading.publisher, now=timezone.now()
        )
    return True


@app.task
def check_links() -> None:
    """Look at the links of published verdicts that are due; what is left after a while, another task does."""
    until = time.monotonic() + CHECKING_SECONDS
    while check_next_link():
        if time.monotonic() > until:
            _ring_or_tell(check_links)
            return


def check_next_link() -> bool:
    """Look at the link that is due longest; says whether there was one."""
    link = evidence_links.begin_look(now=timezone.now())
    if link is None:
        return False
    try:
        content = digest_at(
            link.url,
            total_timeout=LINK_SECONDS,
            allow_private=settings.FACTCHECK_FETCH_PRIVATE,
        )
    except FetchFailed as failure:
        evidence_links.record_in_vain(link=link, reason=failure.reason, now=timezone.now())
        return True
    if evidence_links.record_seen(link=link, content=content, now=timezone.now()):
        _archive(link)
    return True


def _archive(link: EvidenceLink) -> None:
    """Ask the archive for a copy; it is asked again when the page is looked at next, if it has none then."""
    try:
        copy = ask_archive(
            settings.FACTCHECK_ARCHIVE_URL + link.url,
            total_timeout=ARCHIVE_SECONDS,
            read_timeout=ARCHIVE_SECONDS,
            allow_private=settings.FACTCHECK_FETCH_PRIVATE,
        )
    except FetchFailed as failure:
        logger.warning("The archive took no copy for link %s: %s", link.pk, failure.reason)
        return
    if copy:
        evidence_links.record_archived(link=link, copy=copy, now=timezone.now())


@app.task
def deliver_webhooks() -> None:
    """Make the deliveries that are due; what is left after a while, another task does."""
    until = time.monotonic() + DELIVERING_SECONDS
    while deliver_next():
        if time.monotonic() > until:
            _ring_for_deliveries_or_tell()
            return


@app.task
def read_article(article_id: int) -> None:
    """Find the claims in an article's text and queue them."""
    now = timezone.now()
    article = reading.begin_work(article_id=article_id, stage=Article.Status.RECEIVED, now=now)
    if article is None:
        return
    try:
        found = read(article)
    except SoftTimeLimitExceeded:
        reason = f"Reading it took longer than {settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds."
        reading.put_off(
            article_id=article_id,
            attempts=article.attempts,
            reason=reason,
            until=article.next_attempt_at or now,
        )
        return
    except Exception as fault:
        # Whatever it is, this text would meet it again: people are told, and may send it again after a repair.
        logger.exception("Extraction failed on article %s", article_id)
        _give_up(
            article, f"The extractor could not read this text ({type(fault).__name__}: {fault})."
        )
        return
    try:
        reading.record_extraction(article_id=article_id, reading=found, now=timezone.now())
    except WrongState:
        return  # another worker read it meanwhile
    except Invalid as problem:
        _give_up(article, str(problem))
    else:
        _ring_or_tell(compare_claims)
        _ring_for_deliveries_or_tell()


# What is next to be done with an article that is in one of these states.
NEXT: dict[str, Task[Any, None]] = {
    Article.Status.FETCHING: fetch_article,
    Article.Status.RECEIVED: read_article,
}


@app.task
def compare_claims() -> None:
    """Suggest earlier claims for those that are new or reworded, and tell askers of verdicts; the rest another does."""
    until = time.monotonic() + COMPARING_SECONDS
    while compare_next_claims():
        if time.monotonic() > until:
            _ring_or_tell(compare_claims)
            return


def compare_next_claims() -> bool:
    """Compare the claims that are due longest; says whether more may be due."""
    done = matching.compare_new_claims(limit=COMPARED_AT_ONCE, now=timezone.now())
    if done:
        _ring_for_deliveries_or_tell()  # somebody may have asked what is answered now
    return done == COMPARED_AT_ONCE


def _give_up(article: Article, reason: str) -> None:
    reading.fail_article(
        article_id=article.pk, attempts=article.attempts, reason=reason, now=timezone.now()
    )


def read(article: Article) -> reading.Reading:
    """What the desk's extractor makes of an article, ready to be recorded."""
    began = time.monotonic()
    extraction = extract(
        article.text,
        metadata={"title": article.title, "published_at": article.published_at},
        scorer=settings.FACTCHECK_SCORER,
        threshold=settings.FACTCHECK_CHECKWORTHY_THRESHOLD,
        statements=settings.FACTCHECK_STATEMENTS,
    )
    return reading.Reading(
        extractor=extraction.extractor,
        claims=[asdict(claim) for claim in extraction.claims],
        ledger=[
            (aside.start, aside.end, aside.check_worthiness, aside.reason)
            for aside in extraction.set_aside
        ],
        sentences_count=len(extraction.sentences),
        milliseconds=round((time.monotonic() - began) * 1000),
    )
