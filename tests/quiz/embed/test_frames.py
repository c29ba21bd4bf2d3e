"""Which sites a page may be shown on, and what it is given to tell them."""

import json
import re
from html import unescape

import pytest

from quiz.store.openings import CLOSED
from tests.quiz.candidate import Candidate
from tests.quiz.embed.conftest import SITE

POLICY = "Content-Security-Policy"
OTHER = "https://jobs.acme.example"


def script_of(response):
    """The attributes of the script for frames: which sites it speaks to, and what it tells them."""
    found = re.search(r'<script src="/look/frame\.\w+\.js"(.*?)>', response.text, re.DOTALL)
    if not found:
        return None
    sites, told = (
        unescape(re.search(rf'data-{name}="(.*?)"', found[1]).group(1))
        for name in ("sites", "told")
    )
    return sites.split(), json.loads(told or "[]")


@pytest.fixture
def hired(client, acme):
    """Somebody who has begun for an opening that two sites may show."""
    acme(sites=(SITE, OTHER))
    person = Candidate(client)
    page = person.get("/o/maps")
    person.address = client.post(page.form.action, data=page.form.fields).location
    return person


def test_pages_of_the_quiz_know_the_sites_that_may_show_them(client, hired):
    alice = Candidate(client).start()
    for address, sites in (
        ("/", [SITE]),
        (f"{alice.address}/q/1", [SITE]),
        ("/o/maps", [SITE, OTHER]),
        (f"{hired.address}/q/1", [SITE, OTHER]),
    ):
        response = client.get(address)
        assert script_of(response)[0] == sites, address
        assert f"frame-ancestors {' '.join(sites)}" in response.headers[POLICY]
        assert "X-Frame-Options" not in response.headers


def test_in_a_tab_of_its_own_a_page_needs_no_script_for_frames(client):
    assert script_of(client.get("/", headers={"Sec-Fetch-Dest": "document"})) is None
    assert script_of(client.get("/", headers={"Sec-Fetch-Dest": "iframe"}))


def test_where_no_site_may_show_it_there_is_neither_a_frame_nor_a_script(client, acme):
    acme(sites=())
    response = client.get("/o/maps")
    assert script_of(response) is None
    assert "frame-ancestors 'none'" in response.headers[POLICY]
    assert response.headers["X-Frame-Options"] == "DENY"


def test_what_pages_tell_is_where_somebody_is_until_all_is_answered(hired):
    def told(place):
        return script_of(hired.at(place).response)[1]

    def step(number):
        return ["step", {"page": "question", "number": number, "count": 4}]

    assert told("q/1") == [["started", {}], step(1)]
    assert told("review") == [["step", {"page": "review"}]]
    hired.answer(1)
    assert told("q/1") == [step(1)]
    for number in (2, 3, 4):
        assert told(f"q/{number}") == [step(number)]
        hired.answer(number)
    assert told("review") == [["step", {"page": "review"}], ["submitted", {}]]
    assert told("q/2?from=review") == [step(2)]
    hired.finish()
    sharpening = f"q/{hired.sharpen()}"
    places = ("q/2", "q/2?from=review", sharpening, "review", "share", "send", "delete")
    for place in ("result", *places):
        assert told(place) == []
    form = hired.at("retake").form
    hired.address = hired.post(form.action, form.fields).headers["Location"]
    for place in ("q/1", "review"):
        assert told(place) == []


def test_where_nothing_is_left_any_site_can_show_the_page_that_says_so(hired):
    hired.answer(1)
    for _ in range(2):  # of two clicks a browser shows the answer to the second
        page = hired.post(f"{hired.address}/delete", {})
        assert page.status == 200
    assert "frame-ancestors *" in page.headers[POLICY]
    page = hired.at("q/2")
    assert (page.status, "frame-ancestors *" in page.headers[POLICY]) == (404, True)


def test_people_are_told_what_the_page_around_learns(client, acme):
    acme()
    words = "The page around this quiz is told how far you have got, but no answer and no result."
    for address in ("/", "/o/maps"):
        assert words in client.get(address, headers={"Sec-Fetch-Dest": "iframe"}).text
        assert words not in client.get(address, headers={"Sec-Fetch-Dest": "document"}).text


@pytest.mark.fresh_app
def test_a_page_that_failed_says_so(app, client):
    @app.before_request
    def fail():
        from flask import request

        from quiz.web.headers import allow_frames

        if "broken" in request.args:
            allow_frames((SITE,))
            raise LookupError("broken on purpose")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/?broken=1")
    assert response.status_code == 500
    assert script_of(response)[1] == [["error", {"reason": "page"}]]


def test_hr_pages_are_shown_in_no_frame(client):
    response = client.get("/hr/sign-in")
    assert "frame-ancestors 'none'" in response.headers[POLICY]
    assert script_of(response) is None


def test_a_closed_opening_is_still_shown_where_it_was(app, client, acme):
    opening = acme()
    from quiz.services import EXTENSION

    app.extensions[EXTENSION].store.openings.set_state(opening.id, CLOSED)
    assert script_of(client.get("/o/maps"))[0] == [SITE]
