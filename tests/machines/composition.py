"""The services of docker-compose.yml without an engine: each with its own command, environment, order and health.

What an engine would add is changed where the service is told of it, and nowhere else:

- `db:5432` and `redis:6379` are the addresses of private servers; their healthchecks ask those.
- A published port becomes a free one, in command and healthcheck; 0.0.0.0 becomes 127.0.0.1.
- A path in /tmp lies in a folder of the replica's own, as in its container.
- The first on the path are the programs of the virtual environment, as in the image.

It proves commands, names, order, health and ends; it does not prove the image.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Self

from django.conf import settings

from tests.machines import compose_file
from tests.machines.compose_file import Service
from tests.machines.replica import Replica
from tests.machines.servers import PATIENCE, Postgres, Redis, free_port, postgres_programs

ROOT = Path(settings.BASE_DIR)
COMPOSE_FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"


class NotStarted(AssertionError):
    """What a service depends on did not come about, so it was not started."""


class Composition:
    """`docker compose up`, on a `with` block.

    Args:
        folder: for logs and what would be /tmp.
        values: of the .env file.
        root: the folder that is /desk in the image.
        scale: how many replicas, by service; one each without it.
        extra_environment: what tests give to each of our own services beyond the compose file: a setting that
            makes faults show sooner, a saboteur. Nothing else is added to what the file says, but PATH, HOME, LANG,
            TMPDIR, what the Dockerfile sets, and PGAPPNAME, by which PostgreSQL tells the services apart.
    """

    def __init__(
        self,
        folder: Path,
        values: Mapping[str, str],
        postgres: Postgres,
        redis: Redis,
        *,
        root: Path = ROOT,
        scale: Mapping[str, int] | None = None,
        extra_environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        # Tests call on nobody outside.
        values = {**values, "FACTCHECK_LINK_DAYS": "0"}
        self.services = compose_file.services(COMPOSE_FILE, values)
        self.postgres = postgres
        self.redis = redis
        self.root = root
        self.replicas: list[Replica] = []
        # Who started, became healthy and ended, in this order.
        self.story: list[tuple[str, str]] = []
        self._scale = dict(scale or {})
        self._extra = dict(extra_environment or {})
        self._ports: dict[str, int] = {}
        folder.mkdir(exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        for one in self.replicas:
            one.stop(patience=0)

    # --- Up and down

    def up(self, *names: str) -> None:
        """Start the services, by default all without a profile, each after what it depends on; wait for health.

        Raises:
            NotStarted, Unhealthy
        """
        wanted = names or [name for name, said in self.services.items() if not said.profiles]
        for name in wanted:
            self._bring_up(name)
        for one in self.replicas:
            if one.service.name in wanted and one.service.restart != "no":
                one.await_health()

    def _bring_up(self, name: str) -> None:
        if name in {"db", "redis"}:
            self._borrow(name)
            return
        if self.of(name):
            return
        for other, condition in self.services[name].depends_on.items():
            self._bring_up(other)
            self._await(other, condition, asked_by=name)
        for _ in range(self._scale.get(name, 1)):
            self.add(name)

    def _borrow(self, name: str) -> None:
        if (name, "started") not in self.story:
            self._tell(name, "started")
            (self.postgres if name == "db" else self.redis).start()

    def _await(self, name: str, condition: str, *, asked_by: str) -> None:
        if condition == "service_completed_successfully":
            for one in self.of(name):
                if status := one.wait():
                    raise NotStarted(f"{asked_by}: {name} ended with {status}.\n{one.written()}")
        elif condition == "service_healthy":
            if name in {"db", "redis"}:
                self._await_server(name)
            for one in self.of(name):
                one.await_health()
        else:
            raise AssertionError(f"{asked_by} starts after {name} without a condition: {condition}")

    def _await_server(self, name: str) -> None:
        """Its own healthcheck, at the private server's port."""
        if (name, "healthy") in self.story:
            return
        check = self.services[name].healthcheck
        assert check is not None
        test = list(check.test)
        if name == "redis":
            test[1:1] = ["-p", str(self.redis.port)]
        environment = {**self._of_the_machine(), "PGPORT": str(self.postgres.port)}
        subprocess.run(test, env=environment, check=True, capture_output=True, timeout=PATIENCE)
        self._tell(name, "healthy")

    def add(
        self, name: str, *, called: str = "", extra_environment: Mapping[str, str] | None = None
    ) -> Replica:
        """Start one more replica of a service."""
        called = called or f"{name}-{len(self.of(name)) + 1}"
        service, port = self._moved(self.services[name], called)
        if port:
            self._ports[called] = port
        environment = self._environment(service, called) | dict(extra_environment or {})
        log = self.folder / f"{called}.log"
        own = self._own_folder(called)
        one = Replica(called, service, self.root, own, environment, log, self._tell)
        self.replicas.append(one)
        one.start()
        return one

    def down(self) -> dict[str, float]:
        """SIGTERM to all at once, as `docker compose stop` does where none depends on another; how long each took."""
        running = [one for one in self.replicas if one.pid is not None]
        with ThreadPoolExecutor(len(running)) as threads:
            return dict(
                zip([one.name for one in running], threads.map(Replica.stop, running), strict=True)
            )

    # --- In its containers

    def run(
        self,
        service: str,
        *command: str,
        stdin: str = "",
        values: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> subprocess.CompletedProcess[str]:
        """`docker compose run --rm`: another command with a service's environment, or with another .env file's."""
        said = compose_file.services(COMPOSE_FILE, values) if values else self.services
        moved, _ = self._moved(said[service], f"{service}-run")
        return subprocess.run(
            command,
            cwd=self.root,
            env=self._environment(moved, f"{service}-run"),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def mend(self) -> None:
        """Start whatever a test that failed has left stopped."""
        self.postgres.start()
        self.redis.start()
        for one in self.replicas:
            if one.is_stopped:
                one.start()

    def of(self, service: str) -> list[Replica]:
        return [one for one in self.replicas if one.service.name == service]

    def address(self, replica: str = "web-1") -> str:
        return f"http://127.0.0.1:{self._ports[replica]}"

    def logs(self) -> str:
        return "\n".join(f"----- {one.name}\n{one.written()}" for one in self.replicas)

    # --- What would be the engine's

    def _tell(self, name: str, what: str) -> None:
        self.story.append((name, what))

    def _moved(self, service: Service, called: str) -> tuple[Service, int | None]:
        own = f"{self._own_folder(called)}/"
        moves = [
            (r"(?<![\w.-])db:5432(?!\d)", f"127.0.0.1:{self.postgres.port}"),
            (r"(?<![\w.-])redis:6379(?!\d)", f"127.0.0.1:{self.redis.port}"),
            (r"(?<![\w.])/tmp/", own),
        ]
        port = free_port() if service.published else None

        def place(text: str) -> str:
            for pattern, instead in moves:
                text = re.sub(pattern, instead, text)
            return text

        def listening(text: str) -> str:
            text = text.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 -- this is what is taken out
            for published in service.published:
                text = re.sub(rf"(?<!\d){published}(?!\d)", str(port), text)
            return text

        moved = service.moved(place)
        check = moved.healthcheck
        return replace(
            moved,
            command=[listening(word) for word in moved.command],
            healthcheck=check and replace(check, test=[listening(word) for word in check.test]),
        ), port

    def _own_folder(self, called: str) -> Path:
        own = self.folder / called
        own.mkdir(exist_ok=True)
        return own

    def _environment(self, service: Service, called: str) -> dict[str, str]:
        return {
            **self._of_the_machine(),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self._own_folder(called)),
            "PGAPPNAME": service.name,
            **service.environment,
            **self._extra,
        }

    @staticmethod
    def _of_the_machine() -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        programs = [str(Path(sys.executable).parent), os.environ["PATH"], str(postgres_programs())]
        return {**kept, "PATH": os.pathsep.join(programs)}
