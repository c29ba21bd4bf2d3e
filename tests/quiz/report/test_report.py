"""The page as plain values: what it says under each verdict, and that its numbers agree."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.axes import AXES
from model.explanation import explain
from model.roles import role_book
from model.scoring import score
from model.words import model_words
from questions.instrument import current_instrument, load_instrument
from quiz.report import report
from quiz.report.headline import summary_line
from quiz.report.wording import (
    inside_sentence,
    names_in,
    nearest_whole,
    of_ten_sittings,
    shared_out,
)
from tests.personas import personas

INSTRUMENT = current_instrument()
BANK = INSTRUMENT.bank
SHORT = [item.id for item in BANK.items_of("short")]
WORDS = model_words("en")
PERSONAS = tomllib.loads((Path(__file__).parents[2] / "personas.toml").read_text("utf-8"))[
    "personas"
]


def answered(point_of, items=SHORT):
    return {item.id: point_of(item) for item in BANK.items if item.id in items}


def leaning(high):
    """Someone who takes the high end of some axes and the low end of the others."""
    return answered(lambda item: 6 if (item.axis in high) == (item.keying == "+") else 1)


def short_answers(number):
    answers = PERSONAS[number]["answers"]
    return {item: answers[item] for item in SHORT}


def skipping(answers, *axes):
    """The same answers, with what was practised skipped on some axes."""
    gone = {i.id for i in BANK.items if i.axis in axes and i.facet == "practised"}
    return {item: None if item in gone else point for item, point in answers.items()}


def page(answers, rival=None, chosen=()):
    assessment = INSTRUMENT.assessment_json(INSTRUMENT.scored_answers(answers))
    return report(assessment, answers, INSTRUMENT, "en", rival, chosen)


def first_page(verdict):
    """The first persona's page with this verdict."""
    pages = (page(short_answers(number)) for number in range(len(PERSONAS)))
    return next(found for found in pages if found.verdict == verdict)


def every_role_shown():
    """A made-up assessment under which the page may name all the roles."""
    answers = short_answers(0)
    found = INSTRUMENT.assessment_json(answers)
    shown = [match["role"] for match in found["roles"]]
    found |= {"verdict": "shortlist", "shortlist": shown, "reason": None}
    return report(found, answers, INSTRUMENT, "en")


def printed(number):
    return Decimal(number.replace("−", "-"))


def in_plain(content):
    """The same as dicts, lists and values; TypeError for anything that is none of them."""
    if hasattr(content, "_asdict"):
        content = content._asdict()
    if isinstance(content, dict):
        return {name: in_plain(part) for name, part in content.items()}
    if isinstance(content, list):
        return [in_plain(part) for part in content]
    if content is None or type(content) in (str, int, float, bool):
        return content
    raise TypeError(f"{content!r} is no plain value")


def everything_said(content):
    return json.dumps(in_plain(content), ensure_ascii=False)


@pytest.fixture(scope="module", params=range(len(PERSONAS)))
def someone(request):
    return page(short_answers(request.param))


@pytest.fixture(scope="module")
def pages():
    return [page(short_answers(number)) for number in range(len(PERSONAS))]


def test_a_report_is_plain_values(someone):
    plain = in_plain(someone)
    assert json.loads(json.dumps(plain)) == plain


def test_printed_contributions_add_up_to_the_printed_margin(someone):
    why = someone.comparison
    if why is None:
        return
    margin = printed(why.parts.margin)
    assert sum(printed(axis.by) for axis in why.parts.axes) == margin
    others = printed(why.parts.others.by)
    assert sum(printed(answer.by) for answer in why.parts.answers) + others == margin


def test_printed_answers_add_up_to_their_printed_axis(someone):
    why = someone.comparison
    if why is None:
        return
    for axis in why.parts.by_axis:
        assert sum(printed(answer.by) for answer in axis.answers) == printed(axis.by)
    assert sum(printed(axis.by) for axis in why.parts.by_axis) == printed(why.parts.margin)


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=12))
def test_parts_rounded_by_largest_remainder_add_up_and_stay_near(parts):
    total = nearest_whole(sum(parts))
    rounded = shared_out(parts, total)
    assert sum(rounded) == total
    assert all(abs(whole - part) <= 1 + 1e-8 for whole, part in zip(rounded, parts, strict=True))


def test_a_total_that_is_not_the_sum_is_refused():
    with pytest.raises(ValueError, match="not the rounded sum"):
        shared_out([1.2, 1.2], 9)


@pytest.mark.parametrize("rival", [role.id for role in role_book().roles])
def test_any_other_role_can_be_the_rival_and_its_sums_are_exact(rival):
    answers = short_answers(0)
    nearest = INSTRUMENT.assessment_json(answers)["roles"][0]["role"]
    why = page(answers, rival).comparison
    if rival == nearest:
        assert "is the role compared" in why.problem
        return
    assert why.problem is None
    assert why.rival.id == rival
    assert sum(printed(axis.by) for axis in why.parts.axes) == printed(why.parts.margin)
    key, model = BANK.key, INSTRUMENT.model
    sheet = key.sheet(answers)
    scores = score(sheet, key, model.measurement)
    margin = explain(sheet, scores, key, model, nearest, rival).margin
    assert abs(float(printed(why.parts.margin)) - margin) <= 0.005 + 1e-9


def test_the_stored_comparison_and_the_recomputed_one_say_the_same():
    following = page(short_answers(0)).comparison
    assert page(short_answers(0), following.rival.id).comparison == following


def test_an_unknown_rival_is_named_shortened_and_the_next_role_taken():
    why = page(short_answers(0), "x" * 500).comparison
    assert why.problem == f"There is no role “{'x' * 40}…” here. Choose one from the list."
    assert why.rival == page(short_answers(0)).comparison.rival


@pytest.fixture(scope="module")
def assessments():
    """What every person comes out as, and others near them, so that each kind is there."""
    moved = [
        {item: min(6, max(1, point + (place + turn) % 3 - 1)) for place, (item, point) in sheet}
        for turn in range(3)
        for sheet in [list(enumerate(short_answers(n).items())) for n in range(len(PERSONAS))]
    ]
    sheets = [*map(short_answers, range(len(PERSONAS))), *moved]
    return [(INSTRUMENT.assessment_json(sheet), sheet) for sheet in sheets]


@pytest.fixture(scope="module")
def named(assessments):
    """Each assessment that names a role, with its page."""
    return [
        (found, report(found, sheet, INSTRUMENT, "en"))
        for found, sheet in assessments
        if found["shortlist"]
    ]


def family_name(found):
    """The family a headline leads with: a steady one, of more than one role."""
    family = found["family"]
    if family is None or INSTRUMENT.model.families.count(family) == 1:
        return None
    return inside_sentence(WORDS.families[family].name)


def kin(found):
    return {INSTRUMENT.model.family(role) for role in found["shortlist"]} == {found["family"]}


def in_sentences(found):
    return [inside_sentence(WORDS.roles[role].name) for role in found["shortlist"]]


def test_a_steady_family_leads_the_headline_and_the_roles_follow(named):
    led = [(found, said) for found, said in named if family_name(found)]
    assert {found["verdict"] for found, _ in led} == {"clear", "between", "shortlist", "faint"}
    for found, said in led:
        faintly = "faintly " if found["verdict"] == "faint" else ""
        assert said.headline.title == f"Your answers point {faintly}to {family_name(found)}"
        assert [role.id for role in said.headline.named] == found["shortlist"]
        if found["verdict"] != "shortlist":
            assert all(role in said.headline.lead for role in in_sentences(found))


def test_only_roles_of_a_family_are_said_to_be_in_it(named):
    led = [(found, said) for found, said in named if family_name(found)]
    assert {kin(found) for found, _ in led} == {True, False}
    for found, said in led:
        lead = said.headline.lead
        inside = "In that family" in lead or "Nearest in it" in lead or "of that family" in lead
        assert inside == kin(found), (lead, found["shortlist"])


def test_without_a_steady_family_the_headline_names_the_roles(named):
    for verdict in ("clear", "between", "faint"):
        alone = [
            (found, said)
            for found, said in named
            if found["verdict"] == verdict and not family_name(found)
        ]
        assert alone, verdict
        for found, said in alone:
            assert all(role in said.headline.title for role in in_sentences(found))


def test_a_family_of_one_role_is_called_by_its_role(named):
    lone = [
        said
        for found, said in named
        if found["family"] and not family_name(found) and found["verdict"] == "clear"
    ]
    assert lone
    for said in lone:
        assert inside_sentence(said.shown[0].name) in said.headline.title
        assert "family" not in said.headline.lead


def test_a_shortlist_says_how_many_and_that_none_stands_out(named):
    lists = [
        said for found, said in named if found["verdict"] == "shortlist" and not family_name(found)
    ]
    assert lists
    for said in lists:
        assert said.headline.title.endswith(" roles")
        assert "None of them stands out" in said.headline.lead


def test_a_faint_signal_is_said_to_be_faint_wherever_it_is_said(named):
    faint = [(found, said) for found, said in named if found["verdict"] == "faint"]
    assert faint
    for found, said in faint:
        assert 1 <= len(found["shortlist"]) <= 3
        assert "faintly" in said.headline.title
        assert "The signal is faint" in said.headline.lead
        assert "Take it as a first guess" in said.headline.lead
        assert "sitting" not in said.headline.lead
        assert summary_line(found, names_in("en")).startswith("Faintly near ")


def test_a_faint_signal_that_one_answer_could_undo_says_so():
    """One sheet of 37,000 is significant and not steady against one answer: made here."""
    answers = short_answers(0)
    found = INSTRUMENT.assessment_json(answers)
    assert found["significance"]["f"] > found["significance"]["critical"]
    shown = found["shortlist"][:1]
    found |= {"verdict": "faint", "shortlist": shown, "family": None}
    found["significance"] |= {"significant": False}
    said = report(found, answers, INSTRUMENT, "en")
    assert "one answer given differently" in said.headline.lead
    pattern = next(step.text for step in said.method.steps if "F test" in step.text)
    assert "above the limit" in pattern
    assert "not above the limit" not in pattern
    assert "One answer given differently could undo that" in pattern


def test_a_faint_signal_offers_to_sharpen_and_says_what_that_may_show(named):
    for found, said in named:
        if found["verdict"] == "faint":
            assert said.next.sharpen.helps == (
                "More answers can make the signal clearer, or show that there is none."
            )


def test_every_named_verdict_has_reasons_with_own_answers_on_their_subjects(assessments):
    texts = {INSTRUMENT.wording("en").text(item.id): item for item in BANK.items}
    for found, sheet in assessments:
        said = report(found, sheet, INSTRUMENT, "en").reasons
        if found["verdict"] == "none":
            assert said == []
            continue
        speaking = [reason for reason in said if reason.speaks_for]
        assert 1 <= len(speaking) <= 2
        assert said[: len(speaking)] == speaking, "what speaks for a role comes first"
        assert len(said) - len(speaking) <= 2
        for reason in said:
            assert 1 <= len(reason.answers) <= 2
            for own in reason.answers:
                item = texts[own.text]
                assert item.axis == reason.axis
                point = sheet[item.id]
                assert own.answer == INSTRUMENT.wording("en").scale(item.facet).label(point)


def test_nearly_every_reason_has_two_own_answers(named):
    counts = [len(reason.answers) for _, said in named for reason in said.reasons]
    assert counts.count(2) > 0.95 * len(counts)


def test_a_difference_is_said_to_the_side_of_the_nearest_role_where_it_lies(named):
    """Both may lean to the same end, so the leaning alone would say no difference."""
    seen = 0
    for found, said in named:
        nearest = role_book().role(found["shortlist"][0]).values
        you = {axis["axis"]: axis["value"] for axis in found["axes"]}
        for reason in said.reasons:
            words = WORDS.axes[reason.axis]
            if reason.speaks_for:
                ends = (words.toward_low, words.middle, words.toward_high)
                assert reason.says in {f"You lean to {end}." for end in ends}
                continue
            seen += 1
            above = you[reason.axis] > nearest[reason.axis]
            toward = words.toward_high if above else words.toward_low
            assert reason.says == f"Compared with the nearest role, you lean more to {toward}."
    assert seen


def test_a_result_of_an_edition_without_reasons_says_because_instead():
    old = load_instrument("1.0.0")
    answers = {item.id: 6 if item.keying == "+" else 2 for item in old.bank.first}
    answers |= {i.id: 1 if i.keying == "+" else 6 for i in old.bank.first if i.axis == "market"}
    found = old.assessment_json(answers)
    assert found["shortlist"]
    said = report(found, answers, old, "en")
    assert said.headline.because.startswith("You lean to ")
    assert said.reasons == []
    assert said.halves is None


def with_halves(drawn_to, practised):
    """What a page says of halves that come out as these families; None: not steady."""
    answers = short_answers(0)
    found = INSTRUMENT.assessment_json(answers)
    families = {"drawn_to": drawn_to, "practised": practised}
    found["halves"] = {half: {"family": f, "stability": 0.9} for half, f in families.items()}
    return report(found, answers, INSTRUMENT, "en").halves


def test_halves_that_agree_point_the_same_way():
    said = with_halves("product_management", "product_management")
    assert said == (
        "What draws you and what you have done point the same way, to product management."
    )


def test_halves_that_differ_name_both_families():
    said = with_halves("product_leadership", "delivery")
    assert said == (
        "What you have done is nearest to delivery; what draws you is nearer to product leadership."
    )


@pytest.mark.parametrize(
    ("drawn_to", "practised"), [(None, "delivery"), ("delivery", None), (None, None)]
)
def test_halves_that_are_not_steady_say_that_they_cannot_tell(drawn_to, practised):
    assert "cannot be told from so few statements" in with_halves(drawn_to, practised)


def test_a_half_of_which_too_little_was_answered_cannot_tell_either():
    answers = short_answers(0)
    found = INSTRUMENT.assessment_json(answers)
    found["halves"]["practised"] = None
    assert "cannot be told" in report(found, answers, INSTRUMENT, "en").halves


def part_one(number):
    """Somebody who left part two out."""
    asked = {item.id for item in BANK.first if item.facet == "drawn_to"}
    return {item: point for item, point in short_answers(number).items() if item in asked}


def test_without_part_two_nothing_is_said_of_what_one_has_done():
    kinds = set()
    for number in range(len(PERSONAS)):
        found = page(part_one(number))
        kinds.add(found.verdict)
        assert found.halves is None
        assert found.facets.rows == []
        assert found.facets.differences == []
        pattern = next(step.text for step in found.method.steps if "F test" in step.text)
        assert "what you have done" not in pattern
        for reason in found.reasons:
            assert 1 <= len(reason.answers) <= 2
        if found.next.sharpen:
            assert found.next.sharpen.statements == 8
    assert "faint" in kinds
    whole = page(short_answers(0))
    assert any("what you have done" in step.text for step in whole.method.steps)


NONE = {
    "incomplete": skipping(short_answers(0), "technical", "customer"),
    "no_pattern": answered(lambda item: 4),
    "unlike_any_role": leaning({"technical", "customer", "market", "delivery"}),
    "everything skipped": answered(lambda item: None),
}


@pytest.mark.parametrize("case", NONE)
def test_under_none_no_role_is_named_anywhere(case):
    found = page(NONE[case], rival="product_owner")
    assert found.verdict == "none"
    said = everything_said(found).lower()
    for role, words in WORDS.roles.items():
        assert words.name.lower() not in said
        assert role not in said
    assert found.shown == []
    assert found.comparison is None
    assert found.method.roles == []


@pytest.mark.parametrize("reason", ["incomplete", "no_pattern", "unlike_any_role"])
def test_each_reason_for_none_has_words_of_its_own(reason):
    found = page(NONE[reason])
    assert found.reason == reason
    titles = {page(NONE[other]).headline.title for other in NONE if other != reason}
    if reason != "incomplete":  # everything skipped is incomplete too
        assert found.headline.title not in titles
    assert len(found.profile.axes) == len(AXES)


def test_an_incomplete_result_lists_what_was_skipped_on_axes_without_a_value():
    found = page(NONE["incomplete"])
    listed = {skipped.item for skipped in found.next.skipped}
    assert listed == {item for item, point in NONE["incomplete"].items() if point is None}
    for skipped in found.next.skipped:
        assert skipped.item in {item.id for item in BANK.pages[skipped.page - 1]}


def test_an_axis_without_a_value_says_so_and_what_that_did():
    found = page(skipping(short_answers(0), "market"))
    market = next(a for a in found.profile.axes if a.axis == "market")
    assert market.you is None
    assert market.says == "No value: 2 of 4 statements answered, at least 3 needed."
    assert "“Going to market” has no value" in found.profile.missing
    if found.comparison:
        assert "Going to market" not in {a.name for a in found.comparison.parts.axes}


def test_a_place_its_interval_and_a_roles_range_come_from_assessment_and_model():
    answers = short_answers(0)
    assessment = INSTRUMENT.assessment_json(answers)
    found = page(answers)
    for axis, row in zip(assessment["axes"], found.profile.axes, strict=True):
        reach = 1.96 * axis["standard_error"]
        assert row.you.place == pytest.approx(100 * axis["value"], abs=0.51)
        assert row.you.low == pytest.approx(max(0, 100 * (axis["value"] - reach)), abs=0.51)
        assert row.you.high == pytest.approx(min(100, 100 * (axis["value"] + reach)), abs=0.51)
        spread = INSTRUMENT.model.spread[AXES.index(axis["axis"])]
        value = role_book().role(assessment["shortlist"][0]).values[axis["axis"]]
        assert row.roles[0].place == pytest.approx(100 * value, abs=0.51)
        assert row.roles[0].high == pytest.approx(min(100, 100 * (value + spread)), abs=0.51)


def test_every_interval_holds_its_place_and_stays_on_the_scale(someone):
    for axis in someone.profile.axes:
        for shape in filter(None, [axis.you, *axis.roles]):
            assert 0 <= shape.low <= shape.place <= shape.high <= 100


def test_a_facet_difference_is_said_only_where_the_assessment_finds_one():
    for number in range(len(PERSONAS)):
        answers = short_answers(number)
        assessment = INSTRUMENT.assessment_json(answers)
        differ = {WORDS.axes[a["axis"]].name for a in assessment["axes"] if a["facets_differ"]}
        said = page(answers).facets.differences
        assert {difference.axis for difference in said} == differ
        for one in said:
            more = "You are drawn to " if one.drawn_to > one.practised else "You have practised "
            assert one.says.startswith(more)


def test_a_role_says_how_many_of_its_values_are_judgement_and_why():
    shown = {role.id: role for role in every_role_shown().shown}
    assert len(shown) == len(role_book().roles)
    for role_id, role in shown.items():
        count = role_book().role(role_id).judgement_count
        assert role.judgement.startswith(f"{count} of its 7 values " if count else "Every one")
        assert sum(cell.judged is not None for cell in role.evidence) == count


def test_sources_whose_licence_asks_for_a_line_get_it():
    shown = {role.id: role for role in every_role_shown().shown}
    for role in shown.values():
        used = {row.source for cell in role.evidence for row in cell.rows}
        for source in role_book().sources:
            if source.title in used and source.attribution:
                assert source.attribution in role.attributions
        if "O*NET 29.3 Database" in used:
            assert any("Modified" in line for line in role.attributions)


def test_a_step_over_several_rungs_is_said_to_take_time():
    shown = {role.id: role for role in every_role_shown().shown}
    onward = {way.name: way for way in shown["technical_product_manager"].onward}
    assert onward["Chief technology officer"].over_time
    assert not onward["Principal product manager"].over_time
    into = shown["associate_product_manager"].onward
    assert not any(way.over_time for way in into)


def test_a_role_beyond_the_lanes_of_the_picture_has_one_of_its_own():
    found = every_role_shown()
    assert len(found.profile.roles) == 3
    assert found.profile.left_out == [role.name for role in found.shown[3:]]
    beside = [len(role.beside) for role in found.shown]
    assert beside == [0] * 3 + [7] * (len(beside) - 3)


def test_stability_is_said_as_natural_frequencies():
    assert of_ten_sittings(0.62) == "in about 6 of 10 sittings"
    assert of_ten_sittings(0.97) == "in nearly every sitting"
    assert of_ten_sittings(0.01) == "in fewer than 1 of 10 sittings"


def test_fit_and_distance_appear_in_the_method_only(someone):
    rest = {part: said for part, said in in_plain(someone).items() if part != "method"}
    for word in ('"fit"', '"distance"'):
        assert word not in everything_said(rest)


def test_sharpening_offers_page_after_page_until_it_is_sharp_enough():
    most = 0
    for person in personas():
        answers, chosen = person.sheet("short"), ()
        while after := INSTRUMENT.next_page(answers, chosen):
            offered = page(answers, chosen=chosen).next.sharpen
            assert (offered.statements, offered.says) == (
                8,
                "Answer 8 more statements on one page.",
            )
            chosen = (*chosen, after)
            answers |= {i.id: person.answers[i.id] for i in after.items(BANK.rest)}
        assert page(answers, chosen=chosen).next.sharpen is None
        most = max(most, len(chosen))
    assert most == BANK.plan.pages_at_most


@pytest.mark.parametrize(("pages_done", "statements"), [(4, 16), (5, 8), (6, None)])
def test_an_edition_with_the_same_pages_for_everybody_offers_all_that_are_left(
    pages_done, statements
):
    old = load_instrument("1.0.0")
    done = [item for page_of in old.bank.pages[:pages_done] for item in page_of]
    answers = {item.id: place % 6 + 1 for place, item in enumerate(done)}
    found = old.assessment_json(old.scored_answers(answers))
    sharpen = report(found, answers, old, "en").next.sharpen
    assert (sharpen and sharpen.statements) == statements


def test_what_was_skipped_on_a_chosen_page_is_listed_with_the_page_it_has():
    market = {item.id for item in BANK.first if item.axis in ("technical", "customer")}
    answers = {i: None if i in market else p for i, p in short_answers(0).items()}
    chosen = INSTRUMENT.next_page(answers)
    assert set(chosen.axes) == {"technical", "customer"}
    answers |= {item.id: None for item in chosen.items(BANK.rest)}
    found = page(answers, chosen=(chosen,))
    pages = INSTRUMENT.pages((chosen,))
    listed = {skipped.item: skipped.page for skipped in found.next.skipped}
    assert listed.keys() == {item for item, point in answers.items() if point is None}
    for item, number in listed.items():
        assert item in {each.id for each in pages[number - 1]}


def test_answers_of_a_half_filled_page_are_not_counted():
    begun = {**short_answers(0), BANK.rest[0].id: 6}
    assert page(begun).comparison == page(short_answers(0)).comparison


def test_the_answers_behind_a_place_have_it_as_their_mean(someone):
    for axis in someone.profile.axes:
        counts = [answer.counts for answer in someone.answers[axis.axis]]
        assert all(count % 20 == 0 for count in counts), "six points are twenty apart"
        assert nearest_whole(sum(counts) / len(counts)) == axis.you.place


def test_a_skipped_answer_stands_among_those_behind_a_place_and_counts_nothing():
    found = page(skipping(short_answers(1), "technical")).answers["technical"]
    assert [answer.answer for answer in found if answer.counts is None] == ["Skipped"] * 2
    assert len(found) == 4


def test_beside_a_deciding_answer_stands_what_the_other_role_leans_to():
    words = INSTRUMENT.wording("en")
    value = INSTRUMENT.model.centroids[INSTRUMENT.model.roles.index("business_analyst")]
    said = page(short_answers(1), "business_analyst").comparison.parts.answers
    assert len(said) == 6
    for answer in said:
        [item] = (item for item in BANK.items if words.text(item.id) == answer.text)
        place = value[AXES.index(item.axis)]
        steps = round(5 * (place if item.keying == "+" else 1 - place), 6)
        near = [
            words.scale(item.facet).label(point)
            for point in range(1, 7)
            if abs(point - 1 - steps) <= 0.5
        ]
        assert near
        assert all(label in answer.rival_says for label in near)
        assert (" and " in answer.rival_says) == (len(near) == 2)
