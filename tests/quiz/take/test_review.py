"""The review page, finishing, and changes after the result."""

import pytest

from questions.instrument import current_instrument
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.candidate import PAGES
from tests.quiz.stored import counts

WORDING = current_instrument().wording("en")
SHORT = [item.id for page in PAGES[:4] for item in page]


def test_it_lists_every_statement_with_its_answer(alice):
    page = alice.answer_all(6).at("review")
    assert page.kind == "review"
    for item in SHORT:
        assert WORDING.text(item) in page.text
    for facet in ("drawn_to", "practised"):
        assert page.text.count(WORDING.scale(facet).label(6)) == 14


def test_every_statement_can_be_changed_and_the_change_returns_here(alice):
    alice.answer_all(6)
    links = [link for link in alice.at("review").links if "/q/" in link]
    assert links == [
        f"{alice.address}/q/{number}?from=review#{item.id}"
        for number, page in enumerate(PAGES[:4], start=1)
        for item in page
    ]
    page = alice.get(links[8])
    assert page.ids[PAGES[1][1].id] == "fieldset"
    saved = alice.send(page, {PAGES[1][1].id: "1"})
    assert saved.headers["Location"] == f"{alice.address}/review"
    assert alice.at("review").text.count("Strongly disagree") == 1


def test_a_change_that_leaves_gaps_still_returns_to_the_review_when_complete(alice):
    page = alice.send(alice.at("q/2?from=review"), {PAGES[1][0].id: "1"})
    assert page.status == 422
    done = alice.send(page, {item.id: "2" for item in PAGES[1][1:]})
    assert done.headers["Location"] == f"{alice.address}/review"


def test_missing_statements_are_flagged_and_linked(alice):
    alice.answer(1)
    page = alice.at("review")
    assert page.status == 200
    assert "21 statements have no answer yet" in page.text
    assert page.text.count("Not answered yet") == 21


def test_finishing_too_early_names_what_is_missing_and_scores_nothing(alice, database):
    for number in (1, 2, 4):
        alice.answer(number)
    alice.send(alice.at("q/3"), {item.id: "2" for item in PAGES[2][:-1]})
    page = alice.finish()
    assert (page.status, page.kind) == (422, "review")
    assert page.title.startswith("Error: ")
    assert "One statement has no answer yet" in page.text
    assert f"{alice.address}/q/3?from=review#{PAGES[2][-1].id}" in page.links
    assert counts(database)["results"] == 0


def test_skipping_everything_can_be_finished(alice):
    for number in (1, 2, 3, 4):
        alice.send(alice.at(f"q/{number}"), {item.id: "skip" for item in PAGES[number - 1]})
    assert alice.finish().status == 303
    assert alice.at("result").status == 200


@pytest.mark.both_databases
def test_finishing_twice_makes_one_result(alice, database):
    alice.answer_all()
    assert {alice.finish().headers["Location"] for _ in range(2)} == {f"{alice.address}/result"}
    assert counts(database)["results"] == 1


def test_the_result_is_not_there_before_it_is_finished(alice):
    alice.answer_all()
    assert alice.at("result").headers["Location"] == f"{alice.address}/review"


@pytest.mark.both_databases
def test_a_change_after_the_result_is_scored_at_once_and_the_old_result_stays(alice, database):
    alice.answer_all().finish()
    alice.send(alice.at("q/1?from=review"), {PAGES[0][0].id: "1"})
    assert counts(database)["results"] == 2
    page = alice.at("review")
    assert "scored already" in page.text
    assert f"{alice.address}/result" in page.links
    assert page.forms == []


def test_sharpening_counts_a_completed_page_at_a_time(alice, app):
    alice.answer_all().finish()

    def length():
        services = app.extensions[EXTENSION]
        attempt = services.store.attempts.find(hash_token(alice.token), services.clock())
        return services.store.results.latest(attempt.id).assessment["instrument"]["length"]

    page = alice.at(f"q/{alice.sharpen()}")
    alice.send(page, dict.fromkeys([*page.form.radios][:3], "2"), go="back")
    assert length() == "short"
    assert "5 statements have no answer yet" in alice.at("review").text
    alice.answer(5)
    assert length() == "long"


def test_the_review_leaves_sharpening_out_until_it_is_begun(alice):
    alice.answer_all().finish()
    assert alice.sharpen() == 5
    assert "Sharpen" not in alice.at("review").text
    alice.answer(5)
    assert "Sharpen: page 1" in alice.at("review").text


@pytest.mark.both_databases
@pytest.mark.parametrize(("finished", "days"), [(False, 30), (True, 365)])
def test_an_attempt_is_there_until_its_time_is_up(alice, clock, finished, days):
    alice.answer_all()
    if finished:
        alice.finish()
    clock.pass_days(days - 1)
    assert alice.at("review").status == 200
    clock.pass_days(1)
    assert alice.at("review").status == 404


def test_saving_a_page_gives_an_unfinished_attempt_its_days_again(alice, clock):
    clock.pass_days(29)
    alice.answer(1)
    clock.pass_days(29)
    assert alice.at("q/1").status == 200
