"""The whole database into one file, and back.

A backup is always an SQLite database with the same tables, whichever database it is of. So it
can be looked into with any SQLite program, and restored into either kind.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from model.inputs.faults import Fault, Faults
from quiz.settings.whole_files import create, sync
from quiz.store.engine import Database, driver_error, failure_of_place
from quiz.store.migrating import migrate
from quiz.store.tables import metadata

BATCH = 1000  # rows in memory at a time
LOGS = ("-wal", "-journal")  # of SQLite: what is not in the file yet, or has to be undone
BESIDE = (*LOGS, "-shm", ".lock")
IS_SQLITE = b"SQLite format 3\0"

Tell = Callable[[int], None]


def back_up(database: Database, path: Path, tell: Tell) -> int:
    """Write everything as it is at one moment into a new file; return how many rows.

    The quiz goes on meanwhile. Nothing half-written is left behind, whatever ends this.

    Raises
    ------
    Faults
        If there is something at `path`, or it cannot be written.
    """
    if os.path.lexists(path):
        raise _already_there(path)
    with _coming_into_place(path) as unfinished:
        if database.is_sqlite:
            database.vacuum_into(unfinished)
        else:
            _copy_into_file(database, unfinished, tell)
        return _checked(unfinished, path)


def restore(path: Path, database: Database, tell: Tell) -> int:
    """Put every row of a backup into an empty database; return how many.

    All of them or none. A backup of an older version is brought to today's tables on the way;
    the file itself stays as it is.

    Raises
    ------
    Faults
        If the file is no backup, is a database in use, is damaged or of a newer version, or the
        database is not empty.
    """
    _refuse_what_is_no_backup(path)
    with _brought_to_today(path) as source:
        migrate(database)
        with source.read() as old, database.write() as new:
            _refuse_what_is_not_empty(new)
            try:
                rows = _copy(old, new, tell)
            except (TypeError, ValueError) as error:  # no text, no moment where one should be
                raise _damaged(path, error) from error
            _go_on_counting(new)
    return rows


@contextmanager
def _coming_into_place(path: Path) -> Iterator[Path]:
    # Its own, since there may be two at once, and short, since SQLite makes longer names of it.
    unfinished = path.with_name(f".role-fit-backup.{secrets.token_hex(8)}")
    beside = [unfinished.with_name(unfinished.name + end) for end in ("", *BESIDE)]
    try:
        # Only its owner may read it: it holds what people answered.
        os.close(create(unfinished))
        yield unfinished
        sync(unfinished)
        _rename(unfinished, path)
        sync(path.parent)
    except FileExistsError as error:
        raise _already_there(path) from error
    except OSError as error:
        what = f"it cannot be written ({error.strerror})"
        raise Faults([Fault(str(path), what, "Make room, or name another file")]) from error
    finally:
        for each in beside:
            with suppress(OSError):  # most were never there, and maybe nor was the folder
                each.unlink()


def _rename(unfinished: Path, path: Path) -> None:
    """Rename a file, but never over one that has come into being meanwhile."""
    try:
        path.hardlink_to(unfinished)
    except OSError:  # on many a USB stick there are no hard links
        path.touch(0o600, exist_ok=False)
        unfinished.replace(path)
    else:
        unfinished.unlink()


def _already_there(path: Path) -> Faults:
    return Faults([Fault(str(path), "there is such a file already", "Name a new one")])


def _copy_into_file(database: Database, path: Path, tell: Tell) -> None:
    target = _sqlite(path)
    try:
        with _told_of_place():
            migrate(target)
            with database.snapshot() as old, target.write() as new:
                _copy(old, new, tell)
    finally:
        target.close()


def _sqlite(path: Path) -> Database:
    return Database(URL.create("sqlite", database=str(path)))  # whatever signs are in its name


@contextmanager
def _told_of_place() -> Iterator[None]:
    """Make an OSError of what SQLite says when it is the place of a file that fails."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if failure := failure_of_place(error):
            raise failure from error
        raise


def _checked(unfinished: Path, path: Path) -> int:
    try:
        with _told_of_place(), closing(sqlite3.connect(unfinished)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            counts = (f'SELECT count(*) FROM "{name}"' for name in metadata.tables)  # noqa: S608
            rows = sum(connection.execute(each).fetchone()[0] for each in counts)
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
    except sqlite3.DatabaseError as error:
        what = f"the backup is damaged ({error})"
        remedy = "Try again, on another disk if you can"
        raise Faults([Fault(str(path), what, remedy)]) from error
    return rows


@contextmanager
def _brought_to_today(path: Path) -> Iterator[Database]:
    """A copy of a backup with today's tables, which goes at the end."""
    with ExitStack() as borrowed:
        try:
            folder = borrowed.enter_context(tempfile.TemporaryDirectory(prefix="role-fit-restore-"))
            copied = Path(shutil.copy(path, Path(folder) / "backup.sqlite3"))
            copied.chmod(0o600)
            source = _sqlite(copied)
            borrowed.callback(source.close)
            with _told_of_place():
                migrate(source)
        except OSError as error:
            where = f"The temporary folder {tempfile.tempdir or ''}".rstrip()
            what = f"a copy of {path} has no place there ({error.strerror})"
            remedy = "Make room there, or name another folder by TMPDIR"
            raise Faults([Fault(where, what, remedy)]) from error
        except (DBAPIError, sqlite3.Error) as error:
            raise _damaged(path, driver_error(error)) from error
        yield source


def _refuse_what_is_no_backup(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(IS_SQLITE))
        logs = [log.name for log in _logs_of(path) if log.exists() and log.stat().st_size]
    except OSError as error:
        what = f"it cannot be read ({error.strerror})"
        raise Faults([Fault(str(path), what, "Name a file that role-fit backup made")]) from error
    if start == IS_SQLITE and logs:
        what = f"it is a database in use, or its program was killed: part of it is in {logs[0]}"
        remedy = "Make a backup of it with role-fit backup, and restore that"
        raise Faults([Fault(str(path), what, remedy)])
    if start != IS_SQLITE or not _has_our_tables(path):
        raise Faults([Fault(str(path), "it is no backup", "Name a file that role-fit backup made")])


def _logs_of(path: Path) -> Iterator[Path]:
    database = path.resolve()  # SQLite keeps them beside the file itself, not beside a link to it
    return (database.with_name(database.name + end) for end in LOGS)


def _has_our_tables(path: Path) -> bool:
    """Look into a file, after asking SQLite whether it is as it was written."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise _damaged(path, found)
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            return {"alembic_version", "attempts"} <= {name for (name,) in names}
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _damaged(path: Path, found: object) -> Faults:
    what = f"the backup is damaged ({' '.join(str(found).split())})"
    return Faults([Fault(str(path), what, "Take another backup")])


def _refuse_what_is_not_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(1).select_from(table).limit(1)).first():
            what = f"it is not empty: there are rows in {table.name}"
            remedy = "Restore into a new one, by ROLE_FIT_INSTANCE or DATABASE_URL"
            raise Faults([Fault("The database", what, remedy)])


def _copy(old: Connection, new: Connection, tell: Tell) -> int:
    rows = 0
    for table in metadata.sorted_tables:  # what others point to comes first
        query = select(table).order_by(*table.primary_key.columns)
        with old.execution_options(yield_per=BATCH).execute(query) as found:
            for batch in found.mappings().partitions():
                new.execute(insert(table), [dict(row) for row in batch])
                rows += len(batch)
                tell(len(batch))
    return rows


def _go_on_counting(connection: Connection) -> None:
    """Let PostgreSQL give the next row a number after those restored; SQLite sees them."""
    if connection.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        if _counts(table):
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, last, False)))


def _counts(table: Table) -> bool:
    return table.autoincrement_column is not None
