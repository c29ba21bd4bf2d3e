"""The people of personas.toml, by arithmetic and by way of the pages."""

import json
import re
from pathlib import Path

import pytest

from model.matching import fitted_model
from questions.instrument import current_instrument
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.personas import SHARPENED, count, personas
from tests.quiz.candidate import BEFORE_RESULT

README = Path(__file__).parents[2] / "README.md"


def test_every_role_is_held_by_at_least_one_person():
    assert {person.role for person in personas()} == set(fitted_model().roles)
    assert len(personas()) >= 24


def test_every_person_tells_of_their_work_and_answers_everything():
    ids = set(current_instrument().bank.key.ids)
    for person in personas():
        assert len(person.life.split()) >= 60, person.name
        assert set(person.answers) == ids, person.name


def stored_assessment(app, alice):
    services = app.extensions[EXTENSION]
    attempt = services.store.attempts.find(hash_token(alice.token), services.clock())
    return services.store.results.latest(attempt.id).assessment


def answer_page(alice, number, person):
    page = alice.at(f"q/{number}")
    answers = {name: str(person.answers[name.split("-")[-1]]) for name in page.form.radios}
    assert alice.send(page, answers).status == 303


@pytest.mark.parametrize("person", personas(), ids=lambda person: person.name)
def test_the_pages_say_what_the_arithmetic_says(app, alice, person):
    for number in range(1, BEFORE_RESULT + 1):
        answer_page(alice, number, person)
    assert alice.finish().status == 303
    expected = current_instrument().assessment_json(person.sheet("short"))
    assert stored_assessment(app, alice) == json.loads(json.dumps(expected))
    assert alice.at("result").kind == "result"

    while alice.can_sharpen:
        answer_page(alice, alice.sharpen(), person)
    expected = current_instrument().assessment_json(person.sheet(SHARPENED))
    assert stored_assessment(app, alice) == json.loads(json.dumps(expected))


def test_the_figures_in_the_readme_are_those_of_today():
    text = README.read_text(encoding="utf-8")
    short, sharpened = count("short"), count("sharpened")
    for words, name in (
        ("role nearest", "first"),
        ("role among the three nearest", "first three"),
        ("role shown by the verdict", "shown"),
    ):
        row = re.search(rf"{words} \| (\d+) \| (\d+) \|", text)
        assert (int(row[1]), int(row[2])) == (short[name], sharpened[name])
    assert f"of {short['people']} written people" in text
