"""The result as a file: it holds what was shown, and verifies."""

import json

import pytest

from questions.verification import printed, verify
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.take.test_result import CASES, PERSONAS, answers_of, sit

PAGE_OR_DATA = ["text/html", "application/json", "*/*"]


def get_file(candidate, **more):
    return candidate.client.get(f"{candidate.address}/result.json", **more)


def stored(app, candidate, clock):
    store = app.extensions[EXTENSION].store
    attempt = store.attempts.find(hash_token(candidate.token), clock())
    return attempt, store.results.latest(attempt.id)


def check_problem(response, status):
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == status
    assert response.json["detail"]
    assert "Content-Disposition" not in response.headers
    return response.json


@pytest.mark.parametrize("case", CASES)
def test_under_every_verdict_the_file_verifies_and_holds_the_stored_numbers(
    app, alice, clock, case
):
    response = get_file(sit(alice, CASES[case]))
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Cache-Control"] == "no-store"
    document = json.loads(response.text)
    assert verify(document).status == "same"
    _, result = stored(app, alice, clock)
    shown = {**printed(result.assessment), "answers": CASES[case]}
    assert shown.pop("careless_responding")  # for the candidate alone
    assert document == shown
    assert alice.token not in response.text


def test_the_result_page_leads_to_it_and_says_how_to_check_it(alice):
    page = sit(alice, CASES["clear"]).at("result")
    assert f"/a/{alice.token}/result.json" in page.links
    assert "role-fit verify" in page.text


def test_after_a_change_the_file_is_that_of_the_new_result(alice):
    before = get_file(sit(alice, CASES["clear"])).json
    page = alice.at("q/1")
    item = next(iter(page.form.radios))
    other = "1" if CASES["clear"][item] != 1 else "6"
    assert alice.send(page, {item: other}).status == 303
    after = get_file(alice).json
    assert after["answers"][item] == int(other)
    assert after["axes"] != before["axes"]
    assert verify(after).status == "same"


def test_sharpening_counts_in_the_file_as_it_does_on_the_page(alice):
    sit(alice, CASES["between"])
    who = next(person for person in PERSONAS if answers_of(person) == CASES["between"])
    page = alice.at(f"q/{alice.sharpen()}")
    given = {item: str(who["answers"][item]) for item in page.form.radios}
    few = dict([*given.items()][:3])
    assert alice.send(page, few).status == 422  # saved, and asked for the others
    begun = get_file(alice).json
    assert begun["answers"] == CASES["between"]
    assert verify(begun).status == "same"
    alice.send(alice.at("q/5"), given)
    done = get_file(alice).json
    assert len(done["answers"]) == 36
    assert done["instrument"]["length"] == "long"
    assert verify(done).status == "same"


@pytest.mark.parametrize("accepted", PAGE_OR_DATA)
def test_without_a_result_there_is_no_file_and_the_problem_says_what_to_do(alice, accepted):
    problem = check_problem(get_file(alice, headers={"Accept": accepted}), 404)
    assert problem["title"] == "There is no result yet"


@pytest.mark.parametrize("accepted", PAGE_OR_DATA)
def test_a_token_that_nobody_has_gets_no_file(client, accepted):
    response = client.get(f"/a/{'x' * 43}/result.json", headers={"Accept": accepted})
    assert check_problem(response, 404)["title"] == "We cannot find these answers"


def test_other_addresses_of_files_are_not_pages_either(client):
    check_problem(client.get("/nowhere.json", headers={"Accept": "text/html"}), 404)


@pytest.mark.both_databases
def test_everybody_gets_the_own_file(alice, bob):
    sit(alice, CASES["clear"])
    sit(bob, CASES["no_pattern"])
    assert get_file(alice).json["answers"] == CASES["clear"]
    assert get_file(bob).json["answers"] == CASES["no_pattern"]


def test_when_the_attempt_has_expired_its_file_is_gone(alice, clock):
    sit(alice, CASES["clear"])
    clock.pass_days(400)
    check_problem(get_file(alice), 404)


def test_it_cannot_be_written_to(alice):
    response = alice.client.post(f"{alice.address}/result.json")
    check_problem(response, 405)
    assert "GET" in response.headers["Allow"]


@pytest.mark.both_databases
def test_answers_and_result_of_different_moments_never_make_a_file(app, alice, clock):
    sit(alice, CASES["clear"])
    attempt, result = stored(app, alice, clock)
    store = app.extensions[EXTENSION].store
    later = (attempt.revision + 1, clock(), attempt.expires_at)
    store.results.append(attempt.id, result.assessment, *later)
    check_problem(get_file(alice), 409)
