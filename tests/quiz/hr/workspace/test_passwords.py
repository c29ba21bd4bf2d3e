"""Which passwords are refused, and that the list of them is worth reading."""

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from quiz.hr.workspace.passwords import LONGEST, SHORTEST, hash_password, password_fault

LIST = files("quiz.hr.workspace").joinpath("common_passwords.txt").read_text(encoding="utf-8")
PLAIN = "abcdefghxyz0123456789 -_!"  # signs that are one character in every way of writing them
LISTED = [line for line in LIST.splitlines() if not line.startswith("#")]


def test_every_line_of_the_list_refuses_something():
    assert len(LISTED) > 200
    assert [line for line in LISTED if len(line) < SHORTEST or line != line.casefold()] == []
    assert len(set(LISTED)) == len(LISTED)


def test_what_is_listed_is_refused_in_capitals_too():
    said = {password_fault(password.upper()).what for password in LISTED}
    assert said == {"it is among the first that are guessed"}


@given(st.text(PLAIN, max_size=SHORTEST - 1))
def test_what_is_short_is_refused(password):
    assert password_fault(password).remedy == f"Give it at least {SHORTEST}"


@given(st.text(PLAIN, min_size=1, max_size=4), st.integers(12, 40))
def test_what_repeats_itself_is_refused(text, length):
    repeated = (text * length)[:length]
    assert password_fault(repeated).what == "it is among the first that are guessed"


@given(st.text(min_size=1))
def test_no_text_at_all_breaks_it(password):
    fault = password_fault(password, "Ada", "")
    assert fault is None or fault.where == "Password"


def test_a_name_within_many_words_does_not_matter():
    assert password_fault("olivia owns nine green boats", "Olivia") is None
    assert password_fault("oliviaolivia99", "Olivia") is not None
    assert password_fault("ab" + "tide over granite", "ab") is None


def test_as_long_as_may_be_is_taken_and_one_more_is_not():
    longest = ("tide over slow granite " * 50)[:LONGEST]
    assert password_fault(longest) is None
    assert password_fault(longest + "x").remedy == "Shorten it"


def test_the_same_password_is_stored_differently_each_time():
    assert hash_password("tide over slow granite") != hash_password("tide over slow granite")
