"""Reading what a browser, or something else, sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from questions.instrument import current_instrument
from quiz.take.forms import read_form

PAGE = current_instrument().bank.pages[0]
FIRST = PAGE[0].id


def read(*fields, revision=0):
    form = read_form(PAGE, MultiDict([("seen", "0"), *fields]))
    return form, [str(fault) for fault in form.faults(revision)]


def test_a_page_is_read_as_points_with_none_for_skipped():
    sent = [(item.id, "skip" if item.id == FIRST else "6") for item in PAGE]
    form, faults = read(*sent)
    assert faults == []
    assert form.answers.data == {item.id: None if item.id == FIRST else 6 for item in PAGE}


def test_what_was_not_chosen_is_absent_rather_than_skipped():
    form, faults = read((FIRST, "2"))
    assert (form.answers.data, faults) == ({FIRST: 2}, [])


@pytest.mark.parametrize("value", ["0", "7", "-1", "3.5", "", " 3", "three", "٣", "3\x00", "null"])
def test_a_point_off_the_scale_is_refused_by_name(value):
    form, faults = read((FIRST, value))
    assert form.answers.data == {}
    assert faults == [
        f"{FIRST}: “{value}” is not one of the answers. "
        "Choose one of the six answers, or skip the statement."
    ]


def test_two_answers_to_one_statement_are_refused():
    _, faults = read((FIRST, "2"), (FIRST, "5"))
    assert faults == [f"{FIRST}: 2 answers were sent. Choose one answer."]


def test_an_item_of_another_page_is_refused():
    elsewhere = current_instrument().bank.pages[1][0].id
    form, faults = read((elsewhere, "3"))
    assert form.answers.data == {}
    assert faults == [
        f"“{elsewhere}”: it is not a field of this page. Send this page's fields only."
    ]


def test_everything_wrong_is_said_at_once():
    _, faults = read((FIRST, "9"), ("colour", "red"), ("go", "sideways"), ("from", "mars"))
    assert len(faults) == 4


def test_a_flood_of_unknown_fields_is_counted_not_repeated():
    _, faults = read(*[(f"x{number}", "1") for number in range(5000)])
    assert len(faults) == 6
    assert faults[-1].startswith("4995 more fields: ")


def test_a_long_forged_value_is_shortened_before_it_is_repeated():
    _, faults = read((FIRST, "9" * 60_000))
    assert len(faults[0]) < 200


@pytest.mark.parametrize("seen", ["", "-1", "x", "1", "9" * 5000, "1e3"])
def test_a_revision_that_never_was_is_refused(seen):
    form = read_form(PAGE, MultiDict([("seen", seen)]))
    assert [fault.where for fault in form.faults(revision=0)] == ["seen"]


def test_a_form_without_its_revision_is_refused():
    form = read_form(PAGE, MultiDict())
    assert [fault.where for fault in form.faults(revision=0)] == ["seen"]


def test_no_item_has_the_name_of_a_control():
    ids = {item.id for item in current_instrument().bank.items}
    assert not ids & {"seen", "go", "from"}


@given(st.lists(st.tuples(st.text(max_size=8) | st.sampled_from([FIRST, "seen"]), st.text())))
def test_whatever_is_sent_gives_points_or_faults(fields):
    form = read_form(PAGE, MultiDict(fields))
    form.faults(revision=3)
    assert all(point is None or 1 <= point <= 6 for point in form.answers.data.values())
