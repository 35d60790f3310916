"""Articles come in, are fetched and read, and their claims are queued."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from claims import reading
from claims.errors import Invalid, WrongState
from claims.intake import Source, submit_article
from claims.models import Appearance, Article, Event
from claims.reading import MAX_ATTEMPTS, begin_work
from tests.builders import a_read_article, all_rows, an_article, at_once

pytestmark = pytest.mark.django_db

Status = Article.Status
PAGE = "https://news.example.org/bridge"


def submit(text: str | None, now: datetime, **source: Any) -> tuple[Article, bool]:
    return submit_article(text=text, source=Source(**source), by=None, now=now)


# --- Submitting a text


@pytest.mark.parametrize(
    "text",
    [
        "one\r\ntwo\rthree\nfour",
        "  \t white space at both ends \n\n",
        "\ufeffa byte order mark stays",
        "👩‍👩‍👧‍👦 said 🇨🇿 grew by 3 %",
        "cafe\u0301 is not caf\u00e9",
        "\u202eright to left\u202c and \u200bzero width\u200d",
        "\x01\x1b\x7f control characters",
        "last\u2028line\u2029paragraph\x85next",
    ],
)
def test_a_text_is_stored_to_the_last_code_point(text: str, now: datetime) -> None:
    article = Article.objects.get(pk=an_article(text, now=now).pk)
    assert article.text == text
    assert article.characters == len(text)


def test_texts_that_only_look_the_same_are_different_articles(now: datetime) -> None:
    looks = ["café", "cafe\u0301", "café\n", "café\r\n", "\ufeffcafé"]
    assert len({an_article(text, now=now).pk for text in looks}) == len(looks)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t\u3000\u2003", "empty"),
        ("Rents\0rose.", "Character 5 is NUL"),
        ("Rents \ud83d rose.", r"Character 6 is half of a surrogate pair \(U\+D83D\)"),
        ("Rents \udc4d rose.", r"U\+DC4D"),
        ("x" * 101, "101 characters; at most 100"),
        ("👍" * 101, "101 characters; at most 100"),
    ],
    ids=["empty", "blank", "NUL", "high surrogate", "low surrogate", "too long", "too many emoji"],
)
def test_a_text_that_cannot_be_kept_is_refused_by_name(
    text: str, says: str, now: datetime, settings: Settings
) -> None:
    settings.FACTCHECK_MAX_ARTICLE_CHARS = 100
    with pytest.raises(Invalid, match=says) as refusal:
        submit(text, now)
    assert list(refusal.value.errors) == ["text"]
    assert not Article.objects.exists()


def test_the_longest_text_is_taken(now: datetime, settings: Settings) -> None:
    settings.FACTCHECK_MAX_ARTICLE_CHARS = 100
    assert submit("👍" * 100, now)[0].characters == 100


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "ftp://example.org/file"),
        ("url", "javascript:alert(1)"),
        ("url", "/page"),
        ("url", "https://"),
        ("url", "https://user:secret@example.org/"),
        ("url", "https://user@example.org/"),
        ("url", "https://:secret@example.org/"),
        ("url", "https://example.org/a b"),
        ("url", "https://example.org/\u200b"),
        ("url", "https://example.org:0/"),
        ("url", "https://example.org:99999/"),
        ("url", "https://[::1"),
        ("url", "https://example.org/" + "x" * 2_000),
        ("title", "NUL \0"),
        ("title", "x" * 501),
        ("publisher", "x" * 201),
        ("author", "half \ud800"),
        ("author", "x" * 501),
        ("language", "x" * 36),
        ("external_id", "x" * 201),
    ],
)
def test_a_source_that_cannot_be_kept_is_refused_by_the_name_of_its_field(
    field: str, value: str, now: datetime
) -> None:
    with pytest.raises(Invalid) as refusal:
        submit("A text.", now, **{field: value})
    assert list(refusal.value.errors) == [field]
    assert not Article.objects.exists()


def test_every_field_at_fault_is_named_at_once(now: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        submit("A text.", now, url="gopher://example.org", title="\0", publisher="x" * 201)
    assert set(refusal.value.errors) == {"url", "title", "publisher"}


# --- The same again, and something else at the same address


def test_the_same_text_again_is_the_same_article(now: datetime) -> None:
    first, is_new = submit("Rents rose.", now)
    again, is_new_again = submit("Rents rose.", now)
    assert (again.pk, is_new, is_new_again) == (first.pk, True, False)
    assert not Appearance.objects.exists()


def test_the_same_text_elsewhere_is_noted_once_as_an_appearance(now: datetime, sam: User) -> None:
    article, _ = submit("Rents rose.", now, url=PAGE)
    copy = Source(url="https://copy.example.net/", publisher="The Copy", title="Rents!")
    for _ in range(2):
        found, is_new = submit_article(text="Rents rose.", source=copy, by=sam, now=now)
        assert (found.pk, is_new) == (article.pk, False)
    appearance = article.appearances.get()
    assert (appearance.url, appearance.publisher, appearance.title) == (
        copy.url,
        copy.publisher,
        copy.title,
    )
    assert appearance.submitted_by == sam
    article.refresh_from_db()
    assert article.url == PAGE


def test_a_changed_page_supersedes_what_its_address_had_before(now: datetime) -> None:
    first, _ = submit("Rents rose by 9 %.", now, url=PAGE)
    second, _ = submit("Rents rose by 8 %.", now, url=PAGE)
    third, _ = submit("Rents rose by 7 %.", now, url=PAGE)
    elsewhere, _ = submit("Rents rose by 6 %.", now, url="https://other.example.org/")
    nowhere, _ = submit("Rents rose by 5 %.", now)
    found = [a.supersedes for a in (first, second, third, elsewhere, nowhere)]
    assert found == [None, first, second, None, None]


@pytest.mark.django_db(transaction=True)
def test_one_text_submitted_twice_at_once_is_one_article(now: datetime) -> None:
    answers = at_once(*[lambda: submit("Rents rose.", now)] * 8)
    article = Article.objects.get()
    assert [found.pk for found, _ in answers] == [article.pk] * 8
    assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]
    assert Event.objects.get().kind == Event.Kind.ARTICLE_SUBMITTED


# --- An address alone


def test_an_address_alone_waits_to_be_fetched(now: datetime) -> None:
    article, is_new = submit(None, now, url=PAGE)
    assert is_new
    assert (article.status, article.text, article.sha256) == (Status.FETCHING, "", None)
    assert Article.objects.due(now).get() == article


def test_an_address_submitted_again_before_it_is_fetched_is_the_same_article(now: datetime) -> None:
    article, _ = submit(None, now, url=PAGE)
    assert submit(None, now, url=PAGE) == (article, False)


def test_neither_text_nor_address_is_refused(now: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        submit(None, now, title="A title alone")
    assert list(refusal.value.errors) == ["text"]


def a_fetched_page(now: datetime, text: str, **source: Any) -> Article:
    article, _ = submit(None, now, url=PAGE, title="As submitted")
    return reading.record_page(article_id=article.pk, text=text, source=Source(**source), now=now)


def test_a_fetched_page_waits_to_be_read_with_what_its_submitter_said(now: datetime) -> None:
    article = a_fetched_page(now, "Rents\r\nrose.", title="As printed", publisher="Daily")
    assert (article.status, article.text, article.characters) == (
        Status.RECEIVED,
        "Rents\r\nrose.",
        12,
    )
    assert (article.title, article.publisher) == ("As submitted", "Daily")
    assert (article.attempts, article.next_attempt_at) == (0, now)


def test_what_a_page_says_of_itself_is_cut_or_dropped_rather_than_lost_with_the_page(
    now: datetime,
) -> None:
    article = a_fetched_page(now, "Rents rose.", publisher="x" * 300, author="Ann\0e")
    assert (article.publisher, article.author) == ("x" * 200, "")


def test_a_fetched_page_supersedes_what_its_address_had_before(now: datetime) -> None:
    before, _ = submit("Rents rose by 9 %.", now, url=PAGE)
    assert a_fetched_page(now, "Rents rose by 8 %.").supersedes == before


def test_a_fetched_page_with_a_known_text_points_at_that_article(now: datetime) -> None:
    known, _ = submit("Rents rose.", now, url="https://first.example.org/")
    article = a_fetched_page(now, "Rents rose.")
    assert (article.duplicate_of, article.status, article.text) == (known, Status.EXTRACTED, "")
    assert article.next_attempt_at is None
    assert known.appearances.get().url == PAGE
    assert list(Article.objects.listed()) == [known]


@pytest.mark.django_db(transaction=True)
def test_two_pages_with_one_text_stored_at_once_are_one_article_and_a_pointer(
    now: datetime,
) -> None:
    pages = [submit(None, now, url=f"{PAGE}/{n}")[0] for n in range(4)]

    def fetched(page: Article) -> Callable[[], Article]:
        return lambda: reading.record_page(
            article_id=page.pk, text="Rents rose.", source=Source(), now=now
        )

    answers = at_once(*map(fetched, pages))
    first = Article.objects.get(sha256__isnull=False)
    assert {page.pk for page in answers} == {page.pk for page in pages}
    assert set(Article.objects.filter(duplicate_of=first)) == set(pages) - {first}


def test_a_page_is_stored_only_while_it_is_being_fetched(now: datetime) -> None:
    article = a_fetched_page(now, "Rents rose.")
    before = all_rows()
    with pytest.raises(WrongState):
        reading.record_page(article_id=article.pk, text="Rents fell.", source=Source(), now=now)
    assert all_rows() == before


# --- Starting work on an article


def begin(article: Article, now: datetime) -> Article | None:
    return begin_work(article_id=article.pk, stage=Status.RECEIVED, now=now)


def test_work_is_begun_by_one_worker_and_is_due_again_when_that_one_dies(now: datetime) -> None:
    article = an_article(now=now)
    begun = begin(article, now)
    assert begun is not None
    assert (begun.text, begun.attempts) == (article.text, 1)
    assert begin(article, now + timedelta(seconds=29)) is None
    assert begin(article, now + timedelta(seconds=30)) is not None


@pytest.mark.django_db(transaction=True)
def test_eight_workers_who_saw_one_article_due_begin_it_once(now: datetime) -> None:
    article = an_article(now=now)
    all_have_seen_it = Barrier(8)

    def wait_to_write(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE"):
            all_have_seen_it.wait(timeout=30)
        return execute(sql, *rest)

    def begin_with_the_others() -> Article | None:
        with connection.execute_wrapper(wait_to_write):
            return begin(article, now)

    answers = at_once(*[begin_with_the_others] * 8)
    assert [begun for begun in answers if begun is not None] == [article]


def test_each_attempt_waits_twice_as_long_to_a_limit_and_the_last_fails_with_the_reason(
    now: datetime, settings: Settings
) -> None:
    settings.FACTCHECK_RETRY_SECONDS = 60
    article = an_article(now=now)
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        assert begin(article, now) is not None
        article.refresh_from_db()
        assert article.next_attempt_at is not None
        pauses.append((article.next_attempt_at - now) // timedelta(minutes=1))
        now = article.next_attempt_at
    assert pauses == [1, 2, 4, 8, 10]
    reading.put_off(article_id=article.pk, reason="The disk is full.", until=now)
    assert begin(article, now) is None
    article.refresh_from_db()
    assert (article.status, article.next_attempt_at) == (Status.FAILED, None)
    assert article.error == (
        "Given up after 5 attempts that did not come to an end. The last error: The disk is full."
    )


# --- Ringing again


def ring_again(now: datetime, stage: Article.Status = Status.RECEIVED, limit: int = 9) -> list[int]:
    return reading.ring_again(stage=stage, limit=limit, now=now)


def test_a_fresh_article_is_left_to_the_bell_that_was_rung_for_it(now: datetime) -> None:
    article = an_article(now=now)
    assert ring_again(now + timedelta(seconds=29)) == []
    assert ring_again(now + timedelta(seconds=30)) == [article.pk]


def test_an_article_is_rung_for_ever_more_rarely(now: datetime) -> None:
    article = an_article(now=now)
    pauses, last = [], now
    for second in range(0, 3_000, 10):
        at = now + timedelta(seconds=second)
        if ring_again(at) == [article.pk]:
            pauses.append((at - last).total_seconds())
            last = at
    assert pauses == [30, 30, 60, 120, 240, 480, 480, 480, 480, 480]


def test_what_is_begun_and_left_is_rung_for_as_soon_as_it_is_due_again(now: datetime) -> None:
    article = an_article(now=now)
    for minutes in (1, 2, 4):
        assert ring_again(now + timedelta(minutes=minutes)) == [article.pk]
    began = now + timedelta(minutes=5)
    assert begin(article, began) is not None
    assert ring_again(began + timedelta(seconds=29)) == []
    assert ring_again(began + timedelta(seconds=30)) == [article.pk]


def test_no_more_are_rung_for_than_there_is_room_for_and_each_stage_by_itself(
    now: datetime,
) -> None:
    articles = [an_article(now=now).pk for _ in range(3)]
    page, _ = submit(None, now, url=PAGE)
    later = now + timedelta(minutes=1)
    assert ring_again(later, limit=2) == articles[:2]
    assert ring_again(later, limit=2) == articles[2:]
    assert ring_again(later, Status.FETCHING) == [page.pk]
    assert ring_again(later) == ring_again(later, Status.FETCHING) == []


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ring_no_more_than_one(now: datetime) -> None:
    articles = [an_article(now=now).pk for _ in range(20)]
    later = now + timedelta(minutes=1)
    rung = at_once(*[lambda: ring_again(later, limit=100)] * 4)
    assert sorted(pk for sweep in rung for pk in sweep) == articles


@pytest.mark.parametrize("stage", [Status.FETCHING, Status.EXTRACTED, Status.FAILED])
def test_work_of_another_stage_is_not_begun(stage: Article.Status, now: datetime) -> None:
    assert begin_work(article_id=an_article(now=now).pk, stage=stage, now=now) is None


def test_waking_makes_everything_unfinished_due_at_once(now: datetime) -> None:
    page, _ = submit(None, now, url=PAGE)
    article, read = an_article(now=now), a_read_article("Rents rose.", now=now)
    for unfinished in (page, article):
        reading.put_off(article_id=unfinished.pk, reason="later", until=now + timedelta(days=1))
    assert not Article.objects.due(now).exists()
    assert reading.wake_interrupted(now=now) == 2
    assert set(Article.objects.due(now)) == {page, article}
    assert read not in Article.objects.due(now)
