"""What a page says: its characters, and the article in them.

HTML is read by a process of its own, which can be stopped: this file, run as a program. The
patterns of trafilatura take minutes on 300 KB made to hurt them (measured), and `re` keeps the GIL:
in a thread, one such page would stop the whole desk. So nothing of the project is imported here.
"""

import codecs
import json
import logging
import re
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from charset_normalizer import from_bytes

logger = logging.getLogger(__name__)

MOST_MEMORY = 500_000_000  # of the process that reads HTML: 5 MB in 60,000 elements take 285 MB


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, a paragraph a line, and what it says of itself; empty where it does not."""

    url: str  # where the redirects ended
    text: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    language: str = ""
    published_at: datetime | None = None  # midnight UTC where the page gives the day alone


class FetchFailed(Exception):
    """A page could not be had: `reason` is for people, `retry` says whether later may be better."""

    def __init__(self, reason: str, retry: bool = False) -> None:
        super().__init__(reason, retry)
        self.reason = reason
        self.retry = retry

    def __str__(self) -> str:
        return self.reason


# --- The characters

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.ASCII | re.IGNORECASE)
_CHARSET_IN_HTML = re.compile(
    r"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})",
    re.ASCII | re.IGNORECASE,
)
# The encodings of the web. Python knows others that are traps: punycode is slow, unicode_escape
# makes surrogates. UTF-16 is believed by its mark alone.
_GUESSES = ["utf-8", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"]
_GUESSES += ["koi8-r", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp874", "cp1258"]
_WEB_CODECS = {*_GUESSES, "cp866", "koi8-u", "iso2022_jp", *(f"iso8859-{n}" for n in range(2, 17))}
# Pages declare the smaller set and use the larger one; so browsers take the first for the second.
_LARGER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_LARGER |= {"shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874"}


def decode(body: bytes, content_type: str) -> str:
    """The body in characters, by its mark, its header, its own word, as UTF-8, or by a guess."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", "replace")
    head = body[:4096].decode("latin-1")
    if declared := _CHARSET.search(content_type) or _CHARSET_IN_HTML.search(head):
        with suppress(LookupError):
            codec = codecs.lookup(declared[1]).name
            codec = _LARGER.get(codec, codec)
            if codec in _WEB_CODECS:
                return body.decode(codec, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        if not body[: error.start].isascii():
            return body.decode("utf-8", "replace")  # it was UTF-8 up to here
        # From before the first odd byte to a space: half a character misleads.
        sample = body[max(0, error.start - 2_000) : error.start + 16_000].rsplit(None, 1)[0]
        guess = from_bytes(sample, cp_isolation=_GUESSES).best()
        # Of encodings that fit alike it names any; on the web that one is the Western.
        western = from_bytes(sample, cp_isolation=["cp1252"]).best()
        if guess and western and western.coherence >= guess.coherence:
            guess = western
        return body.decode(guess.encoding if guess else "utf-8", "replace")


# --- The article

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
# As the row of an article has it.
_LONGEST = {"title": 500, "author": 500, "publisher": 200, "language": 35}


def read_apart(html: str, url: str, seconds: int, patience: float, part: str = "article") -> Page:
    """Read HTML in a process of its own: bounded time and memory, no secrets in reach.

    `part` of it is read, the `article` or the `heading` alone; `seconds` of CPU it may cost, and `patience` is how
    long to wait for it.
    """
    command = [sys.executable, "-I", __file__, url, str(seconds), part]
    try:
        reading = subprocess.run(  # noqa: S603  no shell, and the address is an argument
            command, input=html.encode(), capture_output=True, timeout=patience, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise FetchFailed("Reading this page took too long.", retry=True) from error
    if reading.returncode:
        logger.warning("%s: exit %s %s", url, reading.returncode, reading.stderr.splitlines()[-1:])
        raise FetchFailed("This page is too intricate to be read: send its text.")
    found = json.loads(reading.stdout)
    published_at = _moment(found.pop("date"))
    kept = {name: _UNKEEPABLE.sub("", said)[: _LONGEST.get(name)] for name, said in found.items()}
    return Page(url=url, published_at=published_at, **kept)


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_html(html: str, url: str) -> dict[str, str]:
    # 0.15 s and 22 MB to import: the reading process pays that, not every process of the desk.
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    tree = load_html(html)
    dates = {
        "original_date": True,
        "extensive_search": False,  # any number in the text would do
        "deferred_url_extractor": True,  # the page's own word has the hour as well
        "outputformat": "%Y-%m-%dT%H:%M:%S%z",
    }
    article = tree is not None and bare_extraction(
        tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates
    )
    if not isinstance(article, Document):
        article = Document()
    return {
        "text": article.text or "",
        "title": article.title or "",
        "author": article.author or "",
        "publisher": article.sitename or "",
        "language": tree.get("lang", "") if tree is not None else "",
        "date": article.date or "",
    }


# What a page calls itself, best first: its title for readers is often followed there by the name of the site.
_TITLES = ['//meta[@property="og:title"]/@content', "//title", "//h1"]


def _read_heading(html: str) -> dict[str, str]:
    from trafilatura import load_html  # as above

    tree = load_html(html)

    def said(*paths: str) -> str:
        found = (each for path in paths for each in (tree.xpath(path) if tree is not None else ()))
        words = (" ".join(str(getattr(each, "text", each) or "").split()) for each in found)
        return next(filter(None, words), "")

    title, publisher = said(*_TITLES), said('//meta[@property="og:site_name"]/@content')
    return {"text": "", "title": title, "publisher": publisher, "date": ""}


if __name__ == "__main__":
    _, address, cpu_seconds, part = sys.argv
    # These end this process even if its parent is gone. macOS refuses to bound the address space.
    for limit, most in (resource.RLIMIT_CPU, int(cpu_seconds)), (resource.RLIMIT_AS, MOST_MEMORY):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    logging.disable()
    page = sys.stdin.buffer.read().decode()
    read = _read_heading(page) if part == "heading" else _read_html(page, address)
    json.dump(read, sys.stdout)
