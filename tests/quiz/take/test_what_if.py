"""What if: other answers tried on the result; not a byte of what is stored changes."""

import re

import pytest

from tests.quiz.stored import all_rows, content
from tests.quiz.take.test_result import CASES, INSTRUMENT, ROLES, UNNAMED, sit

FIRST = INSTRUMENT.bank.items[0].id


def chosen(page):
    """What each select shows: {statement: value}."""
    found = {}
    for name, options in re.findall(
        r'<select[^>]* name="(\w+)".*?>(.*?)</select>', page.html, re.S
    ):
        (found[name],) = re.findall(r'value="(\w+)" selected', options)
    return found


def trial_part(page):
    """The text of what the trial came to."""
    return page.text.split("Your stored answers and your result")[1].split("Your answers")[0]


def try_out(candidate, answers):
    sent = {item: str(point or "skip") for item, point in answers.items()}
    return candidate.post(f"{candidate.address}/what-if", sent)


@pytest.fixture
def unchanged(database):
    """Everything in the database is the same afterwards as when this was called."""
    before = {}

    def remember():
        before.update(rows=all_rows(database), content=content(database))

    yield remember
    assert before["content"] == content(database)
    assert before["rows"] == all_rows(database)


@pytest.mark.parametrize("case", CASES)
def test_every_answer_is_there_as_it_is_stored(alice, unchanged, case):
    page = sit(alice, CASES[case]).at("result")
    assert f"/a/{alice.token}/what-if" in page.links
    unchanged()
    page = alice.at("what-if")
    assert (page.status, page.kind) == (200, "what-if")
    stored = {item: str(point or "skip") for item, point in CASES[case].items()}
    assert chosen(page) == stored
    assert "No answer is changed yet" in page.text
    assert "What differs" not in page.text


@pytest.mark.parametrize("then", CASES)
@pytest.mark.parametrize("tried", ["clear", "shortlist", "no_pattern"])
def test_a_trial_shows_the_result_of_the_tried_answers_and_stores_nothing(
    alice, unchanged, then, tried
):
    sit(alice, CASES[then])
    unchanged()
    page = try_out(alice, CASES[tried])
    assert page.status == 200
    assert page.title.startswith("Trial: nothing is saved")
    assert "Trial: nothing is saved" in page.text
    assert chosen(page) == {item: str(point or "skip") for item, point in CASES[tried].items()}
    named = INSTRUMENT.assessment_json(CASES[tried])["shortlist"]
    for role in named:
        assert ROLES[role].name.lower()[1:] in trial_part(page).lower()
    if tried == "no_pattern":
        assert "Your answers do not point to a role" in page.text or then == tried
        assert "The order of roles" not in page.text


@pytest.mark.parametrize("then", UNNAMED)
def test_where_neither_names_a_role_none_is_named(alice, then):
    page = try_out(sit(alice, CASES[then]), CASES["no_pattern"])
    assert not any(words.name in page.text for words in ROLES.values())


@pytest.mark.parametrize("then", UNNAMED)
def test_the_stored_order_under_none_is_not_told(alice, then):
    page = try_out(sit(alice, CASES[then]), CASES["clear"])
    assert "The order of roles in this trial" in page.text
    assert "moves from place" not in page.text


def test_what_moved_is_said_in_words(alice):
    answers = CASES["clear"]
    other = {
        i.id: 7 - answers[i.id] if i.axis == "technical" else answers[i.id]
        for i in INSTRUMENT.bank.items
        if i.id in answers
    }
    page = try_out(sit(alice, answers), other)
    changed = sum(other[item] != answers[item] for item in answers)
    assert f"{changed} changed answers" in page.text
    assert re.search("“Technical depth” moves from [0-9]+ to [0-9]+, toward ", page.text)
    assert "“Leading people” moves" not in page.text
    assert "moves from place" in page.text


@pytest.mark.both_databases
def test_one_changed_answer_is_one(alice):
    answers = CASES["clear"]
    page = try_out(sit(alice, answers), {FIRST: 6 if answers[FIRST] != 6 else 1})
    assert "With 1 changed answer the result would" in page.text


def test_what_was_not_sent_stays_as_it_is_stored(alice):
    answers = CASES["between"]
    page = try_out(sit(alice, answers), {FIRST: None})
    expected = {item: str(point or "skip") for item, point in {**answers, FIRST: None}.items()}
    assert chosen(page) == expected


def test_the_smallest_change_can_be_tried_from_the_result(alice, unchanged):
    page = sit(alice, CASES["clear"]).at("result")
    unchanged()
    form = next(form for form in page.forms if form.action.endswith("/what-if"))
    assert form.fields
    tried = alice.post(form.action, form.fields)
    assert "the result would" in tried.text
    assert all(chosen(tried)[item] == value for item, value in form.fields.items())


@pytest.mark.parametrize(
    "forged",
    [
        {FIRST: "7"},
        {FIRST: ""},
        {FIRST: ["1", "2"]},
        {FIRST: "<script>alert(1)</script>"},
        {"no_such_statement": "3"},
        {INSTRUMENT.bank.items[-1].id: "3"},  # one that was not asked
    ],
)
def test_what_the_page_cannot_send_is_refused_and_nothing_is_tried(alice, unchanged, forged):
    sit(alice, CASES["clear"])
    unchanged()
    page = alice.post(f"{alice.address}/what-if", forged)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "No answer is changed yet" in page.text
    assert "<script>alert" not in page.html


def test_answers_are_never_taken_from_the_address(alice):
    page = sit(alice, CASES["clear"]).get(f"{alice.address}/what-if?{FIRST}=1")
    assert chosen(page)[FIRST] == str(CASES["clear"][FIRST])


def test_after_sharpening_all_answers_that_count_can_be_tried(alice):
    sit(alice, CASES["between"])
    alice.answer(alice.sharpen(), 5)
    assert len(chosen(alice.at("what-if"))) == 36


def test_without_a_result_it_leads_to_where_the_person_is(alice):
    assert alice.at("what-if").headers["Location"].endswith("/q/1")
    assert alice.post(f"{alice.address}/what-if", {}).headers["Location"].endswith("/q/1")


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/a/{token}/what-if").status_code == 404
    assert client.post(f"/a/{token}/what-if").status_code == 404
