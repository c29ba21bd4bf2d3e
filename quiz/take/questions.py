"""The question pages: show one, save one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from flask import abort, current_app, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from quiz.languages.request_language import spoken
from quiz.store import Conflict
from quiz.take import journey
from quiz.take.attempt import Sitting, blueprint, open_sitting
from quiz.take.forms import QuestionForm, read_form
from quiz.take.language import in_language
from quiz.take.page_cache import PageKey, QuestionPages, numbered_statements
from quiz.take.saving import save
from quiz.take.skeletons import EXTENSION, SEEN, STATEMENTS, TOKEN, Skeletons, surroundings
from quiz.web.headers import SAVING_POLICY

PAGES = "question_pages"  # the caches, among the application's extensions


@dataclass(frozen=True)
class QuestionView:
    """What one question page shows to one person at one moment."""

    sitting: Sitting
    number: int
    answers: journey.Answers
    seen: int | str  # the revision, or what stands in for it
    from_review: bool = False
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    conflict: Conflict | None = None
    at_odds: int | None = None
    go: str = "on"
    status: int = field(default=200)

    @property
    def is_plain(self) -> bool:
        """Whether it is shown as it is stored, with nothing said of it."""
        return self.status == 200


@blueprint.get("/a/<token>", strict_slashes=False)
def resume(token: str) -> Response:
    """Lead back to where the person is."""
    sitting = open_sitting(token)
    return redirect(sitting.url(sitting.place))


@blueprint.get("/a/<token>/q/<int:number>")
def question(token: str, number: int) -> Response:
    """Show one page of statements."""
    sitting = open_sitting(token)
    if elsewhere := _not_here(sitting, number):
        return elsewhere
    attempt = sitting.attempt
    from_review = request.args.get("from") == journey.REVIEW
    return _show(QuestionView(sitting, number, attempt.answers, attempt.revision, from_review))


@blueprint.post("/a/<token>/q/<int:number>")
def answer(token: str, number: int) -> Response:
    """Save one page of answers and go on."""
    sitting = open_sitting(token)
    if elsewhere := _not_here(sitting, number):
        return elsewhere
    form = read_form(sitting.pages[number - 1], request.form, spoken())
    if (code := form.another_language) in sitting.languages:
        sitting = in_language(sitting, code)
    if faults := form.faults(sitting.attempt.revision):
        return _show(_refused(sitting, number, form, faults))
    try:
        sitting = save(sitting, form)
    except Conflict as conflict:
        return _show(_at_odds(open_sitting(token), number, form, conflict))
    if form.another_language:
        place = journey.Place(journey.QUESTION, number)
        return redirect(sitting.url(place, **_return_to(form.from_review)), 303)
    if not form.back and (incomplete := _incomplete(sitting, number, form)):
        return _show(incomplete)
    place = journey.place_after(number, sitting.route, back=form.back, from_review=form.from_review)
    return redirect(sitting.url(place), 303)


def _not_here(sitting: Sitting, number: int) -> Response | None:
    if not 1 <= number <= len(sitting.pages):
        abort(404)
    if journey.is_open(number, sitting.route, sitting.finished):
        return None
    return redirect(sitting.url(sitting.place), 303)


def _incomplete(sitting: Sitting, number: int, form: QuestionForm) -> QuestionView | None:
    attempt = sitting.attempt
    missing = journey.missing_on(sitting.pages[number - 1], attempt.answers)
    if not missing:
        return None
    return QuestionView(
        sitting,
        number,
        attempt.answers,
        attempt.revision,
        form.from_review,
        missing=tuple(item.id for item in missing),
        status=422,
    )


def _refused(
    sitting: Sitting, number: int, form: QuestionForm, faults: list[Fault]
) -> QuestionView:
    # The page goes back at the revision it came with, so that refusing it hides no conflict.
    revision = sitting.attempt.revision
    seen = min(form.seen.data, revision) if form.seen.data is not None else revision
    answers = {**sitting.attempt.answers, **form.answers.data}
    return QuestionView(
        sitting, number, answers, seen, form.from_review, faults=tuple(faults), status=422
    )


def _at_odds(sitting: Sitting, number: int, form: QuestionForm, conflict: Conflict) -> QuestionView:
    answers = {**sitting.attempt.answers, **form.answers.data}
    return QuestionView(
        sitting,
        number,
        answers,
        conflict.revision,
        form.from_review,
        conflict=conflict,
        at_odds=form.seen_at,
        go=form.go.data,
        status=409,
    )


def _show(view: QuestionView) -> Response:
    response = make_response(_plain(view) if view.is_plain else _render(view), view.status)
    response.headers["Content-Security-Policy"] = SAVING_POLICY
    return response


def _plain(view: QuestionView) -> str:
    """Put what is of this person into the page that everybody gets."""
    sitting = view.sitting
    nobodys = replace(sitting, token=TOKEN)
    skeletons: Skeletons = current_app.extensions[EXTENSION]
    return skeletons.page(
        _key(view),
        lambda: _render(replace(view, sitting=nobodys, seen=SEEN), Markup(STATEMENTS)),  # noqa: S704
        {TOKEN: sitting.token, SEEN: str(view.seen), STATEMENTS: _fieldsets(view)},
    )


def _key(view: QuestionView) -> Hashable:
    """Everything that a page depends on besides what is put into it."""
    sitting = view.sitting
    return (
        sitting.instrument.version,
        sitting.language,
        sitting.languages,
        sitting.route.before_result,
        sitting.has_been_assessed,
        view.number,
        view.from_review,
        bool(view.answers),
        surroundings(),
    )


def _render(view: QuestionView, fieldsets: Markup | None = None) -> str:
    sitting, number = view.sitting, view.number
    return render_template(
        "take/question.html",
        view=view,
        sitting=sitting,
        place_before=journey.place_before(number, sitting.route),
        statements=numbered_statements(sitting.instrument, number, sitting.language),
        labels=sitting.labels,
        validated=sitting.instrument.wording(sitting.language).validated,
        fieldsets=fieldsets or _fieldsets(view),
        stored_url=sitting.url(journey.Place(journey.QUESTION, number), **_return(view)),
    )


def _return(view: QuestionView) -> dict[str, str]:
    return _return_to(view.from_review)


def _return_to(review: bool) -> dict[str, str]:
    return {"from": journey.REVIEW} if review else {}


def _fieldsets(view: QuestionView) -> Markup:
    sitting = view.sitting
    pages: QuestionPages = current_app.extensions[PAGES]
    key = PageKey(
        sitting.instrument.version,
        sitting.language,
        view.number,
    )
    return pages.statements(sitting.instrument, key, view.answers, _messages(view))


def _messages(view: QuestionView) -> Mapping[str, str]:
    missing = dict.fromkeys(
        view.missing, spoken().gettext("Choose an answer, or skip this statement.")
    )
    items = {item.id for item in view.sitting.pages[view.number - 1]}
    return missing | {
        fault.where: f"{fault.what}. {fault.remedy}."
        for fault in view.faults
        if fault.where in items
    }
