"""Databases with their tables and nothing in them, as many and as often as tests need one.

Making the tables takes longer than most tests do. So SQLite's file is made once and copied, and
PostgreSQL's databases are few: one that was given back is emptied and given again.
"""

import shutil
from contextlib import contextmanager

from sqlalchemy import create_engine

from quiz.store import Store
from quiz.store.migrating import HEAD
from quiz.store.tables import metadata


class SqliteDatabases:
    """Files, each in the instance folder where the quiz looks for it by itself."""

    def __init__(self, folder):
        self._empty = folder / "role-fit.sqlite3"
        make_tables(f"sqlite:///{self._empty}")

    @contextmanager
    def fresh(self, instance):
        """Settings for an instance folder that this makes, with a database of its own."""
        instance.mkdir()
        shutil.copy(self._empty, instance)
        yield {"ROLE_FIT_INSTANCE": str(instance)}


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, server):
        self._server = server
        self._free = []  # connected: to connect takes longer than to empty

    @contextmanager
    def fresh(self, instance):
        """Settings for an instance folder that this makes, with a database of its own."""
        instance.mkdir()
        engine = self._free.pop() if self._free else self._new()
        yield {"ROLE_FIT_INSTANCE": str(instance), "DATABASE_URL": str(engine.url)}
        with engine.begin() as connection:
            connection.exec_driver_sql(EMPTY)
        self._free.append(engine)

    def _new(self):
        url = self._server.new_database()
        make_tables(url)
        return create_engine(url, pool_pre_ping=True)

    def close(self):
        """Give back every connection."""
        for engine in self._free:
            engine.dispose()


def make_tables(url):
    store = Store(url)
    store.migrate()
    store.close()


EMPTY = ";".join(
    [
        "SET LOCAL lock_timeout = '10s'",  # if a test has left a transaction open
        # Far quicker than TRUNCATE, which makes a new file for each table and each index.
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),  # noqa: S608
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
        f"UPDATE alembic_version SET version_num = '{HEAD}'",  # noqa: S608
    ]
)
