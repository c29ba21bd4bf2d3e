"""Retakes: an attempt knows those before it; deleting takes exactly what it is told to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from quiz.store import AttemptGone, Feedback, NewOpeningAttempt, Share
from quiz.store.engine import Database
from quiz.store.tables import metadata
from tests.quiz.stored import TABLES


def hashed(name):
    return name.encode().ljust(32, b".")


@pytest.fixture
def finish(store, now, later):
    """Give an attempt an answer and a result that names it."""

    def finish(attempt, name):
        store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
        store.results.finish(attempt.id, lambda *_: {"of": name}, now, later)
        return attempt.id

    return finish


@pytest.fixture
def retake(store, find, finish, now, later):
    """Take the quiz again after an older attempt."""

    def retake(older_id, name, expires_at=later):
        store.retakes.begin(older_id, hashed(name), "2026.1", "en", now, expires_at)
        return finish(find(name), name)

    return retake


@pytest.fixture
def chain(begin, finish, retake):
    """Three attempts, each after the one before."""
    first = finish(begin("first"), "first")
    second = retake(first, "second")
    return first, second, retake(second, "third")


@pytest.fixture
def rows(url):
    """How many rows each table has."""
    database = Database(url)

    def rows():
        with database.read() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(metadata.tables[name]))
                for name in TABLES
            }

    yield rows
    database.close()


def named(older):
    return [each.result.assessment["of"] for each in older]


def test_a_retake_is_a_new_attempt_without_answers(begin, store, find, now, later):
    first = begin("first")
    store.attempts.save(first.id, {"plans": 3}, 0, now, later)
    store.retakes.begin(first.id, hashed("second"), "2026.1", "en", now, later)
    assert find("second").id != first.id
    assert (find("second").answers, find("second").revision) == ({}, 0)
    assert find("first").answers == {"plans": 3}


def test_an_attempt_knows_those_before_it_and_none_after_it(chain, store, now):
    first, second, third = chain
    assert named(store.retakes.older(third, now)) == ["second", "first"]
    assert named(store.retakes.older(second, now)) == ["first"]
    assert store.retakes.older(first, now) == []
    assert [each.id for each in store.retakes.older(third, now)] == [second, first]


def test_of_an_older_attempt_the_last_result_counts(chain, store, now, later):
    first, second, _ = chain
    store.attempts.save(first, {"plans": 6}, 1, now, later, score=lambda *_: {"of": "first, later"})
    assert named(store.retakes.older(second, now)) == ["first, later"]


def test_an_older_attempt_without_a_result_is_passed_over(begin, retake, store, find, now, later):
    first = begin("first")
    store.retakes.begin(first.id, hashed("second"), "2026.1", "en", now, later)
    third = retake(find("second").id, "third")
    assert store.retakes.older(third, now) == []


def test_the_same_form_sent_many_times_at_once_begins_one(chain, store, rows, now, later):
    def again(_):
        store.retakes.begin(chain[2], hashed("fourth"), "2026.1", "en", now, later)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(again, range(8)))
    assert (rows()["attempts"], rows()["retakes"]) == (4, 3)


def test_an_attempt_that_was_there_already_gets_no_link(begin, chain, store, now, later):
    begin("bob")
    store.retakes.begin(chain[0], hashed("bob"), "2026.1", "en", now, later)
    assert store.retakes.older(begin("bob").id, now) == []


def test_nothing_begins_after_an_attempt_that_is_gone(begin, store, find, later):
    first = begin("first")
    with pytest.raises(AttemptGone):
        store.retakes.begin(first.id, hashed("second"), "2026.1", "en", later, later)
    assert find("second") is None


def test_deleting_one_takes_all_that_belongs_to_it_and_nothing_else(chain, store, rows, now):
    first, second, third = chain
    for attempt, mark in ((second, b"s"), (third, b"t")):
        store.feedback.give(attempt, Feedback(1, "none", None, None, now))
        store.shares.add(attempt, Share("seed", mark * 32, 1, ("profile",), None, now))
    store.retakes.delete([second])
    assert rows() == {
        "attempts": 2,
        "answers": 2,
        "results": 2,
        "feedback": 1,
        "shares": 1,
        "retakes": 1,
    }
    assert store.shares.find(b"s" * 32, now) is None
    assert store.shares.find(b"t" * 32, now) is not None
    assert named(store.retakes.older(third, now)) == ["first"]
    assert store.retakes.older(first, now) == []


def test_deleting_the_oldest_and_the_newest_leaves_the_others(chain, store, now):
    first, second, third = chain
    store.retakes.delete([first])
    assert named(store.retakes.older(third, now)) == ["second"]
    store.retakes.delete([third])
    assert store.retakes.older(second, now) == []
    assert store.results.latest(second) is not None


def test_several_go_together_and_deleting_again_does_nothing(chain, store, rows):
    store.retakes.delete(chain)
    assert rows() == dict.fromkeys(rows(), 0)
    store.retakes.delete(chain)


def test_a_deletion_that_fails_half_way_deletes_nothing(chain, store, rows):
    before = rows()
    with pytest.raises((OverflowError, DBAPIError)):
        store.retakes.delete([chain[0], 2**70])  # beyond what a database counts
    assert rows() == before


def test_what_was_swept_is_no_longer_shown_and_the_others_stay(
    begin, finish, retake, store, now, later
):
    first = finish(begin("first"), "first")
    second = retake(first, "second", later + timedelta(days=1))
    store.attempts.save(second, {"plans": 4}, 1, now, later + timedelta(days=1))
    assert store.retakes.older(second, later) == []  # over, though not swept yet
    assert store.sweep(later) == 1
    assert store.retakes.older(second, now) == []
    assert store.results.latest(second) is not None


def test_a_retake_for_an_opening_belongs_to_it_and_is_counted_once(
    store, employers, find, now, later
):
    opening = employers.opening()
    older = employers.finish(opening)
    for _ in range(2):
        begun = NewOpeningAttempt(opening.id, opening.revision, "REQ-17", ref_signed=True)
        made = (older.id, hashed("second"), "2026.1", "en", now, later)
        store.retakes.begin(*made, begun, "dark")
    newer = find("second")
    assert (newer.for_opening, newer.theme) == (True, "dark")
    kept = store.openings.of_attempt(newer.id)
    assert (kept.now.id, kept.ref, kept.ref_signed) == (opening.id, "REQ-17", True)
    assert store.openings.totals(opening.id)["started"] == 2
    assert [each.id for each in store.retakes.older(newer.id, now)] == [older.id]
