"""Evidence that lasts: the links of published verdicts are looked at by and by, and dead ones are told to the editors.

The guard of each step is in the WHERE of its UPDATE. What is seen is kept as its SHA-256 and its date, not as a copy;
a copy is asked of a web archive, where the desk has named one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When

from claims.models import EvidenceLink, Verdict, VerdictVersion
from claims.wording import sha256_of

# A link that was not there is looked at again so soon.
SOONER = timedelta(days=1)
# It is dead after so many looks in vain, a day apart: a site may be down for the night.
DEAD_AFTER = 3
# Between two calls on one site.
HOST_PAUSE = timedelta(seconds=10)
# A look that did not come to an end is due again after so long.
PAUSE = timedelta(minutes=2)


def watch(version: VerdictVersion, *, now: datetime) -> None:
    """Look at the links of a version that becomes public, from now on; the caller has the transaction open."""
    urls = set(version.evidence.exclude(url="").values_list("url", flat=True))
    EvidenceLink.objects.bulk_create(
        [
            EvidenceLink(
                url=url,
                digest=sha256_of(url),
                host=(urlsplit(url).hostname or "")[:300],
                verdict_id=version.verdict_id,
                watched_since=now,
                next_check_at=now,
            )
            for url in sorted(urls)
        ],
        ignore_conflicts=True,
    )
    known = EvidenceLink.objects.filter(digest__in={sha256_of(url) for url in urls})
    known.exclude(verdict=version.verdict_id).update(verdict=version.verdict_id)


def links_at(urls: Iterable[str]) -> dict[str, EvidenceLink]:
    """What is known of the links among some addresses, by address."""
    found = EvidenceLink.objects.filter(digest__in={sha256_of(url) for url in urls})
    return {link.url: link for link in found}


# --- The worker's steps


def begin_look(*, now: datetime) -> EvidenceLink | None:
    """Begin to look at the link that is due longest and whose site was not called on just now; None if none is."""
    lately = EvidenceLink.objects.filter(begun_at__gt=now - HOST_PAUSE).values("host")
    for link in EvidenceLink.objects.due(now).exclude(host__in=lately)[:100]:
        if not _is_cited(link):
            _of(link).delete()
            continue
        # Two who saw the same look due race here; the count in the WHERE lets one of them through.
        if _of(link).update(looks=F("looks") + 1, begun_at=now, next_check_at=now + PAUSE):
            link.looks += 1
            return link
    return None


def record_seen(*, link: EvidenceLink, content: str, now: datetime) -> bool:
    """The page is there, and `content` is the SHA-256 of its bytes. Says whether an archive is to be asked for a copy."""
    changed = Case(
        When(~Q(content="") & ~Q(content=content), then=Value(now)), default=F("changed_at")
    )
    won = _of(link).update(
        next_check_at=now + _again(),
        seen_at=now,
        changed_at=changed,
        content=content,
        failures=0,
        failing_since=None,
        dead_since=None,
        error="",
    )
    is_new = link.content != content or not link.archived_as
    return bool(won and is_new and settings.FACTCHECK_ARCHIVE_URL)


def record_in_vain(*, link: EvidenceLink, reason: str, now: datetime) -> None:
    """The page could not be had; in vain so often, it is dead."""
    failures = link.failures + 1
    since = link.failing_since or now
    _of(link).update(
        next_check_at=now + (SOONER if failures < DEAD_AFTER else _again()),
        failures=failures,
        failing_since=since,
        dead_since=since if failures >= DEAD_AFTER else None,
        error=reason,
    )


def record_archived(*, link: EvidenceLink, copy: str, now: datetime) -> None:
    """The archive has a copy, at the address `copy`."""
    EvidenceLink.objects.filter(pk=link.pk).update(archived_as=copy[:2000], archived_at=now)


def _is_cited(link: EvidenceLink) -> bool:
    """Whether the public is sent there today: by the verdict that cited it last, or else by any other."""
    standing = Verdict.objects.standing().filter(current__evidence__url=link.url)
    if standing.filter(pk=link.verdict_id).exists():
        return True
    # A look at all evidence, as seldom as a verdict is retracted or loses a source.
    other = standing.order_by("-pk").values_list("pk", flat=True).first()
    return other is not None and bool(_of(link).update(verdict=other))


def _again() -> timedelta:
    return timedelta(days=settings.FACTCHECK_LINK_DAYS)


def _of(link: EvidenceLink) -> QuerySet[EvidenceLink]:
    """The row, as long as it is as it was when this look began."""
    return EvidenceLink.objects.filter(pk=link.pk, looks=link.looks)
