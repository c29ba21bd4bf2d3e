"""Going on in another language, at any time, with every answer kept."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, request
from werkzeug.wrappers import Response

from quiz.languages.request_language import speak
from quiz.services import services
from quiz.take.attempt import Sitting, blueprint, open_sitting


@blueprint.post("/a/<token>/language")
def choose_language(token: str) -> Response:
    """Remember the language with the attempt, and lead back to the page in sight."""
    sitting = open_sitting(token)
    code = request.form.get("language", "")
    if code in sitting.languages:
        in_language(sitting, code)
    return redirect(_back(sitting), 303)


def in_language(sitting: Sitting, code: str) -> Sitting:
    """Speak another language from here on."""
    services().store.attempts.speak(sitting.attempt.id, code)
    changed = replace(sitting, attempt=replace(sitting.attempt, language=code))
    speak(changed.language)
    return changed


def _back(sitting: Sitting) -> str:
    """The page that the form names, if it belongs to this attempt; where the person is, if not."""
    resume = sitting.url_of_attempt
    sent = request.form.get("back", "")
    plain = sent.isascii() and sent.isprintable() and "\\" not in sent and " " not in sent
    return sent if plain and sent.startswith(f"{resume}/") else resume
