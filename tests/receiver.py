"""A program outside that is told things: a real server on the loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Receiver(ThreadingHTTPServer):
    """Keeps what it is told. Answers 410 at /gone, elsewhere what `answers` says in turn, and 204 after that.

    /slow answers only when all is `over`, and /endless without end.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.over = threading.Event()
        # By path: each message is verified as it comes, since a signature is good for minutes only.
        self.verify: dict[str, Webhook] = {}
        self.unverified: list[tuple[str, str]] = []

    def at(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, _, body in self.told]

    def answer(self, path: str) -> int:
        if path == "/gone":
            return 410
        return self.answers.pop(0) if self.answers else 204


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = dict(self.headers.items())
        if self.path in self.server.verify:
            try:
                self.server.verify[self.path].verify(body, headers)
            except WebhookVerificationError as fault:
                self.server.unverified.append((self.path, str(fault)))
        self.server.told.append((self.path, headers, body))
        if self.path == "/slow":
            self.server.over.wait(20)
        status = self.server.answer(self.path)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.at("/redirected"))
        self.end_headers()
        if self.path == "/endless":
            for _ in range(10_000):
                try:
                    self.wfile.write(b"x" * 10_000)
                except OSError:
                    return

    def log_message(self, *args: object) -> None:
        """Tests are quiet."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver at work."""
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
