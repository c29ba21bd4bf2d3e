"""Instrument 1.0.0 scores, verifies and finishes as it did before there was another one."""

import hashlib
import json
from pathlib import Path

import pytest

from questions.instrument import load_instrument
from questions.sharpening import ChosenPages, FixedPages
from questions.verification import download, printed, verify

DATA = Path(__file__).with_name("data")
FIRST = load_instrument("1.0.0")
# A line a sheet, written before the change by the code of its time: its points ("." not asked, "-"
# skipped), verdict, shortlist, and the digests of its assessment and of the file downloaded.
ASSESSED = [line.split() for line in (DATA / "assessed_1.0.0.txt").read_text().splitlines()]
FILES = sorted(DATA.glob("result_1.0.0_*.json"))


def answers_of(sheet):
    points = zip(FIRST.bank.key.ids, sheet, strict=True)
    return {item: None if point == "-" else int(point) for item, point in points if point != "."}


def digest(document):
    return hashlib.sha256(json.dumps(document, ensure_ascii=False).encode()).hexdigest()


def test_there_are_200_sheets_of_every_verdict():
    assert len(ASSESSED) == 200
    assert {verdict for _, verdict, *_ in ASSESSED} == {"clear", "between", "shortlist", "none"}


@pytest.mark.parametrize("part", range(10))
def test_sheets_that_were_assessed_before_give_identical_files(part):
    for sheet, verdict, shortlist, assessed, downloaded in ASSESSED[part::10]:
        answers = answers_of(sheet)
        said = FIRST.assessment_json(answers)
        assert said["verdict"] == verdict
        assert (",".join(said["shortlist"]) or "-") == shortlist
        assert digest(printed(said)) == assessed
        counted = FIRST.scored_answers(answers)
        assert digest(download(FIRST.assessment_json(counted), counted)) == downloaded


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_downloaded_then_follows_from_its_answers_now(path):
    document = json.loads(path.read_text())
    found = verify(document)
    assert (found.status, found.version) == ("changed", "1.0.0")
    document["roles"][0]["distance"] += 1
    assert verify(document).status == "differs"


def test_there_are_files_with_a_role_and_without():
    assert {path.stem for path in FILES} == {"result_1.0.0_between", "result_1.0.0_none"}


def test_it_has_one_scale_and_two_pages_of_eight_for_everybody():
    assert FIRST.bank.plan == FixedPages(8)
    assert [len(page) for page in FIRST.bank.pages] == [7, 7, 7, 7, 8, 8]
    words = FIRST.wording("de")
    assert words.scale("drawn_to") == words.scale("practised")
    assert not words.has_parts


def test_it_counts_what_sharpens_a_page_at_a_time_and_chooses_none():
    ids = [item.id for item in FIRST.bank.items]
    seven = dict.fromkeys(ids[:35], 3)
    assert list(FIRST.scored_answers(seven)) == ids[:28]
    eight = dict.fromkeys(ids[:36], 3)
    assert list(FIRST.scored_answers(eight)) == ids[:36]
    assert FIRST.next_page(eight) is None


def test_the_editions_go_different_ways_by_their_data_alone():
    now = load_instrument("2.0.0")
    assert isinstance(now.bank.plan, ChosenPages)
    assert now.model.rules != FIRST.model.rules
    assert set(FIRST.model.rules.keys) < set(now.model.rules.keys)
    assert "faint" not in {verdict for _, verdict, *_ in ASSESSED}
