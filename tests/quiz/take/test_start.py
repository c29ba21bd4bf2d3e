"""The start page says what a person should know, and starts one attempt."""

import pytest

from quiz.tokens import sign_start_ticket
from tests.quiz.candidate import Candidate
from tests.quiz.stored import content, counts


def test_it_says_what_how_long_who_and_that_it_does_not_select(client):
    page = Candidate(client).get("/")
    assert page.kind == "start"
    for words in (
        "28 statements",
        "5 to 7 minutes",
        "Example & Daughters",
        "jobs@example.org",
        "does not select",
        "No account, no cookie",
        "your way back",
    ):
        assert words in page.text
    assert {"mailto:jobs@example.org", "https://example.org/privacy"} <= set(page.links)


def test_it_says_how_long_answers_are_kept(client):
    text = Candidate(client).get("/").text
    assert "answers are deleted 30 days after you last saved a page" in text
    assert "answers and result are deleted 12 months after" in text


def test_the_retention_it_names_is_the_one_that_is_set(environment, request):
    environment |= {"ROLE_FIT_KEEP_UNFINISHED_DAYS": "1", "ROLE_FIT_KEEP_FINISHED_DAYS": "90"}
    text = Candidate(request.getfixturevalue("client")).get("/").text
    assert "deleted 1 day after" in text
    assert "deleted 90 days after" in text


def test_it_says_plainly_when_the_operator_has_filled_in_nothing(environment, request):
    for name in ("NAME", "CONTACT"):
        del environment[f"ROLE_FIT_OPERATOR_{name}"]
    del environment["ROLE_FIT_PRIVACY_URL"]
    text = Candidate(request.getfixturevalue("client")).get("/").text
    assert "have not said who they are" in text
    assert "No contact is given. No privacy notice is given." in text


def test_what_the_operator_sets_is_escaped(environment, request):
    environment["ROLE_FIT_OPERATOR_NAME"] = "<script>alert(1)</script>"
    assert "<script>" not in Candidate(request.getfixturevalue("client")).get("/").html


def test_looking_at_it_makes_no_attempt(client, database):
    client.get("/")
    assert counts(database)["attempts"] == 0


@pytest.mark.both_databases
def test_starting_leads_to_the_first_page(alice):
    response = alice.client.get(alice.address)
    assert (response.status_code, response.location) == (302, f"{alice.address}/q/1")


def test_the_first_page_comes_without_a_detour(client):
    begun = client.post("/start", data=Candidate(client).get("/").form.fields)
    assert begun.location.endswith("/q/1")


@pytest.mark.both_databases
def test_a_double_click_makes_one_attempt(client, database):
    form = Candidate(client).get("/").form
    first, second = (client.post("/start", data=form.fields) for _ in range(2))
    assert first.location == f"{second.location}/q/1"
    assert counts(database)["attempts"] == 1


def test_a_second_click_loses_no_answer(client):
    alice = Candidate(client)
    form = alice.get("/").form
    alice.address = client.post("/start", data=form.fields).location
    alice.answer(1, 5)
    assert client.post("/start", data=form.fields).location == alice.address  # not page one again
    assert set(alice.at("q/1").checked.values()) == {"5"}


def test_two_people_get_two_attempts(alice, bob, database):
    assert alice.token != bob.token
    assert counts(database)["attempts"] == 2


def test_the_token_is_long_and_stored_only_as_a_hash(alice, database):
    assert len(alice.token) == 43
    assert alice.token.encode() not in content(database)


def test_a_forged_ticket_starts_nothing_and_offers_a_new_one(client, database):
    alice = Candidate(client)
    genuine = alice.get("/").form.fields["ticket"]
    for ticket in ("", "forged", genuine[:-2], sign_start_ticket("k" * 40, "en")):
        page = alice.post("/start", {"ticket": ticket})
        assert (page.status, page.kind) == (422, "start")
        assert page.title.startswith("Error: ")
        assert client.post("/start", data=page.form.fields).status_code == 303
    assert counts(database)["attempts"] == 4


def test_a_start_form_without_a_ticket_is_refused(client, database):
    assert client.post("/start").status_code == 422
    assert counts(database)["attempts"] == 0
