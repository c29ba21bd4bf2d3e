"""Files of all results: the same content in both, safe in a spreadsheet, and as it comes."""

import csv
import io
import json

import pytest

from quiz.hr.openings.exports import COLUMNS, FORMULA
from quiz.store.sent_rows import new_public_id
from tests.quiz.hr.openings.people import PEOPLE, assessment_of

NOT_SHOWN = ("stability", "distance", "fit", "rank", "careless", "answer", "attempt", "token")


def table(member, at):
    response = member.client.get(at("results.csv"))
    assert response.status_code == 200
    return response, list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


@pytest.mark.both_databases
def test_both_files_have_the_same_content(viewer, at, sharing):
    for person in PEOPLE[:6]:
        sharing.share(person, name=person.name, ref="REQ-1", ref_signed=True)
    _, rows = table(viewer, at)
    found = json.loads(viewer.client.get(at("results.json")).data)
    assert len(rows) == len(found) == 6
    for row, same in zip(rows, found, strict=True):
        for name in COLUMNS:
            value = same[name]
            if isinstance(value, list):
                value = " ".join(value)
            elif isinstance(value, bool):
                value = "yes" if value else "no"
            elif isinstance(value, float):
                assert float(row[name]) == value
                continue
            # An id may begin with a sign that a spreadsheet would calculate with.
            assert row[name].removeprefix("'") == ("" if value is None else str(value)), name


def test_they_hold_what_was_shared_and_no_more(viewer, at, sharing):
    person = next(each for each in PEOPLE if assessment_of(each)["shortlist"])
    sharing.share(person, ["roles"], name="Ada")
    [found] = json.loads(viewer.client.get(at("results.json")).data)
    assert (found["name"], found["shows"]) == ("Ada", ["roles"])
    assert found["roles"] == assessment_of(person)["shortlist"]
    assert found["strategy_value"] is None
    assert found["why_role"] is None
    assert not [name for name in COLUMNS for word in NOT_SHOWN if word in name]


def test_no_cell_is_a_formula(viewer, at, sharing):
    typed = [sign for sign in FORMULA if sign != "\0"]  # what comes with a NUL is refused
    for sign in typed:
        sharing.share(name=f"{sign}1+1", ref=f"{sign}HYPERLINK(1)", email="=1@example.org")
    response, rows = table(viewer, at)
    assert len(rows) == len(typed)
    for row in rows:
        for name in ("name", "ref", "email"):
            assert row[name].startswith("'"), row[name]
    assert response.data.startswith(b"\xef\xbb\xbf")


def test_no_id_begins_as_a_formula_so_that_every_file_has_the_same():
    assert not any(new_public_id().startswith(FORMULA) for _ in range(1000))


def test_a_line_end_or_a_quote_in_a_name_stays_in_its_cell(viewer, at, sharing):
    sharing.share(name='Ada "the" first\r\nof many, and; more')
    _, [row] = table(viewer, at)
    assert row["name"] == 'Ada "the" first\r\nof many, and; more'


def test_an_opening_without_results_gives_a_head_and_an_empty_list(viewer, at, opening):
    _, rows = table(viewer, at)
    assert rows == []
    assert json.loads(viewer.client.get(at("results.json")).data) == []


def test_they_are_files_to_be_kept_and_not_shown(viewer, at, sharing):
    sharing.share()
    for ending, kind in (("csv", "text/csv"), ("json", "application/json")):
        response = viewer.client.get(at(f"results.{ending}"))
        assert response.mimetype == kind
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.both_databases
def test_they_come_as_they_are_read_and_not_all_at_once(viewer, at, sharing, monkeypatch):
    for _ in range(3):
        sharing.share()
    for ending in ("csv", "json"):
        response = viewer.client.get(
            at(f"results.{ending}"), headers={"Accept-Encoding": "gzip"}, buffered=False
        )
        assert response.is_streamed
        assert "Content-Encoding" not in response.headers
        pieces = list(response.response)
        assert len(pieces) >= 3
        response.close()


@pytest.mark.both_databases
def test_an_anonymous_result_has_a_month_and_nobody(editor, at, sharing):
    sent = sharing.share(email="ada@example.org", ref="REQ-17")
    editor.post(at(f"results/{sent.public_id}/anonymise"))
    [found] = json.loads(editor.client.get(at("results.json")).data)
    assert (found["shared_at"], found["result_of"], found["anonymous"]) == (
        "2026-11",
        "2026-11",
        True,
    )
    assert [found[name] for name in ("name", "email", "ref", "ref_signed")] == [None] * 4


def test_another_workspace_gets_no_file(outsider, at, sharing):
    sharing.share()
    for ending in ("csv", "json"):
        assert outsider.client.get(at(f"results.{ending}")).status_code == 404
