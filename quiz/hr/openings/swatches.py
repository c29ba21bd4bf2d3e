"""How an accent looks, for the page that sets it."""

from __future__ import annotations

from typing import NamedTuple

from quiz.look.colour import read_colour
from quiz.look.theme import DARK, LIGHT, accents, nearest_passing, palette, passes


class Swatch(NamedTuple):
    """A button in the accent, on the quiz's paper."""

    name: str
    paper: str
    accent: str
    ink: str  # on the accent


def swatches(accent: str | None) -> list[Swatch]:
    """Show an accent in the light and the dark; the nearest one where it does not pass."""
    read = read_colour(accent or "") or palette(LIGHT)["accent"]
    shown = read if passes(read) else nearest_passing(read)
    found = []
    for name, scheme in (("In the light", LIGHT), ("In the dark", DARK)):
        colours = {**palette(scheme), **(accents(shown, scheme) if accent else {})}
        found.append(Swatch(name, colours["paper"], colours["accent"], colours["on-accent"]))
    return found
