"""What of speed and memory holds without a clock's noise; `python -m bench` measures the rest."""

import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store import OpeningSettings, Store
from tests.quiz.candidate import Candidate

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
KB = 1024  # bytes

SITTING = """
import sys
from quiz.app import create_app
from tests.quiz.candidate import Candidate
alice = Candidate(create_app().test_client()).start()
assert alice.answer_all().finish().status == 303
for place in ("result", "review", "share", "what-if", "result.json", "answers.csv"):
    assert alice.client.get(f"{alice.address}/{place}").status_code == 200, place
assert alice.client.post(f"{alice.address}/delete").status_code == 200
print(*sorted({name.split(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_a_whole_sitting_loads_nothing_that_fits_models_draws_or_makes_tables(tmp_path):
    environment = {"ROLE_FIT_INSTANCE": str(tmp_path), "PATH": ""}
    heavy = ("sklearn", "scipy", "pandas", "joblib", "matplotlib", "PIL", "alembic", "psycopg")
    command = (sys.executable, "-c", SITTING, *heavy)
    for loaded in (["alembic"], []):  # the first start makes the tables
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == loaded


# Pages, beside an application that does nothing. Twice what was measured is let through.


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Somebody who has a result."""
    environment = {"ROLE_FIT_INSTANCE": str(tmp_path_factory.mktemp("instance"))}
    app = create_app(Settings.from_environment(environment))
    alice = Candidate(app.test_client()).start()
    assert alice.answer_all().finish().status == 303
    yield alice
    app.extensions[EXTENSION].store.close()


@pytest.fixture(scope="module")
def hello():
    """CPU seconds of one answer of bare Flask."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "hello")
    return seconds(app.test_client(), "/")


def seconds(client, address):
    """CPU seconds of one answer: the least of several batches, which neighbours disturb least."""

    def batch():
        start = time.thread_time()
        for _ in range(30):
            assert client.get(address).status_code == 200
        return (time.thread_time() - start) / 30

    return min(batch() for _ in range(7))


@pytest.mark.slow_proof
@pytest.mark.parametrize(
    ("place", "most"),
    [("start", 5), ("q/1", 8), ("q/4", 8), ("review", 20), ("result", 41), ("result.json", 10)],
)
def test_a_page_costs_so_many_answers_of_bare_flask_at_most(finished, hello, place, most):
    address = "/" if place == "start" else f"{finished.address}/{place}"
    assert seconds(finished.client, address) <= most * hello


# Exports, with ten times the rows.

SERIES = """
WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :rows)
INSERT INTO {into} FROM series
"""
FILLED = (
    """attempts (id, token_hash, instrument_version, language, revision, started_at, saved_at,
    finished_at, expires_at) SELECT n, randomblob(32), '1.0.0', 'en', 1, :now, :now, :now, :over""",
    "answers (attempt_id, item_id, point, revision) SELECT n, 'plans', 4, 1",
    """results (attempt_id, revision, instrument_version, language, assessment, created_at)
    SELECT n, 1, '1.0.0', 'en', '{{}}', :now""",
    """sent_results (public_id, opening_id, attempt_id, revision, parts, assessment, family,
    language, ref_signed, made_at, sent_at, keep_until)
    SELECT 's' || n, :opening, n, 1, 'roles', '{{}}', 'none', 'en', 0, :now, :now, :over""",
)


def filled(url, rows):
    """A store with so many finished attempts, each of which sent its result to one opening."""
    store, engine = Store(url), create_engine(url)
    store.migrate()
    with engine.begin() as connection:
        sql = "INSERT INTO workspaces (name, created_at) VALUES ('A', '2026-01-01') RETURNING id"
        workspace = connection.scalar(text(sql))
    opening = store.openings.create(workspace, "a", OpeningSettings(title="A"), b"k" * 32, NOW)
    given = {
        "now": f"{NOW:%Y-%m-%d} 00:00:00.000000",
        "over": f"{NOW + timedelta(days=90):%Y-%m-%d} 00:00:00.000000",
        "opening": opening,
        "rows": rows,
    }
    with engine.begin() as connection:
        for into in FILLED:
            connection.execute(text(SERIES.format(into=into.format())), given)
    engine.dispose()
    return store, opening


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    found = {rows: filled(f"sqlite:///{folder}/{rows}.sqlite3", rows) for rows in (10_000, 100_000)}
    yield found
    for store, _ in found.values():
        store.close()


def peak(export, rows):
    """Bytes that an export of so many rows holds at most."""
    next(export())  # what is made once for all
    tracemalloc.start()
    try:
        assert sum(1 for _ in export()) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


EXPORTS = {
    "responses": lambda store, opening: store.responses.finished("1.0.0", NOW),
    "shared results": lambda store, opening: store.sent.stream(opening),
}


@pytest.mark.slow_proof
@pytest.mark.parametrize("which", EXPORTS)
def test_an_export_of_ten_times_the_rows_takes_no_more_memory(stores, which):
    few, many = (peak(partial(EXPORTS[which], *stores[rows]), rows) for rows in stores)
    assert many <= 2 * few + 64 * KB  # ten times, if it kept what it had read
