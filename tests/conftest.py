"""What every test starts from."""

import os

import pytest
from hypothesis import settings

from tests import postgres

# A busy machine is slow now and then; that is not a failure.
settings.register_profile("role-fit", deadline=None)
settings.load_profile("role-fit")


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="what the quiz runs on; with postgresql, only tests that have a database run",
    )


def pytest_configure(config):
    if config.getoption("database") == "postgresql" and not postgres.INSTALLED:
        raise pytest.UsageError(postgres.NOT_TRIED)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, leave out what has no database, or one that is the same on every run."""
    if config.getoption("database") == "sqlite":
        return
    left_out = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    for item in items:
        if about := item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason=about.args[0]))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Whoever runs the tests may have a quiz of their own set up in this shell."""
    for name in list(os.environ):
        if name.startswith("ROLE_FIT_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_server():
    """Our own PostgreSQL, started when the first test asks for it."""
    with postgres.running() as server:
        yield server
