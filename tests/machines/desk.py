"""A desk on several processes that something happens to, articles that come in meanwhile, and what its rows say."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import httpx2
from django.conf import settings

from tests.machines.composition import Composition
from tests.machines.people import Person
from tests.machines.servers import PATIENCE, Postgres, Redis, eventually
from workers.extraction import DEFAULT_THRESHOLD, extract

SEEDS = sorted((Path(settings.BASE_DIR) / "seeds").glob("*.txt"))
# A request that fails is made again after so many seconds.
AGAIN = 0.2


def a_text(name: str, number: int) -> str:
    """Unlike every other, and long enough to be in the middle of."""
    return f"Report {number} on {name}.\n\n" + SEEDS[number % len(SEEDS)].read_text() * 3


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database holds of one article."""

    status: str
    error: str
    attempts: int
    runs: int
    spans: list[tuple[int, int]]
    quoted: bool
    reviews: int
    reviewed_claims: int
    read_events: int


# Of each article of a batch, by its title. Every count is of rows.
_ROWS = """
SELECT a.title, a.status, a.error, a.attempts,
    (SELECT count(*) FROM claims_extractionrun WHERE article_id = a.id),
    (SELECT coalesce(json_agg(json_build_array(c.start, c."end") ORDER BY c.start), '[]')
     FROM claims_claim c WHERE c.article_id = a.id),
    (SELECT coalesce(bool_and(c.quote = substr(a.text, c.start + 1, c."end" - c.start)), true)
     FROM claims_claim c WHERE c.article_id = a.id),
    (SELECT count(*) FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id WHERE c.article_id = a.id),
    (SELECT count(DISTINCT c.id) FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id
     WHERE c.article_id = a.id),
    (SELECT count(*) FROM claims_event e WHERE e.article_id = a.id AND e.kind = 'article.extracted')
FROM claims_article a WHERE a.publisher = %s
"""
_UNFINISHED = "SELECT count(*) FROM claims_article WHERE publisher = %s AND status IN ('fetching', 'received')"


class Desk:
    """A composition, the tokens of those who submit to it, and the folder in which the saboteur finds orders."""

    def __init__(self, composition: Composition, tokens: Sequence[str], sabotage: Path) -> None:
        self.composition = composition
        self.sabotage = sabotage
        self.tokens = tokens

    @property
    def postgres(self) -> Postgres:
        return self.composition.postgres

    @property
    def redis(self) -> Redis:
        return self.composition.redis

    def shell(self, code: str, told: Any = None, patience: float = PATIENCE) -> Any:
        """Run a piece of code with a worker's environment: `told` is what it is told, and what it prints as JSON is given back."""
        whole = f"import json, sys; told = json.load(sys.stdin)\n{code}"
        command = ["python", "manage.py", "shell", "-v0", "-c", whole]
        done = self.composition.run("worker", *command, stdin=json.dumps(told), patience=patience)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def rows(self, batch: str) -> dict[str, Rows]:
        """The articles of a batch by their titles."""
        found = self.postgres.ask(_ROWS, batch)
        return {
            title: Rows(status, error, attempts, runs, [tuple(span) for span in spans], *counts)
            for title, status, error, attempts, runs, spans, *counts in found
        }

    def unfinished(self, batch: str) -> int:
        count: int = self.postgres.ask(_UNFINISHED, batch)[0][0]
        return count

    def await_all_read(self, batch: str, patience: float) -> float:
        """Wait until nothing of a batch is left to do; says how many seconds."""
        began = time.monotonic()
        eventually(lambda: self.unfinished(batch) == 0, f"{batch} is read", patience)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        answer = httpx2.get(
            f"{self.composition.address()}/healthz/ready", trust_env=False, timeout=30
        )
        return answer.status_code == 200

    def assert_works(self) -> None:
        """It reads what is submitted, says it is ready, and every healthcheck is content; without a hand on it."""
        name = f"afterwards {time.monotonic()}"
        with Batch(self, name, 1) as batch:
            pass
        batch.check_rows()
        eventually(self.is_ready, "it is ready")
        for replica in self.composition.replicas:
            if replica.service.restart != "no":
                replica.await_health()


_SUBMIT = """
from claims import intake
from django.utils import timezone
print(json.dumps([
    intake.submit_article(
        text=text, source=intake.Source(title=title, publisher=publisher), by=None, now=timezone.now()
    )[0].pk
    for text, title, publisher in told
]))
"""


@dataclass
class Batch:
    """Articles that are submitted over HTTP while something happens to the desk, inside of a `with` block.

    Leaving the block waits until the last is accepted: whoever is refused asks again, as a program would.
    """

    desk: Desk
    name: str
    size: int
    patience: float = 15.0
    text: Callable[[str, int], str] = a_text
    accepted: list[int] = field(default_factory=list)
    accepted_in: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    refused_in: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left = list(range(self.size))[::-1]
        self._change = threading.Condition()
        self._given_up = False
        self._hands = [
            threading.Thread(target=self._submit_all, args=[token]) for token in self.desk.tokens
        ]

    def __enter__(self) -> Self:
        for hand in self._hands:
            hand.start()
        return self

    def __exit__(self, kind: Any, *exc_info: object) -> None:
        self._given_up = kind is not None
        for hand in self._hands:
            hand.join(self._long_enough + self.patience)
            assert not hand.is_alive(), f"{self.name}: {self.refused[-3:]}"

    def until(self, part: float) -> None:
        """Wait until so large a part of the batch is accepted."""
        with self._change:
            assert self._change.wait_for(
                lambda: len(self.accepted) >= part * self.size, timeout=self._long_enough
            ), f"{len(self.accepted)} accepted; refused: {self.refused[-3:]}"

    def text_of(self, number: int) -> str:
        return self.text(self.name, number)

    @property
    def _long_enough(self) -> float:
        return 60.0 + self.size

    def _submit_all(self, token: str) -> None:
        with Person(self.desk.composition.address(), token, patience=self.patience) as submitter:
            while not self._given_up:
                with self._change:
                    if not self._left:
                        return
                    number = self._left.pop()
                while not self._given_up and not self._submit(submitter, number):
                    time.sleep(AGAIN)

    def _submit(self, submitter: Person, number: int) -> bool:
        began = time.monotonic()
        try:
            answer = submitter.post(
                "articles/", text=self.text_of(number), title=str(number), publisher=self.name
            )
            # 200: its answer was lost, and the article was not.
            said = "" if answer.status_code in {200, 202} else f"{answer.status_code}"
        except httpx2.TransportError as fault:
            said = repr(fault)
        took = time.monotonic() - began
        with self._change:
            (self.refused_in if said else self.accepted_in).append(took)
            if said:
                self.refused.append(said)
            else:
                self.accepted.append(answer.json()["id"])
            self._change.notify_all()
        return not said

    def come_in_without_a_bell(self) -> None:
        """As if the web process had died between its commit and its call to the workers."""
        told = [[self.text_of(number), str(number), self.name] for number in range(self.size)]
        self.accepted = self.desk.shell(_SUBMIT, told)
        self.accepted_in = [0.0]

    # --- What became of them

    @property
    def slowest(self) -> float:
        """Of all answers, in seconds."""
        return max(self.accepted_in)

    @property
    def added(self) -> float:
        """By how many seconds the slowest is slower than any of the first quarter, when nothing had happened yet."""
        return self.slowest - max(self.accepted_in[: self.size // 4])

    def assert_all_read_once(self, *, but: Sequence[int] = ()) -> int:
        """Every accepted article ends read, as a plain reading reads it, and once.

        Returns:
            How many times reading was begun again.
        """
        drained = self.desk.await_all_read(self.name, self._long_enough)
        extra = self.check_rows(but=but)
        print(  # noqa: T201 -- the figures are what a soak is for
            f"\n{self.name}: accepted {len(self.accepted)}, slowest answer {self.slowest:.2f} s,"
            f" refused {len(self.refused)} in at most {max(self.refused_in, default=0):.2f} s,"
            f" read {drained:.1f} s after the last came in, extra attempts {extra}"
        )
        return extra

    def check_rows(self, *, but: Sequence[int] = ()) -> int:
        """As `assert_all_read_once`, without the figures."""
        assert len(self.accepted) == len(set(self.accepted)) == self.size
        self.desk.await_all_read(self.name, self._long_enough)
        rows = self.desk.rows(self.name)
        assert len(rows) == self.size
        numbers = [number for number in range(self.size) if number not in but]
        found = {number: rows[str(number)] for number in numbers}
        expected = {number: self._as_read(number) for number in numbers}
        assert {number: replace(row, attempts=1) for number, row in found.items()} == expected
        return sum(row.attempts - 1 for row in found.values())

    def _as_read(self, number: int) -> Rows:
        about = {"title": str(number), "author": "", "url": ""}
        claims = extract(
            self.text_of(number), metadata=about, scorer=None, threshold=DEFAULT_THRESHOLD
        ).claims
        spans = sorted((claim.start, claim.end) for claim in claims)
        return Rows("extracted", "", 1, 1, spans, True, len(spans), len(spans), 1)
