"""Signing in: what is refused, what begins, where it leads, and how it ends."""

import re
from datetime import timedelta

import pytest

from quiz.hr.workspace import sign_in_tries
from quiz.services import EXTENSION
from quiz.store import Limit
from quiz.store.sessions import IDLE
from tests.quiz.hr.account import MemberAtWork
from tests.quiz.stored import content


def cookies(response):
    """What a response sets: {name: the whole header}."""
    return {line.split("=")[0]: line for line in response.headers.getlist("Set-Cookie")}


def session_cookie(member):
    return member.client.get_cookie("role_fit_session", path="/hr")


@pytest.fixture
def another_browser(app, owner):
    """Olivia at another computer, not signed in there."""
    return MemberAtWork(app, owner.email)


def test_members_are_who_they_are(owner, editor, viewer, outsider):
    for each, access in ((owner, "owner"), (editor, "editor"), (viewer, "viewer")):
        assert f"as {access} of Example & Daughters" in each.get("/hr/account").text
    assert "as owner of Another Ltd" in outsider.get("/hr/account").text


def test_who_is_not_signed_in_is_asked_to_and_comes_back(stranger, another_browser):
    page = stranger.get("/hr/members?done=left")
    assert (page.status, page.path) == (303, "/hr/sign-in")
    form = another_browser.get(page.location).form("/hr/sign-in")
    assert form["next"] == "/hr/members?done=left"
    done = another_browser.sign_in(next=form["next"])
    assert (done.status, done.location) == (303, "/hr/members?done=left")


def test_a_form_of_somebody_signed_out_leads_back_to_its_page(stranger):
    page = stranger.post("/hr/account/profile", {"name": "Mallory"})
    assert (page.status, page.location) == (303, "/hr/sign-in?next=/hr/account")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/hr/", "/\\evil.example", "/hr//evil.example",
        "/hr/../../a/x", "/hr/%2e%2e/x", "/hrx", "/hr/\nx", "javascript:alert(1)", "", "/", "/a/x",
        "/hr/members\\", "/hr/@evil", "/hr/" + "a" * 600,
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(another_browser, address):
    assert another_browser.sign_in(next=address).location == "/hr/openings"


def test_an_address_is_taken_however_it_is_written(another_browser):
    assert another_browser.sign_in(email="  OLIVIA@Example.org ").status == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(another_browser, stranger):
    wrong = another_browser.sign_in(password="not this one at all")
    unknown = stranger.sign_in()
    assert wrong.status == unknown.status == 422
    assert "do not belong together" in wrong.text
    assert wrong.text == unknown.text
    for page in (wrong, unknown):
        assert "role_fit_session" not in cookies(page.response)


def test_an_unknown_address_takes_as_long_as_a_known_one(app, monkeypatch, stranger):
    """Counted, not timed: the password of nobody is hashed as often as one of a member."""
    from quiz.hr.workspace import passwords

    verified = []
    verify = passwords._hasher.verify

    def count(stored, password):
        verified.append(stored)
        return verify(stored, password)

    monkeypatch.setattr(type(passwords._hasher), "verify", lambda _self, *a: count(*a))
    stranger.sign_in()
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_everything_that_is_missing_is_said_at_once(stranger):
    page = stranger.sign_in(email="nobody", password="")
    assert page.status == 422
    assert "This is not an e-mail address" in page.text
    assert "This is empty. Write your password." in page.text
    assert page.title.startswith("Error: ")


def test_what_was_typed_stays_but_for_the_password(another_browser):
    page = another_browser.sign_in(password="a secret thing of mine")
    assert page.form("/hr/sign-in")["email"] == "olivia@example.org"
    assert "a secret thing of mine" not in page.html


def test_the_cookie_is_for_members_pages_only_and_for_no_script(another_browser):
    set_now = cookies(another_browser.sign_in().response)
    cookie = set_now["role_fit_session"]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/hr"):
        assert part in cookie.split("; ")
    assert "Secure" not in cookie  # the test came by http
    assert "Max-Age" not in cookie  # gone with the browser window


def test_by_https_the_cookie_is_secure(app, owner):
    client = app.test_client()
    page = client.get("/hr/sign-in", base_url="https://localhost/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    fields = {"csrf_token": token, "email": owner.email, "password": owner.password}
    done = client.post("/hr/sign-in", data=fields, base_url="https://localhost/")
    assert done.status_code == 303
    assert "Secure" in cookies(done)["role_fit_session"].split("; ")


def test_the_cookie_is_secure_where_the_operator_says_https(environment, request):
    environment["ROLE_FIT_ADDRESS"] = "https://quiz.example.org"
    owner = request.getfixturevalue("owner")
    set_now = cookies(owner.get("/hr/sign-in").response)
    assert set_now == {}
    page = MemberAtWork(request.getfixturevalue("app"), "x@example.org").get("/hr/sign-in")
    assert "Secure" in cookies(page.response)["role_fit_form"].split("; ")


def test_signing_in_takes_a_new_token_and_ends_the_old(owner):
    before = session_cookie(owner).value
    page = owner.get("/hr/account")
    assert (
        owner.post("/hr/sign-in", {"email": owner.email, "password": owner.password}).status == 303
    )
    assert session_cookie(owner).value != before
    owner.client.set_cookie("role_fit_session", before, path="/hr")
    assert page.status == 200
    assert owner.get("/hr/account").status == 303


def test_a_token_planted_before_signing_in_is_not_taken_over(another_browser):
    planted = "A" * 43
    another_browser.client.set_cookie("role_fit_session", planted, path="/hr")
    assert another_browser.sign_in().status == 303
    assert session_cookie(another_browser).value != planted


@pytest.mark.both_databases
def test_the_database_holds_no_token(owner, database):
    token = session_cookie(owner).value
    assert token.encode() not in content(database)


def test_who_is_signed_in_is_not_asked_again(owner):
    page = owner.get("/hr/sign-in?next=/hr/members")
    assert (page.status, page.location) == (302, "/hr/members")


def test_signing_out_ends_the_session_and_not_only_the_cookie(owner):
    token = session_cookie(owner).value
    done = owner.post("/hr/sign-out")
    assert done.location == "/hr/sign-in?done=signed-out"
    assert "You are signed out." in owner.get(done.location).text
    owner.client.set_cookie("role_fit_session", token, path="/hr")
    assert owner.get("/hr/account").status == 303


def test_signing_out_twice_is_signed_out(owner):
    owner.post("/hr/sign-out")
    assert owner.post("/hr/sign-out").path == "/hr/sign-in"


@pytest.mark.both_databases
def test_signing_out_everywhere_ends_every_session(owner, another_browser):
    another_browser.sign_in()
    assert owner.post("/hr/sign-out-everywhere").path == "/hr/sign-in"
    for each in (owner, another_browser):
        assert each.get("/hr/account").status == 303


@pytest.mark.both_databases
def test_nobody_used_it_for_a_day_and_it_is_over(owner, clock):
    clock.now += IDLE
    assert owner.get("/hr/account").status == 303


def test_whose_session_is_over_signs_in_again(owner, clock):
    clock.now += IDLE
    page = owner.get("/hr/sign-in")
    fields = page.form("/hr/sign-in") | {"email": owner.email, "password": owner.password}
    assert owner.post("/hr/sign-in", fields).status == 303
    assert owner.get("/hr/account").status == 200


@pytest.mark.both_databases
def test_a_session_in_daily_use_ends_after_two_weeks(owner, clock):
    for _ in range(27):
        clock.now += timedelta(hours=12)
        assert owner.get("/hr/account").status == 200
    clock.now += timedelta(hours=12)
    assert owner.get("/hr/account").status == 303


@pytest.mark.both_databases
def test_after_too_many_tries_it_says_how_long_to_wait(stranger, owner, another_browser):
    for _ in range(10):
        assert another_browser.sign_in(password="wrong again").status == 422
    page = another_browser.sign_in()  # the right one
    assert page.status == 429
    assert "Wait 15 minutes, then try again" in page.text


@pytest.mark.both_databases
def test_after_the_wait_the_right_password_signs_in(another_browser, clock):
    for _ in range(12):
        another_browser.sign_in(password="wrong again")
    clock.now += timedelta(minutes=15)
    assert another_browser.sign_in().status == 303


def test_an_unknown_address_is_slowed_down_alike(stranger):
    for _ in range(10):
        assert stranger.sign_in().status == 422
    assert stranger.sign_in().status == 429


@pytest.fixture
def few(monkeypatch):
    """Limits that are reached in a moment."""
    few = Limit(3, timedelta(hours=1))
    monkeypatch.setattr(sign_in_tries, "FROM_ANYWHERE", few)
    monkeypatch.setattr(sign_in_tries, "ANY_ADDRESS", few)


@pytest.mark.both_databases
@pytest.mark.usefixtures("few")
def test_whoever_guesses_elsewhere_does_not_lock_the_owner_out(owner, another_browser):
    for number in range(5):
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        page = another_browser.post(
            "/hr/sign-in",
            {"email": owner.email, "password": "guess"},
            environ_overrides=place,
        )
    assert page.status == 429  # from anywhere: too many
    owner.post("/hr/sign-out")
    assert owner.sign_in().status == 303  # in a browser where Olivia has signed in before


@pytest.mark.usefixtures("few")
def test_guesses_from_one_place_at_many_addresses_are_slowed_down(stranger):
    place = {"REMOTE_ADDR": "2001:db8::1"}
    tried = [
        stranger.post(
            "/hr/sign-in",
            {"email": f"person{number}@example.org", "password": "guess"},
            environ_overrides=place,
        ).status
        for number in range(4)
    ]
    assert tried == [422, 422, 422, 429]
    place["REMOTE_ADDR"] = "2001:db8::ffff"  # of the same house
    fields = {"email": "another@example.org", "password": "guess"}
    assert stranger.post("/hr/sign-in", fields, environ_overrides=place).status == 429


@pytest.mark.usefixtures("few")
def test_right_passwords_do_not_count_against_an_office(app, owner):
    for _ in range(5):
        another = MemberAtWork(app, owner.email)
        assert another.sign_in().status == 303


def test_a_forged_mark_of_a_known_browser_helps_nobody(another_browser):
    another_browser.client.set_cookie("role_fit_known", "ü" * 64, path="/hr")
    for _ in range(10):
        another_browser.sign_in(password="wrong again")
    assert another_browser.sign_in().status == 429


@pytest.mark.both_databases
def test_a_password_is_hashed_anew_when_the_parameters_change(app, owner, another_browser):
    from argon2 import PasswordHasher

    members = app.extensions[EXTENSION].store.members
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(owner.password)
    members.rehash(owner.member_id, members.find(owner.member_id).password_hash, weak)
    assert another_browser.sign_in().status == 303
    stored = members.find(owner.member_id).password_hash
    assert "m=19456,t=2,p=1" in stored
    assert another_browser.sign_in().status == 303


def test_a_very_long_password_is_refused_without_hashing_it(another_browser):
    assert another_browser.sign_in(password="x" * 20_000).status == 422


def test_script_in_an_address_is_only_text(stranger):
    page = stranger.sign_in(email='"><script>alert(1)</script>@example.org')
    assert "<script>" not in page.html


def test_how_a_browser_names_itself_is_kept_short_and_on_one_line(app, another_browser, clock):
    store = app.extensions[EXTENSION].store
    fields = {"email": another_browser.email, "password": another_browser.password}
    another_browser.post("/hr/sign-in", fields, headers={"User-Agent": "Fire\tfox" + "x" * 500})
    clock.now += timedelta(seconds=1)
    member_id = store.members.by_email(another_browser.email).id
    kept = {each.browser for each in store.sessions.of(member_id, clock())}
    assert "Fire fox" + "x" * 292 in kept


@pytest.mark.parametrize(("length", "leads"), [(499, "/hr/" + "a" * 495), (500, "/hr/openings")])
def test_an_address_to_come_back_to_has_fewer_than_500_characters(another_browser, length, leads):
    page = another_browser.sign_in(next=("/hr/" + "a" * 600)[:length])
    assert page.location == leads
