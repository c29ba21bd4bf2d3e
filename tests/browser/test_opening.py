"""An opening as candidates meet it: from the start page to a result that is sent and taken back.

Also inside a frame on a page of another site, in the narrowest sandbox in which a form can be
sent: without an origin of its own, without storage, without a cookie.
"""

import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from quiz.settings.declarations import Settings
from quiz.store import Store
from tests.browser.test_axe import faults
from tests.browser.test_choice import answer, check_fits
from tests.quiz.store.openings import Employers
from tests.serving import serve

SANDBOXES = ("allow-forms", "allow-forms allow-scripts")
ROLE_FIT = Path(sys.executable).with_name("role-fit")
PAGE = """<!doctype html><title>Careers</title>
<iframe src="{address}" sandbox="{sandbox}" width="600" height="4000"></iframe>"""


class Careers(BaseHTTPRequestHandler):
    """A careers page: what is asked for is what its frame shows, in a sandbox."""

    def do_GET(self):
        sandbox, _, address = self.path[1:].replace("%20", " ").partition("/")
        body = PAGE.format(address=address, sandbox=sandbox).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body if address.startswith("http") else b"")

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def careers():
    """The address of a careers page on a site of its own."""
    with HTTPServer(("127.0.0.1", 0), Careers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def live_server(tmp_path_factory, careers):
    """A server with openings in its database, for this module alone."""
    folder = tmp_path_factory.mktemp("openings")
    settings = Settings.from_environment({"ROLE_FIT_INSTANCE": str(folder / "instance")})
    store = Store(settings.database_url)
    store.migrate()
    employers = Employers(store, settings.database_url, datetime.now(UTC))
    workspace = employers.workspace("Northwind Mobility")
    told = {
        "title": "Senior product manager, payments",
        "link": "https://example.org/jobs/17",
        "notice": "Hello, and good to have you here.\n\nIt takes about six minutes.",
        "contact": "people@example.org",
        "roles": ("product_manager",),
        "languages": ("en", "de", "he"),
        "sites": (careers,),
        "asks_name": True,
        "asks_email": True,
    }
    employers.opening("light", workspace, **told)
    employers.opening("dark", workspace, **told, accent="#7a1f5c", corner=20, scheme="dark")
    closed = employers.opening("closed", workspace, **told)
    store.openings.set_state(closed.id, "closed")
    store.close()
    with serve(ROLE_FIT, folder) as server:
        yield server


def take(page, public_id, case="clear"):
    """Answer the quiz of an opening and stand on the result; give the attempt's address."""
    page.goto(f"/o/{public_id}?ref=REQ-17")
    page.get_by_role("button", name="Start").click()
    return answer(page, case)


def test_a_result_is_sent_looked_at_and_taken_back(page):
    address = take(page, "light")
    assert page.get_by_text("Northwind Mobility does not see this").is_visible()
    assert page.get_by_role("link", name="Go to the job").is_visible()
    check_fits(page)
    page.get_by_role("link", name="Look at what you could send").click()
    assert page.get_by_role("checkbox", checked=True).count() == 0
    check_fits(page)
    page.get_by_role("button", name="See what would be sent").click()
    assert page.get_by_role("alert").get_by_text("Nothing was sent").is_visible()
    page.get_by_role("checkbox", name="Your profile").check()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_role("button", name="See what would be sent").click()
    page.get_by_role("heading", name="This is what would be sent").wait_for()
    assert page.get_by_text("REQ-17").is_visible()
    check_fits(page)
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("heading", name="Your result is with Northwind Mobility").wait_for()
    check_fits(page)
    page.goto(f"{address}/result")
    assert page.get_by_text("Northwind Mobility has what you sent").is_visible()
    page.get_by_role("link", name="Change it or take it back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("no longer has anything of your result").wait_for()
    assert page.context.cookies() == []


@pytest.mark.parametrize("public_id", ["light", "dark", "closed"])
@pytest.mark.parametrize("javascript", [True], indirect=True)
def test_no_page_of_an_opening_has_a_fault(page, public_id):
    found = []

    def check():
        schemes = ("light", "dark") if public_id != "dark" else ("light",)
        for scheme in schemes:
            found.extend(faults(page, scheme))

    page.goto(f"/o/{public_id}?ref=REQ-17")
    check()
    page.goto(f"/o/{public_id}?lang=he&theme=dark")
    check()
    if public_id != "closed":
        address = take(page, public_id)
        check()
        for place in ("q/1", "send", "retake", "delete") if public_id == "light" else ("q/1",):
            page.goto(f"{address}/{place}")
            check()
        page.goto(f"{address}/send")
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
def test_it_works_in_the_narrowest_frame(context, careers, live_server, sandbox):
    page = context.new_page()
    heard = []
    page.on("console", lambda said: heard.append(said.text) if is_a_fault(said) else None)
    page.goto(f"{careers}/{sandbox}/{live_server.url}/o/dark?ref=REQ-17")
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
    for _ in range(4):
        inside.locator("#answers").wait_for()
        number = inside.url.split("/q/")[1]
        inside.evaluate(
            """() => {
              const fives = document.querySelectorAll('fieldset input[value="5"]');
              fives.forEach(radio => (radio.checked = true));
              HTMLFormElement.prototype.submit.call(document.getElementById('answers'));
            }"""
        )
        inside.wait_for_url(lambda url, here=number: f"/q/{here}" not in url)
    frame.get_by_role("button", name="See your result").click()
    frame.get_by_role("link", name="Look at what you could send").click()
    frame.get_by_role("checkbox").first.check()
    frame.get_by_role("button", name="See what would be sent").click()
    frame.get_by_role("button", name="Send it").click()
    frame.get_by_role("heading", name="Your result is with Northwind Mobility").wait_for()
    assert context.cookies() == []
    assert heard == []


@pytest.mark.parametrize("javascript", [True], indirect=True)
def test_a_site_that_is_not_listed_shows_nothing(context, careers, live_server):
    page = context.new_page()
    elsewhere = careers.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/allow-forms/{live_server.url}/o/light")
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("main").count() == 0
