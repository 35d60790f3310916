"""Sixteen reviewers take claims at once, under leases that run out; then half of them at a host whose clock is off."""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import httpx2
import pytest

from tests.machines import compose_file, people
from tests.machines.composition import EXAMPLE, Composition
from tests.machines.desk import Desk, a_text
from tests.machines.people import Person
from tests.machines.servers import Postgres, Redis
from tests.machines.shift import LEASE_MINUTES, Reviewer

pytestmark = pytest.mark.services

REVIEWERS = 16
SECONDS = float(os.environ.get("FACTCHECK_SOAK_SECONDS", "20"))


@pytest.fixture(scope="module")
def composition(
    room: Path, sabotaged_folder: Path, postgres: Postgres, redis: Redis
) -> Iterator[Composition]:
    """Two web services, one of them an hour ahead of the database; nobody reads, for all is read already."""
    saboteur = {"DJANGO_SETTINGS_MODULE": "sabotage"}
    with Composition(
        room / "composition",
        # What a host an hour ahead has leased counts here for an hour.
        compose_file.env_file(EXAMPLE)
        | {"FACTCHECK_LEASE_MINUTES": str(LEASE_MINUTES), "FACTCHECK_MAX_LEASES": "10000"},
        postgres,
        redis,
        root=sabotaged_folder,
        extra_environment=saboteur,
    ) as composition:
        composition.up("web")
        ahead = composition.add("web", extra_environment={"FACTCHECK_CLOCK_AHEAD": "3600"})
        ahead.await_health()
        yield composition


@pytest.fixture(scope="module")
def tokens(composition: Composition) -> dict[str, str]:
    """Of the reviewers; and a queue that lasts for their shift."""
    names = [f"reviewer-{number}" for number in range(REVIEWERS)]
    texts = [a_text("the shift", number) for number in range(10 + round(SECONDS))]
    Desk(composition, [], Path()).shell(READ_AT_ONCE, texts)
    return people.tokens(composition, dict.fromkeys(names, "reviewer"))


READ_AT_ONCE = """
from claims import intake
from django.utils import timezone
from workers.tasks import read_article
for text in told:
    source = intake.Source()
    article, _ = intake.submit_article(text=text, source=source, by=None, now=timezone.now())
    read_article(article.pk)
"""


def work_together(reviewers: Sequence[Reviewer], seconds: float) -> None:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(reviewers)) as threads:
        for done in [threads.submit(reviewer.work, until) for reviewer in reviewers]:
            done.result(timeout=seconds + 60)


def test_a_claim_is_leased_to_one_at_a_time_and_answered_once_and_no_word_is_lost(
    composition: Composition, tokens: dict[str, str]
) -> None:
    with ExitStack() as stack:
        reviewers = [
            Reviewer(stack.enter_context(Person(composition.address(), token)), name)
            for name, token in tokens.items()
        ]
        work_together(reviewers, SECONDS)
    leases = [lease for reviewer in reviewers for lease in reviewer.leases]
    again = len(leases) - len({lease.claim for lease in leases})
    answered = sum(len(reviewer.verdicts) for reviewer in reviewers)
    late = sum(reviewer.late for reviewer in reviewers)
    print(  # noqa: T201 -- the figures are what a soak is for
        f"\n{REVIEWERS} reviewers in {SECONDS:g} s: {len(leases)} leases, {again} of a claim that was leased"
        f" before, {answered} verdicts, {late} refused as late"
    )
    assert min(again, answered, late) > 0
    assert_leased_to_one_at_a_time(composition.postgres, reviewers)
    assert_answered_once(composition.postgres, reviewers)
    assert_no_word_is_lost(composition.postgres, reviewers)


def test_a_host_whose_clock_is_off_makes_no_second_verdict_and_loses_no_word(
    composition: Composition, tokens: dict[str, str]
) -> None:
    hosts = [composition.address("web-1"), composition.address("web-2")]
    with ExitStack() as stack:
        reviewers = [
            Reviewer(
                stack.enter_context(Person(hosts[number % 2], token)), name, clocks_agree=False
            )
            for number, (name, token) in enumerate(tokens.items())
        ]
        work_together(reviewers, SECONDS / 2)
    leases = Counter(lease.claim for reviewer in reviewers for lease in reviewer.leases)
    assert max(leases.values()) > 1
    assert_answered_once(composition.postgres, reviewers)
    assert_no_word_is_lost(composition.postgres, reviewers)


def test_a_host_whose_clock_is_off_is_not_ready_and_says_why(composition: Composition) -> None:
    clocks = []
    for replica in ("web-1", "web-2"):
        address = f"{composition.address(replica)}/healthz/ready"
        answer = httpx2.get(address, trust_env=False, timeout=30)
        assert answer.status_code == 503  # no worker runs here
        clocks.append(answer.json()["checks"]["clock"])
    assert [clock["ok"] for clock in clocks] == [True, False]
    assert "3600 seconds ahead of" in clocks[1]["detail"]


# --- What the rows say

_STEPS = """
SELECT claim_id, kind, at, detail ->> 'expires_at' FROM claims_event
WHERE kind IN ('review.taken', 'review.released', 'verdict.proposed') ORDER BY id
"""


def assert_leased_to_one_at_a_time(postgres: Postgres, reviewers: Sequence[Reviewer]) -> None:
    """Between two leases of a claim the first has run out, or was given back."""
    ends = {(lease.claim, lease.first_end): lease.end for who in reviewers for lease in who.leases}
    held: dict[int, datetime] = {}
    taken = 0
    for claim, kind, at, first_end in postgres.ask(_STEPS):
        held_until = held.pop(claim, None)
        if kind == "review.taken":
            assert held_until is None or at >= held_until, f"claim {claim} was leased twice at {at}"
            held[claim] = ends[claim, datetime.fromisoformat(first_end)]
            taken += 1
    assert taken == len(ends)


def assert_answered_once(postgres: Postgres, reviewers: Sequence[Reviewer]) -> None:
    """Every verdict is one that its author was told of, and every claim has at most one."""
    by_author = postgres.ask(
        "SELECT u.username, v.claim_id FROM claims_verdict v JOIN auth_user u ON u.id = v.author_id"
    )
    told = {(reviewer.name, claim) for reviewer in reviewers for claim in reviewer.verdicts}
    claims = [claim for _, claim in by_author]
    assert len(claims) == len(set(claims))
    assert told <= set(by_author)


def assert_no_word_is_lost(postgres: Postgres, reviewers: Sequence[Reviewer]) -> None:
    """What was written last about a claim, and is no verdict, is its author's draft."""
    drafts = postgres.ask(
        "SELECT u.username, d.claim_id, d.content ->> 'conclusion'"
        " FROM claims_draft d JOIN auth_user u ON u.id = d.author_id"
    )
    kept = {(author, claim): words for author, claim, words in drafts}
    written = {
        (reviewer.name, claim): words
        for reviewer in reviewers
        for claim, words in reviewer.words.items()
    }
    assert {place: kept.get(place) for place in written} == written
