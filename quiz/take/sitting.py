"""One person's attempt together with the instrument it is taken on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, url_for

from questions.bank import Page
from questions.instrument import Instrument, load_instrument
from quiz.errors import UnknownAttempt
from quiz.look.languages import language, languages
from quiz.look.speaking import speak
from quiz.services import services
from quiz.store import Attempt
from quiz.take import journey
from quiz.tokens import hash_token

blueprint = Blueprint("take", __name__, template_folder="templates")


@dataclass(frozen=True)
class Sitting:
    """What the views of the journey work on."""

    token: str
    attempt: Attempt
    instrument: Instrument

    @property
    def language(self) -> str:
        """The language the person reads; English where their version has no words in it."""
        code = self.attempt.language
        return code if code in self.instrument.languages and code in languages() else "en"

    @property
    def pages(self) -> tuple[Page, ...]:
        """All question pages of the instrument."""
        return self.instrument.bank.pages

    @property
    def finished(self) -> bool:
        """Whether the attempt has a result."""
        return self.attempt.finished_at is not None

    @property
    def address(self) -> str:
        """The whole address that leads back to this attempt."""
        return url_for("take.resume", token=self.token, _external=True)

    @property
    def url_of_attempt(self) -> str:
        """The path that leads back to this attempt."""
        return url_for("take.resume", token=self.token)

    @property
    def labels(self) -> dict[int | None, str]:
        """What each point is called, and what a skipped statement is."""
        points = self.instrument.wording(self.language).points
        return {None: language(self.language).gettext("Skipped"), **dict(points)}

    @property
    def place(self) -> journey.Place:
        """Where the person is."""
        return journey.resume_place(self.pages, self.attempt.answers, self.finished)

    def url(self, place: journey.Place, **more: Any) -> str:
        """Give the address of a place in this attempt."""
        if place.name == journey.QUESTION:
            return url_for("take.question", token=self.token, number=place.number, **more)
        return url_for(f"take.{place.name}", token=self.token, **more)

    def score(self, answers: dict[str, int | None]) -> dict[str, Any]:
        """Assess the answers that count, as the contract for assessments has it."""
        counting = self.instrument.scored_answers(answers)
        return self.instrument.assessment_json(counting, language=self.language)


def open_sitting(token: str) -> Sitting:
    """Find the attempt of a token.

    Raises
    ------
    UnknownAttempt
        If there is none, or its time is up.
    """
    attempt = services().store.attempts.find(hash_token(token), services().clock())
    if attempt is None:
        raise UnknownAttempt
    sitting = Sitting(token, attempt, load_instrument(attempt.instrument_version))
    speak(sitting.language)
    return sitting


def expiry(now: datetime, *, finished: bool) -> datetime:
    """Say when an attempt saved now is deleted."""
    settings = services().settings
    return now + (settings.keep_finished if finished else settings.keep_unfinished)
