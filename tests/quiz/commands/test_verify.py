"""role-fit verify: a downloaded result against its answers."""

import json
from pathlib import Path

import pytest

from questions import verification
from questions.instrument import EDITIONS, current_instrument, load_edition
from questions.verification import download

INSTRUMENT = current_instrument()
ANSWERS = {
    item.id: 6 if (item.axis in ("strategy", "team", "scope")) == (item.keying == "+") else 2
    for item in INSTRUMENT.bank.items
}


def result(instrument=INSTRUMENT):
    return json.loads(json.dumps(download(instrument.assessment_json(ANSWERS), ANSWERS)))


@pytest.fixture
def said(role_fit, tmp_path):
    """Verify a document, and get the exit code and the lines."""

    def verify(document):
        path = tmp_path / "result.json"
        path.write_text(json.dumps(document), "utf-8")
        done = role_fit("verify", "result.json")
        assert done.stderr == ""
        return done.exit_code, done.stdout.splitlines()

    return verify


def test_a_result_as_it_was_downloaded_is_the_same(said):
    assert said(result()) == (
        0,
        [f"same: every number follows from the answers, with instrument {INSTRUMENT.version}."],
    )


def test_standard_input_is_read_as_a_file_is(role_fit):
    done = role_fit("verify", "-", stdin="\ufeff" + json.dumps(result()))
    assert done.exit_code == 0
    assert done.stdout.startswith("same: ")


def test_what_differs_is_told_place_by_place(said):
    document = result()
    document["verdict"] = "none"
    document["roles"][0]["distance"] += 0.5
    code, lines = said(document)
    assert code == 1
    assert lines[0].startswith("differs: 2 places do not follow from the answers")
    assert lines[1].startswith('  verdict: the file says "none", the answers give "')
    distance = result()["roles"][0]["distance"]
    given = f"the file says {document['roles'][0]['distance']}, the answers give {distance}"
    assert lines[2] == f"  roles[0].distance: {given}"


def test_one_place_is_told_as_one(said):
    document = result()
    del document["reason"]
    code, lines = said(document)
    assert code == 1
    assert lines[0].startswith("differs: 1 place does not follow")
    assert lines[1] == "  reason: the file says nothing, the answers give null"


def test_a_long_list_of_places_has_an_end(said):
    document = result()
    document |= {f"added_{n}": "x" * 1000 for n in range(100)}
    code, lines = said(document)
    assert code == 1
    assert len(lines) == 22
    assert lines[-1] == "  and 80 more places"
    assert all(len(line) < 200 for line in lines)


def test_lists_of_other_lengths_are_told_by_their_lengths(said):
    document = result()
    number = len(document["roles"])
    document["roles"] = [{"role": "x"}] * 5000
    code, lines = said(document)
    assert code == 1
    assert lines[1] == f"  roles: the file says 5,000 entries, the answers give {number} entries"


def test_an_older_result_is_changed_since(said, tmp_path, monkeypatch):
    edition = json.loads((EDITIONS / f"{INSTRUMENT.version}.json").read_text("utf-8"))
    edition["version"] = "0.9.0"
    centroids = edition["model"]["centroids"]
    edition["model"]["centroids"] = [[1 - value for value in role] for role in centroids]
    (tmp_path / "0.9.0.json").write_text(json.dumps(edition), "utf-8")
    older = load_edition("0.9.0", tmp_path)
    monkeypatch.setattr(verification, "load_instrument", lambda _: older)
    code, lines = said(result(older))
    assert code == 0
    assert lines[0].startswith("changed since: every number follows from the answers")
    assert "instrument 0.9.0 of its time" in lines[0]
    assert f"Re-scored with today's {INSTRUMENT.version}" in lines[0]
    assert any(line.startswith("  shortlist") and "it is now" in line for line in lines[1:])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "this is not JSON"),
        (b"{", "this is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[]", "it is not a JSON object"),
        (b"[" * 100_000, "it is nested too deep"),
        (b'{"x": ' + b"1" * 10_000 + b"}", "thousands of digits"),
        (b'{"verdict": 1, "verdict": 2}', "'verdict': it stands there twice"),
        (b" " * 1_000_001, "it is larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_result_is_refused_with_the_remedy(role_fit, tmp_path, content, told):
    (tmp_path / "result.json").write_bytes(content)
    done = role_fit("verify", "result.json")
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("result.json")
    assert told in line


def test_every_fault_has_its_line(role_fit):
    document = result()
    document["answers"] |= {"closed_box": 9, "no_such_item": 3}
    done = role_fit("verify", "-", stdin=json.dumps(document))
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("standard input, answer ") for line in lines)


@pytest.mark.parametrize("version", ["9.9.9", "../1.0.0"])
def test_a_version_that_is_not_here_is_named(role_fit, version):
    document = result()
    document["instrument"]["version"] = version
    done = role_fit("verify", "-", stdin=json.dumps(document))
    assert done.exit_code == 2
    assert version in done.stderr
    assert "Use a newer Role Fit" in done.stderr


def test_a_file_that_is_not_there(role_fit):
    done = role_fit("verify", "nowhere.json")
    assert done.exit_code == 2
    assert "there is no such file" in done.stderr


def test_a_file_does_nothing_to_a_terminal(said):
    document = result()
    document["\x1b[31m\nsame: all is well"] = "\x1b[2J"
    code, lines = said(document)
    assert code == 1
    assert "\x1b" not in "".join(lines)
    assert not any(line.startswith("same") for line in lines)


@pytest.mark.parametrize("name", ["between", "none"])
def test_a_result_of_the_first_instrument_follows_from_its_answers_still(role_fit, name):
    path = Path(__file__).parents[2] / "questions" / "data" / f"result_1.0.0_{name}.json"
    done = role_fit("verify", path)
    assert done.exit_code == 0
    assert done.stdout == (
        "changed since: every number follows from the answers, with instrument 1.0.0 of its "
        "time. Today's 2.0.0 asks other statements: it says nothing of these answers.\n"
    )
