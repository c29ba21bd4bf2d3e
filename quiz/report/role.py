"""What a shown role does, who says so, and where it stands on career paths."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from model.axes import AXES
from model.roles import Entry, Evidence, Role, RoleBook, Source, Step, role_book
from quiz.languages.language import Language
from quiz.report.inputs import ReportInputs
from quiz.report.profile import LANES, AxisRow, axis_row
from quiz.report.wording import Names, in_hundred, names_in, of_ten_sittings

LONG_WAY = 0.45  # a step on which scope rises this much has rungs in between that we do not list
TITLES_FROM = "ESCO 1.1.1"  # other titles come from it, values do not


class EvidenceRow(NamedTuple):
    """What one source says of a role on an axis."""

    source: str
    made_by: str
    note: str
    value: int
    weight: str


class EvidenceOnAxis(NamedTuple):
    """A role's value on an axis, with all that speaks for it."""

    axis: str
    value: int
    judged: str | None  # the reason, where it is judgement
    rows: list[EvidenceRow]


class CareerStep(NamedTuple):
    """A step to or from a role, or an entry to it."""

    name: str
    over_time: bool  # there are rungs in between that are not listed
    grows: str | None
    source: str | None
    judged: str | None


class ShownRole(NamedTuple):
    """All that a page says of a role it names."""

    id: str
    name: str
    a_name: str
    family: str
    often: str
    summary: str
    text: str
    also_called: str
    beside: list[AxisRow]  # where the picture has no room for it
    judgement: str
    evidence: list[EvidenceOnAxis]
    attributions: list[str]
    into: list[CareerStep]
    onward: list[CareerStep]


class WantedRoles(NamedTuple):
    """The roles that a team looks for."""

    roles: str
    shown: list[str]
    all: int


def shown_role(inputs: ReportInputs, role_id: str) -> ShownRole:
    """Describe one role that the page may name."""
    book, names = role_book(), inputs.names
    role, words = book.role(role_id), names.words.roles[role_id]
    beside = inputs.shown.index(role_id) >= LANES
    return ShownRole(
        id=role_id,
        name=words.name,
        a_name=names.a_role(role_id),
        family=names.words.families[role.family].name,
        often=inputs.say.gettext(
            "If you took it again, it would come out nearest %(often)s.",
            often=of_ten_sittings(inputs.stability(role_id), inputs.say),
        ),
        summary=words.summary,
        text=words.text.strip(),
        also_called=inputs.say.listed(words.also_called),
        beside=[axis_row(inputs, axis, [role_id]) for axis in AXES] if beside else [],
        judgement=_judgement(inputs, role),
        evidence=[_evidence(inputs, book, role, axis) for axis in AXES],
        attributions=_attributions(book, role, titles=bool(words.also_called)),
        into=_into(names, book, role_id),
        onward=[_step(names, book, s, s.to) for s in book.steps if s.start == role_id],
    )


def _judgement(inputs: ReportInputs, role: Role) -> str:
    count = role.judgement_count
    if count == 0:
        return inputs.say.gettext(
            "Every one of its %(all)s values rests on the sources below.", all=len(AXES)
        )
    return inputs.say.ngettext(
        "%(num)s of its %(all)s values is judgement.",
        "%(num)s of its %(all)s values are judgement.",
        count,
        all=len(AXES),
    )


def _evidence(inputs: ReportInputs, book: RoleBook, role: Role, axis: str) -> EvidenceOnAxis:
    judged = role.judged(axis)
    return EvidenceOnAxis(
        axis=inputs.names.axis(axis),
        value=in_hundred(inputs.role_value(role.id, axis)),
        judged=None if judged is None else judged.reason,
        rows=[_row(row, book.source(row.source), inputs.say) for row in role.on(axis)],
    )


def _row(row: Evidence, source: Source, say: Language) -> EvidenceRow:
    return EvidenceRow(
        source=source.title,
        made_by=", ".join(str(p) for p in (source.publisher, source.year) if p),
        note=row.note,
        value=in_hundred(row.value),
        weight=f"{row.weight:g}".replace(".", say.point),
    )


def _attributions(book: RoleBook, role: Role, *, titles: bool) -> list[str]:
    """Give the lines that the licences of the sources used here ask for."""
    used = {row.source for row in role.evidence} | ({TITLES_FROM} if titles else set())
    return [s.attribution for s in book.sources if s.title in used and s.attribution]


def _into(names: Names, book: RoleBook, role: str) -> list[CareerStep]:
    steps = [_step(names, book, step, step.start) for step in book.steps if step.to == role]
    entries = [_entry(names, entry) for entry in book.entries if entry.role == role]
    return steps + entries


def _step(names: Names, book: RoleBook, step: Step, other: str) -> CareerStep:
    rise = book.role(step.to).values["scope"] - book.role(step.start).values["scope"]
    say = names.say
    axes = [names.inside(names.axis(axis)) for axis in book.grows(step)]
    grows = say.listed([say.gettext("“%(name)s”", name=axis) for axis in axes])
    return CareerStep(
        name=names.role(other),
        over_time=rise >= LONG_WAY,
        grows=say.gettext("What grows on the way: %(subjects)s.", subjects=grows)
        if grows
        else None,
        source=step.source,
        judged=step.judgement,
    )


def _entry(names: Names, entry: Entry) -> CareerStep:
    name = names.words.entries[entry.start]
    return CareerStep(name, False, None, entry.source, entry.judgement)


def wanted_roles(
    assessment: Mapping[str, Any], roles: Collection[str], language: str
) -> WantedRoles | None:
    """Say which roles a team looks for, where the result names roles at all.

    Nothing is computed from them: everybody is assessed against every role, since a choice
    among few would look surer than it is.
    """
    names = names_in(language)
    known = [role for role in names.words.roles if role in roles]
    if not known or not assessment["shortlist"]:
        return None
    return WantedRoles(
        roles=names.say.listed([names.the_role(role) for role in known]),
        shown=[role for role in assessment["shortlist"] if role in known],
        all=len(names.words.roles),
    )
