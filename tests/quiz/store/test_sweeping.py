"""Sweeping: what is over goes with all that belongs to it, and nothing else."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz.store import Feedback, Share, Store, sweeping
from quiz.store.engine import Database
from quiz.store.tables import metadata
from tests.quiz.stored import TABLES


@pytest.fixture
def count(url):
    """How many rows each table has."""
    database = Database(url)

    def count():
        with database.read() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(metadata.tables[name]))
                for name in TABLES
            }

    yield count
    database.close()


def test_an_expired_attempt_goes_with_all_that_belongs_to_it(begin, count, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 3, "reads_code": None}, 0, now, later)
    store.results.finish(attempt.id, lambda *_: {}, now, later)
    store.feedback.give(attempt.id, Feedback(1, "none", None, None, now))
    store.shares.add(attempt.id, Share("seed", bytes(32), 1, ("profile",), None, now))
    store.retakes.begin(attempt.id, b"r" * 32, "2026.1", "en", now, later)
    assert count() == {
        "attempts": 2,
        "answers": 2,
        "results": 1,
        "feedback": 1,
        "shares": 1,
        "retakes": 1,
    }
    assert store.sweep(later) == 2
    assert count() == dict.fromkeys(count(), 0)


def test_an_attempt_that_still_has_time_stays(begin, count, find, store, later):
    begin("alice")
    begin("bob", expires_at=later + timedelta(microseconds=1))
    assert store.sweep(later) == 1
    assert find("alice") is None
    assert find("bob") is not None


def test_more_than_a_batch_goes_in_one_sweep(begin, count, store, later):
    for number in range(sweeping.BATCH + 1):
        begin(f"person {number}")
    assert store.sweep(later) == sweeping.BATCH + 1
    assert store.sweep(later) == 0
    assert count()["attempts"] == 0


def test_the_sweep_finds_its_rows_by_the_index(tmp_path, now):
    url = f"sqlite:///{tmp_path}/role-fit.sqlite3"
    store = Store(url)
    store.migrate()
    store.close()
    with sqlite3.connect(tmp_path / "role-fit.sqlite3") as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM attempts WHERE expires_at <= ? ORDER BY expires_at",
            (str(now),),
        ).fetchall()
    connection.close()
    assert "ix_attempts_expires_at" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
