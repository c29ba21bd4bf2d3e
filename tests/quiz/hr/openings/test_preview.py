"""The preview: pages as candidates see them, and nothing stored."""

import re

import pytest

from quiz.tokens import PREVIEW_LASTS
from tests.quiz.candidate import Page
from tests.quiz.stored import all_rows


@pytest.fixture
def links(viewer, at, opening):
    page = viewer.get(at("preview"))
    return [link for link in page.links if "/preview/" in link]


def test_every_offered_language_has_its_start_page_and_its_statements(app, links):
    assert len(links) == 4  # one language: start, statements, light, dark
    for link in links:
        response = app.test_client().get(link)
        assert response.status_code == 200
        assert "Nothing is stored" in response.text


@pytest.mark.both_databases
def test_the_whole_way_through_stores_nothing_and_counts_nobody(
    app, links, database, store, opening
):
    before = all_rows(database)
    client = app.test_client()
    page, seen = Page(client.get(links[0])), 0
    while page.kind != "preview-end":
        assert "Set-Cookie" not in page.headers
        fields = {name: values[0] for name, values in page.form.radios.items()}
        answer = client.post(page.form.action, data={**page.form.fields, **fields})
        assert answer.status_code == 303
        page, seen = Page(client.get(answer.location)), seen + 1
        assert seen < 9
    assert seen == 5
    assert all_rows(database) == before
    assert store.openings.totals(opening.id) == {}


def test_it_shows_a_paused_and_a_closed_opening_too(app, owner, at, links):
    for state in ("paused", "closed"):
        owner.post(at("state"), {"state": state})
        page = Page(app.test_client().get(links[0]))
        assert page.kind == "start"


def test_it_is_never_shown_inside_another_page(app, owner, at, links, store, opening):
    policy = app.test_client().get(links[0]).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_a_ticket_opens_its_own_opening_only_and_not_for_ever(app, owner, links, monkeypatch):
    client = app.test_client()
    other = owner.post("/hr/openings/new", {"title": "Other"}).path.rsplit("/", 1)[1]
    assert client.get(re.sub(r"/o/[\w-]+/", f"/o/{other}/", links[0])).status_code == 404
    assert client.get(re.sub(r"/preview/[^?]+", "/preview/forged", links[0])).status_code == 404
    later = PREVIEW_LASTS.total_seconds() + 60
    real = __import__("time").time
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + later)
    assert client.get(links[0]).status_code == 404


def test_there_is_no_page_before_the_first_or_after_the_last(app, links):
    question = next(link for link in links if "/q/1" in link)
    for number in (0, 6, 99):
        at = question.replace("/q/1", f"/q/{number}")
        assert app.test_client().get(at).status_code == 404
