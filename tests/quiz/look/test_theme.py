"""An opening's look: every accent that is let through can be read, in the light and the dark."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.look.colour import contrast, mixed, oklch, read_colour, with_lightness
from quiz.look.theme import DARK, LIGHT, nearest_passing, palette, passes, theme_css

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def custom_properties(css, scheme):
    """What a browser comes to that reads the quiz's stylesheet and then this one, on a screen."""
    found = dict(palette(scheme))
    media = "screen and (prefers-color-scheme:dark)" if scheme == DARK else None
    for block in re.finditer(r"(?:@media ([^{]+)\{)?:root\{([^}]*)\}", css):
        if block[1] in (None, "screen", media):
            found.update(re.findall(r"--([a-z-]+):([^;]+);", block[2]))
    return found


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # https://webaim.org/resources/contrastchecker/
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#767676", "#ffffff", 4.54),
        ("#000000", "#000000", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "degrees"),
    [
        # https://oklch.com
        ("#ff0000", 0.6280, 0.2577, 29.23),
        ("#0000ff", 0.4520, 0.3132, 264.05),
        ("#ffffff", 1.0, 0.0, None),
    ],
)
def test_lightness_chroma_and_hue_are_those_of_oklch(colour, lightness, chroma, degrees):
    found = oklch(colour)
    assert found.lightness == pytest.approx(lightness, abs=5e-4)
    assert found.chroma == pytest.approx(chroma, abs=5e-4)
    if degrees is not None:
        assert math.degrees(found.hue) % 360 == pytest.approx(degrees, abs=0.05)


@given(COLOURS)
def test_a_colour_with_its_own_lightness_is_itself(colour):
    same = with_lightness(colour, oklch(colour).lightness)
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(same[1:]), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 1


def test_the_quizs_own_accent_passes_and_stays_as_it_is():
    own = palette(LIGHT)["accent"]
    assert passes(own)
    assert nearest_passing(own) == own


@pytest.mark.parametrize("accent", ["#ffffff", "#ffcc00", "#00b3a1", "#ff0000", "#777777"])
def test_an_accent_that_cannot_be_read_does_not_pass(accent):
    assert not passes(accent)


@given(COLOURS)
def test_the_nearest_passing_accent_passes_and_is_no_darker_than_it_must_be(accent):
    nearest = nearest_passing(accent)
    assert passes(nearest)
    if passes(accent):
        assert nearest == accent
        return
    worst = min(contrast(nearest, palette(LIGHT)[ground]) for ground in ("paper", "surface"))
    assert worst < 4.62  # a step of a screen's colours beyond 4.5 at most
    turned = abs(oklch(nearest).hue - oklch(accent).hue) % (2 * math.pi)
    if oklch(nearest).chroma > 0.05:
        assert min(turned, 2 * math.pi - turned) < 0.12  # radians: it looks the same hue


@given(COLOURS, st.integers(0, 24), st.sampled_from(["auto", "light", "dark"]))
def test_whatever_the_look_everything_can_be_read(accent, corner, scheme):
    css = theme_css(nearest_passing(accent), corner, scheme)
    for seen in (LIGHT, DARK) if scheme == "auto" else (scheme,):
        found = custom_properties(css, seen)
        for text in ("accent", "accent-strong", "ink", "soft"):
            for ground in ("paper", "surface"):
                assert contrast(found[text], found[ground]) >= 4.5, (text, ground, seen)
        for ground in ("accent", "accent-strong"):
            assert contrast(found["on-accent"], found[ground]) >= 4.5
        for text in ("ink", "soft"):
            assert contrast(found[text], found["tint"]) >= 4.5
        # The border of what is chosen, and a progress bar on its ground.
        assert contrast(found["accent"], found["tint"]) >= 3
        assert found["round"] == f"{corner}px"


@given(COLOURS)
def test_an_accent_that_does_not_pass_is_never_shown(accent):
    if not passes(accent):
        assert theme_css(accent, 8, "auto") == theme_css(None, 8, "auto")


def test_a_scheme_that_is_forced_brings_all_its_colours_and_spares_the_paper():
    css = theme_css(None, 0, "dark")
    assert custom_properties(css, LIGHT) == {**palette(DARK), "round": "0px"}
    assert "color-scheme:dark" in css
    assert "print" not in css
    assert "@media screen{" in css


def test_light_and_dark_have_the_same_colours_to_name():
    assert palette(LIGHT).keys() == palette(DARK).keys()
    assert {"paper", "surface", "ink", "accent", "tint"} <= palette(LIGHT).keys()


def test_mixing_all_of_a_colour_gives_it_and_none_of_it_the_ground():
    assert mixed("#123456", 1, "#ffffff") == "#123456"
    assert mixed("#123456", 0, "#ffffff") == "#ffffff"


@pytest.mark.parametrize(
    "text", ["", "#", "#12", "#12345", "red", "#12345g", "#123456;}", "#1234567"]
)
def test_what_is_no_colour_is_refused(text):
    assert read_colour(text) is None
