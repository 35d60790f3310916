"""The door to the network: the desk reads pages through it, and tells programs outside what happens.

1. The address is checked as it is written; nothing is looked up yet.
2. Its name is resolved once, every answer must be a public address, and the connection goes to one
   of them: a name that changes its mind in between (DNS rebinding) changes nothing.
3. Each redirect starts again at 1.
4. The body is unpacked piece by piece, and given up as soon as it is too large.
5. `workers.pages` makes a page of it.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

import httpcore2
import httpx2

from workers.pages import FetchFailed, Page, decode, read_apart

__all__ = [
    "FetchFailed",
    "Page",
    "ask_archive",
    "digest_at",
    "fetch_heading",
    "fetch_page",
    "post",
    "problem_with_address",
]

LONGEST_ADDRESS = 2_000
MOST_REDIRECTS = 5
HTML_TYPES = {"text/html", "application/xhtml+xml"}


def fetch_page(
    url: str,
    *,
    max_characters: int,
    total_timeout: float = 30,
    reading_seconds: int = 10,
    **limits: Any,
) -> Page:
    """Fetch `url` and read the article on it.

    `total_timeout` bounds it all; `reading_seconds` is the CPU time that an HTML page may cost. `limits` are those
    of `_arrive`.

    Raises:
        FetchFailed: whatever the reason.
    """
    deadline = time.monotonic() + total_timeout
    here, content, kind = _arrive(url, deadline, **limits)
    if kind in HTML_TYPES:
        page = read_apart(content, here, reading_seconds, _allowed(deadline))
    else:
        page = Page(here, content)
    _check_text(page.text, max_characters)
    return page


def fetch_heading(
    url: str, *, total_timeout: float = 15, reading_seconds: int = 3, **limits: Any
) -> Page:
    """Fetch `url` for its title and publisher alone, as `fetch_page` would.

    Raises:
        FetchFailed: whatever the reason; the page has no title, say.
    """
    deadline = time.monotonic() + total_timeout
    here, content, kind = _arrive(url, deadline, **limits)
    if kind not in HTML_TYPES:
        raise FetchFailed("This is plain text, which has no title.")
    page = read_apart(content, here, reading_seconds, _allowed(deadline), part="heading")
    if not page.title:
        raise FetchFailed("This page gives itself no title.")
    return page


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_private: bool = False,
    total_timeout: float = 15,
    connect_timeout: float = 5,
) -> int:
    """Send `body` to `url` and return the status of the answer. No redirect is followed, no answer's body is kept.

    Raises:
        FetchFailed: nothing was answered in time, or the address is not one that the desk sends to.
    """
    deadline = time.monotonic() + total_timeout
    here = _parse(url)
    target = httpcore2.URL(
        scheme=here.raw_scheme, host=here.raw_host, port=here.port, target=here.raw_path
    )
    timeouts = {"connect": connect_timeout, "read": total_timeout, "write": total_timeout}
    sent = [("Host", here.netloc.decode()), *headers.items(), ("Content-Length", str(len(body)))]
    with (
        httpcore2.ConnectionPool(network_backend=_Backend(deadline, allow_private)) as pool,
        _faults_in_words(here),
        pool.stream(
            "POST",
            target,
            headers=[*sent, ("Connection", "close")],
            content=body,
            extensions={"timeout": timeouts},
        ) as response,
    ):
        return int(response.status)


def digest_at(
    url: str, *, total_timeout: float = 60, max_bytes: int = 20_000_000, **limits: Any
) -> str:
    """The SHA-256 of what is at `url`, of whatever type, unpacked.

    Raises:
        FetchFailed: whatever the reason.
    """
    deadline = time.monotonic() + total_timeout
    with _arrived(url, deadline, accept="*/*", **limits) as (_, said, chunks):
        return sha256(_unpacked(chunks, _packing(said), max_bytes)).hexdigest()


def ask_archive(url: str, *, total_timeout: float = 60, **limits: Any) -> str:
    """Call an archive's address for `url`, and return where it says that the copy is; "" if it does not say.

    Archives answer with the copy's address in Content-Location or Location, or lead there.

    Raises:
        FetchFailed: whatever the reason.
    """
    deadline = time.monotonic() + total_timeout
    with _arrived(url, deadline, accept="*/*", **limits) as (here, said, _):
        copy = said.get(b"content-location", "")
        copy = _follow(here, copy) if copy else str(here)
        is_one = problem_with_address(copy) is None and copy != str(httpx2.URL(url))
        return copy if is_one else ""


def _arrive(
    url: str, deadline: float, *, max_bytes: int = 5_000_000, **limits: Any
) -> tuple[str, str, str]:
    """Where the redirects from `url` end, what is there, in characters, and its type; `limits` are those of `_arrived`."""
    accept = "text/html, application/xhtml+xml, text/plain;q=0.8"
    with _arrived(url, deadline, accept=accept, **limits) as (here, said, chunks):
        content_type = said.get(b"content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        _check_kind(kind)
        body = _unpacked(chunks, _packing(said), max_bytes)
    return str(here), decode(body, content_type), kind


def _packing(said: Mapping[bytes, str]) -> str:
    return said.get(b"content-encoding", "").lower() or "identity"


@contextmanager
def _arrived(
    url: str,
    deadline: float,
    *,
    accept: str,
    allow_private: bool = False,
    user_agent: str = "factcheck",
    connect_timeout: float = 5,
    read_timeout: float = 10,
) -> Iterator[tuple[httpx2.URL, Mapping[bytes, str], Iterator[bytes]]]:
    """Where the redirects from `url` end: the address, the headers and the body of an answer that is no refusal."""
    headers = [
        ("User-Agent", user_agent),
        ("Accept", accept),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ]
    timeouts = {"connect": connect_timeout, "read": read_timeout, "write": read_timeout}
    with httpcore2.ConnectionPool(network_backend=_Backend(deadline, allow_private)) as pool:
        for _ in range(1 + MOST_REDIRECTS):
            here = _parse(url)
            # In its parts: from one string, httpcore2 would lose the `;b` of `/a;b`.
            target = httpcore2.URL(
                scheme=here.raw_scheme, host=here.raw_host, port=here.port, target=here.raw_path
            )
            with (
                _faults_in_words(here),
                pool.stream(
                    "GET",
                    target,
                    headers=[("Host", here.netloc.decode()), *headers],
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                said = {name.lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status in {301, 302, 303, 307, 308} and b"location" in said:
                    url = _follow(here, said[b"location"])
                    continue
                _check_status(response.status)
                yield here, said, response.iter_stream()
                return
    raise FetchFailed(f"This address redirects more than {MOST_REDIRECTS} times.")


# --- The address, as written

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")


def problem_with_address(url: str) -> str | None:
    """What keeps `url` from being fetched, or None. Nothing is looked up."""
    if len(url) > LONGEST_ADDRESS:
        return f"An address has at most {LONGEST_ADDRESS:,} characters."
    if any(character.isspace() or not character.isprintable() for character in url):
        return "An address has no spaces or control characters in it."
    try:
        parts = httpx2.URL(url)
        host = parts.raw_host.decode()
    except (httpx2.InvalidURL, UnicodeError):  # the latter by `[::1%é]`
        return "This is not an address: it should look like https://example.org/page."
    if parts.scheme not in {"http", "https"}:
        return "An address begins with http:// or https://."
    if parts.userinfo:
        return "An address that is kept and shown must not have a user name or password in it."
    # httpx2 has checked an IPv6 address but for its zone, which names a network card of our own.
    if not ("%" not in host if ":" in host else len(host) <= 253 and _NAME.fullmatch(host)):
        return "An address names a host, as in https://example.org/page."
    if parts.port is not None and not 0 < parts.port < 65_536:
        return "The port in this address is not between 1 and 65535."
    return None


def _parse(url: str) -> httpx2.URL:
    if problem := problem_with_address(url):
        raise FetchFailed(problem)
    return httpx2.URL(url).copy_with(fragment=None)


def _follow(here: httpx2.URL, location: str) -> str:
    with suppress(UnicodeError):  # headers are Latin-1 on paper and UTF-8 in the wild
        location = location.encode("latin-1").decode()
    try:
        return urljoin(str(here), location.replace(" ", "%20"))
    except ValueError:
        raise FetchFailed("This address redirects to something that is no address.") from None


# --- The guard

# What `is_global` lets through, in some Python at least. Multicast is apart: it counts as global.
_NOT_THE_WEB = [
    ipaddress.ip_network("100.64.0.0/10"),  # carrier-grade NAT; metadata at 100.100.100.200
    ipaddress.ip_network("168.63.129.16"),  # the host agent of Azure
    ipaddress.ip_network("192.0.0.0/24"),  # protocol assignments; metadata at 192.0.0.192
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.ip_network("2001::/23"),  # protocol assignments, Teredo among them
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("3fff::/20"),  # documentation
]
# The rest of IPv6 is local, reserved or multicast, or carries IPv4 inside (mapped, NAT64).
_IPV6_WEB = ipaddress.ip_network("2000::/3")


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or (ip.version == 6 and ip not in _IPV6_WEB):
        return False
    return not any(ip in network for network in _NOT_THE_WEB)


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """Every address of `host`. An odd spelling (decimal, octal, hexadecimal) comes back plain."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except OSError as error:
            answer.set_exception(error)

    # getaddrinfo knows no timeout: a name server that never answers holds a thread, not the fetch.
    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        return answer.result(seconds)
    except OSError as error:  # the TimeoutError of result() is one too
        # An unknown name is nearly always a typing mistake, so its author hears of it at once. Name
        # servers out of reach give another error (EAI_AGAIN), and are worth another try.
        if error.errno in {socket.EAI_NONAME, socket.EAI_NODATA}:
            raise FetchFailed(f"There is no site named {host}: check the address.") from error
        raise FetchFailed(f"{host} cannot be looked up at the moment.", retry=True) from error


def _allowed(deadline: float, seconds: float | None = None) -> float:
    """How long the next wait may last: `seconds`, or less when less is left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed("This page took too long to arrive.", retry=True)
    return left if seconds is None else min(seconds, left)


class _Stream(httpcore2.NetworkStream):
    """A connection whose waits end at the deadline: a byte a second must not last for ever."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _allowed(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _allowed(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        allowed = _allowed(self._deadline, timeout)
        try:
            return _Stream(
                self._stream.start_tls(ssl_context, server_hostname, allowed), self._deadline
            )
        except httpcore2.ConnectError as error:
            fault = error.__cause__
            # A connection cut in the handshake is an SSLError too, and passes.
            if not isinstance(fault, ssl.SSLError) or isinstance(fault, ssl.SSLEOFError):
                raise
            why = getattr(fault, "verify_message", fault.reason)
            reason = f"There is no safe connection to {server_hostname} ({why})."
            raise FetchFailed(reason) from error

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Resolves once, checks every answer, connects to one; TLS and Host still name the host."""

    def __init__(self, deadline: float, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = _resolve(host, port, _allowed(self._deadline))
        if not self._allow_private and not all(map(_is_public, addresses)):
            raise FetchFailed(f"{host} is on a private network, which the desk does not read.")
        failure: Exception = httpcore2.ConnectError("no address")
        for address in addresses:
            try:
                allowed = _allowed(self._deadline, timeout)
                stream = httpcore2.SyncBackend().connect_tcp(address, port, allowed)
                return _Stream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


# --- The answer


@contextmanager
def _faults_in_words(url: httpx2.URL) -> Iterator[None]:
    host = url.netloc.decode()
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise FetchFailed(f"{host} did not answer in time.", retry=True) from error
    except httpcore2.NetworkError as error:
        raise FetchFailed(f"The connection to {host} failed ({error}).", retry=True) from error
    except httpcore2.ProtocolError as error:
        raise FetchFailed(f"{host} broke off, or does not speak HTTP.", retry=True) from error


def _check_status(status: int) -> None:
    if status in {408, 425, 429} or status >= 500:
        raise FetchFailed(f"The site cannot send this page at the moment ({status}).", retry=True)
    if status in {404, 410}:
        raise FetchFailed(f"There is no page at this address ({status}).")
    if not 200 <= status < 300:
        raise FetchFailed(f"The site keeps this page from the desk ({status}): send its text.")


def _check_kind(kind: str) -> None:
    if kind == "application/pdf":
        raise FetchFailed(
            "This is a PDF, and only HTML and plain text can be read: copy its words."
        )
    if kind not in HTML_TYPES | {"text/plain"}:
        kind = kind[:80] or "what has no type"
        raise FetchFailed(f"Only HTML and plain text can be read, not {kind}: send the text.")


def _unpacked(chunks: Iterable[bytes], packing: str, max_bytes: int) -> bytes:
    """The body, whose packed and unpacked sizes are both bounded: 1 MB of gzip can hold 1 GB."""
    if packing not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise FetchFailed(f"This page is packed in a way that nobody asked for ({packing[:40]}).")
    inflater = None if packing == "identity" else zlib.decompressobj(32 + zlib.MAX_WBITS)
    body = bytearray()
    received = 0
    for chunk in chunks:
        received += len(chunk)
        try:
            # One byte of room beyond the limit shows that it is passed; none would mean no limit.
            body += inflater.decompress(chunk, max_bytes + 1 - len(body)) if inflater else chunk
        except zlib.error:
            raise FetchFailed("This page arrived damaged.", retry=True) from None
        if max(received, len(body)) > max_bytes:
            raise FetchFailed(f"This page is larger than {max_bytes:,} bytes: send its text.")
        if inflater and inflater.eof:
            # Padding may follow, and zlib would copy all of it again at each further chunk.
            return bytes(body)
    if inflater and received:
        raise FetchFailed("This page arrived cut short.", retry=True)
    return bytes(body)


def _check_text(text: str, max_characters: int) -> None:
    if not text.strip():
        raise FetchFailed("There is no readable article text on this page: send its text.")
    if "\0" in text:
        raise FetchFailed("This address says that it leads to text, and it does not.")
    if len(text) > max_characters:
        most = f"at most {max_characters:,} can be taken"
        raise FetchFailed(f"This page has {len(text):,} characters; {most}: send it in parts.")
