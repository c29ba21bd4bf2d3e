"""A member's account: name, password, codes, browsers, and leaving."""

import pytest

from quiz.services import EXTENSION
from tests.quiz.hr.account import MemberAtWork, hire

NEW = "granite over slow tide"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def elsewhere(app, owner):
    """Olivia signed in at another computer, with Firefox."""
    elsewhere = MemberAtWork(app, owner.email)
    fields = {"email": owner.email, "password": owner.password}
    elsewhere.post("/hr/sign-in", fields, headers={"User-Agent": FIREFOX})
    return elsewhere


@pytest.mark.both_databases
def test_name_and_notification_are_saved(owner, store):
    done = owner.post("/hr/account/profile", {"name": " Olivia \u202eNg "})
    assert "Your account is saved" in owner.get(done.location).text
    found = store.members.find(owner.member_id)
    assert (found.name, found.notified) == ("Olivia Ng", False)
    owner.post("/hr/account/profile", {"name": "Olivia Ng", "notified": "y"})
    assert store.members.find(owner.member_id).notified


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
def test_a_name_that_is_none_is_refused_and_stays_to_be_mended(owner, store, name):
    page = owner.post("/hr/account/profile", {"name": name})
    assert page.status == 422
    assert page.form("/hr/account/profile")["name"] == name.strip()
    assert store.members.find(owner.member_id).name == "Olivia"


@pytest.mark.both_databases
def test_a_new_password_signs_out_everywhere_else(owner, elsewhere):
    fields = {"current": owner.password, "password": NEW}
    done = owner.post("/hr/account/password", fields)
    assert "Your new password is set" in owner.get(done.location).text
    assert elsewhere.get("/hr/account").status == 303
    assert elsewhere.sign_in().status == 422
    assert elsewhere.sign_in(password=NEW).status == 303


def test_a_new_password_needs_the_old_and_every_fault_is_said(owner):
    page = owner.post("/hr/account/password", {"current": "not it", "password": "short"})
    assert page.status == 422
    assert "This is not your password" in page.text
    assert "It has 5 characters" in page.text
    assert owner.post("/hr/sign-out").status == 303
    assert owner.sign_in().status == 303


@pytest.mark.parametrize("known", ["Margarethe Olivia", "margarethe.o", "Example & Daughters"])
def test_a_new_password_is_not_what_anybody_knows(app, known):
    somebody = hire(app, "Margarethe.O")
    somebody.post("/hr/account/profile", {"name": "Margarethe Olivia"})
    fields = {"current": somebody.password, "password": known.ljust(12, "1")}
    page = somebody.post("/hr/account/password", fields)
    assert page.status == 422
    assert "It is your name or address" in page.text


def test_a_new_password_takes_a_new_token(owner):
    before = owner.client.get_cookie("role_fit_session", path="/hr").value
    owner.post("/hr/account/password", {"current": owner.password, "password": NEW})
    assert owner.client.get_cookie("role_fit_session", path="/hr").value != before
    assert owner.get("/hr/account").status == 200


def test_the_password_cannot_be_guessed_from_inside_either(owner):
    for _ in range(10):
        owner.post("/hr/account/codes", {"codes-current": "a guess"})
    page = owner.post("/hr/account/codes", {"codes-current": owner.password})
    assert page.status == 422
    assert "There were too many tries. Wait" in page.text


@pytest.mark.both_databases
def test_new_codes_need_the_password_and_end_the_old(owner, store):
    assert owner.post("/hr/account/codes", {"codes-current": "no"}).status == 422
    assert store.members.codes_left(owner.member_id) == 0
    page = owner.post("/hr/account/codes", {"codes-current": owner.password})
    assert page.kind == "codes"
    assert "Older codes no longer work" in page.text
    assert store.members.codes_left(owner.member_id) == 10


@pytest.mark.both_databases
def test_browsers_are_listed_in_words(owner, elsewhere):
    page = owner.get("/hr/account")
    assert "Firefox on Linux" in page.text
    assert "(this one)" in page.text
    assert "22 November 2026, 12:00 UTC" in page.text


def test_another_browser_is_signed_out(owner, elsewhere, store, clock):
    listed = store.sessions.of(owner.member_id, clock())
    (other,) = [each for each in listed if each.browser == FIREFOX]
    done = owner.post("/hr/account/sessions/end", {"session": other.token_hash.hex()})
    assert "That browser is signed out" in owner.get(done.location).text
    assert elsewhere.get("/hr/account").status == 303
    assert owner.get("/hr/account").status == 200


def test_this_browser_is_signed_out_from_the_list(owner, store, clock):
    (mine,) = store.sessions.of(owner.member_id, clock())
    done = owner.post("/hr/account/sessions/end", {"session": mine.token_hash.hex()})
    assert done.path == "/hr/sign-in"
    assert owner.get("/hr/account").status == 303


def test_nobody_ends_the_session_of_somebody_else(owner, editor, store, clock):
    (theirs,) = store.sessions.of(editor.member_id, clock())
    for named in (theirs.token_hash.hex(), "", "zz", "00" * 32):
        assert owner.post("/hr/account/sessions/end", {"session": named}).status == 303
    assert editor.get("/hr/account").status == 200


@pytest.mark.both_databases
def test_a_member_leaves_and_nothing_is_kept(viewer, store):
    assert viewer.post("/hr/account/leave", {"leave-current": "no"}).status == 422
    done = viewer.post("/hr/account/leave", {"leave-current": viewer.password})
    assert "You have left the workspace" in viewer.get(done.location).text
    assert store.members.find(viewer.member_id) is None
    assert viewer.sign_in().status == 422


def test_the_last_owner_does_not_leave(app, owner, store):
    page = owner.post("/hr/account/leave", {"leave-current": owner.password})
    assert page.status == 409
    assert "You are the last owner" in page.text
    hire(app, "Paula", "owner", owner.workspace_id)
    assert owner.post("/hr/account/leave", {"leave-current": owner.password}).status == 303
