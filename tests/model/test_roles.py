"""The roles: every value has its evidence, or says that it is judgement."""

import math
import statistics
import tomllib
from pathlib import Path

import pytest

from model.axes import AXES
from model.inputs.faults import Faults
from model.roles import JUDGED_BEYOND, read_roles, role_book

BOOK = role_book()
RAW = tomllib.loads((Path(__file__).parents[2] / "model" / "roles.toml").read_text())

SEVENTEEN = [
    "associate_product_manager",
    "product_owner",
    "product_manager",
    "senior_product_manager",
    "technical_product_manager",
    "principal_product_manager",
    "product_lead",
    "group_product_manager",
    "director_of_product",
    "vp_product",
    "chief_product_officer",
    "product_marketing_manager",
    "delivery_project_manager",
    "business_analyst",
    "engineering_manager",
    "chief_technology_officer",
    "chief_information_officer",
]


# The roles we ship


def test_there_are_seventeen_roles():
    assert [role.id for role in BOOK.roles] == SEVENTEEN


@pytest.mark.parametrize("role", BOOK.roles, ids=lambda role: role.id)
def test_every_value_has_evidence_near_it_or_says_that_it_is_judgement(role):
    for axis in AXES:
        mean = role.evidence_mean(axis)
        supported = mean is not None and abs(mean - role.values[axis]) <= JUDGED_BEYOND + 1e-9
        assert supported == (role.judged(axis) is None), axis


def test_judgement_counts_are_those_of_the_file():
    counted = {role["id"]: len(role.get("judgement", [])) for role in RAW["roles"]}
    assert {role.id: role.judgement_count for role in BOOK.roles} == counted
    assert all(0 <= count <= 7 for count in counted.values())


def test_every_piece_of_evidence_resolves_to_a_source():
    titles = [row.source for role in BOOK.roles for row in role.evidence]
    titles += [way.source for way in (*BOOK.steps, *BOOK.entries) if way.source]
    assert {BOOK.source(title).title for title in titles} == set(titles)


def test_every_role_lies_on_a_path():
    ends = {step.start for step in BOOK.steps} | {step.to for step in BOOK.steps}
    assert ends == set(SEVENTEEN)


def test_every_note_and_reason_says_something():
    for role in BOOK.roles:
        assert all(len(row.note) > 10 for row in role.evidence)
        assert all(len(row.reason) > 20 for row in role.judgement)


def test_the_spread_of_delivery_is_the_pooled_deviation_of_its_cells():
    squares = freedom = 0
    for role in RAW["roles"]:
        cell = [row["value"] for row in role.get("evidence", []) if row["axis"] == "delivery"]
        if len(cell) > 1:
            squares += statistics.variance(cell) * (len(cell) - 1)
            freedom += len(cell) - 1
    assert BOOK.spread()[AXES.index("delivery")] == pytest.approx(math.sqrt(squares / freedom))


def test_scope_has_one_source_a_cell_and_takes_the_mean_of_the_others():
    spread = dict(zip(AXES, BOOK.spread(), strict=True))
    scope = spread.pop("scope")
    assert scope == pytest.approx(sum(spread.values()) / 6)


def test_the_spreads_lie_where_the_evidence_puts_them():
    assert ((BOOK.spread() > 0.17) & (BOOK.spread() < 0.30)).all()


def test_unknown_names_are_refused():
    with pytest.raises(KeyError, match="wizard"):
        BOOK.role("wizard")
    with pytest.raises(KeyError, match="A rumour"):
        BOOK.source("A rumour")


# A small book, reckoned by hand


def evidence(axis="team", value=0.5, weight=1, source="Book"):
    return (
        f'[[roles.evidence]]\naxis = "{axis}"\nvalue = {value}\nweight = {weight}\n'
        f'source = "{source}"\nnote = "a note"\n'
    )


def judgement(axis):
    return f'[[roles.judgement]]\naxis = "{axis}"\nreason = "a reason"\n'


def role(id_, rows="", judged=AXES, family="f", values=None):
    cells = ", ".join(f"{k} = {v}" for k, v in (values or dict.fromkeys(AXES, 0.5)).items())
    head = f'[[roles]]\nid = "{id_}"\nfamily = "{family}"\nvalues = {{ {cells} }}\n'
    return head + rows + "".join(map(judgement, judged))


def step(start="one", to="two", reason='judgement = "because"'):
    return f'[[steps]]\nfrom = "{start}"\nto = "{to}"\n{reason}\n'


def book(*roles, steps=None):
    head = '[[sources]]\ntitle = "Book"\nkind = "document"\n[[families]]\nid = "f"\n'
    return head + "".join(roles) + (step() if steps is None else steps)


ONE, TWO = role("one"), role("two")
BUT_TEAM = [axis for axis in AXES if axis != "team"]


def test_the_spread_is_as_reckoned_by_hand():
    """Squares .08 of {.2, .6} and .06 of {.5, .8, .8}, over 1 + 2 degrees of freedom."""
    one = role("one", evidence(value=0.2) + evidence(value=0.6), BUT_TEAM)
    three = evidence(value=0.5) + evidence(value=0.8) + evidence(value=0.8)
    two = role("two", three, BUT_TEAM, values={**dict.fromkeys(AXES, 0.5), "team": 0.7})
    read = read_roles(book(one, two))
    assert read.spread().round(6).tolist() == [0.216025] * 7


def test_weights_move_the_mean_and_not_the_spread():
    rows = evidence(value=0.2, weight=3) + evidence(value=0.6, weight=1)
    values = {**dict.fromkeys(AXES, 0.5), "team": 0.3}
    read = read_roles(book(role("one", rows, BUT_TEAM, values=values), TWO))
    assert read.role("one").evidence_mean("team") == pytest.approx(0.3)
    assert read.spread()[3] == pytest.approx(math.sqrt(0.08))


def test_a_step_names_the_axes_that_grow_the_largest_rise_first():
    higher = {**dict.fromkeys(AXES, 0.5), "team": 0.6, "scope": 0.9, "market": 0.59, "customer": 0}
    read = read_roles(book(ONE, role("two", values=higher)))
    assert read.grows(read.steps[0]) == ("scope", "team")


# Every fault is refused

UNSURE = {**dict.fromkeys(AXES, 0.5)}
PLANTED = {
    "a role twice": (book(ONE, ONE, TWO), "one", "the role is there twice"),
    "a family unknown": (book(role("one", family="g"), TWO), "one", "no family 'g'"),
    "a source unknown": (
        book(role("one", evidence(source="Rumour"), BUT_TEAM), TWO),
        "one, team",
        "no source 'Rumour'",
    ),
    "an axis unknown in values": (
        book(role("one", values={**UNSURE, "charm": 0.5}), TWO),
        "one, charm",
        "no such axis",
    ),
    "an axis unknown in evidence": (
        book(role("one", evidence("charm")), TWO),
        "one, charm",
        "no such axis",
    ),
    "an axis unknown in judgement": (
        book(role("one", judged=[*AXES, "charm"]), TWO),
        "one, charm",
        "no such axis",
    ),
    "a value off the scale": (
        book(role("one", values={**UNSURE, "team": 1.5}), TWO),
        "one, team",
        "1.5 is off the scale",
    ),
    "a value that is no number": (
        book(role("one", values={**UNSURE, "team": "nan"}), TWO),
        "one, team",
        "nan is off the scale",
    ),
    "evidence off the scale": (
        book(role("one", evidence(value=-0.1)), TWO),
        "one, team",
        "-0.1 is off the scale",
    ),
    "a weight of nothing": (
        book(role("one", evidence(weight=0)), TWO),
        "one, team",
        "the weight is 0",
    ),
    "a weight without end": (
        book(role("one", evidence(weight="inf")), TWO),
        "one, team",
        "the weight is inf",
    ),
    "a missing value": (
        book(role("one", values=dict.fromkeys(BUT_TEAM, 0.5)), TWO),
        "one, team",
        "the role has no value",
    ),
    "two judgements": (
        book(role("one", judged=[*AXES, "team"]), TWO),
        "one, team",
        "two judgements",
    ),
    "a judgement that is not needed": (
        book(role("one", evidence(value=0.6)), TWO),
        "one, team",
        "0.5 is not judgement: the sources say 0.600",
    ),
    "a value without any source": (
        book(role("one", judged=BUT_TEAM), TWO),
        "one, team",
        "0.5 is judgement: no source speaks",
    ),
    "a value far from its sources": (
        book(role("one", evidence(value=0.63), BUT_TEAM), TWO),
        "one, team",
        "0.5 is judgement: the sources say 0.630",
    ),
    "a step to nowhere": (book(ONE, TWO, steps=step(to="wizard")), "one to wizard", "no role"),
    "a step without a reason": (
        book(ONE, TWO, steps=step(reason="")),
        "one to two",
        "needs a source, or else a judgement",
    ),
    "a step with an unknown source": (
        book(ONE, TWO, steps=step(reason='source = "Rumour"')),
        "one to two",
        "no source 'Rumour'",
    ),
    "a word in the wrong place": (book(ONE + "charm = 1\n", TWO), "roles.toml", "charm"),
    "no TOML at all": ("[[roles]", "roles.toml", "Expected ']]'"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_loader_refuses(planted):
    text, where, what = PLANTED[planted]
    with pytest.raises(Faults) as refusal:
        read_roles(text)
    found = [f for f in refusal.value.faults if where in f.where and what in f.what]
    assert found, str(refusal.value)
    assert all(fault.remedy for fault in refusal.value.faults)


def test_the_sound_book_is_not_refused():
    assert len(read_roles(book(ONE, TWO)).roles) == 2


def test_evidence_twelve_hundredths_away_still_supports_a_value():
    read_roles(book(role("one", evidence(value=0.62), BUT_TEAM), TWO))


def test_all_faults_are_said_at_once():
    rows = evidence(value=2, source="Rumour") + evidence("charm", weight=-1)
    text = book(role("one", rows, AXES[:3], family="g"), TWO, TWO, steps=step(to="wizard"))
    with pytest.raises(Faults) as refusal:
        read_roles(text)
    said = str(refusal.value)
    for what in ("twice", "no family", "Rumour", "charm", "2.0 is off", "weight is -1", "wizard"):
        assert what in said
    assert len(refusal.value.faults) >= 9
