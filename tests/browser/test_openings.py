"""Openings in Chromium: from the first one to a shared result, and no fault for axe on the way."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.axe import Axe, faults_light_and_dark
from tests.browser.complaints import Complaints
from tests.browser.members import check


@pytest.fixture(scope="session")
def at(owner):
    """Make the first opening, and give the paths of its pages."""
    page = owner.page
    page.goto("/hr/openings")
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_label("Title").fill("Product lead")
    page.get_by_label("Link to the job").fill("https://example.org/jobs/1")
    page.keyboard.press("Enter")
    page.get_by_text("The opening is there").wait_for()
    path = re.search(r"/hr/openings/[\w-]+", page.url)[0]
    return lambda place="": path + place


@pytest.fixture
def page(owner):
    """The owner's."""
    return owner.page


@pytest.fixture(scope="session")
def shared(browser, owner, at, attempts):
    """The address of a result that somebody shared, without script."""
    opening = attempts.store.openings.find(at().rpartition("/")[2])
    attempt = attempts.result("clear", opening=opening, ref="REQ-17")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(attempt.at("send"))
    for box in page.locator("input[name=part]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    context.close()
    owner.page.goto(at("/results"))
    owner.page.get_by_role("link", name="Without a name").click()
    return owner.page.url.removeprefix(attempts.server.url)


PLACES = ("", "/settings", "/preview", "/embed", "/results")


def test_pages_of_an_opening_have_no_fault(page, at):
    axe = Axe()
    found = []
    for place in PLACES:
        found += check(page, at(place), axe)
    assert found == []


def test_a_new_opening_and_the_list_have_no_fault(page, at):
    assert check(page, "/hr/openings/new") + check(page, "/hr/openings") == []


def test_a_shared_result_and_its_list_have_no_fault(page, at, shared):
    axe = Axe()
    assert check(page, at("/results"), axe) + check(page, shared, axe) == []
    assert "REQ-17" in page.locator("main").inner_text()


def test_refused_settings_take_the_colour_that_is_offered_and_lose_nothing(page, at):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(at("/settings"))
    page.get_by_label("A word from you").fill("Welcome")
    page.get_by_label("Accent colour").fill("#ffcc00")
    page.get_by_label("Sites that may show the quiz").fill("https://www.example.org")
    picture = BytesIO()
    Image.new("RGB", (300, 80), "#17615a").save(picture, "PNG")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    page.get_by_label("Logo").set_input_files(file)
    page.get_by_role("button", name="Save the settings").click()
    assert page.title().startswith("Error: ")
    assert faults_light_and_dark(page) == []
    page.get_by_role("button", name=re.compile("Use #[0-9a-f]{6} and save")).click()
    page.get_by_text("The settings are saved").wait_for()
    page.goto(at("/settings"))
    assert page.get_by_label("A word from you").input_value() == "Welcome"
    assert page.get_by_alt_text("The logo that is chosen").evaluate("i => i.naturalWidth") == 300


def test_enter_in_a_field_saves_and_two_who_save_see_both_versions(page, at):
    other = page.context.new_page()
    other.goto(at("/settings"))
    page.goto(at("/settings"))
    page.get_by_label("Contact for another route").fill("jobs@example.org")
    page.keyboard.press("Enter")
    page.get_by_text("The settings are saved").wait_for()
    other.get_by_label("Contact for another route").fill("hello@example.org")
    other.get_by_role("button", name="Save the settings").click()
    other.get_by_role("heading", name="Somebody else saved").wait_for()
    assert faults_light_and_dark(other) == []
    other.get_by_role("button", name="Save mine").click()
    other.get_by_text("The settings are saved").wait_for()
    assert "hello@example.org" in other.locator("main").inner_text()
    other.close()


def test_the_preview_is_walked_through_without_a_fault(page, at):
    page.goto(at("/preview"))
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("^Start page in English")).click()
    preview = opened.value
    complaints = Complaints(preview)
    assert faults_light_and_dark(preview) == []
    preview.get_by_role("button", name="Start").click()
    assert faults_light_and_dark(preview) == []
    for _ in range(4):
        preview.get_by_role("button", name="Continue").click()
    preview.get_by_role("heading", name="The preview ends here").wait_for()
    assert complaints.heard() == []
    preview.close()
