"""Saving answers one by one: what a script sends, and what anybody else may try to send."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from questions.instrument import current_instrument
from quiz.web.headers import CONTENT_SECURITY_POLICY, SAVING_POLICY
from tests.quiz.candidate import PAGES
from tests.quiz.stored import everything, found

ITEMS = [item.id for item in PAGES[0]]
FIRST, SECOND, THIRD = ITEMS[:3]
PROBLEM = "application/problem+json"


def save(candidate, fields, number=1, token=None, **more):
    address = f"/a/{token or candidate.token}/q/{number}/save.json"
    return candidate.client.post(address, data={"seen": "0", **fields}, **more)


@pytest.mark.both_databases
def test_one_answer_is_saved_and_all_of_the_page_told(alice):
    reply = save(alice, {FIRST: "5"})
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    assert reply.json == {"revision": 1, "answers": {FIRST: 5}}
    reply = save(alice, {FIRST: "5", SECOND: "skip", "seen": "1"})
    assert reply.json == {"revision": 2, "answers": {FIRST: 5, SECOND: None}}
    assert alice.at("q/1").checked == {FIRST: "5", SECOND: "skip"}


def test_the_page_tells_the_script_where_to_save(alice):
    assert f'data-save="{alice.address}/q/1/save.json"' in alice.at("q/1").html


def test_an_answer_is_changed_with_the_revision_that_the_save_before_told(alice):
    revision = save(alice, {FIRST: "5"}).json["revision"]
    assert save(alice, {FIRST: "1", "seen": str(revision)}).json["answers"] == {FIRST: 1}


def test_the_same_save_twice_is_one_revision(alice):
    assert [save(alice, {FIRST: "5"}).json["revision"] for _ in range(3)] == [1, 1, 1]


@pytest.mark.both_databases
def test_many_saves_at_the_same_moment_are_one_revision(alice, app):
    def send(_):
        address = f"{alice.address}/q/1/save.json"
        return app.test_client().post(address, data={"seen": "0", FIRST: "5"}).json

    with ThreadPoolExecutor(8) as senders:
        told = list(senders.map(send, range(16)))
    assert told == [{"revision": 1, "answers": {FIRST: 5}}] * 16


def test_the_form_after_the_last_save_changes_nothing_and_goes_on(alice, database):
    told = save(alice, dict.fromkeys(ITEMS, "3")).json
    page = alice.at("q/1")
    before = everything(database)
    gone = alice.send(page, dict.fromkeys(ITEMS, "3"), seen=str(told["revision"]))
    assert (gone.status, gone.headers["Location"]) == (303, f"{alice.address}/q/2")
    assert everything(database) == before


def test_nothing_given_saves_nothing(alice):
    assert save(alice, {}).json == {"revision": 0, "answers": {}}


@pytest.mark.parametrize(
    ("forged", "where"),
    [
        ({FIRST: "7"}, FIRST),
        ({FIRST: ""}, FIRST),
        ({FIRST: ["1", "2"]}, FIRST),
        ({FIRST: "<b>"}, FIRST),
        ({PAGES[1][0].id: "3"}, f"“{PAGES[1][0].id}”"),
        ({"colour": "red"}, "“colour”"),
        ({"seen": "1"}, "seen"),
        ({"seen": "-1"}, "seen"),
        ({"seen": "soon"}, "seen"),
        ({"seen": "9" * 30}, "seen"),
        ({"go": "away"}, "go"),
        ({"from": "nowhere"}, "from"),
    ],
)
def test_what_no_page_could_send_is_refused_and_saves_nothing(alice, database, forged, where):
    before = everything(database)
    reply = save(alice, {SECOND: "2"} | forged)
    assert (reply.status_code, reply.mimetype) == (422, PROBLEM)
    assert [fault["where"] for fault in reply.json["faults"]] == [where]
    assert reply.json["faults"][0]["remedy"] in reply.json["detail"]
    assert everything(database) == before


def test_everything_that_is_wrong_is_said_at_once(alice):
    faults = save(alice, {FIRST: "0", SECOND: "9", "colour": "red", "seen": "x"}).json["faults"]
    assert [fault["where"] for fault in faults] == [FIRST, SECOND, "“colour”", "seen"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"seen": 0}'])
def test_a_body_that_is_no_form_is_refused(alice, body):
    address = f"{alice.address}/q/1/save.json"
    reply = alice.client.post(address, data=body, content_type="application/json")
    assert (reply.status_code, reply.mimetype) == (422, PROBLEM)


@pytest.mark.parametrize("token", ["A" * 43, "short", "ünïcode", "%01", "x" * 3000])
def test_a_token_of_nobody_is_not_found(alice, token):
    reply = save(alice, {FIRST: "1"}, token=token)
    assert (reply.status_code, reply.mimetype) == (404, PROBLEM)
    assert token not in reply.text


def test_a_token_reaches_its_own_attempt_and_no_other(alice, bob):
    save(bob, {FIRST: "6"})
    assert alice.at("q/1").checked == {}
    assert save(alice, {SECOND: "1"}).json == {"revision": 1, "answers": {SECOND: 1}}
    assert bob.at("q/1").checked == {FIRST: "6"}


@pytest.mark.parametrize("number", ["0", "5", "6", "7", "99999999999999999999", "-1", "one"])
def test_a_page_that_is_not_there_or_not_open_yet_is_not_found(alice, number):
    reply = save(alice, {current_instrument().bank.rest[0].id: "1"}, number=number)
    assert (reply.status_code, reply.mimetype) == (404, PROBLEM)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_looking_saves_nothing(alice, database, method):
    before = everything(database)
    reply = getattr(alice.client, method)(f"{alice.address}/q/1/save.json?seen=0&{FIRST}=1")
    assert (reply.status_code, reply.mimetype) == (405, PROBLEM)
    assert everything(database) == before


def test_what_is_too_large_or_no_text_is_refused_as_json(alice):
    address = f"{alice.address}/q/1/save.json"
    form = "application/x-www-form-urlencoded"
    large = alice.client.post(address, data=b"x" * 100_000, content_type=form)
    assert (large.status_code, large.mimetype) == (413, PROBLEM)
    garbled = alice.client.post(address, data=b"seen=%ff", content_type=form)
    assert (garbled.status_code, garbled.mimetype) == (400, PROBLEM)


def test_an_attempt_whose_time_is_up_is_not_found(alice, clock):
    clock.pass_days(31)
    assert save(alice, {FIRST: "1"}).status_code == 404


class TestTwoTabs:
    @pytest.mark.both_databases
    def test_another_answer_to_the_same_statement_is_a_conflict(self, alice):
        save(alice, {FIRST: "5"})
        reply = save(alice, {FIRST: "2", SECOND: "1"})
        assert (reply.status_code, reply.mimetype) == (409, PROBLEM)
        assert (reply.json["revision"], reply.json["stored"]) == (1, {FIRST: 5})
        assert alice.at("q/1").checked == {FIRST: "5"}

    def test_the_form_then_shows_both(self, alice):
        old = alice.at("q/1")
        save(alice, {FIRST: "5"})
        save(alice, {FIRST: "2"})
        page = alice.send(old, {FIRST: "2"})
        assert (page.status, page.kind) == (409, "question")

    def test_the_page_of_a_conflict_is_saved_by_its_button_only(self, alice):
        old = alice.at("q/1")
        save(alice, {FIRST: "5"})
        for page in (alice.send(old, {FIRST: "2"}), alice.send(old, {SECOND: "9"})):
            assert "data-save" not in page.html
            assert "<template" not in page.html

    def test_what_the_other_tab_answered_is_told_to_the_one_that_never_showed_it(self, alice):
        save(alice, {FIRST: "5"})
        reply = save(alice, {SECOND: "1"})
        assert reply.json == {"revision": 2, "answers": {FIRST: 5, SECOND: 1}}

    def test_tabs_that_agree_do_not_collide(self, alice):
        save(alice, {FIRST: "5"})
        assert save(alice, {FIRST: "5"}).status_code == 200


class TestFinished:
    @pytest.fixture(autouse=True)
    def finished(self, alice):
        alice.answer_all().finish()

    def results(self, database):
        return found(database, "SELECT revision, assessment FROM results ORDER BY revision")

    @pytest.mark.both_databases
    def test_a_changed_answer_is_scored_at_once(self, alice, database):
        seen = alice.at("q/1").form.fields["seen"]
        reply = save(alice, {FIRST: "1", "seen": seen})
        (_, before), (revision, after) = self.results(database)
        assert revision == reply.json["revision"]
        assert before != after

    def test_a_page_that_sharpens_counts_once_it_is_complete(self, alice, database):
        """Four statements of a subject count together."""
        items = alice.at(f"q/{alice.sharpen()}").form.radios
        subject = {item.id: item.axis for item in current_instrument().bank.items}
        answers = {}
        for item in sorted(items, key=lambda item: subject[item]):
            answers[item] = "6"
            seen = alice.at("q/5").form.fields["seen"]
            assert save(alice, {**answers, "seen": seen}, number=5).status_code == 200
        results = [assessment for _, assessment in self.results(database)]
        assert [len(set(part)) for part in (results[:4], results[4:8], results[8:])] == [1, 1, 1]
        assert len(set(results)) == 3

    def test_saving_what_is_stored_scores_nothing(self, alice, database):
        seen = alice.at("q/1").form.fields["seen"]
        save(alice, {FIRST: "4", "seen": seen})
        assert len(self.results(database)) == 1


def test_a_question_page_may_fetch_from_its_own_server_and_no_other_page_may(alice):
    page = alice.at("q/1")
    policies = [each.headers["Content-Security-Policy"] for each in (page, alice.send(page, {}))]
    assert policies == [SAVING_POLICY] * 2
    assert SAVING_POLICY.removeprefix(CONTENT_SECURITY_POLICY) == "; connect-src 'self'"
    for place in ("review", "q/1/save.json", "nowhere"):
        assert alice.at(place).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_page_that_is_left_overtakes_its_own_save_and_no_other_tabs(alice):
    page = alice.at("q/1")
    address, item = f"{page.form.action}/save.json", next(iter(page.form.radios))
    for value, mine in (("1", ""), ("3", f"{item}:1 nonsense x:9"), ("5", f"{item}:1")):
        sent = {item: value, "seen": page.form.fields["seen"], "mine": mine}
        reply = alice.client.post(address, data=sent)
        assert reply.status_code == (409 if value == "5" else 200)
    assert alice.at("q/1").checked[item] == "3"
