"""Sending a result: only what is ticked, seen before it goes, replaced and taken back."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from quiz.mail import wait_until_sent
from quiz.report.excerpt import PARTS, cut_assessment
from quiz.take.send import LETTERS
from quiz.tokens import sign_ref
from tests.quiz.candidate import Candidate
from tests.quiz.mailbox import mailbox
from tests.quiz.stored import all_rows
from tests.quiz.take.applicant import preview, result_for, send, sent_by, start_for
from tests.quiz.take.test_result import CASES, INSTRUMENT, NAMED, ROLES, UNNAMED, sit

NAME, EMAIL = "Ada Lovelace", "ada@example.org"
SECRETS = ("of 10 sittings", "took it again", "Something we noticed", "Fit is", "/a/")


@pytest.fixture
def opening(employers):
    return employers.opening(asks_name=True, asks_email=True, keep_days=90)


def sent(store):
    """What the employer has of the first attempt."""
    return store.sent.of_attempt(1)


def box(page):
    """The text of what would be sent, without what stands around it."""
    return page.html.split('<div class="statement">')[1].split("</main>")[0]


# Before anything is sent


def test_the_result_says_that_nobody_sees_it_and_how_to_send_it(client, opening):
    page = result_for(client, opening).at("result")
    assert "Acme does not see this" in page.text
    assert any(link.endswith("/send") for link in page.links)


def test_nothing_is_ticked_beforehand_and_looking_changes_nothing(client, opening, store, database):
    alice = result_for(client, opening, "?ref=REQ-17")
    before, totals = all_rows(database), store.openings.totals(opening.id)
    page = alice.at("send")
    assert page.html.count('type="checkbox"') == len(PARTS)
    assert "checked" not in page.html.replace('type="checkbox"', "")
    for words in (
        "It is kept for 90 days",
        "REQ-17",
        "Acme can link it to you",
        "by those who run",
    ):
        assert words in page.text
    preview(alice, list(PARTS), name=NAME, email=EMAIL)
    assert all_rows(database) == before
    assert sent(store) is None
    assert store.openings.totals(opening.id) == totals == {"started": 1, "finished": 1}


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("part", PARTS)
def test_exactly_what_was_ticked_is_sent_and_it_is_what_was_looked_at(
    client, opening, store, case, part
):
    alice = result_for(client, opening, case=case)
    page = preview(alice, [part])
    for secret in SECRETS:
        assert secret not in box(page), secret
    wording = INSTRUMENT.wording("en")
    assert not any(wording.text(item) in page.text for item in CASES[case])
    named = [words.name for words in ROLES.values() if words.name.lower() in box(page).lower()]
    assert bool(named) == (part in ("roles", "why"))
    assert alice.post(page.form.action, sent_by(page)).status == 303
    found = sent(store)
    assert found.parts == (part,)
    assert found.assessment == cut_assessment(INSTRUMENT.assessment_json(CASES[case]), [part])
    assert (found.name, found.email, found.ref) == (None, None, None)
    assert "by_answer" not in str(found.assessment)


def test_name_address_and_reference_go_only_where_they_are_shown(client, opening, store):
    ref = "REQ-17"
    query = f"?ref={ref}&sig={sign_ref(opening.ref_key, ref)}"
    alice = result_for(client, opening, query)
    page = preview(alice, ["roles"], name=f" {NAME}\u202e ", email=EMAIL)
    for words in (NAME, EMAIL, ref, "It is kept for 90 days"):
        assert words in page.text
    assert "It is not signed" not in page.text
    assert alice.post(page.form.action, sent_by(page)).status == 303
    found = sent(store)
    assert (found.name, found.email, found.ref, found.ref_signed) == (NAME, EMAIL, ref, True)
    listed = alice.at("send").text
    for words in (NAME, EMAIL, ref, "the roles", "It is deleted after 20 February 2027"):
        assert words in listed


@pytest.mark.parametrize(
    ("query", "ref", "signed", "says"),
    [
        ("?ref=REQ-17", "REQ-17", False, "<bdi>REQ-17</bdi>"),
        ("?ref=++a%0Ab%E2%80%AE++", "a b", False, "<bdi>a b</bdi>"),
        ("?ref=REQ-17&sig=forged", None, False, "does not match its signature"),
        ("?ref=REQ-17&sig=", None, False, "does not match its signature"),
        ("?ref=REQ-18&sig={signature}", None, False, "does not match its signature"),
        ("?ref=REQ-17&sig={signature}", "REQ-17", True, "<bdi>REQ-17</bdi>"),
        ("?ref=REQ-17&sig=%C3%A9", None, False, "does not match its signature"),
        (f"?ref={'x' * 101}", None, False, "a reference that is too long"),
        ("?ref=&sig=x", None, False, "Start"),
    ],
)
def test_a_reference_goes_only_as_its_employer_made_it(
    client, opening, store, query, ref, signed, says
):
    query = query.format(signature=sign_ref(opening.ref_key, "REQ-17"))
    assert says in Candidate(client).get(f"/o/{opening.public_id}{query}").html
    alice = start_for(client, opening, query)
    kept = store.openings.of_attempt(1)
    assert (kept.ref, kept.ref_signed) == (ref, signed)
    assert alice.at("q/1").status == 200


# Sending


@pytest.mark.both_databases
def test_sent_again_it_takes_the_place_of_what_was_sent(client, opening, store, clock):
    alice = send(result_for(client, opening), ["roles"], name=NAME)
    family = sent(store).family
    assert store.openings.totals(opening.id) == {
        "started": 1,
        "finished": 1,
        "sent": 1,
        f"family:{family}": 1,
    }
    first = sent(store)
    clock.pass_days(3)
    page = preview(alice, ["profile"])
    assert "It takes the place of what you sent before." in page.text
    assert alice.post(page.form.action, sent_by(page)).status == 303
    found = sent(store)
    assert (found.public_id, found.parts, found.name) == (first.public_id, ("profile",), None)
    assert found.keep_until > first.keep_until
    assert store.openings.totals(opening.id)["sent"] == 1
    assert "Acme has what you sent" in alice.at("result").text


@pytest.mark.both_databases
def test_a_double_click_sends_one(app, client, opening, store):
    page = preview(result_for(client, opening), ["roles"])

    def press(_):
        return app.test_client().post(page.form.action, data=sent_by(page)).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(6))) == [303] * 6
    assert store.openings.totals(opening.id)["sent"] == 1
    assert len(store.sent.page(opening.id)) == 1


@pytest.mark.both_databases
def test_it_can_be_taken_back_at_any_time_and_twice(client, opening, store):
    alice = send(result_for(client, opening), ["roles"])
    store.openings.set_state(opening.id, "closed")
    store.openings.set_hold(opening.id, True)
    for _ in range(2):
        done = alice.post(f"{alice.address}/send/withdraw", {})
        assert done.status == 303
    page = alice.get(done.headers["Location"])
    assert "Taken back: Acme no longer has anything" in page.text
    assert sent(store) is None
    assert store.openings.totals(opening.id) == {"started": 1, "finished": 1}
    send(alice, ["profile"])
    assert sent(store).parts == ("profile",)


def test_what_a_hold_keeps_longer_than_the_attempt_can_be_taken_back_too(
    client, employers, store, clock, database
):
    opening = employers.opening(keep_days=400)
    alice, bob = (send(result_for(client, opening), ["profile"]) for _ in range(2))
    store.openings.set_hold(opening.id, True)
    clock.pass_days(401)
    store.sweep(clock())
    for place in ("result", "send", "q/1"):
        page = alice.at(place)
        assert page.status == 404
        assert "What you sent from here to an employer is still there" in page.text
    before = all_rows(database)
    assert alice.post(f"{alice.address}/send/withdraw", {}).form.action == page.form.action
    assert all_rows(database) == before
    done = alice.post(page.form.action, page.form.fields)
    assert (done.status, done.kind) == (200, "deleted")
    assert "is still there" not in alice.at("result").text
    assert store.openings.totals(opening.id)["sent"] == 1
    assert "is still there" in bob.at("result").text
    assert [each.attempt_id for each in store.sent.page(opening.id)] == [2]


def test_a_result_that_changed_since_it_was_looked_at_is_looked_at_again(client, opening, store):
    alice = result_for(client, opening)
    page, other_tab = preview(alice, ["roles"], name=NAME), alice.another_tab()
    question = other_tab.at("q/1")
    other_tab.send(question, {next(iter(question.form.radios)): "1"})
    again = alice.post(page.form.action, sent_by(page))
    assert again.status == 409
    assert "changed since you looked" in again.text
    assert sent(store) is None
    assert alice.post(again.form.action, sent_by(again)).status == 303
    assert (sent(store).revision, sent(store).name) == (5, NAME)


def test_what_was_sent_stays_when_answers_change_and_the_result_says_so(client, opening, store):
    alice = send(result_for(client, opening), ["roles", "profile", "why", "facets"])
    before = sent(store)
    question = alice.at("q/1")
    alice.send(question, dict.fromkeys(question.form.radios, "1"))
    assert sent(store) == before
    assert "Your result has changed since." in alice.at("result").text


@pytest.mark.parametrize("case", UNNAMED)
def test_under_none_only_the_profile_can_be_sent(client, opening, store, case):
    alice = result_for(client, opening, case=case)
    assert alice.at("send").html.count('type="checkbox"') == 1
    for part in ("roles", "why", "facets"):
        assert "Tick it here" in preview(alice, [part], 422).text
    page = preview(alice, ["profile"])
    assert not any(words.name.lower() in page.text.lower() for words in ROLES.values())
    send(alice, ["profile"])
    assert (sent(store).family, sent(store).assessment["verdict"]) == ("none", None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"part": []}, "nothing is ticked"),
        ({"part": ["answers"]}, "something else was sent"),
        ({"part": ["roles", "<b>"]}, "something else was sent"),
        ({"part": ["roles"], "name": "x" * 61}, "Shorten it"),
        ({"part": ["roles"], "email": "not an address"}, "it does not look like one"),
        ({"part": ["roles"], "email": "a@b"}, "it does not look like one"),
        ({"part": ["roles"], "email": f"{'x' * 250}@example.org"}, "it does not look like one"),
        ({"part": ["roles"], "email": "a@b.org\r\nBcc: c@d.org"}, "it does not look like one"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_lost(client, opening, store, fields, says):
    alice = result_for(client, opening)
    kept = {"name": NAME, "email": EMAIL} | fields
    for place in ("send/preview", "send"):
        page = alice.post(f"{alice.address}/{place}", kept)
        assert (page.status, page.kind) == (422, "send")
        assert page.title.startswith("Error: ")
        assert says in page.text
        assert f'value="{kept["name"]}"' in page.html
        assert ("roles" in fields["part"]) == ('value="roles" checked' in page.html)
    assert sent(store) is None


def test_what_was_not_asked_is_not_taken(client, employers, store):
    alice = result_for(client, employers.opening())
    page = alice.at("send")
    assert 'name="name"' not in page.html
    assert 'name="email"' not in page.html
    for unasked in ({"name": NAME}, {"email": EMAIL}):
        sent_anyway = {"part": ["roles"], "revision": "4", **unasked}
        assert alice.post(f"{alice.address}/send", sent_anyway).status == 422
    assert sent(store) is None


def test_without_a_result_there_is_nothing_to_send(client, opening, store):
    alice = start_for(client, opening)
    assert alice.at("send").headers["Location"].endswith("/q/1")
    for place in ("send", "send/preview"):
        done = alice.post(f"{alice.address}/{place}", {"part": "roles"})
        assert (done.status, done.headers["Location"][-4:]) == (303, "/q/1")


def test_the_public_quiz_sends_nothing(alice):
    sit(alice, CASES["clear"])
    assert alice.at("send").status == 404
    for place in ("send", "send/preview"):
        assert alice.post(f"{alice.address}/{place}", {"part": "roles"}).status == 404
    assert "/send" not in alice.at("result").html


def test_where_an_employer_takes_no_results_none_can_be_sent(client, employers, store, clock):
    never = result_for(client, employers.opening("never", may_send=False))
    assert never.at("send").status == 404
    assert "It cannot be sent from here." in never.at("result").text
    opening = employers.opening("no-longer")
    bob = send(result_for(client, opening), ["roles"])
    carol = result_for(client, opening)
    store.openings.save(opening.id, replace(opening.settings, may_send=False), 1, clock())
    assert carol.at("send").status == 404
    assert carol.post(f"{carol.address}/send", {"part": "roles"}).status == 404
    page = bob.at("send")
    assert "What you have sent" in page.text
    assert "What to send" not in page.text
    assert bob.post(f"{bob.address}/send", {"part": "profile"}).status == 404
    done = bob.post(f"{bob.address}/send/withdraw", {})
    assert done.status == 303
    assert store.openings.totals(opening.id).get("sent") is None
    page = bob.get(done.headers["Location"])
    assert "Taken back: Acme no longer has anything of your result here" in page.text
    assert "Send your result" not in page.text


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/a/{token}/send").status_code == 404
    for place in ("send", "send/preview", "send/withdraw"):
        assert client.post(f"/a/{token}/{place}", data={"part": "roles"}).status_code == 404


def test_nobody_takes_back_or_sees_what_another_sent(client, opening, store):
    alice, bob = send(result_for(client, opening), ["roles"], name=NAME), None
    bob = result_for(client, opening)
    assert NAME not in bob.at("send").html
    assert bob.post(f"{bob.address}/send/withdraw", {}).status == 303
    assert sent(store).name == NAME
    assert alice.at("send").status == 200


# How it ends


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("erase", "The employer deleted what you sent. That says nothing about you"),
        ("anonymise", "They can no longer tell whose it is"),
    ],
)
def test_what_the_employer_did_with_it_is_said_kindly(client, opening, store, end, says):
    alice = send(result_for(client, opening), ["roles"])
    getattr(store.sent, end)(opening.id, sent(store).public_id)
    for place in ("send", "result"):
        assert says in alice.at(place).text
    send(alice, ["roles"])
    assert says not in alice.at("send").text


def test_when_its_time_is_over_that_is_said(client, employers, store, clock):
    opening = employers.opening(keep_days=30)
    alice = send(result_for(client, opening), ["roles"])
    clock.pass_days(31)
    store.sweep(clock())
    assert "The time for which what you sent was kept is over." in alice.at("send").text


def test_the_attempt_lives_as_long_as_what_it_sent(client, employers, store, clock):
    opening = employers.opening(keep_days=700)
    alice = send(result_for(client, opening), ["roles"])
    clock.pass_days(699)
    store.sweep(clock())
    assert alice.at("send").status == 200
    assert sent(store) is not None


def test_deleting_everything_takes_it_back_too(client, opening, store):
    alice = send(result_for(client, opening), ["roles"])
    page = alice.at("delete")
    assert "they lose it too" in page.text
    assert alice.post(f"{alice.address}/delete", {}).status == 200
    assert store.sent.page(opening.id) == []
    assert store.openings.totals(opening.id) == {"started": 1, "finished": 1}
    bob = result_for(client, opening)
    assert "they lose it too" not in bob.at("delete").text


# Taking it again


def retake(candidate):
    page = candidate.at("retake")
    begun = candidate.post(page.form.action, page.form.fields)
    return page, Candidate(candidate.client, begun.headers["Location"])


def test_a_retake_is_for_the_same_opening_as_it_is_set_today(client, opening, store, clock):
    alice = send(result_for(client, opening, "?ref=REQ-17"), ["roles"])
    newest = replace(opening.settings, keep_days=7, title="Another title")
    store.openings.save(opening.id, newest, 1, clock())
    page, newer = retake(alice)
    assert "<bdi>Another title</bdi>” at <bdi>Acme</bdi> again" in page.html
    assert "The reference stays the same: <strong><bdi>REQ-17</bdi>" in page.html
    kept = store.openings.of_attempt(2)
    assert (kept.settings.keep_days, kept.ref, kept.ref_signed) == (7, "REQ-17", False)
    send(sit(newer, CASES["between"]), ["profile"])
    assert sent(store).parts == ("roles",)
    assert store.sent.of_attempt(2).parts == ("profile",)
    assert store.openings.totals(opening.id)["sent"] == 2


def test_where_no_new_attempts_are_taken_a_retake_is_of_the_public_quiz(client, opening, store):
    alice = result_for(client, opening, "?ref=REQ-17")
    store.openings.set_state(opening.id, "paused")
    page, newer = retake(alice)
    assert "Acme takes no new attempts at the moment" in page.text
    assert store.openings.of_attempt(2) is None
    sit(newer, CASES["between"])
    assert "Acme" not in newer.at("result").html
    assert newer.at("send").status == 404


# Telling the employer


@pytest.fixture
def letters(environment):
    """A mail server that the application knows; ask for it before `app`."""
    with mailbox() as server:
        environment |= {
            "ROLE_FIT_SMTP_URL": server.url,
            "ROLE_FIT_MAIL_FROM": "quiz@example.org",
            "ROLE_FIT_ADDRESS": "https://quiz.example.org",
        }
        yield server


@pytest.mark.both_databases
def test_members_who_asked_for_it_are_told_once_that_there_is_one_and_nothing_of_it(
    letters, client, opening, employers
):
    employers.member(opening.workspace_id, "grace@example.org", notified=True)
    employers.member(opening.workspace_id, "linus@example.org", notified=False)
    employers.member(employers.workspace("Other"), "mallory@example.org", notified=True)
    alice = send(result_for(client, opening, "?ref=REQ-17"), ["roles"], name=NAME, email=EMAIL)
    send(alice, ["profile"])
    wait_until_sent()
    (letter,) = letters.kept
    assert letter["To"] == "grace@example.org"
    assert letter["Subject"] == "A new result for “Product manager”"
    text = letter.get_content()
    assert f"https://quiz.example.org/hr/openings/{opening.public_id}/results" in text
    said = str(letter["Subject"]) + text
    for secret in (NAME, EMAIL, "REQ-17", alice.token, *(w.name for w in ROLES.values())):
        assert secret not in said.replace("“Product manager”", ""), secret


def test_a_title_makes_no_header_of_a_mail(letters, client, employers):
    title = "Job\r\nBcc: mallory@example.org"
    opening = employers.opening(title=title)
    employers.member(opening.workspace_id, "grace@example.org", notified=True)
    send(result_for(client, opening), ["roles"])
    wait_until_sent()
    (letter,) = letters.kept
    assert letter["Bcc"] is None
    assert re.fullmatch("A new result for “Job Bcc: mallory@example.org”", letter["Subject"])


def test_whoever_sends_and_takes_back_over_and_over_fills_no_mailbox(
    letters, client, opening, employers, clock
):
    employers.member(opening.workspace_id, "grace@example.org", notified=True)
    alice = result_for(client, opening)
    page = preview(alice, ["roles"])
    for _ in range(LETTERS.tries + 2):
        assert alice.post(page.form.action, sent_by(page)).status == 303
        assert alice.post(f"{alice.address}/send/withdraw", {}).status == 303
    wait_until_sent()
    assert len(letters.kept) == LETTERS.tries
    clock.now += LETTERS.stretch
    alice.post(page.form.action, sent_by(page))
    wait_until_sent()
    assert len(letters.kept) == LETTERS.tries + 1
