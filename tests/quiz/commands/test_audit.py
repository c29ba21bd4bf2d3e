"""role-fit audit: the report, the JSON and the exit code."""

import importlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from model.axes import AXES
from model.matching import fitted_model
from model.research.audit import Bound
from questions.bank import current_bank
from questions.instrument import current_instrument
from quiz.commands.texts.audit import as_text, bounds, remedy

MODULE = importlib.import_module("quiz.commands.audit")
SECTIONS = (
    "What is asked",
    "Where sheets land",
    "Genuine people who are turned away",
    "Reached at the role's own values",
    "Cannot be told apart",
    "Share of each axis",
    "“If you took it again”, against second sittings",
    "Two sittings of one person name",
    "What is shown, by verdict",
    "One answer, moved by one or two points",
    "Axes named as reasons",
    "Nearest roles that change",
    "Pages that sharpen",
    "random sheets at every look",
    "The whole procedure taken twice",
    "Where people do not cluster at the roles",
    "Who declines part two",
    "Bounds",
)


@pytest.fixture(scope="module")
def found():
    return MODULE.audit_instrument(current_instrument(), 10, lambda _: None)


@pytest.fixture
def audited(role_fit, monkeypatch, found):
    """Call the command with bounds of our own on figures that were made before."""

    def call(*arguments, bounds):
        made = replace(found, bounds=bounds)
        monkeypatch.setattr(MODULE, "audit_procedure", lambda *_, **__: made)
        return role_fit("audit", *arguments)

    return call


KEPT = Bound("short: random sheets without a role", 0.95, 0.94, at_least=True)
BROKEN = Bound("short: genuine people without a role", 0.25, 0.13)


def test_with_all_bounds_kept_it_ends_well(audited):
    done = audited(bounds=(KEPT,))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "All bounds are kept."
    assert done.stderr == ""


def test_a_broken_bound_is_named_with_what_to_do_and_exit_code_1(audited):
    done = audited(bounds=(KEPT, BROKEN))
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert "  BROKEN  short: genuine people without a role: 25.0 %, at most 13 %" in lines
    assert lines[-3].startswith("1 of 2 bounds is broken")
    assert lines[-2] == "  short: genuine people without a role:"
    assert lines[-1].startswith("    give the axes that tell roles apart")


def test_with_few_people_a_broken_bound_may_be_chance(audited):
    done = audited("--people", "20", bounds=(BROKEN,))
    assert done.stdout.splitlines()[-1] == "With few people figures wander: try with 500 first."


def test_every_bound_has_a_remedy(found):
    assert all(remedy(bound) for bound in found.bounds)
    assert len(list(bounds(found))) >= len(found.bounds)


def test_the_report_has_its_sections_in_order(found):
    text = "\n".join(as_text(found, "1.0.0"))
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert all(axis in text for axis in AXES)
    assert all(role in text for role in fitted_model().roles)
    assert "nan" not in text.lower()


def test_the_report_fits_a_pipe(found):
    for line in as_text(found, "1.0.0"):
        assert "\x1b" not in line
        assert "\r" not in line
        assert line == line.rstrip()
        assert len(line) <= 110


def test_as_json_it_is_the_same_figures(role_fit):
    done = role_fit("audit", "--json", "--people", "10")
    said = json.loads(done.stdout)
    assert done.exit_code == (0 if said["sound"] else 1)
    assert said["each_role"] == 10
    assert said["people"] == 10 * len(fitted_model().roles)
    assert said["instrument"] == current_bank().version
    assert said["fingerprint"] == current_instrument().fingerprint
    assert set(said["lengths"]) == {"short", "sharpened"}
    assert said["lengths"]["short"]["judgement_moved"]["moves"] > 50
    assert "NaN" not in done.stdout


@pytest.mark.parametrize("people", ["9", "0", "-1", "many", "1001"])
def test_a_number_of_people_that_cannot_be_is_refused(role_fit, people):
    done = role_fit("audit", "--people", people)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "--people" in line


def test_it_loads_neither_scikit_learn_nor_flask():
    program = (
        "import sys, quiz.commands.audit, quiz.commands.verify\n"
        "print(*{'flask', 'sqlalchemy', 'waitress', 'sklearn', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_progress_is_for_terminals_only(capsys, monkeypatch):
    with MODULE.progress() as tell:
        tell("short: people")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with MODULE.progress() as tell:
        tell("short: people")
    err = capsys.readouterr().err
    assert "short: people …" in err
    assert err.endswith("\x1b[K")  # nothing is left of it


def test_a_reader_that_leaves_early_gets_no_traceback(start):
    process = start("audit", "--people", "10", "--json")
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.wait(timeout=60)
    assert "Traceback" not in err
