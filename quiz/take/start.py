"""The start page, and the beginning of an attempt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questions.bank import SHARPENING_PAGE, minutes
from questions.instrument import current_instrument
from quiz.languages.language import N_, languages
from quiz.languages.request_language import (
    kept_query,
    limit_languages,
    request_language,
    use_language,
)
from quiz.look.assets import YEAR
from quiz.look.page_look import THEMES
from quiz.services import services
from quiz.store import NewOpeningAttempt, Opening, OpeningGone
from quiz.store.openings import OPEN
from quiz.take import journey
from quiz.take.attempt import expiry, links_of, show_opening, show_public
from quiz.take.blueprint import blueprint
from quiz.take.question_page import surroundings
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
    StartTicket,
    hash_token,
    is_signed_ref,
    read_start_ticket,
    sign_start_ticket,
)
from quiz.typed_text import one_line
from quiz.web.errors import UnknownOpening
from quiz.web.page_cache import Slot, fill

TICKET = Slot("ticket")


@blueprint.get("/")
def start() -> tuple[str, int]:
    """Say what this quiz is, before anything is asked."""
    return _start_page()


@blueprint.post("/start")
def begin() -> tuple[str, int] | Response:
    """Make the attempt whose token the form carries; the same form twice makes one."""
    secret_keys = services().settings.secret_keys
    try:
        ticket = read_start_ticket(secret_keys, request.form.get("ticket", ""))
        if ticket.starts_for is not None:
            raise ForgedTicket("The start form's ticket is that of an opening")
    except (ForgedTicket, ExpiredTicket) as error:
        if (code := request.form.get("lang")) in languages():
            use_language(code)
        return _start_page(expired=isinstance(error, ExpiredTicket), status=422)
    now = services().clock()
    is_new = services().store.attempts.create(
        hash_token(ticket.token),
        current_instrument().version,
        ticket.language or request_language().code,
        now,
        expiry(now, finished=False),
        theme=ticket.theme,
    )
    return lead_into(ticket.token, is_new=is_new)


def lead_into(token: str, *, is_new: bool) -> Response:
    """Lead to the first page of a new attempt, or to where the person is in theirs."""
    if is_new:
        return redirect(url_for("take.question", token=token, number=1), 303)
    return redirect(url_for("take.resume", token=token), 303)


def _start_page(*, expired: bool = False, status: int = 200) -> tuple[str, int]:
    theme = asked_theme()
    show_public(theme)
    ticket = sign_start_ticket(services().settings.secret_key, request_language().code, theme)

    def render(ticket: str = str(TICKET)) -> str:
        return render_template(
            "take/start.html",
            ticket=ticket,
            theme=theme,
            refused=status != 200,
            expired=expired,
            facts=facts(journey.route(current_instrument().bank.pages)),
        )

    if status != 200:
        return render(ticket), status
    key = ("start", request_language().code, kept_query(), surroundings())
    return fill(services().pages.pieces(key, render), {TICKET: ticket}.__getitem__), status


class QuizFacts(NamedTuple):
    """What a start page says of the quiz."""

    statements: int  # before the result
    pages: int
    more_statements: int  # that can sharpen it
    minutes: tuple[int, int]  # the least and the most that it takes
    validated: bool  # whether a study has tested the statements in this language


def facts(way: journey.Route) -> QuizFacts:
    """Say how much is asked at most, how long that takes, and whether a study has tested it."""
    bank = current_instrument().bank
    later = bank.plan.most(bank.rest)
    before = later if way.length == journey.LONG else 0
    count = len(bank.first) + before
    return QuizFacts(
        statements=count,
        pages=len(way.first) + before // SHARPENING_PAGE,
        more_statements=later - before,
        minutes=minutes(count),
        validated=current_instrument().wording(request_language().code).validated,
    )


def asked_theme() -> str | None:
    """The theme that the address asks for, if there is such a one."""
    theme = request.args.get("theme")
    return theme if theme in THEMES else None


@blueprint.get("/o/<public_id>", strict_slashes=False)
def opening(public_id: str) -> tuple[str, int]:
    """Say what this quiz is, whose it is and who sees what, before anything is asked."""
    return _opening_page(_find_opening(public_id))


@blueprint.post("/o/<public_id>/start")
def begin_for_opening(public_id: str) -> tuple[str, int] | Response:
    """Make the attempt whose token the form carries, on the settings its page showed."""
    found = _find_opening(public_id)
    if found.state != OPEN:
        return _opening_page(found, status=409)
    try:
        ticket, starts_for = _read_opening_ticket(public_id)
    except (ForgedTicket, ExpiredTicket) as error:
        return _opening_page(found, expired=isinstance(error, ExpiredTicket), status=422)
    now = services().clock()
    begun = NewOpeningAttempt(found.id, starts_for.revision, starts_for.ref, starts_for.ref_signed)
    try:
        is_new = services().store.attempts.create(
            hash_token(ticket.token),
            current_instrument().version,
            ticket.language or request_language().code,
            now,
            expiry(now, finished=False),
            begun,
            ticket.theme,
        )
    except OpeningGone:
        raise UnknownOpening from None
    return lead_into(ticket.token, is_new=is_new)


def _find_opening(public_id: str) -> Opening:
    found = services().store.openings.find(public_id)
    if found is None:
        raise UnknownOpening
    limit_languages(found.settings.languages)
    show_opening(found, found.settings, asked_theme())
    return found


def _read_opening_ticket(public_id: str) -> tuple[StartTicket, StartsFor]:
    secret_keys = services().settings.secret_keys
    ticket = read_start_ticket(secret_keys, request.form.get("ticket", ""))
    starts_for = ticket.starts_for
    # A ticket of another opening says what another employer's page said.
    if starts_for is None or starts_for.opening != public_id:
        raise ForgedTicket("The start form's ticket is not of this opening")
    return ticket, starts_for


def _opening_page(found: Opening, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
    if found.state != OPEN:
        return render_template("take/opening_over.html", **links_of(found)), status
    ref = read_ref(request.args, found.ref_key)
    html = render_template(
        "take/opening.html",
        **links_of(found),
        ticket=_sign_opening_ticket(found, ref),
        # The address keeps what it said, so that a form that was refused can be sent again.
        begin_url=url_for("take.begin_for_opening", public_id=found.public_id) + _carried_query(),
        ref=ref,
        ref_problem=ref.problem and request_language().gettext(ref.problem),
        refused=status != 200,
        expired=expired,
        facts=facts(journey.route(current_instrument().bank.pages, found.settings.length)),
    )
    return html, status


def _sign_opening_ticket(found: Opening, ref: Ref) -> str:
    starts_for = StartsFor(found.public_id, found.revision, ref.text, ref.signed)
    secret_key = services().settings.secret_key
    return sign_start_ticket(secret_key, request_language().code, asked_theme(), starts_for)


def _carried_query() -> str:
    query = kept_query(lang=request_language().code)
    return f"?{query}" if query else ""


LONGEST_REF = 100  # characters

TOO_LONG = N_("The link you followed has a reference that is too long. It was left out.")
NOT_SIGNED = N_(
    "The link you followed has a reference that does not match its signature. It was left out."
)


@dataclass(frozen=True)
class Ref:
    """A reference, or what was wrong with it."""

    text: str | None = None
    signed: bool = False
    problem: str | None = None


def read_ref(sent: Mapping[str, str], key: bytes) -> Ref:
    """Read `ref` and `sig`; a reference whose signature is wrong counts as none."""
    given = sent.get("ref", "")
    text = one_line(given)
    if not text:
        return Ref()
    if len(text) > LONGEST_REF:
        return Ref(problem=TOO_LONG)
    if "sig" not in sent:
        return Ref(text)
    if not is_signed_ref(key, given, sent["sig"]):
        return Ref(problem=NOT_SIGNED)
    return Ref(text, signed=True)


FINGERPRINT = re.compile(r"[0-9A-Za-z_-]{1,128}")


@blueprint.get("/o/<public_id>/logo.<fingerprint>.png")
def logo(public_id: str, fingerprint: str) -> Response:
    """Send a picture that may be kept for a year."""
    named = FINGERPRINT.fullmatch(fingerprint)
    png = services().store.openings.logo(public_id, fingerprint) if named else None
    if png is None:
        abort(404)
    response = Response(png, mimetype="image/png")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
