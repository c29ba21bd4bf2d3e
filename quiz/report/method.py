"""How the result was made, with the person's own figures."""

from __future__ import annotations

from typing import NamedTuple

from model.axes import AXES, HEADLINE
from model.scoring import CLEAR_DIFFERENCE
from model.stability import DRAWS
from model.verdict import ENOUGH_AXES, ENOUGH_HEADLINE_AXES, LIST, ONE
from quiz.languages.language import N_, Language
from quiz.report.inputs import ReportInputs
from quiz.report.wording import in_hundred, of_ten_sittings


class MethodStep(NamedTuple):
    """One step from the answers to the verdict."""

    title: str
    text: str


class RoleFigures(NamedTuple):
    """What was worked out of one role."""

    rank: int
    name: str
    distance: str
    fit: int
    often: str


class Method(NamedTuple):
    """How a result was made."""

    version: str
    language: str
    validated: bool
    statements: str
    steps: list[MethodStep]
    roles: list[RoleFigures]


def method(inputs: ReportInputs) -> Method:
    """Explain every step from the answers to the verdict; figures of roles only if shown."""
    instrument = inputs.assessment["instrument"]
    named = inputs.verdict != "none"
    say = inputs.say
    steps = [_places(inputs), _sureness(inputs), _pattern(inputs), _distance(inputs)]
    return Method(
        version=instrument["version"],
        language=inputs.wording.name,
        validated=inputs.wording.validated,
        statements=_counts(inputs),
        steps=[*steps, *([_margin(say), _again(say)] if named else []), _verdict(inputs)],
        roles=[_role(inputs, role) for role in inputs.matches] if named else [],
    )


def _counts(inputs: ReportInputs) -> str:
    asked = len(inputs.counted)
    skipped = sum(point is None for point in inputs.counted.values())
    if skipped:
        return inputs.say.ngettext(
            "%(num)s statement, %(skipped)s skipped",
            "%(num)s statements, %(skipped)s skipped",
            asked,
            skipped=skipped,
        )
    return inputs.say.ngettext(
        "%(num)s statement, none skipped", "%(num)s statements, none skipped", asked
    )


def _places(inputs: ReportInputs) -> MethodStep:
    valued = sum(axis["value"] is not None for axis in inputs.axes.values())
    return MethodStep(
        title=inputs.say.gettext("Your place on a subject"),
        text=inputs.say.gettext(
            "Each answer counts from 0 to 100. Statements that speak for the low end count "
            "the other way round. Your place is the mean of your answers on that subject. It has "
            "a value when at least three quarters of its statements are answered: "
            "%(valued)s of %(all)s subjects have one.",
            valued=valued,
            all=len(AXES),
        ),
    )


def _sureness(inputs: ReportInputs) -> MethodStep:
    measured = inputs.model.measurement
    say = inputs.say
    return MethodStep(
        title=say.gettext("How sure that place is"),
        text=say.gettext(
            "The line around your place is %(errors)s standard errors to each side. "
            "We assume that two answers on one subject correlate by %(correlation)s and that "
            "people differ with a standard deviation of %(deviation)s. Both are assumptions: no "
            "study with real people has measured them yet.",
            errors=say.two_decimals(CLEAR_DIFFERENCE),
            correlation=say.two_decimals(measured.inter_item_correlation),
            deviation=in_hundred(measured.deviation),
        ),
    )


def _pattern(inputs: ReportInputs) -> MethodStep:
    asks = inputs.say.gettext(
        "An F test asks whether your subjects differ more from each other than your "
        "answers do within a subject. A habit of agreeing with everything is taken out first."
    )
    if not inputs.has_left_out_part_two:
        asks += " " + inputs.say.gettext(
            "So is the difference between what draws you and what you have done."
        )
    return MethodStep(
        title=inputs.say.gettext("Whether the answers hold a pattern"),
        text=f"{asks} {_tested(inputs)}",
    )


def _tested(inputs: ReportInputs) -> str:
    tested, say = inputs.assessment["significance"], inputs.say
    if tested["f"] is None:
        if tested["significant"] or inputs.verdict == "faint":
            return say.gettext("Your answers follow a pattern without any remainder.")
        return say.gettext("Your answers hold no differences that could be tested.")
    if tested["f"] > tested["critical"]:
        says = N_(
            "For your answers F is %(f)s with %(between)s and %(within)s degrees of freedom, "
            "above the limit of %(limit)s."
        )
    else:
        says = N_(
            "For your answers F is %(f)s with %(between)s and %(within)s degrees of freedom, "
            "not above the limit of %(limit)s."
        )
    figures = {
        "f": say.two_decimals(tested["f"]),
        "between": tested["between"],
        "within": tested["within"],
        "limit": say.two_decimals(tested["critical"]),
    }
    found = say.gettext(says, **figures)
    if inputs.withstands_no_change:
        undone = say.gettext("One answer given differently could undo that: the signal is faint.")
        return f"{found} {undone}"
    return found


def _distance(inputs: ReportInputs) -> MethodStep:
    says = inputs.say.gettext(
        "A role has a value on each subject. The squares of the differences between your "
        "places and its values are added up, and the distance is the square root of that. A "
        "subject on which the sources differ much counts for less. A subject without a value "
        "takes no part."
    )
    return MethodStep(
        title=inputs.say.gettext("Distance from the roles"),
        text=f"{says} {_nearest(inputs)}",
    )


def _nearest(inputs: ReportInputs) -> str:
    if not inputs.matches:
        return inputs.say.gettext("Here there is nothing to measure.")
    nearest = float(next(iter(inputs.matches.values()))["distance"])
    valued = sum(axis["value"] is not None for axis in inputs.axes.values())
    limit = float(inputs.model.chi_squared_99[valued - 1]) ** 0.5
    return inputs.say.gettext(
        "The nearest role is %(distance)s away. Beyond %(limit)s no role is named.",
        distance=inputs.say.two_decimals(nearest),
        limit=inputs.say.two_decimals(limit),
    )


def _margin(say: Language) -> MethodStep:
    return MethodStep(
        title=say.gettext("Why one role and not another"),
        text=say.gettext(
            "The sum in the comparison is the squared distance from the other role minus the "
            "squared distance from the nearest one. It can be taken apart exactly, by subject and "
            "by answer. What is printed is rounded so that it still adds up."
        ),
    )


def _again(say: Language) -> MethodStep:
    return MethodStep(
        title=say.gettext("If you took it again"),
        text=say.gettext(
            "We compute %(draws)s second sittings in which every place moves as much as "
            "measuring error would move it, and count how often each role is the nearest. They "
            "are computed, not observed. The figure says how steady the result is. It is not the "
            "chance that a role suits you.",
            draws=say.grouped(DRAWS),
        ),
    )


def _verdict(inputs: ReportInputs) -> MethodStep:
    say = inputs.say
    names = say.gettext(
        "No role without values on %(subjects)s subjects, among them %(headline)s of the "
        "first %(first)s. One role when it alone is nearest in %(one)s of 100 second "
        "sittings; two when they reach that together; otherwise as many as it takes to reach "
        "%(more)s.",
        subjects=ENOUGH_AXES,
        headline=ENOUGH_HEADLINE_AXES,
        first=len(HEADLINE),
        one=in_hundred(ONE),
        more=in_hundred(LIST),
    )
    rules = inputs.model.rules
    if rules.faint is not None:
        names += " " + say.gettext(
            "A faint signal names %(number)s at most.",
            number=say.number_in_words(rules.faint.roles),
        )
    if rules.family is not None:
        names += " " + say.gettext(
            "The family of the nearest role is named ahead of them when one of its roles is "
            "nearest in %(family)s of 100.",
            family=in_hundred(rules.family),
        )
    return MethodStep(title=say.gettext("What is named"), text=names)


def _role(inputs: ReportInputs, role: str) -> RoleFigures:
    match = inputs.matches[role]
    return RoleFigures(
        rank=match["rank"],
        name=inputs.names.role(role),
        distance=inputs.say.two_decimals(match["distance"]),
        fit=round(match["fit"]),
        often=inputs.say.gettext(
            "nearest %(often)s", often=of_ten_sittings(match["stability"], inputs.say)
        ),
    )


def careless_notice(inputs: ReportInputs) -> str | None:
    """Say what was noticed, or None where nothing is worth a word."""
    found = inputs.assessment["careless_responding"]
    if not found["notice"]:
        return None
    say = inputs.say
    given = sum(point is not None for point in inputs.counted.values())
    if found["longstring"] == given:
        return say.gettext("All %(number)s answers are the same.", number=given)
    texts = {
        "longstring": say.gettext(
            "%(number)s answers in a row are the same.", number=found["longstring"]
        ),
        "irv": say.gettext("Your answers lie close to one another."),
        "even_odd": say.gettext("Answers on one subject often point different ways."),
    }
    return " ".join(texts[name] for name in found["flags"])
