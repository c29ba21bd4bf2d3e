"""What of a result others get: what its person ticked, and nothing more; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from questions.instrument import Instrument
from quiz.languages.language import N_, Language
from quiz.report.comparison import AxisComparison, by_subject
from quiz.report.headline import summary_line
from quiz.report.inputs import ReportInputs
from quiz.report.profile import Facets, Profile, facets, profile
from quiz.report.wording import Names, names_in

ROLES, PROFILE, WHY, FACETS = "roles", "profile", "why", "facets"
PARTS = (ROLES, PROFILE, WHY, FACETS)

STANDING = {
    "clear": N_("One role stands out."),
    "between": N_("Two roles stand out, and the answers do not tell them apart."),
    "shortlist": N_("These are near, and none of them stands out."),
    "faint": N_("The signal is faint: take it as a first guess."),
}
PART_ONE_ALONE = N_("You left out what you have done, so this says only what draws you.")
IN_A_LIST = {
    ROLES: N_("the roles"),
    PROFILE: N_("the profile"),
    WHY: N_("the reasons"),
    FACETS: N_("what draws you beside what you have practised"),
}
OF_OTHERS = N_("what draws a person beside what they have practised")


class PartChoice(NamedTuple):
    """A part of a result that can be ticked, and what it would show."""

    id: str
    label: str
    says: str
    ticked: bool


class NamedSummary(NamedTuple):
    """A role and its summary."""

    name: str
    summary: str


class NamedRoles(NamedTuple):
    """The roles a result names, and how they stand."""

    title: str
    standing: str
    named: list[NamedSummary]


class Card(NamedTuple):
    """What a link says before it is opened."""

    title: str
    description: str


class Excerpt(NamedTuple):
    """What others are shown of a result; a part that was not ticked is None."""

    name: str | None
    card: Card
    roles: NamedRoles | None
    profile: Profile | None
    why: AxisComparison | None
    facets: Facets | None


def offered_parts(assessment: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the parts of a result that can be shared.

    Without a role that is the profile alone. Who left a part of the quiz out has no second
    figure to lay beside the first.
    """
    if not assessment["shortlist"]:
        return (PROFILE,)
    both = any(None not in (axis["drawn_to"], axis["practised"]) for axis in assessment["axes"])
    return tuple(part for part in PARTS if both or part != FACETS)


def part_choices(
    assessment: Mapping[str, Any], language: str, ticked: Collection[str]
) -> list[PartChoice]:
    """Say what each part would show, so that nobody ticks what they do not mean."""
    names = names_in(language)
    say = names.say
    says = {
        PROFILE: (
            say.gettext("Your profile"),
            say.gettext(
                "Your place on the seven subjects, with the line that says how exact it is."
            ),
        )
    }
    if assessment["shortlist"]:
        why = assessment["why"]
        says |= {
            ROLES: (say.gettext("Which roles"), f"{summary_line(assessment, names)}."),
            WHY: (
                say.gettext("Why"),
                say.gettext(
                    "Subject by subject, between %(role)s and %(rival)s: it names both. "
                    "No single answer.",
                    role=names.the_role(why["role"]),
                    rival=names.the_role(why["rival"]),
                ),
            ),
            FACETS: (
                say.gettext("What draws you, and what you have practised"),
                say.gettext("Both figures on the seven subjects."),
            ),
        }
    return [
        PartChoice(part, says[part][0], says[part][1], part in ticked)
        for part in offered_parts(assessment)
    ]


def parts_in_words(parts: Collection[str], say: Language) -> str:
    """Name parts inside a sentence."""
    return say.listed([say.gettext(IN_A_LIST[part]) for part in PARTS if part in parts])


def excerpt_as_page(
    assessment: Mapping[str, Any],
    parts: Collection[str],
    name: str | None,
    instrument: Instrument,
    language: str,
) -> Excerpt:
    """Give what a share's page shows; a part that was not ticked is None.

    It is made from the assessment alone, so no single answer can be in it.
    """
    names = names_in(language)
    whole = ReportInputs(assessment, {}, instrument, names, language)
    # Without its roles, a profile is that of somebody for whom none was named.
    nameless = {**assessment, "verdict": "none", "shortlist": []}
    alone = ReportInputs(nameless, {}, instrument, names, language)
    return Excerpt(
        name=name,
        card=_card(assessment, parts, name, names),
        roles=_roles(whole) if ROLES in parts else None,
        profile=_profile(whole if ROLES in parts else alone) if PROFILE in parts else None,
        why=by_subject(whole) if WHY in parts else None,
        facets=facets(alone) if FACETS in parts else None,
    )


def _roles(inputs: ReportInputs) -> NamedRoles:
    words = inputs.names.words.roles
    standing = inputs.say.gettext(STANDING[inputs.verdict])
    if _is_of_part_one_alone(inputs.assessment):
        standing += " " + inputs.say.gettext(PART_ONE_ALONE)
    return NamedRoles(
        title=summary_line(inputs.assessment, inputs.names),
        standing=standing,
        named=[NamedSummary(words[r].name, words[r].summary) for r in inputs.shown],
    )


def _profile(inputs: ReportInputs) -> Profile:
    found = profile(inputs)
    if inputs.shown or not _is_of_part_one_alone(inputs.assessment):
        return found  # with the roles it is said beside them
    notes = (inputs.say.gettext(PART_ONE_ALONE), found.missing)
    return found._replace(missing=" ".join(filter(None, notes)))


def _is_of_part_one_alone(assessment: Mapping[str, Any]) -> bool:
    """Whether nothing was asked of what the person has done.

    One that was cut says it itself; those of before part two could be left out do not.
    """
    if "roles" not in assessment:
        return bool(assessment.get("part_one_alone"))
    axes = assessment["axes"]
    has_places = any(axis["value"] is not None for axis in axes)
    return has_places and all(axis["practised"] is None for axis in axes)


def _card(
    assessment: Mapping[str, Any], parts: Collection[str], name: str | None, names: Names
) -> Card:
    """Give the preview of the link: what was ticked, and no more."""
    say = names.say
    who = name and say.isolated(name)
    if ROLES in parts:
        title = summary_line(assessment, names)
        if who:
            title = say.gettext("%(name)s: %(result)s", name=who, result=names.inside(title))
    elif who:
        title = say.gettext("%(name)s and product work", name=who)
    else:
        title = say.gettext("How I see myself in product work")
    description = say.gettext(
        "A self-description from a short quiz, not a test result. It shows %(parts)s.",
        parts=parts_shown(parts, say),
    )
    return Card(title=title, description=description)


def parts_shown(parts: Collection[str], say: Language) -> str:
    """Name parts inside a sentence for others, whom they are not about."""
    said = {**IN_A_LIST, FACETS: OF_OTHERS}
    return say.listed([say.gettext(said[part]) for part in PARTS if part in parts])


NONE, SEVERAL = "none", "several"  # in place of a family's name
AXIS = ("axis", "value", "asked", "answered")
OF_PROFILE = ("standard_error",)
OF_FACETS = ("drawn_to", "practised", "facets_differ")


def cut_assessment(assessment: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    """Keep what these parts show: no single answer, no other part, no notice.

    Whether a role was named at all is kept only with the roles.
    """
    named, placed = ROLES in parts, bool({PROFILE, WHY, FACETS} & set(parts))
    return {
        "instrument": assessment["instrument"],
        "part_one_alone": _is_of_part_one_alone(assessment),
        "verdict": assessment["verdict"] if named else None,
        "shortlist": assessment["shortlist"] if named else [],
        "axes": [_axis(axis, parts) for axis in assessment["axes"]] if placed else [],
        "why": _why(assessment["why"]) if WHY in parts else None,
    }


def shown_family(
    assessment: Mapping[str, Any], parts: Collection[str], instrument: Instrument
) -> str:
    """Name the family of the roles that are sent: "several" of more than one, "none" of none."""
    shown = assessment["shortlist"] if ROLES in parts else []
    families = {instrument.model.family(role) for role in shown}
    if len(families) > 1:
        return SEVERAL
    return families.pop() if families else NONE


def _axis(axis: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    # A value is part of the profile, of the reasons and of where the facets lie.
    kept = AXIS + OF_PROFILE * (PROFILE in parts) + OF_FACETS * (FACETS in parts)
    return {name: axis[name] for name in kept}


def _why(why: Mapping[str, Any]) -> dict[str, Any]:
    return {name: why[name] for name in ("role", "rival", "margin", "by_axis")}
