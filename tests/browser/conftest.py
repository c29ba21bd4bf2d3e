"""Real Chromium in front of a real server. A page that complains fails its test.

Each worker has one browser and one server, each test a context of its own.
"""

import re
import sys
from pathlib import Path

import pytest

from bench.chromium import chromium
from dev import CHROMIUM, HEADLESS
from tests.browser.careers import careers
from tests.browser.complaints import honest_page
from tests.browser.members import become_owner
from tests.browser.stored_attempts import StoredAttempts
from tests.serving import serve

# The same engine without the windows around it: a page costs a third of the time.
PROGRAMS = (HEADLESS, *CHROMIUM)


@pytest.fixture(scope="session")
def role_fit():
    """The program."""
    return Path(sys.executable).with_name("role-fit")


@pytest.fixture(scope="session")
def browser():
    with chromium(PROGRAMS) as browser:
        yield browser


@pytest.fixture(scope="session")
def live_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="session")
def live_server(role_fit, live_folder):
    with serve(role_fit, live_folder) as server:
        yield server


@pytest.fixture(scope="session")
def attempts(live_server, live_folder):
    """Makes attempts and results at once, past the pages."""
    found = StoredAttempts(live_server, live_folder)
    yield found
    found.store.close()


@pytest.fixture(scope="session")
def jobs():
    """A careers page on a site of its own."""
    with careers() as site:
        yield site


@pytest.fixture(scope="session")
def owner(browser, live_server, live_folder):
    """The first owner, who has followed the link that the server printed; see test_hr.py."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    with honest_page(context) as page:
        told = (live_folder / "serve.log").read_text()
        yield become_owner(page, re.search(r"/hr/join/\S+", told)[0])
    context.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request):
    """Both ways; a test that is about one of them parametrises this itself.

    So does a test of a page that has no script: test_accessibility.py says which have.
    """
    return request.param


@pytest.fixture
def context(browser, live_server, javascript):
    """A browser with nothing in it, at the address of the server."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=javascript)
    context.set_default_timeout(10_000)  # milliseconds
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A page that fails the test when it complains."""
    with honest_page(context) as page:
        yield page


@pytest.fixture
def whole_page(context):
    """Question pages as somebody sees them who has pressed "Show the whole page"."""
    context.add_init_script("try { sessionStorage['role-fit:view'] = 'page' } catch {}")
