"""How the result was made, with the person's own figures."""

from __future__ import annotations

from model.axes import AXES, HEADLINE
from model.scoring import CLEAR_DIFFERENCE
from model.stability import DRAWS
from model.verdict import ENOUGH_AXES, ENOUGH_HEADLINE_AXES, LIST, ONE
from quiz.languages.language import N_, Language
from quiz.report.inputs import Part, Subject
from quiz.report.wording import in_hundred, of_ten_sittings


def method(subject: Subject) -> Part:
    """Explain every step from the answers to the verdict; figures of roles only if shown."""
    instrument = subject.assessment["instrument"]
    named = subject.verdict != "none"
    say = subject.say
    steps = [_places(subject), _sureness(subject), _pattern(subject), _distance(subject)]
    return {
        "version": instrument["version"],
        "language": subject.wording.name,
        "validated": subject.wording.validated,
        "statements": _counts(subject),
        "steps": [*steps, *([_margin(say), _again(say)] if named else []), _verdict(say)],
        "roles": [_role(subject, role) for role in subject.matches] if named else [],
    }


def _counts(subject: Subject) -> str:
    asked = len(subject.counted)
    skipped = sum(point is None for point in subject.counted.values())
    if skipped:
        return subject.say.ngettext(
            "%(num)s statement, %(skipped)s skipped",
            "%(num)s statements, %(skipped)s skipped",
            asked,
            skipped=skipped,
        )
    return subject.say.ngettext(
        "%(num)s statement, none skipped", "%(num)s statements, none skipped", asked
    )


def _places(subject: Subject) -> Part:
    valued = sum(axis["value"] is not None for axis in subject.axes.values())
    return {
        "title": subject.say.gettext("Your place on a subject"),
        "text": subject.say.gettext(
            "Each answer counts from 0 to 100. Statements that speak for the low end count "
            "the other way round. Your place is the mean of your answers on that subject. It has "
            "a value when at least three quarters of its statements are answered: "
            "%(valued)s of %(all)s subjects have one.",
            valued=valued,
            all=len(AXES),
        ),
    }


def _sureness(subject: Subject) -> Part:
    measured = subject.model.measurement
    say = subject.say
    return {
        "title": say.gettext("How sure that place is"),
        "text": say.gettext(
            "The line around your place is %(errors)s standard errors to each side. "
            "We assume that two answers on one subject correlate by %(correlation)s and that "
            "people differ with a standard deviation of %(deviation)s. Both are assumptions: no "
            "study with real people has measured them yet.",
            errors=say.two_decimals(CLEAR_DIFFERENCE),
            correlation=say.two_decimals(measured.inter_item_correlation),
            deviation=in_hundred(measured.deviation),
        ),
    }


def _pattern(subject: Subject) -> Part:
    asks = subject.say.gettext(
        "An F test asks whether your subjects differ more from each other than your "
        "answers do within a subject. A habit of agreeing with everything is taken out first, and "
        "so is the difference between what draws you and what you have practised."
    )
    return {
        "title": subject.say.gettext("Whether the answers hold a pattern"),
        "text": f"{asks} {_tested(subject)}",
    }


def _tested(subject: Subject) -> str:
    tested, say = subject.assessment["significance"], subject.say
    if tested["f"] is None:
        if tested["significant"]:
            return say.gettext("Your answers follow a pattern without any remainder.")
        return say.gettext("Your answers hold no differences that could be tested.")
    if tested["significant"]:
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
    return say.gettext(says, **figures)


def _distance(subject: Subject) -> Part:
    says = subject.say.gettext(
        "A role has a value on each subject. The squares of the differences between your "
        "places and its values are added up, and the distance is the square root of that. A "
        "subject on which the sources differ much counts for less. A subject without a value "
        "takes no part."
    )
    return {
        "title": subject.say.gettext("Distance from the roles"),
        "text": f"{says} {_nearest(subject)}",
    }


def _nearest(subject: Subject) -> str:
    if not subject.matches:
        return subject.say.gettext("Here there is nothing to measure.")
    nearest = float(next(iter(subject.matches.values()))["distance"])
    valued = sum(axis["value"] is not None for axis in subject.axes.values())
    limit = float(subject.model.chi_squared_99[valued - 1]) ** 0.5
    return subject.say.gettext(
        "The nearest role is %(distance)s away. Beyond %(limit)s no role is named.",
        distance=subject.say.two_decimals(nearest),
        limit=subject.say.two_decimals(limit),
    )


def _margin(say: Language) -> Part:
    return {
        "title": say.gettext("Why one role and not another"),
        "text": say.gettext(
            "The sum in the comparison is the squared distance from the other role minus the "
            "squared distance from the nearest one. It can be taken apart exactly, by subject and "
            "by answer. What is printed is rounded so that it still adds up."
        ),
    }


def _again(say: Language) -> Part:
    return {
        "title": say.gettext("If you took it again"),
        "text": say.gettext(
            "We compute %(draws)s second sittings in which every place moves as much as "
            "measuring error would move it, and count how often each role is the nearest. They "
            "are computed, not observed. The figure says how steady the result is. It is not the "
            "chance that a role suits you.",
            draws=say.grouped(DRAWS),
        ),
    }


def _verdict(say: Language) -> Part:
    return {
        "title": say.gettext("What is named"),
        "text": say.gettext(
            "No role without values on %(subjects)s subjects, among them %(headline)s of the "
            "first %(first)s. One role when it alone is nearest in %(one)s of 100 second "
            "sittings; two when they reach that together; otherwise as many as it takes to reach "
            "%(more)s.",
            subjects=ENOUGH_AXES,
            headline=ENOUGH_HEADLINE_AXES,
            first=len(HEADLINE),
            one=in_hundred(ONE),
            more=in_hundred(LIST),
        ),
    }


def _role(subject: Subject, role: str) -> Part:
    match = subject.matches[role]
    return {
        "rank": match["rank"],
        "name": subject.names.role(role),
        "distance": subject.say.two_decimals(match["distance"]),
        "fit": round(match["fit"]),
        "often": subject.say.gettext(
            "nearest %(often)s", often=of_ten_sittings(match["stability"], subject.say)
        ),
    }


def noticed(subject: Subject) -> str | None:
    """Say what was noticed, or None where nothing is worth a word."""
    found = subject.assessment["careless_responding"]
    if not found["notice"]:
        return None
    say = subject.say
    given = sum(point is not None for point in subject.counted.values())
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
