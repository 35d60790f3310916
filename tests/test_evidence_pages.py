"""The titles of cited pages: asked for by a reviewer, looked up once by a worker, given up with a reason."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from claims.errors import Invalid, TooMany
from claims.evidence_pages import (
    FAILED_FOR,
    MAX_ATTEMPTS,
    MOST_AN_HOUR,
    PAUSE,
    ask_for_page,
    begin_page,
    fail_page,
    page_at,
    record_page,
)
from claims.models import EvidencePage
from tests.api.client import API, client_of
from tests.builders import A_SECOND, all_rows, at_once
from tests.test_fetching import Answer, Site, failure, reply
from workers import tasks
from workers.embedded import EmbeddedWorker
from workers.fetching import fetch_heading

URL = "https://stats.example.org/bridges?table=7"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        threading.Thread(target=site.serve_forever, args=(0.01,)).start()
        yield site
        site.over.set()
        site.shutdown()


def html(page: str) -> Answer:
    return reply(page, content_type="text/html")


def head(inside: str) -> str:
    return f"<html><head>{inside}</head><body><p>Words.</p></body></html>"


# --- What a page calls itself


@pytest.mark.parametrize(
    ("page", "title", "publisher"),
    [
        (head("<title>\n Bridges,\n 7th table </title>"), "Bridges, 7th table", ""),
        (
            head(
                "<title>Bridges | The Office</title><meta property='og:title' content='Bridges'>"
                "<meta property='og:site_name' content='The Office'>"
            ),
            "Bridges",
            "The Office",
        ),
        (head("<title> </title><meta property='og:title' content=' '>") + "<h1>Oh</h1>", "Oh", ""),
        (
            head("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"),
            "<script>alert(1)</script>",
            "",
        ),
        (head(f"<title>{'x' * 600}</title>"), "x" * 500, ""),
        ("<html><title>No body, no end", "No body, no end", ""),
    ],
)
def test_a_page_is_called_what_it_calls_itself(
    page: str, title: str, publisher: str, site: Site
) -> None:
    site.answers["/"] = html(page)
    heading = fetch_heading(site.at(), allow_private=True)
    assert (heading.title, heading.publisher, heading.text) == (title, publisher, "")


@pytest.mark.parametrize(
    "answer",
    [
        reply("Plain text."),
        html("<html><body><p>Words.</p></body></html>"),
        html(""),
        reply("%PDF-1.7", content_type="application/pdf"),
        reply("Gone.", status=404),
    ],
)
def test_a_page_without_a_title_is_refused_for_good(answer: Any, site: Site) -> None:
    site.answers["/"] = answer
    assert not failure(fetch_heading, site.at(), allow_private=True).retry


def test_a_private_address_is_not_looked_up(site: Site) -> None:
    assert "private network" in failure(fetch_heading, site.at()).reason
    assert site.asked == []


# --- Asking


@pytest.mark.django_db
def test_a_page_is_looked_up_once_for_all_who_cite_it(
    now: datetime, alice: User, carol: User
) -> None:
    first, is_asked_for = ask_for_page(url=URL, by=alice, now=now)
    assert (first.status, is_asked_for) == ("waiting", True)
    before = all_rows()
    assert ask_for_page(url=URL, by=carol, now=now) == (first, False)
    assert all_rows() == before
    begun = begin_page(now=now)
    assert begun is not None
    assert begin_page(now=now) is None
    assert record_page(page=begun, title="Bridges", publisher="The Office", now=now)
    known, is_asked_for = ask_for_page(url=URL, by=carol, now=now + timedelta(days=90))
    assert (known.title, known.status, is_asked_for) == ("Bridges", "read", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "ftp://a.example/",
        "a.example",
        "https://me:secret@a.example/",
        "https://a.example/\0",
        "https://a.example/" + "x" * 2_000,
        "https://a.example/\ud800",
    ],
)
def test_what_is_no_address_is_not_asked_for(url: str, now: datetime, alice: User) -> None:
    with pytest.raises(Invalid) as refusal:
        ask_for_page(url=url, by=alice, now=now)
    assert list(refusal.value.errors) == ["url"]
    assert not EvidencePage.objects.exists()


@pytest.mark.django_db
def test_a_longest_address_in_any_letters_is_kept(now: datetime, alice: User) -> None:
    url = "https://a.example/" + "ä" * 1_982
    assert ask_for_page(url=url, by=alice, now=now)[0] == page_at(url)


@pytest.mark.django_db
def test_a_person_asks_for_so_many_pages_an_hour(now: datetime, alice: User, carol: User) -> None:
    urls = [f"https://a.example/{n}" for n in range(MOST_AN_HOUR)]
    for url in urls:
        ask_for_page(url=url, by=alice, now=now)
    with pytest.raises(TooMany):
        ask_for_page(url=URL, by=alice, now=now + A_SECOND)
    assert ask_for_page(url=urls[0], by=alice, now=now)[1] is False
    assert ask_for_page(url=URL, by=carol, now=now)[1]
    assert ask_for_page(url=f"{URL}8", by=alice, now=now + timedelta(hours=1))[1]


@pytest.mark.django_db
def test_what_failed_is_tried_again_only_after_a_while(now: datetime, alice: User) -> None:
    ask_for_page(url=URL, by=alice, now=now)
    page = begin_page(now=now)
    assert page is not None
    fail_page(page=page, reason="Gone.", now=now)
    tried, is_asked_for = ask_for_page(url=URL, by=alice, now=now + FAILED_FOR - A_SECOND)
    assert (tried.status, tried.error, is_asked_for) == ("failed", "Gone.", False)
    again, is_asked_for = ask_for_page(url=URL, by=alice, now=now + FAILED_FOR)
    assert (again.status, again.error, is_asked_for) == ("waiting", "", True)
    # Whoever began before finds that the row is no longer theirs.
    assert not record_page(page=page, title="Late", publisher="", now=now)


@pytest.mark.django_db
def test_a_look_that_is_cut_off_is_due_again_and_given_up_in_the_end(
    now: datetime, alice: User
) -> None:
    ask_for_page(url=URL, by=alice, now=now)
    at = now
    for attempt in range(1, MAX_ATTEMPTS + 1):
        page = begin_page(now=at)
        assert page is not None
        assert page.attempts == attempt
        assert begin_page(now=at + PAUSE - A_SECOND) is None
        at += PAUSE
    assert begin_page(now=at) is None
    page = page_at(URL)
    assert page is not None
    assert (page.status, page.error) == ("failed", "Looking it up did not come to an end.")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_look_up_each_page_once(now: datetime, alice: User) -> None:
    for n in range(6):
        ask_for_page(url=f"https://a.example/{n}", by=alice, now=now)

    def all_due() -> list[int]:
        return [page.pk for page in iter(lambda: begin_page(now=now), None)]

    begun = at_once(all_due, all_due)
    assert sorted(begun[0] + begun[1]) == sorted(EvidencePage.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_one_page_at_once_get_one_row(
    now: datetime, alice: User, carol: User
) -> None:
    answers = at_once(
        lambda: ask_for_page(url=URL, by=alice, now=now),
        lambda: ask_for_page(url=URL, by=carol, now=now),
    )
    assert sorted(is_asked_for for _, is_asked_for in answers) == [False, True]
    assert EvidencePage.objects.count() == 1


# --- The worker


@pytest.mark.django_db
def test_the_worker_fetches_what_is_due_and_says_what_failed(
    alice: User, site: Site, settings: Settings
) -> None:
    settings.FACTCHECK_FETCH_PRIVATE = True
    site.answers |= {
        "/good": html(head("<title>Bridges</title>")),
        "/gone": reply(status=410),
        "/busy": reply(status=503),
    }
    for path in site.answers:
        ask_for_page(url=site.at(path), by=alice, now=timezone.now())
    tasks.look_up_pages()
    found = dict(EvidencePage.objects.values_list("url", "status"))
    assert found == {
        site.at("/good"): "read",
        site.at("/gone"): "failed",
        site.at("/busy"): "waiting",  # it may be better later
    }
    page = page_at(site.at("/gone"))
    assert page is not None
    assert "410" in page.error


@pytest.mark.django_db
def test_a_title_is_asked_for_and_read_over_the_api(
    alice: User, site: Site, settings: Settings
) -> None:
    settings.FACTCHECK_FETCH_PRIVATE = True
    site.answers["/"] = html(head("<title>Bridges</title>"))
    client, url = client_of(alice), site.at()
    assert client.get(f"{API}/evidence-pages/", {"url": url}).status_code == 404
    asked = client.post(f"{API}/evidence-pages/", {"url": url})
    waiting = {"url": url, "status": "waiting", "title": "", "publisher": "", "error": ""}
    assert (asked.status_code, asked.json()) == (202, waiting)
    tasks.look_up_pages()
    found = {**waiting, "status": "read", "title": "Bridges"}
    assert client.get(f"{API}/evidence-pages/", {"url": url}).json() == found
    again = client.post(f"{API}/evidence-pages/", {"url": url})
    assert (again.status_code, again.json()) == (200, found)
    refused = client.post(f"{API}/evidence-pages/", {"url": "javascript:alert(1)"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "url")


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_come_back(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.evidence_pages.MOST_AN_HOUR", 0)
    answer: Any = client_of(alice).post(f"{API}/evidence-pages/", {"url": URL})
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert answer.json()["type"] == "urn:factcheck:problem:too-many-requests"


@pytest.mark.django_db(transaction=True)
def test_the_worker_inside_the_desk_looks_pages_up_too(
    alice: User, site: Site, settings: Settings, tmp_path: Path
) -> None:
    settings.FACTCHECK_FETCH_PRIVATE, settings.EMBEDDED = True, True
    site.answers["/"] = html(head("<title>Bridges</title>"))
    with EmbeddedWorker(tmp_path / "lock"):
        ask_for_page(url=site.at(), by=alice, now=timezone.now())
        tasks.ring_for_pages()
        until = time.monotonic() + 20
        while not EvidencePage.objects.filter(title="Bridges") and time.monotonic() < until:
            time.sleep(0.02)
    assert EvidencePage.objects.get().title == "Bridges"


@pytest.mark.django_db
def test_the_sweep_rings_once_for_all_pages_that_are_due(
    now: datetime, alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = False
    bells: list[str] = []
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 0)
    monkeypatch.setattr(tasks.look_up_pages, "delay", lambda: bells.append("pages"))
    tasks.sweep()
    assert bells == []
    for n in range(3):
        ask_for_page(url=f"https://a.example/{n}", by=alice, now=now)
    tasks.sweep()
    assert bells == ["pages"]
    monkeypatch.setattr(tasks, "bells_waiting", lambda queue: 1)
    tasks.sweep()
    assert bells == ["pages"]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_no_error_of_the_request(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> None:
        raise ConnectionError("no broker")

    settings.EMBEDDED = False
    monkeypatch.setattr(tasks.look_up_pages, "delay", down)
    assert client_of(alice).post(f"{API}/evidence-pages/", {"url": URL}).status_code == 202
