"""Every page and state that candidates meet, in a language, a stretch of the way at a time.

Each stretch stands on its pages in turn and gives the name of each; with script, question pages
are shown whole. Openings and members' pages are walked by the tests of their own rooms.
"""

from tests.browser.steps import FIRST_PAGES, open_everything, press, send_past_script
from tests.quiz.take.test_result import CASES

FINISH = "form[action$=finish] button"
SHARPEN = "form[action$=sharpen] button"


def before_an_attempt(page, code, _attempts):
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


def questions(page, code, attempts):
    page.goto(f"/?lang={code}")
    press(page, "main form button")
    attempt = attempts.in_sight(page)
    assert page.url == attempt.at("q/1")
    yield "question"
    page.locator("[data-view]").click()
    yield "one statement at a time"
    page.locator("[data-view]").click()
    press(page, "#answers [name=go]:visible")
    yield "answers missing"
    page.goto(attempt.at("review"))
    press(page, FINISH)
    yield "review refused"
    attempt.answer_pages("between", 1)
    page.goto(attempt.at("q/1"))
    press(page, "#answers [name=go][value=on]")
    assert page.url == attempt.at("q/2")
    yield "second page"
    item = FIRST_PAGES[1][0].id
    attempt.answer({item: 1})
    page.locator(f"#{item}-6").evaluate("radio => { radio.checked = true }")
    send_past_script(page)
    yield "conflict"
    page.goto(attempt.at("q/3"))
    yield "third page"
    page.locator(f"#{FIRST_PAGES[2][0].id}-6").evaluate(
        "radio => { radio.checked = true; radio.value = '9' }"
    )
    send_past_script(page)
    yield "answers refused"
    page.goto(attempt.at("q/4"))
    yield "fourth page"


def a_clear_result(page, code, attempts):
    attempt = attempts.begin(code).answer_all("clear")
    page.goto(attempt.at("review"))
    yield "review"
    press(page, FINISH)
    assert page.url == attempt.at("result")
    yield "clear"
    page.goto(attempt.at("result?rival=business_analyst"))
    yield "compared with another role"
    page.locator("section[aria-labelledby=fits] button").first.click()
    page.wait_for_url("**#fits")
    yield "said whether it fits"


def other_results(page, code, attempts):
    for case in CASES:
        if case != "clear":
            page.goto(attempts.result(case, code).at("result"))
            yield case
    page.goto(attempts.result("faint", code).at("result"))
    press(page, SHARPEN)
    yield "a page that sharpens"
    page.goto(attempts.begin(code).answer_pages("clear", 1, 2).at("q/3"))
    press(page, "main .aside button")
    yield "review without part two"
    press(page, FINISH)
    yield "what draws them alone"
    press(page, SHARPEN)
    yield "a page that sharpens that"


def around_a_result(page, code, attempts):
    attempt = attempts.result("clear", code)
    for place in ("q/1?from=review", "review", "what-if", "share", "retake", "delete"):
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
    page.goto(f"{page.locator('.copy input').first.input_value()}?lang={code}")
    yield "what others see"


def the_end(page, code, attempts):
    page.goto(attempts.result("clear", code).at("retake"))
    press(page, "main form .actions button")
    retake = attempts.in_sight(page).answer_all("between").finish()
    page.goto(retake.at("result"))
    yield "then and now"
    page.goto(retake.at("delete"))
    page.locator("[name=older]").check()
    yield "delete an older one too"
    press(page, "main form button")
    yield "deleted"


STRETCHES = (
    before_an_attempt,
    questions,
    a_clear_result,
    other_results,
    around_a_result,
    the_end,
)


def every_page(page, code, attempts):
    """Walk all the stretches."""
    for stretch in STRETCHES:
        yield from stretch(page, code, attempts)


def without_script(page, code, attempts):
    """Stand on each page that can be opened by its address alone."""
    page.goto(f"/?lang={code}")
    yield "start"
    page.goto(f"/a/unknown?lang={code}")
    yield "unknown attempt"
    attempt = attempts.begin(code)
    for number in range(1, 5):
        page.goto(attempt.at(f"q/{number}"))
        yield f"page {number}"
    page.goto(attempt.at("review"))
    yield "review without an answer"
    attempt.answer_all("shortlist")
    page.goto(attempt.at("review"))
    yield "review"
    attempt.finish()
    for place in ("result", "what-if", "share", "retake", "delete"):
        page.goto(attempt.at(place))
        yield place
        if place == "result":
            open_everything(page)
            yield "result with its parts open"
