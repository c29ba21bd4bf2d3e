"""An opening's look: its accent, corners and scheme as custom properties; pure.

The accent is checked where the quiz is light. Where it is dark, a lighter accent of the same
hue is derived from it. Both are read as text and written on, at 4.5:1 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from quiz.look.assets import FOLDERS
from quiz.look.colour import STEPS, contrast, mixed, oklch, with_lightness

ENOUGH = 4.5  # contrast of text at any size
LARGEST_CORNER = 24  # px: a button is 48 high
LIGHT, DARK = "light", "dark"
WHITE, NEAR_BLACK = "#ffffff", "#101010"
IN_THE_DARK = 0.8  # Oklch's lightness, that of the quiz's own accent there
STRONGER = 0.08  # lightness between an accent and the one under a pointer
TINT = {LIGHT: 0.1, DARK: 0.16}  # how much of the accent is in the ground of what is chosen


def passes(accent: str) -> bool:
    """Whether an accent can be read on every ground of the light quiz, and white text on it."""
    grounds = (*_grounds(LIGHT), WHITE)
    return all(contrast(accent, ground) >= ENOUGH for ground in grounds)


def nearest_passing(accent: str) -> str:
    """Give an accent that passes: the same hue, and no darker than it must be.

    >>> nearest_passing("#17615a"), nearest_passing("#00b3a1")
    ('#17615a', '#008072')
    """
    if passes(accent):
        return accent
    # From the lightness that is too much down to black, which passes.
    low, high = 0.0, oklch(accent).lightness
    for _ in range(STEPS):
        middle = (low + high) / 2
        if passes(with_lightness(accent, middle)):
            low = middle
        else:
            high = middle
    return with_lightness(accent, low)


def theme_css(accent: str | None, corner: int, scheme: str) -> str:
    """Write the stylesheet that comes after the quiz's own; paper stays light.

    Parameters
    ----------
    accent : str or None
        As `read_colour` gives it; the quiz's own where it is None or does not pass.
    corner : int
        Radius in px.
    scheme : str
        ``auto`` leaves the choice to the browser; ``light`` and ``dark`` make it.
    """
    chosen = accent if accent and passes(accent) else None
    rules = [_rule({"round": f"{corner}px"})]
    if scheme in (LIGHT, DARK):
        forced = {**palette(scheme), **accents(chosen, scheme)}
        rules.append(f"@media screen{{{_rule(forced, f'color-scheme:{scheme};')}}}")
    elif chosen:
        rules.append(f"@media screen{{{_rule(accents(chosen, LIGHT))}}}")
        dark = _rule(accents(chosen, DARK))
        rules.append(f"@media screen and (prefers-color-scheme:dark){{{dark}}}")
    if chosen:
        rules.append(f"@media print{{{_rule({'accent': chosen})}}}")
    return "\n".join(rules) + "\n"


@cache
def palette(scheme: str) -> Mapping[str, str]:
    """Give the quiz's own colours by their names, as its stylesheet has them."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", _stylesheet(), re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light if scheme == LIGHT else dark))


def accents(accent: str | None, scheme: str) -> dict[str, str]:
    """Derive from an accent that passes the colours of a scheme that depend on it."""
    if accent is None:
        return {}
    if scheme == LIGHT:
        shown, ink, step = accent, WHITE, -STRONGER
    else:
        shown, ink, step = _in_the_dark(accent), NEAR_BLACK, STRONGER
    strong = with_lightness(shown, min(max(oklch(shown).lightness + step, 0.0), 1.0))
    return {
        "accent": shown,
        "accent-strong": strong,
        "on-accent": ink,
        "tint": mixed(shown, TINT[scheme], palette(scheme)["surface"]),
    }


def _in_the_dark(accent: str) -> str:
    lighter = max(oklch(accent).lightness, IN_THE_DARK)
    return with_lightness(accent, lighter)


def _grounds(scheme: str) -> tuple[str, str]:
    return palette(scheme)["paper"], palette(scheme)["surface"]


def _rule(properties: Mapping[str, str], more: str = "") -> str:
    return f":root{{{more}{''.join(f'--{name}:{value};' for name, value in properties.items())}}}"


@cache
def _stylesheet() -> str:
    return (FOLDERS[0] / "role-fit.css").read_text()
