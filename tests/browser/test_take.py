"""The whole page as a person meets it: with a keyboard, on a phone, with and without script.

What script adds to it is tried in test_script.py.
"""

import pytest

from questions.instrument import current_instrument
from tests.browser.steps import press

PAGES = current_instrument().bank.pages

pytestmark = pytest.mark.usefixtures("whole_page")
needs_script = pytest.mark.parametrize("javascript", [True], indirect=True)
by_itself = pytest.mark.parametrize("javascript", [False], indirect=True)


@pytest.fixture
def start(page, attempts):
    """Stand on the first page of an attempt."""
    return lambda: page.goto(attempts.begin().at("q/1"))


def answer(page, point=4):
    for statement in page.locator("fieldset").all():
        statement.locator(f'input[value="{point}"]').check()


def go_on(page):
    # Script may have an answer to save first, so the click alone does not wait for the page.
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


@by_itself
def test_a_person_answers_reviews_and_sees_a_result(page, context):
    """With script, one does in test_script.py."""
    page.goto("/")
    press(page, "main form button")
    for number in range(1, 5):
        assert f"Page {number} of 4" in page.title()
        for place, statement in enumerate(page.locator("fieldset").all()):
            statement.locator(f'input[value="{(place * number) % 6 + 1}"]').check()
        go_on(page)
    assert page.locator("main").get_attribute("data-page") == "review"
    page.get_by_role("button", name="See your result").click()
    assert page.locator("main").get_attribute("data-page") == "result"
    assert context.cookies() == []


def test_an_error_is_met_at_once_and_leads_to_the_statement(page, start):
    start()
    go_on(page)
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    page.locator(".error-summary a").nth(2).click()
    statement = PAGES[0][2].id
    assert page.evaluate("document.activeElement.id") == f"{statement}-1"
    top = page.locator(f"#{statement} legend").bounding_box()["y"]
    assert 0 <= top <= page.viewport_size["height"]


def test_the_keyboard_is_enough(page, start):
    start()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the content
    for _ in PAGES[0]:
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/q/2")
    page.goto(page.url.replace("/q/2", "/q/1"))
    checked = page.locator(".points :checked").all()
    assert [each.get_attribute("value") for each in checked] == ["2"] * 7


def test_the_browsers_own_back_shows_what_is_stored_and_makes_no_conflict(page, start):
    start()
    answer(page, 3)
    go_on(page)
    page.wait_for_url("**/q/2")
    page.go_back()
    page.locator(".points :checked").nth(6).wait_for()
    assert page.locator('input:checked[value="3"]').count() == 7
    page.locator("fieldset").first.locator('input[value="6"]').check()
    go_on(page)
    assert "Page 2 of 4" in page.title()


def test_answers_are_stacked_on_a_phone_and_side_by_side_where_there_is_room(page, start):
    start()
    first, last = page.locator("fieldset").first.locator("label").all()[:6:5]
    page.set_viewport_size({"width": 320, "height": 800})
    assert first.bounding_box()["x"] == last.bounding_box()["x"]
    page.set_viewport_size({"width": 1280, "height": 800})
    assert first.bounding_box()["y"] == last.bounding_box()["y"]


@needs_script
def test_the_address_can_be_copied(page, start, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    start()
    page.locator(".resume summary").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url.rsplit("/q/", 1)[0]


@by_itself
def test_without_script_the_address_is_there_to_be_selected(page, start):
    start()
    page.locator(".resume summary").click()
    assert page.get_by_role("button", name="Copy").count() == 0
    assert page.get_by_label("Your address").input_value() == page.url.rsplit("/q/", 1)[0]


@by_itself
def test_without_script_the_page_is_whole_and_nothing_of_it_is_there(page, start):
    start()
    assert page.locator("fieldset:visible").count() == 7
    assert page.locator("#progress").inner_text() == "What draws you · Page 1 of 4"
    assert page.locator("main").get_by_role("button").all_inner_texts() == ["Continue"]
    assert page.locator("summary").all_inner_texts() == ["Stop here and come back later"]
    assert page.locator(".saved").inner_text() == ""
