"""Backups: everything that is kept comes back, row by row, on either database."""

import errno
import os
import resource
import sqlite3
import stat
import tempfile
import threading
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import insert, select

from model.inputs.faults import Faults
from quiz.store import Feedback, Share, Store, backup
from quiz.store.engine import Database
from quiz.store.tables import metadata
from tests import postgres

TABLES = metadata.tables


def nobody(_rows):
    """Tell nobody how far it is."""


@pytest.fixture
def everything(store, begin, url, now, later):
    """A row in every table, some with what is easily lost: nulls, moments, bytes, other scripts."""
    attempt = begin("alice")
    store.attempts.save(attempt.id, {"plans": 3, "reads_code": None}, 0, now, later)
    store.results.finish(attempt.id, lambda *_: {"said": "שלום ÄÖ – ≥"}, now, later)
    store.attempts.decline(attempt.id, True, now, later, lambda *_: {})
    store.attempts.choose_sharpening(attempt.id, 1, "drawn_to:delivery+team+scope+market", now)
    store.attempts.choose_sharpening(attempt.id, 2, "delivery+team", now)
    store.feedback.give(attempt.id, Feedback(1, "none", None, None, now))
    store.shares.add(attempt.id, Share("seed", bytes(range(32)), 1, ("profile",), "Zoë", now))
    store.retakes.begin(attempt.id, b"r" * 32, "2026.1", "en", now, later)
    hash_ = bytes(range(32))
    rows = {
        "workspaces": {"id": 7, "name": "Example & Daughters", "created_at": now},
        "members": {
            "id": 9,
            "workspace_id": 7,
            "email": "ada@example.org",
            "name": "Ada",
            "access": "owner",
            "password_hash": "$argon2id$",
            "notified": True,
            "created_at": now,
        },
        "recovery_codes": {"member_id": 9, "code_hash": hash_},
        "invitations": {
            "token_hash": hash_,
            "workspace_id": None,
            "email": None,
            "access": "owner",
            "created_at": now,
            "expires_at": later,
        },
        "recoveries": {"token_hash": hash_, "member_id": 9, "expires_at": later},
        "sessions": {
            "token_hash": hash_,
            "member_id": 9,
            "browser": "Firefox",
            "created_at": now,
            "seen_at": now,
            "expires_at": later,
        },
        "throttles": {"key_hash": hash_, "tries": 3, "until": later},
        "openings": {
            "id": 11,
            "public_id": "opening",
            "workspace_id": 7,
            "title": "Product manager",
            "state": "paused",
            "revision": 1,
            "ref_key": hash_,
            "on_hold": False,
            "created_at": now,
        },
        "opening_settings": {
            "opening_id": 11,
            "revision": 1,
            "settings": '{"title": "Product manager"}',
            "saved_at": now,
        },
        "logos": {"opening_id": 11, "fingerprint": "abc", "png": b"\x89PNG\0\xff"},
        "opening_attempts": {
            "attempt_id": attempt.id,
            "opening_id": 11,
            "revision": 1,
            "ref": "A-1",
            "ref_signed": True,
        },
        "sent_results": {
            "id": 13,
            "public_id": "sent",
            "opening_id": 11,
            "attempt_id": attempt.id,
            "revision": 1,
            "parts": "roles why",
            "assessment": "{}",
            "family": "several",
            "language": "he",
            "name": None,
            "email": None,
            "ref": "A-1",
            "ref_signed": True,
            "made_at": now,
            "sent_at": now,
            "keep_until": later,
        },
        "sent_words": {"opening_id": 11, "word": "a-1", "sent_id": 13},
        "opening_totals": {"opening_id": 11, "what": "sent", "total": 1},
        "removals": {"opening_id": 11, "removed_on": date(2026, 11, 1), "results": 4},
    }
    database = Database(url)
    with database.write() as connection:
        for name, row in rows.items():
            connection.execute(insert(TABLES[name]).values(**row))
    yield contents(url)
    database.close()


def contents(address):
    """Every row of every table."""
    database = Database(address)
    with database.read() as connection:
        found = {
            name: sorted(map(repr, connection.execute(select(TABLES[name])))) for name in TABLES
        }
    database.close()
    return found


@pytest.fixture(
    params=["sqlite", "postgresql"] if postgres.INSTALLED else ["sqlite"], ids="into {}".format
)
def empty(request, tmp_path):
    """A new database, of either kind, wherever the backup came from."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    return request.getfixturevalue("postgres_server").new_database()


def test_everything_comes_back_row_by_row(store, everything, empty, tmp_path, monkeypatch):
    assert all(everything.values()), "a table without a row shows nothing"
    folder = tmp_path / "a?b=c#d"  # what would end a path in an address
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    file = folder / "backup.sqlite3"
    rows = sum(map(len, everything.values()))
    assert store.back_up(file, nobody) == rows
    fresh = Store(empty)
    assert fresh.restore(file, nobody) == rows
    assert contents(empty) == everything
    fresh.close()


def test_what_was_left_out_and_chosen_comes_back(store, everything, empty, tmp_path, now):
    store.back_up(tmp_path / "backup.sqlite3", nobody)
    fresh = Store(empty)
    fresh.restore(tmp_path / "backup.sqlite3", nobody)
    for kept in (store, fresh):
        alice = kept.attempts.find(b"alice".ljust(32, b"."), now)
        assert alice.declined
        assert alice.sharpening == ("drawn_to:delivery+team+scope+market", "delivery+team")
        retaken = kept.attempts.find(b"r" * 32, now)
        assert (retaken.declined, retaken.sharpening) == (False, ())
    fresh.close()


def test_new_rows_go_on_after_the_restored_ones(store, everything, empty, tmp_path, now, later):
    store.back_up(tmp_path / "backup.sqlite3", nobody)
    fresh = Store(empty)
    fresh.restore(tmp_path / "backup.sqlite3", nobody)
    fresh.attempts.create(b"n" * 32, "2026.1", "en", now, later)
    known = max(int(row.partition(",")[0][1:]) for row in everything["attempts"])
    assert fresh.attempts.find(b"n" * 32, now).id > known
    fresh.close()


def test_a_backup_is_one_private_file_and_leaves_nothing_beside_it(store, everything, tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    store.back_up(place / "backup.sqlite3", nobody)
    assert [each.name for each in place.iterdir()] == ["backup.sqlite3"]
    assert stat.S_IMODE((place / "backup.sqlite3").stat().st_mode) == 0o600


def test_a_backup_is_one_moment_while_people_go_on_answering(store, begin, tmp_path, now, later):
    """A save writes answers and revision together: no backup has one without the other."""
    attempt = begin()
    stopped = threading.Event()

    def answer():
        revision = 0
        while not stopped.is_set():
            point = revision % 6 + 1
            answers = {"plans": point, "reads_code": point}
            revision = store.attempts.save(attempt.id, answers, revision, now, later).revision

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        for number in range(5):
            file = tmp_path / f"{number}.sqlite3"
            store.back_up(file, nobody)
            with closing(sqlite3.connect(file)) as connection:
                (revision,) = connection.execute("SELECT revision FROM attempts").fetchone()
                answers = connection.execute("SELECT point, revision FROM answers").fetchall()
            assert set(answers) <= {((revision - 1) % 6 + 1, revision)}
    finally:
        stopped.set()
        answering.join()


def test_a_file_that_is_there_is_never_overwritten(store, tmp_path):
    file = tmp_path / "backup.sqlite3"
    file.write_text("something dear")
    with pytest.raises(Faults, match="there is such a file already"):
        store.back_up(file, nobody)
    assert file.read_text() == "something dear"


def test_of_two_backups_to_one_path_at_once_the_first_to_end_stays(
    store, everything, tmp_path, monkeypatch
):
    place = tmp_path / "backups"
    place.mkdir()
    file = place / "backup.sqlite3"
    syncs = []

    def sync(descriptor, sync=os.fsync):
        syncs.append(descriptor)
        if len(syncs) == 1:  # this one is written, and not in its place yet
            assert store.back_up(file, nobody) == sum(map(len, everything.values()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(Faults, match="there is such a file already"):
        store.back_up(file, nobody)
    assert list(place.iterdir()) == [file]
    assert contents(f"sqlite:///{file}") == everything


@pytest.fixture
def no_hard_links(monkeypatch):
    """A file system as on many a USB stick."""

    def refuse(_old, _new):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)


def test_without_hard_links_a_backup_takes_its_place(store, everything, tmp_path, no_hard_links):
    place = tmp_path / "backups"
    place.mkdir()
    file = place / "backup.sqlite3"
    store.back_up(file, nobody)
    assert list(place.iterdir()) == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert contents(f"sqlite:///{file}") == everything


def test_without_hard_links_too_a_file_that_came_meanwhile_stays(
    store, tmp_path, monkeypatch, no_hard_links
):
    place = tmp_path / "backups"
    place.mkdir()
    file = place / "backup.sqlite3"
    monkeypatch.setattr(os, "fsync", lambda _descriptor: file.write_text("something dear"))
    with pytest.raises(Faults, match="there is such a file already"):
        store.back_up(file, nobody)
    assert list(place.iterdir()) == [file]
    assert file.read_text() == "something dear"


@contextmanager
def files_up_to(size):
    """A system on which this process can write no larger file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_that_cannot_be_written_is_told_by_its_own_name(store, everything, tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    with files_up_to(100_000), pytest.raises(Faults, match="it cannot be written") as caught:
        store.back_up(place / "backup.sqlite3", nobody)
    assert [fault.where for fault in caught.value.faults] == [f"{place}/backup.sqlite3"]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("at", "largest"),
    # From the second page on; or the number of free pages, which copying takes no notice of.
    [(4096, 1_000_000), (36, 100_000)],
    ids=["it is torn", "and nor can the backup be written"],
)
def test_a_database_that_cannot_be_read_is_told_by_its_own_name(tmp_path, at, largest):
    live = tmp_path / "role-fit.sqlite3"
    store = Store(f"sqlite:///{live}")
    store.migrate()
    store.close()
    content = live.read_bytes()
    live.write_bytes(content[:at] + b"\1" * 4 + content[at + 4 :])
    with files_up_to(largest), pytest.raises(Faults, match="cannot be used") as caught:
        store.back_up(tmp_path / "backup.sqlite3", nobody)
    assert [fault.where for fault in caught.value.faults] == [str(live)]
    store.close()


@pytest.mark.parametrize("stopped_by", [KeyboardInterrupt, SystemExit])
def test_a_backup_that_is_stopped_leaves_nothing(store, tmp_path, monkeypatch, stopped_by):
    def stop(_path):
        raise stopped_by

    monkeypatch.setattr(backup, "sync", stop)
    place = tmp_path / "backups"
    place.mkdir()
    with pytest.raises(stopped_by):
        store.back_up(place / "backup.sqlite3", nobody)
    assert list(place.iterdir()) == []


def test_a_database_with_anything_in_it_is_not_restored_into(store, everything, tmp_path, url):
    store.back_up(tmp_path / "backup.sqlite3", nobody)
    with pytest.raises(Faults, match="it is not empty"):
        store.restore(tmp_path / "backup.sqlite3", nobody)
    assert contents(url) == everything


def test_a_restore_that_is_stopped_leaves_an_empty_database(store, everything, empty, tmp_path):
    def stop(_rows):
        raise KeyboardInterrupt

    store.back_up(tmp_path / "backup.sqlite3", nobody)
    fresh = Store(empty)
    with pytest.raises(KeyboardInterrupt):
        fresh.restore(tmp_path / "backup.sqlite3", stop)
    fresh.close()
    assert not any(contents(empty).values())


@pytest.mark.parametrize(
    "content",
    [b"", b"no database", b"SQLite format 3\0" + bytes(100)],
    ids=["empty", "text", "torn"],
)
def test_what_is_no_backup_is_refused_and_stays(store, tmp_path, content):
    file = tmp_path / "backup.sqlite3"
    file.write_bytes(content)
    with pytest.raises(Faults, match="it is no backup"):
        store.restore(file, nobody)
    assert file.read_bytes() == content


@pytest.mark.parametrize("named", ["role-fit.sqlite3", "link.sqlite3"])
def test_a_database_in_use_is_no_backup_since_its_log_holds_rows(tmp_path, now, later, named):
    (tmp_path / "link.sqlite3").symlink_to("role-fit.sqlite3")
    in_use = Store(f"sqlite:///{tmp_path / 'role-fit.sqlite3'}")
    in_use.migrate()
    in_use.attempts.create(b"a" * 32, "2026.1", "en", now, later)
    fresh = Store(f"sqlite:///{tmp_path / 'restored.sqlite3'}")
    with pytest.raises(Faults, match=r"a database in use.*.sqlite3-wal.*role-fit backup"):
        fresh.restore(tmp_path / named, nobody)
    in_use.close()
    assert fresh.restore(tmp_path / named, nobody) == 1, "stopped, all of it is in the file"
    fresh.close()


def test_a_database_whose_program_was_killed_is_no_backup(store, everything, tmp_path):
    file = tmp_path / "backup.sqlite3"
    store.back_up(file, nobody)
    (tmp_path / "backup.sqlite3-journal").write_bytes(b"what was to be undone")
    with pytest.raises(Faults, match=r"its program was killed.*.sqlite3-journal"):
        store.restore(file, nobody)


def test_an_empty_log_holds_nothing_back(store, everything, empty, tmp_path):
    store.back_up(tmp_path / "backup.sqlite3", nobody)
    (tmp_path / "backup.sqlite3-wal").touch()
    fresh = Store(empty)
    fresh.restore(tmp_path / "backup.sqlite3", nobody)
    assert contents(empty) == everything
    fresh.close()


@pytest.mark.parametrize(
    ("folder", "why"), [("small", "File too large"), ("gone", "No such file or directory")]
)
def test_a_temporary_folder_that_cannot_hold_the_backup_is_told(
    store, everything, tmp_path, monkeypatch, folder, why
):
    store.back_up(tmp_path / "backup.sqlite3", nobody)
    (tmp_path / "small").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / folder))
    with files_up_to(100_000), pytest.raises(Faults) as caught:
        store.restore(tmp_path / "backup.sqlite3", nobody)
    (fault,) = caught.value.faults
    assert fault.where == f"The temporary folder {tmp_path}/{folder}"
    assert why in fault.what
    assert "TMPDIR" in fault.remedy
    assert list((tmp_path / "small").iterdir()) == []


def test_a_backup_that_is_not_of_the_version_it_says_is_damaged(store, tmp_path):
    file = tmp_path / "backup.sqlite3"
    store.back_up(file, nobody)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(Faults, match=r"the backup is damaged \(.*already exists\)") as caught:
        store.restore(file, nobody)
    assert [fault.where for fault in caught.value.faults] == [str(file)]
