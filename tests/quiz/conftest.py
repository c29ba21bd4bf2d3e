"""The whole application on a real database of its own, with a clock that tests can set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from quiz.app import create_app, open_services
from quiz.services import EXTENSION, use_services
from quiz.settings.declarations import Settings
from quiz.store import Store
from tests.quiz.candidate import Candidate
from tests.quiz.compiled import compiled_once
from tests.quiz.databases import PostgresDatabases, SqliteDatabases
from tests.quiz.hr.account import MemberAtWork, hire
from tests.quiz.stored import database_of

OPERATOR = {
    "ROLE_FIT_OPERATOR_NAME": "Example & Daughters",
    "ROLE_FIT_OPERATOR_CONTACT": "jobs@example.org",
    "ROLE_FIT_PRIVACY_URL": "https://example.org/privacy",
}


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_days(self, days):
        self.now += timedelta(days=days)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session", autouse=True)
def templates():
    """Half of the time of these tests, if each application compiled its own."""
    with compiled_once():
        yield


def kinds_for(metafunc):
    """Name the databases that a test runs on."""
    kind = metafunc.config.getoption("database")
    if kind != "both":
        return [kind]
    marked = metafunc.definition.get_closest_marker("both_databases")
    return ["sqlite", "postgresql"] if marked else ["sqlite"]


def pytest_generate_tests(metafunc):
    """With --database both, run a test that is marked so on each of them."""
    kinds = kinds_for(metafunc)
    named_there = "any_trouble" in metafunc.fixturenames  # in test_unsaved
    if len(kinds) > 1 and "databases" in metafunc.fixturenames and not named_there:
        # Of the module, so that modules which make one application for all tests can use it.
        metafunc.parametrize("databases", kinds, indirect=True, scope="module")


@pytest.fixture(scope="module")
def databases(request):
    """Gives databases of the kind that a test runs on."""
    only = request.config.getoption("database")
    kind = getattr(request, "param", "sqlite" if only == "both" else only)
    return request.getfixturevalue(f"{kind}_databases")


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def postgresql_databases(postgres_server):
    found = PostgresDatabases(postgres_server)
    yield found
    found.close()


@pytest.fixture
def environment(tmp_path, databases):
    """What the operator has set; a test may add to it before it asks for `app`."""
    with databases.fresh(tmp_path / "instance") as settings:
        yield settings | OPERATOR


@pytest.fixture(scope="session")
def one_app(tmp_path_factory):
    """One application a worker: to make one takes longer than most tests, mostly for its rules."""
    folder = tmp_path_factory.mktemp("application") / "instance"
    app = create_app(Settings.from_environment({"ROLE_FIT_INSTANCE": str(folder)}))
    app.extensions[EXTENSION].store.close()
    return app


@pytest.fixture
def app(request, environment, clock):
    """An application that answers with these settings, this database and this clock.

    A test that changes the application itself is marked `fresh_app`, and gets one of its own.
    """
    settings = Settings.from_environment(environment)
    if request.node.get_closest_marker("fresh_app"):
        app = create_app(settings, clock=clock)
    else:
        app = request.getfixturevalue("one_app")
        use_services(app, open_services(settings, clock))
    yield app
    app.extensions[EXTENSION].store.close()


@pytest.fixture
def store(environment):
    """A store by itself, also where no application runs."""
    store = Store(Settings.from_environment(environment).database_url)
    yield store
    store.close()


@pytest.fixture
def database(app):
    """The application's database, to look into past the application."""
    engine = database_of(app)
    yield engine
    engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def alice(client):
    """A person who has just pressed Start."""
    return Candidate(client).start()


@pytest.fixture
def bob(app):
    """Somebody else, at another computer."""
    return Candidate(app.test_client()).start()


@pytest.fixture
def owner(app):
    """Olivia owns a workspace."""
    return hire(app, "Olivia")


@pytest.fixture
def editor(app, owner):
    """Edgar makes openings in Olivia's workspace."""
    return hire(app, "Edgar", "editor", owner.workspace_id)


@pytest.fixture
def viewer(app, owner):
    """Vera looks at what comes in to Olivia's workspace."""
    return hire(app, "Vera", "viewer", owner.workspace_id)


@pytest.fixture
def outsider(app):
    """Oscar owns another workspace."""
    return hire(app, "Oscar", workspace="Another Ltd")


@pytest.fixture
def stranger(app):
    """Somebody who is no member of anything."""
    return MemberAtWork(app, "nobody@example.org")
