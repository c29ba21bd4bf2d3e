"""Pages that sharpen: when one is offered, which, and that it stays the one that was chosen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from model.words import model_words
from questions.instrument import current_instrument
from questions.sharpening import ChosenPage
from quiz.store import NewOpeningAttempt
from quiz.tokens import hash_token
from tests.quiz.candidate import PAGES, Candidate
from tests.quiz.stored import everything, found
from tests.quiz.take.applicant import start_for
from tests.quiz.take.test_result import CASES, PERSONAS, ROLES, answers_of, sit

INSTRUMENT = current_instrument()
REST = INSTRUMENT.bank.rest
SUBJECTS = model_words("en").axes
NOT_SAVED = "This page was not saved"


def chosen(database):
    """The pages that are stored with the only attempt, as codes."""
    ((codes,),) = found(database, "SELECT sharpening FROM attempts")
    return codes.split()


def items_of(page):
    return tuple(item.id for item in page.items(REST))


def person(case):
    """The answers to the whole bank of the person that a case is of."""
    return next(each["answers"] for each in PERSONAS if answers_of(each) == CASES[case])


def fill(candidate, number, answers):
    page = candidate.at(f"q/{number}")
    return candidate.send(page, {item: str(answers[item]) for item in page.form.radios})


@pytest.mark.both_databases
@pytest.mark.parametrize("case", ["clear", "between", "shortlist", "faint"])
def test_a_page_is_offered_exactly_while_the_rule_says_so(alice, database, case):
    answers, so_far, pages = person(case), dict(CASES[case]), []
    sit(alice, so_far)
    while page := INSTRUMENT.next_page(so_far, pages):
        assert "to sharpen it" in alice.at("result").text
        pages.append(page)
        number = alice.sharpen()
        assert number == 4 + len(pages)
        assert tuple(alice.at(f"q/{number}").form.radios) == items_of(page)
        assert fill(alice, number, answers).headers["Location"] == f"{alice.address}/result"
        so_far |= {item: answers[item] for item in items_of(page)}
    assert "to sharpen it" not in alice.at("result").text
    before = everything(database)
    assert alice.sharpen() is None
    assert everything(database) == before
    assert chosen(database) == [page.code for page in pages]


@pytest.mark.both_databases
def test_a_page_is_chosen_once_and_stays(alice, app, database):
    sit(alice, CASES["between"])
    number = alice.sharpen()
    page = alice.at(f"q/{number}")
    codes, asked = chosen(database), list(page.form.radios)
    alice.send(page, {asked[0]: "1"}, go="back")
    first = next(iter(alice.at("q/1").checked))
    alice.send(alice.at("q/1"), {first: "skip"})  # other answers could choose another page
    afresh = Candidate(app.test_client(), alice.address)
    assert afresh.sharpen() == number
    assert list(afresh.at(f"q/{number}").form.radios) == asked
    assert afresh.at(f"q/{number}").checked == {asked[0]: "1"}
    assert chosen(database) == codes


@pytest.mark.both_databases
def test_tabs_that_press_at_once_are_shown_the_same_page(alice, app, database):
    sit(alice, CASES["between"])

    def press(_):
        return app.test_client().post(f"{alice.address}/sharpen").location

    with ThreadPoolExecutor(4) as tabs:
        assert set(tabs.map(press, range(8))) == {f"{alice.address}/q/5"}
    assert len(chosen(database)) == 1


@pytest.mark.parametrize("number", [5, 6])
def test_a_page_that_was_never_chosen_is_not_there(alice, database, number):
    sit(alice, CASES["between"])
    before = everything(database)
    sent = {"seen": "4", REST[0].id: "3"}
    assert alice.at(f"q/{number}").status == 404
    assert alice.post(f"{alice.address}/q/{number}", sent).status == 404
    saved = alice.client.post(f"{alice.address}/q/{number}/save.json", data=sent)
    assert (saved.status_code, saved.mimetype) == (404, "application/problem+json")
    assert everything(database) == before


@pytest.mark.parametrize("forged", ["a statement of another page", "7", "0", "", "a name"])
def test_what_the_page_cannot_send_is_refused_and_what_was_chosen_stays(alice, database, forged):
    sit(alice, CASES["between"])
    page = alice.at(f"q/{alice.sharpen()}")
    first, *others = page.form.radios
    stranger = next(item.id for item in REST if item.id not in page.form.radios)
    wrong = {
        "a statement of another page": {stranger: "3"},
        "a name": {"page": "delivery+team"},
    }.get(forged, {first: forged})
    before = everything(database)
    answers = dict.fromkeys(others, "2")
    refused = alice.send(page, answers | wrong)
    assert (refused.status, refused.kind, refused.checked) == (422, "question", answers)
    assert refused.title.startswith("Error: ")
    assert NOT_SAVED in refused.text
    assert everything(database) == before
    assert alice.send(refused, {first: "skip"}).status == 303


def test_it_says_which_subjects_and_which_two_roles_it_is_about(alice):
    page = alice.at(f"q/{sit(alice, CASES['between']).sharpen()}")
    nearest = INSTRUMENT.assessment_json(CASES["between"])["roles"][:2]
    subjects = {item.axis for item in REST if item.id in page.form.radios}
    assert len(subjects) == 2
    for words in [
        *(SUBJECTS[axis] for axis in subjects),
        *(ROLES[each["role"]] for each in nearest),
    ]:
        assert words.name.lower() in page.text.lower()


@pytest.mark.parametrize("case", ["no_pattern", "incomplete", "unlike_any_role"])
def test_where_no_role_is_named_the_page_names_none(alice, case):
    page = alice.at(f"q/{sit(alice, CASES[case]).sharpen()}")
    assert page.status == 200
    assert not any(words.name.lower() in page.text.lower() for words in ROLES.values())
    subjects = {item.axis for item in REST if item.id in page.form.radios}
    assert all(SUBJECTS[axis].name.lower() in page.text.lower() for axis in subjects)


def test_the_two_questions_stand_over_four_statements_each(alice):
    page = alice.at(f"q/{sit(alice, CASES['between']).sharpen()}")
    wording = INSTRUMENT.wording("en")
    at = [page.text.index(wording.scale(facet).question) for facet in ("drawn_to", "practised")]
    facets = {item.id: item.facet for item in REST}
    assert [facets[item] for item in page.form.radios] == ["drawn_to"] * 4 + ["practised"] * 4
    assert at[0] < page.text.index(wording.text([*page.form.radios][3])) < at[1]
    assert at[1] < page.text.index(wording.text([*page.form.radios][4]))


def test_its_statements_are_counted_on_from_those_before(alice):
    sit(alice, CASES["no_pattern"])
    page = alice.at(f"q/{alice.sharpen()}")
    assert 'data-first="29"' in page.html
    assert 'data-total="36"' in page.html
    alice.answer(5)
    assert 'data-total="44"' in alice.at(f"q/{alice.sharpen()}").html


def test_a_page_of_another_language_is_the_same_page(alice):
    sit(alice, CASES["between"])
    page = alice.at(f"q/{alice.sharpen()}")
    first = next(iter(page.form.radios))
    led = alice.send(page, {first: "6"}, language="de")
    assert led.headers["Location"] == f"{alice.address}/q/5"
    again = alice.at("q/5")
    assert (list(again.form.radios), again.checked) == (list(page.form.radios), {first: "6"})


class TestPartOneAlone:
    """Who left part two out is asked more of part one."""

    @pytest.fixture(autouse=True)
    def declined(self, alice):
        sit(alice, CASES["no_pattern"]).leave_part_two()

    def test_the_pages_are_of_four_subjects_and_then_of_three(self, alice, database):
        facets = {item.id: item.facet for item in REST}
        for statements in (8, 6):
            number = alice.sharpen()
            page = alice.at(f"q/{number}")
            assert {facets[item] for item in page.form.radios} == {"drawn_to"}
            assert len(page.form.radios) == statements
            assert page.html.count("<h2>") == 0
            alice.answer(number)
        assert alice.sharpen() is None
        read = [ChosenPage.read(code) for code in chosen(database)]
        assert [(len(page.axes), page.facets) for page in read] == [
            (4, ("drawn_to",)),
            (3, ("drawn_to",)),
        ]

    def test_their_answers_are_kept_when_part_two_is_taken_up(self, alice, database):
        alice.answer(alice.sharpen(), 6)
        alice.leave_part_two("no")
        result = alice.client.get(f"{alice.address}/result.json").json
        assert len(result["answers"]) == 28  # whole subjects count, of both parts
        number = alice.sharpen()
        page = alice.at(f"q/{number}")
        assert (number, len(chosen(database))) == (6, 2)
        facets = {item.id: item.facet for item in REST}
        assert {facets[item] for item in page.checked} <= {"drawn_to"}
        alice.answer(number, 6)
        result = alice.client.get(f"{alice.address}/result.json").json
        assert len(result["answers"]) == 36

    def test_a_page_of_both_parts_waits_until_part_two_is_taken_up(self, alice):
        alice.leave_part_two("no")
        assert alice.sharpen() == 5
        alice.leave_part_two()
        assert alice.sharpen() == 6
        assert "Sharpen: page 1 of 1" in alice.at("q/6").title
        assert 'data-first="15"' in alice.at("q/6").html
        alice.leave_part_two("no")
        assert alice.at("q/5").status == 200


class TestLong:
    """An employer's long quiz asks the chosen pages before there is a result."""

    @pytest.fixture
    def ada(self, client, employers):
        return start_for(client, employers.opening(length="long"))

    def test_the_chosen_pages_come_before_the_result(self, ada, database):
        answers = person("between")
        for number in (1, 2, 3):
            fill(ada, number, answers)
        assert fill(ada, 4, answers).headers["Location"] == f"{ada.address}/q/5"
        pages = [ChosenPage.read(code) for code in chosen(database)]
        assert pages == [INSTRUMENT.next_page(CASES["between"])]
        assert ada.at("result").headers["Location"] == f"{ada.address}/q/5"
        while (led := fill(ada, 4 + len(chosen(database)), answers)).headers["Location"] != (
            f"{ada.address}/review"
        ):
            assert "/q/" in led.headers["Location"]
        assert ada.finish().headers["Location"] == f"{ada.address}/result"
        assert "to sharpen it" not in ada.at("result").text

    def test_none_is_chosen_before_all_the_first_answers_are_there(self, ada, database):
        for number in (4, 3, 2):
            ada.answer(number)
        assert ada.answer(4).headers["Location"] == f"{ada.address}/review"
        assert chosen(database) == []
        assert ada.finish().status == 422
        assert chosen(database) == []
        ada.answer(1)
        assert ada.finish().headers["Location"] == f"{ada.address}/q/5"
        assert len(chosen(database)) == 1

    def test_who_needs_no_more_comes_to_the_review(self, ada):
        answers = person("clear")
        for number in (1, 2, 3):
            fill(ada, number, answers)
        assert fill(ada, 4, answers).headers["Location"] == f"{ada.address}/review"
        assert ada.finish().headers["Location"] == f"{ada.address}/result"

    def test_who_leaves_part_two_out_is_asked_more_of_part_one(self, ada, database):
        ada.answer(1)
        ada.answer(2)
        assert ada.leave_part_two().headers["Location"] == f"{ada.address}/q/5"
        assert ada.answer(5).headers["Location"] == f"{ada.address}/q/6"
        assert ada.finish().status == 422
        assert ada.answer(6).headers["Location"] == f"{ada.address}/review"
        assert ada.finish().headers["Location"] == f"{ada.address}/result"
        assert all(code.startswith("drawn_to:") for code in chosen(database))


class TestEarlierEdition:
    """An attempt that was begun on 1.0.0 finishes on it, and has its pages."""

    @pytest.fixture(autouse=True)
    def answered(self, earlier):
        assert [len(earlier.at(f"q/{number}").form.radios) for number in (1, 2, 3, 4)] == [7] * 4
        assert earlier.answer_all().finish().headers["Location"] == f"{earlier.address}/result"

    @pytest.mark.both_databases
    def test_it_is_sharpened_by_two_pages_that_follow_each_other(self, earlier, database):
        assert "Answer 16 more to sharpen it" in earlier.at("result").text
        assert earlier.sharpen() == 5
        page = earlier.at("q/5")
        assert "Sharpen: page 1 of 2" in page.title
        assert earlier.send(page, {}, go="back").headers["Location"] == f"{earlier.address}/result"
        assert earlier.answer(5).headers["Location"] == f"{earlier.address}/q/6"
        assert "Sharpen: page 2 of 2" in earlier.at("q/6").title
        assert earlier.sharpen() == 6
        assert earlier.answer(6).headers["Location"] == f"{earlier.address}/result"
        assert earlier.sharpen() is None
        assert "to sharpen it" not in earlier.at("result").text
        assert chosen(database) == []

    def test_every_page_of_it_is_there(self, earlier):
        earlier.answer(5, 6)
        assert len(earlier.client.get(f"{earlier.address}/result.json").json["answers"]) == 36
        for place in ("result", "review", "what-if", "share", "retake", "answers.csv", "delete"):
            assert earlier.at(place).status == 200
        assert "Sharpen: page 1" in earlier.at("review").text
        first = next(iter(earlier.at("q/1").form.radios))
        assert earlier.post(f"{earlier.address}/what-if", {first: "1"}).status == 200

    def test_no_part_of_it_can_be_left_out(self, earlier, database):
        for number in (1, 2, 3, 4):
            assert "/part-two" not in earlier.at(f"q/{number}").html
        before = everything(database)
        assert earlier.leave_part_two().headers["Location"] == f"{earlier.address}/result"
        assert everything(database) == before

    def test_taken_again_it_is_the_quiz_of_today(self, earlier):
        form = earlier.at("retake").form
        begun = earlier.post(form.action, form.fields)
        newer = Candidate(earlier.client, begun.headers["Location"])
        assert list(newer.at("q/1").form.radios) == [item.id for item in PAGES[0]]
        assert sit(newer, CASES["clear"]).at("result").status == 200


def test_a_long_quiz_that_was_begun_on_the_earlier_edition_has_six_pages(
    client, employers, store, clock, database
):
    opening = employers.opening(length="long")
    begun = NewOpeningAttempt(opening.id, opening.revision, None, ref_signed=False)
    over = clock() + timedelta(days=30)
    store.attempts.create(hash_token("L" * 43), "1.0.0", "en", clock(), over, begun)
    lena = Candidate(client, f"/a/{'L' * 43}")
    for number in range(1, 7):
        assert f"Page {number} of 6" in lena.at(f"q/{number}").title
        assert lena.finish().status == 422
        following = "review" if number == 6 else f"q/{number + 1}"
        assert lena.answer(number).headers["Location"] == f"{lena.address}/{following}"
    assert lena.finish().headers["Location"] == f"{lena.address}/result"
    assert "to sharpen it" not in lena.at("result").text
    assert chosen(database) == []
