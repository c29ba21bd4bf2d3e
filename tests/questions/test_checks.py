"""Every fault of a bank is planted, and found with its place and a remedy."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from questions.checks import find_faults, main

QUESTIONS = Path(__file__).parents[2] / "questions"
BANK = tomllib.loads((QUESTIONS / "items.toml").read_text())
ENGLISH = tomllib.loads((QUESTIONS / "wording" / "en.toml").read_text())


def as_toml(content):
    """Flat values, lists of tables and tables in tables: all that these files hold."""
    tables, lines = [], []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for entry in value:
                tables += [f"[[{name}]]", *(f"{k} = {json.dumps(v)}" for k, v in entry.items())]
        elif isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
            for inner, part in value.items():
                tables += [
                    f"[{name}.{inner}]",
                    *(f"{k} = {json.dumps(v)}" for k, v in part.items()),
                ]
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


def scales_with(facet, **fields):
    scales = {name: dict(scale) for name, scale in ENGLISH["scales"].items()}
    scales[facet] |= fields
    return {**ENGLISH, "scales": scales}


def in_words(text, language="en", item="maps_three_years_ahead"):
    """The faults of one statement."""
    words = {**english_with(**{item: text}), "language": language}
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
    has(faults, "items.toml, item 3 'would_turn_down_managing'", field)


def test_a_number_is_no_answer_to_whether_an_item_is_short():
    has(faults_of(bank_with(1, short=1)), "item 1", "there is no short 1")


@pytest.mark.parametrize("id_", [None, "", "Has Spaces", 7])
def test_an_item_without_a_usable_id_is_found(id_):
    has(faults_of(bank_with(2, id=id_)), "item 2", "it has no id")


def test_a_double_id_is_found_at_the_second_and_names_the_first():
    faults = faults_of(bank_with(9, id="would_turn_down_managing"))
    has(faults, "item 9", "also that of item 3 'would_turn_down_managing'")


def test_words_in_the_bank_are_found():
    faults = faults_of(bank_with(1, text="I enjoy maps."))
    has(faults, "item 1", "'text'")


@pytest.mark.parametrize("plan", [None, {}, {"plan": "none"}, {"plan": "fixed", "size": "big"}])
def test_a_plan_that_is_none_is_found(plan):
    has(faults_of({**BANK, "sharpening": plan} if plan is not None else without_plan()),
        "items.toml, sharpening", "")  # fmt: skip


def without_plan():
    return {name: part for name, part in BANK.items() if name != "sharpening"}


@pytest.mark.parametrize("number", [1, 28, 29, 56])
def test_a_cell_with_an_item_too_few_is_found(number):
    items = list(BANK["items"])
    gone = items.pop(number - 1)
    cell = " × ".join(gone[field] for field in ("axis", "facet", "keying"))
    faults = faults_of({**BANK, "items": items})
    has(faults, cell, "its number of items is 1, not 2")
    if gone["short"]:
        has(faults, cell, "its number of short items is 0, not 1")


def test_a_cell_with_an_item_too_many_is_found():
    extra = {**BANK["items"][1], "id": "one_more", "short": False}
    faults = faults_of({**BANK, "items": [*BANK["items"], extra]})
    has(faults, "market × drawn_to × -", "its number of items is 3, not 2")


def test_a_flipped_keying_unbalances_two_cells():
    faults = faults_of(bank_with(1, keying="-"))
    has(faults, "customer × drawn_to × +", "items is 1, not 2")
    has(faults, "customer × drawn_to × -", "items is 3, not 2")


def test_two_short_items_in_a_cell_are_found():
    faults = faults_of(bank_with(56, short=True))
    has(faults, "delivery × practised × -", "its number of short items is 2, not 1")
    has(faults, "item 56", "comes after the short length")


def swapped(one, other):
    items = list(BANK["items"])
    items[one - 1], items[other - 1] = items[other - 1], items[one - 1]
    return faults_of({**BANK, "items": items})


def test_a_page_that_asks_an_axis_twice_is_found():
    faults = swapped(1, 9)  # customer of page 1 for strategy of page 2
    has(faults, "page 1", "strategy is asked 2 times, customer is asked 0 times")
    has(faults, "page 2", "strategy is asked 0 times, customer is asked 2 times")


def test_a_page_of_one_part_that_asks_of_the_other_is_found():
    faults = swapped(1, 21)  # customer, of page 1 and of page 3
    has(faults, "page 1", "not all its items are drawn_to")
    has(faults, "page 3", "not all its items are practised")


def test_a_quad_of_two_axes_is_found():
    faults = swapped(29, 33)  # strategy for technical
    has(faults, "quad 1", "its items are of strategy and technical")


@pytest.mark.parametrize("page", range(1, 5))
def test_a_page_of_one_keying_is_found(page):
    items = [dict(item) for item in BANK["items"]]
    for item in items[7 * (page - 1) : 7 * page]:
        item["keying"] = "+"
    has(faults_of({**BANK, "items": items}), f"page {page}", "all its items have one keying")


def test_four_items_of_one_keying_in_a_row_are_found_where_they_start():
    # The keys of page 1 are + - - + + - +: turning the fourth and the fifth makes five in a row.
    items = [dict(item) for item in BANK["items"]]
    assert "".join(item["keying"] for item in items[:7]) == "+--++-+"
    items[3]["keying"] = items[4]["keying"] = "-"
    faults = faults_of({**BANK, "items": items})
    has(faults, "item 2 'leaves_selling_to_others'", "5 items keyed - follow each other")


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
    texts = {k: v for k, v in ENGLISH["items"].items() if k != "closed_box"}
    faults = faults_of(en={**ENGLISH, "items": texts})
    has(faults, "wording/en.toml, closed_box", "the text is missing")
    assert len(faults) == 1


def test_a_text_for_no_item_is_found():
    faults = faults_of(en=english_with(counts_sheep="I count sheep."))
    assert [str(f) for f in faults] == [
        "wording/en.toml, counts_sheep: there is no such item. Delete the text."
    ]


def test_the_same_text_twice_is_found_whatever_its_capitals_and_commas():
    faults = faults_of(
        en=english_with(closed_box="i get Bored within minutes, when a meeting is about dates.")
    )
    has(faults, "bored_by_dates", "the same as that of closed_box")


@pytest.mark.parametrize("text", ["", "   ", 5, ["I", "list"]])
def test_an_empty_text_is_found(text):
    has(faults_of(en=english_with(closed_box=text)), "closed_box", "the text is empty")


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


LABELS = ENGLISH["scales"]["practised"]["points"]


@pytest.mark.parametrize("facet", ["drawn_to", "practised"])
@pytest.mark.parametrize(
    ("labels", "what"),
    [
        (LABELS[:5], "the number of labels is 5, not 6"),
        ([*LABELS, "Rather"], "the number of labels is 7, not 6"),
        ([*LABELS[:5], "a lot"], "2 labels read 'a lot'"),
        ([*LABELS[:5], ""], "'' is no label"),
        ("Agree", "the number of labels is 0, not 6"),
    ],
)
def test_labels_that_are_not_six_different_ones_are_found(facet, labels, what):
    has(faults_of(en=scales_with(facet, points=labels)), f"en.toml, scales.{facet}", what)


@pytest.mark.parametrize("field", ["title", "question"])
def test_a_part_without_title_or_question_is_found(field):
    has(faults_of(en=scales_with("practised", **{field: " "})), "scales.practised", field)


def test_a_part_without_a_scale_is_found_and_a_scale_of_no_part():
    scales = {"drawn_to": ENGLISH["scales"]["drawn_to"], "dreamt": ENGLISH["scales"]["drawn_to"]}
    faults = faults_of(en={**ENGLISH, "scales": scales})
    has(faults, "scales.practised", "the scale is missing")
    has(faults, "scales.dreamt", "there is no such facet")


def test_the_scale_of_the_first_version_is_one_for_both_parts_and_no_longer_enough():
    words = {name: part for name, part in ENGLISH.items() if name != "scales"} | {"points": LABELS}
    faults = faults_of(en=words)
    has(faults, "en.toml, points", "there is nothing of this name")
    has(faults, "scales.drawn_to", "the scale is missing")


def test_a_statement_in_part_two_and_an_activity_in_part_one_are_found():
    (fault,) = in_words("I write code.", item="inside_of_a_product")
    assert "it names no activity" in fault
    (fault,) = in_words("Writing code.", item="closed_box")
    assert "it is an activity, no statement" in fault
    assert in_words("I write code.", language="xx", item="inside_of_a_product") == []


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
    ("items.toml, sharpening", "Invalid value 'secret'"),
    ("item 4", "there is no axis 'tecnical'"),
    ("item 9 'compares_technologies'", "the id is also that of"),
    ("item 2 ", "5 items keyed - follow"),
    ("cell technical × drawn_to × +", "items is 1, not 2"),
    ("page 1", "technical is asked 0 times"),
    ("makes_plans_of_others_work", "there is no such item"),
    ("wording/en.toml, closed_box", "the text is missing"),
    ("bored_by_dates", "it negates twice"),
    ("bored_by_dates", "it joins two ideas"),
    ("one_marked_part", "it has 101 characters"),
    ("wording/en.toml, scales.practised", "5, not 6"),
    ("wording/xx.toml", "Expected '='"),
}


def broken_files():
    bank = bank_with(4, axis="tecnical", keying="-")
    bank["items"][4]["keying"] = "-"
    bank["items"][8]["id"] = "compares_technologies"
    bank["version"] = "new"
    bank["sharpening"] = {"plan": "secret"}
    words = {
        **scales_with("practised", points=LABELS[1:]),
        "items": english_with(
            bored_by_dates="I never work without a date and a plan.",
            one_marked_part="I " + "x" * 98 + ".",
        )["items"],
    }
    del words["items"]["closed_box"]
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
    assert capsys.readouterr().out.startswith("56 items are sound, with their words in: en")


def test_the_command_says_so_where_there_is_no_bank(tmp_path, capsys):
    assert main(tmp_path) == 2
    assert "No such file or directory. Name a folder with a bank." in capsys.readouterr().out
