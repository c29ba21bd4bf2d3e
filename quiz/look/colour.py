"""Colours: how far two contrast, and one of the same hue that is darker or lighter; pure.

Contrast is WCAG 2.2's. Lightness, chroma and hue are those of Oklch, in which the same step
of lightness looks alike in every hue (B. Ottosson, 2020, bottosson.github.io/posts/oklab).
"""

from __future__ import annotations

import re
from math import atan2, cos, hypot, sin
from typing import NamedTuple

COLOUR = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
STEPS = 24  # of halving; far finer than a colour on a screen


class Oklch(NamedTuple):
    """A colour by its lightness (0 to 1), chroma and hue (radians)."""

    lightness: float
    chroma: float
    hue: float


def read_colour(text: str) -> str | None:
    """Give a colour as it is stored; None where it is not one.

    >>> read_colour("#0A7"), read_colour("00AA77"), read_colour("teal")
    ('#00aa77', '#00aa77', None)
    """
    found = text.strip().lower()
    if not COLOUR.fullmatch(found):
        return None
    digits = found.removeprefix("#")
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, share: float, ground: str) -> str:
    """Lay a colour thinly over another one.

    >>> mixed("#000000", 0.1, "#ffffff")
    '#e6e6e6'
    """
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return _written([share * above + (1 - share) * below for above, below in pairs])


def with_lightness(colour: str, lightness: float) -> str:
    """Give the colour of the same hue with this lightness, as vivid as a screen shows it."""
    _, chroma, hue = oklch(colour)
    low, high = 0.0, chroma
    if _is_shown(Oklch(lightness, chroma, hue)):
        low = chroma
    else:
        for _ in range(STEPS):
            middle = (low + high) / 2
            if _is_shown(Oklch(lightness, middle, hue)):
                low = middle
            else:
                high = middle
    return _written([_encoded(part) for part in _linear(Oklch(lightness, low, hue))])


def oklch(colour: str) -> Oklch:
    """Give a colour's lightness, chroma and hue."""
    red, green, blue = (_decoded(part) for part in _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Oklch(lightness, hypot(a, b), atan2(b, a))


def _linear(colour: Oklch) -> tuple[float, float, float]:
    a, b = colour.chroma * cos(colour.hue), colour.chroma * sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(colour: Oklch) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in _linear(colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_decoded(part) for part in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    held = min(max(part, 0.0), 1.0)
    return 12.92 * held if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055


def _written(channels: list[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in channels)
