"""Migrations: from nothing to the newest tables, and back."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from model.inputs.faults import Faults
from quiz.store import Store, migrating
from quiz.store.engine import Database
from quiz.store.tables import metadata
from tests.quiz.store.conftest import DATABASES

FAILING_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer))
    raise RuntimeError("the power went")
"""
REPOSITORY = Path(migrating.__file__).parents[2]


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/role-fit.sqlite3"
    return request.getfixturevalue("postgres_server").new_database()


@pytest.fixture
def database(url):
    database = Database(url)
    yield database
    database.close()


def test_the_known_head_is_the_newest_script(database):
    with database.read() as connection:
        config = migrating.alembic_config(connection)
    assert ScriptDirectory.from_config(config).get_current_head() == migrating.HEAD


def test_the_migrations_make_exactly_the_tables_that_the_store_uses(store, database):
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing_and_keeps_everything(begin, find, store):
    begin()
    store.migrate()
    assert find() is not None


def test_down_to_nothing_and_up_again_works_with_data_in_the_tables(
    begin, find, store, database, now, later
):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    store.results.finish(attempt.id, lambda *_: {}, now, later)
    with database.write() as connection:
        command.downgrade(migrating.alembic_config(connection), "base")
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert migrating.stored_version(connection) is None
    store.migrate()
    assert find() is None
    assert begin().answers == {}


def test_attempts_of_before_part_two_have_it_and_chose_nothing(
    begin, find, store, database, now, later
):
    """From the tables of the version before: the columns come, with what held until then."""
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    store.attempts.decline(attempt.id, True, now, later, lambda *_: {})
    with database.write() as connection:
        command.downgrade(migrating.alembic_config(connection), "0004")
    with database.read() as connection:
        names = {column["name"] for column in inspect(connection).get_columns("attempts")}
        assert not {"declined", "sharpening"} & names
        assert migrating.stored_version(connection) == "0004"
    store.migrate()
    found = find()
    assert (found.declined, found.sharpening, found.answers) == (False, (), {"plans": 3})
    store.attempts.decline(attempt.id, True, now, later, lambda *_: {})
    assert store.attempts.choose_sharpening(attempt.id, 1, "delivery+team", now)
    assert (find().declined, find().sharpening) == (True, ("delivery+team",))


def test_a_migration_that_fails_leaves_nothing_half_made(database, tmp_path, monkeypatch):
    scripts = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, scripts)
    step = FAILING_STEP.format(head=migrating.HEAD)
    (scripts / "versions" / "v9000_fails.py").write_text(step)
    monkeypatch.setattr(migrating, "MIGRATIONS", scripts)
    monkeypatch.setattr(migrating, "HEAD", "9000")
    with pytest.raises(RuntimeError, match="the power went"):
        migrating.migrate(database)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_database_of_a_newer_version_is_refused_with_a_remedy(store, database):
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Faults, match="newer Role Fit") as caught:
        store.migrate()
    assert caught.value.faults[0].remedy


def test_first_starts_at_the_same_moment_make_the_tables_once(url):
    program = "import sys; from quiz.store import Store; Store(sys.argv[1]).migrate()"
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", program, url], stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        for _ in range(4)
    ]
    complaints = [start.communicate()[1] for start in starts]
    assert (complaints, [start.returncode for start in starts]) == ([""] * 4, [0] * 4)
    store = Store(url)
    store.migrate()
    store.close()


def test_a_first_start_waits_for_another_one_under_way(url, database):
    done = threading.Event()

    def start():
        store = Store(url)
        store.migrate()
        store.close()
        done.set()

    thread = threading.Thread(target=start)
    with database.write() as connection:
        if not database.is_sqlite:
            key = {"key": migrating.FIRST_START_LOCK}
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), key)
        thread.start()
        assert not done.wait(1)
    assert done.wait(20)
    thread.join()


def test_a_start_with_the_tables_in_place_does_not_load_alembic(url, store):
    program = (
        "import sys; from quiz.store import Store; Store(sys.argv[1]).migrate();"
        "sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, url], cwd=REPOSITORY)
    assert done.returncode == 0
