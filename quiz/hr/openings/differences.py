"""Where two versions of an opening's settings differ, in words; pure."""

from __future__ import annotations

from typing import NamedTuple

from questions.words import wording
from quiz.report.wording import names_in
from quiz.store import OpeningSettings
from quiz.typed_text import ANY_SITE

LABELS = {
    "title": "Title",
    "link": "Link to the job",
    "roles": "Roles the team looks for",
    "length": "Length",
    "languages": "Languages",
    "notice": "A word from you",
    "contact": "Contact for another route",
    "may_send": "Candidates may share their result",
    "asks_name": "Ask for a name",
    "asks_email": "Ask for an e-mail address",
    "keep_days": "Days a shared result is kept",
    "sites": "Sites that may show the quiz",
    "accent": "Accent colour",
    "corner": "Roundness of corners",
    "scheme": "Light or dark",
    "logo": "Logo",
}


class Difference(NamedTuple):
    """One setting of which there are two versions."""

    label: str
    stored: str
    yours: str


def differences(stored: OpeningSettings, yours: OpeningSettings) -> list[Difference]:
    """Name what would change if one version took the place of the other."""
    return [
        Difference(label, in_words(name, stored), in_words(name, yours))
        for name, label in LABELS.items()
        if getattr(stored, name) != getattr(yours, name)
    ]


def in_words(name: str, settings: OpeningSettings) -> str:
    """Say one setting.

    >>> in_words("languages", OpeningSettings("Lead", languages=("en", "de")))
    'English, Deutsch'
    >>> in_words("sites", OpeningSettings("Lead")), in_words("may_send", OpeningSettings("Lead"))
    ('None: by link only', 'Yes')
    """
    value = getattr(settings, name)
    match name:
        case "sites":
            return "Every site" if ANY_SITE in value else ", ".join(value) or "None: by link only"
        case "roles":
            return ", ".join(map(names_in("en").role, value)) or "None named"
        case "languages":
            return ", ".join(wording(code).name for code in value)
        case "accent":
            return value or "The quiz’s own"
        case "logo":
            return "A picture" if value else "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in (None, ""):
        return "None"
    return str(value).capitalize() if name in ("length", "scheme") else str(value)
