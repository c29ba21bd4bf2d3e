"""The benchmarks measure what they say. How fast the machine is today is not tested."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from bench import assessing, ranking, tables
from bench.__main__ import BENCHMARKS, summary, write
from bench.figures import Figure, run
from bench.inside import OTHER, Writes, layer_of
from bench.page import Page
from bench.people import answers, candidates, sheets
from bench.recording import Recording, Request, differences
from bench.sitting import Exchange
from docs import performance
from model.verdict import Kind
from questions.instrument import current_instrument

ROOT = Path(__file__).parents[1]
BANK = current_instrument().bank
ITEMS = {item.id for item in BANK.items}
SLOW = Figure("slow", 0.3, "s", target=0.15)
BUSY = Figure("busy", 60_000, "rows/s", target=30_000, at_least=True)
TOLD = Figure("told", 12.0, "ms")
PAGE = """
<link rel="stylesheet" href="/look/a.0123456789ab.css"><script src="/b.js"></script>
<form action="/away"><input type="hidden" name="not" value="this"></form>
<main data-page="question"><h1>Two words</h1>
<form action="/q/1" data-save="/q/1/save.json"><input type="hidden" name="seen" value="3">
<p>One<p>two <template>never</template><script>never</script><i hidden>never</i>
<input type="radio" name="plans" value="1"><input type="radio" name="plans" value="skip">
<button name="language" value="de" form="other">x</button><button name="go" value="on">Go</button>
</form><details><summary>Seen</summary>folded <details open>deep</details></details></main> after
"""


def bench(*arguments, **environ):
    """Run `python -m bench`, with nothing in its environment but this."""
    return subprocess.run(
        (sys.executable, "-m", "bench", *arguments),
        cwd=ROOT,
        env={"PATH": "", **environ},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the short form of the benchmarks prints, and the folder for passing files."""
    passing = tmp_path_factory.mktemp("passing")
    wanted = ("assessing", "ranking", "tables", "serving")
    done = bench(*wanted, "--short", "--json", TMPDIR=str(passing))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), passing


def names(found):
    return [each["name"] for each in found["found"]]


@pytest.mark.slow_proof
def test_every_figure_stands_beside_its_target(printed):
    told, _ = printed
    assert names(told["assessing"]) == [
        "one full assessment, short",
        "one full assessment, long",
        "one full assessment, long, 3% skipped",
    ]
    assert names(told["ranking"]) == [
        "20,000 people ranked",
        "20,000 people ranked, beside NearestCentroid",
    ]
    assert names(told["tables"]) == [
        "role-fit score",
        "role-fit score --verdict",
        "role-fit score, 3% skipped",
        "role-fit score --verdict, 3% skipped",
        "memory with 8 times the rows",
    ]
    figures = [each for found in told.values() for each in found["found"] if "value" in each]
    for figure in figures:
        assert figure["value"] > 0
        assert figure["met"] == (None if figure["target"] is None else figure["ratio"] <= 1)
    assert {found["short"] for found in told.values()} == {True}


@pytest.mark.slow_proof
def test_the_parts_of_a_sitting_come_to_its_whole(printed):
    told, _ = printed
    tables = {each["name"]: each["rows"] for each in told["serving"]["found"] if "rows" in each}
    *kinds, whole = tables["requests of a sitting with script"]
    figures = {each["name"]: each for each in told["serving"]["found"]}
    assert figures["a sitting with script: requests"]["value"] == whole[1]
    assert figures["a sitting with script: write transactions"]["value"] == whole[-1]
    for column in (1, 3, 6):
        assert sum(kind[column] for kind in kinds) == pytest.approx(whole[column])
    *parts, whole = tables["where the time of a sitting with script goes"]
    for column in (1, 2):
        assert sum(part[column] for part in parts) == pytest.approx(whole[column])
    assert sum(row[1] for row in tables["results by verdict"]) == pytest.approx(100)


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
    assert summary([SLOW, BUSY, TOLD]) == "1 of 2 targets met; missed: slow."


def test_what_has_no_target_is_told_without_one():
    assert (TOLD.ratio, TOLD.met) == (None, None)
    assert str(TOLD).split() == ["told", "12", "ms"]


@pytest.mark.slow_proof
def test_what_is_missing_is_said_with_what_to_type(tmp_path):
    """As after `dev.py run`, which installs no tools for tests."""
    for name in ("pytest", "playwright"):
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError(name={name!r})")
    for asked, name in (("mutants", "pytest"), ("recording", "playwright")):
        done = bench(asked, PYTHONPATH=str(tmp_path))
        assert done.returncode == 1
        assert done.stderr == (
            f"{name} is not installed here. Type: python3 dev.py test tests/test_bench.py, "
            "then .venv/bin/python -m bench\n"
        )
    done = bench("assessing", "--short", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def test_what_one_run_writes_stays_when_another_benchmark_is_measured(tmp_path):
    path = tmp_path / "found.json"
    write(path, {"ranking": {"found": [1]}, "tables": {"found": [2]}})
    write(path, {"tables": {"found": [3]}})
    assert json.loads(path.read_text()) == {"ranking": {"found": [1]}, "tables": {"found": [3]}}


# The document


def test_the_document_says_what_was_measured():
    text = performance.DOCUMENT.read_text(encoding="utf-8")
    measured = performance.measured()
    assert performance.filled(text, measured) == text, "Type: python -m docs.performance"
    assert set(measured) == set(BENCHMARKS)
    assert {name for _, name, _, _ in performance.PART.findall(text)} == {"all", *BENCHMARKS}
    assert performance.NOT_MEASURED not in text


def test_the_document_tells_what_was_missed():
    found = {"short": False, "found": [SLOW.to_dict(), BUSY.to_dict(), TOLD.to_dict()]}
    *_, row = performance.missed({"ranking": found})
    assert row == "| ranking | slow | 0.3 s | at most 0.15 s | 2 |"
    assert list(performance.figure_rows(found["found"]))[2:] == [
        "| slow | 0.3 s | at most 0.15 s, missed |",
        "| busy | 60,000 rows/s | at least 30,000 rows/s |",
        "| told | 12 ms |  |",
    ]


# Pages, and sittings


@pytest.mark.slow_proof
def test_a_benchmark_that_is_not_there_is_refused_with_what_is():
    done = bench("speed")
    assert done.returncode == 2
    assert "assessing, ranking, tables" in done.stderr


def test_a_page_is_read_as_a_browser_does():
    page = Page(PAGE)
    assert (page.kind, page.heading) == ("question", "Two words")
    assert page.files == ["/look/a.0123456789ab.css", "/b.js"]
    form = page.form
    assert (form.action, form.save) == ("/q/1", "/q/1/save.json")
    assert form.choices == {"plans": ["1", "skip"]}
    assert form.filled({"plans": "1"}) == {"seen": "3", "plans": "1", "go": "on"}


def test_words_are_in_sight_or_folded():
    page = Page(PAGE)
    assert page.words_in_sight == len(["Two", "words", "One", "two", "x", "Go", "Seen"])
    assert page.words == page.words_in_sight + len(["folded", "deep"])


def test_requests_of_other_people_and_pages_are_of_one_kind():
    def kind(path):
        return Exchange("GET", path, 0, 0, 0, 0, 0, "").kind

    assert kind(f"/a/{'x' * 43}/q/1") == kind(f"/a/{'y-_' * 14}/q/12?from=review") == "GET /a/…/q/…"
    assert kind("/look/role-fit.0123456789ab.css") == "GET /look/….css"
    assert kind("/") == "GET /"


def test_transactions_that_write_are_counted():
    writes = Writes()
    for statement in (
        "BEGIN",
        "SELECT 1",
        "COMMIT",
        "BEGIN IMMEDIATE",
        "INSERT",
        "UPDATE",
        "COMMIT",
    ):
        writes.note(statement)
    assert writes.transactions == 1
    for statement in ("BEGIN IMMEDIATE", "DELETE", "ROLLBACK", "UPDATE alone", "PRAGMA x"):
        writes.note(statement)
    assert writes.transactions == 2


def test_code_belongs_to_a_layer():
    layers = {file: layer_of(file) for file in (performance.__file__, json.__file__)}
    assert set(layers.values()) == {OTHER}
    assert layer_of(str(ROOT / "quiz" / "store" / "attempts.py")) == "database"
    assert layer_of(str(ROOT / "quiz" / "take" / "forms.py")) == "forms"
    assert layer_of(str(ROOT / "quiz" / "take" / "start.py")) == "views"
    assert layer_of(str(ROOT / "quiz" / "take" / "templates" / "x.html")) == "templates"
    assert layer_of(pytest.importorskip("flask").__file__) == "Flask and Werkzeug"


def test_recordings_differ_by_what_is_sent_and_when():
    def recording(*requests, agent="x"):
        return Recording("Chromium", ({"user-agent": agent},), (requests,))

    start, save = Request(0, "GET", "/", 0, (), 200), Request(9, "POST", "/a", 0, ("*1",), 200)
    late, other = (
        Request(20, "POST", "/a", 0, ("*1",), 200),
        Request(9, "POST", "/a", 0, ("*2",), 200),
    )
    assert differences(recording(start, save), recording(start, save, agent="y"), 1) == []
    assert differences(recording(start, save), recording(start, late), 11) == []
    for odd in (recording(start), recording(start, late), recording(start, other)):
        assert len(differences(recording(start, save), odd, 1)) == 1


def test_people_answer_all_items_of_their_length_and_skip_some():
    assert set(answers(1, 0.0, "long")[0]) == ITEMS
    assert set(answers(1, 0.0, "short")[0]) == {item.id for item in BANK.items if item.short}
    assert None not in answers(1, 0.0, "long")[0].values()
    skipped = sum(
        point is None for person in answers(50, 0.03, "long") for point in person.values()
    )
    assert 0.02 < skipped / (50 * len(ITEMS)) < 0.04


def test_people_are_of_every_role_and_differ():
    assert len({tuple(row) for row in sheets(64, 0.0).tolist()}) == 64


def test_the_same_people_come_in_every_run_with_all_verdicts():
    people, assess = candidates(160), current_instrument().assessment_json
    assert people[7] == candidates(160)[7]
    first = [{item.id: person.answers[item.id] for item in BANK.first} for person in people]
    assert {assess(answers)["verdict"] for answers in first} == set(get_args(Kind))


def test_of_a_question_page_with_another_form_the_statements_lead_on():
    away = '<form action="/away"><button name="leave" value="out">Leave</button></form>'
    page = Page(PAGE.replace("<h1>", f"{away}<h1>"))
    assert page.form.action == "/q/1"


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
