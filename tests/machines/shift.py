"""Reviewers at work, as people are: some in time, some late, some gone; each keeps what they were told."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx2

from tests.machines.people import Person

LEASE_MINUTES = 0.02
LEASE = LEASE_MINUTES * 60  # in seconds


@dataclass
class Lease:
    """What a reviewer knows of a lease: `first_end` is its end as it began, `end` as last renewed."""

    claim: int
    token: str
    first_end: datetime
    end: datetime

    @classmethod
    def told(cls, taken: dict[str, Any]) -> Self:
        end = datetime.fromisoformat(taken["lease"]["expires_at"])
        return cls(taken["claim"]["id"], taken["lease"]["token"], end, end)

    @property
    def is_over(self) -> bool:
        return datetime.now(UTC) >= self.end


@dataclass
class Reviewer:
    """Takes claims, one after the other, until the shift is over.

    Args:
        clocks_agree: between this reviewer and all hosts of the desk; without that nobody can say what is late.
    """

    person: Person
    name: str
    clocks_agree: bool = True
    leases: list[Lease] = field(default_factory=list)
    # Of each claim, what was written last and is no verdict.
    words: dict[int, str] = field(default_factory=dict)
    verdicts: list[int] = field(default_factory=list)
    late: int = 0

    def work(self, until: float) -> None:
        chance = random.Random(self.name)  # noqa: S311 -- chance, not a secret
        ways: list[Callable[[Lease], None]] = [
            self._answer,
            self._write_and_answer,
            self._answer_late,
            self._write_late,
            self._write_and_leave,
            self._give_back,
        ]
        while time.monotonic() < until:
            taken = self.person.post("queue/next/")
            if taken.status_code == 204:
                time.sleep(0.05)  # all are leased: one of those leases ends soon, and nobody tells
                continue
            assert taken.status_code == 200, taken.text
            lease = Lease.told(taken.json())
            self.leases.append(lease)
            chance.choice(ways)(lease)

    # --- Ways to go about a claim

    def _answer(self, lease: Lease) -> None:
        self._send_verdict(lease)

    def _write_and_answer(self, lease: Lease) -> None:
        self._send_draft(lease)
        self._send_draft(lease)
        self._send_verdict(lease)

    def _answer_late(self, lease: Lease) -> None:
        self._sleep_through(lease)
        self._send_verdict(lease)

    def _write_late(self, lease: Lease) -> None:
        self._sleep_through(lease)
        self._send_draft(lease)

    def _write_and_leave(self, lease: Lease) -> None:
        self._send_draft(lease)

    def _give_back(self, lease: Lease) -> None:
        was_over = lease.is_over
        answer = self.person.post(f"claims/{lease.claim}/release/", token=lease.token)
        self._check(answer, lease, was_over=was_over, accepted=204)

    # --- The calls, and what must come of them

    def _send_draft(self, lease: Lease) -> None:
        words = self._new_words(lease)
        was_over = lease.is_over
        path = f"claims/{lease.claim}/draft/"
        answer = self.person.post(path, token=lease.token, conclusion=words)
        if self._check(answer, lease, was_over=was_over, accepted=200):
            lease.end = datetime.fromisoformat(answer.json()["lease"]["expires_at"])
        self.words[lease.claim] = words

    def _send_verdict(self, lease: Lease) -> None:
        words = self._new_words(lease)
        was_over = lease.is_over
        answer = self.person.post(
            f"claims/{lease.claim}/verdict/",
            token=lease.token,
            rating="false",
            conclusion=words,
            rationale="The accounts say so.",
            evidence=[{"url": "https://stats.example.org/7"}],
        )
        if self._check(answer, lease, was_over=was_over, accepted=201):
            self.verdicts.append(lease.claim)
            self.words.pop(lease.claim, None)
        else:
            self.words[lease.claim] = words

    def _check(
        self, answer: httpx2.Response, lease: Lease, *, was_over: bool, accepted: int
    ) -> bool:
        """In time it is accepted, and late it is refused; says which."""
        in_time = answer.status_code == accepted
        assert in_time or answer.status_code == 409, answer.text
        self.late += not in_time
        if self.clocks_agree:
            # Between the two looks at the clock it may be either.
            assert not (in_time and was_over), f"{self.name} was late: {lease}"
            assert in_time or lease.is_over, f"{self.name} was in time: {lease}: {answer.text}"
        return in_time

    def _new_words(self, lease: Lease) -> str:
        return f"{self.name} on {lease.claim}, at {time.monotonic()}"

    def _sleep_through(self, lease: Lease) -> None:
        left = (lease.end - datetime.now(UTC)).total_seconds()
        time.sleep(min(max(left, 0), LEASE) + 0.01)
