"""Results: the first one once, later ones added, none overwritten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from quiz.store import AttemptGone

PAGE = {"likes_maps": 5, "reads_code": None}


def score(answers, declined=False):
    return {"verdict": "clear", "points": answers, "words": "größte Übereinstimmung"}


@pytest.fixture
def year(now):
    return now + timedelta(days=365)


@pytest.fixture
def answered(begin, store, now, later):
    """An attempt with one page answered."""
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    return attempt


def test_there_is_no_result_before_finishing(answered, store):
    assert store.results.latest(answered.id) is None


def test_finishing_scores_what_is_stored(answered, find, store, now, year):
    result = store.results.finish(answered.id, score, now, year)
    assert result.assessment == score(PAGE)
    assert (result.revision, result.created_at) == (1, now)
    assert (result.instrument_version, result.language) == ("2026.1", "en")
    assert store.results.latest(answered.id) == result
    assert (find().finished_at, find().expires_at) == (now, year)


def test_a_result_kept_for_less_time_than_an_unfinished_attempt_goes_when_promised(
    answered, find, store, now
):
    soon = now + timedelta(hours=1)
    store.results.finish(answered.id, score, now, soon)
    assert find().expires_at == soon
    store.results.finish(answered.id, score, now, now + timedelta(minutes=1))
    assert find().expires_at == soon


def test_finishing_twice_gives_the_first_result(answered, find, store, now, year):
    first = store.results.finish(answered.id, score, now, year)
    minute = now + timedelta(minutes=1)
    again = store.results.finish(answered.id, lambda *_: {"verdict": "none"}, minute, year)
    assert again == first
    assert find().finished_at == now


def test_finishing_at_the_same_moment_gives_everyone_the_same_result(answered, store, now, year):
    def finish(number):
        return store.results.finish(answered.id, lambda *_: {"by": number}, now, year)

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(finish, range(16)))
    assert all(result == results[0] for result in results)
    assert store.results.latest(answered.id) == results[0]


def test_changing_an_answer_of_a_finished_attempt_adds_a_result(answered, store, now, year):
    first = store.results.finish(answered.id, score, now, year)
    store.attempts.save(answered.id, {"reads_code": 6}, 1, now, year, score)
    latest = store.results.latest(answered.id)
    assert latest.assessment == score({"likes_maps": 5, "reads_code": 6})
    assert (first.revision, latest.revision) == (1, 2)


def test_saving_the_same_again_adds_no_result(answered, store, now, year):
    first = store.results.finish(answered.id, score, now, year)

    def never(answers, declined):
        raise AssertionError("nothing changed, so there is nothing to score")

    store.attempts.save(answered.id, PAGE, 1, now, year, never)
    assert store.results.latest(answered.id) == first


def test_saving_before_finishing_adds_no_result(answered, store, now, later):
    store.attempts.save(answered.id, {"reads_code": 6}, 1, now, later, score)
    assert store.results.latest(answered.id) is None


def test_a_tab_that_did_not_see_the_finish_does_not_shorten_what_is_kept(
    answered, find, store, now, later, year
):
    store.results.finish(answered.id, score, now, year)
    store.attempts.save(answered.id, {"reads_code": 6}, 1, now, later, score)
    assert find().expires_at == year
    assert store.results.latest(answered.id).revision == find().revision == 2


def test_where_scoring_fails_the_answers_are_not_saved_either(answered, find, store, now, year):
    store.results.finish(answered.id, score, now, year)

    def fail(answers, declined):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        store.attempts.save(answered.id, {"reads_code": 6}, 1, now, year, fail)
    assert (find().answers, find().revision) == (PAGE, 1)
    # Nothing is left locked.
    store.attempts.save(answered.id, {"reads_code": 6}, 1, now, year, score)
    assert find().revision == 2


def test_a_failed_finish_leaves_the_attempt_unfinished(answered, find, store, now, year):
    with pytest.raises(ValueError, match="JSON"):
        store.results.finish(answered.id, lambda *_: {"value": float("nan")}, now, year)
    assert find().finished_at is None
    assert store.results.latest(answered.id) is None


def test_a_result_made_elsewhere_is_added_once(answered, find, store, now, year):
    assert store.results.append(answered.id, {"first": True}, 1, now, year) is True
    assert store.results.append(answered.id, {"first": False}, 1, now, year) is False
    assert store.results.latest(answered.id).assessment == {"first": True}
    assert find().finished_at == now


def test_an_expired_attempt_cannot_be_finished(answered, store, later, year):
    with pytest.raises(AttemptGone):
        store.results.finish(answered.id, score, later, year)
    with pytest.raises(AttemptGone):
        store.results.append(answered.id, {}, 1, later, year)
