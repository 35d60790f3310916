"""Pages come from a small server on the loopback; nothing here leaves the machine."""

import copy
import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2
import pytest

from workers.fetching import FetchFailed, Page, fetch_page, problem_with_address

PUBLIC = "93.184.216.34"
PROSE = "The council spent 5 million pounds on roads last year, the mayor said on Monday."

Answer = Callable[[BaseHTTPRequestHandler], object]


def reply(body: bytes | str = PROSE, status: int = 200, **headers: str) -> Answer:
    """An answer; `content_type="…"` is a header, and an empty one is left out."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content_type": "text/plain", **headers}.items():
            if value:
                handler.send_header(name.replace("_", "-"), value.encode().decode("latin-1"))
        handler.end_headers()
        handler.wfile.write(body.encode() if isinstance(body, str) else body)

    return answer


class Site(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[BaseHTTPRequestHandler] = []
        self.over = threading.Event()

    def at(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def page(self, answer: Answer, **limits: Any) -> Page:
        self.answers["/"] = answer
        return read(self.at(), **limits)


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self)
        self.close_connection = True
        with suppress(OSError):  # the reader may have seen enough
            self.server.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        threading.Thread(target=site.serve_forever, args=(0.01,)).start()
        yield site
        site.over.set()
        site.shutdown()


def read(url: str, **limits: Any) -> Page:
    return fetch_page(url, **{"max_characters": 2_000_000, "allow_private": True, **limits})


def failure(call: Callable[..., Page], *args: Any, **limits: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        call(*args, **limits)
    return caught.value


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str] | OSError]:
    """What names resolve to; addresses, however they are spelled, are left to the system."""
    known: dict[str, list[str] | OSError] = {}
    system = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        answer = known.get(host)
        if isinstance(answer, OSError):
            raise answer
        if answer is None:
            return list(system(host, port, *args, **options))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answer]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were connected to; all lead to the loopback."""
    addresses: list[str] = []
    connect = httpcore2.SyncBackend.connect_tcp

    def to_loopback(self: Any, host: str, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        addresses.append(host)
        return connect(self, "127.0.0.1", *args, **options)

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", to_loopback)
    return addresses


WRITTEN_WRONG = """ftp://a.test/ file:///etc/passwd javascript:alert(1) //a.test/ a.test/page http:///p
    http://me:secret@a.test/ http://me@a.test/ http://a.test\\@b.test/ http://a.test:0/ http://a.test:x/
    http://a.test:65536/ http://a.test:-1/ http://-a.test/ http://a..test/ http://localhost./ http://[::1
    http://[fe80::1%25eth0]/ http://[::1%é]/ http://a%2eb.test/ http://a.test%00/ http://127.0.0.256/
    http://0177.0.0.1/ http://１２７.０.０.１/ http://ⓛocalhost/ http://.a.test/ http://a.test/\ud800"""
TOO_LONG = ["http://a.test/" + "a" * 2_000, f"http://{'a.' * 130}test/", f"http://{'a' * 64}.test/"]
SPACED = ["", "http://a.test/a b", "http://a.test/\n", " http://a.test/", "http://a.test/\0"]


@pytest.mark.parametrize("url", [*WRITTEN_WRONG.split(), *TOO_LONG, *SPACED])
def test_an_address_written_wrong_is_refused_without_a_look_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert problem_with_address(url)
    assert not failure(read, url).retry


WRITTEN_WELL = "http://a.test HTTPS://A.test:8443/a;b?c#d http://ß.de/ä http://[2606::1]/"


@pytest.mark.parametrize("url", WRITTEN_WELL.split())
def test_an_address_written_well_is_taken(url: str) -> None:
    assert problem_with_address(url) is None


PRIVATE_HOSTS = """127.0.0.1 localhost 2130706433 0x7f000001 0x7f.1 0177.1 127.1 0 0.0.0.0 10.0.0.1
    172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192
    192.0.2.1 192.88.99.1 198.18.0.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
    [::] [::1] [fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [ff0e::1] [100::1] [5f00::1]
    [2001:db8::1] [3fff::1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:8.8.8.8] [64:ff9b::7f00:1]
    [64:ff9b::808:808] [64:ff9b:1::1] [2002:7f00:1::1] [2001:0:7f00:1::]"""


@pytest.mark.parametrize("host", PRIVATE_HOSTS.split())
def test_a_private_address_is_refused_without_a_connection(host: str, connected: list[str]) -> None:
    failed = failure(read, f"http://{host}/", allow_private=False)
    assert "private network" in failed.reason
    assert not failed.retry
    assert not connected


@pytest.mark.parametrize(
    "answers", ["10.0.0.1", f"{PUBLIC} 127.0.0.1", f"::1 {PUBLIC}", "fe80::1%lo"]
)
def test_a_name_with_any_private_address_is_refused(
    answers: str, names: dict[str, Any], connected: list[str]
) -> None:
    names["news.test"] = answers.split()
    assert "private network" in failure(read, "http://news.test/", allow_private=False).reason
    assert not connected


def test_the_name_is_resolved_once_and_the_checked_address_is_connected_to(
    site: Site, names: dict[str, Any], connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["news.test"] = [PUBLIC]
    resolve, asked = socket.getaddrinfo, []

    def change_its_mind(host: str, *args: Any, **options: Any) -> list[Any]:
        asked.append(host)
        answer = resolve(host, *args, **options)
        names["news.test"] = ["127.0.0.1"]
        return list(answer)

    monkeypatch.setattr(socket, "getaddrinfo", change_its_mind)
    site.answers["/a;b?c"] = reply()
    assert read(site.at("/a;b?c", host="news.test"), allow_private=False).text == PROSE
    assert asked.count("news.test") == 1
    assert connected == [PUBLIC]
    assert site.asked[0].headers["Host"] == f"news.test:{site.server_port}"


ELSEWHERE = """http://169.254.169.254/latest/ http://localhost/ //[::1]/ http://2130706433/ gopher:x
    file:///etc/passwd ftp://news.test/ http://me:secret@news.test/ http://[ https://[::ffff:7f00:1]/"""


@pytest.mark.parametrize("location", ELSEWHERE.split())
def test_a_redirect_to_where_the_desk_must_not_go_is_refused(
    location: str, site: Site, names: dict[str, Any], connected: list[str]
) -> None:
    names["news.test"] = [PUBLIC]
    site.answers["/"] = reply(status=302, location=location)
    assert not failure(read, site.at(host="news.test"), allow_private=False).retry
    assert connected == [PUBLIC]


def test_five_redirects_are_followed_and_a_loop_is_not(site: Site) -> None:
    for hop in range(6):
        site.answers[f"/{hop}"] = reply(
            status=301 + hop % 3, location=f"{hop + 1}", set_cookie="a=b"
        )
    site.answers["/6"] = reply(status=308, location="/straße und")
    site.answers["/stra%C3%9Fe%20und"] = reply()
    assert read(site.at("/2#top")).url == site.at("/stra%C3%9Fe%20und")
    assert not any("Cookie" in request.headers for request in site.asked)
    site.answers["/loop"] = reply(status=302, location="/loop")
    for start in ("/1", "/loop"):
        assert "more than 5" in failure(read, site.at(start)).reason


def test_proxies_of_the_environment_are_ignored(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert site.page(reply(), user_agent="factcheck/1 (+desk)").text == PROSE
    assert site.asked[0].headers["User-Agent"] == "factcheck/1 (+desk)"


FINAL, PASSING = (304, 400, 401, 403, 404, 410, 418, 451), (408, 425, 429, 500, 502, 503)


@pytest.mark.parametrize("status", FINAL + PASSING)
def test_a_status_says_whether_to_try_again(status: int, site: Site) -> None:
    failed = failure(site.page, reply(status=status))
    assert str(status) in failed.reason
    assert failed.retry is (status in PASSING)


def test_an_unknown_name_is_final_and_a_silent_name_server_is_not(names: dict[str, Any]) -> None:
    for code in (socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_AGAIN):
        names["news.test"] = socket.gaierror(code, "no")
        assert failure(read, "http://news.test/").retry is (code == socket.EAI_AGAIN)


def test_a_name_server_that_never_answers_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [][site.over.wait() :])
    assert failure(read, "http://news.test/", total_timeout=0.1).retry


def test_a_refused_connection_is_tried_again_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(read, f"http://127.0.0.1:{port}/").retry


@pytest.mark.parametrize("answer", [b"HTTP/1.0 400 Bad Request\r\n\r\n", b""])
def test_tls_names_the_host_and_its_failure_is_final(answer: bytes, names: dict[str, Any]) -> None:
    names["news.test"] = ["127.0.0.1"]
    hello = b""

    def answer_in_clear() -> None:
        nonlocal hello
        with server.accept()[0] as client, suppress(OSError):
            hello = client.recv(4_096)
            client.sendall(answer)
            client.shutdown(socket.SHUT_WR)
            client.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_in_clear)
        thread.start()
        failed = failure(read, f"https://news.test:{server.getsockname()[1]}/")
        thread.join()
    assert failed.retry is (answer == b"")  # cut off: that may pass
    assert b"news.test" in hello


def test_a_bomb_is_given_up_before_it_fills_the_memory(site: Site) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    tracemalloc.start()
    try:
        failed = failure(site.page, reply(bomb, content_encoding="gzip"), max_bytes=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "larger" in failed.reason
    assert peak < 6_000_000


def test_a_body_is_bounded_before_and_after_unpacking(site: Site) -> None:
    much_of_nothing = zlib.compress(b"")[:2] + b"\0\0\0\xff\xff" * 400
    for answer in (reply(b"a" * 2_000), reply(much_of_nothing, content_encoding="deflate")):
        failed = failure(site.page, answer, max_bytes=1_000)
        assert "larger" in failed.reason
        assert not failed.retry
    assert site.page(reply(b"a" * 1_000), max_bytes=1_000)


def test_gzip_and_deflate_are_unpacked_and_nothing_else(site: Site) -> None:
    packed, deflated = gzip.compress(PROSE.encode()), zlib.compress(PROSE.encode())
    assert site.page(reply(packed + b"\0\0", content_encoding="GZIP")).text == PROSE
    assert site.page(reply(deflated, content_encoding="deflate")).text == PROSE
    assert failure(site.page, reply(packed[:-9], content_encoding="gzip")).retry
    assert failure(site.page, reply(b"not gzip", content_encoding="gzip")).retry
    for packing in ("br", "zstd", "gzip, gzip"):
        assert not failure(site.page, reply(packed, content_encoding=packing)).retry


STATUS_LINE, TYPE = "HTTP/1.1 200 OK\r\n", "Content-Type: text/plain\r\n\r\n"


@pytest.mark.parametrize("start", ["", STATUS_LINE, STATUS_LINE + TYPE])
def test_a_slow_drip_is_cut_at_the_deadline(start: str, site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start.encode())
        while not site.over.wait(0.02):
            handler.wfile.write(b"a")

    assert failure(site.page, drip, total_timeout=0.3).retry


def test_a_server_that_is_silent_or_talks_nonsense_may_be_better_later(site: Site) -> None:
    assert failure(site.page, lambda _: site.over.wait(), read_timeout=0.1).retry
    assert failure(site.page, lambda _: None).retry
    assert failure(site.page, lambda handler: handler.wfile.write(b"hello\r\n\r\n")).retry


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "", "text/html-not", "text/xml"])
def test_what_is_neither_html_nor_plain_text_is_refused(kind: str, site: Site) -> None:
    failed = failure(site.page, reply(content_type=kind))
    assert "nly HTML and plain text" in failed.reason
    assert not failed.retry


def test_plain_text_is_kept_exactly(site: Site) -> None:
    text = "  Two spaces.\r\n\r\n\tA tab, e\u0301 and a last space. \n"
    assert site.page(reply(text)) == Page(site.at(), text)
    assert read(site.at("/#top")).url == site.at()


def test_text_that_is_none_or_too_long_is_refused(site: Site) -> None:
    for text in ("", " \n\t", "bytes\0bytes", "a" * 12):
        assert not failure(site.page, reply(text), max_characters=11).retry
    assert site.page(reply("a" * 11), max_characters=11)


def test_html_is_read_as_an_article_in_the_encoding_it_names(site: Site) -> None:
    said = '<html lang="fr"><head><meta charset="windows-1252"><title>Été</title></head><body>'
    story = (
        f"{said}<article><p>{PROSE}</p><p>Ça coûte 5 millions d’euros.</p></article></body></html>"
    )
    page = site.page(reply(story.encode("cp1252"), content_type="text/html"))
    assert page.text == f"{PROSE}\nÇa coûte 5 millions d’euros."
    assert (page.url, page.title, page.language) == (site.at(), "Été", "fr")


def test_reading_html_ends_at_the_deadline_too(site: Site) -> None:
    hostile = f"<html><head><meta name=author content='{'<' * 300_000}'></head><p>{PROSE}</html>"
    assert failure(site.page, reply(hostile, content_type="text/html"), total_timeout=0.5).retry


def test_a_failure_survives_the_way_through_a_queue() -> None:
    failed = copy.copy(FetchFailed("No.", retry=True))  # by the same steps as pickle
    assert (str(failed), failed.retry) == ("No.", True)
