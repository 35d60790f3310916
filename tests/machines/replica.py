"""One container of a service, but for the container: its command in a process group, watched and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.machines.compose_file import Service
from tests.machines.servers import PATIENCE

# The engine's own pauses before it starts a container again, which are doubled each time, and when it forgets them.
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.1, 5.0, 10.0
# Nobody wants to wait for the compose file's intervals here; its timeouts and retries count.
LOOK_EVERY = 0.5


class Unhealthy(AssertionError):
    """A service did not become healthy as its healthcheck asks."""


class Replica:
    """A supervised process, with what it wrote.

    As in a container, whatever the command has started ends with it. `exits` holds the status of each end, a
    signal as its negative number.

    Args:
        root: where the command is run.
        own: a folder that is empty at every start.
    """

    def __init__(
        self,
        name: str,
        service: Service,
        root: Path,
        own: Path,
        environment: Mapping[str, str],
        log: Path,
        tell: Callable[[str, str], None],
    ) -> None:
        self.name = name
        self.service = service
        self.log = log
        self._root, self._own = root, own
        self.exits: list[int] = []
        self._environment = dict(environment)
        self._tell = tell
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    # --- Start and stop

    def start(self) -> None:
        self._stopping.clear()
        self._spawn()
        self._tell(self.name, "started")
        self._thread = threading.Thread(target=self._supervise, name=self.name, daemon=True)
        self._thread.start()

    def stop(self, patience: float | None = None) -> float:
        """SIGTERM to the command alone, SIGKILL to all after the grace; says how many seconds it took."""
        began = time.monotonic()
        self._stopping.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()
        grace = self.service.stop_grace_period if patience is None else patience
        if self._thread is not None:
            self._thread.join(grace)
            if self._thread.is_alive():
                self.kill()
            self._thread.join(PATIENCE)
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL to the command and to whatever it has started; the restart policy decides what comes next."""
        with self._lock:
            if self._process is not None:
                _kill_group(self._process.pid)

    def wait(self) -> int:
        """The exit status of a service that is to end by itself."""
        assert self._thread is not None
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), f"{self.name} does not end"
        return self.exits[-1]

    def _spawn(self) -> None:
        # As a container's /tmp: an old sign of life must not speak for a new process.
        shutil.rmtree(self._own, ignore_errors=True)
        self._own.mkdir()
        with self.log.open("ab") as log, self._lock:
            self._process = subprocess.Popen(
                self.service.command,
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _supervise(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            self._bury()
            if time.monotonic() - began > STEADY:
                pause = FIRST_PAUSE
            restarts = self.service.restart != "no"
            if not restarts or self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            self._spawn()
            if self._stopping.is_set():  # said between the wait and the start
                self.kill()

    def _bury(self) -> None:
        """Wait for the command's end, and end what it has left behind."""
        assert self._process is not None
        # Until it is waited for, the number of the process and of its group is nobody else's.
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            _kill_group(self._process.pid)
            self.exits.append(self._process.wait(PATIENCE))
            self._process = None
        self._tell(self.name, f"ended with {self.exits[-1]}")

    # --- Looking at it

    @property
    def is_stopped(self) -> bool:
        """Told to end, as a one-shot service never is."""
        return self._stopping.is_set() and self.pid is None

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._process.pid if self._process is not None else None

    def children(self) -> list[int]:
        """The processes that do the work: a pool's, a web server's."""
        pid = self.pid
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def complaint(self) -> str | None:
        """What its healthcheck has to say against it now."""
        check = self.service.healthcheck
        if self.pid is None:
            return f"{self.name} does not run; it ended with {self.exits}."
        if check is None:
            return None
        try:
            done = subprocess.run(
                check.test,
                cwd=self._root,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=check.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"The healthcheck of {self.name} took longer than {check.timeout:g} s."
        return None if done.returncode == 0 else f"{self.name}: {done.stdout}{done.stderr}"

    def await_health(self) -> None:
        """Ask its healthcheck until it is content.

        Raises:
            Unhealthy: after `start_period` it failed as often as `retries` allows, the intervals between included.
        """
        check = self.service.healthcheck
        if check is None:
            return
        deadline = time.monotonic() + check.start_period + check.retries * check.interval
        while complaint := self.complaint():
            if time.monotonic() > deadline:
                raise Unhealthy(f"{complaint}\n{self.written()}")
            time.sleep(LOOK_EVERY)  # an engine looks now and then, too
        self._tell(self.name, "healthy")

    def written(self, most: int = 20_000) -> str:
        """What it wrote, the end of it."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return text[-most:]


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
