"""The --language option, which every command that shows words shares."""

from __future__ import annotations

import click

from model.inputs.faults import Fault, Faults
from questions.words import languages


def check_language(_context: click.Context, _parameter: click.Parameter, language: str) -> str:
    """Let through a language there are words in; Faults for any other."""
    if language not in languages():
        what = f"there are no questions in {language!r}"
        raise Faults([Fault("--language", what, f"Choose one of: {', '.join(languages())}")])
    return language


language_option = click.option(
    "--language",
    default="en",
    metavar="xx",
    callback=check_language,
    help="Language of the words, like en.",
)
