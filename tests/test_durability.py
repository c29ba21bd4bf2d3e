"""The proofs of durability in a short form, and that they would notice what is lost.

In full: `python -m bench durability`, `python -m bench syncs`.
"""

import random
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from bench import syncs
from bench.connection import Connection
from bench.durability import Server, database, survive
from bench.postgres import INSTALLED, NOT_TRIED, running
from bench.quiz_takers import PAGES, Person
from bench.stored import Losses, check_database, compare
from quiz.store import Conflict, Store

pytestmark = pytest.mark.slow_proof
DATABASES = ["sqlite", "postgresql"] if INSTALLED else ["sqlite"]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
THREADS, ATTEMPTS, SUBMISSIONS = 16, 40, 3
needs_postgres = pytest.mark.skipif(not INSTALLED, reason=NOT_TRIED)
needs_strace = pytest.mark.skipif(not syncs.installed(), reason=syncs.NOT_TRIED)


@pytest.mark.parametrize("which", DATABASES)
def test_what_was_acknowledged_outlives_the_server(which):
    with database(which) as url:
        tally = survive(url, rounds=3, seed=7)
    assert not tally.losses, tally
    assert tally.rounds == tally.losses.checks == 3
    assert sum(person.saves for person in tally.people) > 0


@needs_postgres
def test_of_two_processes_on_one_database_one_may_die_and_nothing_is_lost_or_doubled():
    with database("postgresql") as url:
        tally = survive(url, rounds=2, seed=8, processes=2)
    assert not tally.losses, tally
    assert sum(person.finished for person in tally.people) > 0


@needs_strace
@pytest.mark.parametrize("which", DATABASES)
def test_a_save_is_on_disk_before_its_reply(which):
    if which == "sqlite":
        saves = syncs.trace_saves("sqlite", people=1)
    else:
        with running(durable=True) as cluster:
            saves = syncs.trace_saves(cluster.new_database(), 1, cluster)
    assert len(saves) == len(PAGES)
    assert all(save.is_proven for save in saves)


@needs_strace
@needs_postgres
def test_the_trace_sees_a_database_that_does_not_sync():
    with running(durable=False) as cluster:
        saves = syncs.trace_saves(cluster.new_database(), 1, cluster)
    assert not any(save.is_proven for save in saves)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Somebody who has seen a result, and the database it is in."""
    folder = tmp_path_factory.mktemp("seen")
    path = folder / "role-fit.sqlite3"
    server = Server(folder, f"sqlite:///{path}")
    server.start()
    line, person = Connection(server.port), Person(random.Random(1))  # noqa: S311 (no secret)
    while not person.finished:
        person.go_on(line)
    line.close()
    server.kill()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return person, path


@pytest.fixture
def finished(seen, tmp_path):
    """The same, in a copy of the database."""
    person, path = seen
    person.checked = False
    return person, f"sqlite:///{shutil.copy(path, tmp_path)}"


@pytest.mark.parametrize(
    ("damage", "noticed"),
    [
        ("DELETE FROM answers WHERE item_id = (SELECT min(item_id) FROM answers)", "lost"),
        ("UPDATE answers SET point = 1 + point % 6", "wrong"),
        ("DELETE FROM results", "lost"),
        ("DELETE FROM attempts", "lost"),
        ("UPDATE results SET assessment = '{}'", "wrong"),
        (
            "INSERT INTO results (attempt_id, revision, instrument_version, language, assessment,"
            " created_at) SELECT attempt_id, revision + 1, instrument_version, language,"
            " assessment, created_at FROM results",
            "doubled",
        ),
        (
            "INSERT INTO attempts SELECT id + 1, randomblob(32), instrument_version, language,"
            " revision, started_at, saved_at, finished_at, expires_at, theme, declined, sharpening"
            " FROM attempts",
            "doubled",
        ),
    ],
)
def test_a_loss_is_noticed(finished, damage, noticed):
    person, url = finished
    before, after = Losses(), Losses()
    compare(url, [person], before)
    check_database(url, before)
    assert not before
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(damage))
    engine.dispose()
    person.checked = False
    compare(url, [person], after)
    assert getattr(after, noticed)


@pytest.mark.parametrize("which", DATABASES)
def test_many_threads_that_finish_the_same_attempts_make_one_result_each(which, tmp_path):
    url = f"sqlite:///{tmp_path}/role-fit.sqlite3" if which == "sqlite" else None
    with database("postgresql" if url is None else url) as url:
        store = Store(url)
        store.migrate()
        hashes = [bytes([number]) * 32 for number in range(ATTEMPTS)]
        for token_hash in hashes:
            store.attempts.create(token_hash, "1.0.0", "en", NOW, LATER)
        barrier = threading.Barrier(THREADS)

        def submit(number):
            barrier.wait()
            order = hashes * SUBMISSIONS
            random.Random(number).shuffle(order)  # noqa: S311 (no secret)
            for token_hash in order:
                attempt = store.attempts.find(token_hash, NOW)
                with_conflict(store, attempt, number)
                store.results.finish(attempt.id, lambda answers, _: answers, NOW, LATER)

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(submit, range(THREADS)))
        engine = create_engine(url)
        with engine.connect() as connection:
            results = connection.scalar(text("SELECT count(*) FROM results WHERE revision >= 1"))
            finished = connection.scalar(text("SELECT count(DISTINCT attempt_id) FROM results"))
        engine.dispose()
        store.close()
    assert (results, finished) == (ATTEMPTS, ATTEMPTS)


def with_conflict(store, attempt, number):
    """Save the same page as everybody else; who comes later with other answers is told."""
    try:
        store.attempts.save(
            attempt.id, {"plans": 4}, attempt.revision, NOW, LATER, score=lambda *_: {}
        )
    except Conflict as conflict:
        raise AssertionError(f"thread {number}") from conflict
