"""Shared results: in order of date, as their person sees them, with nothing that ranks."""

import re
from typing import get_args

import pytest
from msgspec.structs import replace

from model.verdict import Kind
from quiz.store import OpeningSettings
from tests.quiz.candidate import Candidate
from tests.quiz.hr.openings.people import PEOPLE, assessment_of

NEVER = ("stability", "distance", "careless", "in about", "as if they had not been read")
# Nobody of the personas is without a role.
NOBODY = replace(PEOPLE[0], answers=dict.fromkeys(PEOPLE[0].answers, 4))
VERDICTS = {assessment_of(person)["verdict"]: person for person in [*PEOPLE, NOBODY]}


def names_on(page):
    return re.findall(r"<strong>(?:<bdi>)?([^<]+?)(?:</bdi>)?</strong></a>", page.html)


def test_without_a_result_the_page_says_what_will_be_here(owner, viewer, at):
    page = owner.get(at("results"))
    assert "Nothing was shared yet" in page.text
    assert "never that somebody does not" in page.text
    assert viewer.get(at("results")).status == 200


@pytest.mark.both_databases
def test_results_are_listed_by_page_in_order_of_date(owner, at, sharing, clock):
    for number in range(27):
        sharing.share(name=f"Person {number}")
        clock.now += clock.now - clock.now.replace(minute=clock.now.minute)  # same moment twice
    page = owner.get(at("results"))
    assert names_on(page) == [f"Person {number}" for number in range(26, 1, -1)]
    [older] = [link for link in page.links if "before=" in link]
    assert names_on(owner.get(older)) == ["Person 1", "Person 0"]


@pytest.mark.parametrize("before", ["x", "1", "-", "9-9-9", "99999999999999999-1", "1" * 40 + "-1"])
def test_a_place_in_the_list_that_is_none_is_the_beginning(owner, at, sharing, before):
    sharing.share()
    assert owner.get(at(f"results?before={before}")).status == 200


def test_nothing_in_the_address_sorts_or_filters_by_result(owner, at, sharing):
    for person in PEOPLE[:3]:
        sharing.share(person, name=person.name)
    plain = names_on(owner.get(at("results")))
    for query in ("sort=verdict", "verdict=clear", "role=product_owner", "order=asc", "family=x"):
        assert names_on(owner.get(at(f"results?{query}"))) == plain


def test_the_list_says_nothing_of_what_a_result_came_to(owner, at, sharing):
    found = assessment_of(PEOPLE[0])
    sharing.share(PEOPLE[0], name="Somebody")
    page = owner.get(at("results"))
    for role in found["shortlist"]:
        assert role.replace("_", " ") not in page.text.lower()


@pytest.mark.both_databases
def test_search_finds_by_name_and_by_reference(owner, at, sharing):
    sharing.share(name="Ada Lovelace", ref="REQ-17")
    sharing.share(name="René Groß", ref="REQ-18")
    assert names_on(owner.get(at("results?q=gross"))) == ["René Groß"]
    assert names_on(owner.get(at("results?q=req-17"))) == ["Ada Lovelace"]
    assert names_on(owner.get(at("results?q=REQ"))) == ["René Groß", "Ada Lovelace"]
    page = owner.get(at("results?q=%3Cscript%3E"))
    assert "No name and no reference" in page.text
    assert "<script>" not in page.html


@pytest.mark.both_databases
def test_a_searched_list_goes_on_with_the_search(owner, at, sharing):
    for number in range(27):
        sharing.share(name=f"Ada {number}")
        sharing.share(name="Bob")
    [older] = [link for link in owner.get(at("results?q=ada")).links if "before=" in link]
    assert names_on(owner.get(older)) == ["Ada 1", "Ada 0"]


@pytest.mark.parametrize("verdict", get_args(Kind))
def test_one_result_shows_what_its_person_shared_and_nothing_that_ranks(
    owner, at, sharing, verdict
):
    sent = sharing.share(VERDICTS[verdict], name="Ada")
    page = owner.get(at(f"results/{sent.public_id}"))
    assert page.status == 200
    assert "apply whatever this says" in page.text
    assert "Rank, score, choose or turn away nobody by it" in page.text
    for word in NEVER:
        assert word not in page.text.lower(), word


def test_a_faint_signal_is_said_to_be_faint(owner, at, sharing):
    sent = sharing.share(VERDICTS["faint"], name="Ada")
    page = owner.get(at(f"results/{sent.public_id}"))
    assert "Faintly near " in page.text
    assert "The signal is faint: take it as a first guess." in page.text
    alone = sharing.share(VERDICTS["faint"], ["profile"])
    assert "aint" not in owner.get(at(f"results/{alone.public_id}")).text


def test_only_the_parts_that_were_ticked_are_there(owner, at, sharing):
    person = next(each for each in PEOPLE if assessment_of(each)["shortlist"])
    whole = owner.get(at(f"results/{sharing.share(person).public_id}")).text
    assert "Seven subjects" in whole
    roles = owner.get(at(f"results/{sharing.share(person, ['roles']).public_id}")).text
    assert "Seven subjects" not in roles
    assert "Each row is part of one sum" not in roles
    why = owner.get(at(f"results/{sharing.share(person, ['why']).public_id}")).text
    assert "Each row is part of one sum" in why
    assert "Seven subjects" not in why


def test_who_it_is_from_and_how_sure_the_reference_is(owner, at, sharing):
    signed = sharing.share(email="ada@example.org", ref="REQ-17", ref_signed=True)
    page = owner.get(at(f"results/{signed.public_id}"))
    assert "mailto:ada@example.org" in page.links
    assert "Signed by you" in page.text
    unsigned = sharing.share(name=None, ref="REQ-18")
    page = owner.get(at(f"results/{unsigned.public_id}"))
    assert "Without a name" in page.text
    assert "could have written anything" in page.text


@pytest.mark.parametrize(
    ("code", "heading"), [("de", "Dies ist eine Selbstbeschreibung"), ("he", 'dir="rtl"')]
)
def test_a_result_can_be_read_in_english_and_as_its_person_read_it(
    owner, at, sharing, code, heading
):
    sent = sharing.share(language=code)
    page = owner.get(at(f"results/{sent.public_id}"))
    assert "This is a self-description" in page.text
    assert heading not in page.html
    as_sent = owner.get(at(f"results/{sent.public_id}?as={code}"))
    assert heading in as_sent.html
    assert "This is a self-description" not in as_sent.text
    assert "How to read this" in as_sent.text
    other = owner.get(at(f"results/{sent.public_id}?as=xx"))
    assert "This is a self-description" in other.text


def test_script_in_a_name_or_a_reference_is_shown_as_text(owner, at, sharing):
    hostile = "<script>alert(1)</script>"
    sent = sharing.share(name=hostile, ref=hostile, email='"><script>@example.org')
    for place in ("results", f"results/{sent.public_id}"):
        assert "<script>alert" not in owner.get(at(place)).html
        assert '"><script>@' not in owner.get(at(place)).html


def test_a_result_of_another_opening_is_not_found_below_this_one(owner, at, sharing, store):
    sent = sharing.share()
    other = owner.post("/hr/openings/new", {"title": "Other"}).path
    for place in (f"{other}/results/{sent.public_id}", at("results/unknown")):
        assert owner.get(place).status == 404
    owner.post(f"{other}/results/{sent.public_id}/erase")
    owner.post(f"{other}/results/{sent.public_id}/anonymise")
    assert store.sent.of_attempt(sent.attempt_id) == sent


@pytest.mark.both_databases
def test_an_erased_result_is_gone_and_erasing_twice_does_no_harm(editor, at, sharing, store):
    sent = sharing.share()
    done = editor.post(at(f"results/{sent.public_id}/erase"))
    assert "The result is erased" in editor.get(done.location).text
    assert editor.get(at(f"results/{sent.public_id}")).status == 404
    assert editor.post(at(f"results/{sent.public_id}/erase")).status == 303
    assert store.sent.ending(sent.attempt_id) == "erased"


@pytest.mark.both_databases
def test_an_anonymous_result_says_no_more_than_the_month(editor, at, sharing):
    sent = sharing.share(email="ada@example.org", ref="REQ-17")
    done = editor.post(at(f"results/{sent.public_id}/anonymise"))
    page = editor.get(done.location)
    assert "Anonymous" in page.text
    assert "November 2026" in page.text
    for gone in ("Ada", "ada@example.org", "REQ-17", "22 November"):
        assert gone not in page.text, gone
    assert editor.get(at(f"results/{sent.public_id}")).status == 404
    assert not [form for form in page.forms if form.endswith("/anonymise")]
    again = editor.post(at(f"results/{sent.public_id}/anonymise"))
    assert again.path == at("results")


def test_viewers_see_results_and_erase_none(viewer, at, sharing, store):
    sent = sharing.share()
    page = viewer.get(at(f"results/{sent.public_id}"))
    assert page.status == 200
    assert not [form for form in page.forms if form.endswith(("/erase", "/anonymise"))]
    for what in ("erase", "anonymise"):
        assert viewer.post(at(f"results/{sent.public_id}/{what}")).status == 403
    assert store.sent.of_attempt(sent.attempt_id) == sent


def test_from_the_first_page_to_a_shared_result(app, owner, at, opening, store):
    candidate = Candidate(app.test_client())
    page = candidate.get(f"/o/{opening.public_id}?ref=REQ-17")
    begun = candidate.client.post(page.form.action, data=page.form.fields)
    candidate.address = begun.location
    candidate.answer_all(6)
    for number, point in ((1, 1), (2, 2)):
        candidate.answer(number, point)
    assert candidate.finish().status == 303
    looked = candidate.at("send")
    asked = [form for form in looked.forms if form.action.endswith("/send/preview")]
    preview = candidate.post(asked[0].action, {"part": "profile"})
    assert owner.get(at("results")).text.count("REQ-17") == 0
    send = next(form for form in preview.forms if form.action.endswith("/send"))
    assert candidate.post(send.action, send.fields).status == 303
    page = owner.get(at("results"))
    assert "REQ-17" in page.text
    [link] = [link for link in page.links if re.search(r"/results/[\w-]{22}$", link)]
    assert "Seven subjects" in owner.get(link).text
    assert OpeningSettings("x").keep_days == 180
