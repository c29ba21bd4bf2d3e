"""What every test starts from."""

import os

import pytest
from hypothesis import settings

from tests import postgres
from tests.both_databases import StatementsOfBoth

# A busy machine is slow now and then; that is not a failure.
settings.register_profile("role-fit", deadline=None)
settings.load_profile("role-fit")


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql", "both"],
        default="sqlite",
        help="what the quiz runs on; with postgresql, only tests marked both_databases run; with "
        "both, these run on each, and no statement may be left that ran on SQLite alone",
    )


def pytest_configure(config):
    if config.getoption("database") == "sqlite":
        return
    if not postgres.INSTALLED:
        raise pytest.UsageError(postgres.NOT_TRIED)
    if config.getoption("database") == "both":
        config.pluginmanager.register(StatementsOfBoth(config))


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, leave out what differs between the databases in nothing."""
    marked = {item for item in items if item.get_closest_marker("both_databases")}
    odd = [item.nodeid for item in marked if not {"databases", "url"} & set(item.fixturenames)]
    if odd:
        raise pytest.UsageError(f"marked both_databases, and without a database: {odd}")
    if config.getoption("database") == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if item not in marked])
        items[:] = [item for item in items if item in marked]


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
