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
    done = role_fit("match", "-", stdin=f'{{"wrote_live_code": {point}}}')
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "'wrote_live_code'" in line


@pytest.mark.parametrize("answers", [{}, {"wrote_live_code": None}, {"wrote_live_code": 6}])
def test_hardly_any_answers_name_no_role(role_fit, answers):
    done = role_fit("match", "-", stdin=json.dumps(answers))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["verdict"] == "none"
    assert "NaN" not in done.stdout


def test_answers_of_a_half_answered_page_that_sharpens_do_not_count(role_fit, instrument):
    ids = [item.id for item in instrument.bank.items]
    short = {item: 1 + n % 6 for n, item in enumerate(ids[:28])}
    begun = role_fit("match", "-", stdin=json.dumps({**short, ids[28]: 6, ids[29]: 1}))
    assert begun.stdout == role_fit("match", "-", stdin=json.dumps(short)).stdout
    assert begun.stderr.startswith(f"Not counted: {ids[28]}, {ids[29]}.")
    assert ids[35] in begun.stderr
    page = {**short, **dict.fromkeys(ids[28:36], 3)}
    done = role_fit("match", "-", stdin=json.dumps(page))
    assert done.stderr == ""
    assert json.loads(done.stdout)["instrument"]["length"] == "long"


def test_everything_that_is_wrong_is_told_at_once(role_fit):
    text = (
        '{"wrote_live_cod": 3, "planned_a_launch": 7, "held_one_to_ones": 0,'
        ' "decided_data_flows": 3.5, "would_answer_for_growth": "4", "prefers_what_to_how": true,'
        ' "is_asked_about_dates": NaN, "set_direction_for_a_year": [1],'
        ' "wrote_live_code": 1, "wrote_live_code": 2}'
    )
    done = role_fit("match", "-", stdin=text)
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 9
    assert "it stands there twice" in lines[0]
    assert "Did you mean 'wrote_live_code'" in lines[1]
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
