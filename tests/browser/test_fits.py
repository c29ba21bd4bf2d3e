"""Does this fit you, as a person meets it: one click, changed by another, by keyboard too."""

import pytest

TOUCH = 44  # CSS pixels, WCAG 2.2's 2.5.5
ASKED = "section[aria-labelledby=fits]"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def result(page, attempts):
    """The result of somebody whose answers lie near several roles."""
    page.goto(attempts.result("shortlist").at("result"))
    return page


def buttons(page):
    return page.locator(f"{ASKED} button")


def test_one_click_is_enough_and_another_changes_it(result):
    buttons(result).first.click()
    result.wait_for_url("**/result#fits")
    assert "fits best. Thank you" in result.locator(ASKED).inner_text()
    assert not buttons(result).first.is_visible()
    result.get_by_text("Change what you said").click()
    buttons(result).last.click()
    result.wait_for_load_state()
    assert "You said: No." in result.locator(ASKED).inner_text()


def test_the_job_goes_with_the_click(result):
    result.get_by_text("Add which job is yours today").click()
    result.get_by_label("Which of these is your job today?").select_option("Product owner")
    result.get_by_role("button", name="Partly").click()
    result.wait_for_url("**/result#fits")
    assert "Your job today: product owner." in result.locator(ASKED).inner_text()


def test_it_can_be_said_by_keyboard(result):
    result.locator(f"{ASKED} summary").focus()
    result.keyboard.press("Tab")
    result.keyboard.press("Enter")
    result.wait_for_url("**/result#fits")
    assert "You said:" in result.locator(ASKED).inner_text()


def test_on_a_phone_every_choice_can_be_touched_and_nothing_is_cut_off(result):
    result.set_viewport_size(NARROW)
    for button in buttons(result).all():
        assert button.bounding_box()["height"] >= TOUCH
    assert result.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
