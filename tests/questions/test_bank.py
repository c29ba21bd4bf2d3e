"""What is asked, in which order, on which page."""

import json

import pytest

from model.axes import AXES, HEADLINE
from model.inputs.faults import Faults
from questions.bank import as_list, current_bank, read_bank
from questions.words import wording

BANK = current_bank()


def test_there_are_44_items_of_which_the_first_28_are_the_short_length():
    assert len(BANK.items) == 44
    assert [item.short for item in BANK.items] == [True] * 28 + [False] * 16
    assert BANK.items_of("short") == BANK.items[:28]
    assert BANK.items_of("long") == BANK.items


def test_the_pages_are_the_items_in_their_order():
    assert [len(page) for page in BANK.pages] == [7, 7, 7, 7, 8, 8]
    assert tuple(item for page in BANK.pages for item in page) == BANK.items


@pytest.mark.parametrize("page", BANK.pages[:4])
def test_a_short_page_asks_each_axis_once(page):
    assert sorted(item.axis for item in page) == sorted(AXES)


@pytest.mark.parametrize("page", BANK.pages[4:])
def test_a_sharpening_page_asks_each_headline_axis_twice(page):
    assert sorted(item.axis for item in page) == sorted(HEADLINE * 2)


def test_a_page_is_complete_when_every_item_has_an_answer_or_a_skip():
    first = [item.id for item in BANK.pages[0]]
    assert BANK.complete_pages(first) == [1]
    assert BANK.complete_pages(first[1:]) == []
    assert BANK.complete_pages(item.id for item in BANK.items) == [1, 2, 3, 4, 5, 6]
    assert BANK.complete_pages([]) == []


@pytest.mark.parametrize("length", ["short", "long"])
def test_the_list_is_json_with_words_and_points(length):
    entries = json.loads(json.dumps(as_list(BANK, length, wording("en"))))
    assert [entry["id"] for entry in entries] == [item.id for item in BANK.items_of(length)]
    assert entries[0] == {
        "id": "maps_three_years_ahead",
        "axis": "strategy",
        "facet": "drawn_to",
        "keying": "+",
        "text": "I enjoy working out where a product should be in three years.",
        "points": [
            {"value": 1, "label": "Strongly disagree"},
            {"value": 2, "label": "Disagree"},
            {"value": 3, "label": "Slightly disagree"},
            {"value": 4, "label": "Slightly agree"},
            {"value": 5, "label": "Agree"},
            {"value": 6, "label": "Strongly agree"},
        ],
    }


ITEM = '[[items]]\nid = "a"\naxis = "team"\nfacet = "drawn_to"\nkeying = "+"\nshort = true\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("version = ", "Invalid value"),
        ("items = []", "version"),
        ('version = "1.0.0"\n' + ITEM.replace('"+"', '"*"'), "$.items[0].keying"),
        ('version = "1.0.0"\n' + ITEM.replace("short", "shrot"), "missing required field `short`"),
    ],
)
def test_a_corrupt_bank_is_refused_with_its_place(text, what):
    with pytest.raises(Faults, match=r"^my/items\.toml: ") as refusal:
        read_bank(text, "my/items.toml")
    assert what in str(refusal.value)


def test_a_bank_of_one_item_reads():
    assert [item.id for item in read_bank('version = "1.0.0"\n' + ITEM).items] == ["a"]
