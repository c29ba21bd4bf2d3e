"""Members' pages in Chromium: the whole way in, with and without script, and no fault for axe."""

import re
import sys
from pathlib import Path

import pytest

from tests.browser.axe import faults_light_and_dark
from tests.browser.complaints import Complaints
from tests.serving import serve

WIDTHS = (320, 1280)
PASSWORD = "tide over slow granite"


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """A server of its own, and the link it printed for the first owner."""
    folder = tmp_path_factory.mktemp("hr")
    with serve(Path(sys.executable).with_name("role-fit"), folder) as server:
        log = (folder / "serve.log").read_text()
        yield server, re.search(r"/hr/join/\S+", log)[0]


@pytest.fixture(scope="module")
def owner(browser, first_start):
    """The first owner, who has followed the link; what axe found on the way."""
    server, link = first_start
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    complaints = Complaints(page)
    page.goto(link)
    found = faults_light_and_dark(page)
    page.get_by_label("Name of your organisation").fill("Example & Daughters")
    page.get_by_label("Your name").fill("Olivia")
    page.get_by_label("E-mail address").fill("olivia@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the workspace").click()
    page.get_by_role("heading", name="Keep these codes").wait_for()
    found += faults_light_and_dark(page)
    page.get_by_role("link", name="I have kept them").click()
    yield page, found, complaints
    context.close()


def check(page, address):
    """Say what is wrong with a page: for axe, and where it is wider than the screen."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        found += faults_light_and_dark(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{address} is {wide} px wide at {width}")
    return found


def test_the_first_owner_gets_in_from_the_printed_link(owner):
    page, found, complaints = owner
    assert found == []
    assert complaints.heard() == []
    assert page.url.endswith("/hr/openings")


@pytest.mark.parametrize("address", ["/hr/members", "/hr/account", "/hr/openings", "/hr/nowhere"])
def test_members_pages_have_no_fault(owner, address):
    assert check(owner[0], address) == []


def test_a_fresh_invitation_and_a_refused_form_have_no_fault(owner):
    page = owner[0]
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/hr/members")
    page.get_by_role("button", name="Invite").click()
    assert page.title().startswith("Error: ")
    assert faults_light_and_dark(page) == []
    page.get_by_label("Their e-mail address").fill("edgar@example.org")
    page.get_by_role("button", name="Invite").click()
    assert "/hr/join/" in page.get_by_label("Link of the invitation").input_value()
    assert faults_light_and_dark(page) == []


@pytest.mark.parametrize("address", ["/hr/sign-in", "/hr/forgotten", "/hr/join/x", "/hr/recover/x"])
def test_pages_before_signing_in_have_no_fault(browser, first_start, address):
    context = browser.new_context(base_url=first_start[0].url)
    assert check(context.new_page(), address) == []
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.usefixtures("owner")
def test_signing_in_and_out_needs_no_script(browser, first_start, script):
    context = browser.new_context(base_url=first_start[0].url, java_script_enabled=script)
    page = context.new_page()
    page.goto("/hr/members")
    page.get_by_label("E-mail address").fill("olivia@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Members").wait_for()
    assert page.url.endswith("/hr/members")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.go_back()
    page.reload()
    assert "/hr/sign-in" in page.url
    context.close()
