"""An opening's own page: what came, in what state it is, and its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.hr.openings.numbers import ENOUGH_FOR_FAMILIES, STEP, at_least, families
from quiz.store.openings import CLOSED, OPEN, PAUSED
from tests.quiz.hr.openings.people import PEOPLE


def numbers(page):
    """What the three numbers say."""
    text = page.text
    start, end = text.index("Started"), text.index("Started and finished are told")
    return text[start:end].split(maxsplit=0)[0].strip()


def test_started_and_finished_are_told_in_steps_and_shared_exactly(owner, at, sharing):
    assert numbers(owner.get(at())) == (
        "Started Fewer than 5 Finished Fewer than 5 Shared with you 0"
    )
    for _ in range(6):
        sharing.share()
    sharing.begin()
    assert numbers(owner.get(at())) == "Started 5 or more Finished 5 or more Shared with you 6"


@given(st.integers(0, 10**6))
def test_a_step_hides_one_person_but_at_its_edge(number):
    if (number + 1) % STEP:
        assert at_least(number) == at_least(number + 1)


@pytest.mark.both_databases
def test_families_are_shown_once_ten_have_shared_and_not_before(owner, at, sharing):
    for number in range(ENOUGH_FOR_FAMILIES - 1):
        sharing.share(PEOPLE[number % len(PEOPLE)])
    page = owner.get(at())
    assert "Shown once 10 people have shared" in page.text
    assert "9 have so far" in page.text
    assert "Product leadership" not in page.text
    last = sharing.share(PEOPLE[0])
    page = owner.get(at())
    assert "Shown once" not in page.text
    assert "in the order of the alphabet" in page.text
    owner.post(at(f"results/{last.public_id}/erase"))
    assert "Shown once 10 people have shared" in owner.get(at()).text


def test_families_are_in_the_order_of_the_alphabet_and_not_of_their_number():
    totals = {"sent": 12, "family:delivery": 1, "family:analysis": 3, "family:several": 8}
    assert [(row.name, row.results) for row in families(totals)] == [
        ("Analysis", 3),
        ("Delivery", 1),
        ("Roles of several families", 8),
    ]


@pytest.mark.both_databases
def test_what_retention_removed_is_told(owner, at, sharing, store, clock):
    sharing.share()
    assert "Nothing was removed by itself yet" in owner.get(at()).text
    clock.pass_days(181)
    store.sweep(clock())
    owner.sign_in()
    page = owner.get(at())
    assert "What was removed by itself" in page.text
    assert "22 May 2027 1" in page.text


@pytest.mark.parametrize(
    ("state", "says"),
    [(PAUSED, "it has a break"), (CLOSED, "says so to latecomers"), (OPEN, "can begin")],
)
def test_an_opening_is_paused_closed_and_opened_again(editor, at, store, opening, state, says):
    done = editor.post(at("state"), {"state": state})
    assert done.status == 303
    assert says in editor.get(done.location).text
    assert store.openings.find(opening.public_id).state == state


@pytest.mark.parametrize("state", ["", "gone", "OPEN"])
def test_a_state_there_is_none_of_is_refused(editor, at, store, opening, state):
    assert editor.post(at("state"), {"state": state}).status == 400
    assert store.openings.find(opening.public_id).state == OPEN


@pytest.mark.both_databases
def test_a_hold_is_put_on_and_ended_and_said(editor, at, sharing):
    sent = sharing.share()
    on = editor.post(at("hold"), {"hold": "on"})
    page = editor.get(on.location)
    assert "under a legal hold" in page.text
    assert at("delete") not in page.forms
    refused = editor.post(at(f"results/{sent.public_id}/erase"))
    assert (refused.status, "under a legal hold" in refused.text) == (409, True)
    refused = editor.post(at(f"results/{sent.public_id}/anonymise"))
    assert (refused.status, "Nothing was changed" in refused.text) == (409, True)
    refused = editor.post(at("delete"))
    assert (refused.status, "was not deleted" in refused.text) == (409, True)
    editor.post(at("hold"))
    assert editor.post(at(f"results/{sent.public_id}/erase")).status == 303


@pytest.mark.both_databases
def test_deleting_says_what_goes_and_takes_all_of_it(editor, at, sharing, store, opening):
    sent = sharing.share()
    page = editor.get(at())
    assert "Deleted for good: 1 shared result ," in page.text
    done = editor.post(at("delete"))
    assert "The opening is deleted" in editor.get(done.location).text
    assert editor.get(at()).status == 404
    assert editor.client.get(f"/o/{opening.public_id}").status_code == 404
    assert store.sent.of_attempt(sent.attempt_id) is None
    assert store.results.latest(sent.attempt_id) is not None


def test_viewers_see_it_and_change_nothing(viewer, at, store, opening, sharing):
    sharing.share()
    page = viewer.get(at())
    assert page.status == 200
    assert not {at("state"), at("hold"), at("delete")} & page.forms.keys()
    for place in ("state", "hold", "delete"):
        assert viewer.post(at(place), {"state": "closed", "hold": "on"}).status == 403
    assert store.openings.find(opening.public_id) == opening
