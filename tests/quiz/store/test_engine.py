"""SQLite as the store sets it up, and the lock around its writes."""

import fcntl
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from quiz.store import Store
from quiz.store.engine import Database, wal_reset_warning


@pytest.fixture
def file(tmp_path):
    return tmp_path / "role-fit.sqlite3"


@pytest.fixture
def database(file):
    database = Database(f"sqlite:///{file}")
    database.use_wal()
    with database.write() as connection:
        connection.execute(text("CREATE TABLE notes (note TEXT)"))
    yield database
    database.close()


def is_locked(path):
    with Path(path).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def notes(database):
    with database.read() as connection:
        return connection.scalars(text("SELECT note FROM notes")).all()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: on disk before the reply
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("secure_delete", 1),
    ],
)
def test_every_connection_is_set_up(database, pragma, value):
    with database.read() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_database_restored_from_a_backup_goes_back_to_wal(database, tmp_path):
    copy = tmp_path / "restored.sqlite3"
    with sqlite3.connect(tmp_path / "role-fit.sqlite3") as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    restored = Database(f"sqlite:///{copy}")
    restored.use_wal()
    with restored.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    restored.close()


def test_the_lock_is_held_through_a_write_and_only_then(database):
    with database.write():
        assert is_locked(database.lock_path)
    assert not is_locked(database.lock_path)
    with database.read():
        assert not is_locked(database.lock_path)


def test_after_an_exception_nothing_is_written_and_the_lock_is_free(database):
    def fail():
        with database.write() as connection:
            connection.execute(text("INSERT INTO notes VALUES ('lost')"))
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert not is_locked(database.lock_path)
    with database.write() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('kept')"))
    assert notes(database) == ["kept"]


def test_a_write_waits_for_the_lock_of_another_process_and_reading_does_not(database):
    written = threading.Event()

    def write():
        with database.write() as connection:
            connection.execute(text("INSERT INTO notes VALUES ('patient')"))
        written.set()

    with Path(database.lock_path).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        thread = threading.Thread(target=write)
        thread.start()
        assert not written.wait(0.2)
        assert notes(database) == []
    assert written.wait(10)
    thread.join()
    assert notes(database) == ["patient"]


def test_two_ways_of_writing_one_path_share_one_lock(file, tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    ways = ["role-fit.sqlite3", f"{tmp_path}/link/role-fit.sqlite3", f"{file}"]
    assert len({Database(f"sqlite:///{way}").lock_path for way in ways}) == 1


def test_a_lock_can_be_put_elsewhere(file, tmp_path):
    store = Store(f"sqlite:///{file}", lock_path=tmp_path / "elsewhere")
    store.migrate()
    store.close()
    assert (tmp_path / "elsewhere").exists()
    assert not file.with_name(file.name + ".lock").exists()


def test_closing_leaves_one_plain_file_and_the_lock(file):
    store = Store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    assert {path.name for path in file.parent.iterdir()} == {file.name, f"{file.name}.lock"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(ValueError, match="needs a file"):
        Store(url)


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_the_operator_is_warned_of_an_sqlite_that_can_lose_rows(version):
    assert ".".join(map(str, version)) in wal_reset_warning(version)


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 51, 3), (3, 53, 0), (4, 0, 0)])
def test_there_is_no_warning_of_any_other_version(version):
    assert wal_reset_warning(version) is None


def test_the_warning_is_about_the_sqlite_in_use(file):
    store = Store(f"sqlite:///{file}")
    assert store.warning == wal_reset_warning(sqlite3.sqlite_version_info)
    store.close()


def test_a_write_waits_for_a_program_that_does_not_know_the_lock(database, file):
    begun = threading.Event()

    def write():
        with database.write():
            begun.set()

    stranger = sqlite3.connect(file, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    thread = threading.Thread(target=write)
    thread.start()
    assert not begun.wait(0.2)
    stranger.execute("COMMIT")
    stranger.close()
    assert begun.wait(10)
    thread.join()
