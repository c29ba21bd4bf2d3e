"""Members' pages in Chromium: the whole way in, with and without script, and no fault for axe."""

import pytest

from tests.browser.axe import Axe, faults_light_and_dark
from tests.browser.judging import NARROW, resize
from tests.browser.members import PASSWORD, check


@pytest.fixture
def context(browser, live_server):
    """A browser with nothing in it."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def test_the_first_owner_gets_in_from_the_printed_link_and_no_page_on_the_way_has_a_fault(owner):
    assert owner.faults == []
    owner.page.goto("/hr/account")
    assert owner.page.get_by_text("olivia@example.org").first.is_visible()


def test_members_pages_have_no_fault(owner):
    axe = Axe()
    found = []
    for address in ("/hr/members", "/hr/account", "/hr/openings", "/hr/nowhere"):
        found += check(owner.page, address, axe)
    assert found == []


def test_a_fresh_invitation_and_a_refused_form_have_no_fault(owner):
    page = owner.page
    resize(page, NARROW)
    page.goto("/hr/members")
    page.get_by_role("button", name="Invite").click()
    assert page.title().startswith("Error: ")
    assert faults_light_and_dark(page) == []
    page.get_by_label("Their e-mail address").fill("edgar@example.org")
    page.get_by_role("button", name="Invite").click()
    assert "/hr/join/" in page.get_by_label("Link of the invitation").input_value()
    assert faults_light_and_dark(page) == []


def test_pages_before_signing_in_have_no_fault(page):
    axe = Axe()
    found = []
    for address in ("/hr/sign-in", "/hr/forgotten", "/hr/join/x", "/hr/recover/x"):
        found += check(page, address, axe)
    assert found == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.usefixtures("owner")
def test_signing_in_and_out_needs_no_script(browser, live_server, script):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=script)
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
