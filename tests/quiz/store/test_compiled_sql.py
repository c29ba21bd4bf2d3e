"""How often each page asks the database: as often as is said here, and no more."""

import pytest

from tests.quiz.candidate import BEFORE_RESULT
from tests.quiz.statements import asked

READ = {
    "/": 0,
    "": 1,  # leads to where the person is
    "q/1": 1,
    "q/2": 1,
    "review": 1,
    "result": 4,  # attempt, result, what was said of it, older attempts
    "result.json": 2,
    "answers.csv": 1,
    "what-if": 2,
}


@pytest.fixture
def finished(alice):
    alice.answer_all().finish()
    return alice


@pytest.mark.parametrize(("place", "most"), READ.items(), ids=[p or "resume" for p in READ])
def test_a_page_asks_as_often_as_is_said(app, finished, place, most):
    address = place if place.startswith("/") else f"{finished.address}/{place}".rstrip("/")
    finished.get(address)  # what is cached is
    with asked(app) as found:
        assert finished.get(address).status in (200, 302)
    assert len(found) == most, found.texts


def test_what_is_done_asks_as_often_as_is_said(app, client, alice):
    ticket = alice.get("/").form.fields
    with asked(app) as begun:
        assert client.post("/start", data=ticket).status_code == 303
    assert len(begun) == 1, begun.texts
    page = alice.at("q/1")
    with asked(app) as saved:
        assert alice.send(page, dict.fromkeys(page.form.radios, "4")).status == 303
    # The attempt; then, in one transaction: the attempt held, its answers, seven of them
    # written by one statement, and the attempt marked.
    assert len(saved) == 5, saved.texts
    alice.answer_all()
    with asked(app) as finished:
        assert alice.finish().status == 303
    # The attempt; then: held, is there a result, the answers, the result added, the attempt
    # marked, the result read, is it for an opening.
    assert len(finished) == 8, finished.texts


def test_a_page_that_sharpens_asks_no_more_than_one_before_the_result(app, finished):
    with asked(app) as found:
        assert finished.at(f"q/{BEFORE_RESULT + 1}").kind == "question"
    assert len(found) == 1, found.texts


def test_no_page_leaves_rows_out_by_counting_them_nor_counts_a_table(app, finished):
    with asked(app) as found:
        for place in READ:
            finished.get(place if place.startswith("/") else f"{finished.address}/{place}")
    # SQLAlchemy writes OFFSET wherever it writes LIMIT for SQLite: then it is 0.
    skipping = [values for text, values in found.statements if "OFFSET" in text and values[-1]]
    assert skipping == []
    assert [text for text in found.texts if "count(" in text.lower()] == []
