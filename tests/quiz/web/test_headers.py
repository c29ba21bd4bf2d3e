"""What every response tells browsers, caches and crawlers."""

import gzip

import pytest

from quiz.look.assets import assets
from quiz.web.headers import FIXED, SAVING_POLICY
from tests.quiz.candidate import Candidate

KEPT = ("text/css", "text/javascript", "image/svg+xml", "image/png")
POLICY = "Content-Security-Policy"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def responses(alice):
    """One of every kind: pages, redirects, errors, files; some before, some after finishing."""
    client, page = alice.client, alice.at("q/1")
    found = [
        client.get("/"),
        client.post("/start"),
        client.get(alice.address),
        page.response,
        alice.send(page, {}).response,
        alice.answer(1).response,
        alice.send(page, dict.fromkeys(page.form.radios, "1")).response,
        alice.at("review").response,
        alice.finish().response,
        alice.answer_all().finish().response,
        alice.at("result").response,
        client.get("/o/forged"),
        client.get("/nowhere"),
        client.get("/?%ff"),
        client.delete("/"),
        client.options("/"),
        client.post("/start", data=b"x" * 100_000),
        client.head("/"),
        client.options("/start"),
        client.get("/", headers={"Host": "[::1"}),
        client.get("/healthz"),
    ]
    files = [client.get(f"/look/{asset.address}") for asset in assets().values()]
    found += files
    known = {"If-None-Match": files[0].headers["ETag"]}
    found.append(client.get(files[0].request.path, headers=known))
    statuses = {each.status_code for each in found}
    assert statuses >= {200, 302, 303, 304, 400, 404, 405, 409, 413, 422}
    return found


def test_every_response_has_every_header_of_ours(responses):
    for response in responses:
        for name, value in FIXED.items():
            (found,) = response.headers.getlist(name)
            # tests/quiz/take/test_saving.py says which pages have the other policy.
            assert found == value or (name, found) == (POLICY, SAVING_POLICY)
        assert "Server-Timing" not in response.headers
        assert "Set-Cookie" not in response.headers


@pytest.mark.fresh_app
@pytest.mark.parametrize("path", ["/", "/hr/sign-in", "/a/forged", "/look/nothing.css"])
def test_a_fault_of_ours_has_them_too(app, client, path):
    def fail():
        raise RuntimeError("secret")

    app.before_request_funcs[None].append(fail)
    response = client.get(path)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert {name: response.headers.get(name) for name in FIXED} == FIXED
    assert response.headers["Cache-Control"] == "no-store"


def test_the_policy_allows_our_own_files_only():
    policy = FIXED[POLICY]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert FIXED["Referrer-Policy"] == "no-referrer"


def test_nothing_but_the_files_of_the_look_may_be_kept(responses):
    for response in responses:
        kept = response.headers["Cache-Control"] != "no-store"
        assert kept == (response.mimetype in KEPT or response.status_code == 304)


def test_pages_of_an_attempt_are_not_for_crawlers(alice):
    for address in (alice.address, f"{alice.address}/q/1", "/a/forged"):
        assert alice.client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in alice.client.get("/").headers


def test_no_page_holds_inline_script_or_style(responses):
    for response in responses:
        if response.mimetype == "text/html":
            for word in ("<style", " style=", " onclick=", "<script>", "javascript:"):
                assert word not in response.text


def test_a_file_of_the_look_is_kept_for_a_year_under_a_name_of_its_content(client):
    page = Candidate(client).get("/")
    for asset in assets().values():
        response = client.get(f"/look/{asset.address}")
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.mimetype == asset.mimetype
        assert response.data == asset.body
    assert f"/look/{assets()['role-fit.css'].address}" in page.html


@pytest.mark.parametrize("name", ["role-fit.css", "role-fit.000000000000.css", "..", "%2e%2e"])
def test_only_the_current_files_are_served(client, name):
    assert client.get(f"/look/{name}").status_code == 404


def test_pages_are_compressed_for_browsers_that_accept_it(alice):
    plain = alice.at("q/1")
    packed = alice.client.get(f"{alice.address}/q/1", headers=BROWSER)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode() == plain.html
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.html) / 3
    assert "Content-Encoding" not in plain.headers
    for headers in (plain.headers, packed.headers):
        assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br"])
def test_browsers_that_do_not_accept_gzip_get_plain_text(alice, accepted):
    response = alice.client.get("/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers


def test_what_is_small_stays_as_it_is(client):
    response = client.get("/a/x", headers={"Accept": "application/json", **BROWSER})
    assert "Content-Encoding" not in response.headers


def test_head_has_the_headers_of_get_and_no_body(client):
    response = client.head("/", headers=BROWSER)
    assert response.data == b""
    assert response.headers["Vary"] == "Accept-Encoding"
