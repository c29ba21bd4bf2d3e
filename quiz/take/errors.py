"""What of an attempt can be missing, each in words of its own."""

from __future__ import annotations

from flask import Response

from quiz.languages.language import N_
from quiz.store import AttemptGone
from quiz.take.blueprint import blueprint
from quiz.web.errors import Missing, Problem, show_http_error


class UnknownAttempt(Missing):
    """No attempt has this token: mistyped, cut short, forged, or deleted when its time was up.

    Attributes
    ----------
    sent_from : str or None
        The token, where an employer still has what was sent from there.
    """

    problem = Problem(
        N_("We cannot find these answers"),
        N_("No answers are kept at this address: it is not complete, or they have been deleted."),
        N_("Compare the address with the one you saved, or start again."),
    )
    template = "take/unknown_attempt.html"
    framed_anywhere = True  # whose it was is no longer known

    def __init__(self, sent_from: str | None = None) -> None:
        super().__init__()
        self.sent_from = sent_from


class NoResult(Missing):
    """This attempt has no result yet."""

    problem = Problem(
        N_("There is no result yet"),
        N_("These answers have not been scored."),
        N_("Answer the statements that are left, and press the button on the review page."),
    )


class UnknownShare(Missing):
    """No share has this token: mistyped, revoked, or gone with its attempt."""

    problem = Problem(
        N_("Nothing is shared here"),
        N_(
            "The link is not complete, or whoever shared it has taken it back or deleted their "
            "result."
        ),
        N_(
            "Compare the address with the one you were given, or ask the person who gave it to you."
        ),
    )


@blueprint.errorhandler(AttemptGone)
def show_attempt_gone(_error: AttemptGone) -> Response:
    """Show what an unknown token shows: the attempt went between reading and writing."""
    return show_http_error(UnknownAttempt())
