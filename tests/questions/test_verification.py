"""A downloaded result: the same, changed since, or not what its answers give."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inputs.faults import Faults
from questions import verification
from questions.instrument import (
    EDITIONS,
    UnknownVersion,
    current_instrument,
    load_edition,
    load_instrument,
)
from questions.verification import ABSENT, PRECISION, download, printed, verify
from tests.questions.sheets import half_sheets, sheets, uniform

INSTRUMENT = current_instrument()
SOMEBODY = {
    item.id: 6 if (item.axis in ("strategy", "team", "scope")) == (item.keying == "+") else 2
    for item in INSTRUMENT.bank.items
}
VARIED = {
    item: point + (n % 3 == 0) * (-1) ** (point > 3)
    for n, (item, point) in enumerate(SOMEBODY.items())
}


def file_of(answers, instrument=INSTRUMENT):
    """What the person has after downloading: JSON, read again."""
    counted = instrument.scored_answers(answers)
    return json.loads(json.dumps(download(instrument.assessment_json(counted), counted)))


def leaves(value, path=()):
    """The path of everything in a document that holds nothing else."""
    if isinstance(value, dict) and value:
        return [leaf for key, part in value.items() for leaf in leaves(part, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for place, part in enumerate(value) for leaf in leaves(part, (*path, place))]
    return [path]


def parent(document, path):
    for step in path[:-1]:
        document = document[step]
    return document


def place(path):
    """A path as a difference names it."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def changed(value):
    """Something else than the value, as near to it as a file shows."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 10 ** (1 - PRECISION)
    return "x" if value is None else 0 if value in ([], {}) else f"{value}x"


NOT_NUMBERS = ("answers", "instrument")  # the first is recomputed from, the second found by
FILE = file_of(VARIED)
LEAVES = [path for path in leaves(FILE) if path[0] not in NOT_NUMBERS]


def test_the_file_of_these_tests_holds_everything():
    assert FILE["verdict"] != "none"
    assert FILE["why"]
    assert FILE["flips"]


@given(sheets())
def test_what_was_downloaded_is_the_same(answers):
    found = verify(file_of(answers))
    assert (found.status, found.differences) == ("same", ())
    assert found.version == found.current == INSTRUMENT.version


def test_what_is_for_the_candidate_alone_is_not_in_the_file():
    assert "careless_responding" in INSTRUMENT.assessment_json(VARIED)
    assert "careless_responding" not in FILE


def test_an_assessment_with_its_answers_is_verified_whole():
    assessment = INSTRUMENT.assessment_json(VARIED)  # as role-fit match prints it
    document = json.loads(json.dumps(assessment | {"answers": VARIED}))
    assert verify(document).status == "same"
    document["careless_responding"] |= {"longstring": 40}
    (difference,) = verify(document).differences
    assert difference.where == "careless_responding.longstring"


@given(half_sheets())
def test_a_file_holds_the_answers_that_count_only(answers):
    document = file_of(answers)
    assert document["answers"] == INSTRUMENT.scored_answers(answers)
    assert verify(document).status == "same"


@pytest.mark.parametrize("point", [1, 6, None])
def test_a_file_that_names_no_role_is_verified_too(point):
    document = file_of(uniform(point, "short"))
    assert document["verdict"] == "none"
    assert verify(document).status == "same"


@given(st.sampled_from(LEAVES))
def test_every_changed_leaf_is_found_where_it_is(path):
    document = copy.deepcopy(FILE)
    within = parent(document, path)
    within[path[-1]] = changed(within[path[-1]])
    found = verify(document)
    assert found.status == "differs"
    assert [difference.where for difference in found.differences] == [place(path)]


@given(st.sampled_from(LEAVES))
def test_every_removed_entry_is_found_where_it_was(path):
    document = copy.deepcopy(FILE)
    del parent(document, path)[path[-1]]
    (difference,) = verify(document).differences
    assert place(path).startswith(difference.where)
    assert isinstance(path[-1], int) or difference.said is ABSENT


def test_null_and_nothing_are_not_the_same():
    document = copy.deepcopy(FILE)
    assert document.pop("reason") is None
    document["more"] = None
    assert {(d.where, d.said, d.recomputed) for d in verify(document).differences} == {
        ("reason", ABSENT, None),
        ("more", None, ABSENT),
    }


@given(st.sampled_from(sorted(VARIED)))
def test_another_answer_is_found_by_what_it_would_have_made(item):
    document = copy.deepcopy(FILE)
    document["answers"][item] = 7 - document["answers"][item]
    found = verify(document)
    assert found.status == "differs"
    assert any(difference.where.startswith("axes[") for difference in found.differences)


@pytest.mark.parametrize("number", [10**400, -(10**400), float("inf"), float("nan"), True, "1"])
def test_numbers_that_cannot_be_reckoned_with_differ(number):
    document = copy.deepcopy(FILE)
    document["roles"][0]["rank"] = number
    (difference,) = verify(document).differences
    assert difference.where == "roles[0].rank"


def test_the_last_printed_digit_may_be_rounded_otherwise():
    document = copy.deepcopy(FILE)
    document["roles"][0]["distance"] += 10**-PRECISION
    document["roles"][0]["rank"] = 1.0  # some programs know one kind of number only
    assert verify(document).status == "same"


def test_printed_numbers_have_no_minus_before_nothing():
    assert str(printed({"by": [-0.0, -1e-9, 0.1234567]})) == "{'by': [0.0, 0.0, 0.123457]}"


@pytest.fixture
def an_older_edition(tmp_path, monkeypatch):
    """A version before today's, with the roles' values mirrored: it says other things."""

    def make(change):
        text = (EDITIONS / f"{INSTRUMENT.version}.json").read_text("utf-8")
        edition = json.loads(text) | {"version": "0.9.0"}
        change(edition)
        (tmp_path / "0.9.0.json").write_text(json.dumps(edition), "utf-8")
        older = load_edition("0.9.0", tmp_path)

        def load(version):
            return older if version == "0.9.0" else load_instrument(version)

        monkeypatch.setattr(verification, "load_instrument", load)
        return older

    return make


def mirror(edition):
    model = edition["model"]
    model["centroids"] = [[1 - value for value in role] for role in model["centroids"]]


def test_a_result_of_an_older_instrument_is_changed_since_and_what_it_would_be(an_older_edition):
    document = file_of(VARIED, an_older_edition(mirror))
    found = verify(document)
    assert (found.status, found.version, found.current) == ("changed", "0.9.0", INSTRUMENT.version)
    assert found.differences
    assert {d.where.split("[")[0] for d in found.differences} <= {"verdict", "shortlist"}
    today = INSTRUMENT.assessment_json(VARIED)
    for difference in found.differences:
        if difference.where in ("verdict", "shortlist"):
            assert difference.said == document[difference.where]
            assert difference.recomputed == today[difference.where]


def test_an_older_instrument_that_says_the_same_has_nothing_to_tell(an_older_edition):
    found = verify(file_of(VARIED, an_older_edition(lambda edition: None)))
    assert (found.status, found.differences) == ("changed", ())


def test_an_older_result_is_checked_with_the_instrument_of_its_time(an_older_edition):
    document = file_of(VARIED, an_older_edition(mirror))
    document["roles"][0]["distance"] += 1
    found = verify(document)
    assert found.status == "differs"
    assert [difference.where for difference in found.differences] == ["roles[0].distance"]


def test_items_that_are_no_longer_asked_do_not_stand_in_the_way(an_older_edition):
    def rename(edition):
        old, new = edition["items"][0]["id"], "asked_in_the_past"
        edition["items"][0]["id"] = new
        for words in edition["wording"].values():
            words["items"][new] = words["items"].pop(old)

    older = an_older_edition(rename)
    answers = {
        item.id: point for item, point in zip(older.bank.items, VARIED.values(), strict=True)
    }
    assert "asked_in_the_past" in answers
    assert verify(file_of(answers, older)).status == "changed"


def test_where_today_asks_other_statements_it_says_nothing_of_them(an_older_edition):
    def rename(edition):
        for item in edition["items"]:
            item["id"] = f"{item['id']}_once"
        for words in edition["wording"].values():
            words["items"] = {f"{name}_once": text for name, text in words["items"].items()}

    older = an_older_edition(rename)
    found = verify(file_of({f"{item}_once": point for item, point in VARIED.items()}, older))
    assert (found.status, found.differences, found.comparable) == ("changed", (), False)


@pytest.mark.parametrize("version", ["9.9.9", "", "../editions/1.0.0", "1.0", "1.0.0.json"])
def test_a_version_that_is_not_here_is_refused(version):
    document = copy.deepcopy(FILE)
    document["instrument"]["version"] = version
    with pytest.raises(Faults, match="Use a newer Role Fit") as refused:
        verify(document)
    assert isinstance(refused.value.__cause__, UnknownVersion)


def test_a_language_without_words_is_refused():
    document = copy.deepcopy(FILE)
    document["instrument"]["language"] = "tlh"
    with pytest.raises(Faults, match=r"instrument, language: .*'tlh'.*one of: en"):
        verify(document)


def test_another_length_differs():
    document = copy.deepcopy(FILE)
    document["instrument"]["length"] = "short"
    assert [d.where for d in verify(document).differences] == ["instrument.length"]


@pytest.mark.parametrize("junk", [None, [], 3, "text", True])
def test_what_is_no_object_is_refused(junk):
    with pytest.raises(Faults, match="it is not a JSON object"):
        verify(junk)


def test_everything_that_is_missing_is_told_at_once():
    with pytest.raises(Faults) as refused:
        verify({"instrument": {"version": 1}, "answers": []})
    places = [fault.where for fault in refused.value.faults]
    assert places == ["instrument, version", "instrument, language", "answers"]


def test_answers_that_nobody_can_give_are_told_at_once():
    document = copy.deepcopy(FILE)
    document["answers"] |= {"closed_box": 9, "no_such_item": 3}
    with pytest.raises(Faults) as refused:
        verify(document)
    assert len(refused.value.faults) == 2


def test_far_too_many_answers_are_another_kind_of_file():
    document = copy.deepcopy(FILE) | {"answers": {f"item_{n}": 1 for n in range(10_000)}}
    with pytest.raises(Faults, match="there are 10,000 of them") as refused:
        verify(document)
    assert len(refused.value.faults) == 1
