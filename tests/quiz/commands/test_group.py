"""What all commands have in common."""

import json
import subprocess
import sys

import pytest

from questions.words import languages
from quiz.commands import COMMANDS, printable


def test_help_lists_every_command(role_fit):
    done = role_fit("--help")
    assert done.exit_code == 0
    assert all(name in done.stdout for name in COMMANDS)


def test_no_command_at_all_shows_the_help(role_fit):
    done = role_fit()
    assert done.exit_code == 2
    assert done.stderr == role_fit("--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(role_fit, name):
    done = role_fit(name, "--help")
    assert done.exit_code == 0
    assert f"role-fit {name}" in done.stdout.split("Example:")[1]


def test_version_tells_the_version_of_the_questions_too(role_fit, instrument):
    assert instrument.version in role_fit("--version").stdout


@pytest.mark.parametrize(
    "arguments", [["sing"], ["items", "--length", "tiny"], ["match"], ["score", "a.csv"], ["--x"]]
)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(role_fit, arguments):
    done = role_fit(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("role-fit")
    assert "--help" in line


@pytest.mark.parametrize("command", ["items", "match", "score"])
def test_a_command_that_serves_nothing_loads_neither_flask_nor_the_database(command):
    program = (
        f"import sys, quiz.commands.{command}\n"
        "print(*{'flask', 'sqlalchemy', 'waitress', 'sklearn', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True)
    assert done.stdout.split() == []
    assert done.returncode == 0, done.stderr


def test_a_line_does_nothing_to_a_terminal_and_has_an_end():
    assert printable("a\x1b[31mb\nc") == "a\\x1b[31mb\\nc"
    assert len(printable("x" * 10_000)) == 400


@pytest.fixture
def shell(start):
    """Run a command as a shell does, with redirections."""

    def run(arguments, redirections):
        line = f'exec "$@" {redirections}'
        process = start(*arguments, shell_line=line)
        said, complained = process.communicate(timeout=60)
        return process.returncode, said, complained

    return run


@pytest.mark.parametrize("arguments", [["items", "--json"], ["--help"], ["match", "-"]])
def test_a_reader_that_goes_away_is_the_exit_code_of_a_shell(start, arguments):
    process = start(*arguments, stdin=subprocess.PIPE)
    process.stdout.close()
    process.stdout = None
    _none, said = process.communicate("{}", timeout=60)
    assert (process.returncode, said) == (141, "")


@pytest.mark.parametrize("arguments", [["items"], ["--version"], ["match", "a"], ["audit", "-h"]])
def test_a_full_standard_output_is_one_line(shell, tmp_path, arguments):
    (tmp_path / "a").write_text("{}")
    code, _said, complained = shell(arguments, ">/dev/full")
    assert code == 2
    (line,) = complained.splitlines()
    assert line.startswith("standard output: it cannot be written (No space left")


@pytest.mark.parametrize("arguments", [["items"], ["match", "a"], ["verify", "a"], ["audit"]])
def test_a_closed_standard_output_is_one_line(shell, tmp_path, arguments):
    (tmp_path / "a").write_text("{}")
    code, _said, complained = shell(arguments, ">&-")
    assert code == 2
    (line,) = complained.splitlines()
    assert line.startswith("standard output: it is closed")


@pytest.mark.parametrize(
    "arguments", [["match", "-"], ["verify", "-"], ["score", "-", "-o", "b"], ["calibrate", "-"]]
)
def test_a_closed_standard_input_is_one_line_where_it_is_read(shell, arguments):
    code, _said, complained = shell(arguments, "<&-")
    assert code == 2
    (line,) = complained.splitlines()
    assert line.startswith("standard input: it is closed")


def test_closed_standard_input_and_errors_harm_nobody_who_needs_none(shell):
    code, said, _none = shell(["items"], "<&- 2>&-")
    assert code == 0
    assert said.startswith("axis")


def test_items_are_printed_as_the_contract_says(role_fit, instrument):
    done = role_fit("items", "--length", "short", "--json")
    listed = json.loads(done.stdout)
    assert [item["id"] for item in listed] == [i.id for i in instrument.bank.items_of("short")]
    assert set(listed[0]) == {"id", "axis", "facet", "keying", "text", "points"}
    assert listed[0]["points"][0] == {"value": 1, "label": "Strongly disagree"}
    assert listed[0]["points"][-1] == {"value": 6, "label": "Strongly agree"}
    assert listed[-1]["points"][-1] == {"value": 6, "label": "A main part of my work"}


def test_all_items_are_listed_when_no_length_is_given(role_fit):
    assert len(json.loads(role_fit("items", "--json").stdout)) == 56


def test_the_table_of_items_has_a_line_an_item(role_fit, instrument):
    lines = role_fit("items").stdout.splitlines()
    for line, item in zip(lines[1:], instrument.bank.items, strict=False):
        assert line.split()[:4] == [item.axis, item.facet, item.keying, item.id]
        assert line.endswith(instrument.wording("en").text(item.id))


@pytest.mark.parametrize("arguments", [["items"], ["match", "-"]])
def test_an_unknown_language_is_refused_with_those_there_are(role_fit, arguments):
    done = role_fit(*arguments, "--language", "xx", stdin="{}")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "'xx'" in line
    assert line.endswith(f"Choose one of: {', '.join(languages())}.")
