"""The whole application on a real database of its own, with a clock that tests can set."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from quiz.app import create_app
from quiz.config import Settings
from quiz.services import EXTENSION
from quiz.store import Store
from tests.quiz.candidate import Candidate
from tests.quiz.hr import MemberAtWork, hire


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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A database with its tables, made once: making them takes most of a test's time."""
    path = tmp_path_factory.mktemp("database") / "role-fit.sqlite3"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture
def environment(tmp_path, empty_database):
    """What the operator has set; a test may add to it before it asks for `app`."""
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.copy(empty_database, instance)
    return {
        "ROLE_FIT_INSTANCE": str(instance),
        "ROLE_FIT_OPERATOR_NAME": "Example & Daughters",
        "ROLE_FIT_OPERATOR_CONTACT": "jobs@example.org",
        "ROLE_FIT_PRIVACY_URL": "https://example.org/privacy",
    }


@pytest.fixture
def app(environment, clock):
    app = create_app(Settings.from_environment(environment), clock=clock)
    yield app
    app.extensions[EXTENSION].store.close()


@pytest.fixture
def database(app):
    """The path of the application's database file."""
    return app.extensions[EXTENSION].settings.instance / "role-fit.sqlite3"


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
