"""The words of the instrument, one file a language; never how an answer counts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from model.inputs.faults import Fault, Faults, decode
from model.inputs.structs import read_toml
from model.scoring import POINTS


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Items and response scale in one language.

    Attributes
    ----------
    language : str
        As in `en`.
    name : str
        What the language calls itself.
    validated : bool
        Whether its reliability was studied with real people.
    labels : tuple of str
        Of the points of the response scale, from 1 to 6.
    items : dict
        {item id: statement}
    """

    language: str
    name: str
    validated: bool
    labels: tuple[str, ...] = msgspec.field(name="points")
    items: dict[str, str]

    def text(self, item_id: str) -> str:
        """One statement; KeyError where it is missing, never another language."""
        return self.items[item_id]

    @property
    def points(self) -> tuple[tuple[int, str], ...]:
        """The response scale: (value, label) from 1 to 6."""
        return tuple(enumerate(self.labels, start=1))

    def label(self, point: int) -> str:
        """What one point is called."""
        return self.labels[point - 1]


def read_wording(text: str, where: str) -> Wording:
    """Read a wording file; Faults if it is not one."""
    read = read_toml(text, where, Wording)
    if len(read.labels) != POINTS:
        what = f"there are {len(read.labels)} labels for {POINTS} points"
        raise Faults([Fault(f"{where}, points", what, f"Give {POINTS} labels")])
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
