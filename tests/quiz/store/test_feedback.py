"""Feedback: one word a result, the last one counts, and it goes with the attempt."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from quiz.store import AttemptGone, Feedback, responses

RANKED = {"roles": [{"role": "cto", "rank": 1}, {"role": "cio", "rank": 2}]}


@pytest.fixture
def finish(begin, store, now, later):
    """Begin an attempt, answer an item and get a result."""

    def finish(name="alice", point=3):
        attempt = begin(name)
        store.attempts.save(attempt.id, {"plans": point}, 0, now, later)
        store.results.finish(attempt.id, lambda *_: RANKED, now, later)
        return attempt.id

    return finish


@pytest.fixture
def say(store, now):
    """Say something of a result."""

    def say(attempt_id, fits="role", role="cio", job=None, revision=1, at=now):
        said = Feedback(revision, fits, role if fits == "role" else None, job, at)
        store.feedback.give(attempt_id, said)
        return said

    return say


@pytest.fixture
def exported(store, now):
    """Everybody in the export, in its order."""
    return lambda version="2026.1", at=now: list(store.responses.finished(version, at))


def test_nothing_is_said_before_somebody_says_it(finish, store):
    assert store.feedback.latest(finish()) is None


def test_what_was_said_is_kept(finish, say, store):
    attempt = finish()
    said = say(attempt, job="cto")
    assert store.feedback.latest(attempt) == said


def test_a_later_word_replaces_the_earlier(finish, say, store, now):
    attempt = finish()
    say(attempt, job="cto")
    said = say(attempt, "partly", at=now + timedelta(minutes=1))
    assert store.feedback.latest(attempt) == said
    assert (said.role, said.job) == (None, None)


def test_the_same_word_at_the_same_moment_from_many_tabs_is_one_word(finish, say, store, exported):
    attempt = finish()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: say(attempt), range(8)))
    assert [(r.fits, r.fits_rank) for r in exported()] == [("role", 2)]


@pytest.mark.parametrize(
    ("fits", "role"), [("role", None), ("none", "cto"), ("partly", "cto"), ("perhaps", None)]
)
def test_the_database_refuses_words_that_contradict_themselves(finish, store, now, fits, role):
    attempt = finish()
    with pytest.raises(IntegrityError):
        store.feedback.give(attempt, Feedback(1, fits, role, None, now))
    assert store.feedback.latest(attempt) is None


def test_nothing_can_be_said_of_a_result_that_was_never_given(finish, say, store):
    attempt = finish()
    with pytest.raises(IntegrityError):
        say(attempt, revision=2)
    assert store.feedback.latest(attempt) is None


def test_nothing_can_be_said_once_the_time_is_over(finish, say, later):
    with pytest.raises(AttemptGone):
        say(finish(), at=later)


def test_a_changed_result_is_spoken_of_anew_and_the_job_is_remembered(
    finish, say, store, exported, now, later
):
    attempt = finish()
    say(attempt, job="cto")
    store.attempts.save(attempt, {"plans": 5}, 1, now, later, lambda *_: RANKED)
    (before,) = exported()
    assert (before.fits, before.fits_rank, before.job) == (None, None, "cto")
    say(attempt, role="cto", job="cio", revision=2)
    (after,) = exported()
    assert (after.fits, after.fits_rank, after.job) == ("role", 1, "cio")


def test_a_job_that_was_taken_back_is_not_exported(finish, say, store, exported, now, later):
    attempt = finish()
    say(attempt, job="cto")
    store.attempts.save(attempt, {"plans": 5}, 1, now, later, lambda *_: RANKED)
    say(attempt, "none", revision=2)
    (response,) = exported()
    assert (response.fits, response.job) == ("none", None)


def test_only_finished_attempts_of_the_version_that_still_have_time_are_exported(
    finish, begin, exported, later
):
    finish("alice")
    begin("bob")
    assert [r.answers for r in exported()] == [{"plans": 3}]
    assert exported("2025.1") == []
    assert exported(at=later) == []


def test_an_export_of_many_batches_holds_everybody_once(finish, exported, monkeypatch):
    monkeypatch.setattr(responses, "BATCH", 2)
    for number in range(1, 6):
        finish(f"person {number}", number)
    assert sorted(r.answers["plans"] for r in exported()) == [1, 2, 3, 4, 5]
    monkeypatch.setattr(responses, "BATCH", 5)
    assert len(exported()) == 5


def test_a_response_holds_nothing_that_leads_back():
    assert set(responses.Response.__dataclass_fields__) == {
        "language", "answers", "declined", "fits", "fits_rank", "job",
    }  # fmt: skip
