"""Shares: one link each, revoked one by one, gone with the attempt."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from quiz.store import AttemptGone, Share, TooManyShares, shares

HASH = b"s" * 32
FIRST, SECOND = {"verdict": "clear"}, {"verdict": "between"}


@pytest.fixture
def finish(begin, store, now, later):
    """Begin an attempt, answer an item and get a result."""

    def finish(name="alice"):
        attempt = begin(name)
        store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
        store.results.finish(attempt.id, lambda *_: FIRST, now, later)
        return attempt.id

    return finish


@pytest.fixture
def share(store, now):
    """Share the result of revision 1."""

    def share(attempt_id, seed="one", token_hash=HASH, at=now, **more):
        said = {"parts": ("roles", "profile"), "name": "Ada", **more}
        made = Share(seed, token_hash, 1, said["parts"], said["name"], at)
        store.shares.add(attempt_id, made)
        return made

    return share


def test_a_share_is_found_by_its_token_with_the_result_it_shows(finish, share, store, now, later):
    made = share(finish())
    found = store.shares.find(HASH, now)
    assert (found.share, found.result.assessment, found.expires_at) == (made, FIRST, later)
    assert store.shares.find(b"x" * 32, now) is None


def test_it_shows_the_result_as_it_was_when_it_was_shared(finish, share, store, now, later):
    attempt = finish()
    share(attempt)
    store.attempts.save(attempt, {"plans": 6}, 1, now, later, score=lambda *_: SECOND)
    assert store.results.latest(attempt).assessment == SECOND
    assert store.shares.find(HASH, now).result.assessment == FIRST


def test_the_same_form_sent_many_times_at_once_is_one_share(finish, share, store):
    attempt = finish()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: share(attempt), range(8)))
    assert len(store.shares.of(attempt)) == 1


def test_all_shares_of_an_attempt_are_listed_the_newest_first(finish, share, store, now):
    attempt = finish()
    first = share(attempt)
    second = share(attempt, "two", b"t" * 32, now + timedelta(hours=1), name=None)
    share(finish("bob"), "three", b"u" * 32)
    assert store.shares.of(attempt) == [second, first]


def test_a_revoked_share_is_gone_and_revoking_again_does_nothing(finish, share, store, now):
    attempt = finish()
    share(attempt)
    other = share(attempt, "two", b"t" * 32)
    assert store.shares.revoke(attempt, "one")
    assert not store.shares.revoke(attempt, "one")
    assert store.shares.find(HASH, now) is None
    assert store.shares.of(attempt) == [other]


def test_nobody_revokes_the_share_of_another(finish, share, store, now):
    share(finish("alice"))
    assert not store.shares.revoke(finish("bob"), "one")
    assert store.shares.find(HASH, now) is not None


def test_there_is_an_end_to_sharing_and_revoking_makes_room(finish, share, store):
    attempt = finish()
    for number in range(shares.MOST):
        share(attempt, str(number), bytes([number]) * 32)
    with pytest.raises(TooManyShares):
        share(attempt, "more", b"m" * 32)
    share(attempt, "0", bytes(32))  # there already
    store.shares.revoke(attempt, "0")
    share(attempt, "more", b"m" * 32)
    assert len(store.shares.of(attempt)) == shares.MOST


def test_a_share_ends_with_the_attempt_and_is_deleted_with_it(finish, share, store, now, later):
    attempt = finish()
    share(attempt)
    assert store.shares.find(HASH, later) is None
    with pytest.raises(AttemptGone):
        share(attempt, "two", b"t" * 32, later)
    store.retakes.delete([attempt])
    assert store.shares.find(HASH, now) is None
    assert store.shares.of(attempt) == []
