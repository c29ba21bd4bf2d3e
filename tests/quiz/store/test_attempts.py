"""Attempts: begun once, found again, saved a page at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from quiz.store import AttemptGone, Conflict, SavedAttempt

PAGE = {"likes_maps": 5, "reads_code": None, "talks_to_customers": 1}
THREADS = 16


def in_threads(work, over):
    """What each call gave back, or the exception it raised, all begun together."""

    def guarded(argument):
        try:
            return work(argument)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(guarded, over))


def test_an_attempt_is_found_as_it_was_begun(begin, now, later):
    attempt = begin()
    assert (attempt.instrument_version, attempt.language) == ("2026.1", "en")
    assert (attempt.started_at, attempt.saved_at, attempt.expires_at) == (now, now, later)
    assert (attempt.revision, attempt.finished_at) == (0, None)
    assert (attempt.answers, attempt.revisions) == ({}, {})


def test_an_unknown_token_finds_nothing(begin, find):
    begin("alice")
    assert find("bob") is None


def test_beginning_twice_with_one_token_makes_one_attempt(begin, store, now, later):
    first = begin()
    store.attempts.save(first.id, PAGE, 0, now, later)
    second = begin()
    assert (second.id, second.answers) == (first.id, PAGE)


def test_beginning_at_the_same_moment_makes_one_attempt(begin):
    assert len({attempt.id for attempt in in_threads(lambda _: begin(), range(THREADS))}) == 1


def test_saved_answers_are_there_on_return_and_a_skip_stays_a_skip(begin, find, store, now, later):
    attempt = begin()
    assert store.attempts.save(attempt.id, PAGE, 0, now, later) == SavedAttempt(1, True)
    assert store.attempts.save(attempt.id, {"plans": 6}, 1, now, later) == SavedAttempt(2, True)
    again = find()
    assert again.answers == {**PAGE, "plans": 6}
    assert again.revisions == {**dict.fromkeys(PAGE, 1), "plans": 2}
    assert again.revision == 2


def test_the_same_page_sent_twice_is_one_revision(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    assert store.attempts.save(attempt.id, PAGE, 0, now, later) == SavedAttempt(1, False)
    assert find().revision == 1


def test_only_what_changed_gets_the_new_revision(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    store.attempts.save(attempt.id, {**PAGE, "reads_code": 2}, 1, now, later)
    assert find().revisions == {"likes_maps": 1, "reads_code": 2, "talks_to_customers": 1}


def test_a_second_tab_does_not_overwrite_newer_answers_silently(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    other_tab = {"likes_maps": 2, "reads_code": None, "talks_to_customers": 1, "plans": 4}
    with pytest.raises(Conflict) as caught:
        store.attempts.save(attempt.id, other_tab, 0, now, later)
    assert (caught.value.stored, caught.value.revision) == ({"likes_maps": 5}, 1)
    assert find().answers == PAGE


def test_a_skip_in_one_tab_is_at_odds_with_an_answer_in_another(begin, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": None}, 0, now, later)
    with pytest.raises(Conflict) as caught:
        store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    assert caught.value.stored == {"plans": None}


def test_what_the_same_tab_sent_a_moment_ago_is_not_at_odds_with_it(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 1}, 0, now, later)
    store.attempts.save(attempt.id, {"plans": 3}, 0, now, later, own={"plans": 1})
    assert find().answers == {"plans": 3}
    with pytest.raises(Conflict):
        store.attempts.save(attempt.id, {"plans": 5}, 0, now, later, own={"plans": 1})


def test_a_tab_that_has_seen_the_newer_answers_may_change_them(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    store.attempts.save(attempt.id, {"likes_maps": 2}, 1, now, later)
    assert find().answers["likes_maps"] == 2


def test_two_tabs_on_different_pages_do_not_disturb_each_other(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    assert find().answers == {**PAGE, "plans": 3}


def test_threads_that_save_the_same_page_lose_and_double_nothing(begin, find, store, now, later):
    attempt = begin()
    saved = in_threads(
        lambda _: store.attempts.save(attempt.id, PAGE, 0, now, later), range(THREADS)
    )
    assert sorted(saved, key=lambda each: each.changed) == [
        *[SavedAttempt(1, False)] * (THREADS - 1),
        SavedAttempt(1, True),
    ]
    assert (find().answers, find().revision) == (PAGE, 1)


def test_threads_that_save_different_pages_all_get_through(begin, find, store, now, later):
    attempt = begin()
    pages = [{f"item_{n}": n % 6 + 1, f"skip_{n}": None} for n in range(4 * THREADS)]
    saved = in_threads(lambda page: store.attempts.save(attempt.id, page, 0, now, later), pages)
    assert sorted(each.revision for each in saved) == list(range(1, len(pages) + 1))
    assert find().answers == {item: point for page in pages for item, point in page.items()}


def test_of_threads_that_answer_differently_one_wins_and_the_others_are_told(
    begin, find, store, now, later
):
    attempt = begin()
    pages = [{"plans": point} for point in range(1, 7)]
    saved = in_threads(lambda page: store.attempts.save(attempt.id, page, 0, now, later), pages)
    told = [each for each in saved if isinstance(each, Conflict)]
    assert len(told) == len(pages) - 1
    assert all(each.stored == find().answers for each in told)


def test_an_expired_attempt_is_not_found(begin, find, later):
    begin()
    assert find(at=later - timedelta(microseconds=1)) is not None
    assert find(at=later) is None


def test_saving_to_an_expired_attempt_is_refused(begin, store, later):
    attempt = begin()
    with pytest.raises(AttemptGone):
        store.attempts.save(attempt.id, PAGE, 0, later, later + timedelta(days=30))


def test_saving_to_a_swept_attempt_is_refused_and_its_number_is_not_given_again(
    begin, store, later
):
    attempt = begin("alice")
    store.sweep(later)
    newcomer = begin("bob")
    assert newcomer.id != attempt.id
    with pytest.raises(AttemptGone):
        store.attempts.save(attempt.id, PAGE, 0, later, later + timedelta(days=30))


def test_saving_moves_the_end_away_and_never_nearer(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, now + timedelta(days=1))
    assert find().expires_at == later
    soon = now + timedelta(days=2)
    store.attempts.save(attempt.id, PAGE, 1, soon, soon + timedelta(days=30))
    assert (find().saved_at, find().expires_at) == (soon, soon + timedelta(days=30))


def test_a_point_off_the_scale_is_refused_and_its_page_with_it(begin, find, store, now, later):
    attempt = begin()
    with pytest.raises(IntegrityError) as caught:
        store.attempts.save(attempt.id, {**PAGE, "plans": 7}, 0, now, later)
    assert "likes_maps" not in str(caught.value), "answers must not reach a log"
    assert (find().answers, find().revision) == ({}, 0)


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(begin, store, find, later):
    attempt = begin()
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    saved_at = datetime(2026, 11, 23, 3, 0, tzinfo=kathmandu)
    store.attempts.save(attempt.id, PAGE, 0, saved_at, later)
    assert find().saved_at == saved_at
    assert find().saved_at.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(store, later):
    with pytest.raises(Exception, match="no time zone"):
        store.attempts.find(b"." * 32, datetime(2026, 11, 22))  # noqa: DTZ001


def test_another_language_is_remembered_and_changes_nothing_else(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    before = find()
    store.attempts.set_language(attempt.id, "he")
    assert find() == replace(before, language="he")


@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_the_theme_of_an_attempt_is_kept(store, find, now, later, theme):
    store.attempts.create(b"alice".ljust(32, b"."), "2026.1", "en", now, later, theme=theme)
    assert find("alice").theme == theme


def test_part_two_is_declined_and_taken_up_again_with_every_answer_kept(
    begin, find, store, now, later
):
    attempt = begin()
    store.attempts.save(attempt.id, {"plans": 3}, 0, now, later)
    store.attempts.decline(attempt.id, True, now, later, score=lambda *_: {})
    assert (find().declined, find().revision, find().answers) == (True, 2, {"plans": 3})
    store.attempts.decline(attempt.id, True, now, later, score=lambda *_: {})
    assert find().revision == 2
    store.attempts.decline(attempt.id, False, now, later, score=lambda *_: {})
    assert (find().declined, find().revision, find().answers) == (False, 3, {"plans": 3})


def test_declining_part_two_after_the_result_makes_another_result(begin, find, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    store.results.finish(attempt.id, lambda _, declined: {"declined": declined}, now, later)
    store.attempts.decline(attempt.id, True, now, later, lambda _, declined: {"declined": declined})
    latest = store.results.latest(attempt.id)
    assert (latest.assessment, latest.revision) == ({"declined": True}, find().revision)


def test_a_save_that_is_scored_knows_that_part_two_was_declined_meanwhile(begin, store, now, later):
    attempt = begin()
    store.attempts.save(attempt.id, PAGE, 0, now, later)
    store.results.finish(attempt.id, lambda *_: {}, now, later)
    store.attempts.decline(attempt.id, True, now, later, lambda *_: {})
    told = []
    store.attempts.save(
        attempt.id, {"plans": 6}, 2, now, later, lambda _, declined: told.append(declined) or {}
    )
    assert told == [True]


def test_what_sharpens_is_chosen_once_and_page_by_page(begin, find, store, now):
    attempt = begin()
    assert store.attempts.choose_sharpening(attempt.id, 2, "team+scope", now) == ()
    first = store.attempts.choose_sharpening(attempt.id, 1, "delivery+team", now)
    again = store.attempts.choose_sharpening(attempt.id, 1, "market+scope", now)
    assert first == again == find().sharpening == ("delivery+team",)
    both = store.attempts.choose_sharpening(attempt.id, 2, "market+scope", now)
    assert both == find().sharpening == ("delivery+team", "market+scope")


def test_two_tabs_that_choose_at_once_choose_the_same(begin, store, now):
    attempt = begin()
    choices = ["delivery+team", "market+scope", "strategy+customer"] * 4
    with ThreadPoolExecutor(len(choices)) as tabs:
        chosen = list(
            tabs.map(
                lambda axes: store.attempts.choose_sharpening(attempt.id, 1, axes, now), choices
            )
        )
    assert len(set(chosen)) == 1
    assert len(chosen[0]) == 1


def test_nothing_is_declined_or_chosen_in_an_attempt_that_is_gone(begin, store, now, later):
    attempt = begin()
    with pytest.raises(AttemptGone):
        store.attempts.decline(attempt.id, True, later, later, lambda *_: {})
    with pytest.raises(AttemptGone):
        store.attempts.choose_sharpening(attempt.id, 1, "team+scope", later)
