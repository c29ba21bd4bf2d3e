"""An opening as candidates meet it: from the start page to a result that is sent and taken back.

Also inside a frame on a page of another site, in the narrowest sandbox in which a form can be
sent: without an origin of its own, without storage, without a cookie.
"""

import pytest

from tests.browser.axe import Axe
from tests.browser.judging import misfits

SANDBOXES = ("allow-forms", "allow-forms allow-scripts")
FRAME = '<iframe src="{}" sandbox="{}" width="600" height="4000"></iframe>'


@pytest.fixture(scope="session")
def openings(attempts, jobs):
    """Three openings of one employer, by name."""
    employers = attempts.employers
    workspace = employers.workspace("Northwind Mobility")
    told = {
        "title": "Senior product manager, payments",
        "link": "https://example.org/jobs/17",
        "notice": "Hello, and good to have you here.\n\nIt takes about six minutes.",
        "contact": "people@example.org",
        "roles": ("product_manager",),
        "languages": ("en", "de", "he"),
        "sites": (jobs.site(),),
        "asks_name": True,
        "asks_email": True,
    }
    dark = {"accent": "#7a1f5c", "corner": 20, "scheme": "dark"}
    found = {
        "light": employers.opening("light", workspace, **told),
        "dark": employers.opening("dark", workspace, **told, **dark),
        "closed": employers.opening("closed", workspace, **told),
    }
    employers.store.openings.set_state(found["closed"].id, "closed")
    return found


@pytest.fixture
def take(page, attempts, openings):
    """Press Start on an opening's page, answer, and stand on the result; give the attempt."""

    def stand_on(public_id):
        page.goto(f"/o/{openings[public_id].public_id}?ref=REQ-17")
        page.get_by_role("button", name="Start").click()
        page.wait_for_url("**/q/1")
        attempt = attempts.in_sight(page).answer_all("clear").finish()
        page.goto(attempt.at("result"))
        return attempt

    return stand_on


def test_a_result_is_sent_looked_at_and_taken_back(page, take):
    attempt = take("light")
    assert page.get_by_text("Northwind Mobility does not see this").is_visible()
    assert page.get_by_role("link", name="Go to the job").is_visible()
    assert misfits(page) == []
    page.get_by_role("link", name="Look at what you could send").click()
    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert misfits(page) == []
    page.get_by_role("button", name="See what would be sent").click()
    assert page.get_by_role("alert").get_by_text("Nothing was sent").is_visible()
    page.get_by_role("checkbox", name="Your profile").check()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_role("button", name="See what would be sent").click()
    page.get_by_role("heading", name="This is what would be sent").wait_for()
    assert page.get_by_text("REQ-17").is_visible()
    assert misfits(page) == []
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("heading", name="Your result is with Northwind Mobility").wait_for()
    assert misfits(page) == []
    page.goto(attempt.at("result"))
    assert page.get_by_text("Northwind Mobility has what you sent").is_visible()
    page.get_by_role("link", name="Change it or take it back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("no longer has anything of your result").wait_for()
    assert page.context.cookies() == []


@pytest.mark.parametrize("public_id", ["light", "dark", "closed"])
@pytest.mark.parametrize("javascript", [True], indirect=True)
@pytest.mark.usefixtures("openings")
def test_no_page_of_an_opening_has_a_fault(page, take, public_id):
    axe = Axe()
    found = []

    def check(*, every_text=True):
        found.extend(axe.where_wide(page, every_text=every_text))

    page.goto(f"/o/{public_id}?ref=REQ-17")
    check()
    page.goto(f"/o/{public_id}?lang=he&theme=dark")
    check()
    if public_id != "closed":
        attempt = take(public_id)
        check(every_text=False)  # a result; the colours of all its texts are looked at elsewhere
        for place in ("q/1", "send", "retake", "delete") if public_id == "light" else ("q/1",):
            page.goto(attempt.at(place))
            check()
        page.goto(attempt.at("send"))
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="See what would be sent").click()
        page.get_by_role("heading", name="This is what would be sent").wait_for()
        check()
        page.get_by_role("button", name="Send it").click()
        page.get_by_role("heading", name="Your result is with").wait_for()
        check()
    assert found == []


def is_a_fault(said):
    """Whether it is more than a script that its frame's sandbox keeps from running."""
    return said.type == "error" and "'allow-scripts' permission is not set" not in said.text


@pytest.mark.parametrize("sandbox", SANDBOXES)
@pytest.mark.parametrize("javascript", [True], indirect=True)
@pytest.mark.usefixtures("openings")
def test_it_works_in_the_narrowest_frame(context, jobs, attempts, live_server, sandbox):
    page = context.new_page()
    heard = []
    page.on("console", lambda said: heard.append(said.text) if is_a_fault(said) else None)
    body = FRAME.format(f"{live_server.url}/o/dark?ref=REQ-17", sandbox)
    page.goto(jobs.page("/narrowest", body, listens=False))
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Start").click()
    frame.get_by_role("button", name="Continue").or_(
        frame.get_by_role("button", name="Next")
    ).wait_for()
    assert frame.get_by_label("Your address").input_value().startswith(live_server.url)
    inside = page.frames[1]
    assert inside.evaluate("origin") == "null"
    assert inside.evaluate("document.activeElement === document.body")
    assert heard == []
    inside.locator("#answers").wait_for()
    inside.evaluate(
        """() => {
          const fives = document.querySelectorAll('fieldset input[value="5"]');
          fives.forEach(radio => (radio.checked = true));
          HTMLFormElement.prototype.submit.call(document.getElementById('answers'));
        }"""
    )
    inside.wait_for_url("**/q/2")
    attempt = attempts.in_sight(inside).answer_pages("clear", 2, 3, 4)
    inside.goto(attempt.at("review"))
    frame.get_by_role("button", name="See your result").click()
    frame.get_by_role("link", name="Look at what you could send").click()
    frame.get_by_role("checkbox").first.check()
    frame.get_by_role("button", name="See what would be sent").click()
    frame.get_by_role("button", name="Send it").click()
    frame.get_by_role("heading", name="Your result is with Northwind Mobility").wait_for()
    assert context.cookies() == []
    assert heard == []


@pytest.mark.parametrize("javascript", [True], indirect=True)
@pytest.mark.usefixtures("openings")
def test_a_site_that_is_not_listed_shows_nothing(context, jobs, live_server):
    page = context.new_page()
    jobs.page(
        "/elsewhere", FRAME.format(f"{live_server.url}/o/light", "allow-forms"), listens=False
    )
    page.goto(f"{jobs.site('localhost')}/elsewhere")
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("main").count() == 0
