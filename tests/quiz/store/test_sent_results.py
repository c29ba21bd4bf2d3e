"""Results sent to employers: there as long as their person and the law want, and counted right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from quiz.store import AttemptGone, NotForOpening, OnHold, Removal, sent_search
from quiz.store.sent_search import MOST_WORDS, words_of


@pytest.fixture
def opening(employers):
    return employers.opening(keep_days=90)


def sent_of(store, attempt):
    return store.sent.of_attempt(attempt.id)


def test_what_is_sent_is_what_the_employer_has(employers, store, opening, now):
    attempt = employers.finish(opening, "req-7", ref_signed=True)
    assert store.sent.send(attempt.id, employers.sending(), now)
    [found] = store.sent.page(opening.id)
    assert found == store.sent.find(opening.id, found.public_id) == sent_of(store, attempt)
    assert (found.name, found.email) == ("Ada Lovelace", "ada@example.org")
    assert (found.ref, found.ref_signed, found.parts) == ("req-7", True, ("roles", "profile"))
    assert (found.sent_at, found.keep_until) == (now, now + timedelta(days=90))
    assert found.assessment == {"verdict": "clear"}
    assert store.openings.totals(opening.id) == {
        "started": 1,
        "finished": 1,
        "sent": 1,
        "family:management": 1,
    }


def test_sending_again_replaces_what_was_sent_and_moves_the_totals(employers, store, opening, now):
    attempt = employers.send(opening)
    before = sent_of(store, attempt)
    again = employers.sending(parts=("profile",), family="none", name=None, email=None)
    assert not store.sent.send(attempt.id, again, now + timedelta(hours=1))
    [found] = store.sent.page(opening.id)
    assert (found.parts, found.name, found.public_id) == (("profile",), None, before.public_id)
    totals = store.openings.totals(opening.id)
    assert (totals["sent"], totals["family:none"], "family:management" in totals) == (1, 1, False)
    assert store.sent.page(opening.id, words=["ada"]) == []


def test_the_same_form_sent_many_times_at_once_is_one(employers, store, opening, now):
    attempt = employers.finish(opening)
    with ThreadPoolExecutor(8) as pool:
        said = list(
            pool.map(lambda _: store.sent.send(attempt.id, employers.sending(), now), range(8))
        )
    assert sorted(said) == [False] * 7 + [True]
    assert len(store.sent.page(opening.id)) == store.openings.totals(opening.id)["sent"] == 1


def test_an_attempt_lives_as_long_as_what_it_sent(employers, store, opening, now):
    attempt = employers.send(opening, days=5)
    token_hash = (1).to_bytes(32, "big")
    assert store.attempts.find(token_hash, now + timedelta(days=89)).id == attempt.id
    store.sweep(now + timedelta(days=89))
    assert sent_of(store, attempt) is not None


def test_an_attempt_at_the_public_quiz_sends_to_nobody(begin, employers, store, now):
    with pytest.raises(NotForOpening):
        store.sent.send(begin().id, employers.sending(), now)


def test_an_attempt_of_a_deleted_opening_sends_to_nobody(employers, store, opening, now):
    attempt = employers.finish(opening)
    store.openings.delete(opening.id)
    with pytest.raises(NotForOpening):
        store.sent.send(attempt.id, employers.sending(), now)


def test_an_attempt_that_is_over_sends_nothing(employers, store, opening, later):
    attempt = employers.finish(opening)
    with pytest.raises(AttemptGone):
        store.sent.send(attempt.id, employers.sending(), later)


def test_withdrawing_deletes_it_even_on_hold_and_doing_it_twice_does_nothing(
    employers, store, opening
):
    attempt = employers.send(opening)
    store.openings.set_hold(opening.id, True)
    assert store.sent.withdraw(attempt.id)
    assert not store.sent.withdraw(attempt.id)
    assert store.sent.page(opening.id) == []
    assert store.openings.totals(opening.id) == {"started": 1, "finished": 1}
    assert store.sent.ending(attempt.id) is None


def test_deleting_everything_withdraws_too(employers, store, opening):
    attempt = employers.send(opening)
    store.retakes.delete([attempt.id])
    assert store.sent.page(opening.id) == []
    assert "sent" not in store.openings.totals(opening.id)


def test_results_are_listed_by_page_the_newest_first_also_of_one_moment(
    employers, store, opening, now
):
    order = []
    for number in range(7):
        at = now + timedelta(minutes=number // 2)
        order.insert(0, employers.send(opening, at=at, name=f"Person {number}").id)
    employers.send(employers.opening("another"))
    seen, before = [], None
    while page := store.sent.page(opening.id, before, limit=3):
        assert len(page) <= 3
        seen += [each.attempt_id for each in page]
        before = (page[-1].sent_at, page[-1].id)
    assert seen == order
    assert [each.attempt_id for each in store.sent.stream(opening.id)] == order


def test_a_result_is_found_in_its_own_opening_only(employers, store, opening):
    other = employers.opening("another")
    found = sent_of(store, employers.send(opening))
    assert store.sent.find(other.id, found.public_id) is None
    assert not store.sent.erase(other.id, found.public_id)
    assert store.sent.anonymise(other.id, found.public_id) is None
    assert store.sent.find(opening.id, found.public_id) == found


@pytest.mark.parametrize("few", [0, sent_search.FEW], ids=["one by one", "all named"])
@pytest.mark.parametrize(
    ("words", "hits"),
    [
        (["ada"], {"Ada Lovelace", "Adam Ada"}),
        (["LOVE"], {"Ada Lovelace"}),
        (["lovelace", "ada"], {"Ada Lovelace"}),
        (["rene"], {"René Groß"}),
        (["gross"], {"René Groß"}),
        (["req"], {"René Groß", "Adam Ada"}),
        (["req-18"], {"Adam Ada"}),
        (["שרה"], {"שרה לוי"}),
        (["velace"], set()),
        (["love", "req"], set()),
        (["%"], None),
        (["_"], None),
        ([], None),
    ],
)
def test_search_finds_the_beginnings_of_words_of_name_and_ref(
    employers, store, opening, words, hits, few, monkeypatch
):
    monkeypatch.setattr(sent_search, "FEW", few)
    employers.send(opening, name="Ada Lovelace")
    employers.send(opening, "REQ-17", name="René Groß")
    employers.send(opening, "REQ-18", name="Adam Ada")
    employers.send(opening, name="שרה לוי")
    employers.send(employers.opening("another"), "REQ-17", name="Ada Lovelace")
    found = {each.name for each in store.sent.page(opening.id, words=words)}
    assert found == (
        hits if hits is not None else {"Ada Lovelace", "René Groß", "Adam Ada", "שרה לוי"}
    )


def test_a_long_search_is_cut_and_still_answers(employers, store, opening):
    employers.send(opening)
    assert store.sent.page(opening.id, words=["x"] * 1000 + [f"w{n}" for n in range(1000)]) == []
    assert len(words_of("a b c d e f g")) > MOST_WORDS


def test_erasing_deletes_it_counts_it_off_and_its_person_learns_it(employers, store, opening):
    attempt = employers.send(opening)
    found = sent_of(store, attempt)
    assert store.sent.erase(opening.id, found.public_id)
    assert not store.sent.erase(opening.id, found.public_id)
    assert store.sent.find(opening.id, found.public_id) is None
    assert store.sent.ending(attempt.id) == "erased"
    assert store.openings.totals(opening.id) == {"started": 1, "finished": 1}


def test_a_hold_keeps_the_employer_from_erasing_and_anonymising(employers, store, opening):
    found = sent_of(store, employers.send(opening))
    store.openings.set_hold(opening.id, True)
    with pytest.raises(OnHold):
        store.sent.erase(opening.id, found.public_id)
    with pytest.raises(OnHold):
        store.sent.anonymise(opening.id, found.public_id)
    assert store.sent.find(opening.id, found.public_id) == found


def test_what_is_anonymous_has_no_name_no_ref_no_day_and_no_way_back(
    employers, store, opening, now
):
    attempt = employers.send(opening, "req-7")
    before = sent_of(store, attempt)
    new_id = store.sent.anonymise(opening.id, before.public_id)
    assert store.sent.find(opening.id, before.public_id) is None
    found = store.sent.find(opening.id, new_id)
    assert found.is_anonymous
    assert (found.name, found.email, found.ref, found.ref_signed) == (None, None, None, False)
    month = datetime(2026, 11, 1, tzinfo=UTC)
    assert (found.made_at, found.sent_at) == (month, month)
    assert found.keep_until == datetime(2027, 3, 1, tzinfo=UTC)  # 90 days are 20 February
    assert found.keep_until >= before.keep_until
    assert (found.assessment, found.family) == (before.assessment, before.family)
    assert store.sent.page(opening.id, words=["ada"]) == []
    assert sent_of(store, attempt) is None
    assert store.sent.ending(attempt.id) == "anonymous"
    assert store.openings.totals(opening.id)["sent"] == 1


def test_anonymising_again_changes_nothing(employers, store, opening):
    new_id = store.sent.anonymise(opening.id, sent_of(store, employers.send(opening)).public_id)
    assert store.sent.anonymise(opening.id, new_id) == new_id


def test_nobody_can_withdraw_what_is_anonymous_and_sending_again_adds_another(
    employers, store, opening, now
):
    attempt = employers.send(opening)
    store.sent.anonymise(opening.id, sent_of(store, attempt).public_id)
    assert not store.sent.withdraw(attempt.id)
    assert store.sent.send(attempt.id, employers.sending(), now)
    assert store.openings.totals(opening.id)["sent"] == 2
    assert store.sent.ending(attempt.id) is None


def test_what_is_past_its_days_goes_by_itself_and_is_noted(employers, store, opening, now):
    over = employers.send(opening, days=400)
    employers.send(opening, days=400, family="delivery")
    kept = employers.send(opening, days=400, at=now + timedelta(days=1))
    store.sweep(now + timedelta(days=90))
    assert [each.attempt_id for each in store.sent.page(opening.id)] == [kept.id]
    assert store.sent.ending(over.id) == "over"
    day = datetime(2027, 2, 20, tzinfo=UTC).date()
    assert store.sent.removals(opening.id) == [Removal(day, 2)]
    totals = store.openings.totals(opening.id)
    assert (totals["sent"], totals["family:management"], "family:delivery" in totals) == (
        1,
        1,
        False,
    )


def test_removals_of_one_day_add_up_and_the_newest_day_comes_first(employers, store, opening, now):
    for hours in (0, 1, 48):
        employers.send(opening, at=now + timedelta(hours=hours), days=400)
    for hours in (0, 1, 48):
        store.sweep(now + timedelta(days=90, hours=hours))
    assert [removal.results for removal in store.sent.removals(opening.id)] == [1, 2]


def test_more_than_a_batch_of_sent_results_goes_in_one_sweep(
    employers, store, opening, now, monkeypatch
):
    monkeypatch.setattr("quiz.store.sweeping.BATCH", 2)
    for _ in range(5):
        employers.send(opening)
    store.sweep(now + timedelta(days=91))
    assert store.sent.page(opening.id) == []
    assert [removal.results for removal in store.sent.removals(opening.id)] == [5]


def test_a_hold_keeps_what_was_sent_and_nothing_else_of_an_attempt_that_is_over(
    employers, store, opening, now
):
    attempt = employers.send(opening, days=5)
    store.openings.set_hold(opening.id, True)
    late = now + timedelta(days=200)
    assert store.sweep(late) == 0
    [found] = store.sent.page(opening.id)
    assert found.name == "Ada Lovelace"
    assert store.results.latest(attempt.id) is None
    assert store.attempts.find((1).to_bytes(32, "big"), now).answers == {}
    assert store.sent.removals(opening.id) == []
    store.openings.set_hold(opening.id, False)
    assert store.sweep(late) == 1
    assert store.sent.page(opening.id) == []
    assert store.openings.totals(opening.id) == {"started": 1, "finished": 1}


def test_what_is_anonymous_goes_too_when_its_time_is_over(employers, store, opening, now):
    attempt = employers.send(opening)
    store.sent.anonymise(opening.id, sent_of(store, attempt).public_id)
    store.sweep(datetime(2027, 2, 28, tzinfo=UTC))
    assert len(store.sent.page(opening.id)) == 1
    store.sweep(datetime(2027, 3, 1, tzinfo=UTC))
    assert store.sent.page(opening.id) == []


def test_erasing_and_withdrawing_at_once_counts_off_once(employers, store, opening):
    attempts = [employers.send(opening) for _ in range(6)]
    with ThreadPoolExecutor(8) as pool:
        done = []
        for attempt in attempts:
            public_id = sent_of(store, attempt).public_id
            done.append(pool.submit(store.sent.erase, opening.id, public_id))
            done.append(pool.submit(store.sent.withdraw, attempt.id))
        for each in done:
            each.result(timeout=20)
    assert store.openings.totals(opening.id) == {"started": 6, "finished": 6}


def test_only_members_of_the_workspace_who_want_mails_are_told(employers, store):
    workspace, other = employers.workspace(), employers.workspace("Other")
    employers.member(workspace, "wants@example.org", notified=True)
    employers.member(workspace, "not@example.org", notified=False)
    employers.member(other, "elsewhere@example.org", notified=True)
    opening = employers.opening(workspace_id=workspace)
    employers.opening("another", other)
    assert store.sent.members_to_mail(opening.id) == ["wants@example.org"]


@pytest.mark.parametrize("end", ["erase", "anonymise"])
def test_what_is_done_to_one_result_touches_no_other(employers, store, opening, end):
    """Neither the next one of the opening nor one of another."""
    one = sent_of(store, employers.send(opening, "req-1"))
    others = [employers.send(opening, "req-2"), employers.send(employers.opening("another"))]
    before = [sent_of(store, each) for each in others]
    assert all(before)
    assert getattr(store.sent, end)(opening.id, one.public_id)
    assert [sent_of(store, each) for each in others] == before
    assert [store.sent.ending(each.id) for each in others] == [None, None]
    assert len(store.sent.page(opening.id, words=["req-2"])) == 1


def test_removals_are_those_of_the_opening(employers, store, opening, now):
    employers.send(opening)
    employers.send(employers.opening("another", keep_days=90))
    store.sweep(now + timedelta(days=91))
    assert [removal.results for removal in store.sent.removals(opening.id)] == [1]
