"""Whatever comes from outside, it is read or refused in words: never a fault of ours."""

import json
import tomllib
from contextlib import suppress
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.inputs.faults import Faults
from quiz.app import create_app
from quiz.commands import main
from quiz.languages.language import languages
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings, described_settings
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    looks_like_seed,
    looks_like_token,
    read_start_ticket,
    sign_start_ticket,
)
from quiz.typed_text import read_site
from tests.quiz.candidate import PAGES, Candidate

KEY = "k" * 40
ITEMS = [item.id for page in PAGES for item in page]
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADER_TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60
)


@pytest.fixture(scope="module")
def one_app(tmp_path_factory, databases):
    with databases.fresh(tmp_path_factory.mktemp("fuzzed") / "instance") as environ:
        app = create_app(Settings.from_environment({**environ, "ROLE_FIT_PROXIES": "1"}))
        yield app
        app.extensions[EXTENSION].store.close()


@pytest.fixture(scope="module")
def someone(one_app):
    return Candidate(one_app.test_client()).start()


# Forms, addresses and headers


@pytest.mark.both_databases
@FEW
@given(
    fields=st.dictionaries(
        st.sampled_from([*ITEMS[:9], "seen", "go", "from", "language", "at_odds"]) | st.text(),
        st.sampled_from(["1", "6", "skip", "0", "on", "back", "review", "de"])
        | st.text()
        | st.integers().map(str),
        max_size=12,
    )
)
def test_no_form_of_answers_is_a_fault_of_ours(someone, fields):
    null = any("\0" in text for pair in fields.items() for text in pair)
    for place in ("q/1", "q/1/save.json"):
        response = someone.client.post(f"{someone.address}/{place}", data=fields)
        assert response.status_code in ((400,) if null else (200, 303, 409, 422, 429))


@pytest.mark.both_databases
@FEW
@given(body=st.binary(max_size=300))
def test_no_body_is_a_fault_of_ours(someone, body):
    for content_type in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
    ):
        for path in (f"{someone.address}/q/1", "/start", f"{someone.address}/share"):
            response = someone.client.post(path, data=body, content_type=content_type)
            assert response.status_code in (303, 400, 413, 422, 429)


@pytest.mark.both_databases
@FEW
@given(path=st.text(max_size=80), query=st.text(max_size=40))
def test_no_address_is_a_fault_of_ours(one_app, path, query):
    client = one_app.test_client()
    for start in ("/", "/a/", "/s/", "/o/", "/look/", "/oembed"):
        response = client.get(
            start + quote(path), query_string={"lang": query, "ref": query, "url": path}
        )
        assert response.status_code < 500


@FEW
@given(
    headers=st.fixed_dictionaries(
        {},
        optional={
            "Accept-Language": HEADER_TEXT,
            "Cookie": HEADER_TEXT,
            "Accept": HEADER_TEXT,
            "Accept-Encoding": HEADER_TEXT,
            "If-None-Match": HEADER_TEXT,
            "Range": HEADER_TEXT,
            "Origin": HEADER_TEXT,
            "X-Request-ID": HEADER_TEXT,
            "X-Forwarded-For": HEADER_TEXT,
            "X-Forwarded-Proto": st.sampled_from(["http", "https", "ftp", "", "https,http"]),
            "Authorization": HEADER_TEXT,
            "Sec-Fetch-Site": HEADER_TEXT,
            "Sec-Fetch-Dest": HEADER_TEXT,
            "User-Agent": HEADER_TEXT,
        },
    )
)
def test_no_header_is_a_fault_of_ours(one_app, someone, headers):
    client = one_app.test_client()
    for path in ("/", f"{someone.address}/q/1", "/hr/openings", "/hr/sign-in", "/metrics"):
        response = client.get(path, headers=headers)
        assert response.status_code < 500
        assert "\n" not in response.headers["X-Request-ID"]


@pytest.mark.both_databases
@FEW
@given(token=st.text(max_size=60))
def test_no_token_is_a_fault_of_ours(one_app, token):
    assert looks_like_token(token) in (True, False)
    assert looks_like_seed(token) in (True, False)
    client = one_app.test_client()
    for path in ("/a/{}/q/1", "/s/{}", "/hr/join/{}", "/o/{}"):
        assert client.get(path.format(token.replace("/", "%2F"))).status_code < 500


# Tickets


@given(ticket=st.text())
def test_no_ticket_is_a_fault_of_ours(ticket):
    with pytest.raises((ForgedTicket, ExpiredTicket)):
        read_start_ticket((KEY, "o" * 40), ticket)


@given(st.data())
def test_a_ticket_cut_short_or_doubled_is_forged(data):
    ticket = sign_start_ticket(KEY, "en")
    at = data.draw(st.integers(0, len(ticket) - 1))
    for changed in (ticket[:at], ticket[at:] + ticket, ticket[:at] + "\x00" + ticket[at:]):
        with pytest.raises(ForgedTicket):
            read_start_ticket(KEY, changed)


# Files given to commands


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(ITEMS) | st.text(), inner),
    max_leaves=8,
)


def run(*arguments):
    """Call a command; its exit code, where it ended in no traceback."""
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code


@FEW
@given(content=JSON)
def test_no_json_of_answers_is_a_fault_of_ours(tmp_path, content):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(content))
    assert run("match", path) in (0, 2)
    assert run("verify", path) in (0, 1, 2)


@FEW
@given(content=st.binary(max_size=200))
def test_no_bytes_are_a_fault_of_ours(tmp_path, content):
    for name in ("answers.json", "answers.csv", "backup.sqlite3"):
        (tmp_path / name).write_bytes(content)
    assert run("match", tmp_path / "answers.json") in (0, 2)
    assert run("score", tmp_path / "answers.csv", "-o", tmp_path / "out.csv") in (0, 2)


@FEW
@given(
    rows=st.lists(
        st.lists(st.text(max_size=12) | st.integers(-1, 8).map(str), max_size=5), max_size=5
    )
)
def test_no_table_is_a_fault_of_ours(tmp_path, rows):
    path = tmp_path / "answers.csv"
    header = ",".join(ITEMS[:5])
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]), errors="replace")
    assert run("score", path, "-o", tmp_path / "out.csv") in (0, 2)


@given(text=st.text(max_size=200))
def test_no_toml_is_a_fault_of_ours(text):
    """Our own TOML files are read by tomllib alone: it reads, or says what it could not."""
    with suppress(tomllib.TOMLDecodeError):
        assert isinstance(tomllib.loads(text), dict)


# Settings and sites


@FEW
@given(
    environ=st.dictionaries(
        st.sampled_from(
            [
                each.metadata["name"]
                for each in described_settings()
                if each.metadata["name"] != "ROLE_FIT_INSTANCE"
            ]
        ),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80),
        max_size=6,
    )
)
def test_no_settings_are_a_fault_of_ours(tmp_path, environ):
    with suppress(Faults):
        Settings.from_environment({"ROLE_FIT_INSTANCE": str(tmp_path / "instance"), **environ})


@given(
    text=st.text(max_size=60) | st.from_regex(r"https?://[a-z*.:0-9\[\]-]{0,40}", fullmatch=True)
)
def test_a_site_is_read_or_refused_and_never_holds_what_ends_a_policy(text):
    site = read_site(text)
    assert site is None or not set(site) & set("; ,'\"\n\r")


def test_the_languages_that_are_tried_are_those_there_are():
    assert {"en", "de", "he"} <= set(languages())
