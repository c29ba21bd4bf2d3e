"""What the answers say, in one heading and a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from model.axes import AXES
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import Names, in_hundred, of_ten_sittings

DECIDING = 2  # axes that the sentence of reasons names

WHY_NO_ROLE = {
    "incomplete": (
        N_("There are too few answers to name a role"),
        N_(
            "Some subjects have too few answered statements to say where you stand. "
            "Everything you did answer is kept and shown below."
        ),
    ),
    "no_pattern": (
        N_("Your answers do not point to a role"),
        N_(
            "Your answers about one subject differ as much among themselves as they do between "
            "subjects. Any role we named now could be chance, so we name none."
        ),
    ),
    "unlike_any_role": (
        N_("Your answers are unlike the roles we know"),
        N_(
            "They have a clear pattern, and it is far from every role in this quiz. That is a "
            "limit of the quiz: it knows a limited number of roles, and work comes in many more."
        ),
    ),
}


class NamedOften(NamedTuple):
    """A role that is shown, and how often it would be the nearest."""

    id: str
    name: str
    often: str


class Headline(NamedTuple):
    """The page's title, what follows on it, and the reason why."""

    title: str
    lead: str
    because: str | None
    named: list[NamedOften]


def headline(inputs: ReportInputs) -> Headline:
    """Give the page's title, what follows on it, and the reason why."""
    if inputs.verdict == "none":
        title, lead = map(inputs.say.gettext, WHY_NO_ROLE[inputs.assessment["reason"]])
        return Headline(title=title, lead=lead, because=None, named=[])
    family = _family(inputs)
    return Headline(
        title=_title(inputs, family),
        lead=_lead(inputs, family),
        because=_because(inputs),
        named=[
            NamedOften(
                id=role,
                name=inputs.names.role(role),
                often=_often(inputs, role),
            )
            for role in inputs.shown
        ],
    )


def _often(inputs: ReportInputs, role: str) -> str:
    often = of_ten_sittings(inputs.stability(role), inputs.say)
    return inputs.say.gettext("nearest %(often)s", often=often)


def _family(inputs: ReportInputs) -> str | None:
    """Name the family that is steady enough to be said of the whole; one of one role says less.

    Results of an edition that says none are named by the family that all shown roles share.
    """
    if "family" in inputs.assessment:
        found: str | None = inputs.assessment["family"]
        is_one_role = inputs.model.families.count(found) == 1 if found else False
        return None if is_one_role else found
    families = {inputs.model.family(role) for role in inputs.shown}
    if len(inputs.shown) < 2 or len(families) > 1:
        return None
    return families.pop()


def _title(inputs: ReportInputs, family: str | None) -> str:
    names, shown, say = inputs.names, inputs.shown, inputs.say
    if family:
        name = names.inside(names.words.families[family].name)
        if inputs.verdict == "faint":
            return say.gettext("Your answers point faintly to %(family)s", family=name)
        return say.gettext("Your answers point to %(family)s", family=name)
    if inputs.verdict == "faint":
        return say.gettext(
            "Your answers point faintly to the work of %(roles)s",
            roles=say.either([names.a_role(role) for role in shown]),
        )
    if inputs.verdict == "clear":
        return say.gettext(
            "Your answers are nearest to the work of %(a_role)s", a_role=names.a_role(shown[0])
        )
    if inputs.verdict == "between":
        one, other = map(names.a_role, shown)
        return say.gettext("Your answers lie between %(one)s and %(other)s", one=one, other=other)
    return say.ngettext(
        "Your answers are near %(number)s role",
        "Your answers are near %(number)s roles",
        len(shown),
        number=say.number_in_words(len(shown)),
    )


def _lead(inputs: ReportInputs, family: str | None) -> str:
    say, shown = inputs.say, inputs.shown
    often = of_ten_sittings(inputs.stability(*shown), say)
    inside = family is not None and {inputs.model.family(role) for role in shown} == {family}
    if inputs.verdict == "faint":
        return f"{_nearest(inputs, inside)} {_faint(inputs)}" if family else _faint(inputs)
    if inside and len(shown) == 1:
        return say.gettext(
            "In that family they are nearest to the work of %(a_role)s: %(often)s, "
            "if you took it again.",
            a_role=inputs.names.a_role(shown[0]),
            often=often,
        )
    if inputs.verdict == "clear":
        return say.gettext(
            "If you took it again, this role would come out nearest %(often)s.", often=often
        )
    if inputs.verdict == "between":
        return f"{_nearest(inputs, inside)} {_either(inputs)}" if family else _either(inputs)
    none = _none_stands_out(inputs, inside) if family else say.gettext("None of them stands out.")
    again = say.gettext(
        "If you took it again, one of these would come out nearest %(often)s. "
        "Here they are, the nearest first.",
        often=often,
    )
    return f"{none} {again}"


def _faint(inputs: ReportInputs) -> str:
    """Say why roles that are near all the same are a first guess."""
    if inputs.withstands_no_change:
        return inputs.say.gettext(
            "The signal is faint: with one answer given differently, no role might be near. "
            "Take it as a first guess."
        )
    return inputs.say.gettext(
        "The signal is faint: your answers on the same subject point different ways almost as "
        "much as answers on different subjects do. Take it as a first guess."
    )


def _nearest(inputs: ReportInputs, inside: bool) -> str:
    """Name the nearest roles, and whether all of them lie inside the family."""
    say, roles = inputs.say, [inputs.names.a_role(role) for role in inputs.shown]
    if inside and inputs.verdict == "between":
        one, other = roles
        return say.gettext(
            "In that family they lie between %(one)s and %(other)s.", one=one, other=other
        )
    nearest = N_("Nearest in it: %(roles)s.") if inside else N_("Nearest of all: %(roles)s.")
    return say.gettext(nearest, roles=say.listed(roles))


def _either(inputs: ReportInputs) -> str:
    return inputs.say.gettext(
        "Which of the two is too close to say. If you took it again, "
        "one or the other would come out nearest %(often)s.",
        often=of_ten_sittings(inputs.stability(*inputs.shown), inputs.say),
    )


def _none_stands_out(inputs: ReportInputs, inside: bool) -> str:
    number = len(inputs.shown)
    if not inside:
        return inputs.say.ngettext(
            "%(number)s role is near, and does not stand out.",
            "%(number)s roles are near, and none stands out.",
            number,
            number=inputs.say.number_in_words(number).capitalize(),
        )
    return inputs.say.ngettext(
        "%(number)s role of that family is near, and does not stand out.",
        "%(number)s roles of that family are near, and none stands out.",
        number,
        number=inputs.say.number_in_words(number).capitalize(),
    )


def _because(inputs: ReportInputs) -> str | None:
    """Say which axes set the shown roles apart from all others.

    A result of an edition that has reasons says it in these.
    """
    if "reasons" in inputs.assessment:
        return None
    axes = deciding_axes(inputs)
    if not axes:
        return None
    leanings = [inputs.names.leaning(axis, in_hundred(inputs.axes[axis]["value"])) for axis in axes]
    say = inputs.say
    if len(leanings) == 1:
        lean = say.gettext("You lean to %(one)s.", one=leanings[0])
    else:
        one, other = leanings
        lean = say.gettext("You lean to %(one)s, and to %(other)s.", one=one, other=other)
    nearer = say.ngettext(
        "More than anything else, that brings you nearer to this role than to the other "
        "%(others)s.",
        "More than anything else, that brings you nearer to these roles than to the other "
        "%(others)s.",
        len(inputs.shown),
        others=len(inputs.matches) - len(inputs.shown),
    )
    return f"{lean} {nearer}"


def deciding_axes(inputs: ReportInputs) -> list[str]:
    """Name the axes that speak most for the shown roles against all that are not shown.

    It is the margin by axis of `model.explanation`, averaged over every pair of a shown
    role and one that is not.
    """
    model = inputs.model
    shown = np.array([role in inputs.shown for role in model.roles])
    if shown.all():
        return []
    values = np.array([np.nan if (v := inputs.axes[a]["value"]) is None else v for a in AXES])
    squares = model.weights * (values - model.centroids) ** 2
    margins = squares[~shown].mean(axis=0) - squares[shown].mean(axis=0)
    present = [i for i in range(len(AXES)) if margins[i] > 0]  # NaN is not above 0
    return [AXES[i] for i in sorted(present, key=lambda i: -margins[i])[:DECIDING]]


def summary_line(assessment: Mapping[str, Any], names: Names) -> str:
    """Say what a result came to: `Between product owner and business analyst`."""
    if assessment["verdict"] == "none":
        title, _ = WHY_NO_ROLE[assessment["reason"]]
        return names.say.gettext(title)
    if assessment["verdict"] == "clear":
        return names.role(assessment["shortlist"][0])
    roles = [names.the_role(role) for role in assessment["shortlist"]]
    if assessment["verdict"] == "faint":
        return names.say.gettext("Faintly near %(roles)s", roles=names.say.listed(roles))
    between = assessment["verdict"] == "between"
    near = N_("Between %(roles)s") if between else N_("Near %(roles)s")
    return names.say.gettext(near, roles=names.say.listed(roles))
