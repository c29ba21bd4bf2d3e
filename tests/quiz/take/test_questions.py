"""Answering: going on, going back, half a page, forged fields, two tabs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from questions.instrument import current_instrument
from tests.quiz.candidate import PAGES, Page
from tests.quiz.stored import counts, everything

ITEMS = [item.id for item in PAGES[0]]
FIRST, SECOND = ITEMS[:2]


@pytest.mark.both_databases
def test_the_whole_journey(alice):
    for number in (1, 2, 3):
        page = alice.at(f"q/{number}")
        assert (page.status, page.kind) == (200, "question")
        assert f"Page {number} of 4" in page.title
        assert alice.answer(number).headers["Location"] == f"{alice.address}/q/{number + 1}"
    assert alice.answer(4).headers["Location"] == f"{alice.address}/review"
    assert alice.at("review").kind == "review"
    assert alice.finish().headers["Location"] == f"{alice.address}/result"
    assert alice.at("result").kind == "result"
    assert alice.sharpen() == 5
    assert "Sharpen: page 1 of 1" in alice.at("q/5").title
    assert alice.answer(5).headers["Location"] == f"{alice.address}/result"
    assert alice.sharpen() == 6
    assert "Sharpen: page 2 of 2" in alice.at("q/6").title
    assert alice.answer(6).headers["Location"] == f"{alice.address}/result"
    assert alice.sharpen() is None


def test_every_post_that_succeeds_redirects_with_303(alice):
    assert {alice.answer(number).status for number in (1, 2, 3, 4)} == {303}
    assert alice.finish().status == 303


def test_the_address_leads_back_to_the_first_page_that_is_not_complete(alice):
    alice.answer(1)
    alice.answer(3)
    assert alice.get(alice.address).headers["Location"] == f"{alice.address}/q/2"


def test_the_address_of_a_finished_attempt_leads_to_its_result(alice):
    alice.answer_all().finish()
    assert alice.get(alice.address).headers["Location"] == f"{alice.address}/result"


def test_an_address_copied_with_a_slash_at_its_end_leads_back_too(alice):
    assert alice.get(f"{alice.address}/").headers["Location"] == f"{alice.address}/q/1"


def test_the_page_shows_the_address_to_copy(alice):
    assert f'value="http://localhost{alice.address}"' in alice.at("q/1").html


def test_a_reloaded_page_shows_what_was_saved(alice):
    alice.answer(1, 3)
    assert alice.at("q/1").checked == alice.at("q/1").checked == dict.fromkeys(ITEMS, "3")


def test_skipped_is_an_answer_of_its_own(alice):
    page = alice.at("q/1")
    assert alice.send(page, dict.fromkeys(ITEMS, "skip")).status == 303
    assert set(alice.at("q/1").checked.values()) == {"skip"}


def test_continue_comes_before_back(alice):
    assert alice.at("q/2").form.buttons == [("go", "on"), ("go", "back")]
    assert alice.at("q/1").form.buttons == [("go", "on")]


def test_back_saves_what_was_chosen_and_asks_for_no_more(alice):
    alice.answer(1)
    chosen = {PAGES[1][2].id: "5"}
    gone = alice.send(alice.at("q/2"), chosen, go="back")
    assert (gone.status, gone.headers["Location"]) == (303, f"{alice.address}/q/1")
    assert alice.at("q/2").checked == chosen


def test_enter_without_a_button_is_continue(alice):
    page = alice.at("q/1")
    fields = {"seen": page.form.fields["seen"], **dict.fromkeys(ITEMS, "2")}
    assert alice.post(page.form.action, fields).headers["Location"].endswith("/q/2")


def test_half_a_page_is_saved_and_what_is_missing_is_named(alice):
    page = alice.send(alice.at("q/1"), {FIRST: "2", SECOND: "skip"})
    assert page.status == 422
    assert page.title.startswith("Error: Page 1 of 4")
    assert 'role="alert"' in page.html
    assert page.checked == {FIRST: "2", SECOND: "skip"}
    missing = ITEMS[2:]
    assert [link for link in page.links if link in {f"#{item}-1" for item in missing}] == [
        f"#{item}-1" for item in missing
    ]
    assert page.described == {item: f"{item}-error" for item in missing}
    assert set(page.described.values()) | {f"{item}-1" for item in missing} <= set(page.ids)
    assert alice.at("q/1").checked == {FIRST: "2", SECOND: "skip"}


@pytest.mark.both_databases
def test_the_page_with_errors_can_be_completed(alice):
    page = alice.send(alice.at("q/1"), {FIRST: "2"})
    assert alice.send(page, dict.fromkeys(ITEMS[1:], "5")).status == 303
    assert alice.at("q/1").checked == {FIRST: "2", **dict.fromkeys(ITEMS[1:], "5")}


@pytest.mark.parametrize(
    "forged",
    [
        {FIRST: "7"},
        {FIRST: "0"},
        {FIRST: ["1", "2"]},
        {"colour": "red"},
        {PAGES[1][0].id: "3"},
        {"seen": "99"},
        {"seen": "x"},
        {"go": "finish"},
        {"from": "//evil.example"},
    ],
)
def test_a_forged_field_saves_nothing_and_keeps_what_was_chosen(alice, forged):
    chosen = dict.fromkeys(ITEMS, "3")
    page = alice.send(alice.at("q/1"), chosen | forged)
    assert (page.status, page.kind) == (422, "question")
    assert "This page was not saved" in page.text
    assert page.checked == {item: "3" for item in ITEMS if item not in forged}
    assert alice.at("q/1").checked == {}


def test_forged_text_is_escaped(alice):
    page = alice.send(alice.at("q/1"), {FIRST: "<script>", "<img src=x>": "1"})
    assert "<script>" not in page.html.replace("<script src=", "")
    assert "<img src=x>" not in page.html


@pytest.mark.both_databases
def test_the_same_page_sent_twice_is_saved_once(alice, database):
    page = alice.at("q/1")
    both = [alice.send(page, dict.fromkeys(ITEMS, "4")) for _ in range(2)]
    assert [each.headers["Location"] for each in both] == [f"{alice.address}/q/2"] * 2
    assert alice.at("q/1").form.fields["seen"] == "1"
    assert counts(database)["answers"] == 7


@pytest.mark.both_databases
def test_many_clicks_at_the_same_moment_are_saved_once(alice, app):
    page = alice.at("q/1")
    fields = {**page.form.fields, **dict.fromkeys(ITEMS, "4")}

    def click(_):
        return app.test_client().post(page.form.action, data=fields).status_code

    with ThreadPoolExecutor(8) as clicks:
        assert set(clicks.map(click, range(16))) == {303}
    assert alice.at("q/1").form.fields["seen"] == "1"


def test_looking_changes_nothing(alice, client, database):
    alice.answer_all().finish()
    alice.answer(alice.sharpen())
    before = everything(database)
    places = ["", "/review", "/result", "/finish", *(f"/q/{number}" for number in range(8))]
    for place in places:
        for method in (client.get, client.head, client.options):
            method(alice.address + place)
    client.get("/")
    client.get("/start")
    assert everything(database) == before


def test_pages_that_sharpen_are_closed_until_there_is_a_result(alice, database):
    before = everything(database)
    assert alice.post(f"{alice.address}/sharpen", {}).headers["Location"] == f"{alice.address}/q/1"
    assert everything(database) == before
    for number in (5, 6):
        assert alice.at(f"q/{number}").status == 404
        sent = {"seen": "0", current_instrument().bank.rest[0].id: "3"}
        assert alice.post(f"{alice.address}/q/{number}", sent).status == 404
    assert everything(database) == before
    alice.answer_all().finish()
    assert alice.sharpen() == 5
    assert alice.at("q/5").checked == {}


def test_the_first_sharpening_page_leads_back_to_the_result(alice):
    alice.answer_all().finish()
    gone = alice.send(alice.at(f"q/{alice.sharpen()}"), {}, go="back")
    assert gone.headers["Location"] == f"{alice.address}/result"
    alice.answer(5)
    assert f"{alice.address}/result" in alice.at(f"q/{alice.sharpen()}").links


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999", "-1", "one"])
def test_a_page_that_is_not_there_is_not_found(alice, number):
    assert alice.at(f"q/{number}").status == 404


class TestTwoTabs:
    @pytest.mark.both_databases
    def test_an_older_tab_overwrites_nothing_silently(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        page = alice.send(old, dict.fromkeys(ITEMS, "5") | {FIRST: "2"})
        assert (page.status, page.kind) == (409, "question")
        assert alice.at("q/1").checked == dict.fromkeys(ITEMS, "5")

    def test_it_names_each_statement_at_odds_and_what_is_stored(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        page = alice.send(old, dict.fromkeys(ITEMS, "5") | {FIRST: "2", SECOND: "skip"})
        assert [link for link in page.links if link.startswith("#") and link != "#main"] == [
            f"#{FIRST}-2",
            f"#{SECOND}-skip",
        ]
        assert "Stored: Agree . In this form: Disagree ." in page.text
        assert "Stored: Agree . In this form: Skipped ." in page.text

    def test_keep_these_answers_saves_what_this_tab_holds(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        mine = dict.fromkeys(ITEMS, "5") | {FIRST: "2"}
        page = alice.send(old, mine)
        assert page.checked == mine
        assert page.form.buttons == [("go", "on")]
        assert alice.send(page, {}).headers["Location"] == f"{alice.address}/q/2"
        assert alice.at("q/1").checked == mine

    def test_use_the_stored_ones_is_a_link_that_shows_them(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        page = alice.send(old, {FIRST: "2"}, **{"from": "review"})
        link = f"{alice.address}/q/1?from=review"
        assert link in page.links
        assert alice.get(link).checked == dict.fromkeys(ITEMS, "5")

    def test_back_stays_back_through_a_conflict(self, alice):
        alice.answer(1)
        old = alice.at("q/2")
        alice.answer(2, 5)
        page = alice.send(old, {PAGES[1][0].id: "1"}, go="back")
        assert page.form.buttons == [("go", "back")]

    def test_a_third_tab_that_saves_meanwhile_is_not_overwritten_either(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        page = alice.send(old, {FIRST: "2"})
        alice.answer(1, 6)
        assert alice.send(page, {}).status == 409
        assert alice.at("q/1").checked[FIRST] == "6"

    def test_what_an_older_tab_leaves_open_is_not_asked_again(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        assert alice.send(old, {FIRST: "5"}).status == 303

    def test_tabs_that_agree_do_not_collide(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        assert alice.send(old, dict.fromkeys(ITEMS, "5")).status == 303

    def test_tabs_on_different_pages_do_not_collide(self, alice):
        first, second = alice.at("q/1"), alice.at("q/2")
        assert alice.send(second, {item.id: "3" for item in PAGES[1]}).status == 303
        assert alice.send(first, dict.fromkeys(ITEMS, "3")).status == 303

    def test_a_refused_form_goes_back_no_newer_than_it_came(self, alice):
        old = alice.at("q/1")
        alice.answer(1, 5)
        refused = alice.send(old, dict.fromkeys(ITEMS, "2") | {"colour": "red"})
        assert refused.status == 422
        assert alice.send(refused, {}).status == 409


def test_no_response_ever_sets_a_cookie(alice, client):
    alice.answer_all().finish()
    alice.answer(alice.sharpen())
    addresses = ["/", "/nowhere", "/a/forged", alice.address]
    addresses += [f"{alice.address}/{place}" for place in ("q/1", "q/5", "review", "result")]
    for address in addresses:
        assert "Set-Cookie" not in client.get(address).headers
    assert "Set-Cookie" not in client.post("/start", data=Page(client.get("/")).form.fields).headers
