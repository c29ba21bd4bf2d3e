"""How often each page asks the database: as often as is said here, and no more."""

import pytest

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


def test_a_page_that_sharpens_asks_for_the_result_too_to_say_why_it_is_asked(app, finished):
    with asked(app) as chosen:
        number = finished.sharpen()
    # The attempt; then, in one transaction: held, and the page noted.
    assert len(chosen) == 3, chosen.texts
    finished.at(f"q/{number}")  # what is cached is
    with asked(app) as found:
        assert finished.at(f"q/{number}").kind == "question"
    assert len(found) == 2, found.texts
    with asked(app) as again:
        assert finished.sharpen() == number
    assert len(again) == 1, again.texts


def test_leaving_part_two_out_asks_as_often_as_is_said(app, finished):
    with asked(app) as left:
        assert finished.leave_part_two().status == 303
    # The attempt; then: held, marked as left out and as saved, the answers, the result added;
    # and the attempt as it is then.
    assert len(left) == 7, left.texts
    with asked(app) as again:
        assert finished.leave_part_two().status == 303
    assert len(again) == 3, again.texts


def test_no_page_leaves_rows_out_by_counting_them_nor_counts_a_table(app, finished):
    with asked(app) as found:
        for place in READ:
            finished.get(place if place.startswith("/") else f"{finished.address}/{place}")
    # SQLAlchemy writes OFFSET wherever it writes LIMIT for SQLite: then it is 0.
    skipping = [values for text, values in found.statements if "OFFSET" in text and values[-1]]
    assert skipping == []
    assert [text for text in found.texts if "count(" in text.lower()] == []
