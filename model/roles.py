"""The roles: a value an axis, the evidence for it, and judgement counted as such.

A value stands beside the weighted mean of its evidence. Where no source speaks, or where
the value departs from that mean by more than `JUDGED_BEYOND`, it is judgement and must
say so with a reason; loading refuses a missing one, and one that is not needed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TypeVar

import msgspec
import numpy as np

from model.axes import AXES, Floats, frozen
from model.inputs.faults import Fault, Faults, decode
from model.inputs.structs import read_toml

_T = TypeVar("_T")
JUDGED_BEYOND = 0.12  # a value further than this from its weighted evidence is judgement
GROWS = 0.10  # a rise of this much is worth naming on a career step


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where evidence comes from, with what its licence asks us to say."""

    title: str
    kind: str
    publisher: str | None = None
    year: int | None = None
    licence: str | None = None
    attribution: str | None = None


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one source says of one role on one axis; `note` is a paraphrase."""

    axis: str
    value: float
    weight: float
    source: str
    note: str


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a value is not settled by the sources, and why it is what it is."""

    axis: str
    reason: str


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Roles of one kind of work."""

    id: str


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product role with all that is known of it."""

    id: str
    family: str
    values: dict[str, float]
    evidence: tuple[Evidence, ...] = ()
    judgement: tuple[Judgement, ...] = ()

    def on(self, axis: str) -> tuple[Evidence, ...]:
        """The evidence rows of one axis."""
        return tuple(row for row in self.evidence if row.axis == axis)

    def judged(self, axis: str) -> Judgement | None:
        """The judgement on one axis, or None where the evidence speaks."""
        return next((row for row in self.judgement if row.axis == axis), None)

    def evidence_mean(self, axis: str) -> float | None:
        """The weighted mean of what the sources say, or None where they say nothing."""
        rows = self.on(axis)
        if not rows:
            return None
        return sum(row.value * row.weight for row in rows) / sum(row.weight for row in rows)

    @property
    def judgement_count(self) -> int:
        """How many of the seven values are judgement."""
        return len(self.judgement)


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A step people take from one role to another."""

    start: str
    to: str
    source: str | None = None
    judgement: str | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """A way into a role from outside these roles."""

    role: str
    start: str
    source: str | None = None
    judgement: str | None = None


class RoleBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything roles.toml holds."""

    sources: tuple[Source, ...]
    families: tuple[Family, ...]
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    entries: tuple[Entry, ...] = ()

    def role(self, role_id: str) -> Role:
        """The role with this id; KeyError if there is none."""
        return _only((r for r in self.roles if r.id == role_id), role_id)

    def source(self, title: str) -> Source:
        """The source with this title; KeyError if there is none."""
        return _only((s for s in self.sources if s.title == title), title)

    def grows(self, step: Step) -> tuple[str, ...]:
        """The axes that rise by `GROWS` or more on a step, the largest rise first."""
        before, after = self.role(step.start).values, self.role(step.to).values
        rises = {axis: after[axis] - before[axis] for axis in AXES}
        grown = [axis for axis in AXES if rises[axis] > GROWS - 1e-9]
        return tuple(sorted(grown, key=lambda axis: -rises[axis]))

    def centroids(self) -> Floats:
        """The roles' values, shape (n_roles, 7), from 0 to 1."""
        return frozen(np.array([[role.values[axis] for axis in AXES] for role in self.roles]))

    def spread(self) -> Floats:
        """Pooled standard deviation of the evidence within its cells, shape (7,).

        An axis where no cell has two sources takes the mean of the others.
        """
        pooled = np.array([self._pooled_deviation(axis) for axis in AXES])
        return frozen(np.where(np.isnan(pooled), np.nanmean(pooled), pooled))

    def _pooled_deviation(self, axis: str) -> float:
        cells = [[row.value for row in role.on(axis)] for role in self.roles]
        freedom = sum(len(cell) - 1 for cell in cells if len(cell) > 1)
        if not freedom:
            return float("nan")
        squares = sum(float(np.var(cell)) * len(cell) for cell in cells if len(cell) > 1)
        return float(np.sqrt(squares / freedom))


def _only(found: Iterator[_T], key: str) -> _T:
    for one in found:
        return one
    raise KeyError(key)


@cache
def role_book() -> RoleBook:
    """The roles this version ships with."""
    content = files("model").joinpath("roles.toml").read_bytes()
    return read_roles(decode(content, "model/roles.toml"))


def read_roles(text: str, where: str = "model/roles.toml") -> RoleBook:
    """Read a roles file.

    Raises
    ------
    Faults
        With everything that is wrong, each with place and remedy.
    """
    book = read_toml(text, where, RoleBook)
    faults = [*_check_names(book, where), *_check_cells(book, where), *_check_map(book, where)]
    if faults:
        raise Faults(faults)
    return book


def _check_names(book: RoleBook, where: str) -> Iterator[Fault]:
    titles = {source.title for source in book.sources}
    families = {family.id for family in book.families}
    for role_id, times in Counter(role.id for role in book.roles).items():
        if times > 1:
            yield Fault(f"{where}, {role_id}", "the role is there twice", "Delete one of them")
    for role in book.roles:
        if role.family not in families:
            yield Fault(f"{where}, {role.id}", f"no family {role.family!r}", "Name one of them")
        for row in role.evidence:
            if row.source not in titles:
                place = f"{where}, {role.id}, {row.axis}"
                yield Fault(place, f"no source {row.source!r}", "Add it under [[sources]]")


def _check_cells(book: RoleBook, where: str) -> Iterator[Fault]:
    known = ", ".join(AXES)
    for role in book.roles:
        rows: tuple[Evidence | Judgement, ...] = (*role.evidence, *role.judgement)
        for axis in sorted({*role.values, *(row.axis for row in rows)} - set(AXES)):
            yield Fault(f"{where}, {role.id}, {axis}", "no such axis", f"Use one of {known}")
        for row in role.evidence:
            place = f"{where}, {role.id}, {row.axis}"
            yield from _check_value(row.value, place)
            if not 0 < row.weight < math.inf:
                yield Fault(place, f"the weight is {row.weight}", "Give a weight above 0")
        for axis in AXES:
            yield from _check_cell(role, axis, f"{where}, {role.id}, {axis}")


def _check_value(value: float, place: str) -> Iterator[Fault]:
    if not 0 <= value <= 1:
        yield Fault(place, f"{value} is off the scale", "Give a value from 0 to 1")


def _check_cell(role: Role, axis: str, place: str) -> Iterator[Fault]:
    value, rows = role.values.get(axis), role.on(axis)
    if value is None:
        yield Fault(place, "the role has no value", "Give one from 0 to 1")
        return
    yield from _check_value(value, place)
    judgements = [row for row in role.judgement if row.axis == axis]
    if len(judgements) > 1:
        yield Fault(place, "two judgements", "Keep one of them")
    mean = role.evidence_mean(axis) if all(0 < row.weight < math.inf for row in rows) else None
    supported = mean is not None and abs(mean - value) <= JUDGED_BEYOND + 1e-9
    said = "no source speaks" if mean is None else f"the sources say {mean:.3f}"
    if supported and judgements:
        yield Fault(place, f"{value} is not judgement: {said}", "Delete the judgement")
    if not supported and not judgements:
        yield Fault(place, f"{value} is judgement: {said}", "Add a judgement with its reason")


def _check_map(book: RoleBook, where: str) -> Iterator[Fault]:
    roles = {role.id for role in book.roles}
    titles = {source.title for source in book.sources}
    ways = chain(
        ((f"{w.start} to {w.to}", {w.start, w.to}, w.source, w.judgement) for w in book.steps),
        ((f"entry to {w.role}", {w.role}, w.source, w.judgement) for w in book.entries),
    )
    for name, ends, source, judgement in ways:
        place = f"{where}, {name}"
        for stranger in sorted(ends - roles):
            yield Fault(place, f"no role {stranger!r}", "Name one of the roles")
        if (source is None) == (judgement is None):
            yield Fault(place, "needs a source, or else a judgement", "Give exactly one")
        if source is not None and source not in titles:
            yield Fault(place, f"no source {source!r}", "Add it under [[sources]]")
