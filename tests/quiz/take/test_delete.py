"""Delete everything now: asked once, done at once, exactly what was ticked, and said."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.quiz.stored import all_rows, counts
from tests.quiz.take.test_result import CASES, sit
from tests.quiz.take.test_retake import retake
from tests.quiz.take.test_share import share

PLACES = ("", "/result", "/result.json", "/answers.csv", "/q/1", "/review", "/delete", "/share")


def deletion(candidate):
    """The form of the page that asks."""
    page = candidate.at("delete")
    assert page.status == 200
    return page.form


def test_the_page_asks_and_changes_nothing(alice, database):
    sit(alice, CASES["clear"])
    before = all_rows(database)
    page = alice.at("delete")
    assert page.title.startswith("Delete everything?")
    assert f"/a/{alice.token}" in page.links  # the way back
    assert all_rows(database) == before


@pytest.mark.both_databases
def test_all_of_it_is_gone_and_the_page_is_kind(alice, database):
    sit(alice, CASES["clear"])
    form = next(f for f in alice.at("result").forms if f.action.endswith("/fits"))
    alice.post(form.action, {**form.fields, "fits": "partly"})
    address = share(alice, ["roles"])
    assert counts(database) == {
        "attempts": 1,
        "answers": 28,
        "results": 1,
        "feedback": 1,
        "shares": 1,
        "retakes": 0,
    }
    page = alice.post(deletion(alice).action, {})
    assert page.status == 200
    assert page.title.startswith("Everything is deleted")
    assert alice.token not in page.html
    assert set(counts(database).values()) == {0}
    for place in PLACES:
        assert alice.get(alice.address + place).status == 404, place
    assert alice.get(address).status == 404


def test_the_page_says_what_goes_also_links(alice):
    sit(alice, CASES["clear"])
    share(alice, ["roles"])
    share(alice, ["profile"])
    assert "the 2 links you shared" in alice.at("delete").text


@pytest.mark.both_databases
def test_a_double_click_says_the_same_twice(app, alice, database):
    action = deletion(sit(alice, CASES["clear"])).action

    def press(_):
        response = app.test_client().post(action)
        return response.status_code, "Everything is deleted" in response.text

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(8))) == [(200, True)] * 8
    assert set(counts(database).values()) == {0}


def test_before_a_result_answers_can_be_deleted_too(alice, database):
    alice.answer(1)
    assert f"/a/{alice.token}/delete" in alice.at("review").links
    assert alice.post(deletion(alice).action, {}).status == 200
    assert set(counts(database).values()) == {0}


def test_what_is_deleted_is_the_own_attempt_only(alice, bob, database):
    sit(alice, CASES["clear"])
    sit(bob, CASES["between"])
    alice.post(deletion(alice).action, {})
    assert bob.at("result").status == 200
    assert (counts(database)["attempts"], counts(database)["answers"]) == (1, 28)


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_a_forged_token_deletes_nothing(alice, client, database, token):
    sit(alice, CASES["clear"])
    before = all_rows(database)
    assert client.get(f"/a/{token}/delete").status_code == 404
    client.post(f"/a/{token}/delete")
    assert all_rows(database) == before


@pytest.mark.both_databases
def test_of_two_attempts_only_this_one_goes_and_the_page_says_which_stays(alice):
    newer = sit(retake(sit(alice, CASES["clear"])), CASES["between"])
    page = newer.at("delete")
    assert "Your earlier attempts" in page.text
    assert page.html.count('type="checkbox"') == 1
    assert "checked" not in page.html
    gone = newer.post(page.form.action, {})
    assert "still there" in gone.text
    assert newer.at("result").status == 404
    assert alice.at("result").status == 200


@pytest.mark.both_databases
def test_an_earlier_attempt_goes_with_it_where_it_is_ticked(alice, clock, database):
    newer = sit(retake(sit(alice, CASES["clear"])), CASES["between"])
    ticked = clock().isoformat()
    assert f'value="{ticked}"' in newer.at("delete").html
    gone = newer.post(deletion(newer).action, {"older": ticked})
    assert "went with it" in gone.text
    assert alice.at("result").status == 404
    assert set(counts(database).values()) == {0}


@pytest.mark.parametrize("older", ["1", "2020-01-01T00:00:00+00:00", "<b>", ""])
def test_a_forged_tick_deletes_no_other_attempt(alice, bob, older):
    sit(bob, CASES["between"])
    newer = sit(retake(sit(alice, CASES["clear"])), CASES["clear"])
    newer.post(deletion(newer).action, {"older": older})
    assert alice.at("result").status == 200
    assert bob.at("result").status == 200


def test_from_the_older_attempt_nobody_sees_or_deletes_the_newer(alice):
    newer = sit(retake(sit(alice, CASES["clear"])), CASES["between"])
    page = alice.at("delete")
    assert "earlier attempts" not in page.text
    alice.post(page.form.action, {})
    page = newer.at("result")
    assert page.status == 200
    assert "older" not in page.ids
