"""The result of a finished attempt."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questions.instrument import load_instrument
from quiz.languages.request_language import spoken
from quiz.report import report
from quiz.report.fits import fits
from quiz.report.looked_for import looked_for
from quiz.services import services
from quiz.store import StoredResult
from quiz.take.attempt import Sitting, blueprint, open_sitting
from quiz.take.older import beside
from quiz.take.send import state_of_sending
from quiz.take.showing import links_of


@blueprint.get("/a/<token>/result")
def result(token: str) -> tuple[str, int] | Response:
    """Show the latest result, or lead to where the person is."""
    sitting = open_sitting(token)
    latest = services().store.results.latest(sitting.attempt.id)
    if latest is None:
        return redirect(sitting.url(sitting.place))
    return show(sitting, latest, rival=request.args.get("rival"))


def show(
    sitting: Sitting,
    latest: StoredResult,
    *,
    rival: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Show a result; `problem` is what was wrong with what was said of it."""
    assessment = latest.assessment
    made_with = assessment["instrument"]
    page = report(
        assessment,
        sitting.attempt.answers,
        load_instrument(made_with["version"]),
        sitting.language,
        rival,
    )
    html = render_template(
        "take/result.html",
        sitting=sitting,
        result=page,
        rival_asked=rival is not None,
        made_on=spoken().date(latest.created_at),
        older=beside(sitting, latest),
        kept_until=spoken().date(sitting.attempt.expires_at),
        **_of_opening(sitting, latest),
        fits=_fits(sitting, latest)
        | {"problem": problem and spoken().gettext(problem), "revision": latest.revision},
    )
    unknown = page["comparison"] and page["comparison"]["problem"]
    return html, 404 if unknown else status


def _of_opening(sitting: Sitting, latest: StoredResult) -> dict[str, Any]:
    begun_for = sitting.begun_for
    if begun_for is None:
        return {"opening": None, "looked_for": None}
    return {
        **links_of(begun_for.opening),
        "looked_for": looked_for(latest.assessment, begun_for.settings.roles, sitting.language),
        "sending": state_of_sending(sitting),
        "revision": latest.revision,
    }


def _fits(sitting: Sitting, latest: StoredResult) -> dict[str, Any]:
    """What is asked of this result. What was said of an earlier one leaves only the job."""
    word = services().store.feedback.latest(sitting.attempt.id)
    said = word and word.revision == latest.revision and (word.role or word.fits)
    job = word.job if word else None
    return fits(latest.assessment, sitting.language, said or None, job)
