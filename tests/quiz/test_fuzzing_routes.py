"""Every route there is, asked with anything: an answer or a refusal, never a fault of ours.

The routes come from the application itself, so a new one is tried as soon as it is there.
"""

import re
from contextlib import suppress
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quiz.app import create_app
from quiz.hr.openings.logos import UnusableLogo, draw_logo
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store import OpeningSettings
from quiz.take.start import LONGEST_REF, read_ref
from quiz.tokens import sign_ref
from tests.quiz.candidate import Candidate
from tests.quiz.hr.account import hire
from tests.quiz.hr.openings.people import Sharing
from tests.quiz.hr.openings.test_logos import png

KEY = b"k" * 32
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NUMBERS = st.integers(-(2**70), 2**70).map(str)


def one_of(words):
    return st.sampled_from(words.split())


# What our own forms send, so that more than the first check is reached.
KNOWN = one_of(
    "1 0 skip on yes y en owner profile open paused * #17615a short auto ada@example.org "
    "https://example.org 00 \x00 a\x00b ² ٣"
)
NAMES = one_of(
    "title link roles length languages notice contact keep_days sites accent use_accent corner "
    "scheme logo logo_file seen may_send state hold email password name workspace access "
    "invitation session next mail-email code-email code-code current leave-current part revision "
    "seed fits job older ticket language back lang go"
)
VALUES = ANY_TEXT | KNOWN | NUMBERS
FIELDS = st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=3), max_size=8)
QUERY = st.dictionaries(
    one_of(
        "before q as done ref sig lang theme url format maxwidth maxheight rival ticket from "
        "next withdrawn"
    ),
    VALUES | st.from_regex(r"http://localhost(:\d{1,6})?/o?/?opening1?\??", fullmatch=True),
    max_size=4,
)


@pytest.fixture(scope="module")
def operator(tmp_path_factory, databases):
    with databases.fresh(tmp_path_factory.mktemp("routes") / "instance") as environ:
        yield Settings.from_environment({**environ, "ROLE_FIT_EMBED_SITES": "*"})


@pytest.fixture(scope="module")
def world(operator):
    """An owner with an opening and a shared result, and somebody at the public quiz."""
    app = create_app(operator)
    services = app.extensions[EXTENSION]
    owner = hire(app, "Olivia")
    store = services.store
    store.openings.create(
        owner.workspace_id, "opening1", OpeningSettings("Lead"), KEY, services.clock()
    )
    sent = Sharing(app, store.openings.find("opening1")).share()
    alice = Candidate(app.test_client()).start()
    known = {
        "public_id": "opening1",
        "result_id": sent.public_id,
        "token": alice.token,
        "member_id": str(owner.member_id),
        "number": "1",
    }
    yield SimpleNamespace(app=app, owner=owner, known=known)
    store.close()


def routes_of(app):
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    )


def filled(rule, known, data):
    """An address of a route: with what there is, or with anything."""
    path = rule
    for name in re.findall(r"<(?:\w+:)?(\w+)>", rule):
        given = st.integers(0, 2**70).map(str) if f"<int:{name}>" in rule else VALUES
        there = st.just(known[name]) if name in known else given
        value = data.draw(there | there | given).replace("/", "").replace("?", "%3F")
        path = re.sub(rf"<(?:\w+:)?{name}>", lambda _, value=value: value, path)
    return path


@pytest.mark.both_databases
@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_route_has_a_fault_whatever_it_is_asked(world, data):
    method, rule = data.draw(st.sampled_from(routes_of(world.app)))
    # What there is stays for the others: only what there is not is deleted.
    known = {} if rule.endswith("/delete") else world.known
    path, query = filled(rule, known, data), data.draw(QUERY)
    if method == "GET":
        done = world.owner.client.get(path, query_string=query)
    else:
        fields = {**data.draw(FIELDS), "csrf_token": world.owner.csrf()}
        done = world.owner.client.post(path, data=fields, query_string=query)
    assert done.status_code < 500 or (done.status_code, rule) == (501, "/oembed")
    done.get_data()  # also what is streamed
    if not world.owner.client.get_cookie("role_fit_session", path="/hr"):
        world.owner.sign_in()


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_no_number_in_an_address_is_too_large_for_the_database(world, number):
    owner = world.owner
    assert owner.post(f"/hr/members/{number}/remove").status == 404
    assert owner.post(f"/hr/members/{number}/access", {"access": "viewer"}).status == 404
    assert owner.get(f"/hr/openings?before={number}").status == 200
    assert owner.get(f"/hr/openings/opening1/results?before={number}-{number}").status == 200
    assert owner.client.get(f"/a/{world.known['token']}/q/{number}").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/o/%00", "/hr/openings/a%00b", "/?lang=%00", "/s/%00"])
def test_a_null_in_an_address_is_no_text(world, path):
    """PostgreSQL keeps no such text, and no person types it."""
    assert world.owner.client.get(path).status_code == 400


@pytest.mark.both_databases
def test_a_null_in_a_form_is_no_text(world):
    fields = {"title": "Le\x00ad", "link": ""}
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        sent = {**fields, "csrf_token": world.owner.csrf()}
        done = world.owner.client.post("/hr/openings/new", data=sent, content_type=kind)
        assert done.status_code == 400


@FEW
@given(
    method=st.sampled_from(["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X"]),
    path=st.sampled_from(["/", "/start", "/hr/openings", "/look/role-fit.css", "/healthz", "/no"]),
)
def test_no_other_method_does_anything(world, method, path):
    done = world.owner.client.open(path, method=method)
    assert done.status_code in (400, 404, 405)  # 400: members' pages ask for a token first
    assert "Content-Security-Policy" in done.headers


HOSTS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40) | st.sampled_from(
    ["", "[::1", "a:b:c", "evil.example:99999", "[::1]:1", "x" * 300, "-", "..", 'a"b', "<b>"]
)


@FEW
@given(
    host=HOSTS, path=st.sampled_from(["/", "/oembed?url=http://localhost/", "/o/opening1", "/hr/"])
)
@example(host="[::1", path="/oembed?url=http://localhost/")
def test_no_host_is_a_fault_of_ours(world, host, path):
    for headers in ({"Host": host}, {"X-Forwarded-Host": host, "X-Forwarded-Proto": host}):
        done = world.app.test_client().get(path, headers=headers)
        assert done.status_code < 500
        assert "<b>" not in done.get_data(as_text=True)


@FEW
@given(
    length=st.sampled_from(["-1", "abc", "1e3", "", "99999999999999999999", "0", " 5"]),
    kind=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    | st.sampled_from(["multipart/form-data", "multipart/form-data; boundary=", "text/plain;="]),
)
def test_no_length_and_no_kind_of_body_is_a_fault_of_ours(world, length, kind):
    done = world.app.test_client().post(
        "/start", data=b"ticket=x", headers={"Content-Length": length, "Content-Type": kind}
    )
    assert done.status_code in (400, 411, 413, 415, 422)


# References and logos


@given(ref=ANY_TEXT, sig=ANY_TEXT | st.none())
def test_a_reference_is_read_or_left_out_and_counts_as_signed_by_its_key_alone(ref, sig):
    found = read_ref({"ref": ref} | ({} if sig is None else {"sig": sig}), KEY)
    assert not found.signed or sig == sign_ref(KEY, ref)
    assert found.text is None or (found.text.isprintable() and len(found.text) <= LONGEST_REF)
    assert found.text is None or found.problem is None


@given(ref=st.text(min_size=1, max_size=LONGEST_REF))
def test_a_reference_that_was_signed_cannot_be_swapped(ref):
    signature = sign_ref(KEY, "REQ-17")
    found = read_ref({"ref": ref, "sig": signature}, KEY)
    assert found.signed == (ref == "REQ-17")


@FEW
@given(data=st.data())
def test_no_file_as_a_logo_is_a_fault_of_ours(world, data):
    good = png(8, 8)
    at = data.draw(st.integers(0, len(good)))
    content = data.draw(st.binary(max_size=200)) + good[at:]
    with suppress(UnusableLogo):
        draw_logo(content)
    fields = {"csrf_token": world.owner.csrf(), "logo_file": (BytesIO(content), "../../logo.png")}
    done = world.owner.client.post("/hr/openings/opening1/settings", data=fields)
    assert done.status_code == 422  # what else the form needs is not there
