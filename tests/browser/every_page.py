"""Every page and state that candidates meet, one after the other, in a language.

Openings and members' pages are walked by the tests of their own rooms.
"""

from tests.browser.steps import FIRST_PAGES, begin, press, result
from tests.quiz.take.test_result import CASES


def every_page(page, code):
    """Stand on each page in turn and give its name; script shows question pages whole."""
    yield from before_an_attempt(page, code)
    yield from questions(page, code)
    clear = result(page.request, "clear", code)
    yield from results(page, code, clear)
    yield from around_a_result(page, clear)
    yield from the_end(page, clear)


def before_an_attempt(page, code):
    for name, place in (
        ("start", "/"),
        ("accessibility", "/accessibility"),
        ("unknown page", "/nowhere"),
        ("unknown attempt", "/a/nobody"),
        ("unknown share", "/s/nobody"),
    ):
        page.goto(f"{place}?lang={code}")
        yield name
    page.goto(f"/?lang={code}")
    page.evaluate("document.querySelector('[name=ticket]').value = 'not ours'")
    press(page, "main form button")
    yield "start refused"


def questions(page, code):
    attempt = begin(page.request, code)
    page.goto(attempt.at("q/1"))
    yield "question"
    press(page, "#answers [name=go]:visible")
    yield "answers missing"
    page.goto(attempt.at("review"))
    press(page, "form[action$=finish] button")
    yield "review refused"
    page.goto(attempt.at("q/2"))
    item = FIRST_PAGES[1][0].id
    attempt.answer(2, {item: 1})
    page.locator(f"#{item}-6").evaluate("radio => { radio.checked = true }")
    send_past_script(page)
    yield "conflict"
    page.goto(attempt.at("q/3"))
    page.locator(f"#{FIRST_PAGES[2][0].id}-6").evaluate(
        "radio => { radio.checked = true; radio.value = '9' }"
    )
    send_past_script(page)
    yield "answers refused"


def send_past_script(page):
    """Send the answers as a form does by itself: saving as you go would be refused first."""
    with page.expect_navigation():
        page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('#answers'))")


def results(page, code, clear):
    page.goto(clear.at("result?rival=business_analyst"))
    yield "clear"
    for case in CASES:
        if case != "clear":
            page.goto(result(page.request, case, code).at("result"))
            yield case
    page.goto(clear.at("result"))
    page.locator("section[aria-labelledby=fits] button").first.click()
    page.wait_for_url("**#fits")
    yield "said whether it fits"


def around_a_result(page, attempt):
    for place in ("q/5", "q/1?from=review", "review", "what-if", "share", "retake", "delete"):
        page.goto(attempt.at(place))
        yield place
    page.goto(attempt.at("what-if"))
    page.locator("select").first.evaluate(
        "box => { box.selectedIndex = (box.selectedIndex + 2) % 6 }"
    )
    press(page, "form[data-trial] .actions button")
    yield "trial"
    page.goto(attempt.at("share"))
    press(page, "main form button")
    yield "share refused"
    page.locator("#parts [value=profile]").check()
    page.locator("#parts [value=why]").check()
    press(page, "main form .actions button")
    yield "share preview"
    press(page, "main form .actions button")
    yield "shared"
    page.goto(page.locator(".copy input").first.input_value())
    yield "what others see"


def the_end(page, attempt):
    page.goto(attempt.at("retake"))
    press(page, "main form .actions button")
    retake = type(attempt)(page.url.rsplit("/q/", 1)[0], page.request)
    retake.answer_all("between").finish()
    page.goto(retake.at("result"))
    yield "then and now"
    page.goto(retake.at("delete"))
    page.locator("[name=older]").check()
    yield "delete an older one too"
    press(page, "main form button")
    yield "deleted"
