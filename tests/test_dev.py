"""dev.py, tried on a stand-in project that needs no other package."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.interrupting import heed_ctrl_c

ROOT = Path(__file__).parents[1]
MAKING = "Making the virtual environment"
SETTING_UP = "Installing what setup.cfg names"

SETUP = """\
[metadata]
name = stand-in
version = 1
[options]
py_modules = stand_in
[options.extras_require]
postgres =
test =
[options.entry_points]
console_scripts =
    role-fit = stand_in:main
    pytest = stand_in:main
"""
PROGRAM = """\
import sys

def main():
    print(*sys.argv[1:])
    return "fails" in sys.argv
"""


def stand_in(folder):
    for name in ("dev.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / "setup.cfg").write_text(SETUP)
    (folder / "stand_in.py").write_text(PROGRAM)
    return folder


@pytest.fixture
def fresh(tmp_path):
    return stand_in(tmp_path)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Set up once for all tests that need it: making an environment takes seconds."""
    folder = stand_in(tmp_path_factory.mktemp("project"))
    first = call(folder, "run", "--port", "8123")
    assert first.returncode == 0, first.stderr
    assert SETTING_UP in first.stdout
    assert first.stdout.endswith("serve --host localhost --port 8123\n")
    return folder


def call(folder, *arguments, **environment):
    return subprocess.run(
        (sys.executable, folder / "dev.py", *arguments),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def change_a_pin(folder):
    with (folder / "constraints.txt").open("a") as constraints:
        constraints.write("# another pin\n")


@pytest.mark.slow_proof
def test_a_second_call_sets_nothing_up(project):
    assert call(project, "run").stdout == "serve --host localhost --port 8000\n"


@pytest.mark.slow_proof
def test_a_demo_is_asked_of_the_server(project):
    assert call(project, "run", "--demo").stdout.endswith("--port 8000 --demo\n")


@pytest.mark.slow_proof
def test_a_changed_pin_is_installed(project):
    change_a_pin(project)
    changed = call(project, "run")
    assert SETTING_UP in changed.stdout
    assert MAKING not in changed.stdout


@pytest.mark.slow_proof
def test_an_interrupted_set_up_is_begun_afresh(project):
    change_a_pin(project)
    started = subprocess.Popen(
        (sys.executable, project / "dev.py", "run"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )
    assert SETTING_UP in started.stdout.readline()
    os.killpg(started.pid, signal.SIGINT)  # what Ctrl-C sends
    said, _nothing = started.communicate(timeout=60)
    assert started.returncode != 0
    assert said.endswith("==> Stopped.\n")

    again = call(project, "run")
    assert again.returncode == 0, again.stderr
    assert MAKING in again.stdout


@pytest.mark.slow_proof
def test_what_failed_is_named_and_is_the_exit_code(project):
    good = call(project, "test", "--ignore", "tests/browser", "-k", "fine")
    assert good.returncode == 0, good.stderr
    assert "--ignore tests/browser -k fine\n" in good.stdout
    assert good.stdout.endswith("==> Passed: tests\n")

    bad = call(project, "test", "--ignore", "tests/browser", "fails")
    assert bad.returncode == 1
    assert bad.stdout.endswith("==> Passed: nothing\n==> Failed: tests\n")


def test_a_missing_browser_is_one_line_with_the_remedy(fresh):
    done = call(fresh, "test", PATH=str(fresh))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "chromium" in line
    assert "sudo apt-get install" in line
    assert "python3 dev.py test --ignore tests/browser" in line
    assert not (fresh / ".venv").exists()


def test_what_only_some_tests_need_is_one_line_with_the_remedy(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(dev, "POSTGRESQL", Path("/nowhere"))
    dev.get_what_helps(dev.helpful_packages())
    (line,) = capsys.readouterr().out.splitlines()
    assert "sudo apt-get install --yes chromium-headless-shell postgresql strace" in line
    assert line.startswith("==> Going on without some tests.")


@pytest.fixture
def with_postgresql(monkeypatch, tmp_path):
    (tmp_path / "17" / "bin").mkdir(parents=True)
    (tmp_path / "17" / "bin" / "initdb").touch()
    monkeypatch.setattr(dev, "POSTGRESQL", tmp_path)
    monkeypatch.setattr(dev, "helpful_packages", list)


def test_a_whole_run_tries_the_pages_on_postgresql_too(with_postgresql):
    steps = dev.every_step(slow_proofs=False)
    assert list(steps) == [*dev.CHECKS, "tests"]
    assert "--database both" in " ".join(steps["tests"])


def test_slow_proofs_run_only_where_all_is_asked_for(with_postgresql):
    but_slow, everything = (dev.every_step(slow_proofs=each)["tests"] for each in (False, True))
    assert [word for word in but_slow if word not in everything] == ["-m", "not slow_proof"]
    assert set(everything) <= set(but_slow)


def test_the_slowest_tests_of_a_whole_run_are_named(with_postgresql):
    assert "--durations 10" in " ".join(dev.every_step(slow_proofs=False)["tests"])


def test_whoever_asks_for_all_names_no_part(fresh):
    done = call(fresh, "test", "--all", "tests/model")
    assert done.returncode == 2
    assert "tests/model" in done.stderr


def test_a_whole_run_without_postgresql_says_so_in_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(dev, "POSTGRESQL", tmp_path)
    monkeypatch.setattr(dev, "helpful_packages", list)
    (tests,) = dev.every_step(slow_proofs=True).keys() - dev.CHECKS.keys()
    assert "--database" not in dev.every_step(slow_proofs=True)[tests]
    line, _again = capsys.readouterr().out.splitlines()
    assert line.startswith("==> PostgreSQL is not installed")


def test_a_setting_that_run_does_not_know_is_refused(fresh):
    done = call(fresh, "run", "--prot", "80")
    assert done.returncode == 2
    assert "--prot 80" in done.stderr


def test_help_shows_examples(fresh):
    assert "python3 dev.py test tests/model" in call(fresh, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["-x"], True),
        (["tests"], True),
        (["tests/browser"], True),
        (["tests/browser/test_journey.py::test_all"], True),
        (["tests/model", "tests/browser"], True),
        (["tests/test_layers.py"], False),
        (["tests/test_dev.py::test_help", "-x"], False),
        (["--ignore", "tests/browser"], False),
        (["--ignore=tests/browser", "tests"], False),
        (["--ignore", "tests/quiz"], True),
    ],
)
def test_chromium_is_asked_for_only_when_its_tests_run(arguments, expected):
    assert dev.includes_browser(arguments) is expected
