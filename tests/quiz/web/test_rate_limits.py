"""What comes too often is refused with a page, whichever process it comes to, and kept."""

from datetime import timedelta

import pytest

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store import Limit
from quiz.store.throttles import LONGEST_LIST
from quiz.web import rate_limits
from quiz.web.rate_limits import Rate
from tests.quiz.candidate import Candidate, Page
from tests.quiz.stored import content
from tests.quiz.take.test_result import CASES, sit

SOMEWHERE = {"REMOTE_ADDR": "203.0.113.7"}
FEW = Limit(4, timedelta(minutes=10))


@pytest.fixture
def few(monkeypatch):
    """Limits that a test reaches."""
    start = Rate("start", FEW, 2, by_attempt=False)
    save = Rate("save", FEW, 2)
    kinds = {rate_limits.START: start, rate_limits.SAVE: save}
    rates = {view: kinds.get(rate, rate) for view, rate in rate_limits.RATES.items()}
    monkeypatch.setattr(rate_limits, "RATES", rates)


@pytest.fixture
def other_process(environment, clock):
    app = create_app(Settings.from_environment(environment), clock=clock)
    yield app
    app.extensions[EXTENSION].store.close()


def start(client, **environ):
    fields = Page(client.get("/")).form.fields
    return client.post("/start", data=fields, environ_overrides={**SOMEWHERE, **environ})


def test_starting_too_often_is_refused_with_a_page_that_says_when_to_come_back(client, few, clock):
    statuses = [start(client).status_code for _ in range(7)]
    assert statuses == [303, 303, 303, 303, 303, 429, 429]  # told by twos
    refused = start(client)
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    page = Page(refused)
    assert page.kind == "error"
    assert "too often" in page.text
    clock.now += timedelta(minutes=11)
    assert client.post("/start", data=page.form.fields).status_code == 303


@pytest.mark.both_databases
def test_processes_count_together(client, other_process, few):
    here, there = client, other_process.test_client()
    statuses = [start(each).status_code for each in (here, there) * 6]
    assert statuses.count(303) <= FEW.tries + 2 * 2
    assert statuses[-2:] == [429, 429]


def test_another_network_is_not_refused_and_nor_is_this_computer(client, few):
    for _ in range(8):
        start(client)
    assert start(client).status_code == 429
    assert start(client, REMOTE_ADDR="198.51.100.9").status_code == 303
    assert all(start(client, REMOTE_ADDR="127.0.0.1").status_code == 303 for _ in range(8))


def test_an_address_that_a_request_gives_itself_evades_no_limit(client, few):
    told = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"} for number in range(8)]
    assert [start(client, **each).status_code for each in told][-1] == 429


def test_neighbours_in_one_ipv6_network_count_together(client, few):
    addresses = [f"2001:db8:1:2::{number:x}" for number in range(1, 9)]
    statuses = [start(client, REMOTE_ADDR=address).status_code for address in addresses]
    assert statuses[-1] == 429
    assert start(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 303


def test_answers_saved_too_often_come_back_in_their_form(alice, bob, few):
    for _ in range(6):
        alice.answer(1, 3)
    page = alice.at("q/1")
    refused = alice.send(page, dict.fromkeys(page.form.radios, "5"))
    assert (refused.status, refused.kind) == (429, "question")
    assert set(refused.checked.values()) == {"5"}
    assert set(alice.at("q/1").checked.values()) == {"3"}
    assert bob.answer(1, 5).status == 303


def test_a_page_that_sharpens_comes_back_too(alice, few):
    sit(alice, CASES["between"])
    page = alice.at(f"q/{alice.sharpen()}")
    chosen = dict.fromkeys(page.form.radios, "5")
    for _ in range(5):
        alice.answer(1, 3)
    refused = alice.send(page, chosen)
    assert (refused.status, refused.kind) == (429, "question")
    assert refused.checked == chosen
    assert alice.at("q/5").checked == {}


def test_no_network_address_is_stored_in_the_clear(client, few, database):
    for _ in range(3):
        start(client)
    assert b"203.0.113.7" not in content(database)


@pytest.mark.both_databases
def test_an_ordinary_sitting_tells_the_database_nothing(alice, app, monkeypatch):
    told = []
    throttles = app.extensions[EXTENSION].store.throttles
    monkeypatch.setattr(throttles, "count", lambda *found, **more: told.append(found))
    Candidate(alice.client, alice.address).answer_all().finish()
    assert told == []


def test_a_process_forgets_and_does_not_grow(app, clock):
    throttles = app.extensions[EXTENSION].store.throttles
    for number in range(LONGEST_LIST + 10):
        throttles.count_in_process(number.to_bytes(32), FEW, clock(), told_each=1000)
    assert len(throttles._counted) <= LONGEST_LIST


def test_every_view_with_a_limit_exists(app):
    views = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert set(rate_limits.RATES) <= views
