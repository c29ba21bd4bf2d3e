"""docs/operations.md and docs/security.md: held to the code."""

import re
from pathlib import Path

import pytest

from docs import settings
from quiz import app
from quiz.web import rate_limits

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)::(\w+)`", SECURITY)))
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| .+ \| `tests/", SECURITY, re.MULTILINE)


def test_the_table_of_settings_is_what_the_command_prints():
    assert settings.table() in OPERATIONS


def test_security_names_30_to_40_requirements_each_once_and_with_a_test():
    assert 30 <= len(ROWS) <= 40
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda part: part)
def test_a_named_test_exists(path, name):
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_limits_and_the_patience_are_told_as_they_are():
    assert f"at most {app.PATIENCE} seconds" in OPERATIONS
    for rate in (rate_limits.START, rate_limits.SAVE, rate_limits.FINISH):
        assert f" {rate.limit.tries} times" in OPERATIONS
