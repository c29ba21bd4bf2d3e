"""Signing in: what is refused, what begins, and where it leads."""

import pytest


def test_a_member_signs_in_and_sees_their_account(owner):
    page = owner.get("/hr/account")
    assert page.status == 200
    assert "olivia@example.org" in page.text


def test_all_members_of_the_fixtures_are_who_they_are(owner, editor, viewer, outsider):
    for each, access in ((owner, "owner"), (editor, "editor"), (viewer, "viewer")):
        assert f"as {access} of Example & Daughters" in each.get("/hr/account").text
    assert "as owner of Another Ltd" in outsider.get("/hr/account").text
