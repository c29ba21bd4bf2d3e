"""A question page as HTML: its frame and its statements from the cache, filled for one person.

The statements are rendered outside any request, from the instrument alone, so no answer can
be in what is kept of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup

from model.inputs.faults import Fault
from questions.instrument import Instrument
from quiz.languages.language import language
from quiz.languages.request_language import request_language
from quiz.look.page_look import page_look
from quiz.services import services
from quiz.store import Conflict
from quiz.take import journey
from quiz.take.attempt import Attempt
from quiz.take.forms import SKIP
from quiz.web.headers import SAVING_POLICY, framing_sites, is_framed, is_top_level
from quiz.web.page_cache import Slot, fill

TOKEN, SEEN, STATEMENTS = Slot("token"), Slot("seen"), Slot("statements")
# Of a statement: what is checked, what describes it, and the error itself.
CHECKED, DESCRIBED, ERROR = "checked", "described", "error"
ORIGIN = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")


@dataclass(frozen=True)
class QuestionView:
    """What one question page shows to one person at one moment."""

    attempt: Attempt
    number: int
    answers: journey.Answers
    seen: int | Slot  # the revision, or what stands in for it
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

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with each statement, by its id."""
        missing = dict.fromkeys(
            self.missing, request_language().gettext("Choose an answer, or skip this statement.")
        )
        items = {item.id for item in self.attempt.pages[self.number - 1]}
        return missing | {
            fault.where: f"{fault.what}. {fault.remedy}."
            for fault in self.faults
            if fault.where in items
        }

    @property
    def return_to(self) -> dict[str, str]:
        """What an address of this page says, so that it leads back to where the person was."""
        return {"from": journey.REVIEW} if self.from_review else {}


@dataclass(frozen=True)
class Numbered:
    """A statement and its place in the whole quiz, counted from 1."""

    number: int
    id: str
    text: str


def show_question(view: QuestionView) -> Response:
    """Answer with a question page."""
    statements = statements_html(
        view.attempt.instrument, view.number, view.attempt.language, view.answers, view.errors
    )
    html = _fill_page(view, statements) if view.is_plain else _render(view, statements)
    response = make_response(html, view.status)
    response.headers["Content-Security-Policy"] = SAVING_POLICY
    return response


def statements_html(
    instrument: Instrument,
    number: int,
    code: str,
    answers: journey.Answers,
    errors: Mapping[str, str],
) -> Markup:
    """Give the statements of page `number` with one person's answers and errors put in."""
    say = language(code)

    def render() -> str:
        return current_app.jinja_env.get_template("take/_statements.html").render(
            statements=numbered_statements(instrument, number, code),
            points=instrument.wording(code).points,
            skip=SKIP,
            slot=Slot,
            language=say,
        )

    def theirs(slot: Slot) -> str:
        item = slot.item
        if slot.kind == CHECKED:
            return " checked" if item in answers and _value(answers[item]) == slot.value else ""
        if item not in errors:
            return ""
        if slot.kind == DESCRIBED:
            return f' aria-describedby="{item}-error"'
        text = Markup('<p class="error" id="{}-error"><span class="hidden">{} </span>{}</p>')
        return text.format(item, say.gettext("Error:"), errors[item])

    key = ("statements", instrument.version, code, number)
    pieces = services().pages.pieces(key, render, largest=None)
    return Markup(fill(pieces, theirs))  # noqa: S704 (the template escapes, and so does `theirs`)


def numbered_statements(instrument: Instrument, number: int, code: str) -> tuple[Numbered, ...]:
    """Give the statements of page `number` with their places in the whole quiz."""
    pages = instrument.bank.pages
    wording = instrument.wording(code)
    first = 1 + sum(len(page) for page in pages[: number - 1])
    return tuple(
        Numbered(place, item.id, wording.text(item.id))
        for place, item in enumerate(pages[number - 1], start=first)
    )


def surroundings() -> Hashable:
    """What any page depends on: the address it is reached by, whose look it wears, its frame."""
    environ = request.environ
    origin = tuple(environ.get(name) for name in ORIGIN)
    return origin, page_look(), framing_sites(), is_framed(), is_top_level()


def _fill_page(view: QuestionView, statements: Markup) -> str:
    """Put what is of this person into the page that everybody gets."""
    nobodys = replace(view, attempt=replace(view.attempt, token=str(TOKEN)), seen=SEEN)
    frame = Markup(STATEMENTS)  # noqa: S704 (a slot, which is letters and digits)
    pieces = services().pages.pieces(_page_key(view), lambda: _render(nobodys, frame))
    theirs = {TOKEN: view.attempt.token, SEEN: str(view.seen), STATEMENTS: statements}
    return fill(pieces, theirs.__getitem__)


def _page_key(view: QuestionView) -> Hashable:
    """Everything that a page depends on besides what is put into it."""
    attempt = view.attempt
    return (
        attempt.instrument.version,
        attempt.language,
        attempt.languages,
        attempt.route.before_result,
        attempt.has_been_assessed,
        view.number,
        view.from_review,
        bool(view.answers),
        surroundings(),
    )


def _render(view: QuestionView, fieldsets: Markup) -> str:
    attempt, number = view.attempt, view.number
    return render_template(
        "take/question.html",
        view=view,
        attempt=attempt,
        place_before=journey.place_before(number, attempt.route),
        statements=numbered_statements(attempt.instrument, number, attempt.language),
        labels=attempt.labels,
        validated=attempt.instrument.wording(attempt.language).validated,
        fieldsets=fieldsets,
        stored_url=attempt.url(journey.Place(journey.QUESTION, number), **view.return_to),
    )


def _value(answer: int | None) -> str:
    return SKIP if answer is None else str(answer)
