"""Openings in Chromium: from the first one to a shared result, and no fault for axe on the way."""

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.axe import faults_light_and_dark
from tests.browser.complaints import Complaints
from tests.browser.test_hr import PASSWORD, check
from tests.serving import serve


@pytest.fixture(scope="module")
def owner(browser, tmp_path_factory):
    """The first owner, signed in, who has made an opening."""
    folder = tmp_path_factory.mktemp("openings")
    with serve(Path(sys.executable).with_name("role-fit"), folder) as server:
        link = re.search(r"/hr/join/\S+", (folder / "serve.log").read_text())[0]
        context = browser.new_context(base_url=server.url)
        context.set_default_timeout(10_000)
        page = context.new_page()
        complaints = Complaints(page)
        page.goto(link)
        page.get_by_label("Name of your organisation").fill("Example & Daughters")
        page.get_by_label("Your name").fill("Olivia")
        page.get_by_label("E-mail address").fill("olivia@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Set up the workspace").click()
        page.goto("/hr/openings")
        assert faults_light_and_dark(page) == []  # with no opening yet
        page.get_by_role("link", name="Make the first one").click()
        page.get_by_label("Title").fill("Product lead")
        page.get_by_label("Link to the job").fill("https://example.org/jobs/1")
        page.keyboard.press("Enter")
        page.get_by_text("The opening is there").wait_for()
        yield page
        assert complaints.heard() == []
        context.close()


@pytest.fixture(scope="module")
def at(owner):
    path = re.search(r"/hr/openings/[\w-]+", owner.url)[0]
    return lambda place="": path + place


@pytest.fixture(scope="module")
def shared(browser, owner, at):
    """The address of a result that somebody shared, without script."""
    host = owner.url.partition("/hr/")[0]
    context = browser.new_context(base_url=host, java_script_enabled=False)
    page = context.new_page()
    page.goto(at().replace("/hr/openings/", "/o/") + "?ref=REQ-17")
    page.get_by_role("button", name="Start").click()
    for number in range(4):
        for statement in page.locator("fieldset.statement").all():
            statement.locator("input").nth(5 if number % 2 else 1).check()
        page.locator(".actions button").first.click()
    page.locator("main[data-page=review] .actions button").first.click()
    page.goto(page.url.partition("/result")[0] + "/send")
    for box in page.locator("input[name=part]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    context.close()
    owner.goto(at("/results"))
    owner.get_by_role("link", name="Without a name").click()
    return owner.url.removeprefix(host)


PLACES = ("", "/settings", "/preview", "/embed", "/results")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place or "/overview")
def test_pages_of_an_opening_have_no_fault(owner, at, place):
    assert check(owner, at(place)) == []


def test_a_new_opening_and_the_list_have_no_fault(owner, at):
    assert check(owner, "/hr/openings/new") + check(owner, "/hr/openings") == []


def test_a_shared_result_and_its_list_have_no_fault(owner, at, shared):
    assert check(owner, at("/results")) + check(owner, shared) == []
    assert "REQ-17" in owner.locator("main").inner_text()


def test_refused_settings_take_the_colour_that_is_offered_and_lose_nothing(owner, at):
    owner.set_viewport_size({"width": 1280, "height": 900})
    owner.goto(at("/settings"))
    owner.get_by_label("A word from you").fill("Welcome")
    owner.get_by_label("Accent colour").fill("#ffcc00")
    owner.get_by_label("Sites that may show the quiz").fill("https://www.example.org")
    picture = BytesIO()
    Image.new("RGB", (300, 80), "#17615a").save(picture, "PNG")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    owner.get_by_label("Logo").set_input_files(file)
    owner.get_by_role("button", name="Save the settings").click()
    assert owner.title().startswith("Error: ")
    assert faults_light_and_dark(owner) == []
    owner.get_by_role("button", name=re.compile("Use #[0-9a-f]{6} and save")).click()
    owner.get_by_text("The settings are saved").wait_for()
    owner.goto(at("/settings"))
    assert owner.get_by_label("A word from you").input_value() == "Welcome"
    assert owner.get_by_alt_text("The logo that is chosen").evaluate("i => i.naturalWidth") == 300


def test_enter_in_a_field_saves_and_two_who_save_see_both_versions(owner, at):
    other = owner.context.new_page()
    other.goto(at("/settings"))
    owner.goto(at("/settings"))
    owner.get_by_label("Contact for another route").fill("jobs@example.org")
    owner.keyboard.press("Enter")
    owner.get_by_text("The settings are saved").wait_for()
    other.get_by_label("Contact for another route").fill("hello@example.org")
    other.get_by_role("button", name="Save the settings").click()
    other.get_by_role("heading", name="Somebody else saved").wait_for()
    assert faults_light_and_dark(other) == []
    other.get_by_role("button", name="Save mine").click()
    other.get_by_text("The settings are saved").wait_for()
    assert "hello@example.org" in other.locator("main").inner_text()
    other.close()


def test_the_preview_is_walked_through_without_a_fault(owner, at):
    owner.goto(at("/preview"))
    with owner.context.expect_page() as opened:
        owner.get_by_role("link", name=re.compile("^Start page in English")).click()
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
