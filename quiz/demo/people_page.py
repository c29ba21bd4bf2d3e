"""The page that lists the example people; it exists in a demo only."""

from __future__ import annotations

from flask import Blueprint, render_template

from quiz.demo.people import examples
from quiz.languages.language import N_
from quiz.services import services

COMES_TO = {  # what an example shows, by the verdict of its result; None: there is none yet
    "clear": N_("One role stands clear"),
    "between": N_("Between two roles"),
    "shortlist": N_("A short list"),
    "faint": N_("A faint signal"),
    "none": N_("No role named"),
    None: N_("Half-way through"),
}

blueprint = Blueprint("demo", __name__, template_folder="templates")


@blueprint.get("/demo")
def people() -> str:
    """List the example people with the addresses of their attempts."""
    here = services()
    return render_template(
        "demo/people.html",
        examples=examples(here.store, here.settings, here.clock()),
        comes_to=COMES_TO,
    )
