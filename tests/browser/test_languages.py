"""Each language in a real browser: nothing runs out of the window, and switching loses nothing."""

import pytest

from questions.words import wording
from quiz.languages.language import language, languages
from tests.quiz.take.test_result import CASES, PAGES

CONTINUE, START, SEE, REVIEW = "Continue", "Start", "See your result", "Review your answers"
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
FIRST = PAGES[0][0].id


def press(page, code, text):
    # Script may have an answer to save first, so the click alone does not wait for the page.
    with page.expect_navigation():
        page.get_by_role("button", name=language(code).gettext(text), exact=True).click()


def fits_the_window(page):
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], (page.url, width)


@pytest.mark.parametrize("code", languages())
def test_the_journey_fits_every_window_in_every_language(page, whole_page, code):
    page.goto(f"/?lang={code}")
    fits_the_window(page)
    press(page, code, START)
    for items in PAGES[:4]:
        fits_the_window(page)
        for item in items:
            page.locator(f'#{item.id} input[value="{CASES["shortlist"][item.id]}"]').check()
        press(page, code, CONTINUE)
    fits_the_window(page)
    press(page, code, SEE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    fits_the_window(page)
    assert page.locator("html").get_attribute("dir") == language(code).direction


def test_switching_on_a_page_keeps_what_was_chosen(page, whole_page):
    page.goto("/")
    press(page, "en", START)
    page.locator(f'#{FIRST} input[value="6"]').check()
    page.get_by_role("button", name="עברית").click()
    page.wait_for_function("document.documentElement.lang === 'he'")
    assert wording("he").text(FIRST) in page.locator(f"#{FIRST}").inner_text()
    assert page.locator(f'#{FIRST} input[value="6"]').is_checked()


def test_low_lies_where_reading_begins(page, whole_page):
    """In Hebrew the picture is mirrored: a role further up is drawn further left."""
    page.goto("/?lang=he")
    press(page, "he", START)
    for items in PAGES[:4]:
        for item in items:
            page.locator(f'#{item.id} input[value="{CASES["between"][item.id]}"]').check()
        press(page, "he", CONTINUE)
    press(page, "he", SEE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    axis = page.locator("section.axis").first
    low, high = (axis.locator(f".ends span:nth-child({n})").bounding_box()["x"] for n in (1, 2))
    assert low > high
    place = int(axis.locator(".places td").first.inner_text())
    track, dot = (axis.locator(part).bounding_box() for part in (".track", ".track .dot"))
    drawn = (track["x"] + track["width"] - dot["x"] - dot["width"] / 2) / track["width"]
    assert abs(100 * drawn - place) < 6
