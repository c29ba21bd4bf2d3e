"""Sessions: who is signed in, for how long, and no longer than that."""

from datetime import timedelta

import pytest

from quiz.store import Joining
from quiz.store.sessions import IDLE, SEEN_EVERY


def key(name):
    return name.encode().ljust(32, b".")


@pytest.fixture
def ada(store, now, later):
    store.invitations.make(key("ada"), None, None, "owner", now, later)
    joining = Joining("Example Ltd", "ada@example.org", "Ada", "hash")
    return store.members.find(store.invitations.accept(key("ada"), joining, now))


@pytest.fixture
def begin_session(store, ada, now, later):
    """Sign Ada in."""

    def begin(name="s", expires_at=later, at=now):
        store.sessions.begin(key(name), ada.id, f"Firefox {name}", at, expires_at)
        return key(name)

    return begin


def test_a_session_is_its_member_as_they_are_now(store, ada, begin_session, now):
    found = store.sessions.find(begin_session(), now)
    assert (found.member_id, found.workspace_id, found.workspace) == (
        ada.id, ada.workspace_id, "Example Ltd",
    )  # fmt: skip
    assert (found.name, found.email, found.access, found.notified) == (
        "Ada", "ada@example.org", "owner", True,
    )  # fmt: skip
    store.members.set_profile(ada.id, "Ada L.", False)
    assert store.sessions.find(key("s"), now).name == "Ada L."


@pytest.mark.parametrize(
    ("access", "may"),
    [
        ("viewer", {"viewer"}),
        ("editor", {"viewer", "editor"}),
        ("owner", {"viewer", "editor", "owner"}),
    ],
)
def test_more_access_includes_less(store, ada, begin_session, now, later, access, may):
    store.invitations.make(key("bob"), ada.workspace_id, "b@example.org", access, now, later)
    bob = store.invitations.accept(key("bob"), Joining("", "", "Bob", "hash"), now)
    store.sessions.begin(key("b"), bob, "Firefox", now, later)
    found = store.sessions.find(key("b"), now)
    assert {each for each in ("viewer", "editor", "owner") if found.may(each)} == may


def test_an_unknown_token_is_nobody(store, begin_session, now):
    begin_session()
    assert store.sessions.find(key("other"), now) is None


def test_a_session_ends_with_its_time(store, begin_session, now):
    begin_session(expires_at=now + timedelta(hours=1))
    assert store.sessions.find(key("s"), now + timedelta(minutes=59))
    assert store.sessions.find(key("s"), now + timedelta(hours=1)) is None


def test_a_session_nobody_uses_ends(store, begin_session, now):
    begin_session()
    assert store.sessions.find(key("s"), now + IDLE) is None


def test_a_session_in_use_goes_on(store, begin_session, now):
    begin_session()
    for half_days in range(1, 6):
        assert store.sessions.find(key("s"), now + half_days * IDLE / 2)


def test_looking_again_soon_writes_nothing(store, ada, begin_session, now):
    begin_session()
    seen = lambda at: store.sessions.of(ada.id, at)[0].seen_at  # noqa: E731
    store.sessions.find(key("s"), now + SEEN_EVERY / 2)
    assert seen(now) == now
    store.sessions.find(key("s"), now + SEEN_EVERY)
    assert seen(now) == now + SEEN_EVERY


def test_sessions_are_listed_last_used_first(store, ada, begin_session, now, later):
    begin_session("old")
    begin_session("over", expires_at=now + timedelta(minutes=1))
    begin_session("idle", at=now - IDLE)
    begin_session("new", at=now + timedelta(minutes=2))
    listed = store.sessions.of(ada.id, now + timedelta(minutes=3))
    assert [each.browser for each in listed] == ["Firefox new", "Firefox old"]


def test_one_session_is_ended_by_its_own_member_only(store, ada, begin_session, now):
    begin_session("one")
    begin_session("two")
    assert not store.sessions.end(ada.id + 1, key("one"))
    assert store.sessions.end(ada.id, key("one"))
    assert not store.sessions.end(ada.id, key("one"))
    assert store.sessions.find(key("one"), now) is None
    assert store.sessions.find(key("two"), now)


def test_all_sessions_are_ended(store, ada, begin_session, now):
    begin_session("one")
    begin_session("two")
    store.sessions.end_all(ada.id)
    assert store.sessions.of(ada.id, now) == []


def test_sweeping_deletes_what_is_over_and_nothing_else(store, ada, begin_session, now, later):
    begin_session("over", expires_at=now)
    begin_session("idle", at=now - IDLE)
    begin_session("going on")
    store.invitations.make(key("over"), None, None, "owner", now, now)
    store.invitations.make(key("going on"), None, None, "owner", now, later)
    store.recoveries.make(key("over"), ada.email, now)
    store.recoveries.make(key("going on"), ada.email, later)
    store.sweep(now)
    before = now - timedelta(seconds=1)
    assert [each.browser for each in store.sessions.of(ada.id, before)] == ["Firefox going on"]
    for ways_in in (store.invitations, store.recoveries):
        assert ways_in.find(key("over"), before) is None
        assert ways_in.find(key("going on"), before)


def test_using_one_session_lets_no_other_look_used(store, ada, begin_session, now):
    begin_session("one")
    begin_session("two")
    store.sessions.find(key("one"), now + SEEN_EVERY)
    seen = {each.token_hash: each.seen_at for each in store.sessions.of(ada.id, now)}
    assert seen == {key("one"): now + SEEN_EVERY, key("two"): now}


def test_members_see_and_end_sessions_of_their_own(store, ada, begin_session, now, later):
    store.invitations.make(key("bob"), ada.workspace_id, "b@example.org", "viewer", now, later)
    bob = store.invitations.accept(key("bob"), Joining("", "", "Bob", "hash"), now)
    store.sessions.begin(key("b"), bob, "Safari", now, later)
    begin_session("one")
    assert [each.browser for each in store.sessions.of(ada.id, now)] == ["Firefox one"]
    assert not store.sessions.end(bob, key("one"))
    store.sessions.end_all(ada.id)
    assert store.sessions.find(key("b"), now).member_id == bob
    assert store.sessions.find(key("one"), now) is None


def test_a_session_is_listed_up_to_the_moment_at_which_it_is_over(store, ada, begin_session, now):
    begin_session(expires_at=now + timedelta(hours=1))
    begin_session("long")
    listed = lambda at: len(store.sessions.of(ada.id, at))  # noqa: E731
    assert listed(now + timedelta(hours=1) - timedelta(seconds=1)) == 2
    assert listed(now + timedelta(hours=1)) == 1
    assert listed(now + IDLE - timedelta(seconds=1)) == 1
    assert listed(now + IDLE) == 0
