"""The page cache holds no person's answers, whoever came before."""

import gzip
from itertools import cycle

import pytest

from questions.instrument import current_instrument
from quiz.look.assets import assets
from quiz.services import EXTENSION
from quiz.take.question_page import statements_html
from quiz.web.page_cache import Slot
from tests.quiz.candidate import PAGES

BUDGET = 14 * 1024  # bytes


@pytest.fixture
def kept(app):
    """Everything that is kept for everybody, by what it depends on."""
    return app.extensions[EXTENSION].pages._kept


def statements(kept):
    """What is kept of the statements, by the number of their page."""
    numbers = {tuple(item.id for item in page): n for n, page in enumerate(PAGES, start=1)}
    return {numbers[key[-1]]: pieces for key, pieces in kept.items() if key[0] == "statements"}


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


def test_the_cached_pieces_hold_no_answer_and_nothing_of_a_person(alice, kept):
    kinds = cycle(["1", "2", "3", "4", "5", "6", "skip"])
    for number, page in enumerate(PAGES[:4], start=1):
        alice.send(alice.at(f"q/{number}"), {item.id: next(kinds) for item in page})
        alice.at(f"q/{number}")
    assert list(statements(kept)) == [1, 2, 3, 4]
    for pieces in kept.values():
        assert alice.token not in "".join(piece for piece in pieces if isinstance(piece, str))
    for number, pieces in statements(kept).items():
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        for word in ("checked", "Error", "aria-describedby", "seen"):
            assert word not in text
        slots = [piece for piece in pieces if isinstance(piece, Slot)]
        size = len(PAGES[number - 1])
        assert len(slots) == size * (6 + 1 + 2)  # a radio each, and two for errors


def test_the_pieces_are_the_same_before_and_after_people_came(alice, bob, kept):
    alice.at("q/1")
    before = dict(kept)
    alice.answer(1, 6)
    bob.send(bob.at("q/1"), {PAGES[0][0].id: "9"})
    bob.answer(1, 2)
    assert {key: kept[key] for key in before} == before


def test_a_page_is_rendered_once(alice, bob, kept):
    alice.at("q/1")
    before = {key: id(pieces) for key, pieces in kept.items()}
    bob.at("q/1")
    assert {key: id(pieces) for key, pieces in kept.items()} == before


def test_statements_are_made_outside_any_request(app):
    with app.app_context():
        html = statements_html(current_instrument(), PAGES[0], 1, "en", {}, {})
    assert html.count("<fieldset") == 7


def test_an_error_is_escaped_where_it_is_put_in(app):
    item = PAGES[0][0].id
    with app.app_context():
        html = statements_html(current_instrument(), PAGES[0], 1, "en", {}, {item: "<b>"})
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_every_statement_is_a_fieldset_with_six_points_and_skip(alice):
    page = alice.at("q/1")
    assert page.html.count("<fieldset") == page.html.count("<legend>") == 7
    assert set(map(tuple, page.form.radios.values())) == {("1", "2", "3", "4", "5", "6", "skip")}
    assert "<table" not in page.html


@pytest.mark.parametrize("number", range(1, 7))
def test_a_question_page_is_at_most_14_kb_compressed_styles_included(alice, number):
    alice.answer_all().finish()
    while page := alice.sharpen():
        alice.answer(page)
    response = alice.client.get(f"{alice.address}/q/{number}", headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "gzip"
    scripts = ("role-fit.js", "steps.js", "keys.js", "saving.js")
    parts = [assets()[name].body for name in ("role-fit.css", "role-fit.svg", *scripts)]
    assert len(response.data) + sum(len(gzip.compress(part)) for part in parts) <= BUDGET
