"""What a person does on a page, for tests that are about the page."""

from tests.quiz.candidate import BEFORE_RESULT, PAGES

FIRST_PAGES = PAGES[:BEFORE_RESULT]


def open_everything(page):
    """Open everything that can be opened, and mark what was closed."""
    page.evaluate(
        """() => {
          for (const each of document.querySelectorAll("details:not([open])"))
            each.open = each.wasClosed = true;
        }"""
    )


def press(page, selector):
    """Press a button that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def choose_all(page, point):
    """Choose one answer for every statement of a page, past script, which would save each."""
    page.evaluate(
        """point => {
          for (const each of document.querySelectorAll(`fieldset input[value="${point}"]`))
            each.checked = true;
        }""",
        str(point),
    )


def send_past_script(page):
    """Send the answers as a form does by itself: saving as you go would be refused first."""
    with page.expect_navigation():
        page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('#answers'))")
