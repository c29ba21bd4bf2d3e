"""Joining by a link that works once: the first owner, and everybody after."""

from datetime import timedelta

import pytest

from quiz.hr.one_time_links import make_first_owner_link, make_invitation
from quiz.services import EXTENSION
from tests.quiz.hr.account import MemberAtWork

ADA = {
    "workspace": "Example & Daughters",
    "name": "Ada Lovelace",
    "email": "ada@example.org",
    "password": "tide over slow granite",
}


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def ada(app):
    """Somebody who is no member yet."""
    return MemberAtWork(app, ADA["email"], ADA["password"])


@pytest.fixture
def first_link(store, clock):
    return make_first_owner_link(store, clock())


@pytest.fixture
def invited(store, clock, owner):
    """The path of an invitation into Olivia's workspace."""
    return make_invitation(store, owner.workspace_id, ADA["email"], "editor", clock())


@pytest.mark.both_databases
def test_the_first_owner_says_who_they_are_and_is_in(ada, first_link, store):
    page = ada.get(first_link)
    assert (page.status, page.kind) == (200, "join")
    done = ada.post(first_link, ADA)
    assert (done.status, done.kind) == (200, "codes")
    assert "as owner of Example & Daughters" in ada.get("/hr/account").text
    assert store.members.codes_left(store.members.by_email(ADA["email"]).id) == 10


def test_looking_at_the_link_uses_nothing_up(ada, first_link):
    for _ in range(3):
        assert ada.get(first_link).kind == "join"
    assert ada.post(first_link, ADA).kind == "codes"


@pytest.mark.both_databases
def test_the_link_works_once(ada, first_link, stranger):
    ada.post(first_link, ADA)
    for page in (stranger.get(first_link), stranger.post(first_link, {**ADA, "email": "b@c.org"})):
        assert (page.status, page.kind) == (410, "gone")


def test_the_link_of_the_first_owner_ends_after_a_day(ada, first_link, clock):
    clock.now += timedelta(days=1)
    assert ada.get(first_link).status == 410
    assert ada.post(first_link, ADA).status == 410


@pytest.mark.both_databases
def test_the_link_of_the_first_owner_ends_when_somebody_invited_founds_a_workspace(
    first_link, owner, ada
):
    assert ada.get(first_link).status == 410
    assert ada.post(first_link, ADA).status == 410


def test_while_nobody_has_joined_every_start_makes_a_new_link(store, clock, first_link, ada):
    again = make_first_owner_link(store, clock())
    assert again != first_link
    ada.post(again, ADA)
    assert make_first_owner_link(store, clock()) is None
    assert ada.get(first_link).status == 410


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(ada, first_link, store):
    page = ada.post(first_link, {"name": "Ada", "email": "ada", "password": "short"})
    assert page.status == 422
    for said in (
        "Write the name that candidates know", "This is not an e-mail address",
        "It has 5 characters. Give it at least 12.",
    ):  # fmt: skip
        assert said in page.text
    assert page.forms[""]["name"] == "Ada"
    assert page.forms[""]["email"] == "ada"
    assert "short" not in page.forms[""].get("password", "")
    assert not store.members.anybody()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "It has 11 characters"),
        ("password1234", "among the first that are guessed"),
        ("PassWord1234", "among the first that are guessed"),
        ("aaaaaaaaaaaaaaaa", "among the first that are guessed"),
        ("abcabcabcabcabc", "among the first that are guessed"),
        ("123456789012345", "among the first that are guessed"),
        ("lkjihgfedcba", "among the first that are guessed"),
        ("ada lovelace1", "It is your name or address"),
        ("tide over " * 120, "It is longer than 1024 bytes"),
        ("ß" * 10, "It has 10 characters"),
    ],
)
def test_a_password_is_refused_with_the_reason(ada, first_link, password, said):
    page = ada.post(first_link, {**ADA, "password": password})
    assert page.status == 422
    assert said in page.text


@pytest.mark.parametrize(
    "password",
    ["tide over slow granite", "no digits no signs", "ünïcödé ist auch gut", "q7#" * 300 + "!x"],
)
def test_any_other_password_is_taken(ada, first_link, password):
    assert ada.post(first_link, {**ADA, "password": password}).kind == "codes"
    ada.post("/hr/sign-out")
    assert ada.sign_in(password=password).status == 303


def test_an_accent_may_be_typed_in_either_way(ada, first_link):
    ada.post(first_link, {**ADA, "password": "cafe\u0301 under the stairs"})
    ada.post("/hr/sign-out")
    assert ada.sign_in(password="caf\u00e9 under the stairs").status == 303


@pytest.mark.both_databases
def test_whoever_is_invited_keeps_address_and_access_of_the_invitation(ada, invited, store, owner):
    page = ada.get(invited)
    assert "Join Example & Daughters" in page.text
    assert "an editor" in page.text
    sent = {**ADA, "email": "other@example.org", "access": "owner", "workspace": "Mine now"}
    assert ada.post(invited, sent).kind == "codes"
    found = store.members.by_email(ADA["email"])
    assert (found.access, found.workspace_id) == ("editor", owner.workspace_id)
    assert store.members.by_email("other@example.org") is None
    assert [each.name for each in store.members.workspaces()] == ["Example & Daughters"]


def test_an_invitation_ends_after_a_week(ada, invited, clock):
    clock.now += timedelta(days=7)
    assert ada.get(invited).status == 410


@pytest.mark.both_databases
def test_an_address_that_is_a_member_already_is_told_so(first_link, owner, stranger, store, clock):
    path = make_invitation(store, None, "someone@example.org", "owner", clock())
    page = stranger.post(path, ADA)
    assert page.kind == "codes"  # the address of the invitation counts, not Ada's
    again = make_invitation(store, owner.workspace_id, "someone@example.org", "viewer", clock())
    refused = MemberAtWork(stranger.app, "x@example.org").post(again, ADA)
    assert refused.status == 422
    assert "belongs to a member already" in refused.text


def test_a_token_of_another_shape_is_a_link_that_is_gone(stranger):
    for token in ("x", "A" * 43, "ü"):
        assert stranger.get(f"/hr/join/{token}").status == 410
        assert stranger.get(f"/hr/recover/{token}").status == 410


def test_script_in_a_name_is_only_text(ada, first_link):
    name = "<script>alert(1)</script>"
    ada.post(first_link, {**ADA, "name": name, "workspace": name})
    for address in ("/hr/account", "/hr/members"):
        page = ada.get(address)
        assert "<script>alert" not in page.html
        assert name in page.text


def test_the_codes_are_shown_once(ada, first_link):
    page = ada.post(first_link, ADA)
    codes = [word for word in page.text.split() if word.count("-") == 4]
    assert len(set(codes)) == 10
    account = ada.get("/hr/account")
    assert "10 of 10 are left" in account.text
    assert codes[0] not in account.html
