"""The result of a finished attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from questions.instrument import load_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.report import report
from quiz.report.fits import NO, OTHER, PARTLY, FitQuestion, ask_fit
from quiz.report.role import wanted_roles
from quiz.services import services
from quiz.store import Feedback, StoredResult
from quiz.take.attempt import Attempt, links_of, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.retake import compare_older
from quiz.take.send import state_of_sending


@blueprint.get("/a/<token>/result")
def result(token: str) -> tuple[str, int] | Response:
    """Show the latest result, or lead to where the person is."""
    attempt = open_attempt(token)
    latest = services().store.results.latest(attempt.stored.id)
    if latest is None:
        return redirect(attempt.url(attempt.place))
    return show(attempt, latest, rival=request.args.get("rival"))


def show(
    attempt: Attempt,
    latest: StoredResult,
    *,
    rival: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Show a result; `problem` is what was wrong with what was said of it."""
    assessment = latest.assessment
    made_with, for_opening = assessment["instrument"], attempt.opening
    page = report(
        assessment,
        attempt.asked_answers,
        load_instrument(made_with["version"]),
        attempt.language,
        rival,
        attempt.chosen,
    )
    html = render_template(
        "take/result.html",
        attempt=attempt,
        result=page,
        rival_asked=rival is not None,
        made_on=request_language().date(latest.created_at),
        older=compare_older(attempt, latest),
        kept_until=request_language().date(attempt.stored.expires_at),
        **(links_of(for_opening.now) if for_opening else {"opening": None}),
        wanted_roles=for_opening
        and wanted_roles(assessment, for_opening.settings.roles, attempt.language),
        sending=state_of_sending(attempt),
        fits=_fits(attempt, latest),
        problem=problem and request_language().gettext(problem),
        revision=latest.revision,
    )
    unknown = page.comparison and page.comparison.problem
    return html, 404 if unknown else status


def _fits(attempt: Attempt, latest: StoredResult) -> FitQuestion:
    """What is asked of this result. Of what was said of an earlier one only the job is left."""
    word = services().store.feedback.latest(attempt.stored.id)
    said = word and word.revision == latest.revision and (word.role or word.fits)
    job = word.job if word else None
    return ask_fit(latest.assessment, attempt.language, said or None, job)


FIELDS = {"fits", "job", "revision"}
NAMES_NO_ROLE = N_(
    "This result names no role, so there is nothing to say of one. Nothing was saved."
)
FORGED = N_("That was not sent by this page. Nothing was saved. Please use the buttons below.")
CHANGED = N_(
    "Your answers were changed since that page was opened, and this is the result they give now. "
    "Nothing was saved of what you said. Does this one fit you?"
)


@blueprint.post("/a/<token>/fits")
def fits(token: str) -> tuple[str, int] | Response:
    """Keep what was said of the latest result; said again, it replaces what was said."""
    attempt = open_attempt(token)
    latest = services().store.results.latest(attempt.stored.id)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    if not latest.assessment["shortlist"]:
        return show(attempt, latest, problem=NAMES_NO_ROLE, status=422)
    if not could_be_sent(request.form, latest, attempt.instrument.model.roles):
        return show(attempt, latest, problem=FORGED, status=422)
    if int(request.form["revision"]) != latest.revision:
        return show(attempt, latest, problem=CHANGED, status=409)
    services().store.feedback.give(attempt.stored.id, _feedback(request.form, latest.revision))
    return redirect(attempt.url(attempt.place, _anchor="fits"), 303)


def could_be_sent(sent: MultiDict[str, str], latest: StoredResult, roles: tuple[str, ...]) -> bool:
    """Say whether a browser that shows this result, or an earlier one, could have sent this."""
    if not FIELDS - {"job"} <= set(sent) <= FIELDS or any(len(v) > 1 for _, v in sent.lists()):
        return False
    revision = sent["revision"]
    if not (revision.isascii() and revision.isdigit() and len(revision) <= len(str(2**31))):
        return False
    of_latest = int(revision) == latest.revision
    named = latest.assessment["shortlist"] if of_latest else roles
    return (
        int(revision) <= latest.revision
        and sent["fits"] in {*named, PARTLY, NO}
        and sent.get("job", "") in {"", OTHER, *roles}
    )


def _feedback(sent: Mapping[str, Any], revision: int) -> Feedback:
    said = sent["fits"]
    return Feedback(
        revision=revision,
        fits="partly" if said == PARTLY else "none" if said == NO else "role",
        role=None if said in (PARTLY, NO) else said,
        job=sent.get("job") or None,
        given_at=services().clock(),
    )
