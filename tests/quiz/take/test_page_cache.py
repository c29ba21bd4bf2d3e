"""The page cache holds no person's answers, whoever came before."""

import gzip
from itertools import cycle

import pytest

from quiz.look.assets import assets
from quiz.take.page_cache import Slot, fill, split_at_slots
from quiz.take.questions import PAGES as CACHE
from tests.quiz.candidate import PAGES

BUDGET = 14 * 1024  # bytes


@pytest.fixture
def cached(app):
    return app.extensions[CACHE].cached


def test_two_people_who_take_turns_see_only_their_own_answers(alice, bob):
    for number, page in enumerate(PAGES[:4], start=1):
        alice.answer(number, 6)
        bob.send(bob.at(f"q/{number}"), {page[0].id: "1"}, go="back")
    for _ in range(3):
        for number, page in enumerate(PAGES[:4], start=1):
            assert alice.at(f"q/{number}").checked == {item.id: "6" for item in page}
            assert bob.at(f"q/{number}").checked == {page[0].id: "1"}


def test_errors_of_one_person_are_not_shown_to_the_next(alice, bob):
    assert len(alice.send(alice.at("q/1"), {}).described) == 7
    page = bob.at("q/1")
    assert page.described == {}
    assert "Error" not in page.title + page.html


def test_the_cached_pieces_hold_no_answer_and_nothing_of_a_person(alice, cached):
    kinds = cycle(["1", "2", "3", "4", "5", "6", "skip"])
    for number, page in enumerate(PAGES[:4], start=1):
        alice.send(alice.at(f"q/{number}"), {item.id: next(kinds) for item in page})
        alice.at(f"q/{number}")
    assert [key.number for key in cached] == [1, 2, 3, 4]
    for key, (pieces, unanswered) in cached.items():
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        for word in ("checked", "Error", "aria-describedby", "seen", alice.token, "\ue000"):
            assert word not in text
            assert word not in unanswered
        slots = [piece for piece in pieces if isinstance(piece, Slot)]
        size = len(PAGES[key.number - 1])
        assert len(slots) == size * (6 + 1 + 2)  # a radio each, and two for errors


def test_the_pieces_are_the_same_before_and_after_people_came(alice, bob, cached):
    alice.at("q/1")
    before = dict(cached)
    alice.answer(1, 6)
    bob.send(bob.at("q/1"), {PAGES[0][0].id: "9"})
    bob.answer(1, 2)
    assert cached == before


def test_a_page_is_rendered_once(alice, bob, cached):
    alice.at("q/1")
    (pieces,) = cached.values()
    bob.at("q/1")
    assert [id(each) for each in cached.values()] == [id(pieces)]


def test_pieces_are_made_outside_any_request(app):
    from questions.instrument import current_instrument
    from quiz.take.page_cache import PageKey, QuestionPages

    instrument = current_instrument()
    pages = QuestionPages(app.jinja_env)
    key = PageKey(instrument.version, "en", 1)
    html = pages.statements(instrument, key, {}, {})
    assert html.count("<fieldset") == 7


def test_an_error_is_escaped_where_it_is_put_in():
    pieces = split_at_slots(Slot("error", "maps", "-").__html__())
    assert "&lt;b&gt;" in fill(pieces, {}, {"maps": "<b>"})


def test_every_statement_is_a_fieldset_with_six_points_and_skip(alice):
    page = alice.at("q/1")
    assert page.html.count("<fieldset") == page.html.count("<legend>") == 7
    assert set(map(tuple, page.form.radios.values())) == {("1", "2", "3", "4", "5", "6", "skip")}
    assert "<table" not in page.html


@pytest.mark.parametrize("number", range(1, 7))
def test_a_question_page_is_at_most_14_kb_compressed_styles_included(alice, number):
    alice.answer_all().finish()
    response = alice.client.get(f"{alice.address}/q/{number}", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    scripts = ("role-fit.js", "steps.js", "keys.js", "saving.js")
    parts = [assets()[name].body for name in ("role-fit.css", "role-fit.svg", *scripts)]
    assert len(response.data) + sum(len(gzip.compress(part)) for part in parts) <= BUDGET
