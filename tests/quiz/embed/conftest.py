"""A quiz with an employer whose openings may be shown on a site."""

import pytest

from quiz.services import EXTENSION
from tests.quiz.store.openings import Employers

SITE = "https://www.acme.example"


@pytest.fixture
def environment(environment):
    return {**environment, "ROLE_FIT_EMBED_SITES": SITE}


@pytest.fixture
def employers(app, clock):
    here = app.extensions[EXTENSION]
    return Employers(here.store, here.settings.database_url, clock.now)


@pytest.fixture
def acme(employers):
    """Make openings of one employer."""
    workspace = employers.workspace("Acme & Söhne")

    def make(public_id="maps", **settings):
        given = {"title": "Product manager, maps", "sites": (SITE,), **settings}
        return employers.opening(public_id, workspace, **given)

    return make
