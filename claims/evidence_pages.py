"""The titles of cited pages: a reviewer asks, a worker looks, once for all who cite the page.

The guard of each step is in the WHERE of its UPDATE. These rows are no part of a claim's history, so they have no
events: who asked for a page, and when, stands in its row.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from claims.answers import LONGEST_IN_EVIDENCE
from claims.errors import Invalid, TooMany
from claims.models import EvidencePage
from claims.roles import Role, require
from claims.wording import problem_with_text, problem_with_url, sha256_of

Status = EvidencePage.Status

# Each makes the desk call on somebody else's server.
MOST_AN_HOUR = 120
# A page that could not be had is left alone for so long, whoever asks.
FAILED_FOR = timedelta(minutes=10)
# A look that did not come to an end is due again after so long, and given up after so many.
PAUSE = timedelta(minutes=1)
MAX_ATTEMPTS = 3


def ask_for_page(*, url: str, by: User, now: datetime) -> tuple[EvidencePage, bool]:
    """Have the title of the page at `url` looked up, unless that is known or under way.

    Returns:
        The page, and whether it is to be looked up because of this.

    Raises:
        Invalid: this is no address of the web.
        NotAllowed: `by` is no reviewer.
        TooMany: `by` has asked for `MOST_AN_HOUR` pages within the hour.
    """
    require(by, Role.REVIEWER)
    if problem := problem_with_text(url, longest=LONGEST_IN_EVIDENCE["url"]) or problem_with_url(
        url
    ):
        raise Invalid(url=problem)
    known = page_at(url)
    if known is not None and not _may_be_tried_again(known, now):
        return known, False
    # An accepted inexactness: two at once may pass the number by one.
    mine = EvidencePage.objects.filter(asked_by=by, asked_at__gt=now - timedelta(hours=1))
    if mine.count() >= MOST_AN_HOUR:
        raise TooMany(f"You have asked for {MOST_AN_HOUR} pages within an hour: type the title.")
    asked = {"status": Status.WAITING, "next_attempt_at": now, "asked_by": by, "asked_at": now}
    with transaction.atomic():
        page, is_new = EvidencePage.objects.get_or_create(
            digest=sha256_of(url), defaults={"url": url, **asked}
        )
        if not is_new:
            again = EvidencePage.objects.filter(
                pk=page.pk, status=Status.FAILED, asked_at__lte=now - FAILED_FOR
            )
            is_new = bool(again.update(attempts=0, error="", fetched_at=None, **asked))
            page.refresh_from_db()
    return page, is_new


def page_at(url: str) -> EvidencePage | None:
    """What is known of the page at `url`."""
    return EvidencePage.objects.filter(digest=sha256_of(url)).first()


def pages_at(urls: Iterable[str]) -> list[EvidencePage]:
    """What is known of those of some addresses that somebody asked for."""
    return list(EvidencePage.objects.filter(digest__in={sha256_of(url) for url in urls}))


def _may_be_tried_again(page: EvidencePage, now: datetime) -> bool:
    return page.status == Status.FAILED and page.asked_at <= now - FAILED_FOR


# --- The worker's steps


def begin_page(*, now: datetime) -> EvidencePage | None:
    """Start to look up the page that is due longest; None if none is, or all are being looked up."""
    for page in EvidencePage.objects.due(now)[:100]:
        if page.attempts >= MAX_ATTEMPTS:
            fail_page(page=page, reason="Looking it up did not come to an end.", now=now)
            continue
        # Two who saw the same attempt race here; the count in the WHERE lets one of them through.
        if _of(page).update(attempts=F("attempts") + 1, next_attempt_at=now + PAUSE):
            page.attempts += 1
            return page
    return None


def record_page(*, page: EvidencePage, title: str, publisher: str, now: datetime) -> bool:
    """Keep what the page calls itself, cut to what can be kept. Says whether it did: not if overtaken by another."""
    said = {"title": title, "publisher": publisher}
    kept = {name: words[: LONGEST_IN_EVIDENCE[name]] for name, words in said.items()}
    return bool(
        _of(page).update(status=Status.READ, next_attempt_at=None, error="", fetched_at=now, **kept)
    )


def put_off_page(*, page: EvidencePage, until: datetime) -> None:
    """Leave a page that cannot be had now alone until `until`."""
    _of(page).update(next_attempt_at=until)


def fail_page(*, page: EvidencePage, reason: str, now: datetime) -> None:
    """Give up on a page, with the reason for people to read."""
    _of(page).update(status=Status.FAILED, next_attempt_at=None, error=reason, fetched_at=now)


def wake_interrupted(*, now: datetime) -> int:
    """Make every unfinished page due at once. Only for a worker that knows itself to be the only one."""
    return EvidencePage.objects.filter(status=Status.WAITING).update(next_attempt_at=now)


def _of(page: EvidencePage) -> QuerySet[EvidencePage]:
    """The row, as long as it is as it was when this attempt began."""
    return EvidencePage.objects.filter(
        pk=page.pk, status=Status.WAITING, attempts=page.attempts, asked_at=page.asked_at
    )
