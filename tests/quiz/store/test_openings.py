"""Openings: settings kept as they were for every attempt, and no hold that can be missed."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import delete

from quiz.store import NewOpeningAttempt, OnHold, OpeningChanged, OpeningGone, OpeningSettings
from quiz.store.engine import Database
from quiz.store.opening_settings import as_json, from_json
from quiz.store.workspace_tables import openings


def test_an_opening_is_found_by_its_address_as_it_was_made(employers, store, now):
    workspace = employers.workspace("Acme & Sons")
    made = employers.opening("abc", workspace, title="Lead", roles=("product_lead",), keep_days=90)
    assert (made.employer, made.workspace_id, made.state) == ("Acme & Sons", workspace, "open")
    assert made.settings == OpeningSettings(title="Lead", roles=("product_lead",), keep_days=90)
    assert (made.revision, made.on_hold, made.created_at) == (1, False, now)
    assert store.openings.find("abd") is None


def test_settings_come_back_as_they_were_stored():
    settings = OpeningSettings(
        title="Ä “quoted”\n</script>",
        sites=("https://example.org",),
        accent="#17615a",
        notice="a\nb",
    )
    assert from_json(as_json(settings)) == settings
    assert from_json('{"title": "of an older version"}') == OpeningSettings("of an older version")


def test_settings_are_saved_as_a_new_revision_and_the_list_shows_the_new_title(
    employers, store, now
):
    opening = employers.opening()
    changed = replace(opening.settings, title="Senior product manager")
    assert store.openings.save(opening.id, changed, 1, now) == 2
    found = store.openings.find(opening.public_id)
    assert (found.settings, found.revision) == (changed, 2)
    assert [each.title for each in store.openings.of_workspace(opening.workspace_id)] == [
        "Senior product manager"
    ]


def test_the_same_form_sent_twice_makes_one_revision(employers, store, now):
    opening = employers.opening()
    changed = replace(opening.settings, title="Lead")
    assert store.openings.save(opening.id, changed, 1, now) == 2
    assert store.openings.save(opening.id, changed, 1, now) == 2


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(employers, store, now):
    opening = employers.opening()
    first, second = (replace(opening.settings, title=title) for title in ("First", "Second"))
    store.openings.save(opening.id, first, 1, now)
    with pytest.raises(OpeningChanged) as caught:
        store.openings.save(opening.id, second, 1, now)
    assert caught.value.opening.settings == first
    assert store.openings.find(opening.public_id).settings == first


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(employers, store, now):
    opening = employers.opening()

    def save(number):
        try:
            wanted = replace(opening.settings, title=f"Title {number}")
            return store.openings.save(opening.id, wanted, 1, now)
        except OpeningChanged:
            return None

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(save, range(6)))
    assert sorted(found, key=str) == [2] + [None] * 5


def test_settings_of_a_deleted_opening_are_not_saved(employers, store, now):
    opening = employers.opening()
    store.openings.delete(opening.id)
    with pytest.raises(OpeningGone):
        store.openings.save(opening.id, opening.settings, 1, now)


def test_an_attempt_keeps_the_settings_it_was_begun_with_and_sees_the_state_of_now(
    employers, store, now
):
    opening = employers.opening(notice="Then")
    attempt = employers.begin(opening, "req-7", ref_signed=True)
    store.openings.save(opening.id, replace(opening.settings, notice="Now"), 1, now)
    store.openings.set_state(opening.id, "closed")
    found = store.openings.of_attempt(attempt.id)
    assert (found.settings.notice, found.now.settings.notice) == ("Then", "Now")
    assert (found.ref, found.ref_signed, found.now.state) == ("req-7", True, "closed")


def test_an_attempt_at_the_public_quiz_is_of_no_opening(begin, store):
    assert store.openings.of_attempt(begin().id) is None


def test_openings_are_listed_by_page_the_newest_first_and_only_those_of_the_workspace(
    employers, store
):
    workspace = employers.workspace()
    for number in range(5):
        employers.opening(f"o{number}", workspace)
    employers.opening("another")
    first = store.openings.of_workspace(workspace, limit=3)
    assert [each.public_id for each in first] == ["o4", "o3", "o2"]
    rest = store.openings.of_workspace(workspace, before=first[-1].id, limit=3)
    assert [each.public_id for each in rest] == ["o1", "o0"]


def test_what_is_started_and_finished_is_counted_once(employers, store, now, later):
    opening = employers.opening()
    employers.begin(opening)
    attempt = employers.finish(opening)
    store.results.finish(attempt.id, lambda *_: {}, now, later)
    begun = NewOpeningAttempt(opening.id, opening.revision)
    store.attempts.create((2).to_bytes(32, "big"), "2026.1", "en", now, later, begun)
    assert store.openings.totals(opening.id) == {"started": 2, "finished": 1}


def test_totals_of_several_openings_are_told_apart(employers, store):
    busy, idle = employers.opening("busy"), employers.opening("idle")
    employers.begin(busy)
    assert store.openings.totals_of([busy.id, idle.id]) == {busy.id: {"started": 1}, idle.id: {}}


def test_counting_at_once_loses_nobody(employers, store, now, later):
    opening = employers.opening()

    def begin(number):
        token_hash = bytes([number]) * 32
        begun = NewOpeningAttempt(opening.id, opening.revision)
        store.attempts.create(token_hash, "2026.1", "en", now, later, begun)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(1, 33)))
    assert store.openings.totals(opening.id) == {"started": 32}


def test_a_deleted_opening_takes_what_was_sent_with_it_and_leaves_the_attempts(
    employers, store, now
):
    opening = employers.opening()
    attempt = employers.send(opening)
    store.openings.keep_logo(opening.id, "f", b"png")
    store.openings.delete(opening.id)
    assert store.openings.find(opening.public_id) is None
    assert store.sent.of_attempt(attempt.id) is None
    assert store.openings.of_attempt(attempt.id) is None
    assert store.openings.logo(opening.public_id, "f") is None
    assert store.results.latest(attempt.id) is not None


def test_an_opening_on_hold_is_not_deleted(employers, store):
    opening = employers.opening()
    store.openings.set_hold(opening.id, True)
    with pytest.raises(OnHold):
        store.openings.delete(opening.id)
    store.openings.set_hold(opening.id, False)
    store.openings.delete(opening.id)
    assert store.openings.find(opening.public_id) is None


def test_nobody_begins_for_an_opening_that_was_deleted_meanwhile(employers, store, now):
    opening = employers.opening()
    employers.opening("another")
    store.openings.delete(opening.id)
    with pytest.raises(OpeningGone):
        employers.begin(opening)
    assert store.attempts.find((1).to_bytes(32, "big"), now) is None


def test_another_key_takes_the_place_of_the_one_before(employers, store):
    opening = employers.opening()
    store.openings.renew_ref_key(opening.id, b"n" * 32)
    assert store.openings.find(opening.public_id).ref_key == b"n" * 32


def test_a_logo_is_found_by_its_own_opening_only(employers, store):
    one, other = employers.opening("one"), employers.opening("other")
    store.openings.keep_logo(one.id, "f1", b"png")
    store.openings.keep_logo(one.id, "f1", b"png")
    assert store.openings.logo("one", "f1") == b"png"
    assert store.openings.logo("other", "f1") is None
    assert other.settings.logo is None


def test_many_who_withdraw_while_the_opening_is_deleted_wait_for_nobody_for_ever(employers, store):
    opening = employers.opening()
    attempts = [employers.send(opening) for _ in range(8)]
    with ThreadPoolExecutor(9) as pool:
        done = [pool.submit(store.sent.withdraw, attempt.id) for attempt in attempts[:4]]
        done.append(pool.submit(store.openings.delete, opening.id))
        done += [pool.submit(store.sent.withdraw, attempt.id) for attempt in attempts[4:]]
        for each in done:
            each.result(timeout=20)
    assert store.openings.find(opening.public_id) is None
    assert all(store.sent.of_attempt(attempt.id) is None for attempt in attempts)


def test_who_finishes_while_the_opening_is_deleted_has_a_result_all_the_same(employers, store):
    opening = employers.opening()
    attempt = employers.begin(opening)
    other = Database(employers.url)
    with closing(other), ThreadPoolExecutor(1) as pool, other.write() as connection:
        connection.execute(delete(openings).where(openings.c.id == opening.id))
        finishing = pool.submit(
            store.results.finish, attempt.id, lambda *_: {}, employers.now, attempt.expires_at
        )
        wait([finishing], timeout=0.3)
        assert not finishing.done()  # it waits for as long as the other takes
    assert finishing.result().assessment == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda store, one, now: store.openings.save(
            one.id, replace(one.settings, title="Changed"), 1, now
        ),
        lambda store, one, now: store.openings.set_state(one.id, "closed"),
        lambda store, one, now: store.openings.set_hold(one.id, True),
        lambda store, one, now: store.openings.renew_ref_key(one.id, b"n" * 32),
        lambda store, one, now: store.openings.delete(one.id),
    ],
    ids=["settings", "state", "hold", "key", "delete"],
)
def test_what_is_done_to_one_opening_touches_no_other(employers, store, now, change):
    """Neither the next one of the workspace nor another employer's."""
    one = employers.opening("one")
    beside = employers.opening("beside", one.workspace_id), employers.opening("elsewhere")
    sent = [employers.send(each) for each in beside]
    employers.send(one)

    def kept():
        return [
            (
                store.openings.find(each.public_id),
                store.openings.totals(each.id),
                store.sent.of_attempt(attempt.id),
                store.openings.of_attempt(attempt.id),
            )
            for each, attempt in zip(beside, sent, strict=True)
        ]

    before = kept()
    assert all(all(each) for each in before)
    change(store, one, now)
    assert kept() == before


def test_logos_of_one_opening_are_told_apart(employers, store):
    one = employers.opening("one")
    other = employers.opening("other", one.workspace_id)
    for opening, fingerprint in ((one, "f1"), (one, "f2"), (other, "f1")):
        png = f"{opening.public_id} {fingerprint}".encode()
        store.openings.keep_logo(opening.id, fingerprint, png)
    assert store.openings.logo("one", "f1") == b"one f1"
    assert store.openings.logo("one", "f2") == b"one f2"
    assert store.openings.logo("other", "f1") == b"other f1"
    assert store.openings.logo("other", "f2") is None


def test_who_makes_an_opening_is_told_its_id(employers, store, now):
    made = store.openings.create(
        employers.workspace(), "new", OpeningSettings("Lead"), b"k" * 32, now
    )
    assert made == store.openings.find("new").id


def test_an_opening_made_twice_at_once_is_one_as_it_was_made_first(employers, store, now):
    workspace = employers.workspace()

    def make(title):
        return store.openings.create(workspace, "new", OpeningSettings(title), b"k" * 32, now)

    with ThreadPoolExecutor(2) as pool:
        made = dict(zip(("one", "two"), pool.map(make, ("one", "two")), strict=True))
    ((first, opening_id),) = [each for each in made.items() if each[1] is not None]
    found = store.openings.find("new")
    assert (found.id, found.settings.title) == (opening_id, first)
    assert [each.id for each in store.openings.of_workspace(workspace)] == [opening_id]
    assert make("three") is None
    assert store.openings.find("new") == found
