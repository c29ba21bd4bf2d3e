"""One person's attempt together with the instrument it is taken on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from model.scoring import KeyedItem
from questions.bank import Page
from questions.instrument import Instrument, load_instrument
from questions.sharpening import ChosenPage
from quiz.languages.language import language, languages
from quiz.languages.request_language import limit_languages, use_language
from quiz.look.page_look import set_look
from quiz.services import services
from quiz.store import Opening, OpeningOfAttempt, OpeningSettings, StoredAttempt
from quiz.take import journey
from quiz.take.blueprint import blueprint
from quiz.take.errors import UnknownAttempt
from quiz.tokens import hash_token, looks_like_token
from quiz.typed_text import EMAIL
from quiz.web.headers import allow_frames


def web_link(text: str | None) -> str | None:
    """Give an address that a link may lead to: of the web, and of nothing else."""
    return text if text and text.lower().startswith(("https://", "http://")) else None


def contact_link(text: str | None) -> str | None:
    """Give where a contact leads: to a mail, to a page, or nowhere where it is a plain text."""
    if text and EMAIL.fullmatch(text):
        return f"mailto:{text}"
    return web_link(text)


def links_of(opening: Opening) -> dict[str, Any]:
    """Give what a page that is about an opening needs of it."""
    return {
        "opening": opening,
        "link": web_link(opening.settings.link),
        "contact_link": contact_link(opening.settings.contact),
    }


def show_public(theme: str | None) -> None:
    """Answer this request with a page of the public quiz."""
    allow_frames(services().settings.embed_sites)
    set_look(theme)


def show_opening(opening: Opening, settings: OpeningSettings, theme: str | None) -> None:
    """Answer this request with a page of an opening, in the look of these settings.

    Which sites can show it in a frame is as it is set now: one that was taken off the list
    shows nothing any more, whenever the attempt was begun.
    """
    allow_frames(opening.settings.sites)
    logo = settings.logo
    set_look(
        theme,
        accent=settings.accent,
        corner=settings.corner,
        scheme=settings.scheme,
        employer=opening.employer,
        home=url_for("take.opening", public_id=opening.public_id),
        logo=logo and url_for("take.logo", public_id=opening.public_id, fingerprint=logo),
    )


@dataclass(frozen=True)
class Attempt:
    """What the views of the journey work on."""

    token: str
    stored: StoredAttempt
    instrument: Instrument
    opening: OpeningOfAttempt | None = None  # None: the public quiz, or it was deleted

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages the person can read it in; English where there are words in no other."""
        known = [code for code in languages() if code in self.instrument.languages]
        if self.opening is None:
            return tuple(known)
        return tuple(code for code in self.opening.settings.languages if code in known) or ("en",)

    @property
    def language(self) -> str:
        """The language the person reads."""
        code = self.stored.language
        if code in self.languages:
            return code
        return "en" if "en" in self.languages else self.languages[0]

    @cached_property
    def chosen(self) -> tuple[ChosenPage, ...]:
        """The pages that were chosen to sharpen its result."""
        return tuple(map(ChosenPage.read, self.stored.sharpening))

    @cached_property
    def route(self) -> journey.Route:
        """Which pages are asked, and which of them come before the result."""
        length = self.opening.settings.length if self.opening else journey.SHORT
        return journey.route(self.pages, length, declined=self.stored.declined)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All its question pages, those that were chosen for it included."""
        return self.instrument.pages(self.chosen)

    @property
    def next_sharpening(self) -> ChosenPage | None:
        """The page that would sharpen its result most; None where nothing more is offered."""
        return self.instrument.next_page(self.asked_answers, self.chosen)

    @property
    def finished(self) -> bool:
        """Whether the attempt has a result."""
        return self.stored.finished_at is not None

    @property
    def has_been_assessed(self) -> bool:
        """Whether its person has a result, of this attempt or of one before it."""
        return self.finished or self.stored.is_retake

    @property
    def address(self) -> str:
        """The whole address that leads back to this attempt."""
        return url_for("take.resume", token=self.token, _external=True)

    @property
    def url_of_attempt(self) -> str:
        """The path that leads back to this attempt."""
        return url_for("take.resume", token=self.token)

    def label(self, item: KeyedItem, point: int | None) -> str:
        """What an answer is called, on the scale of its statement; a skipped one, too."""
        if point is None:
            return language(self.language).gettext("Skipped")
        return self.instrument.wording(self.language).scale(item.facet).label(point)

    @property
    def place(self) -> journey.Place:
        """Where the person is."""
        return journey.resume_place(self.route, self.stored.answers, self.finished)

    def url(self, place: journey.Place, **more: Any) -> str:
        """Give the address of a place in this attempt."""
        if place.name == journey.QUESTION:
            return url_for("take.question", token=self.token, number=place.number, **more)
        return url_for(f"take.{place.name}", token=self.token, **more)

    def score(self, answers: dict[str, int | None], declined: bool) -> dict[str, Any]:
        """Assess the answers that count, as the contract for assessments has it."""
        given = self.instrument.asked_answers(answers, declined=declined)
        counting = self.instrument.scored_answers(given)
        return self.instrument.assessment_json(counting, language=self.language)

    @property
    def asked_answers(self) -> journey.Answers:
        """Its answers without those of a part that was left out, or is not complete yet."""
        stored = self.stored
        return self.instrument.asked_answers(stored.answers, declined=stored.declined)

    @property
    def leaves_part_two_out(self) -> bool:
        """Whether its result is, or will be, of part one alone."""
        stored, bank = self.stored, self.instrument.bank
        return stored.declined or (self.finished and not bank.is_part_two_answered(stored.answers))


def open_attempt(token: str) -> Attempt:
    """Find the attempt of a token.

    Raises
    ------
    UnknownAttempt
        If there is none, or its time is up.
    """
    stored = services().store.attempts.find(hash_token(token), services().clock())
    if stored is None:
        left = looks_like_token(token) and services().store.sent.is_left(hash_token(token))
        raise UnknownAttempt(token if left else None)
    # Most attempts are of the public quiz and need no second question to the database.
    for_opening = services().store.openings.of_attempt(stored.id) if stored.for_opening else None
    attempt = Attempt(token, stored, load_instrument(stored.instrument_version), for_opening)
    limit_languages(attempt.languages)
    use_language(attempt.language)
    if for_opening is None:
        show_public(stored.theme)
    else:
        show_opening(for_opening.now, for_opening.settings, stored.theme)
    return attempt


def expiry(now: datetime, *, finished: bool) -> datetime:
    """Say when an attempt saved now is deleted."""
    settings = services().settings
    return now + (settings.keep_finished if finished else settings.keep_unfinished)


@blueprint.post("/a/<token>/language")
def choose_language(token: str) -> Response:
    """Remember the language with the attempt, and lead back to the page in sight."""
    attempt = open_attempt(token)
    code = request.form.get("language", "")
    if code in attempt.languages:
        in_language(attempt, code)
    return redirect(_page_in_sight(attempt), 303)


def in_language(attempt: Attempt, code: str) -> Attempt:
    """Speak another language from here on."""
    services().store.attempts.set_language(attempt.stored.id, code)
    changed = replace(attempt, stored=replace(attempt.stored, language=code))
    use_language(changed.language)
    return changed


def _page_in_sight(attempt: Attempt) -> str:
    """The page that the form names, if it belongs to this attempt; where the person is, if not."""
    resume = attempt.url_of_attempt
    sent = request.form.get("back", "")
    plain = sent.isascii() and sent.isprintable() and "\\" not in sent and " " not in sent
    return sent if plain and sent.startswith(f"{resume}/") else resume
