"""A desk of its own, as a user starts it: a folder, a database file, processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MANAGE = Path(settings.BASE_DIR) / "manage.py"
PATIENCE = 60.0


class DeskFolder:
    """Commands of the desk, run in a folder of their own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        kept = ("PATH", "HOME", "LANG", "SYSTEMROOT")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {
            "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite3",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, str(MANAGE), *arguments],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(MANAGE), *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextlib.contextmanager
    def open_desk(
        self, *arguments: str, port: int = 0
    ) -> Iterator[tuple[str, subprocess.Popen[str]]]:
        """An open desk: its address, and its process, which is stopped as by Ctrl-C if it still runs.

        Args:
            port: that of a desk that was open before; 0 for a free one.
        """
        port = port or free_port()
        process = self.start("desk", "--port", str(port), *arguments)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for_page(f"{address}/healthz/live", process)
            yield address, process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_page(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"The desk ended: {process.communicate()[0]}")
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)  # nothing tells when a port of another process begins to listen
    raise AssertionError(f"{address} did not answer in {PATIENCE:g} s")
