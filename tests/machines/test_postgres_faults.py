"""PostgreSQL is restarted, crashes and cuts connections: what it had accepted is read, and once."""

import time
from collections.abc import Iterator
from typing import Literal

import pytest

from tests.machines.desk import Batch, Desk
from tests.machines.servers import eventually

pytestmark = pytest.mark.services

# In seconds, the longest that anybody waits to be told that there is no database.
AT_MOST = 15.0
# And until a database that is back is found to be.
BACK_AFTER = 6.0
IN_THE_WORK = "application_name = 'worker' AND state <> 'idle'"


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_is_restarted_loses_nothing_that_was_accepted(
    desk: Desk, many: int, mode: Literal["fast", "immediate"]
) -> None:
    with Batch(desk, f"{mode} restart of PostgreSQL", many, patience=AT_MOST) as batch:
        for turn in range(1, 4):
            batch.until(turn / 4)
            desk.postgres.restart(mode)
    batch.assert_all_read_once()
    assert max(batch.refused_in, default=0) < AT_MOST


def test_while_the_database_is_down_a_request_is_refused_soon_and_after_it_none_is(
    desk: Desk, many: int
) -> None:
    with Batch(desk, "no PostgreSQL", many, patience=AT_MOST) as batch:
        batch.until(1 / 2)
        desk.postgres.stop()
        # Long enough that whoever waits ever longer between two looks at it would now be waiting for long.
        eventually(lambda: len(batch.refused) >= 12, "requests are refused")
        assert not desk.is_ready()
        desk.postgres.start()
        before, began = len(batch.accepted), time.monotonic()
        eventually(lambda: len(batch.accepted) > before, "requests are accepted again")
        back_after = time.monotonic() - began
    batch.assert_all_read_once()
    assert {said for said in batch.refused if not said.startswith("5")} == set()
    assert back_after < BACK_AFTER


def test_workers_whose_connections_are_cut_while_they_work_read_everything(
    desk: Desk, many: int
) -> None:
    cut = 0
    with Batch(desk, "cut connections", many) as batch:
        for turn in range(1, 20):
            batch.until(turn / 20)
            cut += desk.postgres.terminate_backends(IN_THE_WORK)
    batch.assert_all_read_once()
    assert cut > 0


def test_a_connection_that_is_cut_between_the_effect_and_its_commit_leaves_no_half_of_it(
    desk: Desk, many: int, cut_at_commit: int
) -> None:
    with Batch(desk, "cut at the commit", many) as batch:
        pass
    assert batch.assert_all_read_once() >= cut_at_commit


@pytest.fixture
def cut_at_commit(desk: Desk) -> Iterator[int]:
    """The first transactions that record a reading are cut off at their very end; says how many."""
    cuts = 8
    # A sequence takes no part in transactions, so a cut that is rolled back is counted nevertheless.
    desk.postgres.ask(f"""
        CREATE SEQUENCE cuts;
        CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('cuts') <= {cuts} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON claims_event DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (NEW.kind = 'article.extracted') EXECUTE FUNCTION cut();
    """)
    yield cuts
    desk.postgres.ask("DROP TRIGGER cut ON claims_event; DROP FUNCTION cut; DROP SEQUENCE cuts")
