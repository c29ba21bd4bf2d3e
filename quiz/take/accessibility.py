"""The accessibility statement: what is aimed at, what was tried, and what is known to be missing.

docs/accessibility.md says the same to operators and names the test of each line; a test
holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import render_template

from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.take.attempt import show_public
from quiz.take.blueprint import blueprint
from quiz.take.start import asked_theme

LOOKED_THROUGH = datetime(2026, 11, 24, tzinfo=UTC)  # when these lists were last held to the pages
TESTED = (
    N_(
        "In English, axe-core finds nothing on any page in any state, its check of target sizes "
        "included, in light and dark colours. In the other languages, headings, reading "
        "direction and the room for every text are checked."
    ),
    N_(
        "The whole way from the start page to sharing a result goes by keyboard alone. What has "
        "the focus can always be seen, and the focus is never lost."
    ),
    N_(
        "What browsers tell a screen reader: names, roles, headings in order, each statement with "
        "its answers, errors and where they are."
    ),
    N_(
        "On a screen 320 pixels wide, at 400 % zoom and with wider text spacing, nothing is cut "
        "off or covered, and nothing has to be scrolled in two directions."
    ),
    N_("In forced colours, what is chosen, the focus, the progress and the pictures can be told."),
    N_("With reduced motion, nothing moves."),
    N_("Without script and without styles, everything works and reads in order."),
)
LIMITS = (
    N_(
        "Each part of a result opens by its heading. Some screen readers take such a heading for "
        "a button only and leave it out of their list of headings."
    ),
    N_(
        "Where one statement is shown at a time, an answer that is clicked or chosen by its number "
        "key leads to the next statement. This can be switched off below the answers, and is off "
        "where your device asks for reduced motion."
    ),
    N_(
        "Names of sources, and reasons and notes about them, are in English on the pages in other "
        "languages. They are marked as English."
    ),
    N_(
        "Dates are written out. Where a time of day is given, it is universal time (UTC), not that "
        "of your clock."
    ),
    N_(
        "How a result was worked out is explained with many numbers and is hard to read. There is "
        "no version in easy language or in sign language."
    ),
    N_(
        "Inside another site’s page, an error is announced but the focus is not moved to it, and "
        "it is up to that page how much of the quiz can be seen at once."
    ),
    N_(
        "The texts, the logo and the contact of an employer are the employer’s own, in the "
        "language they were written in."
    ),
    N_(
        "We make no PDF. One that you print from a result is only as accessible as your browser "
        "makes it; the page is the better choice."
    ),
)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """Say how accessible the quiz is, how that is known, and whom to tell of a barrier."""
    show_public(asked_theme())
    return render_template(
        "take/accessibility.html",
        tested=[request_language().gettext(text) for text in TESTED],
        limits=[request_language().gettext(text) for text in LIMITS],
        looked_through=request_language().date(LOOKED_THROUGH),
    )
