"""Workspaces, members, and the ways in: on both databases, also when two come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from quiz.store import AlreadyMember, InvitationGone, Joining, LastOwner, RecoveryGone


def key(name):
    return name.encode().ljust(32, b".")


@pytest.fixture
def invite(store, now, later):
    """Invite somebody; without a workspace, to found one."""

    def invite(name, workspace_id=None, access="owner", email=None):
        store.invitations.make(key(name), workspace_id, email, access, now, later)
        return key(name)

    return invite


@pytest.fixture
def join(store, invite, now):
    """Let somebody follow an invitation, and find them."""

    def join(name, workspace_id=None, access="owner"):
        email = f"{name}@example.org"
        token_hash = invite(name, workspace_id, access, email)
        joining = Joining("Example Ltd", email, name.title(), "hash")
        return store.members.find(store.invitations.accept(token_hash, joining, now))

    return join


def both_at_once(first, second):
    """Do two things at the same moment; give what each returned or raised."""

    def tried(action):
        try:
            return action()
        except Exception as error:  # noqa: BLE001 (the test says which)
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(tried, (first, second)))


def test_nobody_is_a_member_before_the_first(store, join):
    assert not store.members.anybody()
    join("ada")
    assert store.members.anybody()


def test_whoever_founds_a_workspace_owns_it(store, join):
    ada = join("ada")
    assert (ada.access, ada.email, ada.name, ada.notified) == (
        "owner", "ada@example.org", "Ada", True,
    )  # fmt: skip
    (workspace,) = store.members.workspaces("Example Ltd")
    assert workspace.id == ada.workspace_id


def test_whoever_joins_has_the_access_of_the_invitation(store, join):
    ada = join("ada")
    bob = join("bob", ada.workspace_id, "viewer")
    assert bob.access == "viewer"
    assert [each.name for each in store.members.of(ada.workspace_id)] == ["Ada", "Bob"]


def test_members_of_another_workspace_are_not_listed(store, join):
    ada, _oscar = join("ada"), join("oscar")
    assert [each.name for each in store.members.of(ada.workspace_id)] == ["Ada"]


def test_an_address_is_found_however_it_is_written(store, join):
    ada = join("ada")
    assert store.members.by_email("ADA@Example.org") == ada
    assert store.members.by_email("bob@example.org") is None


def test_an_invitation_works_once(store, join, now):
    join("ada")
    joining = Joining("Again", "eve@example.org", "Eve", "hash")
    with pytest.raises(InvitationGone):
        store.invitations.accept(key("ada"), joining, now)
    assert len(store.members.workspaces()) == 1


def test_of_two_who_follow_one_link_at_once_one_joins(store, invite, now):
    token_hash = invite("link")
    one, other = both_at_once(
        *(
            lambda name=name: store.invitations.accept(
                token_hash, Joining(name, f"{name}@example.org", name, "hash"), now
            )
            for name in ("ada", "bob")
        )
    )
    assert sorted(isinstance(each, InvitationGone) for each in (one, other)) == [False, True]
    assert len(store.members.workspaces()) == 1


def test_an_invitation_ends_with_its_time(store, invite, later):
    token_hash = invite("ada")
    assert store.invitations.find(token_hash, later - timedelta(seconds=1))
    assert store.invitations.find(token_hash, later) is None
    with pytest.raises(InvitationGone):
        store.invitations.accept(token_hash, Joining("W", "a@example.org", "A", "hash"), later)


def test_an_invitation_names_its_workspace(store, join, invite, now):
    ada = join("ada")
    found = store.invitations.find(invite("bob", ada.workspace_id, "viewer", "b@example.org"), now)
    assert (found.workspace, found.email, found.access) == (
        "Example Ltd", "b@example.org", "viewer",
    )  # fmt: skip


def test_who_is_a_member_already_does_not_join_and_the_invitation_stays(store, join, invite, now):
    ada = join("ada")
    oscar = join("oscar")
    token_hash = invite("again", oscar.workspace_id, "owner", "ada@example.org")
    with pytest.raises(AlreadyMember):
        store.invitations.accept(token_hash, Joining("", "", "Ada", "other"), now)
    assert store.members.find(ada.id) == ada
    assert store.invitations.find(token_hash, now)


def test_a_workspace_is_not_founded_by_who_is_a_member_already(store, join, invite, now):
    join("ada")
    with pytest.raises(AlreadyMember):
        store.invitations.accept(invite("x"), Joining("Two", "ada@example.org", "A", "hash"), now)
    assert len(store.members.workspaces()) == 1


def test_inviting_again_ends_the_earlier_link(store, join, invite, now):
    ada = join("ada")
    first = invite("one", ada.workspace_id, "viewer", "bob@example.org")
    second = invite("two", ada.workspace_id, "editor", "BOB@example.org")
    assert store.invitations.find(first, now) is None
    assert store.invitations.find(second, now).access == "editor"
    assert [each.token_hash for each in store.invitations.of(ada.workspace_id, now)] == [second]


def test_the_first_owner_ends_every_other_link_for_one(store, invite, join, now):
    printed_twice = invite("earlier start"), invite("this start")
    store.invitations.accept(printed_twice[1], Joining("W", "a@example.org", "A", "hash"), now)
    assert store.invitations.find(printed_twice[0], now) is None


def test_an_invitation_is_taken_back_by_its_own_workspace_only(store, join, invite, now):
    ada, oscar = join("ada"), join("oscar")
    token_hash = invite("bob", ada.workspace_id, "viewer", "bob@example.org")
    assert not store.invitations.withdraw(oscar.workspace_id, token_hash)
    assert store.invitations.find(token_hash, now)
    assert store.invitations.withdraw(ada.workspace_id, token_hash)
    assert store.invitations.find(token_hash, now) is None


def test_access_is_changed_within_the_workspace_only(store, join):
    ada, oscar = join("ada"), join("oscar")
    bob = join("bob", ada.workspace_id, "viewer")
    assert not store.members.set_access(oscar.workspace_id, bob.id, "owner")
    assert store.members.find(bob.id).access == "viewer"
    assert store.members.set_access(ada.workspace_id, bob.id, "editor")
    assert store.members.find(bob.id).access == "editor"


def test_the_last_owner_stays_one(store, join):
    ada = join("ada")
    join("bob", ada.workspace_id, "editor")
    with pytest.raises(LastOwner):
        store.members.set_access(ada.workspace_id, ada.id, "viewer")
    with pytest.raises(LastOwner):
        store.members.remove(ada.workspace_id, ada.id)
    assert store.members.find(ada.id) == ada
    assert store.members.set_access(ada.workspace_id, ada.id, "owner")


def test_the_owner_of_another_workspace_does_not_count(store, join):
    ada = join("ada")
    join("oscar")
    with pytest.raises(LastOwner):
        store.members.remove(ada.workspace_id, ada.id)


@pytest.mark.parametrize("change", ["remove", "demote"])
def test_two_owners_at_once_do_not_leave_the_workspace_without_one(store, join, change):
    for number in range(5):
        ada = join(f"ada{number}")
        bob = join(f"bob{number}", ada.workspace_id)

        def leave(member):
            if change == "remove":
                return store.members.remove(member.workspace_id, member.id)
            return store.members.set_access(member.workspace_id, member.id, "viewer")

        done = both_at_once(lambda ada=ada: leave(ada), lambda bob=bob: leave(bob))
        assert sorted(isinstance(each, LastOwner) for each in done) == [False, True]
        owners = [each for each in store.members.of(ada.workspace_id) if each.access == "owner"]
        assert len(owners) == 1


def test_whoever_is_removed_takes_everything_of_theirs_along(store, join, now, later):
    ada = join("ada")
    bob = join("bob", ada.workspace_id, "viewer")
    store.sessions.begin(key("s"), bob.id, "Firefox", now, later)
    store.members.set_codes(bob.id, [key("code")])
    store.recoveries.make(key("r"), bob.email, later)
    assert store.members.remove(ada.workspace_id, bob.id)
    assert store.sessions.find(key("s"), now) is None
    assert store.recoveries.find(key("r"), now) is None
    assert store.members.codes_left(bob.id) == 0


def test_a_profile_and_a_name_of_a_workspace_are_saved(store, join):
    ada = join("ada")
    store.members.set_profile(ada.id, "Ada L.", False)
    store.members.rename_workspace(ada.workspace_id, "Renamed")
    found = store.members.find(ada.id)
    assert (found.name, found.notified) == ("Ada L.", False)
    assert store.members.notified_of(ada.workspace_id) == []
    assert [each.name for each in store.members.workspaces()] == ["Renamed"]


def test_those_who_want_mails_are_told_apart(store, join):
    ada = join("ada")
    bob = join("bob", ada.workspace_id, "viewer")
    store.members.set_profile(ada.id, "Ada", False)
    assert store.members.notified_of(ada.workspace_id) == [bob.email]


def test_a_rehash_never_brings_back_an_older_password(store, join):
    ada = join("ada")
    store.members.set_password(ada.id, "new")
    store.members.rehash(ada.id, "hash", "hash again")
    assert store.members.find(ada.id).password_hash == "new"


def test_a_new_password_ends_sessions_and_links(store, join, now, later):
    ada = join("ada")
    store.sessions.begin(key("s"), ada.id, "Firefox", now, later)
    store.recoveries.make(key("r"), ada.email, later)
    store.members.set_password(ada.id, "new")
    assert store.sessions.find(key("s"), now) is None
    assert store.recoveries.find(key("r"), now) is None


def test_a_recovery_link_works_once(store, join, now, later):
    ada = join("ada")
    assert store.recoveries.make(key("r"), "ADA@example.org", later)
    assert store.recoveries.find(key("r"), now).id == ada.id
    assert store.recoveries.use(key("r"), "new", now) == ada.id
    assert store.members.find(ada.id).password_hash == "new"
    with pytest.raises(RecoveryGone):
        store.recoveries.use(key("r"), "newer", now)


def test_a_recovery_link_ends_with_its_time(store, join, later):
    join("ada")
    store.recoveries.make(key("r"), "ada@example.org", later)
    assert store.recoveries.find(key("r"), later) is None
    with pytest.raises(RecoveryGone):
        store.recoveries.use(key("r"), "new", later)


def test_nobody_gets_a_recovery_link(store, later):
    assert not store.recoveries.make(key("r"), "nobody@example.org", later)


def test_only_the_newest_recovery_links_work(store, join, now, later):
    join("ada")
    for number in range(7):
        until = later + timedelta(minutes=number)
        store.recoveries.make(key(f"r{number}"), "ada@example.org", until)
    working = [n for n in range(7) if store.recoveries.find(key(f"r{n}"), now)]
    assert working == [2, 3, 4, 5, 6]


def test_a_recovery_code_works_once_and_for_its_owner(store, join, now, later):
    ada = join("ada")
    bob = join("bob", ada.workspace_id)
    store.members.set_codes(ada.id, [key("one"), key("two")])
    assert not store.recoveries.use_code(bob.email, key("one"), key("r"), later)
    assert store.recoveries.use_code("ADA@example.org", key("one"), key("r"), later)
    assert store.recoveries.find(key("r"), now).id == ada.id
    assert store.members.codes_left(ada.id) == 1
    assert not store.recoveries.use_code(ada.email, key("one"), key("q"), later)


def test_new_codes_replace_the_old(store, join, later):
    ada = join("ada")
    store.members.set_codes(ada.id, [key("old")])
    store.members.set_codes(ada.id, [key("new")])
    assert not store.recoveries.use_code(ada.email, key("old"), key("r"), later)
    assert store.recoveries.use_code(ada.email, key("new"), key("r"), later)


# What is done to one touches nobody else


@pytest.fixture
def ada(join):
    """Who is dealt with; Bob is beside her, Oscar elsewhere."""
    return join("ada")


@pytest.fixture
def others(store, ada, join, now, later):
    """Bob and Oscar, each with a session, a link, a code; gives all that is kept of them."""
    people = [join("bob", ada.workspace_id), join("oscar")]
    for each in people:
        store.sessions.begin(key(each.name), each.id, "Firefox", now, later)
        store.recoveries.make(key(f"r {each.name}"), each.email, later)
        store.members.set_codes(each.id, [key(f"c {each.name}")])

    def kept():
        return [
            (
                store.members.find(each.id),
                store.sessions.find(key(each.name), now),
                store.sessions.of(each.id, now),
                store.recoveries.find(key(f"r {each.name}"), now),
                store.members.codes_left(each.id),
            )
            for each in people
        ]

    return kept


@pytest.mark.parametrize(
    "change",
    [
        lambda store, ada: store.members.set_profile(ada.id, "Ada L.", False),
        lambda store, ada: store.members.rehash(ada.id, "hash", "hash again"),
        lambda store, ada: store.members.set_password(ada.id, "new"),
        lambda store, ada: store.members.set_access(ada.workspace_id, ada.id, "viewer"),
        lambda store, ada: store.members.remove(ada.workspace_id, ada.id),
        lambda store, ada: store.members.set_codes(ada.id, [key("code")]),
        lambda store, ada: store.sessions.end_all(ada.id),
    ],
    ids=["profile", "rehash", "password", "access", "remove", "codes", "sessions"],
)
def test_what_is_done_to_one_member_touches_no_other(store, ada, others, change):
    before = others()
    assert all(all(each) for each in before)
    change(store, ada)
    assert others() == before


def test_a_password_under_newer_parameters_is_kept(store, ada):
    store.members.rehash(ada.id, "hash", "hash again")
    assert store.members.find(ada.id).password_hash == "hash again"


def test_a_workspace_is_renamed_and_found_by_its_own_name_only(store, ada, join):
    oscar = join("oscar")
    store.members.rename_workspace(ada.workspace_id, "Ada Ltd")
    assert [each.id for each in store.members.workspaces("Ada Ltd")] == [ada.workspace_id]
    assert [each.id for each in store.members.workspaces("Example Ltd")] == [oscar.workspace_id]
    assert len(store.members.workspaces()) == 2


def test_only_its_own_members_are_told_of_what_comes_to_a_workspace(store, ada, join):
    join("oscar")
    assert store.members.notified_of(ada.workspace_id) == [ada.email]


def test_every_workspace_has_invitations_of_its_own(store, ada, join, invite, now):
    """One address may be invited by two, and two addresses by one."""
    oscar = join("oscar")
    mine = [
        invite(name, ada.workspace_id, "viewer", f"{name}@example.org") for name in ("bob", "cleo")
    ]
    theirs = invite("theirs", oscar.workspace_id, "viewer", "bob@example.org")
    founding = invite("founding", None, "owner", "bob@example.org")
    listed = [each.token_hash for each in store.invitations.of(ada.workspace_id, now)]
    assert sorted(listed) == sorted(mine)
    assert store.invitations.withdraw(ada.workspace_id, mine[1])
    assert [bool(store.invitations.find(each, now)) for each in (mine[0], theirs, founding)] == [
        True,
        True,
        True,
    ]
    assert not store.invitations.withdraw(ada.workspace_id, founding)


def test_joining_uses_up_its_own_invitation_only(store, ada, invite, now):
    links = [
        invite(name, ada.workspace_id, "viewer", f"{name}@example.org") for name in ("bob", "cleo")
    ]
    store.invitations.accept(links[0], Joining("", "", "Bob", "hash"), now)
    assert store.invitations.find(links[0], now) is None
    assert store.invitations.find(links[1], now)


def test_the_first_owner_ends_no_link_that_has_a_name_on_it(store, invite, now):
    first, named = invite("first"), invite("named", None, "owner", "bob@example.org")
    store.invitations.accept(first, Joining("W", "a@example.org", "A", "hash"), now)
    assert store.invitations.find(named, now)


def test_who_founds_by_a_link_with_a_name_on_it_ends_the_first_links(store, invite, now):
    first, named = invite("first"), invite("named", None, "owner", "bob@example.org")
    other = invite("other", None, "owner", "cleo@example.org")
    store.invitations.accept(named, Joining("W", "", "Bob", "hash"), now)
    assert store.invitations.find(first, now) is None
    assert store.invitations.find(other, now)


def test_whoever_founds_a_workspace_owns_it_whatever_the_link_says(store, invite, now):
    link = invite("bob", None, "viewer", "BOB@example.org")
    member = store.members.find(store.invitations.accept(link, Joining("W", "", "B", "hash"), now))
    assert (member.access, member.email, member.created_at) == ("owner", "bob@example.org", now)


def test_a_link_into_a_workspace_without_a_name_on_it_is_no_first_link(store, ada, invite, now):
    """Neither ends the other."""
    first, into = invite("first"), invite("into", ada.workspace_id, "viewer")
    beside = invite("beside", ada.workspace_id, "viewer")
    joining = Joining("W", "bob@example.org", "Bob", "hash")
    store.invitations.accept(into, joining, now)
    assert store.invitations.find(first, now)
    joining = Joining("W", "cleo@example.org", "Cleo", "hash")
    store.invitations.accept(first, joining, now)
    assert store.invitations.find(beside, now)


def test_an_address_is_kept_as_everybody_writes_it(store, invite, now):
    joining = Joining("W", "ADA@Example.org", "Ada", "hash")
    member_id = store.invitations.accept(invite("link"), joining, now)
    assert store.members.find(member_id).email == "ada@example.org"
