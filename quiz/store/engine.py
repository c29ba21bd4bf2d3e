"""How the store reaches its database: connections, and one write transaction at a time."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from model.inputs.faults import Fault, Faults
from quiz.store.compiled_sql import BareConnection, as_sqlalchemy_error
from quiz.store.write_lock import gave_up, lock_beside, locked

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

WAL_RESET_FAULT = ((3, 7, 0), (3, 51, 2))  # first and last version that have it
BUSY_TIMEOUT = 10_000  # milliseconds; only programs that do not know the lock make us wait
CONNECTIONS = 16
CONNECTING = {"connect_timeout": 5}  # seconds
POOL_TIMEOUT = 30  # seconds
OF_PLACES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
POSTGRES_TIMEOUTS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


class Database:
    """One database, SQLite or PostgreSQL, and the way to read and write it.

    On SQLite every write transaction also holds one lock on a file beside the database.
    SQLite 3.7.0 to 3.51.2 can lose committed rows when two connections write and
    checkpoint at the same moment (https://sqlite.org/wal.html#the_wal_reset_bug);
    behind the lock there are never two.

    Parameters
    ----------
    patience : float, optional
        Seconds after which what waits for the database gives up, with an OperationalError or
        a TimeoutError of SQLAlchemy: somebody sits before a browser. Without it, it waits.
    """

    def __init__(
        self, url: str | URL, lock_path: Path | None = None, patience: float | None = None
    ) -> None:
        self._address = address = make_url(url)
        self._patience = patience
        self._turns = Lock()  # of this process's threads, to write
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.lock_path = (lock_path or lock_beside(address)) if self.is_sqlite else None
        make = _sqlite_engine if self.is_sqlite else _postgres_engine
        self._engine = make(address, patience)
        self._writing = self._engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for looking things up."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def read_one(self) -> Iterator[BareConnection]:
        """A connection for one prepared statement, with no transaction around it."""
        dialect = self._engine.dialect
        try:
            pooled = self._engine.raw_connection()
        except dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_error(error, dialect, "connecting", gone=False) from error
        try:
            yield BareConnection(dialect, pooled)
        finally:
            pooled.close()

    @contextmanager
    def write(self, *, patient: bool = False) -> Iterator[Connection]:
        """One write transaction: committed at the end, undone by any exception.

        A patient one waits and works for as long as it takes, whoever else gives up.
        """
        with self._alone(None if patient else self._patience), self._writing.begin() as connection:
            if patient:
                self._take_time(connection)
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at one moment, however long it reads."""
        options: dict[str, Any] = {}
        if not self.is_sqlite:  # SQLite's transactions are like that by themselves
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._engine.connect().execution_options(**options) as connection:
            self._take_time(connection)
            yield connection

    def vacuum_into(self, path: Path) -> None:
        """Write the SQLite database as it is at one moment into an empty file.

        Raises
        ------
        OSError
            If it is the file that fails, and not this database.
        """
        try:
            self._run("VACUUM INTO ?", str(path))
        except sqlite3.Error as error:
            failure = failure_of_place(error)
            # SQLite does not say which of the two failed. This one can be asked.
            if failure is None or self._pragma("quick_check(1)") != "ok":
                raise
            raise failure from error

    @contextmanager
    def faults_from_database(self) -> Iterator[None]:
        """Turn what the database cannot do into Faults, for who started this program."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise Faults([_fault(self._address, error)]) from error

    def use_wal(self) -> None:
        """Put an SQLite database into WAL mode, which it then keeps; else do nothing.

        A database restored from a backup made with ``VACUUM INTO`` is not in that mode.
        """
        if not self.is_sqlite or self._pragma("journal_mode") == "wal":
            return
        with self._alone():
            self._pragma("journal_mode=WAL")

    def close(self) -> None:
        """Give all connections back; SQLite's last one writes the log into the database."""
        with self._alone():
            self._engine.dispose()

    def _take_time(self, connection: Connection) -> None:
        if self._patience is not None and not self.is_sqlite:
            for name in POSTGRES_TIMEOUTS:
                connection.exec_driver_sql(f"SET LOCAL {name} = 0")

    @contextmanager
    def _alone(self, patience: float | None = None) -> Iterator[None]:
        if self.lock_path is None:
            yield
            return
        # Our own threads queue here, so that at most one of them asks the kernel again and again.
        if not self._turns.acquire(timeout=-1 if patience is None else patience):
            raise gave_up()
        try:
            with locked(self.lock_path, patience):
                yield
        finally:
            self._turns.release()

    def _pragma(self, words: str) -> object:
        return self._run(f"PRAGMA {words}")

    def _run(self, words: str, *values: str) -> object:
        """Run what SQLite runs outside of transactions only; give the first value it answers."""
        raw = self._engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(words, values)
            row = cursor.fetchone()
            cursor.close()
            return row[0] if row else None
        finally:
            raw.close()


def wal_reset_warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str | None:
    """What the operator should know about this version of SQLite, if anything."""
    first, last = WAL_RESET_FAULT
    if not first <= version <= last:
        return None
    return (
        f"SQLite {'.'.join(map(str, version))} has the WAL-reset fault (mended in 3.51.3): two "
        "programs that write at the same moment can lose saved answers. Role Fit's own "
        "processes keep apart by a lock file. Let no other program write to this database "
        "while Role Fit runs, or use a newer SQLite, or PostgreSQL through DATABASE_URL."
    )


def failure_of_place(error: Exception) -> OSError | None:
    """What SQLite cannot do for want of room or rights, as the system says such things."""
    met = driver_error(error)
    code = getattr(met, "sqlite_errorcode", 0) & 0xFF  # the rest is detail
    if isinstance(met, OSError) or code in OF_PLACES:
        return OSError(errno.EIO, str(met))
    return None


def driver_error(error: Exception) -> BaseException:
    """What is beneath an error of SQLAlchemy."""
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def _fault(address: URL, error: Exception) -> Fault:
    met = driver_error(error)
    why = " ".join(str(met).split()).rstrip(".")
    if address.password:
        why = why.replace(str(address.password), "***")
    if address.get_backend_name() != "sqlite":
        port = f":{address.port}" if address.port else ""
        where = f"The database {address.database} at {address.host or 'this computer'}{port}"
        remedy = "See that its server runs and lets Role Fit in, or mend DATABASE_URL"
        return Fault(where, f"it cannot be used ({why})", remedy)
    remedy = "Restore a backup, or name another file in DATABASE_URL"
    if isinstance(met, sqlite3.OperationalError):
        remedy = "See that Role Fit's account may write there and that there is room"
    return Fault(str(address.database), f"it cannot be used as a database ({why})", remedy)


def insert_into(dialect: Dialect, table: Table) -> sqlite.dml.Insert | postgresql.dml.Insert:
    """An INSERT of this kind of database that can say ON CONFLICT."""
    if dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # with asyncio: 8 MB that SQLite does not need

    return postgresql.insert(table)


def _sqlite_engine(address: URL, patience: float | None) -> Engine:
    # No overflow: closing a connection can checkpoint, and only close() does so in the lock.
    # hide_parameters: answers and token hashes must not reach a log through an error.
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience or POOL_TIMEOUT,
    )
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres_engine(address: URL, patience: float | None) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience or POOL_TIMEOUT,
        pool_pre_ping=True,
        connect_args={} if "connect_timeout" in address.query else CONNECTING,
        # Said, since a server may be set otherwise: who waited for a row must then see it as
        # the other left it.
        isolation_level="READ COMMITTED",
    )
    if patience is not None:
        event.listen(engine, "connect", partial(_set_up_postgres, patience))
    return engine


def _set_up_postgres(patience: float, connection: Any, _record: Any) -> None:
    # By a statement: poolers such as PgBouncer refuse such settings when a connection is made.
    limit = int(patience * 1000)  # milliseconds
    with connection.cursor() as cursor:
        for name in POSTGRES_TIMEOUTS:
            cursor.execute(f"SET {name} = {limit}")
    connection.commit()


def _make_private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
    # SQLite gives its log the mode of the database. An existing file is not opened: closing it
    # would give up the locks that SQLite holds on it in this process.
    with suppress(OSError):  # SQLite itself tells what is wrong with the place
        os.close(os.open(arguments[0], os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _begin_sqlite does
    for words in (
        f"busy_timeout={BUSY_TIMEOUT}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",  # what was swept is not left to be read in the file's free pages
    ):
        connection.execute(f"PRAGMA {words}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
