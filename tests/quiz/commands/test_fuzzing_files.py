"""Files that were changed on the way, by a disk or by hand: read, or refused in words."""

import re
from contextlib import suppress
from importlib.resources import files

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.inputs.faults import Faults
from model.roles import read_roles
from model.words import read_model_words
from questions.bank import read_bank
from questions.checks import find_faults
from questions.words import read_wording
from quiz.commands import main
from quiz.look.colour import read_colour
from quiz.services import EXTENSION
from tests.quiz.candidate import PAGES

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ITEMS = [item.id for page in PAGES for item in page]
BANK = files("questions").joinpath("items.toml").read_text(encoding="utf-8")
WORDS = files("questions").joinpath("wording/en.toml").read_text(encoding="utf-8")
ROLES = files("model").joinpath("roles.toml").read_text(encoding="utf-8")
MODEL_WORDS = files("model").joinpath("wording/en.toml").read_text(encoding="utf-8")
INSTEAD = st.text(max_size=20) | st.sampled_from(
    """\
x = 1|= 2|[[items]]|[x]|axis = "market"|value = nan|value = -inf|weight = 0|value = 1e400
id = ""|items = 3|roles = []|"\\u0000" = "a"|\x00""".replace("\n", "|").split("|")
)


def run(*arguments, **more):
    """Call a command; its exit code, where it ended in no traceback."""
    done = CliRunner().invoke(main, [str(each) for each in arguments], **more)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def backup(app, alice, environment, tmp_path, monkeypatch):
    """A backup with somebody's answers in it."""
    alice.answer(1)
    path = tmp_path / "backup.sqlite3"
    app.extensions[EXTENSION].store.back_up(path, lambda _: None)
    return path.read_bytes()


@FEW
@given(data=st.data())
def test_a_damaged_backup_is_restored_or_refused(backup, databases, tmp_path, data):
    at = data.draw(st.integers(0, len(backup) - 1))
    instead = data.draw(st.binary(min_size=1, max_size=data.draw(st.sampled_from([1, 8, 3000]))))
    cut = data.draw(st.booleans())
    damaged = backup[:at] + instead + (b"" if cut else backup[at + len(instead) :])
    (tmp_path / "damaged.sqlite3").write_bytes(damaged)
    instance = tmp_path / f"into-{len(list(tmp_path.iterdir()))}"
    with databases.fresh(instance) as environment:  # to make its tables takes longer than the rest
        done = run("restore", tmp_path / "damaged.sqlite3", env=environment)
    assert done.exit_code in (0, 2)
    assert len(done.output.splitlines()) == 1


@FEW
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["1", "6", "", "x", "nan", "1e9", "=1", "\x00"]), max_size=6),
        max_size=4,
    ),
    header=st.permutations([*ITEMS[:3], "role", "fits", "instrument_version", "id"]),
)
def test_no_table_of_responses_is_a_fault_of_ours(tmp_path, rows, header):
    path = tmp_path / "responses.csv"
    path.write_text("\n".join(",".join(row) for row in [header, *rows]), encoding="utf-8")
    assert run("calibrate", path).exit_code in (0, 1, 2)


def changed(text, data):
    """A text with one line taken out, written twice, or replaced."""
    lines = text.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from([[], [lines[at]] * 2, [data.draw(INSTEAD)]]))
    value = re.sub(r"= .*", lambda _: f"= {data.draw(INSTEAD)}", lines[at])
    return "\n".join([*lines[:at], *(how or [value]), *lines[at + 1 :]])


@FEW
@given(data=st.data())
def test_a_changed_file_of_statements_is_read_or_its_faults_are_told(data):
    bank, words = changed(BANK, data), changed(WORDS, data)
    for found in find_faults(bank.encode(), {"en": words.encode()}):
        assert str(found)
    for read, text in ((read_bank, bank), (read_wording, words)):
        read_or_refused(read, text, "where.toml")


@FEW
@given(data=st.data())
def test_a_changed_file_of_roles_is_read_or_its_faults_are_told(data):
    read_or_refused(read_roles, changed(ROLES, data), "roles.toml")
    book = read_roles(ROLES, "roles.toml")
    read_or_refused(read_model_words, changed(MODEL_WORDS, data), "en.toml", book)


def read_or_refused(read, *given):
    with suppress(Faults, ValueError):
        read(*given)


@given(content=st.binary(max_size=80))
def test_no_bytes_of_statements_are_a_fault_of_ours(content):
    assert find_faults(content, {"en": content})


@given(text=st.text(max_size=12) | st.from_regex(r"#?[0-9a-fA-F]{0,9}", fullmatch=True))
def test_a_colour_is_six_digits_or_none(text):
    found = read_colour(text)
    assert found is None or re.fullmatch("#[0-9a-f]{6}", found)
