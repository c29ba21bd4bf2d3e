"""The benchmarks measure what they say. How fast the machine is today is not tested."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import assessing, ranking, tables
from bench.__main__ import summary
from bench.figures import Figure, run
from bench.people import answers, sheets
from questions.instrument import current_instrument

ROOT = Path(__file__).parents[1]
ITEMS = {item.id for item in current_instrument().bank.items}
SLOW = Figure("slow", 0.3, "s", target=0.15)
BUSY = Figure("busy", 60_000, "rows/s", target=30_000, at_least=True)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the short form of all benchmarks prints, and the folder for passing files."""
    passing = tmp_path_factory.mktemp("passing")
    done = subprocess.run(
        (sys.executable, "-m", "bench", "--short", "--json"),
        cwd=ROOT,
        env={"PATH": "", "TMPDIR": str(passing)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), passing


@pytest.mark.slow_proof
def test_every_figure_stands_beside_its_target(printed):
    told, _ = printed
    assert told["short"] is True
    assert [figure["name"] for figure in told["figures"]] == [
        "one full assessment, short",
        "one full assessment, long",
        "one full assessment, long, 3% skipped",
        "20,000 people ranked",
        "20,000 people ranked, beside NearestCentroid",
        "role-fit score",
        "role-fit score --verdict",
        "role-fit score, 3% skipped",
        "role-fit score --verdict, 3% skipped",
        "memory with 8 times the rows",
    ]
    for figure in told["figures"]:
        assert figure["value"] > 0
        assert figure["met"] == (figure["ratio"] <= 1)


@pytest.mark.slow_proof
def test_nothing_is_left_behind(printed):
    _, passing = printed
    assert list(passing.iterdir()) == []


def test_a_target_is_met_from_its_own_side():
    assert (SLOW.ratio, SLOW.met) == (2, False)
    assert (BUSY.ratio, BUSY.met) == (0.5, True)


def test_a_missed_target_is_said():
    assert "MISSED" in str(SLOW)
    assert "MISSED" not in str(BUSY)
    assert summary([SLOW, BUSY]) == "1 of 2 targets met; missed: slow."


@pytest.mark.slow_proof
def test_a_benchmark_that_is_not_there_is_refused_with_what_is():
    done = subprocess.run(
        (sys.executable, "-m", "bench", "speed"), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "assessing, ranking, tables" in done.stderr


def test_people_answer_all_items_of_their_length_and_skip_some():
    assert set(answers(1, 0.0, "long")[0]) == ITEMS
    assert len(answers(1, 0.0, "short")[0]) == 28
    assert None not in answers(1, 0.0, "long")[0].values()
    skipped = sum(
        point is None for person in answers(50, 0.03, "long") for point in person.values()
    )
    assert 0.02 < skipped / (50 * 44) < 0.04


def test_people_are_of_every_role_and_differ():
    assert len({tuple(row) for row in sheets(64, 0.0).tolist()}) == 64


@pytest.mark.slow_proof
def test_an_assessment_takes_some_thousandths_of_a_second():
    assert 0 < assessing.assessment(2, "short", 0.0, short=True) < 100


@pytest.mark.slow_proof
def test_a_table_holds_as_many_people_as_it_says_and_all_are_scored(tmp_path):
    table = tables.write(tmp_path / "table.csv", tables.DIFFERENT + 1, 0.0)
    assert tables.count(table) == tables.DIFFERENT + 1
    assert tables.score(table, tables.DIFFERENT + 1).peak_bytes > 10_000_000
    with pytest.raises(ValueError, match="5001 of 7 people"):
        tables.score(table, 7)


@pytest.mark.slow_proof
def test_a_program_that_fails_is_no_measurement(capfd):
    with pytest.raises(subprocess.CalledProcessError):
        run(("quiz.commands", "score", "nowhere.csv", "-o", "-"))
    assert "nowhere.csv" in capfd.readouterr().err


@pytest.mark.slow_proof
def test_ranking_is_no_slower_than_scikit_learn():
    """It takes about a quarter of the time; both are measured in this process."""
    _, beside = ranking.figures(short=True)
    assert beside.unit == "times"
    assert beside.value <= 1
