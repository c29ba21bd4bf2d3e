"""The words of the instrument, one file a language; never how an answer counts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from model.inputs.faults import Fault, Faults, decode
from model.inputs.structs import read_toml
from model.scoring import FACETS, POINTS, Facet


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A response scale in one language.

    Attributes
    ----------
    title, question : str or None
        Of the part of the quiz it belongs to; None where there are no parts.
    points : tuple of str
        What each point is called, from 1 to 6.
    """

    title: str | None
    question: str | None
    points: tuple[str, ...]

    @property
    def numbered(self) -> tuple[tuple[int, str], ...]:
        """(value, label) from 1 to 6."""
        return tuple(enumerate(self.points, start=1))

    def label(self, point: int) -> str:
        """What one point is called."""
        return self.points[point - 1]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Items and response scales in one language.

    Attributes
    ----------
    language : str
        As in `en`.
    name : str
        What the language calls itself.
    validated : bool
        Whether its reliability was studied with real people.
    items : dict
        {item id: statement}
    points : tuple of str or None
        Of the response scale, where all items have the same.
    scales : dict or None
        {facet: Scale}, where each facet has its own.
    """

    language: str
    name: str
    validated: bool
    items: dict[str, str]
    points: tuple[str, ...] | None = None
    scales: dict[Facet, Scale] | None = None

    def text(self, item_id: str) -> str:
        """One statement; KeyError where it is missing, never another language."""
        return self.items[item_id]

    def scale(self, facet: Facet) -> Scale:
        """The response scale of the items of one facet."""
        if self.scales is not None:
            return self.scales[facet]
        return Scale(None, None, self.points or ())

    @property
    def has_parts(self) -> bool:
        """Whether each facet is a part of the quiz with a question of its own."""
        return self.scales is not None


def read_wording(text: str, where: str) -> Wording:
    """Read a wording file; Faults if it is not one."""
    read = read_toml(text, where, Wording)
    if (read.points is None) == (read.scales is None):
        remedy = "Give one scale for all as points, or one a facet under [scales]"
        raise Faults([Fault(f"{where}, scales", "there is no scale, or one too many", remedy)])
    faults = [
        Fault(f"{where}, {facet}", "the scale is missing", f"Write it under [scales.{facet}]")
        for facet in FACETS
        if read.scales is not None and facet not in read.scales
    ]
    given = {"points": Scale(None, None, read.points)} if read.points else read.scales or {}
    for name, scale in given.items():
        if len(scale.points) != POINTS:
            what = f"there are {len(scale.points)} labels for {POINTS} points"
            faults.append(Fault(f"{where}, {name}", what, f"Give {POINTS} labels"))
    if faults:
        raise Faults(faults)
    return read


@cache
def languages() -> tuple[str, ...]:
    """The languages there are words in, English first."""
    found = (entry.name for entry in files("questions").joinpath("wording").iterdir())
    names = {name.removesuffix(".toml") for name in found if name.endswith(".toml")}
    return ("en", *sorted(names - {"en"}))


@cache
def wording(language: str) -> Wording:
    """The words in one language; KeyError if there are none."""
    if language not in languages():
        raise KeyError(language)
    source = files("questions").joinpath("wording", f"{language}.toml")
    where = f"questions/wording/{language}.toml"
    return read_wording(decode(source.read_bytes(), where), where)
