"""What only counts for a time goes when it is over, and keeps nobody waiting meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from quiz.store import Limit
from quiz.store.sweeping import BATCH
from quiz.store.workspace_tables import throttles

MINUTE = timedelta(minutes=1)


@pytest.fixture
def deleted(store):
    """How many rows each transaction deleted."""
    engine = store._database._engine
    found = [0]

    @event.listens_for(engine, "after_cursor_execute")
    def count(_connection, cursor, text, *_):
        if text.startswith("DELETE"):
            found[-1] += cursor.rowcount

    @event.listens_for(engine, "commit")
    def begin_anew(_connection):
        found.append(0)

    return found


def test_however_much_is_over_no_transaction_deletes_more_than_a_batch(store, deleted, now):
    over = {number.to_bytes(32): Limit(9, MINUTE) for number in range(2 * BATCH + 1)}
    store.throttles.count(over, now)
    store.throttles.count({b"x" * 32: Limit(9, 2 * MINUTE)}, now)
    store.sweep(now + MINUTE)
    assert [count for count in deleted if count] == [BATCH, BATCH, 1]
    with store._database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(throttles)) == 1
