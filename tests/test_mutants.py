"""Planted faults are found where a test notices them, and told where none does."""

import marshal
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.mutants.mutation import mutants_of
from bench.mutants.survey import AREAS, Tally, main
from tests.interrupting import heed_ctrl_c

ROOT = Path(__file__).parents[1]
FARE = '''\
"""What a ride costs."""

from functools import cache

CHILD = 12  # years


@cache
def price(kind: str) -> int:
    """Look it up."""
    return {"child": 1, "adult": 3}[kind]


def fare(age: int) -> int:
    """Say what somebody pays.

    >>> fare(4)
    1
    """
    if age < 0:
        raise ValueError("Nobody is so young")
    return price("child") if age < CHILD else price("adult")
'''
LAX = """\
import pytest
from fare import fare

def test_children_and_adults():
    assert fare(4) == 1
    assert fare(40) == 3

def test_nobody():
    with pytest.raises(ValueError):
        fare(-1)
"""
STRICT = """

@pytest.mark.parametrize(("age", "paid"), [(0, 1), (11, 1), (12, 3)])
def test_where_it_changes(age, paid):
    assert fare(age) == paid
"""


@pytest.fixture
def rides(tmp_path, monkeypatch):
    """A program of one module, with tests that leave something unsaid."""
    folder = tmp_path / "rides"
    folder.mkdir()
    (folder / "fare.py").write_text(FARE)
    (folder / "test_fare.py").write_text(LAX)
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return folder


def command(*arguments):
    # As `python -m bench mutants`, which loads the other benchmarks first.
    program = "import sys; from bench.mutants.survey import main; sys.exit(main(sys.argv[1:]))"
    return sys.executable, "-c", program, *arguments


def run(folder, *arguments):
    return subprocess.run(command(*arguments), cwd=folder, capture_output=True, text=True)


def survey(folder):
    done = run(folder, "--only", "fare.py", "--tests", "test_fare.py", "fare.py")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow_proof
def test_what_no_test_notices_survives_and_the_rest_is_killed(rides):
    *survived, total, _ = survey(rides)
    assert survived == [
        "survived  fare.py:5: 12  ->  13",
        "survived  fare.py:5: 12  ->  11",
        "survived  fare.py:20: age < 0  ->  age <= 0",
        "survived  fare.py:20: 0  ->  1",
        "survived  fare.py:22: age < CHILD  ->  age <= CHILD",
    ]
    assert total.startswith("fare.py: 14 of 19 mutants killed, 73.7 % (target 90%, MISSED)")


@pytest.mark.slow_proof
def test_with_the_missing_tests_nothing_survives_and_nothing_is_left_behind(rides):
    (rides / "test_fare.py").write_text(LAX + STRICT)
    total, summary = survey(rides)
    assert total.startswith("fare.py: 19 of 19 mutants killed, 100.0 % (target 90%, met)")
    assert summary.startswith("1 of 1 targets met")
    assert {path.name for path in rides.iterdir()} == {"fare.py", "test_fare.py"}
    assert (rides / "fare.py").read_text() == FARE
    assert list(Path(os.environ["TMPDIR"]).iterdir()) == []


@pytest.mark.slow_proof
def test_nothing_is_said_while_tests_fail(rides):
    (rides / "test_fare.py").write_text(LAX.replace("== 3", "== 4"))
    done = run(rides, "--only", "fare.py", "--tests", "test_fare.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert "while tests fail: test_fare.py::test_children_and_adults" in done.stderr


@pytest.mark.slow_proof
def test_ctrl_c_leaves_nothing_behind(rides):
    slow = "import time\n" + LAX.replace("fare(40)", "time.sleep(0.2) or fare(40)")
    (rides / "test_fare.py").write_text(slow)
    arguments = command("--only", "fare.py", "--tests", "test_fare.py")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    how = {"cwd": rides, "text": True, "preexec_fn": heed_ctrl_c, **pipes}
    with subprocess.Popen(arguments, **how) as running:
        assert running.stdout.readline().startswith("survived")
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert (running.returncode, told) == (130, "Stopped. Nothing is left behind.\n")
    assert list(Path(os.environ["TMPDIR"]).iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("colours",), "there is no such area. Name scoring, verdict, tokens, workspaces"),
        (("--only", "nowhere.py"), "there is no such file"),
        (("--only", "quiz/mail.py"), "Name its tests with --tests"),
        (("--tests", "tests"), "name a module with --only"),
    ],
)
def test_what_is_not_there_is_refused_with_what_to_name(arguments, told, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("area", AREAS)
def test_every_module_of_an_area_has_mutants_and_its_tests_are_there(area, monkeypatch):
    monkeypatch.chdir(ROOT)
    for part in AREAS[area]:
        assert part.mutants()
        assert all((ROOT / test).exists() for test in part.tests)


def test_a_target_is_met_from_nine_of_ten_on():
    tally = Tally("rides")
    tally.outcomes.update({"killed": 8, "too long": 1, "survived": 1})
    assert (tally.killed, tally.met) == (9, True)
    tally.outcomes["survived"] += 1
    assert not tally.met


# Which faults there are


def faults(tmp_path, *lines):
    """What is planted in a function of these lines."""
    path = tmp_path / "planted.py"
    path.write_text("def f(a, b, *, c=None):\n" + "".join(f"    {line}\n" for line in lines))
    return [mutant.what for mutant in mutants_of(path)]


@pytest.mark.parametrize(
    ("line", "planted"),
    [
        ("return a < b", ["a < b  ->  a <= b", "a < b  ->  a >= b"]),
        ("return a and b", ["a and b  ->  a or b", "a and b  ->  b", "a and b  ->  a"]),
        ("return not a", ["not a  ->  a"]),
        ("return a * b", ["a * b  ->  a / b"]),
        ("return min(a, b)", ["min(a, b)  ->  max(a, b)"]),
        ("return f(a, b, c=a)", ["f(...) without c=a"]),
        ("return a.where(b, c)", ["where(...) without b", "where(...) without c"]),
        ("return a.lower()", ["without: .lower()"]),
        ("return [x for x in a if b]", ["without: if b"]),
        ("return a if b else c", ["a if b else c  ->  a if not b else c"]),
        ("raise ValueError(a)", ["without: raise ValueError(a)"]),
        ("a.b = c", ["without: a.b = c"]),
        ("return True", ["True  ->  False"]),
        ("return 0.5", ["0.5  ->  0.55", "0.5  ->  0.45"]),
    ],
)
def test_faults_are_small(tmp_path, line, planted):
    assert set(planted) <= set(faults(tmp_path, line))


@pytest.mark.parametrize(
    "line",
    [
        '"""What it does: 1 < 2."""',
        "import os",
        "x: dict[str, int | None]",
        'Fault(a, "1 < 2")',
        "a.with_for_update(read=True)",
    ],
)
def test_nothing_is_planted_where_no_behaviour_would_tell(tmp_path, line):
    assert [what for what in faults(tmp_path, line) if not what.startswith("without: ")] == []


def test_an_access_becomes_every_other_and_none(tmp_path):
    path = tmp_path / "views.py"
    path.write_text('@needs("editor")\ndef view():\n    pass\n')
    assert [mutant.what for mutant in mutants_of(path)] == [
        "without: @needs('editor')",
        "@needs('editor')  ->  @needs('viewer')",
        "@needs('editor')  ->  @needs('owner')",
    ]


def test_a_mutant_is_planted_in_its_own_code_only(tmp_path):
    path = tmp_path / "fare.py"
    path.write_text(FARE)
    mutants = mutants_of(path)
    codes = {marshal.dumps(mutant.code()) for mutant in mutants}
    assert len(codes) == len(mutants)
    assert marshal.dumps(compile(FARE, str(path), "exec")) not in codes
    assert path.read_text() == FARE
