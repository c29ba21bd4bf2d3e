"""The commands that work on the database of a quiz which has begun: where there is none."""

import pytest

from quiz.commands import BAD_INPUT
from quiz.settings.declarations import Settings

COMMANDS = pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "backup.sqlite3"),
        ("invite", "a@b.org"),
        ("recover", "a@b.org"),
        ("responses", "-o", "responses.csv"),
    ],
    ids=lambda arguments: arguments[0],
)


@COMMANDS
def test_a_mistyped_instance_is_said_and_nothing_is_left_behind(
    role_fit, tmp_path, monkeypatch, arguments
):
    monkeypatch.setenv("ROLE_FIT_INSTANCE", str(tmp_path / "instnace"))
    done = role_fit(*arguments)
    assert done.exit_code == BAD_INPUT
    assert done.stderr.splitlines() == [
        f"{tmp_path}/instnace/role-fit.sqlite3: there is no such database. "
        "Set ROLE_FIT_INSTANCE or DATABASE_URL as role-fit serve has it."
    ]
    assert list(tmp_path.iterdir()) == []


@COMMANDS
def test_a_database_elsewhere_needs_no_instance_folder(
    role_fit, environment, tmp_path, monkeypatch, arguments
):
    monkeypatch.setenv("DATABASE_URL", Settings.from_environment(environment).database_url)
    monkeypatch.setenv("ROLE_FIT_INSTANCE", str(tmp_path / "elsewhere"))
    done = role_fit(*arguments)
    assert "no member has" in done.stderr if arguments[0] == "recover" else done.exit_code == 0
    assert not (tmp_path / "elsewhere").exists()
