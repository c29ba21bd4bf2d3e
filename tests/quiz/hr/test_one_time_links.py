"""Links that work once: where they lead, for how long, and what is kept of them."""

from datetime import UTC, datetime, timedelta

import pytest

from quiz.hr.one_time_links import (
    HANDED_RECOVERY_LASTS,
    RECOVERY_LASTS,
    make_first_owner_link,
    make_invitation,
    make_recovery,
)
from quiz.store import Joining
from quiz.tokens import hash_token, looks_like_token

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def olivia(store):
    """The owner of a workspace."""
    link = make_first_owner_link(store, NOW)
    joining = Joining("Example", "olivia@example.org", "Olivia", "hash")
    member_id = store.invitations.accept(hash_of(link), joining, NOW)
    return store.members.find(member_id)


def hash_of(link):
    return hash_token(link.rsplit("/", 1)[1])


def test_an_invitation_lasts_a_week(store, olivia):
    link = make_invitation(store, olivia.workspace_id, "new@example.org", "editor", NOW)
    assert link.startswith("/hr/join/")
    assert looks_like_token(link.removeprefix("/hr/join/"))
    found = store.invitations.find(hash_of(link), NOW + timedelta(days=7) - MOMENT)
    assert (found.workspace_id, found.email, found.access) == (
        olivia.workspace_id,
        "new@example.org",
        "editor",
    )
    assert store.invitations.find(hash_of(link), NOW + timedelta(days=7)) is None


def test_the_first_owner_has_a_day(store):
    link = make_first_owner_link(store, NOW)
    assert link.startswith("/hr/join/")
    found = store.invitations.find(hash_of(link), NOW + timedelta(days=1) - MOMENT)
    assert (found.workspace_id, found.email, found.access) == (None, None, "owner")
    assert store.invitations.find(hash_of(link), NOW + timedelta(days=1)) is None


@pytest.mark.both_databases
def test_once_there_is_a_member_nobody_else_becomes_the_first(store, olivia):
    assert make_first_owner_link(store, NOW) is None


@pytest.mark.parametrize(
    ("lasts", "time"),
    [(RECOVERY_LASTS, timedelta(hours=1)), (HANDED_RECOVERY_LASTS, timedelta(days=1))],
)
def test_a_recovery_lasts_as_long_as_it_says(store, olivia, lasts, time):
    link = make_recovery(store, olivia.email, NOW, lasts)
    assert link.startswith("/hr/recover/")
    assert store.recoveries.find(hash_of(link), NOW + time - MOMENT) == olivia
    assert store.recoveries.find(hash_of(link), NOW + time) is None


def test_whose_address_nobody_has_gets_no_link(store, olivia):
    assert make_recovery(store, "nobody@example.org", NOW, RECOVERY_LASTS) is None
