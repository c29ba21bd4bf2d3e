"""One lock on a file beside the database, for the threads of all processes that write to it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

LONGEST_PAUSE = 0.005  # seconds between two tries


@contextmanager
def locked(path: Path, patience: float | None) -> Iterator[None]:
    """Hold the lock of this file, whichever process asks; give up after so many seconds."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:  # a full or a read-only disk is the database's trouble, not a fault
        raise OperationalError("opening the lock beside the database", None, error) from error
    try:
        if patience is None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        else:
            _within(descriptor, patience)
        yield
    finally:
        os.close(descriptor)  # which the kernel does too, whatever becomes of us


def _within(descriptor: int, patience: float) -> None:
    # The kernel cannot be asked to wait for so long and no longer.
    until, pause = time.monotonic() + patience, LONGEST_PAUSE / 16
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise gave_up() from error
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def gave_up() -> OperationalError:
    """What is raised where others wrote for too long."""
    return OperationalError("waiting to write", None, TimeoutError("others wrote for too long"))


def lock_beside(address: URL) -> Path:
    """The file to lock for an SQLite database; ValueError where that is no file itself."""
    if not address.database or address.database == ":memory:":
        raise ValueError("An SQLite database needs a file: sqlite:///path/to/role-fit.sqlite3")
    # Resolved, so that two ways of writing one path never make two locks.
    database = Path(address.database).resolve()
    return database.with_name(database.name + ".lock")
