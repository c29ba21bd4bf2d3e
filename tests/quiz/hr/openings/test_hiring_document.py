"""docs/hiring.md, held to the code where it names figures, pages and buttons."""

import re
from pathlib import Path

import pytest

from quiz.hr.openings.forms import MOST_DAYS
from quiz.hr.openings.numbers import ENOUGH_FOR_FAMILIES, STEP
from quiz.store import OpeningSettings

ROOT = Path(__file__).parents[4]
TEXT = " ".join((ROOT / "docs" / "hiring.md").read_text(encoding="utf-8").split())
SOURCES = [
    *(ROOT / "quiz").rglob("templates/**/*.html"),
    ROOT / "quiz" / "hr" / "openings" / "forms.py",
    ROOT / "quiz" / "settings" / "declarations.py",
]
# Said in quotes and not by a page of ours: what a recruiter asks, and what a site is called.
OWN_WORDS = ("You say you are drawn to", "the roles the team looks for", "every site")


def shown():
    return " ".join(" ".join(path.read_text(encoding="utf-8") for path in SOURCES).split())


@pytest.mark.parametrize(
    "says",
    [
        f"in steps of {STEP} people",
        f"once {ENOUGH_FOR_FAMILIES} people have shared",
        f"{OpeningSettings('x').keep_days} unless you change it, from 1 to {MOST_DAYS}.",
    ],
)
def test_its_figures_are_those_of_the_code(says):
    assert says in TEXT


def test_every_text_it_quotes_is_on_a_page():
    quoted = [text for text in re.findall(r'"([^"]{3,})"', TEXT) if not text.startswith(OWN_WORDS)]
    assert len(quoted) >= 8
    pages = shown().lower()
    missing = [text for text in quoted if text.lower().rstrip(".") not in pages]
    assert missing == []


def test_every_setting_it_names_exists():
    for name in re.findall(r"`(ROLE_FIT_\w+)`", TEXT):
        assert name in (ROOT / "quiz" / "settings" / "declarations.py").read_text(encoding="utf-8")


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([\w.-]+\.md)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
