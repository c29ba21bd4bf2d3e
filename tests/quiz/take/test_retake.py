"""Taking it again: a new attempt that shows the old result beside its own, and says what moved."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from quiz.report.earlier import earlier
from quiz.store.retakes import Retakes
from quiz.tokens import sign_start_ticket
from tests.quiz.candidate import Candidate
from tests.quiz.stored import all_rows, counts
from tests.quiz.take.applicant import result_for
from tests.quiz.take.test_result import CASES, INSTRUMENT, ROLES, sit

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
ASSESSED = {case: INSTRUMENT.assessment_json(answers) for case, answers in CASES.items()}


def retake(candidate):
    """Go from the result to the page that explains it, and press the button."""
    form = candidate.at("retake").form
    begun = candidate.post(form.action, form.fields)
    assert begun.status == 303
    return Candidate(candidate.client, begun.headers["Location"])


def test_it_is_offered_on_the_result_and_explained_before_it_begins(alice, database):
    page = sit(alice, CASES["clear"]).at("result")
    assert f"/a/{alice.token}/retake" in page.links
    before = all_rows(database)
    page = alice.at("retake")
    assert (page.status, page.kind) == (200, "retake")
    assert all_rows(database) == before


def test_the_new_attempt_has_an_address_of_its_own_and_no_answers(alice):
    newer = retake(sit(alice, CASES["clear"]))
    assert newer.token != alice.token
    assert newer.get(newer.address).headers["Location"].endswith("/q/1")
    assert newer.at("q/1").checked == {}
    assert alice.at("result").status == 200


@pytest.mark.both_databases
def test_the_same_form_twice_begins_one(app, alice, database):
    form = sit(alice, CASES["clear"]).at("retake").form

    def press(_):
        return app.test_client().post(form.action, data=form.fields).location

    with ThreadPoolExecutor(4) as pool:
        there, *elsewhere = sorted(pool.map(press, range(8)), reverse=True)
    assert [f"{address}/q/1" for address in set(elsewhere)] == [there]
    assert (counts(database)["attempts"], counts(database)["retakes"]) == (2, 1)


@pytest.mark.parametrize("then", CASES)
@pytest.mark.parametrize("now", ["clear", "no_pattern"])
def test_the_new_result_shows_the_old_one_dated_and_beside_it(alice, clock, then, now):
    newer = retake(sit(alice, CASES[then]))
    clock.pass_days(2)
    page = sit(newer, CASES[now]).at("result")
    assert page.status == 200
    assert "older" in page.ids
    assert "22 November 2026, 12:00 UTC" in page.text
    shown = ASSESSED[then]["shortlist"] + ASSESSED[now]["shortlist"]
    then_and_now = page.text[page.text.index("Then and now") :].split("What this result can")[0]
    head = then_and_now.split("Subject")[0]
    for role in shown:
        assert ROLES[role].name.lower()[1:] in head.lower()
    if not shown:
        assert not any(words.name in then_and_now for words in ROLES.values())
    assert alice.token not in page.html


def test_the_old_result_shows_nothing_of_the_new_one(alice):
    before = sit(alice, CASES["clear"]).at("result").text
    sit(retake(alice), CASES["between"])
    assert alice.at("result").text == before


@pytest.mark.both_databases
def test_all_older_results_are_there_the_newest_first(alice, clock):
    second = retake(sit(alice, CASES["clear"]))
    clock.pass_days(1)
    third = retake(sit(second, CASES["between"]))
    clock.pass_days(1)
    page = sit(third, CASES["shortlist"]).at("result")
    dates = re.findall(r"<summary>(\d+ \w+ \d+), 12:00 UTC", page.html)
    assert dates == ["23 November 2026", "22 November 2026"]


def test_places_are_compared_only_beyond_what_chance_would_make():
    axis = {"axis": "technical", "value": 0.5, "standard_error": 0.1}
    made = {"instrument": {"version": "1.0.0"}, "verdict": "none", "reason": "no_pattern"}
    limit = 1.96 * 2**0.5 * 0.1

    def says(gap):
        now = {**made, "axes": [{**axis, "value": 0.5 + gap}]}
        return earlier(now, {**made, "axes": [axis]}, MOMENT, "en").axes[0].says

    assert says(limit - 1e-6) is None
    assert says(-limit + 1e-6) is None
    assert says(limit + 1e-6) == "More toward working close to how things are built than before"
    assert says(-limit - 1e-6).startswith("More toward leaving how things are built")


def test_a_missing_place_is_never_a_difference():
    for now, then in (("clear", "incomplete"), ("incomplete", "clear")):
        found = earlier(ASSESSED[now], ASSESSED[then], MOMENT, "en")
        assert found.moved == 0
        assert any(None in (axis.now, axis.then) for axis in found.axes)


def test_the_same_answers_again_have_not_moved(alice):
    page = sit(retake(sit(alice, CASES["clear"])), CASES["clear"]).at("result")
    assert "On no subject did you move more than chance might make it" in page.text


def test_results_of_different_versions_stand_side_by_side_without_a_word_of_difference():
    other = {**ASSESSED["clear"], "instrument": {"version": "0.9.0"}}
    found = earlier(ASSESSED["unlike_any_role"], other, MOMENT, "en")
    assert not found.comparable
    assert not any(axis.says for axis in found.axes)


def test_without_a_result_it_leads_to_where_the_person_is(alice, database):
    assert alice.at("retake").headers["Location"].endswith("/q/1")
    assert alice.post(f"{alice.address}/retake", {}).headers["Location"].endswith("/q/1")
    assert counts(database)["attempts"] == 1


@pytest.mark.parametrize("ticket", ["", "forged", None])
def test_a_forged_or_old_form_is_refused_with_a_fresh_one(app, alice, clock, database, ticket):
    sit(alice, CASES["clear"])
    sent = {"ticket": sign_start_ticket("another key") if ticket is None else ticket}
    page = alice.post(f"{alice.address}/retake", sent)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert counts(database)["attempts"] == 1
    assert alice.post(page.form.action, page.form.fields).status == 303


@pytest.mark.parametrize(("before", "after"), [("open", "paused"), ("paused", "open")])
def test_it_is_never_for_another_quiz_than_the_page_said(
    client, employers, store, database, before, after
):
    opening = employers.opening()
    alice = result_for(client, opening)
    store.openings.set_state(opening.id, before)
    form = alice.at("retake").form
    store.openings.set_state(opening.id, after)
    page = alice.post(form.action, form.fields)
    assert page.status == 409
    assert "What this page said of the employer has changed" in page.text
    assert counts(database)["attempts"] == 1
    assert alice.post(form.action, page.form.fields).status == 303
    assert store.openings.totals(opening.id)["started"] == (2 if after == "open" else 1)


def test_where_the_opening_is_deleted_meanwhile_that_is_said(client, employers, store, monkeypatch):
    opening = employers.opening()
    alice = result_for(client, opening)
    form, begin = alice.at("retake").form, Retakes.begin

    def late(*arguments):
        store.openings.delete(opening.id)
        return begin(*arguments)

    monkeypatch.setattr(Retakes, "begin", late)
    page = alice.post(form.action, form.fields)
    assert page.status == 409
    assert alice.post(form.action, page.form.fields).status == 303


def test_a_strangers_ticket_links_nothing_to_their_attempt(alice, bob, client):
    """A ticket whose attempt exists already leads to it, and ties it to nothing."""
    sit(alice, CASES["clear"])
    fields = sit(bob, CASES["between"]).at("retake").form.fields
    first = bob.post(f"{bob.address}/retake", fields).headers["Location"]
    again = alice.post(f"{alice.address}/retake", fields).headers["Location"]
    assert first == f"{again}/q/1"
    newer = sit(Candidate(client, first), CASES["shortlist"])
    assert newer.at("result").html.count("12:00 UTC:") == 1


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/a/{token}/retake").status_code == 404
    assert client.post(f"/a/{token}/retake").status_code == 404
