"""Stores on real databases: SQLite always, PostgreSQL where it is installed."""

from datetime import UTC, datetime, timedelta

import pytest

from quiz.settings.declarations import Settings
from quiz.store import Store
from tests import postgres
from tests.quiz.store.openings import Employers

DATABASES = ["sqlite", "postgresql"] if postgres.INSTALLED else ["sqlite"]


def pytest_terminal_summary(terminalreporter):
    if not postgres.INSTALLED:
        terminalreporter.write_line(postgres.NOT_TRIED)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """The address of a database with its tables and nothing in them."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.fresh(tmp_path / "instance") as environment:
        yield Settings.from_environment(environment).database_url


@pytest.fixture
def store(url):
    """A store on it."""
    store = Store(url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def now():
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def begin(store, now, later):
    """Begin an attempt and find it."""

    def begin(name="alice", expires_at=later):
        token_hash = name.encode().ljust(32, b".")
        store.attempts.create(token_hash, "2026.1", "en", now, expires_at)
        return store.attempts.find(token_hash, now)

    return begin


@pytest.fixture
def find(store, now):
    """Find an attempt again."""
    return lambda name="alice", at=now: store.attempts.find(name.encode().ljust(32, b"."), at)


@pytest.fixture
def employers(store, url, now):
    """What employers and candidates do."""
    return Employers(store, url, now)
