"""Request ids, logs, metrics, proxies and keys: what operators rely on."""

import io
import json
import logging
import re

import pytest

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.web import logs
from quiz.web.logs import FIELDS, JsonLines
from tests.quiz.candidate import Candidate, Page
from tests.quiz.hr.account import MemberAtWork, hire

TOKEN = "m" * 40


@pytest.fixture
def make(environment, clock):
    """Make an application with more settings."""
    made = []

    def make(**more):
        app = create_app(Settings.from_environment({**environment, **more}), clock=clock)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions[EXTENSION].store.close()


@pytest.fixture
def lines():
    """Everything that is logged, as the JSON lines an operator gets."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    before = logs.requests.level
    logs.requests.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logs.requests.setLevel(before)
    root.removeHandler(handler)


# Request ids


def test_every_answer_has_an_id_of_its_own(client):
    ids = [client.get(path).headers["X-Request-ID"] for path in ("/", "/", "/nowhere", "/healthz")]
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in ids)


def test_an_id_is_taken_from_a_proxy_and_from_nobody_else(make):
    sent = {"X-Request-ID": "trace-0123456789"}
    assert (
        make().test_client().get("/", headers=sent).headers["X-Request-ID"] != sent["X-Request-ID"]
    )
    behind = make(ROLE_FIT_PROXIES="1").test_client()
    assert behind.get("/", headers=sent).headers["X-Request-ID"] == sent["X-Request-ID"]
    odd = behind.get("/", headers={"X-Request-ID": 'x" onload="y'})
    assert re.fullmatch(r"[0-9a-f]{16}", odd.headers["X-Request-ID"])


@pytest.mark.fresh_app
def test_a_fault_is_found_in_the_log_by_the_id_on_its_page(app, client, caplog):
    def fails():
        raise RuntimeError("unforeseen")

    app.add_url_rule("/fails", view_func=fails)
    failed = Page(client.get("/fails"))
    number = failed.headers["X-Request-ID"]
    assert number in failed.text
    assert number in caplog.text


# Logs


def test_a_json_line_a_request_says_what_it_was_and_nothing_of_the_person(alice, lines):
    alice.answer_all().finish()
    alice.client.get(
        f"{alice.address}/result?from=secret-query", headers={"User-Agent": "secret-browser"}
    )
    alice.client.get("/secret-path", environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    told = lines()
    requests = [line for line in told if line["logger"] == "role_fit.requests"]
    assert {line["view"] for line in requests} >= {"take.answer", "take.finish", "take.result"}
    assert {line["status"] for line in requests} >= {200, 303, 404}
    for line in requests:
        assert set(line) == {
            *("time", "level", "logger", "message"),
            *("request_id", "method", "view", "status", "milliseconds"),
        }
        assert line["milliseconds"] >= 0
    text = json.dumps(told)
    for secret in (alice.token, "secret", "203.0.113.7"):
        assert secret not in text


def test_a_method_that_somebody_made_up_is_not_repeated_in_a_line(client, lines):
    client.open("/", method="MYNAMEISALICE")
    assert "MYNAMEISALICE" not in json.dumps(lines())


def test_a_fault_is_one_json_line_with_its_exception():
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "two\nlines %s", ("here",), None)
    try:
        raise ValueError("of\nseveral lines")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    setattr(record, FIELDS, {"request_id": "abc"})
    text = JsonLines().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["message"]) == ("error", "two\nlines here")
    assert line["request_id"] == "abc"
    assert "several lines" in line["exception"]


# Metrics


def test_there_are_no_metrics_unless_somebody_set_a_token(client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_are_shown_to_who_has_the_token_and_to_nobody_else(make):
    client = make(ROLE_FIT_METRICS=TOKEN).test_client()
    alice = Candidate(client).start()
    alice.answer(1)
    for shown in ("", "Bearer x", f"Bearer {TOKEN}x", "Bearer \xff"):
        assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404
    found = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert found.status_code == 200
    counted = 'role_fit_requests_total{method="POST",status="303",view="take.answer"}'
    assert counted in found.text
    assert "role_fit_request_seconds_bucket" in found.text
    assert alice.token not in found.text


# Proxies


FORWARDED = {
    "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "quiz.example.org",
}


def test_links_are_what_the_proxy_was_asked_for_if_it_was_announced(make):
    client = make(ROLE_FIT_PROXIES="1").test_client()
    fields = Page(client.get("/", headers=FORWARDED)).form.fields
    begun = client.post("/start", data=fields, headers=FORWARDED)
    page = client.get(begun.location, headers=FORWARDED)
    assert f"https://quiz.example.org{begun.location.removesuffix('/q/1')}" in page.text


def test_nobody_is_believed_to_be_a_proxy_otherwise(make):
    client = make().test_client()
    fields = Page(client.get("/", headers=FORWARDED)).form.fields
    begun = client.post("/start", data=fields, headers=FORWARDED)
    page = client.get(begun.location, headers=FORWARDED)
    assert "quiz.example.org" not in page.text
    assert "https://localhost" not in page.text


def test_by_https_browsers_are_told_to_stay_there(make):
    behind = make(ROLE_FIT_PROXIES="1").test_client()
    by_https = behind.get("/", headers=FORWARDED)
    assert by_https.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in behind.get("/").headers


# Keys


OLD, NEW = "o" * 40, "n" * 40


def test_a_form_signed_with_an_older_key_still_begins_and_a_newer_key_signs(make):
    fields = Page(make(ROLE_FIT_SECRET_KEY=OLD).test_client().get("/")).form.fields
    rotated = make(ROLE_FIT_SECRET_KEY=NEW, ROLE_FIT_SECRET_KEY_OLD=OLD).test_client()
    assert rotated.post("/start", data=fields).status_code == 303
    fresh = Page(rotated.get("/")).form.fields
    only_new = make(ROLE_FIT_SECRET_KEY=NEW).test_client()
    assert only_new.post("/start", data=fresh).status_code == 303
    assert only_new.post("/start", data=fields).status_code == 422


@pytest.mark.both_databases
def test_a_link_shared_under_an_older_key_can_still_be_listed_and_taken_back(make):
    alice = Candidate(make(ROLE_FIT_SECRET_KEY=OLD).test_client()).start()
    alice.answer_all().finish()
    preview = alice.post(f"{alice.address}/share/preview", {"part": "profile", "name": ""})
    (form,) = (each for each in preview.forms if "seed" in each.fields)
    made = alice.post(f"{alice.address}/share", form.fields)
    assert made.status == 303, made.text
    rotated = make(ROLE_FIT_SECRET_KEY=NEW, ROLE_FIT_SECRET_KEY_OLD=OLD).test_client()
    page = rotated.get(f"{alice.address}/share")
    (link,) = set(re.findall(r'value="http://[^/"]+(/s/[\w-]{43})"', page.text))
    assert rotated.get(link).status_code == 200


def test_a_new_key_signs_no_member_out_and_an_open_form_asks_to_be_sent_again(make):
    olivia = hire(make(ROLE_FIT_SECRET_KEY=OLD), "Olivia")
    before = olivia.csrf()
    session = olivia.client.get_cookie("role_fit_session", path="/hr")
    rotated = MemberAtWork(make(ROLE_FIT_SECRET_KEY=NEW, ROLE_FIT_SECRET_KEY_OLD=OLD), olivia.email)
    rotated.client.set_cookie("role_fit_session", session.value, path="/hr")
    assert rotated.get("/hr/openings").status == 200
    fields = {"title": "Product lead", "link": ""}
    refused = rotated.post("/hr/openings/new", {**fields, "csrf_token": before})
    assert (refused.status, "no longer valid" in refused.text) == (400, True)
    assert rotated.post("/hr/openings/new", fields).status == 303


def test_several_lines_in_the_key_file_are_a_key_and_the_older_ones(environment, tmp_path):
    path = tmp_path / "instance" / "secret_key"
    path.write_text(f"{NEW}\n{OLD}\n")
    path.chmod(0o600)
    settings = Settings.from_environment(environment)
    assert settings.secret_keys == (NEW, OLD)
    assert OLD not in repr(settings)
