"""A PostgreSQL and a Redis of the tests' own, to be stopped, frozen, filled and killed at will."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import SystemRandom
from typing import Any, Literal, Self, TypeVar

import psycopg
import redis

PATIENCE = 60.0
NAME = "factcheck"  # of the role and of the database


def free_port() -> int:
    """A port below those that the kernel hands out.

    While a server is down for a moment nobody else is given its port then, and no client that calls it in vain
    happens to be connected to itself.
    """
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in SystemRandom().sample(range(first - 12_000, first), 1_000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("No port is free.")


Seen = TypeVar("Seen")


def eventually(look: Callable[[], Seen | None], what: str, patience: float = PATIENCE) -> Seen:
    """Look again and again until there is something to see, for what no event tells of."""
    deadline = time.monotonic() + patience
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"Not in {patience:g} s: {what}")
        time.sleep(0.05)


# --- PostgreSQL


def postgres_programs() -> Path | None:
    """Where the server's own programs are: Debian keeps them off the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    return max(debian, key=lambda folder: float(folder.parent.name), default=None)


def missing_programs() -> list[str]:
    """What these tests start and cannot find."""
    missing = [name for name in ("redis-server", "redis-cli") if shutil.which(name) is None]
    return missing if postgres_programs() else ["initdb", *missing]


class Postgres:
    """A server with a role and a database `factcheck`, on a data directory that outlives its stops."""

    # As durable as a real one, and small.
    SETTINGS = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "shared_buffers": "32MB",
        "max_connections": "100",
        "log_min_messages": "fatal",
    }

    def __init__(self, folder: Path, *, copy_of: Self | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if copy_of is None:
            self._initialise()
        else:
            shutil.copytree(copy_of.folder, folder, symlinks=True)
            self._own()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as if_it_fails:
            if_it_fails.callback(self.stop, "immediate")
            self.start()
            if_it_fails.pop_all()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop("immediate")

    def start(self) -> None:
        if self._process is not None:
            return
        settings = [f"--{name}={value}" for name, value in self.SETTINGS.items()]
        with (self.folder / "server.log").open("ab") as log:
            self._process = self._spawn(
                "postgres", "-D", str(self.folder), "-p", str(self.port), *settings, output=log
            )
        eventually(self._answers, f"PostgreSQL on port {self.port} answers")

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """`fast` ends every session in good order; `immediate` is a crash, and the next start a recovery."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT if mode == "fast" else signal.SIGQUIT)
            self._process.wait(PATIENCE)
            self._process = None

    def restart(self, mode: Literal["fast", "immediate"]) -> None:
        self.stop(mode)
        self.start()

    def ask(self, query: str, *values: Any, database: str = NAME) -> list[tuple[Any, ...]]:
        """The rows of a query, by a connection of its own."""
        address = (
            f"host=127.0.0.1 port={self.port} user={NAME} dbname={database} connect_timeout=10"
        )
        with psycopg.connect(address, autocommit=True) as connection:
            answer = connection.execute(query.encode(), values or None)
            return answer.fetchall() if answer.description else []

    def terminate_backends(self, where: str) -> int:
        """End the sessions of the desk that `pg_stat_activity` shows `where`; says how many."""
        return len(
            self.ask(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 -- a test's own words
                f" WHERE datname = '{NAME}' AND pid <> pg_backend_pid() AND ({where})"
            )
        )

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError((self.folder / "server.log").read_text())
        with contextlib.suppress(psycopg.OperationalError):
            return bool(self.ask("SELECT 1"))
        return False

    def _initialise(self) -> None:
        self.folder.mkdir()
        self._own()
        made = self._spawn(
            "initdb",
            "-D",
            str(self.folder),
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--wal-segsize=1",
            f"--username={NAME}",
            output=subprocess.DEVNULL,
        )
        assert made.wait(PATIENCE) == 0, "initdb failed"
        single = ["--single", "-D", str(self.folder), "postgres"]
        made = self._spawn("postgres", *single, output=subprocess.DEVNULL, stdin=subprocess.PIPE)
        made.communicate(f"CREATE DATABASE {NAME}\n".encode(), PATIENCE)
        assert made.returncode == 0, "the database could not be made"

    def _spawn(
        self, program: str, *arguments: str, output: Any, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        programs = postgres_programs()
        assert programs is not None
        return subprocess.Popen(
            [str(programs / program), *arguments],
            stdin=stdin,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            **_unprivileged(),
        )

    def _own(self) -> None:
        for path in (self.folder, *self.folder.rglob("*")):
            if owner := _unprivileged():
                os.chown(path, owner["user"], owner["group"], follow_symlinks=False)
        self.folder.chmod(0o700)


def _unprivileged() -> dict[str, Any]:
    """For Popen: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise AssertionError("There is no account that PostgreSQL could run as.")


# --- Redis


class Redis:
    """A server with the options of the compose file, on a folder that outlives it."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self.folder = folder
        self.port = free_port()
        folder.mkdir()
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        self._command = [*command, *place, "--logfile", str(folder / "server.log")]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as if_it_fails:
            if_it_fails.callback(self.kill)
            self.start()
            if_it_fails.pop_all()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.kill()

    def start(self) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, start_new_session=True
            )
        eventually(self._answers, f"Redis on port {self.port} answers")

    def kill(self) -> None:
        """As by kill -9: what it had not written yet is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and bytes, and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Its memory is used up: it answers, and takes no more."""
        with self.client() as client:
            limit = str(client.config_get("maxmemory")["maxmemory"])
            client.config_set("maxmemory", int(client.info("memory")["used_memory"]) + 500_000)
            with contextlib.suppress(redis.exceptions.OutOfMemoryError):
                while True:
                    client.append("ballast", "x" * 10_000)
        try:
            yield
        finally:
            with self.client() as client:
                client.config_set("maxmemory", limit)
                client.delete("ballast")

    @contextlib.contextmanager
    def client(self) -> Iterator[redis.Redis]:
        client = redis.Redis(port=self.port, decode_responses=True, socket_timeout=PATIENCE)
        try:
            yield client
        finally:
            client.close()

    def _answers(self) -> bool:
        with self.client() as client, contextlib.suppress(redis.exceptions.ConnectionError):
            return bool(client.ping())  # while it loads its file, it refuses
        return False
