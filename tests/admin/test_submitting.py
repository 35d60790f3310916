"""Articles come in through the desk's pages: by their text, by their address, many by a table."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Article
from claims.reading import fail_article
from factcheck.admin import submitting
from tests import builders
from tests.admin.desk import signed_in

pytestmark = pytest.mark.django_db

SUBMIT = "/admin/claims/article/submit/"
TEXT = "Rents rose by 9 percent.\r\n\r\n  The 🐝 council <b>voted</b>.  "


def test_a_pasted_text_is_kept_as_it_is_and_its_page_says_that_it_waits(sam: User) -> None:
    sent = {"text": TEXT, "title": "Rents", "published_at": "2026-05-01"}
    page = signed_in(sam).post(SUBMIT, sent, follow=True).content.decode()
    article = Article.objects.get()
    # A form makes CRLF of every line's end.
    assert article.text == TEXT.replace("\r\n", "\n")
    assert article.published_at == datetime(2026, 5, 1, tzinfo=UTC)
    assert article.submitted_by == sam
    assert 'id="being-read" data-status="received"' in page
    status = f"/admin/claims/article/{article.pk}/status/"
    assert signed_in(sam).get(status).json() == {"status": "received"}
    assert signed_in(sam).post(SUBMIT, sent, follow=True).context["article"] == article


def test_an_address_alone_is_to_be_fetched_and_a_failure_is_told_and_sent_again(sam: User) -> None:
    client = signed_in(sam)
    client.post(SUBMIT, {"url": "https://bee.example/rents"})
    article = Article.objects.get()
    assert article.status == "fetching"
    fail_article(article_id=article.pk, reason="No <answer>.", now=builders.NOW)
    page = client.get(f"/admin/claims/article/{article.pk}/change/").content.decode()
    assert "No &lt;answer&gt;." in page
    assert "being-read" not in page
    client.post(f"/admin/claims/article/{article.pk}/again/")
    article.refresh_from_db()
    assert article.status == "fetching"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "A.", "url": "javascript:alert(1)"}, "url"),
        ({"text": "A.", "title": "t" * 501}, "title"),
        ({"text": "A.", "published_at": "31/02/2026"}, "published_at"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field_and_nothing_is_lost(
    sent: dict[str, str], field: str, sam: User
) -> None:
    answer = signed_in(sam).post(SUBMIT, sent)
    assert list(answer.context["form"].errors) == [field]
    assert all(answer.context["form"][name].value() == value for name, value in sent.items())
    assert not Article.objects.exists()


# --- A table


def send(table: str | bytes, by: User) -> Any:
    words = table if isinstance(table, bytes) else table.encode()
    file = SimpleUploadedFile("articles.csv", words)
    return signed_in(by).post(f"{SUBMIT}table/", {"table": file}, follow=True)


def test_a_table_is_taken_in_whole(sam: User) -> None:
    builders.an_article("B rose by 2.")
    long = "Long. " * 30_000
    table = (
        "\ufefftext,url,title,published_at\r\n"
        '"A fell, by ""1"".\nAnd so on.",https://a.example/,One,2026-05-01T08:30:00+02:00\r\n'
        "B rose by 2.,,,\r\n"
        ",https://c.example/,Three,\r\n"
        f"{long},,,\r\n"
    )
    page = send(table, sam).content.decode()
    assert "3 taken in, 1 the desk had already" in page
    quoted = Article.objects.get(title="One")
    assert quoted.text == 'A fell, by "1".\nAnd so on.'
    assert quoted.published_at == datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
    assert Article.objects.get(title="Three").status == "fetching"
    assert Article.objects.filter(characters=len(long)).exists()


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("text,prise\nA.,1\n", [(1, "prise")]),
        ("title\nA\n", [(1, "")]),
        ("text;url\nA.;\n", [(1, "text;url")]),
        ("text,url\n", [(1, "")]),
        ("text,url\nA.,\n,\nB.,ftp://b.example/\n", [(3, "text"), (4, "url")]),
        (
            "text,published_at\nA.,yesterday\nB.,2026-02-31\n",
            [(2, "published_at"), (3, "published_at")],
        ),
        ("text,url\nA.,https://a.example/,more\n", [(2, "")]),
        ('text,url\nA.,\n"B.,\n', [(3, "")]),
        ("text\nA\x00.\n", [(2, "text")]),
        (b"text\nCaf\xe9\n", [(1, "")]),
    ],
)
def test_of_a_table_with_a_fault_nothing_is_taken_and_each_fault_has_its_line(
    table: str | bytes, faults: list[tuple[int, str]], sam: User
) -> None:
    answer = send(table, sam)
    assert [(each.line, each.column) for each in answer.context["faults"]] == faults
    assert "Nothing was taken in" in answer.content.decode()
    assert not Article.objects.exists()


def test_a_table_is_bounded(sam: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "MOST_ROWS", 2)
    assert "At most 2 rows" in send("text\nA.\nB.\nC.\n", sam).content.decode()
    monkeypatch.setattr(submitting, "MOST_BYTES", 10)
    assert "send parts" in send("text\nA.\nB.\n", sam).content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize(("who", "code"), [("sam", 200), ("alice", 403), ("olga", 403)])
def test_only_submitters_submit(who: str, code: int, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    assert signed_in(user).get(SUBMIT).status_code == code
    assert send("text\nA.\n", user).status_code == code
    assert Article.objects.exists() is (code == 200)
    articles = signed_in(user).get("/admin/claims/article/")
    assert (SUBMIT in articles.content.decode()) is (code == 200)
