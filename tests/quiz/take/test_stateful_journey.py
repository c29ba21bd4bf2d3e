"""The whole journey in any order, beside a model of it: what was saved is what there is.

Two tabs of one person save, go back, finish, sharpen, share, look and press twice, in any
order that Hypothesis thinks of; after every step the pages say what the model says.
"""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from questions.instrument import current_instrument
from quiz.app import create_app, utc_now
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.tokens import hash_token
from tests.quiz.candidate import BEFORE_RESULT, PAGES, Candidate

POINTS = st.sampled_from(["1", "2", "3", "4", "5", "6", "skip"])
EVERY_PAGE = st.integers(1, len(PAGES))
READABLE = ("", "q/1", "q/2", "q/5", "review", "result", "result.json", "share", "retake", "delete")


class Journey(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.borrowed = ExitStack()
        folder = Path(self.borrowed.enter_context(TemporaryDirectory()))
        settings = self.borrowed.enter_context(Journey.databases.fresh(folder / "instance"))
        self.app = create_app(Settings.from_environment(settings))
        self.alice = Candidate(self.app.test_client()).start()
        self.answers, self.finished, self.results, self.deleted = {}, False, 0, False
        self.open_pages = {}

    def teardown(self):
        if hasattr(self, "app"):
            self.app.extensions[EXTENSION].store.close()
            self.borrowed.close()

    def is_open(self, number):
        return number <= BEFORE_RESULT or self.finished

    @rule(number=EVERY_PAGE, data=st.data())
    @precondition(lambda self: not self.deleted)
    def save_a_page(self, number, data):
        page = self.alice.at(f"q/{number}")
        if not self.is_open(number):
            assert page.status == 303
            return
        chosen = {
            item.id: data.draw(POINTS) for item in PAGES[number - 1] if data.draw(st.booleans())
        }
        sent = {**page.checked, **chosen}
        done = self.alice.send(page, chosen, go=data.draw(st.sampled_from(["on", "back"])))
        assert done.status in (303, 422)
        changed = {name: value for name, value in sent.items() if self.answers.get(name) != value}
        self.answers |= sent
        self.results += bool(changed) and self.finished

    @rule(number=st.integers(1, BEFORE_RESULT))
    @precondition(lambda self: not self.deleted)
    def complete_a_page(self, number):
        page = self.alice.at(f"q/{number}")
        sent = {item.id: self.answers.get(item.id, "4") for item in PAGES[number - 1]}
        changed = sent.items() - self.answers.items()
        assert self.alice.send(page, sent).status == 303
        self.answers |= sent
        self.results += bool(changed) and self.finished

    @rule(number=st.integers(1, BEFORE_RESULT))
    @precondition(lambda self: not self.deleted)
    def leave_a_tab_open(self, number):
        self.open_pages[number] = (self.alice.at(f"q/{number}"), dict(self.answers))

    @rule(number=st.integers(1, BEFORE_RESULT), point=POINTS)
    @precondition(lambda self: not self.deleted)
    def send_the_tab_left_open(self, number, point):
        if number not in self.open_pages:
            return
        page, then = self.open_pages.pop(number)
        sent = {item.id: point for item in PAGES[number - 1]}
        done = self.alice.send(page, sent)
        elsewhere = {
            item
            for item in sent
            if self.answers.get(item) != then.get(item) and self.answers[item] != point
        }
        assert done.status == (409 if elsewhere else 303)
        if not elsewhere:
            changed = sent.items() - self.answers.items()
            self.answers |= sent
            self.results += bool(changed) and self.finished

    @rule()
    @precondition(lambda self: not self.deleted)
    def press_the_button_at_the_end(self):
        complete = all(item.id in self.answers for page in PAGES[:BEFORE_RESULT] for item in page)
        done = self.alice.finish()
        assert done.status == (303 if complete else 422)
        self.results += complete and not self.finished
        self.finished = self.finished or complete

    @rule(place=st.sampled_from(READABLE))
    @precondition(lambda self: not self.deleted)
    def look_at(self, place):
        before = self.stored()
        assert self.alice.at(place).status in (200, 302, 303, 404)
        assert self.stored() == before

    @rule()
    @precondition(lambda self: self.finished and not self.deleted)
    def delete_everything(self):
        for _ in range(2):
            assert self.alice.post(f"{self.alice.address}/delete", {}).status == 200
        self.deleted = True

    @rule(place=st.sampled_from(READABLE))
    @precondition(lambda self: self.deleted)
    def come_back_after_deletion(self, place):
        assert self.alice.at(place).status == 404

    def stored(self):
        with self.app.extensions[EXTENSION].store._database.read() as connection:
            tables = ("attempts", "answers", "results", "shares", "retakes")
            return {
                table: Counter(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}")))  # noqa: S608
                for table in tables
            }

    @invariant()
    def the_database_holds_what_was_saved(self):
        if not hasattr(self, "app"):
            return
        store = self.app.extensions[EXTENSION].store
        attempt = store.attempts.find(hash_token(self.alice.token), utc_now())
        if self.deleted:
            assert attempt is None
            assert not any(self.stored().values())
            assert self.alice.at("q/1").status == 404
            return
        kept = {
            item: "skip" if point is None else str(point) for item, point in attempt.answers.items()
        }
        assert kept == self.answers
        assert (attempt.finished_at is not None) == self.finished
        latest = store.results.latest(attempt.id)
        assert (latest is not None) == self.finished
        assert sum(self.stored()["results"].values()) == self.results
        if latest:
            self.the_result_is_of_the_answers(attempt, latest)

    def the_result_is_of_the_answers(self, attempt, latest):
        instrument = current_instrument()
        counting = instrument.scored_answers(attempt.answers)
        again = instrument.assessment_json(counting, language="en")
        assert latest.assessment["axes"] == again["axes"]
        assert latest.assessment["verdict"] == again["verdict"]
        assert latest.revision == attempt.revision


FEW = settings(max_examples=15, stateful_step_count=25, deadline=None)


@pytest.mark.both_databases
def test_the_journey(databases):
    Journey.databases = databases
    run_state_machine_as_test(Journey, settings=FEW)
