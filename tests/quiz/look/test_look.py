"""The stylesheet: readable in both colour schemes, small, ready to be mirrored."""

import gzip
import re

import pytest

from quiz.look.assets import FOLDERS, assets

FOLDER = FOLDERS[0]
CSS = (FOLDER / "role-fit.css").read_text()
AA_TEXT, AA_PARTS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

ON_BOTH = ("paper", "surface")
COLOURED = ("ink", "soft", "accent", "accent-strong", "bad")
TEXT = [
    *((text, ground) for text in COLOURED for ground in ON_BOTH),
    ("ink", "tint"),
    ("soft", "tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
PARTS = [(part, ground) for part in ("edge", "accent", "bad") for ground in ON_BOTH]


def colours(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


LIGHT = colours(re.search(r":root \{(.*?)\n\}", CSS, re.S).group(1))
DARK = LIGHT | colours(re.search(r"color-scheme: dark\) \{(.*?)\n\}", CSS, re.S).group(1))


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(scheme, text, ground):
    assert contrast(scheme[text], scheme[ground]) >= AA_TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_borders_of_controls_can_be_seen(scheme, part, ground):
    assert contrast(scheme[part], scheme[ground]) >= AA_PARTS


def test_dark_has_a_colour_of_its_own_for_every_one_of_light():
    dark = re.search(r"color-scheme: dark\) \{(.*?)\n\}", CSS, re.S).group(1)
    assert set(colours(dark)) == set(LIGHT)


def test_colours_are_named_once_and_nowhere_else():
    rules = re.sub(r":root \{.*?\n\s*\}", "", CSS, flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


def test_directions_are_logical_so_that_the_page_can_be_mirrored():
    sides = r"(margin|padding|border)-(left|right|top|bottom)"
    assert re.findall(rf"{sides}|[^-](left|right):|text-align: (left|right)", CSS) == []


def test_the_stylesheet_is_at_most_6_kb_compressed():
    assert len(gzip.compress(assets()["role-fit.css"].body)) <= 6 * 1024


def test_a_script_is_sent_without_what_is_for_its_readers():
    for path in FOLDER.glob("*.js"):
        code = [line.strip() for line in path.read_text().splitlines()]
        sent = assets()[path.name].body.decode().splitlines()
        assert sent == [line for line in code if line and not line.startswith("//")]


def test_no_script_holds_a_sentence_for_people():
    for path in FOLDER.glob("*.js"):
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text())
        assert re.findall(r"[\"'`][A-Z][^\"'`]* [^\"'`]*[\"'`]", code) == []


def test_nothing_is_fetched_from_elsewhere():
    for asset in assets().values():
        found = re.findall(rb"https?://[^\s\"']+", asset.body)
        assert set(found) <= {b"http://www.w3.org/2000/svg"}
