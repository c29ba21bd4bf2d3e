"""What is particular to a language in a real browser: switching, and a picture that is mirrored.

Every page in every language is walked in test_accessibility.py.
"""

from questions.words import wording
from tests.browser.steps import FIRST_PAGES, open_everything

FIRST = FIRST_PAGES[0][0].id


def test_switching_on_a_page_keeps_what_was_chosen(page, whole_page, attempts):
    page.goto(attempts.begin().at("q/1"))
    page.locator(f'#{FIRST} input[value="6"]').check()
    page.get_by_role("button", name="עברית").click()
    page.locator("html[lang=he]").wait_for()
    assert wording("he").text(FIRST) in page.locator(f"#{FIRST}").inner_text()
    assert page.locator(f'#{FIRST} input[value="6"]').is_checked()


def test_low_lies_where_reading_begins(page, attempts):
    """In Hebrew the picture is mirrored: a role further up is drawn further left."""
    page.goto(attempts.result("between", "he").at("result"))
    open_everything(page)
    axis = page.locator("section.axis").first
    low, high = (axis.locator(f".ends span:nth-child({n})").bounding_box()["x"] for n in (1, 2))
    assert low > high
    place = int(axis.locator(".places td").first.inner_text())
    track, dot = (axis.locator(part).bounding_box() for part in (".track", ".track .dot"))
    drawn = (track["x"] + track["width"] - dot["x"] - dot["width"] / 2) / track["width"]
    assert abs(100 * drawn - place) < 6
