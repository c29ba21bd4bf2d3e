"""The own answers as a table: everything that was answered, and nothing a spreadsheet runs."""

import csv
import io

import pytest

from quiz.take.downloads import safe
from tests.quiz.candidate import PAGES
from tests.quiz.take.test_result import CASES, INSTRUMENT, sit


def get_file(candidate):
    return candidate.client.get(f"{candidate.address}/answers.csv")


def rows(candidate):
    response = get_file(candidate)
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_it_is_a_table_that_excel_reads_as_utf_8(alice):
    response = get_file(sit(alice, CASES["clear"]))
    assert response.data.startswith(b"\xef\xbb\xbfStatement,Subject,Answer,Point\r\n")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Cache-Control"] == "no-store"
    assert alice.token not in response.text


def test_each_answer_stands_with_its_statement_its_subject_and_its_words(alice):
    answers, wording = CASES["clear"], INSTRUMENT.wording("en")
    head, *found = rows(sit(alice, answers))
    assert head == ["Statement", "Subject", "Answer", "Point"]
    assert len(found) == len(answers)
    facet = {item.id: item.facet for item in INSTRUMENT.bank.items}
    expected = {
        wording.text(i): [wording.scale(facet[i]).label(p), str(p)] for i, p in answers.items()
    }
    assert {row[0]: row[2:] for row in found} == expected
    assert {row[1] for row in found} >= {"Technical depth", "Leading people"}


def test_a_skipped_statement_has_no_point(alice):
    _, *found = rows(sit(alice, CASES["incomplete"]))
    assert {(row[2], row[3]) for row in found} == {("Skipped", "")}


def test_before_there_is_a_result_it_holds_what_is_answered_so_far(alice):
    assert len(rows(alice)) == 1
    alice.answer(1)
    assert len(rows(alice)) == 1 + len(PAGES[0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_no_cell_is_a_formula(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert safe(f"1{start}1") == f"1{start}1"


@pytest.mark.both_databases
def test_everybody_gets_the_own_answers_and_a_stranger_none(alice, bob, client):
    sit(alice, CASES["clear"])
    assert len(rows(bob)) == 1
    assert client.get(f"/a/{'x' * 43}/answers.csv").status_code == 404


def test_the_result_page_leads_to_it(alice):
    page = sit(alice, CASES["clear"]).at("result")
    assert f"/a/{alice.token}/answers.csv" in page.links


def test_it_cannot_be_written_to(alice):
    assert alice.client.post(f"{alice.address}/answers.csv").status_code == 405
