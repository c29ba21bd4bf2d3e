"""Every fault of a bank is planted, and found with its place and a remedy."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from questions.bank import current_bank
from questions.checks import find_faults, main

QUESTIONS = Path(__file__).parents[2] / "questions"
BANK = tomllib.loads((QUESTIONS / "items.toml").read_text())
ENGLISH = tomllib.loads((QUESTIONS / "wording" / "en.toml").read_text())


def as_toml(content):
    """Flat values, lists of tables and tables of strings: all that these files hold."""
    tables, lines = [], []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for entry in value:
                tables += [f"[[{name}]]", *(f"{k} = {json.dumps(v)}" for k, v in entry.items())]
        elif isinstance(value, dict):
            tables += [
                f"[{name}]",
                *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in value.items()),
            ]
        else:
            lines.append(f"{name} = {json.dumps(value)}")
    return "\n".join([*lines, *tables]).encode()


def faults_of(bank=BANK, **wordings):
    texts = {"en": ENGLISH, **wordings}
    return find_faults(as_toml(bank), {name: as_toml(words) for name, words in texts.items()})


def bank_with(number, **fields):
    """The bank with one item changed; number counts from 1; None takes a field away."""
    items = [dict(item) for item in BANK["items"]]
    changed = {**items[number - 1], **fields}
    items[number - 1] = {name: value for name, value in changed.items() if value is not None}
    return {**BANK, "items": items}


def english_with(**texts):
    return {**ENGLISH, "items": {**ENGLISH["items"], **texts}}


def in_words(text, language="en"):
    """The faults of one statement."""
    words = {**english_with(maps_three_years_ahead=text), "language": language}
    return [str(fault) for fault in faults_of(**{language: words})]


def has(faults, where, what):
    found = [f for f in faults if where in f.where and what in f.what]
    assert found, "\n".join(map(str, faults)) or "no fault was found"
    assert all(fault.remedy for fault in found)


def test_the_bank_we_ship_is_sound():
    words = {p.stem: p.read_bytes() for p in (QUESTIONS / "wording").glob("*.toml")}
    assert find_faults((QUESTIONS / "items.toml").read_bytes(), words) == []


# The bank


@pytest.mark.parametrize("field", ["axis", "facet", "keying", "short"])
@pytest.mark.parametrize("value", ["strategi", None])
def test_an_unknown_or_missing_field_is_found(field, value):
    faults = faults_of(bank_with(3, **{field: value}))
    has(faults, "items.toml, item 3 'wrote_live_code'", field)


def test_a_number_is_no_answer_to_whether_an_item_is_short():
    has(faults_of(bank_with(1, short=1)), "item 1", "there is no short 1")


@pytest.mark.parametrize("id_", [None, "", "Has Spaces", 7])
def test_an_item_without_a_usable_id_is_found(id_):
    has(faults_of(bank_with(2, id=id_)), "item 2", "it has no id")


def test_a_double_id_is_found_at_the_second_and_names_the_first():
    faults = faults_of(bank_with(9, id="wrote_live_code"))
    has(faults, "item 9 'wrote_live_code'", "also that of item 3 'wrote_live_code'")


def test_words_in_the_bank_are_found():
    faults = faults_of(bank_with(1, text="I enjoy maps."))
    has(faults, "item 1", "'text'")


@pytest.mark.parametrize(
    ("number", "cell"), [(1, "strategy × drawn_to × +"), (2, "delivery × drawn_to × -")]
)
def test_a_cell_with_an_item_too_few_is_found(number, cell):
    items = [item for at, item in enumerate(BANK["items"], start=1) if at != number]
    wanted = 2 if cell.startswith("strategy") else 1
    faults = faults_of({**BANK, "items": items})
    has(faults, cell, f"its number of items is {wanted - 1}, not {wanted}")
    has(faults, cell, "its number of short items is 0, not 1")


def test_a_cell_with_an_item_too_many_is_found():
    extra = {**BANK["items"][1], "id": "one_more", "short": False}
    faults = faults_of({**BANK, "items": [*BANK["items"], extra]})
    has(faults, "delivery × drawn_to × -", "its number of items is 2, not 1")


def test_a_flipped_keying_unbalances_two_cells():
    faults = faults_of(bank_with(1, keying="-"))
    has(faults, "strategy × drawn_to × +", "items is 1, not 2")
    has(faults, "strategy × drawn_to × -", "items is 3, not 2")


def test_two_short_items_in_a_cell_are_found():
    faults = faults_of(bank_with(44, short=True))
    has(faults, "customer × drawn_to × -", "its number of short items is 2, not 1")
    has(faults, "item 44", "comes after the short length")


def test_a_page_that_asks_an_axis_twice_is_found():
    items = list(BANK["items"])
    items[0], items[7] = items[7], items[0]  # strategy of page 1 for customer of page 2
    faults = faults_of({**BANK, "items": items})
    has(faults, "page 1", "strategy is asked 0 times, customer is asked 2 times")
    has(faults, "page 2", "strategy is asked 2 times, customer is asked 0 times")


def test_a_sharpening_page_that_asks_an_axis_once_is_found():
    items = list(BANK["items"])
    items[28], items[37] = items[37], items[28]  # technical of page 5 for strategy of page 6
    has(faults_of({**BANK, "items": items}), "page 5", "technical is asked 1 times")


@pytest.mark.parametrize("page", range(1, 7))
@pytest.mark.parametrize(("field", "value"), [("keying", "+"), ("facet", "practised")])
def test_a_page_of_one_keying_or_one_facet_is_found(page, field, value):
    pages = current_bank().pages
    first = sum(map(len, pages[: page - 1]))
    items = [dict(item) for item in BANK["items"]]
    for item in items[first : first + len(pages[page - 1])]:
        item[field] = value
    has(faults_of({**BANK, "items": items}), f"page {page}", f"all its items have one {field}")


def test_four_items_of_one_keying_in_a_row_are_found_where_they_start():
    # The keys of page 1 are + - + - - + +: turning the third makes four in a row.
    items = [dict(item) for item in BANK["items"]]
    items[2]["keying"] = "-"
    faults = faults_of({**BANK, "items": items})
    has(faults, "item 2 'explores_ideas_over_schedule'", "4 items keyed - follow each other")


@pytest.mark.parametrize("version", ["1.0", "one", 1, "../1.0.0"])
def test_a_version_that_is_none_is_found(version):
    has(faults_of({**BANK, "version": version}), "version", "is no version")


def test_a_bank_without_items_is_found():
    has(faults_of({"version": "1.0.0"}), "items.toml", "there are no items")
    has(faults_of({"version": "1.0.0", "items": [1, 2]}), "item 2", "2 is not an item")


@pytest.mark.parametrize("name", ["items.toml", "wording/en.toml"])
@pytest.mark.parametrize("content", [b"version = ", b"\xff\xfe", b"[[items]\nid = 3"])
def test_corrupt_toml_is_one_fault(name, content):
    good = {"items.toml": as_toml(BANK), "wording/en.toml": as_toml(ENGLISH), name: content}
    faults = find_faults(good["items.toml"], {"en": good["wording/en.toml"]})
    assert [fault.where for fault in faults] == [name]


# The words


def test_a_missing_text_is_found():
    texts = {k: v for k, v in ENGLISH["items"].items() if k != "wrote_live_code"}
    faults = faults_of(en={**ENGLISH, "items": texts})
    has(faults, "wording/en.toml, wrote_live_code", "the text is missing")
    assert len(faults) == 1


def test_a_text_for_no_item_is_found():
    faults = faults_of(en=english_with(counts_sheep="I count sheep."))
    assert [str(f) for f in faults] == [
        "wording/en.toml, counts_sheep: there is no such item. Delete the text."
    ]


def test_the_same_text_twice_is_found_whatever_its_capitals_and_commas():
    faults = faults_of(
        en=english_with(wrote_live_code="In my work, somebody else keeps track of the Deadlines.")
    )
    has(faults, "others_track_deadlines", "the same as that of wrote_live_code")


@pytest.mark.parametrize("text", ["", "   ", 5, ["I", "list"]])
def test_an_empty_text_is_found(text):
    has(faults_of(en=english_with(wrote_live_code=text)), "wrote_live_code", "the text is empty")


def test_a_text_of_95_characters_passes_and_of_96_does_not():
    assert in_words("I " + "x" * 92 + ".") == []
    assert in_words("I " + "x" * 93 + ".") == [
        "wording/en.toml, maps_three_years_ahead: it has 96 characters. Say it in 95 at most."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I do not like work that has no plan.",
        "I don't start without a brief.",
        "I don’t start without a brief.",
        "I would never hand in work that nobody has read.",
        "I hardly start work that isn't planned.",
        "No one in my team works without a plan.",
        "I never avoid a customer.",
        "I cannot work with people who never plan.",
    ],
)
def test_a_double_negative_is_found(text):
    (fault,) = in_words(text)
    assert "it negates twice" in fault


@pytest.mark.parametrize(
    "text",
    [
        "I do not write code at work.",
        "No one reports to me.",
        "I know the notes of another team.",  # not, no and nor are parts of other words
        "Nobody reports to me.",
    ],
)
def test_one_negation_is_no_fault(text):
    assert in_words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I plan and write.",
        "I plan or write.",
        "I plan but seldom write.",
        "I plan; I write.",
        "I plan as well as write.",
        "I plan/write.",
        "I plan, and I write.",
        "And then I plan.",
    ],
)
def test_two_ideas_joined_are_found(text):
    (fault,) = in_words(text)
    assert "it joins two ideas" in fault


def test_and_or_but_inside_words_join_nothing():
    assert in_words("I sort brands, orders, buttons with a back-and-forth.") == []


def test_the_english_rules_are_not_held_against_other_languages():
    text = "I don't and never will/would; no one but me."  # stands for another language
    assert in_words(text, language="xx") == []
    assert len(in_words(text)) == 2


@pytest.mark.parametrize("language", ["en", "xx"])
def test_full_stop_capital_and_spaces_are_held_against_every_language(language):
    assert any("it ends with 'e'" in fault for fault in in_words("I write code", language))
    assert any("it starts with 'i'" in fault for fault in in_words("i write code.", language))
    assert any("stray spaces" in fault for fault in in_words("I write  code.", language))


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        (ENGLISH["points"][:5], "the number of labels is 5, not 6"),
        ([*ENGLISH["points"], "Rather"], "the number of labels is 7, not 6"),
        ([*ENGLISH["points"][:5], "agree"], "2 labels read 'agree'"),
        ([*ENGLISH["points"][:5], ""], "'' is no label"),
        ("Agree", "the number of labels is 0, not 6"),
    ],
)
def test_labels_that_are_not_six_different_ones_are_found(labels, what):
    has(faults_of(en={**ENGLISH, "points": labels}), "en.toml, points", what)


@pytest.mark.parametrize(
    ("field", "value"), [("language", "de"), ("name", " "), ("validated", "no"), ("stray", 1)]
)
def test_a_wrong_head_of_a_wording_file_is_found(field, value):
    (fault,) = faults_of(en={**ENGLISH, field: value})
    assert fault.where == f"wording/en.toml, {field}"


def test_a_wording_without_statements_is_found():
    words = {name: value for name, value in ENGLISH.items() if name != "items"}
    has(faults_of(en=words), "wording/en.toml", "there are no statements")


def test_a_bank_without_english_words_is_found():
    has(find_faults(as_toml(BANK), {}), "wording/en.toml", "no English words")


# All at once


PLANTED = {
    ("items.toml, version", "is no version"),
    ("item 3", "there is no axis 'tecnical'"),
    ("item 9 'wrote_live_code'", "the id is also that of"),
    ("item 2 ", "4 items keyed - follow"),
    ("cell technical × practised × +", "items is 1, not 2"),
    ("page 1", "technical is asked 0 times"),
    ("mostly_worked_on_one_part", "there is no such item"),
    ("wording/en.toml, held_one_to_ones", "the text is missing"),
    ("is_asked_about_dates", "it negates twice"),
    ("is_asked_about_dates", "it joins two ideas"),
    ("planned_a_launch", "it has 101 characters"),
    ("wording/en.toml, points", "5, not 6"),
    ("wording/xx.toml", "Expected '='"),
}


def broken_files():
    bank = bank_with(3, axis="tecnical", keying="-")
    bank["items"][8]["id"] = "wrote_live_code"
    bank["version"] = "new"
    words = english_with(
        is_asked_about_dates="I never work without a date and a plan.",
        planned_a_launch="I " + "x" * 98 + ".",
    )
    del words["items"]["held_one_to_ones"]
    words["points"] = words["points"][1:]
    return {"items.toml": as_toml(bank), "en": as_toml(words), "xx": b"not toml"}


def test_all_faults_are_found_at_once():
    files = broken_files()
    faults = find_faults(files["items.toml"], {"en": files["en"], "xx": files["xx"]})
    for where, what in PLANTED:
        has(faults, where, what)


def test_the_command_prints_a_line_a_fault_and_exits_2(tmp_path):
    files = broken_files()
    (tmp_path / "wording").mkdir()
    (tmp_path / "items.toml").write_bytes(files["items.toml"])
    for language in ("en", "xx"):
        (tmp_path / "wording" / f"{language}.toml").write_bytes(files[language])
    done = subprocess.run(
        (sys.executable, "-m", "questions.checks", tmp_path), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (2, "")
    expected = find_faults(files["items.toml"], {"en": files["en"], "xx": files["xx"]})
    assert done.stdout.splitlines() == [str(fault) for fault in expected]


def test_the_command_says_how_many_items_are_sound(capsys):
    assert main() == 0
    assert capsys.readouterr().out.startswith("44 items are sound, with their words in: en")


def test_the_command_says_so_where_there_is_no_bank(tmp_path, capsys):
    assert main(tmp_path) == 2
    assert "No such file or directory. Name a folder with a bank." in capsys.readouterr().out
