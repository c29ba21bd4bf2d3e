"""Real Chromium in front of a real server. A page that complains fails its test."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from dev import CHROMIUM
from tests.browser.complaints import Complaints
from tests.serving import serve

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def browser():
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program, "No Chromium. Type: python3 dev.py test, which gets it or says how"
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to start as root.
        browser = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory):
    role_fit = Path(sys.executable).with_name("role-fit")
    with serve(role_fit, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request):
    """Both ways; a test that is about one of them parametrises this itself."""
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
    page = context.new_page()
    complaints = Complaints(page)
    yield page
    assert complaints.heard() == []


@pytest.fixture
def whole_page(context):
    """Question pages as somebody sees them who has pressed "Show the whole page"."""
    context.add_init_script("try { sessionStorage['role-fit:view'] = 'page' } catch {}")
