"""The whole journey in any order, beside a model of it: what was saved is what there is.

Two tabs of one person save, go back, finish, sharpen, leave part two out, take it up, look and
press twice, in any order that Hypothesis thinks of; after every step the pages say what the model
says.
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

INSTRUMENT = current_instrument()
PRACTISED = {item.id for item in INSTRUMENT.bank.items if item.facet == "practised"}
POINTS = st.sampled_from(["1", "2", "3", "4", "5", "6", "skip"])
EVERY_PAGE = st.integers(1, len(PAGES) + 4)
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
        self.declined, self.chosen = False, []

    def teardown(self):
        if hasattr(self, "app"):
            self.app.extensions[EXTENSION].store.close()
            self.borrowed.close()

    @property
    def pages(self):
        """Every page there is, as ids: a number that nobody chose is none."""
        return [[item.id for item in page] for page in INSTRUMENT.pages(self.chosen)]

    @property
    def first_items(self):
        """What stands before the result."""
        return [
            item
            for page in self.pages[:BEFORE_RESULT]
            for item in page
            if not (self.declined and item in PRACTISED)
        ]

    @property
    def counted(self):
        """The answers that count, as numbers: part two once all of it is there."""
        left_out = self.declined or not self.answers.keys() >= {
            item for page in self.pages[:BEFORE_RESULT] for item in page
        }
        return {
            item: None if value == "skip" else int(value)
            for item, value in self.answers.items()
            if not (left_out and item in PRACTISED)
        }

    def is_left_out(self, number):
        return self.declined and not PRACTISED.isdisjoint(self.pages[number - 1])

    def is_open(self, number):
        return not self.is_left_out(number) and (number <= BEFORE_RESULT or self.finished)

    def save(self, sent):
        """Note what was saved, and the result that came of it."""
        self.results += self.finished and bool(sent.items() - self.answers.items())
        self.answers |= sent

    @rule(number=EVERY_PAGE, data=st.data())
    @precondition(lambda self: not self.deleted)
    def save_a_page(self, number, data):
        page = self.alice.at(f"q/{number}")
        if number > len(self.pages):
            assert page.status == 404
            return
        if not self.is_open(number):
            assert page.status == 303
            return
        assert list(page.form.radios) == self.pages[number - 1]
        chosen = {
            item: data.draw(POINTS) for item in self.pages[number - 1] if data.draw(st.booleans())
        }
        sent = {**page.checked, **chosen}
        done = self.alice.send(page, chosen, go=data.draw(st.sampled_from(["on", "back"])))
        assert done.status in (303, 422)
        self.save(sent)

    @rule(points=st.lists(POINTS, min_size=7, max_size=7))
    @precondition(lambda self: not self.deleted)
    def complete_what_comes_before_the_result(self, points):
        for number in filter(self.is_open, range(1, BEFORE_RESULT + 1)):
            page = self.alice.at(f"q/{number}")
            given = zip(self.pages[number - 1], points, strict=True)
            sent = {item: self.answers.get(item, point) for item, point in given}
            assert self.alice.send(page, sent).status == 303
            self.save(sent)

    @rule(number=EVERY_PAGE)
    @precondition(lambda self: not self.deleted)
    def leave_a_tab_open(self, number):
        if number <= len(self.pages) and self.is_open(number):
            self.open_pages[number] = (self.alice.at(f"q/{number}"), dict(self.answers))

    @rule(data=st.data(), point=POINTS)
    @precondition(lambda self: not self.deleted and self.open_pages)
    def send_a_tab_left_open(self, data, point):
        number = data.draw(st.sampled_from(sorted(self.open_pages)))
        page, then = self.open_pages.pop(number)
        sent = dict.fromkeys(self.pages[number - 1], point)
        done = self.alice.send(page, sent)
        if self.is_left_out(number):
            assert (done.status, done.checked) == (409, sent)
            if data.draw(st.booleans()):
                return
            done = self.alice.send(done, {})
            self.declined = False
            self.results += self.finished
        elsewhere = {
            item
            for item in sent
            if self.answers.get(item) != then.get(item) and self.answers[item] != point
        }
        assert done.status == (409 if elsewhere else 303)
        if not elsewhere:
            self.save(sent)

    @rule(declined=st.booleans())
    @precondition(lambda self: not self.deleted)
    def choose_part_two(self, declined):
        self.results += self.finished and declined != self.declined
        self.declined = declined
        assert self.alice.leave_part_two("out" if declined else "no").status == 303

    @rule()
    @precondition(lambda self: self.finished and not self.deleted)
    def sharpen(self):
        offered = INSTRUMENT.next_page(self.counted, self.chosen)
        if offered and offered not in self.chosen:
            self.chosen.append(offered)
        number = offered and 1 + BEFORE_RESULT + self.chosen.index(offered)
        assert self.alice.sharpen() == number
        if number:
            assert list(self.alice.at(f"q/{number}").form.radios) == self.pages[number - 1]

    @rule()
    @precondition(lambda self: not self.deleted)
    def press_the_button_at_the_end(self):
        complete = self.answers.keys() >= {*self.first_items}
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
        assert attempt.declined == self.declined
        assert attempt.sharpening == tuple(page.code for page in self.chosen)
        assert (attempt.finished_at is not None) == self.finished
        latest = store.results.latest(attempt.id)
        assert (latest is not None) == self.finished
        assert sum(self.stored()["results"].values()) == self.results
        if latest:
            self.the_result_is_of_the_answers(attempt, latest)

    def the_result_is_of_the_answers(self, attempt, latest):
        counting = INSTRUMENT.scored_answers(self.counted)
        again = INSTRUMENT.assessment_json(counting, language="en")
        assert latest.assessment["axes"] == again["axes"]
        assert latest.assessment["verdict"] == again["verdict"]
        assert latest.assessment["halves"] == again["halves"]
        assert latest.revision == attempt.revision


FEW = settings(max_examples=15, stateful_step_count=25, deadline=None)


@pytest.mark.both_databases
def test_the_journey(databases):
    Journey.databases = databases
    run_state_machine_as_test(Journey, settings=FEW)
