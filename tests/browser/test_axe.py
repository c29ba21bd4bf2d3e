"""axe-core on every page and state, in light and dark; `target-size` is on.

With script only: axe waits for timers, which a page without script never fires. What such a
page shows is the whole page tried here.
"""

import pytest

from tests.browser.axe import faults, faults_light_and_dark
from tests.personas import personas

pytestmark = pytest.mark.parametrize("javascript", [True], indirect=True)
CLEAR, BETWEEN = personas()[1], personas()[0]


@pytest.fixture
def sound(page):
    """Say that axe finds nothing on the page as it is, light and dark."""

    def check():
        assert faults_light_and_dark(page) == []

    return check


def answer(page, person=None):
    for statement in page.locator("fieldset").all():
        name = statement.locator("input").first.get_attribute("name").split("-")[-1]
        point = person.answers[name] if person else 4
        statement.locator(f'input[value="{point}"]').check()


def go_on(page):
    with page.expect_navigation():
        page.locator('main form button[type="submit"]').first.click()


def finish(page, person=None, check=lambda: None):
    """Take the quiz, from the start page to a result."""
    page.goto("/")
    check()
    go_on(page)
    for _ in range(4):
        check()
        answer(page, person)
        go_on(page)
    check()
    go_on(page)


def test_axe_sees_a_planted_fault(page):
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src>')")
    assert any("image-alt" in fault for fault in faults(page))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.usefixtures("whole_page")
def test_the_journey_has_no_fault(page, sound, width):
    page.set_viewport_size({"width": width, "height": 800})
    finish(page, CLEAR, sound)
    sound()


def test_one_statement_at_a_time_has_no_fault(page, sound):
    page.goto("/")
    go_on(page)
    sound()


@pytest.mark.parametrize("person", [BETWEEN, None], ids=["between", "none"])
@pytest.mark.usefixtures("whole_page")
def test_a_result_of_every_kind_has_no_fault(page, sound, person):
    finish(page, person)
    sound()


@pytest.mark.usefixtures("whole_page")
def test_the_pages_around_a_result_have_no_fault(page, sound):
    finish(page, CLEAR)
    address = page.url.removesuffix("/result")
    for place in ("result?rival=business_analyst", "q/5", "what-if", "share", "retake", "delete"):
        page.goto(f"{address}/{place}")
        sound()


@pytest.mark.usefixtures("whole_page")
def test_errors_have_no_fault(page, sound):
    page.goto("/")
    go_on(page)
    go_on(page)
    assert page.title().startswith("Error: ")
    sound()
    page.goto("/a/nobody")
    sound()
