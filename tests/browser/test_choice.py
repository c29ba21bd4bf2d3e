"""What a person can do with their result, one path each, as they meet it."""

import re

import pytest

from tests.browser.judging import misfits

needs_script = pytest.mark.parametrize("javascript", [True], indirect=True)
by_itself = pytest.mark.parametrize("javascript", [False], indirect=True)


@pytest.fixture
def take(page, attempts):
    """Stand on the result of somebody who answered as given; give the attempt."""

    def stand_on(case):
        attempt = attempts.result(case)
        page.goto(attempt.at("result"))
        return attempt

    return stand_on


def pages_of(pdf):
    """How many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("case", ["clear", "shortlist"])
@by_itself
def test_a_result_is_printed_on_two_pages_of_a4(page, take, case):
    take(case)
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
    assert pages_of(page.pdf(format="A4", margin=margin)) == 2
    page.emulate_media(media="print")
    for heading in ("Your profile", "Why", "What this result can and cannot say"):
        assert page.get_by_role("heading", name=heading).first.is_visible()
    for heading in ("Your result, your choice", "Come back to this result"):
        assert page.locator("h2", has_text=heading).is_hidden()


@needs_script
def test_a_changed_answer_shows_its_result_at_once_and_nothing_is_saved(page, take):
    attempt = take("clear")
    page.get_by_role("link", name="Try other answers").click()
    select = page.locator("select").first
    stored = select.input_value()
    select.select_option("1" if stored != "1" else "6")
    page.locator("#trial").get_by_text("With 1 changed answer").wait_for()
    assert "With 1 changed answer" in page.get_by_role("status").inner_text()
    assert page.title().startswith("Trial: nothing is saved")
    assert misfits(page) == []
    page.goto(attempt.at("what-if"))
    assert page.locator("select").first.input_value() == stored


@needs_script
def test_an_answer_changed_before_the_script_came_is_tried_when_it_comes(page, take):
    take("clear")
    held = []
    page.route("**/what-if*.js*", lambda route: held.append(route))
    page.get_by_role("link", name="Try other answers").click()
    page.locator("select").first.select_option("skip")
    assert page.get_by_text("With 1 changed answer").count() == 0
    held.pop().continue_()
    page.locator("#trial").get_by_text("With 1 changed answer").wait_for()


@needs_script
def test_what_a_trial_comes_to_never_covers_what_has_the_focus(page, take):
    page.set_viewport_size({"width": 320, "height": 640})
    take("clear")
    page.get_by_role("link", name="Try other answers").click()
    page.locator("select").first.focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        focused = page.locator("select:focus").bounding_box()
        assert focused["y"] + focused["height"] <= page.get_by_role("status").bounding_box()["y"]


@needs_script
def test_a_trial_that_cannot_be_sent_says_so(page, take):
    take("clear")
    page.get_by_role("link", name="Try other answers").click()
    page.wait_for_url("**/what-if")
    page.route("**/what-if", lambda route: route.fulfill(status=503, body=""))
    page.locator("select").first.select_option("skip")
    page.get_by_text("This could not be tried just now").wait_for()


@by_itself
def test_without_script_a_button_tries_the_answers(page, take):
    take("clear")
    page.get_by_role("link", name="Try other answers").click()
    select = page.locator("select").first
    select.select_option("1" if select.input_value() != "1" else "6")
    page.get_by_role("button", name="Try these answers").click()
    assert "With 1 changed answer" in page.locator("#trial").inner_text()
    assert page.get_by_role("heading", name="What differs").is_visible()


def test_a_part_is_shared_looked_at_by_another_and_taken_back(page, take, browser, live_server):
    take("clear")
    page.get_by_role("link", name="Share a part of it").click()
    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert misfits(page) == []
    page.get_by_role("checkbox", name="Your profile").check()
    page.get_by_label("A name to show with it").fill("Ada Lovelace")
    page.get_by_role("button", name="See what others would see").click()
    page.get_by_role("heading", name="This is what others would see").wait_for()
    assert misfits(page) == []
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Its address").input_value()
    with browser.new_context(base_url=live_server.url) as other:
        reader = other.new_page()
        assert reader.goto(address).status == 200
        assert reader.get_by_text("not a test result").is_visible()
        assert reader.get_by_role("heading", name="Ada Lovelace").is_visible()
        assert misfits(reader) == []
        page.get_by_role("button", name="Take it back").click()
        page.get_by_role("heading", name="Make a link").wait_for()
        assert reader.goto(address).status == 404


def test_a_retake_stands_beside_the_old_result_and_both_are_deleted(page, take, attempts):
    first = take("clear")
    page.get_by_role("link", name="Take the quiz again").click()
    assert misfits(page) == []
    page.get_by_role("button", name="Start again").click()
    page.wait_for_url("**/q/1")
    second = attempts.in_sight(page)
    assert second.address != first.address
    second.answer_all("between")
    page.goto(second.at("review"))
    page.get_by_role("button", name="See your result").click()
    page.wait_for_url("**/result")
    assert page.get_by_role("heading", name="Then and now").is_visible()
    assert misfits(page) == []
    page.get_by_role("link", name="Delete everything now").click()
    assert misfits(page) == []
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete everything now").click()
    assert page.get_by_role("heading", name="Everything is deleted").is_visible()
    assert misfits(page) == []
    for attempt in (first, second):
        assert page.goto(attempt.address).status == 404


@by_itself
def test_what_a_result_says_first_is_short_and_its_parts_open_when_wanted(page, take):
    take("clear")
    picture = page.locator("svg.track").first
    assert picture.is_hidden()
    page.locator("summary", has_text="Your profile").click()
    assert picture.is_visible()
    page.locator("summary", has_text="The answers behind it").first.click()
    assert page.get_by_text("Their mean is your place").first.is_visible()
