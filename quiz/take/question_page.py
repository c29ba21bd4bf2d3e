"""A question page as HTML: its frame and its statements from the cache, filled for one person.

The statements are rendered outside any request, from the instrument alone, so no answer can
be in what is kept of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from flask import Response, current_app, make_response, render_template, request
from markupsafe import Markup

from model.inputs.faults import Fault
from questions.bank import Page
from questions.instrument import Instrument
from quiz.languages.language import language
from quiz.languages.request_language import request_language
from quiz.look.page_look import page_look
from quiz.report.next_steps import why_these
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
    def page(self) -> Page:
        """The statements it asks."""
        return self.attempt.route.page(self.number)

    @property
    def siblings(self) -> tuple[int, ...]:
        """The pages among which it is counted."""
        return self.attempt.route.siblings(self.number)

    @property
    def position(self) -> int:
        """Its place among these, from 1."""
        return 1 + self.siblings.index(self.number)

    @property
    def sharpens(self) -> bool:
        """Whether it sharpens a result that is there."""
        return self.number not in self.attempt.route.before_result

    @property
    def begins_part_two(self) -> bool:
        """Whether somebody who has done no product work can leave out what follows."""
        way = self.attempt.route
        parted = self.attempt.instrument.wording(self.attempt.language).has_parts
        of_part = [n for n in way.first if journey.asks_part_two(way.page(n))]
        return parted and of_part[:1] == [self.number]

    @cached_property
    def why(self) -> str | None:
        """Why this page sharpens this result; None where it does not."""
        if not self.sharpens:
            return None
        latest = services().store.results.latest(self.attempt.stored.id)
        # Where no role is named, none is named here either.
        named = latest.assessment if latest and latest.assessment["shortlist"] else None
        return why_these(named, self.page, self.attempt.language)

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
        items = {item.id for item in self.page}
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
        view.attempt.instrument,
        view.page,
        view.attempt.route.first_statement(view.number),
        view.attempt.language,
        view.answers,
        view.errors,
    )
    html = _fill_page(view, statements) if view.is_plain else _render(view, statements, view.why)
    response = make_response(html, view.status)
    response.headers["Content-Security-Policy"] = SAVING_POLICY
    return response


def statements_html(
    instrument: Instrument,
    page: Page,
    first: int,
    code: str,
    answers: journey.Answers,
    errors: Mapping[str, str],
) -> Markup:
    """Give the statements of a page, counted from `first`, with one person's answers and errors."""
    say = language(code)

    def render() -> str:
        return current_app.jinja_env.get_template("take/_statements.html").render(
            parts=parts_of(instrument, page, first, code),
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

    key = ("statements", instrument.version, code, first, tuple(item.id for item in page))
    pieces = services().pages.pieces(key, render, largest=None)
    return Markup(fill(pieces, theirs))  # noqa: S704 (the template escapes, and so does `theirs`)


@dataclass(frozen=True)
class Part:
    """The statements of a page that are answered on one scale."""

    question: str | None
    points: tuple[tuple[int, str], ...]
    statements: tuple[Numbered, ...]


def parts_of(instrument: Instrument, page: Page, first: int, code: str) -> tuple[Part, ...]:
    """Give the statements of a page by the scale they are answered on."""
    numbered = zip(numbered_statements(instrument, page, first, code), page, strict=True)
    scale = instrument.wording(code).scale
    return tuple(
        Part(scale(facet).question, scale(facet).numbered, tuple(each for each, _ in found))
        for facet, found in groupby(numbered, key=lambda pair: pair[1].facet)
    )


def numbered_statements(
    instrument: Instrument, page: Page, first: int, code: str
) -> tuple[Numbered, ...]:
    """Give the statements of a page with their places in the whole quiz."""
    wording = instrument.wording(code)
    return tuple(
        Numbered(place, item.id, wording.text(item.id)) for place, item in enumerate(page, first)
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
    pieces = services().pages.pieces(_page_key(view), lambda: _render(nobodys, frame, view.why))
    theirs = {TOKEN: view.attempt.token, SEEN: str(view.seen), STATEMENTS: statements}
    return fill(pieces, theirs.__getitem__)


def _page_key(view: QuestionView) -> Hashable:
    """Everything that a page depends on besides what is put into it."""
    attempt = view.attempt
    return (
        attempt.instrument.version,
        attempt.language,
        attempt.languages,
        attempt.route.order,
        attempt.route.length,
        attempt.stored.sharpening,
        attempt.has_been_assessed,
        view.number,
        view.from_review,
        view.why,
        bool(view.answers),
        surroundings(),
    )


def _render(view: QuestionView, fieldsets: Markup, why: str | None) -> str:
    attempt, number = view.attempt, view.number
    return render_template(
        "take/question.html",
        view=view,
        attempt=attempt,
        place_before=journey.place_before(number, attempt.route),
        statements=numbered_statements(
            attempt.instrument,
            view.page,
            attempt.route.first_statement(number),
            attempt.language,
        ),
        label=attempt.label,
        items={item.id: item for item in view.page},
        question=question_of(attempt.instrument, view.page, attempt.language),
        part=_part_title(view),
        has_parts=attempt.instrument.wording(attempt.language).has_parts,
        total=attempt.route.last_statement(number),
        why=why,
        validated=attempt.instrument.wording(attempt.language).validated,
        fieldsets=fieldsets,
        stored_url=attempt.url(journey.Place(journey.QUESTION, number), **view.return_to),
    )


def question_of(instrument: Instrument, page: Page, code: str) -> str:
    """Ask what all statements of a page are asked by; a page of both parts asks within it."""
    scale = instrument.wording(code).scale
    questions = {scale(item.facet).question for item in page}
    if len(questions) > 1:
        return request_language().gettext("A closer look")
    return questions.pop() or request_language().gettext("How far do you agree?")


def _part_title(view: QuestionView) -> str | None:
    """Name the part of the quiz that a page belongs to; None where there is none, or are two."""
    scale = view.attempt.instrument.wording(view.attempt.language).scale
    titles = {scale(item.facet).title for item in view.page}
    return titles.pop() if len(titles) == 1 else None


def _value(answer: int | None) -> str:
    return SKIP if answer is None else str(answer)
