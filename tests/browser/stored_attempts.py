"""Attempts made through the store of a server that runs, so that a test stands on its page at once.

What pages do when they are pressed is tried in test_script.py, test_take.py, test_keyboard.py and
test_choice.py. A result here is a real one: the instrument assesses the answers, as in a view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from questions.instrument import current_instrument
from quiz.settings.declarations import Settings
from quiz.store import NewOpeningAttempt, Store
from quiz.tokens import hash_token, new_token
from tests.browser.steps import FIRST_PAGES
from tests.quiz.store.openings import Employers
from tests.quiz.take.test_result import CASES


class StoredAttempts:
    """The store of one server, and its openings."""

    def __init__(self, server, folder):
        self.server = server
        self.settings = Settings.from_environment({"ROLE_FIT_INSTANCE": str(folder / "instance")})
        self.store = Store(self.settings.database_url)
        self.employers = Employers(self.store, self.settings.database_url, datetime.now(UTC))

    def begin(self, language="en", opening=None, ref=None):
        """Press Start, in a language; of an opening, with what its link says of the person."""
        token, now = new_token(), datetime.now(UTC)
        begun = opening and NewOpeningAttempt(opening.id, opening.revision, ref, ref_signed=False)
        over = now + self.settings.keep_unfinished
        version = current_instrument().version
        self.store.attempts.create(hash_token(token), version, language, now, over, begun)
        return Attempt(f"{self.server.url}/a/{token}", self)

    def result(self, case, language="en", opening=None, ref=None):
        """Answer the quiz as one of the cases does, and get its result."""
        return self.begin(language, opening, ref).answer_all(case).finish()

    def in_sight(self, page):
        """The attempt that a page belongs to."""
        start, _, rest = page.url.partition("/a/")
        return Attempt(f"{start}/a/{rest.partition('/')[0]}", self)


@dataclass(frozen=True)
class Attempt:
    """One attempt: where it is, and who answers it behind the page in sight."""

    address: str
    _all: StoredAttempts

    def at(self, place):
        """Give the address of one of its pages."""
        return f"{self.address}/{place}"

    def answer(self, given):
        """Save answers: {item: point}, None to skip."""
        found, over = self._find(), datetime.now(UTC) + self._all.settings.keep_unfinished
        self._all.store.attempts.save(found.id, given, found.revision, datetime.now(UTC), over)
        return self

    def stored(self):
        """Give all answers as they are stored now: {item: point}."""
        return self._find().answers

    def answer_pages(self, case, *numbers):
        """Save these pages as one of the cases answers them."""
        for number in numbers:
            self.answer({item.id: CASES[case][item.id] for item in FIRST_PAGES[number - 1]})
        return self

    def answer_all(self, case):
        return self.answer_pages(case, *range(1, len(FIRST_PAGES) + 1))

    def finish(self):
        """Have the answers assessed, and keep the result."""
        found, over = self._find(), datetime.now(UTC) + self._all.settings.keep_finished
        score = partial(_assess, language=found.language)
        self._all.store.results.finish(found.id, score, datetime.now(UTC), over)
        return self

    def _find(self):
        token = self.address.rpartition("/")[2]
        return self._all.store.attempts.find(hash_token(token), datetime.now(UTC))


def _assess(answers, _declined, language):
    instrument = current_instrument()
    return instrument.assessment_json(instrument.scored_answers(answers), language=language)
