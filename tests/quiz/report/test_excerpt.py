"""What of a result goes to an employer: exactly what the parts show that were ticked."""

from itertools import combinations

import pytest

from model.axes import AXES
from model.words import model_words
from questions.instrument import current_instrument
from quiz.report.excerpt import (
    FACETS,
    NONE,
    PARTS,
    PROFILE,
    ROLES,
    SEVERAL,
    WHY,
    cut_assessment,
    excerpt_as_page,
    offered_parts,
    part_choices,
    shown_family,
)
from quiz.report.wording import inside_sentence
from tests.personas import personas

INSTRUMENT = current_instrument()
SHEETS = {person.name: person.sheet("short") for person in personas()}
# Nobody of the personas is without a role, or left a subject or a part out.
SHEETS["all in the middle"] = dict.fromkeys(next(iter(SHEETS.values())), 4)
SHEETS["a subject skipped"] = {
    item.id: None if item.axis == "market" else SHEETS[personas()[0].name].get(item.id)
    for item in INSTRUMENT.bank.items_of("short")
}
PART_ONE = {item.id for item in INSTRUMENT.bank.first if item.facet == "drawn_to"}
SHEETS["without part two"] = {
    item: point for item, point in SHEETS[personas()[0].name].items() if item in PART_ONE
}
FOUND = {name: INSTRUMENT.assessment_json(sheet, language="en") for name, sheet in SHEETS.items()}
NEVER = {
    "fit",
    "stability",
    "distance",
    "rank",
    "by_answer",
    "flips",
    "careless_responding",
    "reason",
}


def choices(assessment):
    parts = offered_parts(assessment)
    return [set(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size)]


def keys_in(value):
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(keys_in, value))
    return set()


@pytest.mark.parametrize("name", FOUND)
def test_the_employer_sees_exactly_what_the_person_saw_before_sending(name):
    whole = FOUND[name]
    for parts in choices(whole):
        sent = cut_assessment(whole, parts)
        assert excerpt_as_page(sent, parts, "Ada", INSTRUMENT, "en") == excerpt_as_page(
            whole, parts, "Ada", INSTRUMENT, "en"
        )


@pytest.mark.parametrize("name", FOUND)
def test_no_part_brings_a_figure_that_ranks_an_answer_or_a_notice(name):
    for parts in choices(FOUND[name]):
        assert not keys_in(cut_assessment(FOUND[name], parts)) & NEVER


def test_what_was_not_ticked_does_not_go_along():
    whole = next(found for found in FOUND.values() if found["verdict"] == "clear")
    roles = cut_assessment(whole, {ROLES})
    assert (roles["shortlist"], roles["axes"], roles["why"]) == (whole["shortlist"], [], None)
    profile = cut_assessment(whole, {PROFILE})
    assert (profile["verdict"], profile["shortlist"], profile["why"]) == (None, [], None)
    assert [axis["axis"] for axis in profile["axes"]] == list(AXES)
    assert not {"drawn_to", "practised"} & keys_in(profile)
    why = cut_assessment(whole, {WHY})
    assert set(why["why"]) == {"role", "rival", "margin", "by_axis"}
    assert "standard_error" not in keys_in(why)
    facets = cut_assessment(whole, {FACETS})
    assert {"drawn_to", "practised"} <= keys_in(facets)
    assert facets["verdict"] is None


def test_a_result_without_a_role_offers_its_profile_alone():
    nobody = FOUND["all in the middle"]
    assert (nobody["verdict"], offered_parts(nobody)) == ("none", (PROFILE,))
    assert cut_assessment(nobody, {PROFILE}) == {
        **cut_assessment(nobody, {PROFILE}),
        "verdict": None,
        "shortlist": [],
    }


def test_who_left_part_two_out_has_no_second_figure_to_share():
    found = FOUND["without part two"]
    assert found["shortlist"]
    assert offered_parts(found) == (ROLES, PROFILE, WHY)
    assert {choice.id for choice in part_choices(found, "en", ())} == {ROLES, PROFILE, WHY}


@pytest.mark.parametrize("cut", [False, True], ids=["of the person", "as it was sent"])
@pytest.mark.parametrize("parts", [{ROLES}, {PROFILE}, {ROLES, PROFILE, WHY}])
def test_whoever_gets_a_result_of_part_one_alone_is_told_so_once(parts, cut):
    whole = FOUND["without part two"]
    found = cut_assessment(whole, parts) if cut else whole
    said = excerpt_as_page(found, parts, "Ada", INSTRUMENT, "en")
    notes = (said.roles and said.roles.standing, said.profile and said.profile.missing)
    assert " ".join(filter(None, notes)).count("only what draws you") == 1


@pytest.mark.parametrize("name", [name for name in FOUND if name != "without part two"])
def test_nobody_else_is_said_to_have_left_something_out(name):
    for parts in choices(FOUND[name]):
        for found in (FOUND[name], cut_assessment(FOUND[name], parts)):
            said = excerpt_as_page(found, parts, "Ada", INSTRUMENT, "en")
            assert "only what draws you" not in str(said)


def test_what_was_sent_before_part_two_could_be_left_out_is_shown_as_it_was():
    sent = cut_assessment(FOUND[personas()[0].name], {ROLES, PROFILE})
    del sent["part_one_alone"]
    said = excerpt_as_page(sent, {ROLES, PROFILE}, "Ada", INSTRUMENT, "en")
    assert "only what draws you" not in str(said)


FAINT = next(found for found in FOUND.values() if found["verdict"] == "faint")


@pytest.mark.parametrize("whole", [True, False], ids=["of the person", "as it was sent"])
def test_a_faint_signal_is_faint_for_whoever_it_is_shared_with(whole):
    parts = {ROLES, PROFILE}
    found = FAINT if whole else cut_assessment(FAINT, parts)
    said = excerpt_as_page(found, parts, "Ada", INSTRUMENT, "en")
    assert said.roles.title.startswith("Faintly near ")
    assert said.roles.standing == "The signal is faint: take it as a first guess."
    assert [role.name for role in said.roles.named] == [
        model_words("en").roles[role].name for role in FAINT["shortlist"]
    ]
    assert said.card.title == f"Ada: {inside_sentence(said.roles.title)}"


def test_whoever_ticks_the_roles_of_a_faint_signal_reads_what_will_be_seen():
    roles = next(choice for choice in part_choices(FAINT, "en", ()) if choice.id == ROLES)
    assert roles.says.startswith("Faintly near ")


def test_a_faint_signal_without_its_roles_tells_nobody_that_it_is_faint():
    sent = cut_assessment(FAINT, {PROFILE})
    assert sent["verdict"] is None
    said = excerpt_as_page(sent, {PROFILE}, "Ada", INSTRUMENT, "en")
    assert said.roles is None
    assert "aint" not in said.card.title


def test_the_family_is_that_of_the_roles_that_are_sent():
    seen = set()
    for found in FOUND.values():
        named = {INSTRUMENT.model.family(role) for role in found["shortlist"]}
        told = shown_family(found, PARTS, INSTRUMENT)
        assert told == (NONE if not named else SEVERAL if len(named) > 1 else named.pop())
        assert shown_family(found, {PROFILE, WHY, FACETS}, INSTRUMENT) == NONE
        seen.add(told)
    assert {NONE, SEVERAL} < seen
