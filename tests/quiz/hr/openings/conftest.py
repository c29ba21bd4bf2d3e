"""An opening of Olivia's workspace, and people who share their results with it."""

import pytest

from quiz.services import EXTENSION
from tests.quiz.hr.openings.people import Sharing


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def opening(owner, store):
    """An opening as its form makes it."""
    made = owner.post(
        "/hr/openings/new", {"title": "Product lead", "link": "https://example.org/1"}
    )
    assert made.status == 303
    return store.openings.find(made.path.rsplit("/", 1)[1])


@pytest.fixture
def at(opening):
    """The addresses of the opening's pages."""
    return lambda place="": f"/hr/openings/{opening.public_id}" + (f"/{place}" if place else "")


@pytest.fixture
def sharing(app, opening):
    """People who share with the opening."""
    return Sharing(app, opening)
