"""A full or read-only disk, a database that is gone, slow or back: nothing chosen is lost."""

import fcntl
import os
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError

from bench.postgres import INSTALLED, NOT_TRIED, running
from quiz import app as application
from quiz.app import create_app
from quiz.config import Settings
from quiz.services import EXTENSION
from tests.quiz.candidate import Candidate, Page

READ_ONLY, WRITABLE = "PRAGMA query_only = 1", "PRAGMA query_only = 0"


def engine_of(app):
    return app.extensions[EXTENSION].store._database._engine


@contextmanager
def full_disk(app):
    """SQLite may not take one page more than it has."""
    engine = engine_of(app)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()

    def fill(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", fill)
    yield
    event.remove(engine, "connect", fill)
    engine.dispose()


def use_up_the_room(app):
    """Others start and answer until there is no more room in the pages that the file has."""
    engine, row = engine_of(app), "INSERT INTO answers VALUES (1, ?, 4, 0)"
    with pytest.raises(OperationalError, match="full"):  # noqa: PT012 (it is the last one that fails)
        for number in range(100_000):
            with engine.begin() as connection:
                connection.exec_driver_sql(row, (f"filler {number}",))


@contextmanager
def read_only_disk(app):
    """Every connection reads, and none writes."""
    engine = engine_of(app)
    engine.dispose()

    def refuse(connection, _record):
        connection.execute("PRAGMA query_only = 1")

    event.listen(engine, "connect", refuse)
    yield
    event.remove(engine, "connect", refuse)
    engine.dispose()


@contextmanager
def no_lock(app):
    """The lock beside the database cannot be opened: what a read-only folder comes to."""
    path = app.extensions[EXTENSION].store._database.lock_path
    path.unlink(missing_ok=True)
    path.mkdir()
    yield
    path.rmdir()


@contextmanager
def gone(app):
    """The database file is somewhere else."""
    engine = engine_of(app)
    engine.dispose()
    path = app.extensions[EXTENSION].settings.instance / "role-fit.sqlite3"
    path.rename(path.with_name("elsewhere"))
    path.mkdir()
    yield
    engine.dispose()
    path.rmdir()
    path.with_name("elsewhere").rename(path)


@contextmanager
def slow(app):
    """Another process writes and does not come to an end."""
    path = app.extensions[EXTENSION].store._database.lock_path
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(application, "PATIENCE", 0.2)


TROUBLES = [full_disk, read_only_disk, no_lock, gone, slow]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_answers_that_cannot_be_saved_come_back_and_can_be_saved_later(app, alice, trouble):
    page = alice.at("q/1")
    chosen = {name: values[0] for name, values in page.form.radios.items()}
    with trouble(app):
        if trouble is full_disk:
            use_up_the_room(app)
        refused = alice.send(page, chosen)
    assert (refused.status, refused.kind) == (503, "question")
    assert refused.headers["Retry-After"] == "30"
    assert refused.checked == chosen
    assert "not saved yet" in refused.text
    assert alice.at("q/1").checked == {}
    again = alice.send(refused, {}, go="on")
    assert again.status == 303
    assert alice.at("q/1").checked == chosen


@pytest.mark.parametrize("trouble", [read_only_disk, gone, slow], ids=lambda each: each.__name__)
def test_other_forms_are_kept_to_be_sent_again(app, client, alice, trouble):
    fields = alice.get("/").form.fields
    with trouble(app):
        refused = Page(client.post("/start", data=fields))
    assert (refused.status, refused.kind) == (503, "error")
    (form,) = refused.forms
    assert (form.action, form.fields) == ("/start", fields)
    assert client.post(form.action, data=form.fields).status_code == 303


def test_what_a_member_typed_is_never_put_into_a_page_of_trouble(app, client):
    with gone(app):
        refused = client.post("/hr/sign-in", data={"email": "a@example.org", "password": "x" * 20})
    assert "x" * 20 not in refused.text


def test_answers_of_no_page_of_today_are_kept_too(app, alice):
    with gone(app):
        refused = Page(alice.client.post(f"{alice.address}/q/1", data={"older": "4", "seen": "0"}))
    assert (refused.status, refused.kind) == (503, "error")
    assert refused.forms[0].fields == {"older": "4", "seen": "0"}


def test_what_is_kept_is_never_markup(app, alice):
    with gone(app):
        sent = {"<b>": '"><script>alert(1)</script>'}
        refused = alice.client.post(f"{alice.address}/q/1", data=sent)
    assert "<script>alert" not in refused.text
    assert "<b>" not in refused.text


def test_the_page_of_trouble_comes_in_a_frame_too_and_in_the_persons_language(app, alice):
    page = alice.at("q/1")
    with gone(app):
        refused = alice.client.post(
            page.form.action, data={"seen": "0", "go": "on"}, headers={"Accept-Language": "de"}
        )
    assert "frame-ancestors *" in refused.headers["Content-Security-Policy"]
    assert 'lang="de"' in refused.text


def test_who_only_reads_is_not_kept_waiting_by_who_writes(app, alice):
    with slow(app):
        assert alice.at("q/1").status == 200


def test_ready_says_whether_the_database_can_be_used_and_alive_whether_we_live(app, client):
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    with gone(app):
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_ready_is_not_said_of_tables_of_another_version(app, client):
    with engine_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert client.get("/readyz").status_code == 503


# PostgreSQL


@pytest.fixture(scope="module")
def cluster():
    if not INSTALLED:
        pytest.skip(NOT_TRIED)
    with running() as cluster:
        yield cluster


@pytest.fixture
def on_postgres(cluster, environment, clock):
    url = cluster.new_database()
    app = create_app(Settings.from_environment({**environment, "DATABASE_URL": url}), clock=clock)
    yield app
    app.extensions[EXTENSION].store.close()


@contextmanager
def stopped(cluster, _app):
    cluster.stop()
    yield
    cluster.start()


@contextmanager
def in_recovery(cluster, app):
    """What a stand-by that has not taken over yet says to who writes."""
    name = engine_of(app).url.database
    cluster.run_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    engine_of(app).dispose()
    yield
    cluster.run_sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    engine_of(app).dispose()


@contextmanager
def locked(_cluster, app):
    """Somebody else keeps the rows and does not come to an end."""
    other = create_engine(engine_of(app).url)
    with other.begin() as connection:
        connection.exec_driver_sql("SELECT id FROM attempts FOR UPDATE")
        yield
    other.dispose()


@pytest.mark.parametrize("trouble", [stopped, in_recovery, locked], ids=lambda e: e.__name__)
def test_postgresql_in_trouble_and_back_loses_nothing(cluster, on_postgres, trouble):
    carol = Candidate(on_postgres.test_client()).start()
    carol.answer(1, 5)
    page = carol.at("q/2")
    chosen = {name: values[1] for name, values in page.form.radios.items()}
    with trouble(cluster, on_postgres):
        refused = carol.send(page, chosen)
    assert (refused.status, refused.kind) == (503, "question")
    assert refused.checked == chosen
    assert carol.send(refused, {}, go="on").status == 303
    assert carol.at("q/2").checked == chosen
    assert set(carol.at("q/1").checked.values()) == {"5"}
