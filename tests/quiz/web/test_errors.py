"""Every failure has a page in plain words; no log and no page holds what it should not."""

import io
import logging

import pytest
from sqlalchemy.exc import OperationalError

from quiz.web.errors import PROBLEMS
from quiz.web.request_limits import BODY_LIMIT, LONGEST_HOST
from tests.quiz.broken_database import gone
from tests.quiz.candidate import PAGES, Candidate, Page

FORGED = "A" * 43


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", ["", "/q/1", "/review", "/finish", "/result"])
@pytest.mark.parametrize("token", [FORGED, "short", "ünïcode", "%01", "..", "'--", "x" * 3000])
def test_a_forged_token_is_not_found_whatever_is_asked_of_it(client, token, place, method):
    response = getattr(client, method)(f"/a/{token}{place}")
    assert response.status_code in (404, 405)
    assert "Traceback" not in response.text


def test_the_page_of_an_unknown_attempt_says_what_may_have_happened_and_what_to_do(client):
    page = Candidate(client).get(f"/a/{FORGED}/q/1")
    assert (page.status, page.kind) == (404, "error")
    assert "cut short" in page.text
    assert "30 days" in page.text
    assert "12 months" in page.text
    assert "Start again" in page.text
    assert "mailto:jobs@example.org" in page.links
    assert FORGED not in page.html


@pytest.mark.both_databases
def test_an_attempt_that_goes_while_its_page_is_open_is_not_found(alice, clock):
    page = alice.at("q/1")
    clock.pass_days(31)
    assert alice.send(page, {}).status == 404


def test_a_page_that_is_not_there_is_not_found(client):
    page = Candidate(client).get("/nowhere")
    assert (page.status, page.kind) == (404, "error")
    assert "There is no such page" in page.text


def test_a_wrong_method_says_which_are_right(client):
    response = client.get("/start")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert Page(response).kind == "error"


@pytest.mark.parametrize("path", ["/a/{token}/q/1", "/a/{token}/finish", "/start", "/nowhere"])
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain"]
)
def test_a_body_of_10_mb_is_refused(alice, path, content_type):
    body = io.BytesIO(b"a=" + b"x" * 10_000_000)
    response = alice.client.post(
        path.format(token=alice.token), data=body, content_type=content_type
    )
    assert response.status_code == 413
    assert "Nothing of it was saved" in Page(response).text


def test_a_body_of_unknown_length_is_bounded_too(alice):
    response = alice.client.post(
        f"{alice.address}/q/1",
        input_stream=io.BytesIO(b"a=" + b"x" * BODY_LIMIT),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413


def test_a_form_of_too_many_parts_is_refused(alice):
    fields = {f"field{number}": "1" for number in range(200)}
    response = alice.client.post(
        f"{alice.address}/q/1", data=fields, content_type="multipart/form-data"
    )
    assert response.status_code == 413


@pytest.mark.parametrize("host", ["example." * 1000 + "org", "!" * (LONGEST_HOST + 1)])
def test_a_host_that_is_too_long_to_be_one_is_a_bad_request(client, host):
    response = client.get("/", environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 400
    assert "names no host" in response.text


def test_the_longest_name_with_a_port_is_a_host(client):
    host = f"{'x.' * 125}org:65535"
    assert len(host) == LONGEST_HOST
    assert f"http://{host}/" in client.get("/", environ_overrides={"HTTP_HOST": host}).text


@pytest.mark.parametrize("path", ["/\xff", "/a/\xc3(/q/1", "/look/\xfe"])
def test_an_address_that_is_not_utf8_is_a_bad_request(client, path):
    # Set in the environment: the test client would mend it.
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code == 400
    assert "not readable text" in response.text


@pytest.mark.parametrize("path", ["/?x=%ff", "/a/x?from=%fe", "/nowhere?%c3%28"])
def test_a_query_that_is_not_utf8_is_a_bad_request(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"\xff=1", b"%ff=1", b"seen=%c3%28", b"seen=\xfe", b"%s=\xff" % PAGES[0][0].id.encode()],
)
def test_a_form_that_is_not_utf8_is_a_bad_request_and_saves_nothing(alice, body):
    response = alice.client.post(
        f"{alice.address}/q/1", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert alice.at("q/1").checked == {}


def test_a_form_in_parts_that_is_not_utf8_is_a_bad_request(alice):
    body = b'--x\r\nContent-Disposition: form-data; name="seen"\r\n\r\n\xff\r\n--x--\r\n'
    response = alice.client.post(
        f"{alice.address}/q/1", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "nonsense", ""])
def test_a_body_that_is_no_form_is_refused_with_the_page(alice, content_type):
    response = alice.client.post(f"{alice.address}/q/1", data=b"{", content_type=content_type)
    assert response.status_code == 422
    assert Page(response).kind == "question"


@pytest.mark.both_databases
def test_a_missing_page_of_answers_loses_nothing(alice):
    alice.answer(1, 5)
    alice.client.post(f"{alice.address}/q/1", data=b"x" * 1_000_000)
    assert set(alice.at("q/1").checked.values()) == {"5"}


@pytest.mark.both_databases
def test_database_trouble_says_that_nothing_saved_is_lost(alice, app):
    with gone(app):
        response = alice.client.get(f"{alice.address}/q/1")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Nothing you saved is lost" in Page(response).text


@pytest.fixture
def app_with_faults(app):
    def unforeseen(token):
        raise RuntimeError(f"secret detail about {token}")

    def unreachable(token):
        raise OperationalError(f"SELECT {token}", None, Exception("locked"))

    app.add_url_rule("/a/<token>/unforeseen", view_func=unforeseen)
    app.add_url_rule("/a/<token>/unreachable", view_func=unreachable)
    return app


@pytest.mark.fresh_app
def test_an_unforeseen_fault_shows_no_details(app_with_faults):
    response = app_with_faults.test_client().get(f"/a/{FORGED}/unforeseen")
    assert response.status_code == 500
    assert "not of yours" in response.text
    for word in ("secret detail", "RuntimeError", "Traceback", FORGED):
        assert word not in response.text


@pytest.mark.parametrize("fault", ["unforeseen", "unreachable"])
@pytest.mark.fresh_app
def test_the_log_says_what_failed_and_never_holds_a_token(app_with_faults, caplog, fault):
    with caplog.at_level(logging.DEBUG):
        app_with_faults.test_client().get(f"/a/{FORGED}/{fault}")
    assert fault in caplog.text
    assert "(token)" in caplog.text
    assert FORGED not in caplog.text


def test_the_ordinary_journey_logs_nothing(alice, caplog):
    with caplog.at_level(logging.DEBUG):
        alice.answer_all().finish()
        alice.at("result")
    assert alice.token not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nowhere", 404), ("get", "/start", 405), ("get", "/?%ff", 400)],
)
def test_programs_that_ask_for_json_get_problem_details(client, method, path, status):
    response = getattr(client, method)(path, headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == status
    assert problem["title"] == PROBLEMS[status].title
    assert set(problem) == {"type", "title", "status", "detail"}


def test_browsers_get_a_page(client):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for headers in ({}, {"Accept": accept}, {"Accept": "*/*"}):
        assert client.get("/nowhere", headers=headers).mimetype == "text/html"
