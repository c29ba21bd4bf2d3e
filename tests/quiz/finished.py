"""A result without the pages that lead to it, for tests of what comes after.

The pages themselves are walked by every persona, in `test_personas.py`, and by others.
"""

from questions.instrument import load_instrument
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.candidate import BEFORE_RESULT


def sit(candidate, answers):
    """Save the four pages as given and make the result, as the views do, past the views."""
    services = candidate.client.application.extensions[EXTENSION]
    store, settings, now = services.store, services.settings, services.clock()
    attempt = store.attempts.find(hash_token(candidate.token), now)
    instrument = load_instrument(attempt.instrument_version)

    def score(given, _declined):
        return instrument.assessment_json(instrument.scored_answers(given), attempt.language)

    # Who answers again after the result keeps it for as long, as a page that is saved has it.
    kept = settings.keep_finished if attempt.finished_at else settings.keep_unfinished
    seen, over = attempt.revision, now + kept
    for page in instrument.bank.pages[:BEFORE_RESULT]:
        given = {item.id: answers[item.id] for item in page}
        seen = store.attempts.save(attempt.id, given, seen, now, over, score).revision
    store.results.finish(attempt.id, score, now, now + settings.keep_finished)
    return candidate
