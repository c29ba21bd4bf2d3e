"""The result of a finished attempt as a file that anyone can check."""

from __future__ import annotations

import json

from flask import Response, abort

from questions.instrument import load_instrument
from questions.verification import download
from quiz.services import services
from quiz.store import StoredResult
from quiz.take.attempt import Sitting, blueprint, open_sitting
from quiz.web.errors import NoResult

FILE = "role-fit-result.json"
TRIES = 3


@blueprint.get("/a/<token>/result.json")
def download_result(token: str) -> Response:
    """Send the latest result with the answers it was made from."""
    sitting, latest = _of_one_moment(token)
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    answers = instrument.scored_answers(sitting.attempt.answers)
    document = download(latest.assessment, answers)
    response = Response(
        json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n",
        mimetype="application/json",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _of_one_moment(token: str) -> tuple[Sitting, StoredResult]:
    """Read answers and result that belong together, also while another tab is saving."""
    for _ in range(TRIES):
        sitting = open_sitting(token)
        latest = services().store.results.latest(sitting.attempt.id)
        if latest is None:
            raise NoResult
        if latest.revision == sitting.attempt.revision:
            return sitting, latest
    return abort(409)
