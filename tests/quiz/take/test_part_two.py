"""Part two left out and taken up again: what is asked, what counts, and what other tabs hold."""

import csv
import io

import pytest

from questions.instrument import current_instrument
from questions.verification import verify
from tests.quiz.candidate import PAGES
from tests.quiz.stored import counts, everything
from tests.quiz.take.applicant import result_for, start_for
from tests.quiz.take.test_result import CASES, sit

PART_ONE = [item.id for page in PAGES[:2] for item in page]
ITEMS = [item.id for item in PAGES[2]]
LEFT_OUT = "You left out the part about what you have done"
SAYS_SO = "This part was left out"


def part_of(case):
    """The answers of a case to part one."""
    return {item: CASES[case][item] for item in PART_ONE}


def file_of(candidate):
    return candidate.client.get(f"{candidate.address}/result.json").json


def practised(candidate):
    return file_of(candidate)["halves"]["practised"]


def answer(candidate, *numbers, case="clear"):
    """Answer pages as a case does; give what the last one came to."""
    for number in numbers:
        given = {item.id: str(CASES[case][item.id]) for item in PAGES[number - 1]}
        done = candidate.send(candidate.at(f"q/{number}"), given)
        assert done.status == 303
    return done


def without_part_two(candidate, case="clear"):
    """Answer part one, leave part two out, and go to the result."""
    answer(candidate, 1, 2, case=case)
    assert candidate.leave_part_two().headers["Location"] == f"{candidate.address}/review"
    assert candidate.finish().headers["Location"] == f"{candidate.address}/result"
    return candidate


def test_it_can_be_left_out_where_it_begins(alice):
    offers = [
        any(form.action.endswith("/part-two") for form in alice.at(f"q/{number}").forms)
        for number in (1, 2, 3, 4)
    ]
    assert offers == [False, False, True, False]


def test_nothing_of_it_is_asked_any_more(alice):
    assert alice.leave_part_two().headers["Location"] == f"{alice.address}/q/1"
    assert "Page 2 of 2" in alice.at("q/2").title
    assert 'data-total="14"' in alice.at("q/2").html
    for number in (3, 4):
        assert alice.at(f"q/{number}").headers["Location"] == f"{alice.address}/q/1"
    alice.answer(1)
    assert alice.answer(2).headers["Location"] == f"{alice.address}/review"
    review = alice.at("review")
    assert LEFT_OUT in review.text
    assert "no answer yet" not in review.text
    assert not any("/q/3" in link or "/q/4" in link for link in review.links)


def test_the_result_is_of_part_one_alone_and_says_so(alice):
    page = without_part_two(alice).at("result")
    assert page.status == 200
    assert LEFT_OUT in page.text
    found = file_of(alice)
    assert found["answers"] == part_of("clear")
    assert (found["halves"]["practised"], found["halves"]["drawn_to"]["stability"] > 0) == (
        None,
        True,
    )
    assert {(axis["asked"], axis["practised"]) for axis in found["axes"]} == {(2, None)}
    assert verify(found).status == "same"


@pytest.mark.both_databases
def test_its_answers_are_kept_and_do_not_count(alice):
    alice.answer(3, 6)
    without_part_two(alice)
    assert file_of(alice)["answers"] == part_of("clear")
    table = alice.client.get(f"{alice.address}/answers.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert len(rows) == 1 + 14 + 7  # everything that is stored
    alice.leave_part_two("no")
    assert alice.at("q/3").checked == dict.fromkeys(ITEMS, "6")


def test_taken_up_before_the_result_it_begins_with_what_is_missing(alice):
    answer(alice, 1, 2, 3)
    alice.leave_part_two()
    assert alice.leave_part_two("no").headers["Location"] == f"{alice.address}/q/4"
    assert alice.finish().status == 422
    assert answer(alice, 4).headers["Location"] == f"{alice.address}/review"
    assert alice.finish().status == 303
    assert practised(alice) is not None


@pytest.mark.both_databases
def test_left_out_and_taken_up_after_the_result_the_result_follows(alice, database):
    sit(alice, CASES["clear"])
    before = file_of(alice)
    assert alice.leave_part_two().headers["Location"] == f"{alice.address}/result"
    assert (practised(alice), LEFT_OUT in alice.at("result").text) == (None, True)
    assert file_of(alice)["answers"] == part_of("clear")
    assert alice.leave_part_two("no").headers["Location"] == f"{alice.address}/result"
    assert file_of(alice) == before
    assert LEFT_OUT not in alice.at("result").text
    assert counts(database)["results"] == 3


def test_taken_up_after_a_result_it_counts_once_it_is_complete(alice):
    without_part_two(alice)
    first = file_of(alice)
    assert alice.leave_part_two("no").headers["Location"] == f"{alice.address}/q/3"
    for place in ("result", "review"):
        assert LEFT_OUT in alice.at(place).text
    assert "14 statements have no answer yet" in alice.at("review").text
    assert answer(alice, 3).headers["Location"] == f"{alice.address}/q/4"
    assert file_of(alice) == first
    assert alice.leave_part_two("no").headers["Location"] == f"{alice.address}/q/4"
    answer(alice, 4)
    assert practised(alice) is not None
    assert file_of(alice)["answers"] == CASES["clear"]
    for place in ("result", "review"):
        assert LEFT_OUT not in alice.at(place).text


@pytest.mark.both_databases
def test_the_same_button_twice_changes_nothing(alice, database):
    sit(alice, CASES["clear"]).leave_part_two()
    before = everything(database)
    alice.leave_part_two()
    assert everything(database) == before


def test_what_if_offers_the_answers_that_count(alice):
    sit(alice, CASES["clear"]).leave_part_two()
    page = alice.at("what-if")
    assert all(f'name="{item}"' in page.html for item in PART_ONE)
    assert not any(f'name="{item}"' in page.html for item in ITEMS)
    tried = alice.post(f"{alice.address}/what-if", {PART_ONE[0]: "1", PART_ONE[1]: "6"})
    assert tried.status == 200
    assert alice.post(f"{alice.address}/what-if", {ITEMS[0]: "1"}).status == 422


def test_who_takes_it_again_is_asked_both_parts(alice):
    form = without_part_two(alice).at("retake").form
    older = file_of(alice)
    begun = alice.post(form.action, form.fields)
    newer = type(alice)(alice.client, begun.headers["Location"])
    assert newer.at("q/3").status == 200
    page = sit(newer, CASES["clear"]).at("result")
    assert "older" in page.ids
    assert file_of(alice) == older


@pytest.mark.parametrize("place", ["share", "send"])
def test_its_result_is_shared_and_sent_without_a_comparison_of_the_parts(client, employers, place):
    alice = without_part_two(start_for(client, employers.opening()))
    there = f"{alice.address}/{place}/preview"
    assert alice.post(there, {"part": ["roles", "profile", "why"], "name": ""}).status == 200
    assert alice.post(there, {"part": ["facets"], "name": ""}).status == 422


def test_shared_or_sent_a_faint_result_says_that_it_is_faint(client, employers):
    alice = result_for(client, employers.opening(), case="faint")
    for place in ("share", "send"):
        page = alice.post(f"{alice.address}/{place}/preview", {"part": ["roles"], "name": ""})
        assert page.status == 200
        assert "The signal is faint: take it as a first guess." in page.text


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.post(f"/a/{token}/part-two", data={"leave": "out"}).status_code == 404


def test_looking_at_the_address_of_the_form_changes_nothing(alice, database):
    before = everything(database)
    assert alice.at("part-two?leave=out").status == 405
    assert everything(database) == before


class TestTwoTabs:
    """One leaves part two out while the other has a page of it open."""

    @pytest.fixture(autouse=True)
    def half(self, alice):
        alice.answer(1)
        alice.answer(2)

    @pytest.mark.both_databases
    def test_the_answers_are_shown_again_and_saved_with_the_part(self, alice, database):
        page = alice.at("q/3")
        alice.leave_part_two()
        before = everything(database)
        chosen = dict.fromkeys(ITEMS, "5")
        refused = alice.send(page, chosen)
        assert (refused.status, refused.kind) == (409, "question")
        assert SAYS_SO in refused.text
        assert refused.checked == chosen
        assert everything(database) == before
        saved = alice.send(refused, {})
        assert saved.headers["Location"] == f"{alice.address}/q/4"
        assert alice.at("q/3").checked == chosen

    def test_what_does_not_belong_there_loses_no_other_answer(self, alice):
        page = alice.at("q/3")
        alice.leave_part_two()
        refused = alice.send(page, {ITEMS[0]: "5", ITEMS[1]: "9"})
        assert (refused.status, refused.checked) == (409, {ITEMS[0]: "5"})
        again = alice.send(refused, {"colour": "red"})
        assert (again.status, again.checked) == (422, {ITEMS[0]: "5"})
        assert "This page was not saved" in again.text

    def test_who_goes_on_without_it_has_lost_nothing(self, alice):
        page = alice.at("q/3")
        alice.leave_part_two()
        alice.send(page, dict.fromkeys(ITEMS, "5"))
        assert alice.get(alice.address).headers["Location"] == f"{alice.address}/review"
        assert alice.finish().status == 303
        assert practised(alice) is None

    def test_a_page_without_answers_leads_to_where_the_person_is(self, alice):
        page = alice.at("q/3")
        alice.leave_part_two()
        assert alice.send(page, {}).headers["Location"] == f"{alice.address}/review"

    def test_a_script_that_saves_is_told_too(self, alice, database):
        seen = alice.at("q/3").form.fields["seen"]
        alice.leave_part_two()
        before = everything(database)
        sent = {"seen": seen, ITEMS[0]: "5"}
        reply = alice.client.post(f"{alice.address}/q/3/save.json", data=sent)
        assert (reply.status_code, reply.mimetype) == (409, "application/problem+json")
        assert reply.json["title"] == SAYS_SO
        assert everything(database) == before

    def test_a_page_of_part_one_is_saved_as_ever(self, alice):
        page = alice.at("q/1")
        alice.leave_part_two()
        chosen = {item.id: "1" for item in PAGES[0]}
        assert alice.send(page, chosen).headers["Location"] == f"{alice.address}/q/2"
        assert alice.at("q/1").checked == chosen

    def test_a_sharpening_page_of_both_parts_is_kept_too(self, alice):
        sit(alice, CASES["between"])
        page = alice.at(f"q/{alice.sharpen()}")
        chosen = dict.fromkeys(page.form.radios, "6")
        alice.leave_part_two()
        assert alice.at("q/5").headers["Location"] == f"{alice.address}/result"
        refused = alice.send(page, chosen)
        assert (refused.status, refused.checked) == (409, chosen)
        assert alice.send(refused, {}).headers["Location"] == f"{alice.address}/result"
        assert alice.at("q/5").checked == chosen
        assert len(file_of(alice)["answers"]) == 36


def test_every_statement_is_of_one_of_two_parts():
    assert [{item.facet for item in page} for page in current_instrument().bank.pages] == [
        {"drawn_to"},
        {"drawn_to"},
        {"practised"},
        {"practised"},
    ]
