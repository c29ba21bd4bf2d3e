"""A full or read-only disk, a database that is gone, slow or back: nothing chosen is lost."""

import pytest

from quiz import app as application
from tests.quiz.broken_database import (
    engine_of,
    full_disk,
    gone,
    no_lock,
    read_only,
    slow,
    stopped,
)
from tests.quiz.candidate import Page
from tests.quiz.conftest import kinds_for
from tests.quiz.take.test_result import CASES, sit

pytestmark = pytest.mark.both_databases
TROUBLES = {
    "sqlite": [full_disk, read_only, no_lock, gone, slow],
    "postgresql": [stopped, read_only, gone, slow],
}


def pytest_generate_tests(metafunc):
    """Each database meets the troubles that it can have."""
    if "any_trouble" in metafunc.fixturenames:
        troubles = [(kind, each) for kind in kinds_for(metafunc) for each in TROUBLES[kind]]
        ids = [f"{kind}-{each.__name__}" for kind, each in troubles]
        names = ("databases", "any_trouble")
        metafunc.parametrize(names, troubles, ids=ids, indirect=["databases"], scope="module")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(application, "PATIENCE", 0.2)


def test_answers_that_cannot_be_saved_come_back_and_can_be_saved_later(app, alice, any_trouble):
    alice.answer(2, 5)
    page = alice.at("q/1")
    chosen = {name: values[0] for name, values in page.form.radios.items()}
    with any_trouble(app):
        refused = alice.send(page, chosen)
    assert (refused.status, refused.kind) == (503, "question")
    assert refused.headers["Retry-After"] == "30"
    assert refused.checked == chosen
    assert "not saved yet" in refused.text
    assert alice.at("q/1").checked == {}
    again = alice.send(refused, {}, go="on")
    assert again.status == 303
    assert alice.at("q/1").checked == chosen
    assert set(alice.at("q/2").checked.values()) == {"5"}


def test_a_page_that_was_chosen_comes_back_too(app, alice, any_trouble):
    """Which it was stands in the database alone: it is told by its answers."""
    page = alice.at(f"q/{sit(alice, CASES['between']).sharpen()}")
    chosen = {name: values[0] for name, values in page.form.radios.items()}
    with any_trouble(app):
        refused = alice.send(page, chosen)
    assert (refused.status, refused.kind) == (503, "question")
    assert list(refused.form.radios) == list(page.form.radios)
    assert refused.checked == chosen
    assert refused.html.count("<h2>") == page.html.count("<h2>") + 1  # that it is not saved
    assert alice.at("q/5").checked == {}
    assert alice.send(refused, {}, go="on").headers["Location"] == f"{alice.address}/result"
    assert alice.at("q/5").checked == chosen


@pytest.mark.parametrize("case", ["between", "no_pattern"])
def test_a_chosen_page_that_is_half_answered_loses_nothing(app, alice, case):
    sit(alice, CASES[case])
    if case == "no_pattern":
        alice.leave_part_two()
    page = alice.at(f"q/{alice.sharpen()}")
    chosen = dict.fromkeys([*page.form.radios][1::3], "skip")
    with gone(app):
        refused = alice.send(page, chosen)
    assert (refused.status, refused.checked) == (503, chosen)
    assert set(refused.form.radios) <= set(page.form.radios)
    again = alice.send(refused, {}, go="on")  # asks for those that are missing
    assert (again.status, again.checked) == (422, chosen)
    assert list(again.form.radios) == list(page.form.radios)


def test_a_page_of_an_earlier_edition_is_kept_without_being_shown(app, earlier):
    earlier.answer_all().finish()
    for number in (1, 5):
        page = earlier.at(f"q/{number}")
        chosen = dict.fromkeys(page.form.radios, "2")
        with gone(app):
            refused = earlier.send(page, chosen)
        assert (refused.status, refused.kind) == (503, "error")
        assert refused.form.fields.items() >= chosen.items()
        assert earlier.post(refused.form.action, refused.form.fields).status == 303
        assert earlier.at(f"q/{number}").checked == chosen


@pytest.mark.parametrize("action", ["part-two", "sharpen"])
def test_a_button_that_could_not_work_is_kept_to_be_pressed_again(app, alice, action):
    sit(alice, CASES["between"])
    with gone(app):
        refused = alice.post(f"{alice.address}/{action}", {"leave": "out"})
    assert (refused.status, refused.kind) == (503, "error")
    assert refused.form.fields == {"leave": "out"}
    assert alice.post(refused.form.action, refused.form.fields).status == 303


@pytest.mark.parametrize("trouble", [read_only, gone, slow], ids=lambda each: each.__name__)
def test_other_forms_are_kept_to_be_sent_again(app, client, alice, trouble):
    fields = alice.get("/").form.fields
    with trouble(app):
        refused = Page(client.post("/start", data=fields))
    assert (refused.status, refused.kind) == (503, "error")
    (form,) = refused.forms
    assert (form.action, form.fields) == ("/start", fields)
    assert client.post(form.action, data=form.fields).status_code == 303


def test_what_a_member_typed_is_never_put_into_a_page_of_trouble(app, client):
    with gone(app):
        refused = client.post("/hr/sign-in", data={"email": "a@example.org", "password": "x" * 20})
    assert "x" * 20 not in refused.text


def test_answers_of_no_page_of_today_are_kept_too(app, alice):
    with gone(app):
        refused = Page(alice.client.post(f"{alice.address}/q/1", data={"older": "4", "seen": "0"}))
    assert (refused.status, refused.kind) == (503, "error")
    assert refused.forms[0].fields == {"older": "4", "seen": "0"}


def test_what_is_kept_is_never_markup(app, alice):
    with gone(app):
        sent = {"<b>": '"><script>alert(1)</script>'}
        refused = alice.client.post(f"{alice.address}/q/1", data=sent)
    assert "<script>alert" not in refused.text
    assert "<b>" not in refused.text


def test_the_page_of_trouble_comes_in_a_frame_too_and_in_the_persons_language(app, alice):
    page = alice.at("q/1")
    with gone(app):
        refused = alice.client.post(
            page.form.action, data={"seen": "0", "go": "on"}, headers={"Accept-Language": "de"}
        )
    assert "frame-ancestors *" in refused.headers["Content-Security-Policy"]
    assert 'lang="de"' in refused.text


def test_who_only_reads_is_not_kept_waiting_by_who_writes(app, alice):
    with slow(app):
        assert alice.at("q/1").status == 200


def test_ready_says_whether_the_database_can_be_used_and_alive_whether_we_live(app, client):
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    with gone(app):
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_ready_is_not_said_of_tables_of_another_version(app, client):
    with engine_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert client.get("/readyz").status_code == 503
