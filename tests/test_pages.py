"""HTML is read as the desk reads it, by a process of its own; nothing is fetched."""

import json
import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from workers import pages
from workers.pages import FetchFailed, Page, decode, read_apart

PROSE = "The council spent 5 million pounds on roads last year, the mayor said on Monday."
ARTICLE = f"""<!doctype html><html lang="en-GB"><head><title>Roads cost more | The Post</title>
<meta property="og:title" content="Roads cost more">
<meta property="og:site_name" content="The Post"><meta name="author" content="Alice Writer">
<meta property="article:published_time" content="2024-03-05T23:30:00-08:00">
<link rel="canonical" href="http://elsewhere.test/2020/01/02/story"></head>
<body><nav>Home Sport</nav><article><h1>Roads cost more</h1><p>{PROSE}</p><p>Ten roads are
still closed, and <b>nobody</b> knows why.</p><img src="//elsewhere.test/a.png"></article></html>"""


def read(html: str, seconds: int = 10) -> Page:
    return read_apart(html, "http://news.test/", seconds, 60)


RUSSIAN = "Президент сказал, что расходы вырастут на пять процентов."
FRENCH = "Le président a déclaré à l’Assemblée que l’été serait chaud."
PORTUGUESE = "O presidente disse que não há corrupção na administração."
CHARACTERS = [
    ("", FRENCH.encode(), FRENCH),
    ("ISO-8859-1", FRENCH.encode("cp1252"), FRENCH),
    ('"koi8-r"', RUSSIAN.encode("koi8-r"), RUSSIAN),
    ("gb2312", "總統说".encode("gbk"), "總統说"),
    ("latin-1", b"\xef\xbb\xbf" + FRENCH.encode(), FRENCH),
    ("utf-8", FRENCH.encode("utf-16"), FRENCH),
    ("", RUSSIAN.encode("cp1251"), RUSSIAN),
    ("", FRENCH.encode("cp1252"), FRENCH),
    ("", PORTUGUESE.encode("cp1252"), PORTUGUESE),
    ("utf-8", b"a\xff\xfeb", "a\ufffd\ufffdb"),
    ("", "20 °C, ".encode() * 30 + b"\xb0", "20 °C, " * 30 + "\ufffd"),
    ("punycode", b"a-b", "a-b"),
    ("unicode_escape", b"\\ud800", "\\ud800"),
    ("nonsense", FRENCH.encode(), FRENCH),
]


@pytest.mark.parametrize(("charset", "body", "text"), CHARACTERS)
def test_characters_come_out_right(charset: str, body: bytes, text: str) -> None:
    assert decode(body, f"Text/Plain; charset={charset}" if charset else "text/plain") == text


def test_a_page_names_its_own_encoding() -> None:
    for said in ('<meta charset="windows-1251">', '<?xml version="1.0" encoding="cp1251"?>'):
        assert RUSSIAN in decode(f"<html>{said}{RUSSIAN}".encode("cp1251"), "text/html")


def test_an_article_gives_its_text_and_what_it_says_of_itself() -> None:
    assert read(ARTICLE) == Page(
        url="http://news.test/",
        text=f"Roads cost more\n{PROSE}\nTen roads are still closed, and nobody knows why.",
        title="Roads cost more",
        author="Alice Writer",
        publisher="The Post",
        language="en-GB",
        published_at=datetime(2024, 3, 6, 7, 30, tzinfo=UTC),
    )


def test_a_title_is_kept_as_far_as_a_row_can() -> None:
    said: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle"}
    said["headline"] = "\ud800\0" + "b" * 600
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    page = read(f"<html><head>{head}</head><body><p>{PROSE}</p></body></html>")
    assert len(page.title.encode()) == 500


HOSTILE = {
    "empty": "",
    "no article": "<html><body><script>var a</script></body></html>",
    "deep": "<div>" * 100_000,
    "wide": "<a " * 500_000,
    "entities": '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><html><body>&d;</body></html>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_does_no_harm(name: str) -> None:
    assert read(HOSTILE[name]).text == ""


def test_a_page_made_to_hang_its_reader_is_stopped() -> None:
    with pytest.raises(FetchFailed, match="intricate") as caught:
        read(ARTICLE.replace("Alice Writer", "<" * 300_000), seconds=1)
    assert not caught.value.retry


def test_reading_an_article_never_goes_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(socket, "getaddrinfo", None)
    found = pages._read_html(ARTICLE, "http://news.test/")
    assert PROSE in found["text"]
    assert found["date"] == "2024-03-05T23:30:00-0800"  # the page's word, not its address's
