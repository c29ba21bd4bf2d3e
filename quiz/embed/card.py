"""The start card: what a site shows that has no room for a quiz, and a link that leads to it.

A site that fetches it by oEmbed may put it into a frame where no form can be sent, as WordPress
does. So it holds no form, and nothing that is not on the page it leads to.
"""

from __future__ import annotations

from flask import render_template, request

from quiz.embed.blueprint import blueprint
from quiz.embed.embedded_quiz import EmbeddedQuiz, find_opening, passed
from quiz.web.errors import UnknownOpening


@blueprint.get("/card")
def card() -> str:
    """Show the card of the public quiz."""
    return _show(EmbeddedQuiz())


@blueprint.get("/o/<public_id>/card")
def card_of_opening(public_id: str) -> str:
    """Show the card of an opening."""
    embedded = find_opening(public_id)
    if embedded is None:
        raise UnknownOpening
    return _show(embedded)


def _show(embedded: EmbeddedQuiz) -> str:
    embedded.show()
    return render_template(
        "embed/card.html",
        subject=embedded,
        title=embedded.title,
        by=embedded.opening.employer if embedded.opening else "Role Fit",
        page_url=embedded.page_url(passed(request.args)),
    )
