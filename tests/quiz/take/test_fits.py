"""Does this fit you: one click, kept, changed, refused, and asked anew of a new result."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from quiz.report.wording import inside_sentence
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.take.test_result import CASES, INSTRUMENT, NAMED, ROLES, UNNAMED, sit

SHOWN = {case: INSTRUMENT.assessment_json(CASES[case])["shortlist"] for case in NAMED}


@pytest.fixture
def kept(app, clock):
    """What is stored of a person's words."""
    store = app.extensions[EXTENSION].store

    def kept(candidate):
        attempt = store.attempts.find(hash_token(candidate.token), clock())
        return store.feedback.latest(attempt.id)

    return kept


def asked(page):
    """The form of the question on a result page."""
    (form,) = (form for form in page.forms if form.action.endswith("/fits"))
    return form


def say(candidate, said, **more):
    """Open the result and press one of the buttons."""
    form = asked(candidate.at("result"))
    assert ("fits", said) in form.buttons
    return candidate.post(form.action, {**form.fields, "job": "", "fits": said, **more})


@pytest.mark.parametrize("case", NAMED)
def test_every_shown_role_has_a_button_beside_partly_and_no(alice, case):
    form = asked(sit(alice, CASES[case]).at("result"))
    assert [value for _, value in form.buttons] == [*SHOWN[case], "partly", "none"]
    assert form.fields == {"revision": "4"}


@pytest.mark.parametrize("case", NAMED)
def test_one_click_is_kept_and_said_back(alice, kept, case):
    role = SHOWN[case][0]
    done = say(sit(alice, CASES[case]), role)
    assert done.status == 303
    assert done.headers["Location"].endswith("/result#fits")
    assert (kept(alice).fits, kept(alice).role, kept(alice).job) == ("role", role, None)
    page = alice.at("result")
    assert "You said:" in page.text
    assert "Change what you said" in page.text
    assert "Your job today:" not in page.text


def test_the_words_fit_one_role_and_several(alice, bob):
    (clear,) = SHOWN["clear"]
    page = sit(alice, CASES["clear"]).at("result")
    assert f"Yes, {inside_sentence(ROLES[clear].name)} fits" in page.text
    page = sit(bob, CASES["between"]).at("result")
    for role in SHOWN["between"]:
        assert f"{ROLES[role].name} fits best" in page.text


@pytest.mark.both_databases
def test_what_was_said_can_be_changed(alice, kept):
    sit(alice, CASES["between"])
    say(alice, SHOWN["between"][1], job="other")
    assert "Your job today: none of these" in alice.at("result").text
    say(alice, "partly", job="business_analyst")
    assert (kept(alice).fits, kept(alice).role) == ("partly", None)
    assert "Your job today: business analyst" in alice.at("result").text
    say(alice, "none")
    assert (kept(alice).fits, kept(alice).job) == ("none", None)
    assert "You said: No ." in alice.at("result").text


@pytest.mark.parametrize("job", [*ROLES, "other"])
def test_the_job_is_kept_with_the_same_click_and_chosen_again(alice, kept, job):
    sit(alice, CASES["clear"])
    assert say(alice, "partly", job=job).status == 303
    assert kept(alice).job == job
    assert f'<option value="{job}" selected' in alice.at("result").html


@pytest.mark.both_databases
def test_a_double_click_is_one_word(app, alice, kept):
    sit(alice, CASES["clear"])
    form = asked(alice.at("result"))
    sent = {**form.fields, "fits": "partly"}

    def press(_):
        return app.test_client().post(form.action, data=sent).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(8))) == [303] * 8
    assert kept(alice).fits == "partly"


def test_what_one_person_says_is_not_the_other_persons(alice, bob, kept):
    sit(alice, CASES["clear"])
    sit(bob, CASES["clear"])
    say(alice, "none")
    assert kept(bob) is None
    assert "You said:" not in bob.at("result").text


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    sent = {"fits": "none", "revision": "4"}
    assert client.post(f"/a/{token}/fits", data=sent).status_code == 404


def test_an_expired_attempt_is_not_found(alice, clock):
    form = asked(sit(alice, CASES["clear"]).at("result"))
    clock.pass_days(366)
    assert alice.post(form.action, {**form.fields, "fits": "none"}).status == 404


def test_without_a_result_it_leads_to_where_the_person_is(alice, kept):
    done = alice.post(f"{alice.address}/fits", {"fits": "none", "revision": "0"})
    assert done.status == 303
    assert done.headers["Location"].endswith("/q/1")
    assert kept(alice) is None


STRANGER = next(role for role in ROLES if role not in SHOWN["clear"])
FORGED = [
    {},
    {"fits": ""},
    {"fits": "perhaps"},
    {"fits": STRANGER},
    {"fits": "<script>alert(1)</script>"},
    {"fits": ["partly", "none"]},
    {"fits": "none", "job": "astronaut"},
    {"fits": "none", "revision": ""},
    {"fits": "none", "revision": "-1"},
    {"fits": "none", "revision": "5"},
    {"fits": "none", "revision": "9" * 500},
    {"fits": "none", "revision": "٤"},
    {"fits": "none", "attempt": "1"},
]


@pytest.mark.parametrize("sent", FORGED)
def test_what_the_page_cannot_send_is_refused_with_the_page_and_nothing_is_kept(alice, kept, sent):
    form = asked(sit(alice, CASES["clear"]).at("result"))
    page = alice.post(form.action, {**form.fields, **sent})
    assert page.status == 422
    assert page.kind == "result"
    assert "Please use the buttons below" in page.text
    assert "<script>alert" not in page.html
    assert asked(page).fields == {"revision": "4"}
    assert kept(alice) is None


def test_a_refused_word_leaves_the_earlier_one(alice, kept):
    sit(alice, CASES["clear"])
    say(alice, "partly")
    assert alice.post(f"{alice.address}/fits", {"fits": "perhaps"}).status == 422
    assert kept(alice).fits == "partly"


@pytest.mark.parametrize("case", UNNAMED)
def test_under_none_nothing_is_asked_and_nothing_is_taken(alice, kept, case):
    page = sit(alice, CASES[case]).at("result")
    assert "Does this fit you?" not in page.text
    assert not any(form.action.endswith("/fits") for form in page.forms)
    page = alice.post(f"{alice.address}/fits", {"fits": "cto", "revision": "4"})
    assert page.status == 422
    assert "names no role" in page.text
    assert not any(words.name in page.text for words in ROLES.values())
    assert kept(alice) is None


def sharpen(candidate):
    """Skip a page that sharpens: a new result, with the same roles."""
    assert candidate.answer(candidate.sharpen(), "skip").status == 303
    return candidate


@pytest.mark.both_databases
def test_after_sharpening_it_is_asked_anew_and_the_job_is_remembered(alice, kept):
    sit(alice, CASES["between"])
    say(alice, "partly", job="product_owner")
    page = sharpen(alice).at("result")
    assert "You said:" not in page.text
    assert "Does this fit you?" in page.text
    assert '<option value="product_owner" selected' in page.html
    assert asked(page).fields == {"revision": "5"}
    say(alice, "none", job="product_owner")
    assert (kept(alice).revision, kept(alice).fits) == (5, "none")


def test_a_page_of_an_earlier_result_keeps_nothing_and_shows_the_new_one(alice, kept):
    form = asked(sit(alice, CASES["between"]).at("result"))
    sharpen(alice)
    page = alice.post(form.action, {**form.fields, "fits": SHOWN["between"][0]})
    assert page.status == 409
    assert "changed since that page was opened" in page.text
    assert asked(page).fields == {"revision": "5"}
    assert kept(alice) is None


def test_looking_at_the_address_of_the_form_changes_nothing(alice, kept):
    assert sit(alice, CASES["clear"]).at("fits").status == 405
    assert kept(alice) is None
