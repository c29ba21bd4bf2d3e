"""role-fit backup and restore: from one instance into a fresh one."""

import stat
import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import NullPool, create_engine

from quiz.commands import BAD_INPUT
from quiz.settings.declarations import Settings
from quiz.store import Store
from tests.quiz.stored import all_rows

ON_A_SMALL_DISK = """
exec unshare --map-root-user --mount sh -c '
    mount -t tmpfs -o size={kilobytes}k small small && "$@"; code=$?; ls -A small; exit $code
' sh "$@"
"""


def has_small_disks():
    """Whether this system lets us mount one where nobody else sees it."""
    mount = "unshare --map-root-user --mount mount -t tmpfs small ."
    return subprocess.run(("/bin/sh", "-c", mount), capture_output=True).returncode == 0


needs_small_disks = pytest.mark.skipif(not has_small_disks(), reason="needs user namespaces")


@pytest.fixture
def instance(tmp_path, databases, monkeypatch):
    """Make the instance that the next command works on; give the address of its database."""
    with ExitStack() as borrowed:

        def make(name):
            environment = borrowed.enter_context(databases.fresh(tmp_path / name))
            for variable, value in environment.items():
                monkeypatch.setenv(variable, value)
            return Settings.from_environment(environment).database_url

        yield make


@pytest.fixture
def filled(instance):
    """The address of a database with two people who have begun."""
    now = datetime.now(UTC)
    later = now + timedelta(days=30)
    url = instance("old")
    store = Store(url)
    for name in ("alice", "bob"):
        token_hash = name.encode().ljust(32, b".")
        store.attempts.create(token_hash, "1.0.0", "en", now, later)
        attempt = store.attempts.find(token_hash, now)
        store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    store.close()
    return url


def rows_at(url):
    return all_rows(create_engine(url, poolclass=NullPool))


@pytest.mark.both_databases
def test_a_backup_restores_into_a_fresh_instance(role_fit, filled, instance, tmp_path):
    file = tmp_path / "backup.sqlite3"
    made = role_fit("backup", file)
    assert made.exit_code == 0
    assert made.stdout == f"4 rows are in {file}. To use them: role-fit restore {file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    fresh = instance("new")
    restored = role_fit("restore", file)
    assert restored.exit_code == 0
    assert restored.stdout == "4 rows were restored. Start the quiz: role-fit serve\n"
    assert rows_at(fresh) == rows_at(filled)


def test_a_backup_of_nothing_is_refused(role_fit, tmp_path, monkeypatch):
    (tmp_path / "none").mkdir()
    monkeypatch.setenv("ROLE_FIT_INSTANCE", str(tmp_path / "none"))
    made = role_fit("backup", tmp_path / "backup.sqlite3")
    assert made.exit_code == BAD_INPUT
    assert made.stderr.splitlines() == [
        f"{tmp_path}/none/role-fit.sqlite3: there is no such database. "
        "Set ROLE_FIT_INSTANCE or DATABASE_URL as role-fit serve has it."
    ]
    assert [path.name for path in tmp_path.rglob("*")] == ["none"]


def test_a_file_that_is_there_stays(role_fit, filled, tmp_path):
    file = tmp_path / "backup.sqlite3"
    file.write_text("something dear")
    made = role_fit("backup", file)
    assert (made.exit_code, file.read_text()) == (BAD_INPUT, "something dear")
    assert made.stderr == f"{file}: there is such a file already. Name a new one.\n"


@pytest.mark.parametrize(
    ("place", "why"),
    [("no such folder", "No such file or directory"), ("file", "Not a directory")],
)
def test_a_place_that_cannot_be_written_is_told(role_fit, filled, tmp_path, place, why):
    (tmp_path / "file").touch()
    made = role_fit("backup", tmp_path / place / "backup.sqlite3")
    assert made.exit_code == BAD_INPUT
    assert f"it cannot be written ({why})" in made.stderr


@pytest.mark.parametrize("name", ["missing.sqlite3", "text.txt", "."])
def test_what_is_no_backup_is_told_in_a_line(role_fit, instance, tmp_path, name):
    instance("new")
    (tmp_path / "text.txt").write_text("no database")
    restored = role_fit("restore", tmp_path / name)
    assert restored.exit_code == BAD_INPUT
    assert len(restored.stderr.splitlines()) == 1
    assert "Name a file that role-fit backup made" in restored.stderr


@pytest.mark.both_databases
def test_a_database_with_people_in_it_is_not_restored_into(role_fit, filled, tmp_path):
    file = tmp_path / "backup.sqlite3"
    role_fit("backup", file)
    before = rows_at(filled)
    restored = role_fit("restore", file)
    assert restored.exit_code == BAD_INPUT
    assert "The database: it is not empty: there are rows in attempts." in restored.stderr
    assert rows_at(filled) == before


@needs_small_disks
def test_a_backup_onto_a_full_disk_is_told_and_leaves_nothing(filled, start, tmp_path):
    (tmp_path / "small").mkdir()
    line = "export ROLE_FIT_INSTANCE=old" + ON_A_SMALL_DISK.format(kilobytes=100)
    made = start("backup", "small/backup.sqlite3", shell_line=line)
    said, complained = made.communicate(timeout=60)
    assert (made.returncode, said) == (BAD_INPUT, "")
    assert complained == (
        "small/backup.sqlite3: it cannot be written (database or disk is full). "
        "Make room, or name another file.\n"
    )


@needs_small_disks
@pytest.mark.parametrize("room", [-8, 8], ids=["for less than it", "for it and no more"])
def test_a_full_temporary_folder_is_told(role_fit, filled, instance, start, tmp_path, room):
    """Beside the copy there is SQLite's log, in which an older backup gets today's tables."""
    role_fit("backup", tmp_path / "backup.sqlite3")
    fresh = instance("new")
    (tmp_path / "small").mkdir()
    kilobytes = (tmp_path / "backup.sqlite3").stat().st_size // 1024 + room
    line = f"export ROLE_FIT_INSTANCE=new TMPDIR={tmp_path}/small"
    line += ON_A_SMALL_DISK.format(kilobytes=kilobytes)
    restored = start("restore", "backup.sqlite3", shell_line=line)
    said, complained = restored.communicate(timeout=60)
    assert (restored.returncode, said) == (BAD_INPUT, "")
    assert complained.startswith(f"The temporary folder {tmp_path}/small: ")
    assert complained.endswith("Make room there, or name another folder by TMPDIR.\n")
    assert not any(rows_at(fresh).values())
