"""The demo's employer: openings, what was sent to them, and a careers page."""

import re
from html.parser import HTMLParser

import pytest

from quiz.app import create_app, create_demo_app, demo_sign_in
from quiz.demo.employer import employer
from quiz.report.excerpt import offered_parts
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store.openings import OPEN
from tests.quiz.candidate import Page
from tests.quiz.conftest import Clock

POLICY = "Content-Security-Policy"
AWAY, HERE = "http://127.0.0.1:8000", "http://localhost:8000"
MADE_UP = " (made up)"


@pytest.fixture
def start_demo(tmp_path, clock):
    started = []
    environment = {"ROLE_FIT_INSTANCE": str(tmp_path / "instance")}

    def start():
        app, _addresses = create_demo_app(environment, clock=clock)
        started.append(app)
        return app

    yield start
    for app in started:
        app.extensions[EXTENSION].store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """One demo for the tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    app, _addresses = create_demo_app({"ROLE_FIT_INSTANCE": str(folder)}, clock=Clock())
    yield app
    store_of(app).close()


def store_of(app):
    return app.extensions[EXTENSION].store


def sent_to(app, public_id):
    opening = store_of(app).openings.find(public_id)
    return store_of(app).sent.page(opening.id)


class Embedded(HTMLParser):
    """The script and the elements of a page that embeds."""

    def __init__(self, html):
        super().__init__()
        self.scripts, self.elements, self.links = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "script":
            self.scripts.append(found["src"])
        if tag == "role-fit":
            self.elements.append(found)
        if tag == "a":
            self.links.append(found["href"])


def test_what_candidates_sent_is_there_as_they_sent_it(demo):
    wanted = {
        job.id: [each for each in employer().candidates if each.opening == job.id and each.parts]
        for job in employer().openings
    }
    for public_id, candidates in wanted.items():
        found = {(each.name, each.ref, each.parts) for each in sent_to(demo, public_id)}
        assert found == {(each.name, each.ref, each.parts) for each in candidates}
    assert len(wanted["demo-maps"]) >= 10  # from there on the families are shown


def test_everybody_is_marked_as_made_up_and_sent_what_they_could(demo):
    assert employer().workspace.endswith(MADE_UP)
    for job in employer().openings:
        assert "made up" in job.settings.notice
        for each in sent_to(demo, job.id):
            assert each.name is None or each.name.endswith(MADE_UP)
            result = store_of(demo).results.latest(each.attempt_id)
            assert set(each.parts) <= set(offered_parts(result.assessment))


def test_whoever_has_the_printed_password_is_let_in(demo):
    client = demo.test_client()
    member = demo_sign_in(demo.extensions[EXTENSION].settings)
    page = client.get("/hr/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    for password, status in (("wrong password", 422), (member.password, 303)):
        sent = {"csrf_token": token, "email": member.email, "password": password}
        assert client.post("/hr/sign-in", data=sent).status_code == status
    assert "Product manager, maps" in client.get("/hr/openings").text


def test_started_twice_nothing_is_there_twice_and_a_change_is_kept(start_demo, clock):
    first = start_demo()
    opening = store_of(first).openings.find("demo-maps")
    before = len(sent_to(first, "demo-maps"))
    store_of(first).sent.withdraw(sent_to(first, "demo-maps")[0].attempt_id)
    store_of(first).openings.set_state(opening.id, "paused")
    clock.pass_days(1)
    again = start_demo()
    assert store_of(again).openings.find("demo-maps").state == "paused" != OPEN
    assert len(sent_to(again, "demo-maps")) == before - 1


def test_the_careers_page_has_the_one_line_of_another_origin(demo):
    page = demo.test_client().get("/demo/careers", base_url=AWAY)
    found = Embedded(page.text)
    assert found.scripts == [f"{HERE}/embed.js"]
    assert [each["opening"] for each in found.elements] == ["demo-maps", "demo-platform"]
    assert f"{HERE}/o/demo-maps" in found.links
    policy = page.headers[POLICY]
    assert f"script-src {HERE}; frame-src {HERE};" in policy
    assert "unsafe" not in policy
    assert AWAY in page.text
    assert "made up" in page.text


def test_the_same_page_under_the_quiz_s_own_name_says_how_to_leave_it(demo):
    found = Embedded(demo.test_client().get("/demo/careers", base_url=HERE).text)
    assert found.scripts == [f"{HERE}/embed.js"]
    assert f"{AWAY}/demo/careers" in found.links


def test_under_a_name_of_its_own_it_works_too(demo):
    page = demo.test_client().get("/demo/careers", base_url="https://demo.example.org")
    assert Embedded(page.text).scripts == ["https://demo.example.org/embed.js"]


def test_the_openings_may_be_shown_anywhere_and_lead_on(demo):
    client = demo.test_client()
    for job in employer().openings:
        response = client.get(f"/o/{job.id}")
        assert Page(response).kind == "start"
        assert "frame-ancestors *" in response.headers[POLICY]


def test_the_page_has_styles_of_its_own(demo):
    response = demo.test_client().get("/demo/careers.css")
    assert response.mimetype == "text/css"
    assert "::part(button)" in response.text


def test_without_the_demo_there_is_no_employer(environment, clock):
    app = create_app(Settings.from_environment(environment), clock=clock)
    client = app.test_client()
    for path in ("/demo/careers", "/demo/careers.css", "/o/demo-maps"):
        assert client.get(path).status_code == 404
    assert store_of(app).members.by_email(employer().email) is None
    store_of(app).close()
