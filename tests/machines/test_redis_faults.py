"""Redis forgets, dies, freezes and fills up: whoever submits does not notice, and every text is read, and once."""

import pytest

from tests.machines.desk import Batch, Desk

pytestmark = pytest.mark.services

# In seconds: whatever Redis does, it makes nobody wait longer for an answer.
AT_MOST = 1.0


def test_bells_that_are_wiped_out_are_rung_again(desk: Desk, many: int) -> None:
    with Batch(desk, "flushed Redis", many) as batch:
        for turn in range(1, 4):
            batch.until(turn / 4)
            with desk.redis.client() as client:
                client.flushall()
    batch.assert_all_read_once()
    assert batch.refused == []
    assert batch.added < AT_MOST


def test_a_redis_that_is_killed_and_comes_back_loses_no_text(desk: Desk, many: int) -> None:
    with Batch(desk, "killed Redis", many) as batch:
        for turn in range(1, 4):
            batch.until(turn / 4)
            desk.redis.kill()
            desk.redis.start()
    batch.assert_all_read_once()
    assert batch.refused == []
    assert batch.added < AT_MOST


def test_while_redis_is_down_texts_are_taken_in(desk: Desk, many: int) -> None:
    with Batch(desk, "no Redis", many) as batch:
        batch.until(1 / 4)
        desk.redis.kill()
        assert not desk.is_ready()
        batch.until(3 / 4)
        desk.redis.start()
    batch.assert_all_read_once()
    assert batch.refused == []
    assert batch.added < AT_MOST


def test_while_redis_is_frozen_texts_are_taken_in(desk: Desk, many: int) -> None:
    with Batch(desk, "frozen Redis", many) as batch:
        batch.until(1 / 4)
        with desk.redis.frozen():
            assert not desk.is_ready()
            batch.until(min(3 / 4, 1 / 4 + 100 / many))
    batch.assert_all_read_once()
    assert batch.refused == []
    assert batch.added < AT_MOST


def test_while_redis_is_full_texts_are_taken_in(desk: Desk, many: int) -> None:
    with Batch(desk, "full Redis", many) as batch:
        batch.until(1 / 4)
        with desk.redis.full():
            assert not desk.is_ready()
            batch.until(3 / 4)
    batch.assert_all_read_once()
    assert batch.refused == []
    assert batch.added < AT_MOST
