"""What a person does on the way to a page, for tests that are about the page.

Most of it goes over HTTP, as a form without script does, so that a test stands on its page at
once. What pages do when they are pressed is tried in test_take.py, test_choice.py and others.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import APIRequestContext

from tests.quiz.take.test_result import CASES, PAGES

FIRST_PAGES = PAGES[:4]
FIELD = '[^>]*name="{}"[^>]*value="([^"]*)"'


@dataclass(frozen=True)
class Attempt:
    """One attempt: where it is, and who answers it over HTTP."""

    address: str
    request: APIRequestContext

    def at(self, place):
        """Give the address of one of its pages."""
        return f"{self.address}/{place}"

    def answer(self, number, given):
        """Save one page of answers: {item: point}, None to skip."""
        page = self.at(f"q/{number}")
        answers = {item: str(point or "skip") for item, point in given.items()}
        seen = field(self.request.get(page), "seen")
        return self.request.post(page, form={**answers, "seen": seen, "go": "on"})

    def answer_all(self, case):
        for number, items in enumerate(FIRST_PAGES, start=1):
            self.answer(number, {item.id: CASES[case][item.id] for item in items})
        return self

    def finish(self):
        assert self.request.post(self.at("finish")).url.endswith("/result")
        return self

    def share(self, part="profile"):
        """Make a link of a part and give its address."""
        form = {"part": part, "name": ""}
        preview = self.request.post(self.at("share/preview"), form=form)
        hidden = {name: field(preview, name) for name in ("seed", "revision")}
        made = self.request.post(self.at("share"), form={**form, **hidden})
        return re.search(r'value="(http[^"]*/s/[^"]*)"', made.text())[1]


def field(reply, name):
    """The value of a hidden field in a page."""
    return re.search(FIELD.format(name), reply.text())[1]


def begin(request, code="en"):
    """Press Start, in a language."""
    start = request.get(f"/?lang={code}")
    form = {"ticket": field(start, "ticket"), "lang": code}
    return Attempt(request.post("/start", form=form).url.rsplit("/q/", 1)[0], request)


def result(request, case, code="en"):
    """Answer the quiz as one of the cases does, and get its result."""
    return begin(request, code).answer_all(case).finish()


def open_everything(page):
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def press(page, selector):
    """Press a button that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.locator(selector).first.click()
