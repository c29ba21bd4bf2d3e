"""What script adds: one statement at a time, keys, going on by itself, saving as you go."""

import re
import time
from itertools import chain

import pytest

from questions.instrument import current_instrument
from tests.browser.complaints import Complaints

PAGES = current_instrument().bank.pages
MOMENT = 450  # milliseconds before the page goes on by itself
SAVED = ".saved[data-state=saved]"

pytestmark = pytest.mark.parametrize("javascript", [True], indirect=True)


@pytest.fixture
def loose_page(context):
    """A page that may complain, where a failure is what the test is about."""
    return context.new_page()


@pytest.fixture
def start(attempts):
    """Stand on the first statement of an attempt; give the attempt.

    With `clock`, the page has one that tests can put forward; it cannot know then that it was
    reloaded or come back to.
    """

    def stand_on(page, *, clock=False):
        attempt = attempts.begin()
        if clock:
            page.clock.install()
        page.goto(attempt.at("q/1"))
        at(page, 1)
        return attempt

    return stand_on


def pass_by(page, moments):
    """Let so many moments pass, without waiting for them."""
    page.clock.run_for(moments * MOMENT)


def key(page, name):
    """Press a key, and let the moment pass after which the page goes on."""
    page.keyboard.press(name)
    pass_by(page, 1)


def at(page, number):
    page.locator("#progress", has_text=re.compile(rf"^Statement {number} of \d+$")).wait_for()
    statement = page.locator("fieldset:visible")
    assert statement.count() == 1
    return statement


def press(page, button):
    page.get_by_role("button", name=button, exact=True).click()


def choose(page, label):
    page.locator("fieldset:visible").get_by_text(label, exact=True).click()


def saved(page, number):
    """Wait until so many answers are said to be saved, and look whether they are."""
    page.locator(SAVED).wait_for()
    reply = page.context.request.get(page.url)
    assert len(re.findall(r" checked>", reply.text())) == number


def focused(page):
    return page.evaluate("document.activeElement.localName")


def switch(page, name, on):
    page.locator(f".aids [name={name}]").set_checked(on)


class TestWholeJourney:
    def test_by_keys_alone(self, page, context):
        page.clock.install()
        page.goto("/")
        page.get_by_role("button", name="Start").focus()
        page.keyboard.press("Enter")
        for number in range(1, 29):
            at(page, number)
            key(page, "s" if number % 9 == 0 else str(number % 6 + 1))
        page.wait_for_url("**/review")
        assert page.locator(".missing").count() == 0
        answers = page.locator(".reviewed .answer").all_inner_texts()
        scale = current_instrument().wording("en").scale
        expected = [
            "Skipped" if n % 9 == 0 else scale(item.facet).points[n % 6]
            for n, item in enumerate(chain.from_iterable(PAGES), start=1)
        ]
        assert answers == expected
        page.get_by_role("button", name="See your result").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/result")
        assert context.cookies() == []

    def test_by_mouse_with_a_choice_to_see_before_it_goes_on(self, page, start):
        """By the browser's own clock."""
        start(page)
        for number in range(1, 8):
            at(page, number)
            choose(page, "Agree")
            assert page.locator(":checked:visible[type=radio]").count() == 1
        page.wait_for_url("**/q/2")
        at(page, 8)
        assert focused(page) == "legend"


class TestOneAtATime:
    def test_next_and_previous_move_and_focus_the_statement(self, page, start):
        start(page)
        assert page.locator("fieldset").count() == len(PAGES[0])
        press(page, "Next")
        assert at(page, 2).get_attribute("id") == PAGES[0][1].id
        assert focused(page) == "legend"
        press(page, "Previous")
        at(page, 1)
        assert focused(page) == "legend"
        assert page.get_by_role("button", name="Previous").count() == 0

    def test_only_the_last_statement_has_continue(self, page, start):
        start(page)
        for number in range(1, 7):
            at(page, number)
            assert page.get_by_role("button", name="Continue").count() == 0
            press(page, "Next")
        at(page, 7)
        assert page.get_by_role("button", name="Next").count() == 0
        press(page, "Continue")
        summary = page.locator(".error-summary")
        summary.get_by_text("7 statements have no answer yet").wait_for()
        assert page.evaluate("document.activeElement.matches('.error-summary')")
        summary.get_by_role("link").nth(3).click()
        at(page, 4)
        assert page.evaluate("document.activeElement.id") == f"{PAGES[0][3].id}-1"

    def test_a_reload_loses_nothing_and_comes_to_the_first_without_an_answer(self, page, start):
        start(page)
        for number in (1, 2):
            at(page, number)
            page.keyboard.press("4")
        at(page, 3)
        press(page, "Next")
        at(page, 4)
        page.keyboard.press("2")
        at(page, 5)
        saved(page, 3)
        page.reload()
        at(page, 3)
        assert page.locator(":checked[type=radio]").count() == 3

    def test_back_comes_to_the_end_of_the_page_before(self, page, start):
        attempt = start(page).answer_pages("between", 1)
        page.goto(attempt.at("q/2"))
        at(page, 8)
        press(page, "Back")
        page.wait_for_url("**/q/1")
        at(page, 7)
        press(page, "Continue")
        at(page, 8)
        page.go_back()
        page.wait_for_url("**/q/1")
        at(page, 7)
        assert page.locator(":checked[type=radio]").count() == 7

    def test_the_whole_page_is_one_press_away_and_stays_so_for_the_visit(self, page, start):
        start(page)
        press(page, "Next")
        at(page, 2)
        press(page, "Show the whole page")
        assert page.locator("fieldset:visible").count() == 7
        assert page.locator("#progress").inner_text() == "What draws you · Page 1 of 4"
        assert focused(page) == "legend"
        page.reload()
        page.get_by_role("button", name="One at a time").wait_for()
        assert page.locator("fieldset:visible").count() == 7
        press(page, "One at a time")
        at(page, 1)

    def test_from_the_review_one_statement_is_changed_and_saved(self, page, start):
        attempt = start(page, clock=True).answer_pages("between", 1)
        page.goto(attempt.at("review"))
        page.get_by_role("link", name="Change statement 5").click()
        at(page, 5)
        assert page.get_by_role("button", name="Next").count() == 0
        page.keyboard.press("6")
        pass_by(page, 2)
        press(page, "Save and return to the review")
        page.wait_for_url("**/review")
        assert page.locator(".reviewed .answer").nth(4).inner_text() == "Strongly agree"

    def test_the_answers_stay_where_they_are_from_statement_to_statement(self, page, start):
        page.set_viewport_size({"width": 360, "height": 800})
        start(page)
        tops = set()
        for number in range(2, 8):
            press(page, "Next")
            at(page, number)
            tops.add(page.locator(".points:visible").bounding_box()["y"])
        assert len(tops) == 1


class TestKeys:
    def test_they_can_be_switched_off_for_the_visit(self, page, start):
        start(page)
        page.locator("summary", has_text="Keys").click()
        switch(page, "keys", on=False)
        for _ in range(2):
            page.keyboard.press("4")
            assert page.locator(":checked[type=radio]").count() == 0
            page.reload()
            at(page, 1)

    def test_they_are_left_alone_in_a_text_field_and_with_other_keys(self, page, start):
        start(page)
        page.locator("summary", has_text="Stop here").click()
        page.get_by_label("Your address").focus()
        page.keyboard.press("4")
        page.locator("body").press("Control+4")
        page.locator("body").press("7")
        assert page.locator(":checked[type=radio]").count() == 0

    def test_on_the_whole_page_they_are_for_the_statement_in_focus(self, page, start):
        start(page)
        press(page, "Show the whole page")
        page.locator("fieldset").nth(2).locator("input").first.focus()
        page.keyboard.press("5")
        page.keyboard.press("0")
        checked = page.locator(":checked[type=radio]")
        assert checked.evaluate_all("all => all.map((each) => each.id)") == [
            f"{PAGES[0][2].id}-skip"
        ]


class TestGoingOn:
    def test_it_can_be_switched_off_for_the_visit(self, page, start):
        start(page, clock=True)
        switch(page, "advance", on=False)
        page.reload()
        at(page, 1)
        choose(page, "Agree")
        pass_by(page, 2)
        at(page, 1)

    def test_arrow_keys_and_space_never_go_on(self, page, start):
        start(page, clock=True)
        page.locator("fieldset:visible input").first.focus()
        for name in ("Space", "ArrowDown", "ArrowRight", "ArrowUp"):
            page.keyboard.press(name)
            pass_by(page, 1.5)
            at(page, 1)
        assert page.locator(":checked[type=radio]").get_attribute("value") == "2"
        page.keyboard.press("Enter")
        at(page, 2)

    def test_a_key_pressed_meanwhile_keeps_the_statement(self, page, start):
        start(page, clock=True)
        choose(page, "Agree")
        page.keyboard.press("ArrowRight")
        pass_by(page, 2)
        at(page, 1)

    def test_the_same_answer_once_more_goes_on_too(self, page, start):
        start(page)
        choose(page, "Agree")
        at(page, 2)
        press(page, "Previous")
        at(page, 1)
        choose(page, "Agree")
        at(page, 2)

    def test_whoever_wants_less_motion_is_not_moved_on(self, page, start):
        page.emulate_media(reduced_motion="reduce")
        start(page, clock=True)
        assert not page.locator("[name=advance]").is_checked()
        choose(page, "Agree")
        pass_by(page, 2)
        at(page, 1)
        switch(page, "advance", on=True)
        choose(page, "Disagree")
        at(page, 2)


class TestSaving:
    def test_each_answer_is_saved_and_said_so_once(self, page, start):
        start(page, clock=True)
        page.evaluate(
            """() => {
                window.heard = [];
                const status = document.querySelector("[role=status]");
                const listen = () => window.heard.push(status.textContent);
                new MutationObserver(listen).observe(status, { childList: true });
            }"""
        )
        for number in (1, 2, 3):
            at(page, number)
            key(page, "5")
            saved(page, number)
        heard = [text for text in page.evaluate("window.heard") if text != "Saving…"]
        assert heard[0] == "Saved"
        assert page.locator("[role=status]").inner_text() == "Saved"

    def test_two_changes_in_a_row_are_both_saved(self, page, start):
        start(page)
        for name in "123456":
            page.keyboard.press(name)
        at(page, 2)
        saved(page, 1)
        page.reload()
        assert page.locator(":checked[type=radio]").get_attribute("value") == "6"

    def test_without_a_connection_answers_are_kept_and_saved_when_it_is_back(
        self, loose_page, context, start
    ):
        page = loose_page
        start(page, clock=True)
        page.keyboard.press("1")
        at(page, 2)
        saved(page, 1)
        context.set_offline(True)
        page.locator("[role=status]", has_text="No connection.").wait_for()
        for number in range(2, 8):
            at(page, number)
            key(page, "4")
        pass_by(page, 2)
        press(page, "Continue")
        at(page, 7)
        assert "are kept on this page" in page.locator("[role=status]").inner_text()
        context.set_offline(False)
        saved(page, 7)
        press(page, "Continue")
        at(page, 8)

    def test_a_server_that_fails_is_tried_again(self, loose_page, start):
        page = loose_page
        start(page)
        page.route("**/save.json", lambda route: route.fulfill(status=503), times=1)
        page.keyboard.press("1")
        page.locator("[role=status]", has_text="Not saved yet").wait_for()
        saved(page, 1)

    def test_a_lost_reply_makes_no_conflict_with_oneself(self, loose_page, start):
        page = loose_page
        start(page)

        def lose(route):
            route.fetch()
            route.abort()

        page.route("**/save.json", lose, times=1)
        page.keyboard.press("1")
        page.locator("[role=status]", has_text="No connection").wait_for()
        at(page, 2)
        press(page, "Previous")
        at(page, 1)
        page.keyboard.press("6")
        saved(page, 1)
        page.reload()
        assert page.locator(":checked[type=radio]").get_attribute("value") == "6"

    def test_a_tab_that_closes_at_once_loses_nothing(self, page, start):
        attempt = start(page)
        address = page.url
        page.keyboard.press("1")
        page.keyboard.press("3")
        page.goto("about:blank")
        until = time.monotonic() + 5  # seconds: the save outlives the page
        while 3 not in attempt.stored().values() and time.monotonic() < until:
            page.wait_for_timeout(20)
        page.goto(address)
        assert page.locator(":checked[type=radio]").get_attribute("value") == "3"

    def test_where_fetching_is_barred_the_form_is_sent_as_ever(self, loose_page, start):
        page = loose_page
        page.route("**/save.json", lambda route: route.abort())
        start(page, clock=True)
        for number in range(1, 8):
            at(page, number)
            key(page, "2")
        at(page, 8)

    def test_a_refused_save_is_left_to_the_form(self, loose_page, start):
        page = loose_page
        start(page)
        page.evaluate("document.querySelector('[name=seen]').value = 99")
        page.keyboard.press("2")
        page.locator("[role=status]", has_text="could not be saved").wait_for()
        page.keyboard.press("Enter")
        press(page, "Show the whole page")
        press(page, "Continue")
        page.get_by_text("This page was not saved").wait_for()
        assert page.get_by_role("button", name="Next").count() == 0


class TestTwoTabs:
    def test_different_answers_are_both_shown(self, loose_page, context, start):
        mine, other = loose_page, context.new_page()
        start(mine)
        other.goto(mine.url)
        at(other, 1)
        other.keyboard.press("6")
        saved(other, 1)
        mine.keyboard.press("1")
        mine.get_by_text("These answers were changed elsewhere meanwhile").wait_for()
        assert mine.locator("fieldset:visible").count() == 7
        assert mine.locator(":checked[type=radio]").get_attribute("value") == "1"
        mine.get_by_role("link", name="Use the stored ones").click()
        at(mine, 2)
        assert mine.locator(":checked[type=radio]").get_attribute("value") == "6"

    def test_what_the_other_tab_answered_appears_and_is_not_overwritten(self, page, context, start):
        other = context.new_page()
        start(page)
        other.goto(page.url)
        press(other, "Next")
        at(other, 2)
        other.keyboard.press("6")
        saved(other, 1)
        page.keyboard.press("1")
        at(page, 2)
        page.locator(SAVED).wait_for()
        assert page.locator(":checked:visible[type=radio]").get_attribute("value") == "6"
        saved(page, 2)


class TestSandbox:
    """As in a frame that is not let have an origin: nothing is kept, nothing can be fetched."""

    def test_it_works_as_far_as_it_can_and_complains_of_nothing(self, context, attempts):
        # Chromium takes a document that a test hands it for one from elsewhere.
        context.grant_permissions(["local-network-access"])
        page = context.new_page()
        complaints = Complaints(page)

        def confine(route):
            if route.request.resource_type != "document" or route.request.method == "POST":
                return route.continue_()
            reply = route.fetch()
            policy = reply.headers["content-security-policy"]
            confined = f"{policy}; sandbox allow-scripts allow-forms"
            headers = {**reply.headers, "content-security-policy": confined}
            return route.fulfill(response=reply, headers=headers)

        page.clock.install()
        page.route("**/q/*", confine)
        page.goto(attempts.begin().at("q/1"))
        assert page.evaluate("origin") == "null"
        for number in range(1, 7):
            at(page, number)
            key(page, "2")
        at(page, 7)
        assert page.locator("[role=status]").inner_text() == ""
        key(page, "2")
        page.wait_for_url("**/q/2")
        assert complaints.heard() == []
