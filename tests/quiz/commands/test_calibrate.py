"""role-fit calibrate: a table of real people in, a report and a candidate out."""

import csv
import io
import json
import subprocess

import numpy as np
import pytest

from model.matching import FittedModel, fitted_model
from model.research.simulation import simulate_people, simulate_sitting
from questions.instrument import current_instrument

INSTRUMENT = current_instrument()
KEY, MODEL = INSTRUMENT.bank.key, fitted_model()
IDS = list(KEY.ids)
TEXT = INSTRUMENT.wording("en").text
PEOPLE = 25 * len(MODEL.roles)
EACH = PEOPLE // 5  # who said one of the answers to "Does this fit you?"
SAID = 4 * EACH


def people(each=25, seed=3):
    """Rows as `responses` writes them: every other one took the short length only."""
    made = simulate_people(MODEL.centroids, each, seed)
    for row, (role, points) in enumerate(
        zip(made.role, simulate_sitting(made, KEY, seed + 1), strict=True), start=1
    ):
        asked = [
            str(int(p)) if row % 2 or s else "" for p, s in zip(points, KEY.short, strict=True)
        ]
        fits, rank = (("role", 1), ("role", 3), ("partly", ""), ("none", ""), ("", ""))[row % 5]
        yield [row, "en", "short", *asked, fits, rank, MODEL.roles[role]]


HEADER = ["row", "language", "length", *IDS, "fits", "fits_rank", "role"]


def text_of(rows, header=HEADER):
    written = io.StringIO()
    csv.writer(written).writerows([header, *rows])
    return written.getvalue()


@pytest.fixture(scope="module")
def many():
    return text_of(people())


@pytest.fixture
def calibrate(role_fit, tmp_path):
    """Calibrate from this content."""

    def call(content, *options):
        content = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "people.csv").write_bytes(content)
        done = role_fit("calibrate", "people.csv", *options)
        assert "nan" not in done.output.lower().split()
        return done

    return call


@pytest.fixture
def complaints(calibrate, tmp_path):
    """What is said of content that is refused."""

    def call(content, *options):
        done = calibrate(content, "-o", "candidate.json", *options)
        assert (done.exit_code, done.stdout) == (2, "")
        assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]
        return done.stderr.splitlines()

    return call


def test_the_report_has_all_its_parts(calibrate, many):
    done = calibrate(many)
    assert (done.exit_code, done.stderr) == (0, "")
    for part in (
        f"Learned from {PEOPLE} people about instrument",
        "Reliability of the axes",
        "Assumed today: r 0.30, SD 0.16",
        "Is strategy one axis?",
        "Response scales: share of the answers at each point",
        "A main part of my work",
        "Facets of an axis",
        f"The nearest role and the job people said they hold: {PEOPLE} people",
        "τ², what two axes share within a role: ",
        "Items with faults: 0 of 56",
        f"“Does this fit you?”, said by {SAID} people",
        "product_owner: 25 people",
    ):
        assert part in done.stdout
    assert "candidate" not in done.stdout


def test_agreement_is_told_by_rank(calibrate, many):
    lines = [" ".join(line.split()) for line in calibrate(many).stdout.splitlines()]
    for line in (
        f"rank 1 fits {EACH} 25.0 %",
        f"rank 3 fits {EACH} 25.0 %",
        f"partly {EACH} 25.0 %",
        f"no {EACH} 25.0 %",
    ):
        assert line in lines


def test_the_same_as_json(calibrate, many):
    found = json.loads(calibrate(many, "--json").stdout)
    assert found["instrument"] == INSTRUMENT.version
    assert (found["people"], len(found["items"])) == (PEOPLE, 56)
    assert len(found["roles"]) == len(MODEL.roles)
    assert found["agreement"] == {
        "people": SAID, "by_rank": {"1": EACH, "3": EACH}, "partly": EACH, "none": EACH,
    }  # fmt: skip
    assert [scale["facet"] for scale in found["scales"]] == ["drawn_to", "practised"]
    assert found["jobs"]["people"] == PEOPLE
    assert 0.5 < found["jobs"]["nearest"] < found["jobs"]["family"] < 1
    assert abs(found["residuals"]["tau_squared"]) < 0.003
    assert found["assumed"]["inter_item_correlation"] == 0.3
    assert found["poles"]["says"] == "one axis"
    assert all(axis["alpha"]["value"] > 0.5 for axis in found["axes"])


def test_the_candidate_is_a_model_a_human_can_adopt(calibrate, many, tmp_path):
    done = calibrate(many, "-o", "candidate.json")
    assert done.exit_code == 0
    assert "python -m model.research.fitting" in done.stdout
    assert "questions/items.toml" in done.stdout
    found = FittedModel.from_dict(json.loads((tmp_path / "candidate.json").read_text()))
    assert found.roles == MODEL.roles
    assert 0.02 < np.abs(found.centroids - MODEL.centroids).mean() < 0.06
    assert found.measurement.inter_item_correlation > 0.4
    assert (found.spread == MODEL.spread).all()


def test_with_few_people_the_candidate_is_todays_model(calibrate, tmp_path):
    done = calibrate(text_of(people(each=3)), "-o", "candidate.json")
    assert "none (each needs 20 people)" in done.stdout
    found = FittedModel.from_dict(json.loads((tmp_path / "candidate.json").read_text()))
    assert (found.centroids == MODEL.centroids).all()
    assert (found.weights == MODEL.weights).all()


def test_nothing_in_the_program_is_changed(calibrate, many):
    source = INSTRUMENT.fingerprint
    calibrate(many, "-o", "candidate.json")
    current_instrument.cache_clear()
    fitted_model.cache_clear()
    assert current_instrument().fingerprint == source


def test_an_item_that_fails_is_told_with_its_text(calibrate):
    rows = list(people())
    for row in rows:
        row[3] = str(7 - int(row[3]))
    said = calibrate(text_of(rows)).stdout
    assert "Items with faults: " in said
    assert IDS[0] in said
    assert TEXT(IDS[0]) in said
    assert "runs against its axis" in said


def test_columns_that_are_not_there_were_not_asked(calibrate):
    rows = [row[3:31] for row in people(each=5)]
    said = calibrate(text_of(rows, IDS[:28])).stdout
    assert "Asked of nobody: " in said
    assert "Nobody said anything." in said
    assert "No values: fewer than two roles" in said


def test_a_role_with_one_person_says_so(calibrate):
    rows = list(people(each=3))[2:]
    said = calibrate(text_of(rows)).stdout
    assert "Too few people (below 2)" in said
    assert "associate_product_manager 1" in said


def test_omega_that_cannot_be_had_falls_back_to_alpha(calibrate):
    rows = list(people())
    first, second = [i + 3 for i, item in enumerate(KEY.items) if item.axis == "market"][:2]
    same = KEY.sign[first - 3] == KEY.sign[second - 3]
    for row in rows:
        row[second] = row[first] if same else str(7 - int(row[first]))
    said = calibrate(text_of(rows)).stdout
    assert "market: no omega (correlations: correlations are singular" in said
    assert "use alpha" in said


def test_jobs_beyond_the_roles_are_counted_for_none(calibrate):
    rows = [[*row[:-1], "other"] for row in people(each=2)]
    assert "0 with a role and every axis" in calibrate(text_of(rows)).stdout


def test_standard_input_will_do(start, many, tmp_path):
    process = start("calibrate", "-", "-o", "candidate.json", stdin=subprocess.PIPE)
    said, complaints = process.communicate(many, timeout=60)
    assert (process.returncode, complaints) == (0, "")
    assert f"{PEOPLE} people" in said
    assert (tmp_path / "candidate.json").exists()


def row_of(point="3", **changed):
    cells = dict.fromkeys(HEADER, "") | dict.fromkeys(IDS, point)
    return list((cells | changed).values())


def test_an_empty_file_is_refused(complaints):
    assert complaints("") == [
        "people.csv: it is empty. Give a header with item ids, then a row a person."
    ]


def test_one_person_and_nobody_are_refused(complaints):
    assert "there is one person" in complaints(text_of([row_of()]))[0]
    assert "there is nobody" in complaints(text_of([]))[0]


def test_every_column_that_is_no_item_is_refused_with_a_hint(complaints):
    header = [*IDS[1:], IDS[0] + "s", "rol", "salary"]
    said = complaints(text_of([["3"] * len(header)] * 2, header))
    assert len(said) == 3
    assert f"Did you mean {IDS[0]!r}" in said[0]
    assert "Did you mean 'role'" in said[1]
    assert f"column {len(header)}: 'salary' is no item" in said[2]


def test_every_bad_cell_is_told_with_row_and_column(complaints):
    rows = [
        row_of(**{IDS[0]: "often", IDS[5]: "7"}),
        row_of(role="product_ownr"),
        row_of(fits="maybe"),
        row_of(fits="role", fits_rank=len(MODEL.roles) + 1),
        row_of(fits="none", fits_rank="2"),
        row_of()[:-1],
    ]
    said = complaints(text_of(rows))
    assert [line.split(":")[0].removeprefix("people.csv, ") for line in said] == [
        f"row 2, column {IDS[0]!r}",
        f"row 2, column {IDS[5]!r}",
        "row 3, column 'role'",
        "row 4, column 'fits'",
        "row 5, column 'fits_rank'",
        "row 6, column 'fits_rank'",
        "row 7",
    ]
    assert "Did you mean 'product_owner'" in said[2]


def test_what_a_cell_may_hold_is_named_in_the_remedy(complaints):
    ranked = row_of(fits="role", fits_rank="99")
    said = complaints(text_of([ranked, row_of(fits="maybe"), row_of(role="7")]))
    number = len(MODEL.roles)
    assert said[0].endswith(f"Give a whole number from 1 to {number}, or leave it empty.")
    assert said[1].endswith("Give role, partly or none, or leave it empty.")
    assert said[2].endswith("Give the id of a role, or other, or leave it empty.")


def test_a_line_without_an_end_is_not_read_to_its_end(complaints):
    (line,) = complaints(text_of([row_of()]) + "1" * 2_000_000)
    assert "row 3: it cannot be read (a line is longer than 1,000,000 characters)" in line


def test_answers_that_are_all_alike_are_refused_item_by_item(complaints):
    said = complaints(text_of([row_of()] * 5))
    assert len(said) == len(IDS)
    assert f"people.csv, {IDS[0]}: everybody who answered gave the same" in said[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (";".join(IDS).encode(), "not separated by commas"),
        (text_of([row_of()]).encode("utf-16"), "not UTF-8"),
        (text_of([row_of(role="ö"), row_of()]).encode("latin-1"), "column 'role': it is not UTF-8"),
        (text_of([row_of()]) + '"open', "cannot be read"),
        ("row,role\n1,\n2,\n", "no column is an item"),
        (text_of([], [*HEADER, "role"]), "all are called 'role'"),
    ],
)
def test_what_is_no_table_is_refused(complaints, content, said):
    assert any(said in line for line in complaints(content))


def test_a_missing_file_is_refused(role_fit):
    done = role_fit("calibrate", "nowhere.csv")
    assert done.exit_code == 2
    assert "there is no such file" in done.stderr


def test_the_candidate_never_takes_the_place_of_the_answers(calibrate, many, tmp_path):
    done = calibrate(many, "-o", "people.csv")
    assert done.exit_code == 2
    assert (tmp_path / "people.csv").read_text().startswith("row,language")


def test_the_candidate_can_be_printed_but_not_beside_json(calibrate, many):
    printed = calibrate(many, "-o", "-")
    assert FittedModel.from_dict(json.loads(printed.stdout)).roles == MODEL.roles
    assert "Learned from" in printed.stderr
    assert calibrate(many, "-o", "-", "--json").exit_code == 2
