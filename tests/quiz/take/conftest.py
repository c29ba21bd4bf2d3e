"""Openings for candidates to take."""

import pytest

from quiz.services import EXTENSION
from tests.quiz.store.openings import Employers


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def employers(app, store, clock):
    """Makes workspaces and openings."""
    return Employers(store, app.extensions[EXTENSION].settings.database_url, clock())
