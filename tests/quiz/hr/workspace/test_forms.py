"""Forms of members come from pages of ours; what fails is told in their words."""

import pytest
from sqlalchemy.exc import OperationalError

from quiz.services import EXTENSION
from tests.quiz.hr.account import MemberAtWork


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_names_another_site_is_believed(owner, store, site):
    headers = {"Sec-Fetch-Site": site}
    page = owner.post("/hr/members/workspace", {"workspace": "Theirs"}, headers=headers)
    assert page.status == 400
    assert [each.name for each in store.members.workspaces()] == ["Example & Daughters"]


@pytest.mark.parametrize("token", ["", "x", "A" * 43, None])
def test_a_forged_token_is_refused(owner, store, token):
    fields = {"workspace": "Theirs"} | ({"csrf_token": token} if token is not None else {})
    assert owner.post("/hr/members/workspace", fields, csrf=False).status == 400
    assert [each.name for each in store.members.workspaces()] == ["Example & Daughters"]


def test_the_token_of_somebody_else_is_refused(owner, outsider, stranger):
    for other in (outsider, stranger):
        fields = {"workspace": "Theirs", "csrf_token": other.csrf()}
        assert owner.post("/hr/members/workspace", fields).status == 400


def test_a_sign_in_form_of_another_browser_is_refused(app, owner, stranger):
    """Else somebody could be signed in to an account that is not theirs, and write into it."""
    victim = MemberAtWork(app, "x@example.org")
    victim.csrf()
    fields = {"email": owner.email, "password": owner.password, "csrf_token": stranger.csrf()}
    assert victim.post("/hr/sign-in", fields).status == 400
    assert victim.get("/hr/account").status == 303


def test_a_form_kept_open_over_another_sign_in_can_be_sent_again(owner, store):
    old = {"workspace": "Example & Co", "csrf_token": owner.csrf()}
    owner.post("/hr/sign-out")
    owner.sign_in()
    page = owner.post("/hr/members/workspace", old, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status == 400
    assert "This is what you were about to send" in page.text
    assert page.forms[""]["workspace"] == "Example & Co"
    assert owner.post("/hr/members/workspace", page.forms[""]).status == 303
    assert [each.name for each in store.members.workspaces()] == ["Example & Co"]


def test_what_another_site_sent_is_never_offered_again(owner):
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}):
        page = owner.post("/hr/members/workspace", {"workspace": "X"}, csrf=False, headers=headers)
        assert "" not in page.forms


def test_a_password_is_never_repeated(owner):
    fields = {"current": owner.password, "password": "granite over slow tide"}
    page = owner.post(
        "/hr/account/password", fields, csrf=False, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert page.status == 400
    assert owner.password not in page.html
    assert "granite" not in page.html


def test_pages_with_a_secret_in_their_forms_are_not_compressed(owner):
    page = owner.get("/hr/members", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers


def test_members_pages_are_in_english_whatever_the_browser_prefers(owner):
    page = owner.get("/hr/nowhere?lang=de", headers={"Accept-Language": "de"})
    assert page.status == 404
    assert 'lang="en"' in page.html
    assert "There is no such page" in page.text


def test_an_error_keeps_the_way_back_to_the_openings(owner, stranger):
    page = owner.get("/hr/nowhere")
    assert page.kind == "error"
    assert "Go to your openings" in page.text
    assert "Members" in page.text
    assert "Sign in" in stranger.get("/hr/nowhere").text


def test_a_wrong_method_says_which_are_right(owner):
    page = owner.get("/hr/members/invite")
    assert page.status == 405
    assert "POST" in page.headers["Allow"]


def test_too_little_access_is_told_with_what_to_do(viewer):
    page = viewer.post("/hr/members/workspace", {"workspace": "Mine"})
    assert page.status == 403
    assert "Ask an owner of your workspace" in page.text


@pytest.mark.both_databases
def test_a_database_out_of_reach_is_told_and_not_asked_once_more(app, owner, monkeypatch):
    def unreachable(*_):
        raise OperationalError("select", {}, Exception("no such host"))

    monkeypatch.setattr(app.extensions[EXTENSION].store.sessions, "find", unreachable)
    page = owner.get("/hr/members")
    assert page.status == 503
    assert "The database cannot be reached" in page.text
    assert "Retry-After" in page.headers


def test_programs_get_problem_details(owner):
    response = owner.client.get("/hr/nowhere", headers={"Accept": "application/json"})
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["title"] == "There is no such page"


def test_a_link_that_works_once_is_never_logged(app, stranger, caplog, monkeypatch):
    def fail(*_):
        raise OperationalError("select", {}, Exception("no such host"))

    token = "T" * 43
    monkeypatch.setattr(app.extensions[EXTENSION].store.invitations, "find", fail)
    assert stranger.get(f"/hr/join/{token}").status == 503
    assert caplog.text
    assert token not in caplog.text


def test_what_a_notice_says_is_ours(owner):
    assert "Your account is saved" in owner.get("/hr/account?done=profile-saved").text
    page = owner.get("/hr/account?done=You+have+won")
    assert "won" not in page.text
