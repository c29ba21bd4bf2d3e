"""role-fit score: a table of people."""

import csv
import io
import json
import signal
import subprocess
import time

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.research.simulation import random_sheets, simulate_people, simulate_sitting
from questions.instrument import current_instrument
from quiz.commands import main
from quiz.commands.tables.results import safe

IDS = current_instrument().bank.key.ids
OUTPUT = ["significant", "nearest_role", "distance"]


def table(*rows, header=IDS):
    written = io.StringIO()
    csv.writer(written).writerows([header, *rows])
    return written.getvalue()


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def score(role_fit, tmp_path):
    """Score this content; the finished process and the results, None where there are none."""

    def call(content, *options):
        content = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "answers.csv").write_bytes(content)
        done = role_fit("score", "answers.csv", "-o", "results.csv", *options)
        results = tmp_path / "results.csv"
        text = results.read_bytes().decode() if results.exists() else None
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
            ["answers.csv"] + ["results.csv"] * (text is not None)
        )
        return done, text

    return call


@pytest.fixture
def complaints(score):
    """What is said of content that is refused."""

    def call(content, *options):
        done, results = score(content, *options)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert results is None
        return done.stderr.splitlines()

    return call


def some_people(instrument):
    people = simulate_people(instrument.model.centroids, each=1, seed=5)
    points = simulate_sitting(people, instrument.bank.key, seed=6).astype(int).tolist()
    points += random_sheets(5, instrument.bank.key, seed=7).astype(int).tolist()
    for person, row in enumerate(points):
        if person % 3 == 0:
            row[person] = row[person // 2] = ""
    return [*points, [""] * len(IDS), [3] * len(IDS)]


@pytest.mark.parametrize("columns", [len(IDS), 36, 30, 28])
def test_every_row_is_what_match_says_of_that_person(score, role_fit, instrument, columns):
    rows = [row[:columns] for row in some_people(instrument)]
    done, text = score(table(*rows, header=IDS[:columns]), "--verdict")
    assert done.exit_code == 0, done.stderr
    assert len(read(text)) == len(rows)
    for row, result in zip(rows, read(text), strict=True):
        answers = {i: None if p == "" else p for i, p in zip(IDS, row, strict=False)}
        said = json.loads(role_fit("match", "-", stdin=json.dumps(answers)).stdout)
        assert result["verdict"] == said["verdict"]
        assert result["shortlist"].split() == said["shortlist"]
        assert result["significant"] == json.dumps(said["significance"]["significant"])
        for axis in said["axes"]:
            value = result[axis["axis"]]
            assert (float(value) if value else None) == pytest.approx(axis["value"], abs=5e-7)
        if said["roles"]:
            assert result["nearest_role"] == said["roles"][0]["role"]
            assert float(result["distance"]) == pytest.approx(
                said["roles"][0]["distance"], abs=1e-6
            )
        else:
            assert result["nearest_role"] == result["distance"] == ""


def test_columns_may_stand_in_any_order(score):
    row = [1 + n % 6 for n in range(len(IDS))]
    _, straight = score(table(row))
    _, turned = score(table(row[::-1], header=IDS[::-1]))
    assert straight == turned


def test_items_of_an_incomplete_quad_are_said_not_to_count(score):
    done, _ = score(table([3] * 30, header=IDS[:30]))
    missing = "as others of the same axis have no column"
    assert done.stderr == f"Not counted, {missing}: {IDS[28]}, {IDS[29]}.\n"


def test_a_row_that_leaves_part_two_empty_is_what_match_says_without_it(
    score, role_fit, instrument
):
    facets = [item.facet for item in instrument.bank.items]
    rows = [
        [point if facet == "drawn_to" else "" for point, facet in zip(row, facets, strict=True)]
        for row in some_people(instrument)[:12]
    ]
    _, text = score(table(*rows), "--verdict")
    for row, result in zip(rows, read(text), strict=True):
        answers = {i: p for i, p, f in zip(IDS, row, facets, strict=True) if f == "drawn_to"}
        answers = {item: None if point == "" else point for item, point in answers.items()}
        said = json.loads(role_fit("match", "-", stdin=json.dumps(answers)).stdout)
        assert (result["verdict"], result["shortlist"].split()) == (
            said["verdict"],
            said["shortlist"],
        )


def test_who_was_asked_other_pages_can_stand_in_one_table(score, role_fit, instrument):
    rows = [row[:28] + [""] * 28 for row in some_people(instrument)[:8]]
    for number, row in enumerate(rows[1:]):
        row[28 + 4 * (number % 7) : 32 + 4 * (number % 7)] = [5, 2, 4, ""]
    _, text = score(table(*rows), "--verdict")
    for row, result in zip(rows, read(text), strict=True):
        first = {i: None if p == "" else p for i, p in zip(IDS[:28], row, strict=False)}
        quads = [range(at, at + 4) for at in range(28, 56, 4)]
        asked = [at for quad in quads if any(row[at] != "" for at in quad) for at in quad]
        more = {IDS[at]: None if row[at] == "" else row[at] for at in asked}
        said = json.loads(role_fit("match", "-", stdin=json.dumps(first | more)).stdout)
        assert result["verdict"] == said["verdict"]
        assert result["shortlist"].split() == said["shortlist"]


def test_without_ids_the_results_carry_the_rows_of_a_spreadsheet(score):
    _, text = score(f"{IDS[0]}\n3\n\n4\n")
    assert [row["row"] for row in read(text)] == ["2", "4"]


def test_a_byte_order_mark_windows_line_ends_and_fractions_of_nothing_are_read(score):
    plain, odd = f"id,{IDS[0]}\na,4\n", f"\ufeffid,{IDS[0]}\r\na, 4.0\r\n"
    assert score(odd)[1] == score(plain)[1]


def test_a_header_alone_gives_a_header(score):
    _, text = score(table())
    assert read(text) == []
    assert text.splitlines()[0].split(",")[-3:] == OUTPUT


def test_another_column_can_be_the_id(score):
    _, text = score(f"person,{IDS[0]}\nAnn,4\n", "--id", "person")
    assert read(text)[0]["id"] == "Ann"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_an_id_that_a_spreadsheet_would_run_becomes_text(score, start):
    _, text = score(table([f"{start}1+1", 3], header=["id", IDS[0]]))
    assert read(text)[0]["id"] == f"'{start}1+1"


@given(ids=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_ids_come_through_as_they_were(ids):
    written = "".join(f"{safe(text)},x\n" for text in ids)
    found = [row[0] for row in csv.reader(io.StringIO(written, newline=""))]
    assert [text.removeprefix("'") for text in found] == [text.removeprefix("'") for text in ids]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_no_content_whatever_is_a_traceback(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(f"id,{IDS[0]}\n".encode() + content)
    done = CliRunner().invoke(main, ["score", str(path), "-o", str(tmp_path / "out.csv")])
    assert done.exit_code in (0, 2), done.exception
    assert (done.exit_code == 0) == (done.stderr == "")


def test_all_faults_of_the_rows_are_told_with_row_and_column(complaints):
    content = b"id,%b,%b\na,7,3\nb,3\nc,four,3.5\nd,NA,\xff\n\xfe,1,1\ne,1,2,3\nf\0,0,-1\n" % (
        IDS[0].encode(),
        IDS[1].encode(),
    )
    lines = complaints(content)
    places = [line.split(": ")[0] for line in lines]
    ragged = ["answers.csv, row 3", "answers.csv, row 7"]
    assert set(places) == {
        *ragged,
        f"answers.csv, row 2, column '{IDS[0]}'",
        f"answers.csv, row 4, column '{IDS[0]}'",
        f"answers.csv, row 4, column '{IDS[1]}'",
        f"answers.csv, row 5, column '{IDS[0]}'",
        f"answers.csv, row 5, column '{IDS[1]}'",
        "answers.csv, row 6, the id",
        "answers.csv, row 8, the id",
        f"answers.csv, row 8, column '{IDS[0]}'",
        f"answers.csv, row 8, column '{IDS[1]}'",
    }
    assert len(places) == 11


def test_of_many_faults_the_first_fifty_are_told_and_the_others_counted(complaints):
    lines = complaints(f"{IDS[0]}\n" + "9\n" * 10_000)
    assert len(lines) == 51
    assert lines[-1].startswith("answers.csv: 9,950 more like these")


def test_all_faults_of_the_header_are_told(complaints):
    lines = complaints(f"id,id,{IDS[0]},{IDS[0]},closed_bo,,weather\n")
    assert [line.split(": ")[0] for line in lines] == [
        "answers.csv, columns 1, 2",
        "answers.csv, columns 3, 4",
        "answers.csv, column 5",
        "answers.csv, column 6",
        "answers.csv, column 7",
    ]
    assert "Did you mean 'closed_box'" in lines[2]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b"id\na\n", "no column is an item"),
        (f"{IDS[0]};{IDS[1]}\n".encode(), "not separated by commas"),
        (f"{IDS[0]}\n1\n".encode("utf-16"), "it is not UTF-8 text"),
        (b"\0" * 100, "it is not UTF-8 text"),
        (f'{IDS[0]}\n1\n"2\n'.encode(), "row 3: it cannot be read"),
        (f"{IDS[0]}\n".encode() + b"1" * 2_000_000, "a line is longer than 1,000,000"),
        (f"id,{IDS[0]}\n".encode() + b'"' + b"x\n" * 100_000, "row 2: it cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(complaints, content, complaint):
    (line,) = complaints(content)
    assert complaint in line


@pytest.mark.parametrize(
    ("options", "complaint"),
    [(["--id", "nam"], "no column 'nam'. Did you mean 'name'"), (["--id", IDS[0]], "is an item")],
)
def test_an_id_column_that_cannot_be_is_refused(complaints, options, complaint):
    assert any(complaint in line for line in complaints(f"name,{IDS[0]}\nx,1\n", *options))


def test_the_input_is_never_overwritten(role_fit, tmp_path):
    text = f"{IDS[0]}\n4\n"
    (tmp_path / "answers.csv").write_text(text)
    (tmp_path / "link.csv").symlink_to("answers.csv")
    for target in ("answers.csv", "link.csv", "./answers.csv"):
        done = role_fit("score", "answers.csv", "-o", target)
        assert done.exit_code == 2
        assert "it is the input" in done.stderr
    assert (tmp_path / "answers.csv").read_text() == text


def test_what_was_there_stays_when_the_input_is_bad(role_fit, tmp_path):
    (tmp_path / "answers.csv").write_text(f"{IDS[0]}\n9\n")
    (tmp_path / "results.csv").write_text("from last week")
    assert role_fit("score", "answers.csv", "-o", "results.csv").exit_code == 2
    assert (tmp_path / "results.csv").read_text() == "from last week"


@pytest.mark.parametrize("target", ["nowhere/results.csv", "."])
def test_a_place_that_cannot_be_written_is_one_line(role_fit, tmp_path, target):
    (tmp_path / "answers.csv").write_text(f"{IDS[0]}\n4\n")
    done = role_fit("score", "answers.csv", "-o", target)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_pipe_gets_all_of_it_or_nothing(start):
    good = start("score", "-", "-o", "-", stdin=subprocess.PIPE)
    said, complained = good.communicate(f"{IDS[0]}\n4\n", timeout=60)
    assert good.returncode == 0, complained
    assert len(read(said)) == 1
    assert complained == ""
    bad = start("score", "-", "-o", "-", stdin=subprocess.PIPE)
    said, complained = bad.communicate(f"{IDS[0]}\n" + "4\n" * 10_000 + "9\n", timeout=60)
    assert bad.returncode == 2
    assert said == ""
    assert complained.startswith("standard input, row 10002")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_leaves_nothing_behind(start, tmp_path, how):
    process = start("score", "-", "-o", "results.csv", stdin=subprocess.PIPE)
    process.stdin.write(f"{IDS[0]}\n" + "4\n" * 100_000)
    process.stdin.flush()
    until = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(how)
    _said, complained = process.communicate(timeout=60)
    assert process.returncode == 128 + how
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in complained
