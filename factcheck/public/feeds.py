"""Feeds of the verdicts, whole or narrowed, and of the corrections. A retracted verdict is only among the latter."""

import html
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Verdict, VerdictVersion
from factcheck.public.lists import Wanted, page_of
from factcheck.public.reading import last_change, open_to_programs, settled, site

ITEMS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of a feed."""

    address: str
    # The page that shows the same, and what narrows it, in words.
    page: str
    narrowed: str
    rows: list[Any]
    changed: datetime
    # Where the feed goes on, if there is more.
    older: str | None


def _asked(
    request: HttpRequest, rows: QuerySet[Any], *, path: str, query: str = "", narrowed: str = ""
) -> Asked:
    """Read a feed of `rows`; `path` is the page that shows the same."""
    own, found = site(request), page_of(rows, request, size=ITEMS)
    address = f"{own}{request.path}{query}"
    older = f"{address}{'&' if query else '?'}before={found.last}" if found.last else None
    return Asked(address, f"{own}{path}{query}", narrowed, found.rows, last_change(), older)


# --- How a feed is written


class _Dated(SyndicationFeed):
    """A feed is as old as the desk's last change: a verdict that leaves it is one, and no item has its date."""

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed"]
        return changed


class Atom(_Dated, Atom1Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["older"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["older"]})


class Rss(_Dated, Rss201rev2Feed):
    def add_item(self, title: str, *args: Any, **kwargs: Any) -> None:
        # Readers take an RSS title for HTML; but not all do, so that quotation marks stay as they are.
        super().add_item(html.escape(title, quote=False), *args, **kwargs)


class JsonFeed(_Dated):
    """JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "description": self.feed["description"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "items": [
                {
                    "id": item["unique_id"],
                    "url": item["link"],
                    "title": item["title"],
                    "content_html": item["description"],
                    "date_published": item["pubdate"].isoformat(),
                    "date_modified": item["updateddate"].isoformat(),
                    "tags": item["categories"],
                }
                for item in self.items
            ],
        }
        if self.feed["older"]:
            feed["next_url"] = self.feed["older"]
        outfile.write(json.dumps(feed, ensure_ascii=False, indent=1).encode(encoding))


# --- What a feed says


if TYPE_CHECKING:
    DeskFeed = Feed[Any, Asked]
else:
    DeskFeed = Feed


class _OfTheDesk(DeskFeed):
    feed_type: type[SyndicationFeed] = Atom
    name: ClassVar[str]

    def title(self, asked: Asked) -> str:
        named = f"{self.name}: {asked.narrowed}" if asked.narrowed else self.name
        return printable(f"{named} — {settings.FACTCHECK_ORGANISATION}")

    def link(self, asked: Asked) -> str:
        return asked.page

    def feed_url(self, asked: Asked) -> str:
        return asked.address

    feed_guid = feed_url

    def items(self, asked: Asked) -> list[Any]:
        return asked.rows

    def feed_extra_kwargs(self, asked: Asked) -> dict[str, Any]:
        return {"changed": asked.changed, "older": asked.older}

    def author_name(self) -> str:
        return printable(settings.FACTCHECK_ORGANISATION)

    def author_link(self, asked: Asked) -> str:
        return asked.page.partition("?")[0]


class Verdicts(_OfTheDesk):
    name = "Verdicts"
    description = "Fact checks, newest first."

    def get_object(self, request: HttpRequest) -> Asked:
        wanted = Wanted(request)
        query = wanted.query()
        return _asked(
            request,
            wanted.narrow(_listed()),
            path="/verdicts/",
            query=query,
            narrowed=wanted.in_words(),
        )

    def item_title(self, verdict: Verdict) -> str:
        return printable(f"{_rating(verdict.current)}: {verdict.claim.text}")

    def item_description(self, verdict: Verdict) -> str:
        return _paragraphs(verdict.claim.claimant, verdict.claim.quote, verdict.current)

    def item_link(self, verdict: Verdict) -> str:
        return _address(verdict.pk)

    def item_pubdate(self, verdict: Verdict) -> datetime | None:
        return verdict.published_at

    def item_updateddate(self, verdict: Verdict) -> datetime | None:
        return verdict.updated_at

    def item_categories(self, verdict: Verdict) -> list[str]:
        return [printable(_rating(verdict.current))]


class Corrections(_OfTheDesk):
    name = "Corrections"
    description = "What was clarified, corrected or retracted, newest first."

    def get_object(self, request: HttpRequest) -> Asked:
        rows = VerdictVersion.objects.changes().select_related("rating", "verdict__claim")
        return _asked(request, rows, path="/corrections/")

    def item_title(self, version: VerdictVersion) -> str:
        return printable(f"{version.get_kind_display()}: {version.verdict.claim.text}")

    def item_description(self, version: VerdictVersion) -> str:
        claim = version.verdict.claim
        # What was retracted since is not said again under an earlier correction.
        said = version if version.verdict.state == Verdict.State.PUBLISHED else None
        return format_html("<p>{}</p>", printable(version.note)) + _paragraphs(
            claim.claimant, claim.quote, said
        )

    def item_link(self, version: VerdictVersion) -> str:
        return f"{_address(version.verdict_id)}#version-{version.number}"

    def item_pubdate(self, version: VerdictVersion) -> datetime | None:
        return version.published_at

    item_updateddate = item_pubdate

    def item_categories(self, version: VerdictVersion) -> list[str]:
        return [version.get_kind_display()]


def _listed() -> QuerySet[Verdict]:
    return Verdict.objects.standing().select_related("claim", "current__rating")


def _address(verdict_id: int) -> str:
    # Without a SITE_URL the feed puts the host in front that it was asked at.
    return f"{settings.SITE_URL}/verdicts/{verdict_id}/"


def _rating(version: VerdictVersion | None) -> str:
    return version.rating.label if version and version.rating else "Not rated"


def _paragraphs(claimant: str, quote: str, version: VerdictVersion | None) -> SafeString:
    """The claim, and what is said of it, as HTML: every word of it escaped."""
    who = f" — {claimant}" if claimant else ""
    claim = format_html("<blockquote>{}</blockquote>", printable(f"“{quote}”{who}"))
    if version is None:
        return claim
    verdict = printable(version.conclusion)
    return claim + format_html("<p><strong>{}.</strong> {}</p>", _rating(version), verdict)


# What XML 1.0 has no way to write, not even escaped.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with a mark in the place of each character that no XML can hold: one would break the whole feed."""
    return _UNPRINTABLE.sub("\ufffd", text)


# --- The addresses


@open_to_programs
def verdicts(request: HttpRequest, form: str) -> HttpResponse:
    """The verdicts that stand, newest first, as `form`: atom, rss or json. A narrowed page has a narrowed feed."""
    wanted = Wanted(request)
    if not wanted.is_valid():
        return HttpResponseBadRequest(wanted.errors.as_text(), content_type="text/plain")
    feed = Verdicts()
    feed.feed_type = {"atom": Atom, "rss": Rss, "json": JsonFeed}[form]
    return _answered(feed, request)


@open_to_programs
def corrections(request: HttpRequest) -> HttpResponse:
    """Clarifications, corrections and retractions of all verdicts, newest first."""
    return _answered(Corrections(), request)


def _answered(feed: _OfTheDesk, request: HttpRequest) -> HttpResponse:
    """The whole feed: its ETag is of all its bytes, so that whatever changes in it is a change."""
    answer = feed(request)
    if settled(last_change()) is None:
        del answer.headers["Last-Modified"]
    return answer
