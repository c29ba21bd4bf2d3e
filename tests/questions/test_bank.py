"""What is asked, in which order, on which page."""

import json
from collections import Counter
from itertools import product

import pytest

from model.axes import AXES
from model.inputs.faults import Faults
from model.scoring import FACETS
from questions.bank import as_list, current_bank, read_bank
from questions.instrument import current_instrument
from questions.words import wording

BANK = current_bank()


def test_there_are_56_items_of_which_the_first_28_are_the_short_length():
    assert len(BANK.items) == 56
    assert [item.short for item in BANK.items] == [True] * 28 + [False] * 28
    assert BANK.items_of("short") == BANK.first == BANK.items[:28]
    assert BANK.rest == BANK.items[28:]
    assert BANK.items_of("long") == BANK.items


def test_eight_items_an_axis_are_two_in_each_cell_and_one_of_them_short():
    for items, times in ((BANK.items, 2), (BANK.first, 1)):
        cells = Counter((item.axis, item.facet, item.keying) for item in items)
        assert cells == dict.fromkeys(product(AXES, FACETS, "+-"), times)


def test_the_first_pages_are_the_short_items_in_their_order():
    assert [len(page) for page in BANK.pages] == [7, 7, 7, 7]
    assert tuple(item for page in BANK.pages for item in page) == BANK.first


@pytest.mark.parametrize("number", range(4))
def test_a_page_asks_each_axis_once_and_one_facet_with_mixed_keys(number):
    page = BANK.pages[number]
    assert sorted(item.axis for item in page) == sorted(AXES)
    assert {item.facet for item in page} == {FACETS[number // 2]}
    assert sorted(Counter(item.keying for item in page).values()) == [3, 4]


def test_an_axis_is_keyed_one_way_on_one_page_of_a_part_and_the_other_on_the_other():
    for part in (BANK.pages[:2], BANK.pages[2:]):
        keys = [{item.axis: item.keying for item in page} for page in part]
        assert all(keys[0][axis] != keys[1][axis] for axis in AXES)


def test_what_sharpens_counts_by_an_axis_and_of_one_facet_by_its_pair():
    quads = BANK.units(FACETS)
    assert [{item.axis for item in quad} for quad in quads] == [{axis} for axis in AXES]
    assert [len(quad) for quad in quads] == [4] * 7
    pairs = BANK.units(("drawn_to",))
    assert [[item.keying for item in pair] for pair in pairs] == [["+", "-"]] * 7
    assert {item.facet for pair in pairs for item in pair} == {"drawn_to"}


def test_a_page_is_complete_when_every_item_has_an_answer_or_a_skip():
    first = [item.id for item in BANK.pages[0]]
    assert BANK.complete_pages(first) == [1]
    assert BANK.complete_pages(first[1:]) == []
    assert BANK.complete_pages(item.id for item in BANK.items) == [1, 2, 3, 4]
    assert BANK.complete_pages([]) == []


PATTERNS = [
    *product((1, 6), repeat=3),
    (1, 6), (3, 4), (2, 5), (1, 2, 3), (1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1), (1, 1, 6, 6),
    (2, 3, 4, 5),
    (1,) * 7 + (6,) * 7, (6,) * 14 + (1,) * 14,
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_no_plain_pattern_down_the_pages_looks_like_a_profile(pattern):
    answers = {item.id: pattern[at % len(pattern)] for at, item in enumerate(BANK.first)}
    assert current_instrument().assess(answers).verdict.reason == "no_pattern"


@pytest.mark.parametrize("length", ["short", "long"])
def test_the_list_is_json_with_words_and_points(length):
    entries = json.loads(json.dumps(as_list(BANK, length, wording("en"))))
    assert [entry["id"] for entry in entries] == [item.id for item in BANK.items_of(length)]
    assert entries[0] == {
        "id": "watches_people_use_it",
        "axis": "customer",
        "facet": "drawn_to",
        "keying": "+",
        "text": "I enjoy watching people use a product to see where they struggle.",
        "points": [
            {"value": 1, "label": "Strongly disagree"},
            {"value": 2, "label": "Disagree"},
            {"value": 3, "label": "Slightly disagree"},
            {"value": 4, "label": "Slightly agree"},
            {"value": 5, "label": "Agree"},
            {"value": 6, "label": "Strongly agree"},
        ],
    }
    ends = {entry["facet"]: entry["points"][5]["label"] for entry in entries}
    assert ends == {"drawn_to": "Strongly agree", "practised": "A main part of my work"}


HEAD = 'version = "1.0.0"\nsharpening = {plan = "fixed", size = 8}\n'
ITEM = '[[items]]\nid = "a"\naxis = "team"\nfacet = "drawn_to"\nkeying = "+"\nshort = true\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("version = ", "Invalid value"),
        ("items = []", "version"),
        (HEAD + ITEM.replace('"+"', '"*"'), "$.items[0].keying"),
        (HEAD.replace("fixed", "secret") + ITEM, "Invalid value 'secret'"),
        (HEAD + ITEM.replace("short", "shrot"), "missing required field `short`"),
    ],
)
def test_a_corrupt_bank_is_refused_with_its_place(text, what):
    with pytest.raises(Faults, match=r"^my/items\.toml: ") as refusal:
        read_bank(text, "my/items.toml")
    assert what in str(refusal.value)


def test_a_bank_of_one_item_reads():
    assert [item.id for item in read_bank(HEAD + ITEM).items] == ["a"]
