"""An instrument keeps its promise: what was published under a version never changes."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.axes import AXES
from model.inputs.faults import Faults
from model.matching import fitted_model
from model.rules import Limits
from model.scoring import FACETS
from questions.bank import QuestionBank, current_bank
from questions.instrument import (
    EDITIONS,
    Instrument,
    UnknownVersion,
    current_instrument,
    edition_text,
    freeze,
    load_edition,
    load_instrument,
)
from questions.sharpening import FixedPages
from questions.words import wording
from tests.questions.sheets import half_sheets, sheets, uniform

CURRENT = current_instrument()
VERSIONS = sorted(path.stem for path in EDITIONS.glob("*.json"))
NEXT = (
    "The items, their words or the fitted model are not those that were published as "
    f"{CURRENT.version}. Give items.toml a new version, then run: python -m questions.instrument"
)


# The fingerprint


def test_whoever_changes_the_instrument_gives_it_a_new_version():
    assert CURRENT.version in VERSIONS, NEXT
    assert load_edition(CURRENT.version).fingerprint == CURRENT.fingerprint, NEXT


def changed(**parts):
    whole = {"bank": CURRENT.bank, "model": CURRENT.model, "texts": CURRENT.texts, **parts}
    return Instrument(whole["bank"], whole["model"], whole["texts"])


def bank_with_first(**fields):
    first, *rest = CURRENT.bank.items
    fields = {**msgspec.to_builtins(first), **fields}
    return bank_of([type(first)(**fields), *rest])


def bank_of(items, plan=CURRENT.bank.plan):
    return QuestionBank(CURRENT.version, items, plan)


def english_with(**parts):
    return {"en": msgspec.structs.replace(CURRENT.wording("en"), **parts)}


def other_scales():
    scales = CURRENT.wording("en").scales
    points = ("No", *scales["practised"].points[1:])
    return {**scales, "practised": msgspec.structs.replace(scales["practised"], points=points)}


def model_with(**parts):
    content = msgspec.json.decode(edition_text(CURRENT))["model"]
    return type(CURRENT.model).from_dict({**content, **parts})


OTHERS = {
    "a keying": changed(bank=bank_with_first(keying="-")),
    "a facet": changed(bank=bank_with_first(facet="practised")),
    "how it sharpens": changed(bank=bank_of(CURRENT.bank.items, FixedPages(8))),
    "an axis": changed(bank=bank_with_first(axis="team")),
    "a length": changed(bank=bank_with_first(short=False)),
    "an id": changed(bank=bank_with_first(id="another")),
    "the order": changed(bank=bank_of(CURRENT.bank.items[::-1])),
    "an item fewer": changed(bank=bank_of(CURRENT.bank.items[1:])),
    "a text": changed(
        texts=english_with(items={**CURRENT.wording("en").items, "closed_box": "I met."})
    ),
    "a label of part two": changed(texts=english_with(scales=other_scales())),
    "a weight": changed(model=model_with(weights=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])),
    "a rule": changed(
        model=model_with(rules={**msgspec.to_builtins(CURRENT.model.rules), "facets_differ": 2})
    ),
    "a deviation": changed(model=model_with(deviation=0.17)),
    "the roles' order": changed(model=model_with(roles=list(CURRENT.model.roles[::-1]))),
}


@pytest.mark.parametrize("what", OTHERS)
def test_the_fingerprint_tells_a_change_of(what):
    assert OTHERS[what].fingerprint != CURRENT.fingerprint


def test_another_language_does_not_change_the_fingerprint():
    german = msgspec.structs.replace(CURRENT.wording("en"), language="de", name="Deutsch")
    with_german = changed(texts={**CURRENT.texts, "de": german})
    assert with_german.fingerprint == CURRENT.fingerprint


# Editions


@given(sheets())
def test_the_current_edition_assesses_as_the_sources_do(answers):
    edition = load_edition(CURRENT.version)
    assert edition.assessment_json(answers) == CURRENT.assessment_json(answers)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_edition_there_is_loads_and_assesses(version):
    edition = load_instrument(version)
    assert edition.version == version
    answers = {item.id: 1 + number % 6 for number, item in enumerate(edition.bank.items)}
    said = edition.assessment_json(answers)
    assert said["instrument"] == {"version": version, "length": "long", "language": "en"}
    assert all(edition.wording("en").text(item.id) for item in edition.bank.items)


def test_the_current_version_is_read_from_its_sources():
    assert load_instrument(CURRENT.version) is CURRENT


def tiny_edition(folder):
    """Version 0.9.0: two items an axis's cell fewer, other words, other weights."""
    content = json.loads(edition_text(CURRENT))
    content["version"] = "0.9.0"
    content["items"] = [item for item in content["items"] if item["axis"] != "delivery"]
    kept = {item["id"] for item in content["items"]}
    texts = content["wording"]["en"]["items"]
    content["wording"]["en"]["items"] = {i: f"Once: {texts[i]}" for i in texts if i in kept}
    content["model"]["weights"] = [10.0] * 7
    (folder / "0.9.0.json").write_text(json.dumps(content))
    return content


def test_a_past_edition_stays_loadable_with_its_own_items_words_and_model(tmp_path):
    content = tiny_edition(tmp_path)
    past = load_edition("0.9.0", tmp_path)
    assert past.version == "0.9.0"
    assert [item.id for item in past.bank.items] == [item["id"] for item in content["items"]]
    assert past.wording("en").text("closed_box").startswith("Once: ")
    assert past.model.weights.tolist() == [10.0] * 7
    said = past.assessment_json({item["id"]: 6 for item in content["items"]})
    assert said["axes"][6]["value"] is None  # delivery, which it never asked
    with pytest.raises(Faults, match="bored_by_dates"):
        past.assess({"bored_by_dates": 3})


FORGED = ["../1.0.0", "1.0.0/../1.0.0", "/etc/passwd", "1.0", "1.0.0.json", "", "1.0.0\n", "\0"]


@pytest.mark.parametrize("version", [*FORGED, "0.0.1"])
def test_an_unknown_or_forged_version_is_refused(version):
    with pytest.raises(UnknownVersion) as refusal:
        load_instrument(version)
    assert refusal.value.version == version


def test_no_version_leads_out_of_the_folder_of_editions(tmp_path):
    (tmp_path / "inside").mkdir()
    tiny_edition(tmp_path)
    with pytest.raises(UnknownVersion):
        load_edition("../0.9.0", tmp_path / "inside")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"version": "0.9.0"}'])
def test_a_damaged_edition_is_refused_with_its_place(tmp_path, damage):
    (tmp_path / "0.9.0.json").write_bytes(damage)
    with pytest.raises(Faults, match=r"^questions/editions/0\.9\.0\.json: "):
        load_edition("0.9.0", tmp_path)


# Freezing


def test_freezing_twice_changes_nothing(tmp_path):
    path = freeze(tmp_path)
    once = path.read_bytes()
    assert freeze(tmp_path) == path
    assert path.read_bytes() == once
    assert load_edition(CURRENT.version, tmp_path).fingerprint == CURRENT.fingerprint


def test_freezing_refuses_to_change_a_published_version(tmp_path):
    path = tmp_path / f"{CURRENT.version}.json"
    content = json.loads(edition_text(CURRENT))
    content["items"][0]["keying"] = "-"
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    with pytest.raises(Faults, match=r"Give items\.toml a new version first"):
        freeze(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("language", CURRENT.languages[1:])
def test_a_language_is_added_to_a_published_version_without_a_new_number(tmp_path, language):
    path = tmp_path / f"{CURRENT.version}.json"
    content = json.loads(edition_text(CURRENT))
    del content["wording"][language]
    path.write_text(json.dumps(content))
    freeze(tmp_path)
    assert path.read_text() == edition_text(CURRENT)


@pytest.mark.parametrize("language", CURRENT.languages[1:])
def test_a_published_language_is_neither_changed_nor_taken_away(tmp_path, language):
    path = tmp_path / f"{CURRENT.version}.json"
    content = json.loads(edition_text(CURRENT))
    for strange in (language, "xx"):
        words = json.loads(json.dumps(content["wording"][language]))
        words["items"]["closed_box"] += " "
        path.write_text(json.dumps({**content, "wording": {**content["wording"], strange: words}}))
        before = path.read_bytes()
        with pytest.raises(Faults, match=f"published with other words in '{strange}'"):
            freeze(tmp_path)
        assert path.read_bytes() == before


def test_a_study_that_validates_a_language_needs_no_new_version(tmp_path):
    path = tmp_path / f"{CURRENT.version}.json"
    content = json.loads(edition_text(CURRENT))
    for words in content["wording"].values():
        words["validated"] = not words["validated"]
    path.write_text(json.dumps(content))
    assert freeze(tmp_path).read_text() == edition_text(CURRENT)


def test_each_language_has_a_fingerprint_of_its_own():
    prints = {CURRENT.language_fingerprint(language) for language in CURRENT.languages}
    assert len(prints) == len(CURRENT.languages) >= 3


def test_the_published_languages_are_those_of_today():
    published = load_edition(CURRENT.version)
    assert published.languages == CURRENT.languages, NEXT
    for language in CURRENT.languages:
        now = CURRENT.language_fingerprint(language)
        assert published.language_fingerprint(language) == now, NEXT


def test_the_published_file_is_what_freezing_writes_today(tmp_path):
    assert freeze(tmp_path).read_text() == (EDITIONS / f"{CURRENT.version}.json").read_text(), NEXT


# Answers that count

BANK = current_bank()
SHORT = {item.id for item in BANK.items_of("short")}


@given(half_sheets())
def test_sharpening_counts_by_fours_or_by_pairs_where_one_facet_was_asked(answers):
    counted = CURRENT.scored_answers(answers)
    assert counted.items() <= answers.items()
    assert {item for item in answers if item in SHORT} <= counted.keys()
    facets = BANK.facets_asked(answers)
    for quad in BANK.units(FACETS):
        unit = {item.id for item in quad if item.facet in facets}
        there = {item.id for item in quad} & counted.keys()
        assert there == (unit if unit <= answers.keys() else set())


@given(sheets(lengths=("long",)), st.integers(28, 56), st.randoms(use_true_random=False))
def test_sharpening_never_removes_an_axis(answers, reached, random):
    """However much of it was answered, and in whatever order."""
    later = [item.id for item in BANK.items[28:]]
    random.shuffle(later)
    before = {item: answers[item] for item in SHORT}
    after = {**before, **{item: answers[item] for item in later[: reached - 28]}}
    had = [axis for axis in CURRENT.assess(before).to_dict()["axes"] if axis["value"] is not None]
    for counted in (CURRENT.scored_answers(after), after):
        has = {axis["axis"]: axis["value"] for axis in CURRENT.assess(counted).to_dict()["axes"]}
        assert all(has[axis["axis"]] is not None for axis in had)


def test_an_assessment_without_the_words_en_is_not_made_up():
    with pytest.raises(KeyError):
        CURRENT.wording("xx")


def test_a_sitting_is_long_as_soon_as_an_item_beyond_the_short_length_was_asked():
    assert CURRENT.length_of({}) == "short"
    assert CURRENT.length_of(uniform(3, "short")) == "short"
    assert CURRENT.length_of({**uniform(3, "short"), BANK.items[28].id: None}) == "long"
    assert CURRENT.length_of(uniform(3)) == "long"


def test_the_instrument_is_the_bank_the_words_and_the_fitted_model():
    assert CURRENT.bank is current_bank()
    assert CURRENT.model is fitted_model()
    assert CURRENT.wording("en") is wording("en")
    assert Path(EDITIONS, f"{CURRENT.version}.json").is_file()


def test_another_limit_of_the_verdict_is_another_instrument():
    current = current_instrument()
    moved = replace(current.model, limits=Limits(one=0.6))
    other = Instrument(current.bank, moved, current.texts)
    assert other.fingerprint != current.fingerprint


def test_an_old_edition_keeps_the_limits_of_its_time():
    current = current_instrument()
    strict = Instrument(
        current.bank, replace(current.model, limits=Limits(one=1.01, listed=1.0)), current.texts
    )
    officer = dict(zip(AXES, current.model.centroids[-3], strict=True))
    answers = {
        item.id: round(1 + 5 * abs(officer[item.axis] - (item.keying == "-")))
        for item in BANK.first
    }
    assert current.assess(answers).verdict.kind == "clear"
    assert strict.assess(answers).verdict.kind == "shortlist"
