"""role-fit responses: everybody's answers out of the database, and nobody's name."""

import csv
import io
import stat
from datetime import UTC, datetime, timedelta

import pytest

from model.scoring import FACETS
from questions.instrument import current_instrument
from quiz.store import Feedback

INSTRUMENT = current_instrument()
ITEMS = [item.id for item in INSTRUMENT.bank.items]
SHORT = [item.id for item in INSTRUMENT.bank.items if item.short]
NOW = datetime.now(UTC).replace(microsecond=0)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def finish(store):
    """Somebody answers, gets a result and may say something of it."""

    def score(answers, _declined):
        return INSTRUMENT.assessment_json(answers)

    def finish(name, answers, said=None, version=INSTRUMENT.version, *, declined=False):
        token_hash = name.encode().ljust(32, b".")
        store.attempts.create(token_hash, version, "en", NOW, LATER)
        attempt = store.attempts.find(token_hash, NOW)
        store.attempts.save(attempt.id, answers, 0, NOW, LATER)
        store.attempts.decline(attempt.id, declined, NOW, LATER, score)
        store.results.finish(attempt.id, score, NOW, LATER)
        if said:
            store.feedback.give(attempt.id, Feedback(1, *said, NOW))

    return finish


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


ANSWERS = {item: place % 6 + 1 for place, item in enumerate(SHORT)}


@pytest.mark.both_databases
def test_everybody_who_has_a_result_is_a_row(role_fit, finish):
    nearest = INSTRUMENT.assessment_json(ANSWERS)["roles"][1]["role"]
    finish("alice", ANSWERS, ("role", nearest, "product_owner"))
    finish("bob", {**ANSWERS, SHORT[0]: None}, ("none", None, None))
    finish("charlie", ANSWERS)
    done = role_fit("responses")
    assert (done.exit_code, done.stderr) == (0, "")
    rows = read(done.stdout)
    assert list(rows[0]) == ["row", "language", "length", *ITEMS, "fits", "fits_rank", "role"]
    assert [row["row"] for row in rows] == ["1", "2", "3"]
    said = [(row["fits"], row["fits_rank"], row["role"]) for row in rows]
    assert said == [("role", "2", "product_owner"), ("none", "", ""), ("", "", "")]
    assert {item: rows[0][item] for item in SHORT} == {i: str(p) for i, p in ANSWERS.items()}
    assert {rows[0][item] for item in ITEMS if item not in SHORT} == {""}
    assert rows[1][SHORT[0]] == ""
    assert {row["length"] for row in rows} == {"short"}


def test_what_sharpens_counts_only_when_its_four_are_there(role_fit, finish):
    quad, other = INSTRUMENT.bank.units(FACETS)[:2]
    more = {item.id: 2 for item in quad} | {other[0].id: 5}
    finish("alice", ANSWERS | more)
    (row,) = read(role_fit("responses").stdout)
    assert row["length"] == "long"
    assert {row[item.id] for item in quad} == {"2"}
    assert row[other[0].id] == ""


@pytest.mark.both_databases
def test_of_a_part_that_was_left_out_nothing_is_exported_though_it_was_answered(role_fit, finish):
    finish("alice", ANSWERS, declined=True)
    finish("bob", ANSWERS)
    alone, whole = read(role_fit("responses").stdout)
    facets = {item.id: item.facet for item in INSTRUMENT.bank.first}
    for item, point in ANSWERS.items():
        assert whole[item] == str(point)
        assert alone[item] == (str(point) if facets[item] == "drawn_to" else "")


def test_a_part_that_was_taken_up_again_is_exported_once_it_counts(role_fit, finish):
    """As in its result: half of part two moves nothing."""
    facets = {item.id: item.facet for item in INSTRUMENT.bank.first}
    begun = {item: point for item, point in ANSWERS.items() if item != SHORT[-1]}
    finish("alice", begun)
    [row] = read(role_fit("responses").stdout)
    assert facets[SHORT[-1]] == "practised"
    assert {row[item] for item in SHORT if facets[item] == "practised"} == {""}
    assert all(row[item] for item in SHORT if facets[item] == "drawn_to")


def test_nothing_leads_back(role_fit, finish):
    finish("alice", ANSWERS, ("partly", None, "other"))
    text = role_fit("responses").stdout
    assert "alice" not in text
    assert str(NOW.year) not in text
    assert b"alice".hex() not in text


def test_the_file_is_whole_or_not_there(role_fit, finish, tmp_path):
    finish("alice", ANSWERS)
    done = role_fit("responses", "-o", "out.csv")
    assert (done.exit_code, done.output) == (0, "")
    assert len(read((tmp_path / "out.csv").read_text())) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "out.csv"]


def test_the_database_is_never_written_over(role_fit, finish, tmp_path):
    finish("alice", ANSWERS)
    done = role_fit("responses", "-o", tmp_path / "instance" / "role-fit.sqlite3")
    assert done.exit_code == 2
    assert "it is the input" in done.stderr
    assert len(read(role_fit("responses").stdout)) == 1


@pytest.mark.parametrize("name", ["secret_key", "role-fit.sqlite3.lock", "role-fit.sqlite3-wal"])
def test_no_file_of_the_quiz_is_written_over(role_fit, finish, tmp_path, name):
    finish("alice", ANSWERS)
    file = tmp_path / "instance" / name
    role_fit("responses")  # makes the key
    before = file.read_bytes()
    done = role_fit("responses", "-o", file)
    assert done.exit_code == 2
    assert "it belongs to the quiz itself" in done.stderr
    assert file.read_bytes() == before


def test_earlier_responses_in_the_instance_folder_are_written_over(role_fit, finish, tmp_path):
    file = tmp_path / "instance" / "responses.csv"
    assert role_fit("responses", "-o", file).exit_code == 0
    finish("alice", ANSWERS)
    assert role_fit("responses", "-o", file).exit_code == 0
    assert len(read(file.read_text())) == 1


def test_everybodys_answers_are_for_their_owner_alone(role_fit, finish, tmp_path):
    finish("alice", ANSWERS)
    role_fit("responses", "-o", "out.csv")
    database = tmp_path / "instance" / "role-fit.sqlite3"
    files = (tmp_path / "out.csv", database, database.with_name(database.name + "-wal"))
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3


def test_a_file_that_is_replaced_keeps_its_mode(role_fit, finish, tmp_path):
    finish("alice", ANSWERS)
    file = tmp_path / "out.csv"
    file.touch()
    file.chmod(0o640)
    role_fit("responses", "-o", file)
    assert len(read(file.read_text())) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_folder_that_is_not_there_is_to_be_made_first(role_fit, store):
    done = role_fit("responses", "-o", "nowhere/out.csv")
    assert done.exit_code == 2
    assert done.stderr.endswith("Make the folder first.\n")


@pytest.mark.both_databases
def test_an_empty_database_gives_a_header(role_fit, store):
    assert read(role_fit("responses").stdout) == []


def test_a_missing_database_is_said_and_not_made(role_fit, environment, tmp_path):
    (tmp_path / "instance" / "role-fit.sqlite3").unlink()
    done = role_fit("responses")
    assert done.exit_code == 2
    assert "there is no such database" in done.stderr
    assert not (tmp_path / "instance" / "role-fit.sqlite3").exists()


@pytest.mark.parametrize("command", [("responses",), ("serve", "--port", "0")])
def test_a_database_out_of_reach_is_one_line_without_the_password(role_fit, monkeypatch, command):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:hush-hush@127.0.0.1:1/x")
    done = role_fit(*command)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("The database x at 127.0.0.1:1: it cannot be used (")
    assert "DATABASE_URL" in line
    assert "hush-hush" not in done.output


@pytest.mark.parametrize("command", [("responses",), ("serve", "--port", "0")])
def test_a_damaged_database_is_one_line_with_the_remedy(role_fit, environment, tmp_path, command):
    file = tmp_path / "instance" / "role-fit.sqlite3"
    file.write_bytes(b"no header of SQLite" * 500)
    done = role_fit(*command)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{file}: it cannot be used as a database (")
    assert "Restore a backup" in line


def test_a_database_damaged_further_in_is_one_line_too(role_fit, finish, store, tmp_path):
    finish("alice", ANSWERS)
    store.close()
    file = tmp_path / "instance" / "role-fit.sqlite3"
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    done = role_fit("responses")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "Restore a backup" in line


def test_another_version_is_asked_for_by_name(role_fit, finish):
    finish("alice", ANSWERS)
    assert len(read(role_fit("responses", "--version", INSTRUMENT.version).stdout)) == 1
    done = role_fit("responses", "--version", "9.9.9")
    assert done.exit_code == 2
    assert "'9.9.9'" in done.stderr


def test_the_file_can_be_scored_and_calibrated(role_fit, finish, tmp_path):
    for number in range(1, 7):
        turned = {item: (point + number) % 6 + 1 for item, point in ANSWERS.items()}
        finish(f"person {number}", turned, ("partly", None, "product_owner"))
    role_fit("responses", "-o", "out.csv")
    done = role_fit("calibrate", "out.csv")
    assert done.exit_code == 0, done.stderr
    assert "6 people" in done.stdout
