"""The demo: example people in a quiz of their own, and no trace of it elsewhere."""

from collections import Counter
from pathlib import Path

import pytest

from questions.instrument import current_instrument
from questions.sharpening import ChosenPage
from quiz.app import create_app, create_demo_app
from quiz.demo.employer import employer
from quiz.demo.people import examples, people
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.tokens import hash_token
from tests.quiz.candidate import Candidate, Page
from tests.quiz.stored import everything

UNFINISHED = None
VERDICTS = ("clear", "between", "shortlist", "none")


@pytest.fixture
def start_demo(tmp_path, clock):
    """Start the demo beside the quiz of this folder, as often as asked for. It is on SQLite."""
    started = []
    environment = {"ROLE_FIT_INSTANCE": str(tmp_path / "instance")}

    def start(**more):
        app, addresses = create_demo_app({**environment, **more}, clock=clock)
        started.append(app)
        return app, addresses

    yield start
    for app in started:
        app.extensions[EXTENSION].store.close()


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(app):
    services = app.extensions[EXTENSION]
    return examples(services.store, services.settings, services.clock())


def attempt_of(app, example):
    services = app.extensions[EXTENSION]
    return services.store.attempts.find(hash_token(example.token), services.clock())


def test_every_answer_is_one_that_a_person_could_give():
    bank = current_instrument().bank
    asked = [item.id for item in bank.items]
    practised = {item.id for item in bank.items if item.facet == "practised"}
    for person in people():
        assert list(person.answers) == asked[: len(person.answers)], person.name
        assert set(person.answers.values()) <= set(range(1, 7)), person.name
        assert not (person.declined and practised & person.answers.keys()), person.name
    assert len({person.id for person in people()}) == len(people()) == 7


def test_every_kind_of_verdict_is_there_and_one_who_is_half_way(start_demo):
    app, _addresses = start_demo()
    verdicts = Counter(example.verdict for example in shown(app))
    assert set(verdicts) == {*VERDICTS, UNFINISHED}
    assert verdicts[UNFINISHED] == 1


def test_every_address_leads_to_where_its_person_is(start_demo):
    app, addresses = start_demo()
    client = app.test_client()
    kinds = Counter()
    for path, name in addresses.items():
        page = Page(client.get(path, follow_redirects=True))
        assert page.status == 200, name
        kinds[page.kind] += 1
    assert kinds == {"result": 6, "question": 1}


def test_results_are_those_of_the_arithmetic(start_demo):
    app, _addresses = start_demo()
    for example in shown(app):
        if example.verdict is not UNFINISHED:
            made = current_instrument().assessment_json(attempt_of(app, example).answers)
            assert example.verdict == made["verdict"]


def test_who_went_on_was_asked_what_sharpens_and_nothing_else(start_demo):
    app, _addresses = start_demo()
    instrument = current_instrument()
    (aiko,) = (example for example in shown(app) if example.person.id == "aiko")
    attempt = attempt_of(app, aiko)
    chosen = tuple(map(ChosenPage.read, attempt.sharpening))
    assert chosen
    asked = [item.id for page in instrument.pages(chosen) for item in page]
    assert attempt.answers == {item: aiko.person.answers[item] for item in asked}
    assert instrument.next_page(attempt.answers, chosen) is None
    client = app.test_client()
    for number in range(len(instrument.bank.pages) + 1, len(instrument.pages(chosen)) + 1):
        page = Page(client.get(f"{aiko.path}/q/{number}"))
        assert set(page.checked) == {
            item.id for item in chosen[number - 5].items(instrument.bank.rest)
        }


def test_who_left_part_two_out_has_a_result_of_part_one_alone(start_demo):
    app, _addresses = start_demo()
    (ruben,) = (example for example in shown(app) if example.person.declined)
    attempt = attempt_of(app, ruben)
    assert attempt.declined
    assert {item.id for item in current_instrument().bank.first if item.facet == "drawn_to"} == (
        attempt.answers.keys()
    )
    assert ruben.verdict not in (UNFINISHED, "none")


def test_the_list_names_everybody_and_says_that_they_are_examples(start_demo):
    app, addresses = start_demo()
    page = Page(app.test_client().get("/demo"))
    assert page.kind == "demo"
    assert "Demo: example people." in page.text
    for path, name in addresses.items():
        assert path in page.links
        assert name in page.text


def test_started_twice_it_has_nobody_twice_and_keeps_what_was_changed(start_demo):
    app, addresses = start_demo()
    (half_way,) = (e.path for e in shown(app) if e.verdict is UNFINISHED)
    Candidate(app.test_client(), half_way).answer(3, point=6)
    again, addresses_again = start_demo()
    assert addresses_again == addresses
    lena = Candidate(again.test_client(), half_way)
    assert set(lena.at("q/3").checked.values()) == {"6"}
    services = again.extensions[EXTENSION]
    version = current_instrument().version
    finished = list(services.store.responses.finished(version, services.clock()))
    unfinished = {example.person.id for example in shown(app) if example.verdict is UNFINISHED}
    others = [each for each in employer().candidates if each.person not in unfinished]
    assert len(finished) == len(people()) - len(unfinished) + len(others)


def test_whoever_was_deleted_when_the_time_was_up_is_there_again(start_demo, clock):
    _app, addresses = start_demo()
    clock.pass_days(1000)
    app, addresses_again = start_demo()
    assert addresses_again == addresses
    assert {example.verdict for example in shown(app)} == {*VERDICTS, UNFINISHED}


def test_the_real_quiz_is_never_touched(start_demo, environment, database, tmp_path):
    real = Path(environment["ROLE_FIT_INSTANCE"])
    elsewhere = tmp_path / "elsewhere.sqlite3"
    rows, files = everything(database), files_in(real)
    demo, _addresses = start_demo(
        **{"DATABASE_URL": f"sqlite:///{elsewhere}", **environment},
        ROLE_FIT_SECRET_KEY="r" * 64,
    )
    settings = demo.extensions[EXTENSION].settings
    assert settings.instance == real.with_name("instance-demo")
    assert settings.secret_key != "r" * 64
    assert files_in(real) == files
    assert everything(database) == rows
    assert not elsewhere.exists()


def test_it_says_that_it_is_a_demo_unless_the_operator_has_a_name(start_demo):
    app, _addresses = start_demo()
    assert "Example Ltd (a demo)" in Page(app.test_client().get("/")).text
    app, _addresses = start_demo(ROLE_FIT_OPERATOR_NAME="Example & Daughters")
    assert "Example Ltd (a demo)" not in Page(app.test_client().get("/")).text


def test_without_the_demo_nothing_of_it_exists(start_demo, environment, clock):
    _demo, addresses = start_demo()
    app = create_app(Settings.from_environment(environment), clock=clock)
    client = app.test_client()
    for path in ("/demo", *addresses):
        assert client.get(path).status_code == 404
    app.extensions[EXTENSION].store.close()
