"""Counted tries: exact across threads, over after a while, and taken back where they were right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz.store import Limit
from quiz.store.workspace_tables import throttles

MINUTE = timedelta(minutes=1)
A, B = b"a" * 32, b"b" * 32
THREE = Limit(3, 10 * MINUTE)


@pytest.fixture
def count(store, now):
    return lambda at=now, **_: store.throttles.count({A: THREE}, at)


@pytest.fixture
def kept(store):
    """How many tries the database has of each key."""

    def kept():
        with store._database.read() as connection:
            found = connection.execute(select(throttles.c.key_hash, throttles.c.tries))
            return {row.key_hash: row.tries for row in found}

    return kept


def test_so_many_tries_pass_and_the_next_has_to_wait(count, now):
    assert [count(now + number * MINUTE) for number in range(3)] == [None] * 3
    assert count(now + 4 * MINUTE) == 6 * MINUTE


def test_waiting_helps_even_against_somebody_who_goes_on_trying(count, now):
    for number in range(10):
        count(now + number * MINUTE)
    assert count(now + 10 * MINUTE) is None


def test_keys_are_counted_apart(store, count, now):
    for _ in range(4):
        count()
    assert store.throttles.count({B: THREE}, now) is None


def test_the_longest_wait_of_several_keys_counts(store, now):
    limits = {A: Limit(0, MINUTE), B: Limit(0, 5 * MINUTE), b"c" * 32: Limit(9, 60 * MINUTE)}
    assert store.throttles.count(limits, now) == 5 * MINUTE


def test_of_several_keys_that_are_full_the_longest_wait_counts(store, now):
    for minutes in (10, 20, 5):
        store.throttles.count({bytes([minutes]) * 32: Limit(1, minutes * MINUTE)}, now)
    limits = {bytes([minutes]) * 32: Limit(1, MINUTE) for minutes in (10, 20, 5)}
    assert store.throttles.count(limits, now + MINUTE) == 19 * MINUTE


def test_who_has_to_wait_adds_nothing_to_what_is_kept(store, count, kept, now):
    for _ in range(3):
        count()
    before = kept()
    for number in range(10):
        another = number.to_bytes(32)
        assert store.throttles.count({another: THREE, A: THREE, B: THREE}, now) == 10 * MINUTE
    assert kept() == before == {A: 3}


def test_several_at_once_are_counted_even_where_they_overrun_a_limit(store, kept, now):
    assert store.throttles.count({A: THREE}, now, by=2) is None
    assert store.throttles.count({A: THREE}, now, by=2) == 10 * MINUTE
    assert kept() == {A: 4}


def test_what_succeeded_is_forgotten(store, count):
    for _ in range(4):
        count()
    store.throttles.forget([A])
    assert count() is None


def test_a_try_can_be_taken_back(store, count):
    for _ in range(5):
        assert count() is None
        store.throttles.take_back([A])


def test_of_many_at_once_no_more_pass_than_may(store, now):
    with ThreadPoolExecutor(8) as pool:
        waits = list(
            pool.map(lambda _: store.throttles.count({A: THREE, B: THREE}, now), range(12))
        )
    assert waits.count(None) == 3


def test_sweeping_deletes_counts_whose_time_is_over(store, count, now):
    for _ in range(4):
        count()
    store.sweep(now + 9 * MINUTE)
    assert count(now + 9 * MINUTE)
    store.sweep(now + 10 * MINUTE)
    assert count(now + 9 * MINUTE) is None
