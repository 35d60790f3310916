"""Feeds, read by a parser that nobody here wrote; the DataFeed; the map of the site."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import feedparser
import jsonschema
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from claims.models import Article, Claim, Rating, Verdict
from factcheck.public import data_feed, feeds, search_engines
from tests import builders
from tests.builders import NOW
from tests.public.reader import read
from tests.test_claimreview import SCHEMA

pytestmark = pytest.mark.django_db

FORMS = ["atom", "rss", "json"]
QUOTE = "The bridge cost 2 million crowns."


@pytest.fixture
def verdict(alice: User, bob: User) -> Verdict:
    claim = builders.a_claim(QUOTE, claimant="Mayor Holm")
    Article.objects.filter(pk=claim.article_id).update(publisher="The Paper")
    return builders.a_published_verdict(alice, bob, claim=claim)


def parsed(form: str, query: str = "") -> Any:
    """The feed, with the names that feedparser gives, whichever its form."""
    body = read(f"/feeds/verdicts.{form}{query}").content
    if form == "json":
        feed = json.loads(body)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"].endswith(f"/feeds/verdicts.json{query}")
        entries = [
            {**item, "link": item["url"], "summary": item["content_html"]} for item in feed["items"]
        ]
        return {"feed": {**feed, "link": feed["home_page_url"]}, "entries": entries}
    feed = feedparser.parse(body, sanitize_html=False)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == {"atom": "atom10", "rss": "rss20"}[form]
    return feed


# --- What they say


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_has_the_verdict(form: str, verdict: Verdict) -> None:
    feed = parsed(form)
    assert feed["feed"]["title"] == "Verdicts — A factcheck desk"
    assert feed["feed"]["link"] == "http://testserver/verdicts/"
    (entry,) = feed["entries"]
    assert entry["title"] == f"False: {QUOTE}"
    assert entry["link"] == entry["id"] == f"http://testserver/verdicts/{verdict.pk}/"
    assert entry["summary"] == (
        f"<blockquote>“{QUOTE}” — Mayor Holm</blockquote>"
        "<p><strong>False.</strong> The bridge cost less.</p>"
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_speaks_of_the_desk_at_its_own_address(
    form: str, verdict: Verdict, settings: Settings
) -> None:
    settings.SITE_URL = "https://facts.example.org"
    assert b"testserver" not in read(f"/feeds/verdicts.{form}").content
    assert parsed(form)["entries"][0]["link"].startswith("https://facts.example.org/verdicts/")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?rating=false", 1),
        ("?rating=true", 0),
        ("?claimant=Mayor+Holm", 1),
        ("?publisher=The+Post", 0),
        ("?q=bridges", 1),
    ],
)
def test_a_feed_is_narrowed_like_the_page(
    form: str, query: str, count: int, verdict: Verdict
) -> None:
    feed = parsed(form, query)
    assert len(feed["entries"]) == count
    assert feed["feed"]["link"].endswith(f"/verdicts/{query}")
    page = read(f"/verdicts/{query}").content.decode()
    assert f'href="/feeds/verdicts.{form}{query}"' in page


@pytest.mark.parametrize("query", ["?rating=unheard-of", "?q=%00"])
def test_what_cannot_be_asked_is_refused(query: str) -> None:
    read(f"/feeds/verdicts.atom{query}", 400)


@pytest.mark.parametrize("form", FORMS)
def test_no_character_breaks_a_feed(form: str, alice: User, bob: User) -> None:
    quote = 'A\x0b \x1b[1m it\'s "so" ]]> <b>bold</b> & \ufffe \U0001f600 ends.'
    builders.a_published_verdict(alice, bob, claim=builders.a_claim(quote, claimant="<i>\x02"))
    (entry,) = parsed(form)["entries"]
    mended = quote.replace("\x0b", "\ufffd").replace("\x1b", "\ufffd").replace("\ufffe", "\ufffd")
    title = entry["title"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert title == f"False: {mended}"
    assert "<b>" not in entry["summary"]
    assert "— &lt;i&gt;\ufffd" in entry["summary"]


def test_corrections_have_a_feed_and_a_retraction_is_one_of_them(
    verdict: Verdict, bob: User, erin: User
) -> None:
    builders.correct(verdict, bob, NOW)
    builders.publish(verdict, erin, NOW + timedelta(days=1))
    builders.retract(verdict, bob, NOW + timedelta(days=2))
    feed = feedparser.parse(read("/feeds/corrections.atom").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        f"Retraction: {QUOTE}",
        f"Correction: {QUOTE}",
    ]
    assert [entry.id.split("#")[1] for entry in feed.entries] == ["version-3", "version-2"]
    assert builders.NOTE in feed.entries[0].summary
    for entry in feed.entries:
        assert "The bridge cost" not in entry.summary.replace(QUOTE, "")


@pytest.mark.parametrize("form", FORMS)
def test_a_retracted_verdict_leaves_the_feed_and_the_feed_says_that_it_changed(
    form: str, verdict: Verdict, bob: User
) -> None:
    builders.retract(verdict, bob, NOW + timedelta(days=3))
    feed = parsed(form)
    assert feed["entries"] == []
    if form != "json":
        assert feed.feed.updated_parsed[:3] == (2026, 3, 5)


def test_a_feed_goes_on_where_it_ends(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "ITEMS", 2)
    published = [builders.a_published_verdict(alice, bob).pk for _ in range(5)]
    seen, address = [], "/feeds/verdicts.json?rating=false"
    while address:
        feed = json.loads(read(address).content)
        seen += [int(item["url"].rstrip("/").rpartition("/")[2]) for item in feed["items"]]
        address = feed.get("next_url", "")
    assert seen == published[::-1]
    links = parsed("atom").feed.links
    (after,) = [link.href for link in links if link.rel == "next"]
    assert after == f"http://testserver/feeds/verdicts.atom?before={published[-2]}"


# --- Asked again


ADDRESSES = [*(f"/feeds/verdicts.{form}" for form in FORMS), "/feeds/corrections.atom"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("published", [True, False])
def test_a_feed_that_has_not_changed_is_not_sent_again(
    address: str, published: bool, alice: User, bob: User
) -> None:
    if published:
        builders.a_published_verdict(alice, bob)
    first = read(address)
    assert read(address, 304, if_none_match=first["ETag"]).content == b""
    assert ("Last-Modified" in first) is published
    if published:
        read(address, 304, if_modified_since=first["Last-Modified"])


@pytest.mark.parametrize("address", [*ADDRESSES[:3], "/feeds/claimreview.json"])
def test_a_retraction_is_a_change_of_every_feed(address: str, verdict: Verdict, bob: User) -> None:
    first = read(address)
    builders.retract(verdict, bob, NOW + timedelta(seconds=2))
    read(address, if_modified_since=first["Last-Modified"])
    if "ETag" in first:
        read(address, if_none_match=first["ETag"])


def test_a_new_label_of_a_rating_is_a_change_too(verdict: Verdict) -> None:
    first = read("/feeds/verdicts.atom")
    Rating.objects.filter(slug="false").update(label="Not so")
    read("/feeds/verdicts.atom", if_none_match=first["ETag"])


@pytest.mark.parametrize("address", [*ADDRESSES, "/feeds/claimreview.json"])
def test_no_feed_is_dated_while_a_slower_change_may_still_come(
    address: str, alice: User, bob: User
) -> None:
    builders.a_published_verdict(alice, bob, timezone.now())
    assert "Last-Modified" not in read(address)


@pytest.mark.parametrize("address", [*ADDRESSES, "/feeds/claimreview.json", "/sitemap.xml"])
def test_a_closed_desk_tells_programs_so(address: str, settings: Settings) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    read(address, 403)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_takes_few_queries_however_long_it_is(
    address: str,
    alice: User,
    bob: User,
    erin: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        changed = builders.a_published_verdict(alice, bob)
        builders.correct(changed, bob, NOW)
        builders.publish(changed, erin, NOW)
    with django_assert_num_queries(3):
        read(address)


# --- All of it as ClaimReview


def elements() -> list[dict[str, Any]]:
    answer = read("/feeds/claimreview.json")
    assert answer.streaming
    feed = json.loads(b"".join(answer.streaming_content))
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    found: list[dict[str, Any]] = feed["dataFeedElement"]
    return found


def test_the_data_feed_has_every_verdict_that_stands(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert elements() == []
    monkeypatch.setattr(data_feed, "BATCH", 2)
    published = [builders.a_published_verdict(alice, bob) for _ in range(5)]
    builders.retract(published[2], bob, NOW)
    builders.a_proposed_verdict(alice)
    urls = [element["item"]["url"] for element in elements()]
    assert urls == [
        f"http://testserver/verdicts/{each.pk}/" for each in published if each != published[2]
    ]
    for element in elements():
        assert element["dateModified"] == NOW.isoformat()
        whole = {"@context": "https://schema.org", **element["item"]}
        jsonschema.Draft202012Validator(SCHEMA).validate(whole)


def test_the_data_feed_is_read_a_batch_at_a_time(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_feed, "BATCH", 4)
    for _ in range(8):
        claim = builders.a_published_verdict(alice, bob).claim
        repeat = builders.a_claim()
        Claim.objects.filter(pk=repeat.pk).update(status="matched", same_as=claim)
    lines: Iterator[bytes] = iter(read("/feeds/claimreview.json").streaming_content)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(5):
            next(lines)
        first = len(queries)
        rest = list(lines)
    assert len(rest) == 5
    # The first has the date of the whole besides, the last finds that there are no more.
    assert first == 1 + 6
    assert len(queries) == 1 + 6 + 6 + 1


# --- The map of the site


def locations(address: str) -> list[str]:
    tree = ET.fromstring(read(address).content)  # noqa: S314 -- our own
    return [element.text or "" for element in tree.findall(".//{*}loc")]


def test_a_crawler_finds_every_page(
    verdict: Verdict, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = "https://facts.example.org"
    monkeypatch.setattr(search_engines, "PAGE", 1)
    robots = read("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    assert "Sitemap: https://facts.example.org/sitemap.xml" in robots
    maps = locations("/sitemap.xml")
    assert len(maps) == 1 + verdict.pk
    found = [each for one in maps for each in locations(one.removeprefix("http://testserver"))]
    assert f"https://facts.example.org/verdicts/{verdict.pk}/" in found
    assert "https://facts.example.org/corrections/" in found


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "9" * 400, "²"])
def test_a_page_of_the_map_that_is_none_is_not_found(page: str) -> None:
    read(f"/sitemap-verdicts.xml?p={page}", 404)


def test_a_closed_desk_asks_crawlers_to_stay_away(settings: Settings) -> None:
    settings.FACTCHECK_PUBLIC_READ = False
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
