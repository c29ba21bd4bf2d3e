"""role-fit match: one person's answers."""

import json

import pytest


def everything(instrument, point=4):
    return {item.id: point for item in instrument.bank.items}


def test_the_assessment_is_what_the_instrument_says(role_fit, instrument):
    answers = {item.id: 1 + n % 6 for n, item in enumerate(instrument.bank.items)}
    done = role_fit("match", "-", stdin=json.dumps(answers))
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(instrument.assessment_json(answers)))
    assert done.stderr == ""


def test_a_file_is_read_as_standard_input_is(role_fit, instrument, tmp_path):
    text = json.dumps(everything(instrument))
    (tmp_path / "answers.json").write_text("\ufeff" + text)
    assert role_fit("match", "answers.json").stdout == role_fit("match", "-", stdin=text).stdout


def test_a_point_may_be_written_with_a_fraction_of_nought(role_fit, instrument):
    ids = [item.id for item in instrument.bank.items]
    points = {item: 1 + n % 6 for n, item in enumerate(ids)}
    fractions = {item: float(point) for item, point in points.items()}
    done = role_fit("match", "-", stdin=json.dumps(fractions))
    assert done.exit_code == 0, done.stderr
    assert done.stdout == role_fit("match", "-", stdin=json.dumps(points)).stdout


@pytest.mark.parametrize("point", ["4.5", "7.0", "0.0", "1e999", "NaN", "true"])
def test_a_number_that_is_no_point_stays_refused(role_fit, point):
    done = role_fit("match", "-", stdin=f'{{"closed_box": {point}}}')
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "'closed_box'" in line


@pytest.mark.parametrize("answers", [{}, {"closed_box": None}, {"making_things_myself": 6}])
def test_hardly_any_answers_name_no_role(role_fit, answers):
    done = role_fit("match", "-", stdin=json.dumps(answers))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["verdict"] == "none"
    assert "NaN" not in done.stdout


def test_answers_of_a_half_answered_quad_do_not_count(role_fit, instrument):
    ids = [item.id for item in instrument.bank.items]
    short = {item: 1 + n % 6 for n, item in enumerate(ids[:28])}
    begun = role_fit("match", "-", stdin=json.dumps({**short, ids[28]: 6, ids[29]: 1}))
    assert begun.stdout == role_fit("match", "-", stdin=json.dumps(short)).stdout
    assert begun.stderr == (
        f"Not counted: {ids[28]}, {ids[29]}. They count together with {ids[30]}, {ids[31]}; "
        "add these (null for skipped).\n"
    )
    whole = {**short, **dict.fromkeys(ids[28:32], 3)}
    done = role_fit("match", "-", stdin=json.dumps(whole))
    assert done.stderr == ""
    assert json.loads(done.stdout)["instrument"]["length"] == "long"


def test_without_part_two_it_says_what_draws_and_counts_by_pairs(role_fit, instrument):
    part_one = [item for item in instrument.bank.items if item.facet == "drawn_to"]
    answers = {item.id: 6 if item.keying == "+" else 1 for item in part_one[:14]}
    answers |= {part_one[14].id: 6, part_one[15].id: 1}
    done = role_fit("match", "-", stdin=json.dumps(answers))
    assert (done.exit_code, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert said["halves"]["practised"] is None
    assert sum(axis["answered"] for axis in said["axes"]) == 16


def test_everything_that_is_wrong_is_told_at_once(role_fit):
    text = (
        '{"closed_bo": 3, "one_marked_part": 7, "who_what_by_when": 0,'
        ' "making_things_myself": 3.5, "where_nothing_is_sold": "4", "bored_by_dates": true,'
        ' "one_part_for_years": NaN, "working_out_a_price": [1],'
        ' "closed_box": 1, "closed_box": 2}'
    )
    done = role_fit("match", "-", stdin=text)
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 9
    assert "it stands there twice" in lines[0]
    assert "Did you mean 'closed_box'" in lines[1]
    assert all("Give a whole number from 1 to 6" in line for line in lines[2:])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "line 1, column 1: this is not JSON"),
        (b'{"a": 1,\n}', "line 2, column 1: this is not JSON"),
        (b'{"\xff": 1}', "byte 3 is not UTF-8 text"),
        (b"[1, 2]", "it is not an object"),
        (b"null", "it is not an object"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b'{"a": "' + b"x" * 1_000_000 + b'"}', "it is larger than 1 MB"),
        (json.dumps(dict.fromkeys(map(str, range(501)))).encode(), "it has 501 entries"),
    ],
)
def test_a_file_that_holds_no_answers_is_one_line(role_fit, tmp_path, content, complaint):
    (tmp_path / "answers.json").write_bytes(content)
    done = role_fit("match", "answers.json")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("answers.json")
    assert complaint in line


def test_a_file_that_cannot_be_had_is_one_line(role_fit, tmp_path):
    for name, complaint in (("nowhere.json", "no such file"), (tmp_path, "Is a directory")):
        done = role_fit("match", name)
        assert done.exit_code == 2
        (line,) = done.stderr.splitlines()
        assert complaint in line
