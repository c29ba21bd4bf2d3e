"""The members' page: who sees it, what owners do there, and what nobody can."""

import pytest

from quiz.hr.workspace import members as page_of_members
from quiz.hr.workspace.sign_in_tries import HOUR, Limit
from quiz.services import EXTENSION
from tests.quiz.hr.account import hire


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


def link_in(page):
    found = page.html.split('id="link"')[1]
    return found.split('value="http://localhost')[1].split('"')[0]


def test_everybody_sees_who_is_a_member_and_only_owners_can_change_it(owner, editor, viewer):
    for each in (owner, editor, viewer):
        page = each.get("/hr/members")
        assert all(name in page.text for name in ("Olivia", "Edgar", "Vera"))
        assert ("/hr/members/invite" in page.forms) == (each is owner)
        assert (f"/hr/members/{viewer.member_id}/remove" in page.forms) == (each is owner)


def test_members_of_another_workspace_are_not_shown(owner, outsider):
    assert "Oscar" not in owner.get("/hr/members").text
    assert "Olivia" not in outsider.get("/hr/members").text


def test_an_invitation_is_shown_once_and_works(owner, stranger):
    page = owner.post("/hr/members/invite", {"email": "Bob@example.org", "access": "editor"})
    link = link_in(page)
    again = owner.get("/hr/members")
    assert "bob@example.org" in again.text
    assert link not in again.html
    done = stranger.post(link, {"name": "Bob", "password": "tide over slow granite"})
    assert done.kind == "codes"
    assert "as editor of Example & Daughters" in stranger.get("/hr/account").text
    assert "Invited" not in owner.get("/hr/members").text


@pytest.mark.both_databases
def test_an_invitation_is_taken_back(owner, stranger):
    link = link_in(owner.post("/hr/members/invite", {"email": "bob@example.org"}))
    form = owner.get("/hr/members").form("/hr/members/invitations/withdraw")
    done = owner.post("/hr/members/invitations/withdraw", form)
    assert "taken back" in owner.get(done.location).text
    assert stranger.get(link).status == 410
    assert owner.post("/hr/members/invitations/withdraw", form).status == 303


@pytest.mark.parametrize("named", ["", "xyz", "00", "ü"])
def test_an_invitation_that_is_not_there_is_taken_back_all_the_same(owner, named):
    page = owner.post("/hr/members/invitations/withdraw", {"invitation": named})
    assert page.status == 303


def test_a_member_is_not_invited_again(owner, editor):
    page = owner.post("/hr/members/invite", {"email": editor.email.upper(), "access": "owner"})
    assert page.status == 422
    assert "is a member already" in page.text


def test_whether_an_address_is_in_another_workspace_is_not_told(owner, outsider):
    page = owner.post("/hr/members/invite", {"email": outsider.email, "access": "viewer"})
    assert page.status == 200
    assert "is invited" in page.text


@pytest.mark.parametrize("email", ["", "bob", "bob@", "a@b.c\nbcc: x@y.z", "x" * 300 + "@a.org"])
def test_what_is_no_address_is_not_invited(owner, email):
    page = owner.post("/hr/members/invite", {"email": email, "access": "viewer"})
    assert page.status == 422
    assert "Nobody was invited" in page.text


def test_an_access_that_does_not_exist_is_refused(owner, editor, store):
    assert owner.post("/hr/members/invite", {"email": "b@c.org", "access": "root"}).status == 422
    address = f"/hr/members/{editor.member_id}/access"
    for access in ("root", "", "Owner"):
        assert owner.post(address, {"access": access}).status == 422
    assert store.members.find(editor.member_id).access == "editor"


@pytest.mark.both_databases
def test_too_many_invitations_in_an_hour_have_to_wait(owner, monkeypatch, clock):
    monkeypatch.setattr(page_of_members, "INVITATIONS", Limit(2, HOUR))
    sent = [
        owner.post("/hr/members/invite", {"email": f"b{number}@example.org"}).status
        for number in range(3)
    ]
    assert sent == [200, 200, 429]
    clock.now += HOUR
    assert owner.post("/hr/members/invite", {"email": "b9@example.org"}).status == 200


@pytest.mark.both_databases
def test_access_that_is_taken_away_is_gone_at_once(owner, editor):
    address = f"/hr/members/{editor.member_id}/access"
    done = owner.post(address, {"access": "owner"})
    assert "Their access is changed" in owner.get(done.location).text
    assert editor.post("/hr/members/workspace", {"workspace": "By Edgar"}).status == 303
    owner.post(address, {"access": "viewer"})
    assert editor.post("/hr/members/workspace", {"workspace": "Again"}).status == 403


@pytest.mark.both_databases
def test_whoever_is_removed_is_out_at_once(owner, editor):
    done = owner.post(f"/hr/members/{editor.member_id}/remove")
    assert "no longer a member" in owner.get(done.location).text
    assert editor.get("/hr/members").status == 303
    assert editor.sign_in().status == 422


@pytest.mark.both_databases
def test_the_last_owner_stays_one_and_is_told_why(owner, editor, store):
    for address, fields in (("access", {"access": "viewer"}), ("remove", {})):
        page = owner.post(f"/hr/members/{owner.member_id}/{address}", fields)
        assert page.status == 409
        assert "Make somebody an owner first" in page.text
    assert store.members.find(owner.member_id).access == "owner"


@pytest.mark.both_databases
def test_of_two_owners_one_may_go(app, owner):
    other = hire(app, "Paula", "owner", owner.workspace_id)
    assert other.post(f"/hr/members/{owner.member_id}/remove").status == 303
    assert other.post(f"/hr/members/{other.member_id}/remove").status == 409


def test_a_member_of_another_workspace_is_as_one_that_does_not_exist(owner, outsider, store):
    for address, fields in (("access", {"access": "viewer"}), ("remove", {})):
        theirs = owner.post(f"/hr/members/{outsider.member_id}/{address}", fields)
        nobody = owner.post(f"/hr/members/99999/{address}", fields)
        assert theirs.status == nobody.status == 404
        assert theirs.text == nobody.text
    assert store.members.find(outsider.member_id).access == "owner"


@pytest.mark.both_databases
def test_the_workspace_gets_another_name(owner, store):
    done = owner.post("/hr/members/workspace", {"workspace": "  Example\n& Sons "})
    assert "Candidates read it too" in owner.get(done.location).text
    assert [each.name for each in store.members.workspaces()] == ["Example & Sons"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "\u202e"])
def test_a_workspace_needs_a_name_that_can_be_read(owner, store, name):
    assert owner.post("/hr/members/workspace", {"workspace": name}).status == 422
    assert [each.name for each in store.members.workspaces()] == ["Example & Daughters"]
