"""Openings for candidates to take."""

from datetime import timedelta

import pytest

from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.candidate import Candidate
from tests.quiz.store.openings import Employers

TOKEN = "E" * 43


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def employers(app, store, clock):
    """Makes workspaces and openings."""
    return Employers(store, app.extensions[EXTENSION].settings.database_url, clock())


@pytest.fixture
def earlier(client, store, clock):
    """A person who began on 1.0.0, before there was another edition."""
    over = clock() + timedelta(days=30)
    store.attempts.create(hash_token(TOKEN), "1.0.0", "en", clock(), over)
    return Candidate(client, f"/a/{TOKEN}")
