"""What can happen to a database while the quiz runs, and be over again."""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError

from bench.postgres import Cluster
from quiz.services import EXTENSION


def engine_of(app):
    return app.extensions[EXTENSION].store._database._engine


def is_sqlite(app):
    return engine_of(app).dialect.name == "sqlite"


@contextmanager
def gone(app):
    """The database cannot be reached: its file is elsewhere, or its server lets nobody in."""
    engine = engine_of(app)
    engine.dispose()
    with file_elsewhere(app) if is_sqlite(app) else nobody_let_in(engine.url):
        yield
        engine.dispose()


@contextmanager
def file_elsewhere(app):
    path = app.extensions[EXTENSION].settings.instance / "role-fit.sqlite3"
    path.rename(path.with_name("elsewhere"))
    path.mkdir()
    yield
    path.rmdir()
    path.with_name("elsewhere").rename(path)


@contextmanager
def nobody_let_in(url):
    run_beside(url, f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
    yield
    run_beside(url, f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


@contextmanager
def slow(app):
    """Somebody else writes and does not come to an end."""
    with file_locked(app) if is_sqlite(app) else rows_locked(engine_of(app).url):
        yield


@contextmanager
def file_locked(app):
    path = app.extensions[EXTENSION].store._database.lock_path
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


@contextmanager
def rows_locked(url):
    other = create_engine(url)
    with other.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE attempts IN EXCLUSIVE MODE")  # others may read
        yield
    other.dispose()


@contextmanager
def read_only(app):
    """A disk that takes nothing, or a stand-by that has not taken over yet: nobody writes."""
    engine = engine_of(app)
    engine.dispose()
    with queries_only(engine) if is_sqlite(app) else stand_by(engine.url):
        yield
    engine.dispose()


@contextmanager
def queries_only(engine):
    def refuse(connection, _record):
        connection.execute("PRAGMA query_only = 1")

    event.listen(engine, "connect", refuse)
    yield
    event.remove(engine, "connect", refuse)


@contextmanager
def stand_by(url):
    name = "default_transaction_read_only"
    run_beside(url, f"ALTER DATABASE {url.database} SET {name} = on")
    yield
    run_beside(url, f"ALTER DATABASE {url.database} RESET {name}")


def run_beside(url, words):
    """Run a statement about a database, from another one of its server."""
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(words)
    server.dispose()


# PostgreSQL's own


@contextmanager
def stopped(app):
    """The server is not there, and is started again."""
    server = Cluster(Path(engine_of(app).url.query["host"]), durable=False)
    server.stop()
    yield
    server.start()


# SQLite's own


@contextmanager
def full_disk(app):
    """SQLite may not take one page more than it has, and uses these up."""
    engine = engine_of(app)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()

    def fill(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", fill)
    use_up_the_room(engine)
    yield
    event.remove(engine, "connect", fill)
    engine.dispose()


def use_up_the_room(engine):
    """Others start and answer until there is no more room in the pages that the file has."""
    row = "INSERT INTO answers VALUES (1, ?, 4, 0)"
    with pytest.raises(OperationalError, match="full"):  # noqa: PT012 (it is the last one that fails)
        for number in range(100_000):
            with engine.begin() as connection:
                connection.exec_driver_sql(row, (f"filler {number}",))


@contextmanager
def no_lock(app):
    """The lock beside the database cannot be opened: what a read-only folder comes to."""
    path = app.extensions[EXTENSION].store._database.lock_path
    path.unlink(missing_ok=True)
    path.mkdir()
    yield
    path.rmdir()
