"""What every test starts from."""

import os

import pytest
from hypothesis import settings

from tests import postgres

# A busy machine is slow now and then; that is not a failure.
settings.register_profile("role-fit", deadline=None)
settings.load_profile("role-fit")


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
