"""What README and docs/ say: figures, evidence and commands, held to the code."""

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs import evidence
from docs.audit_figures import WORDS
from docs.figures import AUDIT, figures
from model.axes import AXES
from model.roles import role_book
from questions.instrument import current_instrument
from quiz.commands import COMMANDS, main
from quiz.settings.declarations import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
HELD = [DOCS / "method.md", DOCS / "model-card.md"]  # every number in them is printed by a command
CHANGES = ROOT / "CHANGELOG.md"
WITH_COMMANDS = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "bench" / "README.md",
    *sorted(DOCS.rglob("*.md")),
]
CHEAP = ("docs.evidence", "docs.figures", "tests.personas", "questions.checks")
NAMES = ("1.2.2 of R's `careless`", "from 0 to 1", "−1 is consistent", "exit code 1", "| of 100 |")
BLOCK = re.compile(r"```.*?```", re.DOTALL)
NOT_TEXT = re.compile(r"`[^`]*`|(\bdecision \d{4})?\]\([^)]*\)")  # inline code, and links
CITATION = re.compile(r"\(?\b(19|20)\d\d\)?")  # the year of a reference
STEP = re.compile(r"^\d+\. ", re.M)  # of a numbered list
ROUNDING = 1e-3  # another processor may turn single draws; what is printed has three decimals


def text_of(path):
    return path.read_text(encoding="utf-8")


def in_one_line(text):
    return " ".join(text.split())


@cache
def printed():
    return [text for texts in figures().values() for text in texts]


@pytest.mark.parametrize("path", [*WITH_COMMANDS, CHANGES], ids=lambda path: path.name)
def test_a_document_has_no_lines_too_long_for_an_editor(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 160 and not line.startswith("|")] == []


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=lambda path: path.name)
def test_no_figure_is_still_to_be_filled_in(path):
    cells = re.findall(
        r"\b[A-Z]+_[A-Z_]+(?= \|)|\bTODO\b|\bFULL\b|\| [?…]+ (?=\|)", BLOCK.sub("", text_of(path))
    )
    assert cells == []


# Figures


@pytest.mark.parametrize("path", HELD, ids=lambda path: path.name)
def test_every_number_in_a_document_is_one_that_a_command_prints(path):
    text, *_ = re.split(r"^## References", text_of(path), flags=re.M)
    left = in_one_line(STEP.sub("", BLOCK.sub("", text)))
    for figure in sorted([*printed(), *NAMES], key=len, reverse=True):
        left = left.replace(figure, " ")
    left = CITATION.sub("", NOT_TEXT.sub(" ", left))
    assert re.findall(r".{0,40}\d.{0,20}", left) == []


def test_every_figure_that_is_printed_stands_in_a_document():
    everything = in_one_line(" ".join(map(text_of, [README, *HELD])))
    assert [figure for figure in printed() if figure not in everything] == []


def test_the_command_of_the_figures_stands_in_the_documents():
    everything = " ".join(map(text_of, HELD))
    assert [command for command in figures() if f"`{command}`" not in everything] == []


def test_the_figures_of_the_readme_are_printed_too():
    section = text_of(README).split("## How good is it?")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if re.search(r"\|\s*[\d.]+ \|", line)]
    assert len(rows) >= 6
    known = printed()
    assert [row for row in rows if not any(row.endswith(figure) for figure in known)] == []


def test_the_readme_counts_statements_roles_evidence_and_days_rightly():
    text, bank = in_one_line(text_of(README)), current_instrument().bank
    judged = sum(role.judgement_count for role in role_book().roles)
    cells = len(role_book().roles) * len(AXES)
    assert f"{len(bank.items_of('short'))} statements about their work ({len(bank.items)} " in text
    assert f"{WORDS[len(role_book().roles)]} product roles" in text
    assert f"{cells - judged} of {cells} rest on sources, {judged} on judgement" in text
    assert f"`ROLE_FIT_KEEP_UNFINISHED_DAYS` | {Settings.keep_unfinished_days} |" in text
    assert f"`ROLE_FIT_KEEP_FINISHED_DAYS` | {Settings.keep_finished_days} |" in text


def test_values_are_in_steps_of_five_hundredths():
    values = [value for role in role_book().roles for value in role.values.values()]
    assert [value for value in values if abs(20 * value - round(20 * value)) > 1e-9] == []


# The audit that is quoted


@pytest.fixture(scope="module")
def quoted():
    return json.loads(text_of(AUDIT))


@pytest.fixture(scope="module")
def computed():
    """The whole audit, made anew by the command that wrote the one quoted."""
    return json.loads(CliRunner().invoke(main, ["audit", "--json"]).stdout)


def test_the_audit_that_is_quoted_kept_its_bounds(quoted):
    assert quoted["sound"] is True


def test_the_audit_computed_anew_says_the_same_throughout(quoted, computed):
    said, found = dict(leaves(quoted)), dict(leaves(computed))
    assert said.keys() == found.keys()
    near = {path: pytest.approx(value, abs=ROUNDING) for path, value in found.items()}
    assert [(path, said[path], found[path]) for path in said if said[path] != near[path]] == []


def leaves(report, path=""):
    """Every value of a report, by the path to it."""
    if not isinstance(report, dict | list):
        yield path, report
        return
    for step, part in report.items() if isinstance(report, dict) else enumerate(report):
        yield from leaves(part, f"{path}/{step}")


# Evidence


def test_the_evidence_is_what_its_command_prints():
    assert text_of(DOCS / "evidence.md") == evidence.document()


def test_every_row_of_evidence_and_every_reason_is_told():
    told = text_of(DOCS / "evidence.md")
    for role in role_book().roles:
        assert all(row.note in told for row in role.evidence)
        assert all(row.reason in told for row in role.judgement)


# Links and commands


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=lambda path: path.name)
def test_a_link_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text_of(path))
    assert [link for link in links if not (path.parent / link).exists()] == []


def quoted_commands(path):
    """What stands in code and starts like a command; a comment after it is dropped."""
    code = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", text_of(path), flags=re.DOTALL)
    for block, inline in code:
        for line in (block or inline).splitlines():
            if re.match(r"(role-fit|python3?) \S", line.strip()):
                yield shlex.split(line, comments=True)


COMMANDS_QUOTED = sorted({tuple(c) for path in WITH_COMMANDS for c in quoted_commands(path)})


def test_there_are_commands_to_try():
    assert {c[1] for c in COMMANDS_QUOTED if c[0] == "role-fit"} >= {"audit", "calibrate", "verify"}


@pytest.mark.parametrize("command", COMMANDS_QUOTED, ids=" ".join)
def test_a_quoted_command_exists_with_its_options(command):
    program, first, *rest = command
    if program == "role-fit":
        assert first in COMMANDS
        told = CliRunner().invoke(main, [first, "--help"]).output
    elif first == "-m":
        assert find_spec(rest[0]) is not None
        return
    else:
        assert (ROOT / first).is_file()
        if (first, *rest[:1]) != ("dev.py", "run"):
            return  # what follows `dev.py test` is pytest's
        told = call(first, "run", "--help")
    options = [word for word in rest if word.startswith("-")]
    assert [option for option in options if option not in told] == []


def call(*arguments):
    done = subprocess.run(
        (sys.executable, *arguments), cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("module", CHEAP)
def test_the_cheap_ones_run(module):
    assert call("-m", module)
