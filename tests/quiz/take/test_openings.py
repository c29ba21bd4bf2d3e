"""An opening's start page, its look, its languages, and what an attempt for it keeps."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from quiz.tokens import StartsFor, sign_start_ticket
from tests.quiz.candidate import PAGES, Candidate
from tests.quiz.stored import all_rows, counts
from tests.quiz.take.applicant import preview, result_for, send, sent_by, start_for
from tests.quiz.take.test_result import CASES, NAMED, ROLES, UNNAMED, sit
from tests.quiz.test_weight import FIRST_VIEW, QUESTION_PAGE, view

HOSTILE = "<script>alert(1)</script>\"' onload=x <!-- {{ 77*77 }}"
MARKUP = ("<script>alert", "\"' onload", "<!-- {{", "5929")
SITE = "https://jobs.example.org"
POLICY = "Content-Security-Policy"
IN_A_FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def opening(employers):
    return employers.opening(
        title="Product manager, payments",
        link="https://example.org/jobs/17",
        notice="Hello.\nGood to have you here.",
        contact="people@example.org",
        languages=("en", "de"),
        roles=("product_manager", "product_owner"),
        sites=(SITE,),
    )


@pytest.fixture
def change(store, opening, clock):
    """Save other settings, as an employer does."""

    def save(**changed):
        now = store.openings.find(opening.public_id)
        store.openings.save(now.id, replace(now.settings, **changed), now.revision, clock())

    return save


def framing(page):
    return re.search(r"frame-ancestors ([^;]+)", page.headers[POLICY])[1]


# The start page


def test_it_says_whose_it_is_who_sees_what_and_that_nobody_needs_it(client, opening, database):
    before = all_rows(database)
    page = Candidate(client).get(f"/o/{opening.public_id}")
    assert (page.status, page.kind) == (200, "start")
    for words in (
        "Product manager, payments",
        "A quiz from Acme",
        "Apply whatever this says.",
        "Nothing, unless you send it.",
        "If you send nothing, nobody is told that you did not.",
        "kept for 180 days at most",
        "28 statements",
        "Example & Daughters",
        "There is no time limit",
    ):
        assert words in page.text, words
    assert "Hello.\nGood to have you here." in page.html
    links = {"https://example.org/jobs/17", "mailto:people@example.org"}
    assert links | {"https://example.org/privacy"} <= set(page.links)
    assert all_rows(database) == before
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_where_nothing_can_be_sent_it_says_so(client, employers):
    page = Candidate(client).get(f"/o/{employers.opening(may_send=False).public_id}?ref=x")
    assert "There is no way to send them from here." in page.text
    assert "unless you send it" not in page.text
    assert "link the result to you" not in page.text


def test_a_name_is_mentioned_only_where_one_can_be_given(client, employers):
    said = "Only if you send your result you can add them"
    for public_id, asks, may in (("a", False, True), ("b", True, True), ("c", True, False)):
        opening = employers.opening(public_id, asks_name=asks, may_send=may)
        page = Candidate(client).get(f"/o/{opening.public_id}")
        assert (said in page.text) == (asks and may)


def test_the_card_where_it_is_posted_is_that_of_the_opening(client, opening):
    page = Candidate(client).get(f"/o/{opening.public_id}?ref=secret")
    assert '<meta property="og:title" content="Product manager, payments">' in page.html
    card = page.html.split("<link")[0]
    assert f'content="http://localhost/o/{opening.public_id}"' in card
    assert "secret" not in card


@pytest.mark.parametrize("public_id", ["nobody", "..", "x" * 500])
def test_an_unknown_opening_is_said_kindly(client, public_id):
    page = Candidate(client).get(f"/o/{public_id}")
    assert page.status == 404
    assert client.post(f"/o/{public_id}/start").status_code == 404


def test_where_it_is_unknown_the_way_to_apply_is_said(client):
    assert "You can apply there without this quiz" in Candidate(client).get("/o/nobody").text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//example.org"])
def test_only_an_address_of_the_web_becomes_a_link(client, employers, link):
    page = Candidate(client).get(f"/o/{employers.opening(link=link, contact=link).public_id}")
    assert link not in page.links


# Beginning


@pytest.mark.both_databases
def test_a_double_click_makes_one_attempt(app, client, opening, store, database):
    form = Candidate(client).get(f"/o/{opening.public_id}").form

    def press(_):
        return app.test_client().post(form.action, data=form.fields).location

    with ThreadPoolExecutor(4) as pool:
        there, *elsewhere = sorted(pool.map(press, range(8)), reverse=True)
    assert [f"{address}/q/1" for address in set(elsewhere)] == [there]
    assert counts(database)["attempts"] == 1
    assert store.openings.totals(opening.id) == {"started": 1}


def test_a_ticket_begins_only_what_its_page_was_about(app, client, employers, opening, database):
    other = employers.opening("other", opening.workspace_id)
    key = app.extensions["role_fit"].settings.secret_key
    public = Candidate(client).get("/").form.fields["ticket"]
    theirs = Candidate(client).get(f"/o/{other.public_id}").form.fields["ticket"]
    ours = Candidate(client).get(f"/o/{opening.public_id}").form.fields["ticket"]
    elsewhere = sign_start_ticket("k" * 40, "en", None, StartsFor(opening.public_id, 1))
    begin = f"/o/{opening.public_id}/start"
    for ticket in ("", "forged", public, theirs, ours[:-2], elsewhere, sign_start_ticket(key)):
        page = Candidate(client).post(begin, {"ticket": ticket})
        assert (page.status, page.kind) == (422, "start")
        assert page.title.startswith("Error: ")
    assert client.post("/start", data={"ticket": ours}).status_code == 422
    assert counts(database)["attempts"] == 0


def test_a_form_that_was_open_too_long_can_be_sent_again_with_all_it_had(client, opening, store):
    page = Candidate(client).get(f"/o/{opening.public_id}?ref=REQ-17&lang=de&theme=dark")
    page.form.fields["ticket"] += "x"
    again = Candidate(client).post(page.form.action, page.form.fields)
    assert again.status == 422
    assert '<html lang="de"' in again.html
    begun = Candidate(client).post(again.form.action, again.form.fields)
    alice = Candidate(client, begun.headers["Location"])
    assert '<html lang="de"' in alice.at("q/1").html
    assert "-dark." in alice.at("q/1").html
    assert store.openings.of_attempt(1).ref == "REQ-17"


@pytest.mark.both_databases
def test_an_attempt_keeps_the_settings_that_its_page_showed(client, opening, change, store):
    page = Candidate(client).get(f"/o/{opening.public_id}")
    change(length="long", languages=("de",), accent="#7a1f5c", keep_days=7, title="Another job")
    begun = Candidate(client).post(page.form.action, page.form.fields)
    alice = Candidate(client, begun.headers["Location"])
    kept = store.openings.of_attempt(1).settings
    assert (kept.length, kept.keep_days) == ("short", 180)
    question = alice.at("q/1")
    assert "Statement {number} of {total}" in question.html
    assert 'data-total="28"' in question.html
    assert '<html lang="en"' in question.html
    assert "7a1f5c" not in question.html
    newer = start_for(client, opening).at("q/1")
    assert "7a1f5c" in newer.html
    assert '<html lang="de"' in newer.html


def test_where_it_can_be_framed_is_as_it_is_set_now(client, opening, change):
    alice = result_for(client, opening)
    places = ("q/1", "review", "result", "send", "share", "what-if", "retake", "delete")
    pages = [alice.at(place) for place in places] + [alice.get(f"/o/{opening.public_id}")]
    for page in pages:
        assert framing(page) == SITE
        assert "X-Frame-Options" not in page.headers
    change(sites=())
    for page in (alice.at("q/1"), alice.get(f"/o/{opening.public_id}")):
        assert framing(page) == "'none'"
        assert page.headers["X-Frame-Options"] == "DENY"
    change(sites=("*",))
    assert framing(alice.at("q/1")) == "*"


def test_the_public_quiz_is_framed_where_the_operator_says(environment, request):
    environment["ROLE_FIT_EMBED_SITES"] = f"{SITE} https://*.example.net"
    client = request.getfixturevalue("client")
    alice = sit(Candidate(client).start(), CASES["clear"])
    for page in (alice.get("/"), alice.at("q/1"), alice.at("result")):
        assert framing(page) == f"{SITE} https://*.example.net"
    for address in ("/nowhere", "/s/nobody", "/o/nobody"):
        assert framing(alice.get(address)) == "'none'"
    assert framing(alice.get(f"/a/{'x' * 43}")) == "*"  # whose it was is no longer known
    assert alice.at("send").status == 404


# In a frame


def test_nothing_takes_the_focus_in_a_frame_and_links_away_open_in_a_tab(client, opening):
    alice = start_for(client, opening)
    page = alice.at("q/1")
    fields = {**page.form.fields, "go": "on"}
    for headers, focused in (({}, True), (IN_A_FRAME, False)):
        refused = client.post(page.form.action, data=fields, headers=headers)
        assert refused.status_code == 422
        assert (" autofocus" in refused.text) == focused
        start = client.get(f"/o/{opening.public_id}", headers=headers).text
        (job,) = re.findall(r'<a href="https://example.org/jobs/17"[^>]*>', start)
        assert ('target="_blank" rel="noopener"' in job) == (not focused)


def test_the_first_page_of_a_frame_offers_the_address_and_a_new_tab(client, opening):
    alice = start_for(client, opening)
    html = client.get(f"{alice.address}/q/1", headers=IN_A_FRAME).text
    assert '<details class="resume" open>' in html
    assert f'value="http://localhost{alice.address}"' in html
    assert f'<a href="http://localhost{alice.address}" target="_blank" rel="noopener">' in html


# Paused and closed


@pytest.mark.parametrize(
    ("state", "says"), [("paused", "having a break"), ("closed", "This quiz is closed")]
)
def test_latecomers_meet_a_kind_page_and_those_who_have_begun_go_on(
    client, opening, store, state, says, database
):
    alice, form = start_for(client, opening), Candidate(client).get(f"/o/{opening.public_id}").form
    store.openings.set_state(opening.id, state)
    page = Candidate(client).get(f"/o/{opening.public_id}")
    assert (page.status, page.kind, page.forms) == (200, "opening-over", [])
    assert says in page.text
    assert {"https://example.org/jobs/17", "mailto:people@example.org", "/"} <= set(page.links)
    refused = Candidate(client).post(form.action, form.fields)
    assert (refused.status, refused.kind) == (409, "opening-over")
    assert counts(database)["attempts"] == 1
    send(sit(alice, CASES["clear"]), ["roles"])
    assert store.sent.of_attempt(1).parts == ("roles",)


@pytest.mark.both_databases
def test_a_deleted_opening_leaves_people_their_attempts(client, opening, store):
    alice, bob = result_for(client, opening), start_for(client, opening)
    store.openings.delete(opening.id)
    assert Candidate(client).get(f"/o/{opening.public_id}").status == 404
    for page in (alice.at("result"), bob.at("q/1"), alice.at("delete"), alice.at("retake")):
        assert page.status == 200
        assert "Acme" not in page.html
    assert alice.at("send").status == 404
    assert alice.post(f"{alice.address}/send", {"part": "roles"}).status == 404
    assert alice.post(f"{alice.address}/send/withdraw", {}).status == 303


# Length and languages


def test_a_long_opening_asks_everything_before_the_result(client, employers):
    opening = employers.opening(length="long")
    start = Candidate(client).get(f"/o/{opening.public_id}")
    assert "44 statements on 6 pages" in start.text
    assert "more statements to sharpen it" not in start.text
    alice = start_for(client, opening)
    for number in range(1, 7):
        page = alice.at(f"q/{number}")
        # Which page comes next is chosen by what was answered, so it is not counted before.
        assert f"Page {number} of {max(4, number)}" in page.title
        assert alice.finish().status == 422
        on = alice.send(page, dict.fromkeys(page.form.radios, "5"))
        assert on.headers["Location"].endswith("/review" if number == 6 else f"/q/{number + 1}")
    review = alice.at("review")
    assert "Page 6" in review.text
    assert "Sharpen" not in review.text
    assert alice.finish().status == 303
    page = alice.at("result")
    assert "to sharpen it" not in page.text
    assert "44 statements" in page.text
    assert alice.at("q/6").status == 200


def test_only_the_languages_on_offer_are_there(client, opening):
    page = Candidate(client).get(f"/o/{opening.public_id}", headers={"Accept-Language": "he,de"})
    assert '<html lang="de"' in page.html
    assert "?lang=he" not in page.html
    assert '<html lang="en"' in Candidate(client).get(f"/o/{opening.public_id}?lang=he").html
    alice = start_for(client, opening, "?lang=de")
    for place in ("q/1", "review"):
        html = alice.at(place).html
        assert 'value="en"' in html
        assert 'value="he"' not in html
    assert alice.post(f"{alice.address}/language", {"language": "he"}).status == 303
    page = alice.at("q/1")
    assert alice.send(page, {}, language="he", go="back").status == 303
    assert '<html lang="de"' in alice.at("q/1").html
    assert alice.post(f"{alice.address}/language", {"language": "en"}).status == 303
    assert '<html lang="en"' in alice.at("q/1").html


def test_one_language_needs_no_switch(client, employers):
    opening = employers.opening(languages=("de",))
    alice = result_for(client, opening)
    for page in (alice.get(f"/o/{opening.public_id}"), alice.at("q/1"), alice.at("result")):
        assert '<html lang="de"' in page.html
        assert 'class="languages"' not in page.html


def test_another_language_keeps_what_else_the_address_says(client, opening):
    page = Candidate(client).get(f"/o/{opening.public_id}?ref=R%26D&theme=dark&other=1")
    assert "?lang=de&ref=R%26D&theme=dark" in page.links


# The look


@pytest.mark.both_databases
def test_every_page_of_an_attempt_wears_the_look(client, employers, store):
    opening = employers.opening(accent="#7a1f5c", corner=2, logo="f00d", languages=("en", "de"))
    store.openings.keep_logo(opening.id, "f00d", b"\x89PNG")
    alice = result_for(client, opening)
    places = ("q/1", "review", "result", "send", "share", "what-if", "retake", "delete", "q/9")
    for page in [alice.at(place) for place in places] + [alice.get(f"/o/{opening.public_id}")]:
        (style,) = re.findall(r'href="(/look/theme/[^"]+)"', page.html)
        assert page.html.index(style) > page.html.index("role-fit.")
        assert f'<img class="logo" src="/o/{opening.public_id}/logo.f00d.png" alt="Acme">' in (
            page.html
        )
        assert f'<a href="/o/{opening.public_id}">' in page.html
    sheet = client.get(style)
    assert sheet.status_code == 200
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet.mimetype == "text/css"
    assert "--accent:#7a1f5c" in sheet.text
    assert "--round:2px" in sheet.text
    picture = client.get(f"/o/{opening.public_id}/logo.f00d.png")
    assert (picture.data, picture.mimetype) == (b"\x89PNG", "image/png")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_is_asked_for_goes_through_the_whole_attempt(client, opening, theme):
    alice = result_for(client, opening, f"?theme={theme}")
    public = Candidate(client).get(f"/?theme={theme}")
    begun = Candidate(client, client.post("/start", data=public.form.fields).location)
    for page in (alice.at("q/1"), alice.at("result"), public, begun.at("q/1")):
        assert f'<meta name="color-scheme" content="{theme}">' in page.html
        assert f"-{theme}." in re.findall(r"/look/theme/[^\"]+", page.html)[0]
    form = alice.at("retake").form
    newer = Candidate(client, alice.post(form.action, form.fields).headers["Location"])
    assert f"-{theme}." in newer.at("q/1").html


@pytest.mark.parametrize("theme", ["auto", "<b>", "", "DARK"])
def test_a_theme_that_is_none_changes_nothing(client, opening, theme):
    page = start_for(client, opening, f"?theme={theme}").at("q/1")
    assert '<meta name="color-scheme" content="light dark">' in page.html


def test_the_public_quiz_wears_nothing_of_an_opening(client, alice, opening):
    assert "/look/theme/" not in alice.at("q/1").html + alice.get("/").html


@pytest.mark.parametrize(
    "address",
    [
        "theme-7a1f5c-2-auto.000000000000.css",
        "theme-7a1f5c-99-auto.000000000000.css",
        "theme-red-2-auto.000000000000.css",
        "theme-7a1f5c-2-auto.css",
        "role-fit.css",
        "..",
    ],
)
def test_a_stylesheet_that_was_made_up_is_not_there(client, address):
    assert client.get(f"/look/theme/{address}").status_code == 404


@pytest.mark.both_databases
def test_a_logo_is_there_only_for_its_own_opening(client, employers, store, opening):
    other = employers.opening("other", opening.workspace_id)
    store.openings.keep_logo(opening.id, "f00d", b"\x89PNG")
    for address in (f"/o/{other.public_id}/logo.f00d.png", "/o/nobody/logo.f00d.png"):
        assert client.get(address).status_code == 404
    for name in ("none", "..", "%2e%2e", "f00d%01", "x" * 999):
        assert client.get(f"/o/{opening.public_id}/logo.{name}.png").status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_a_question_page_with_a_look_in_a_frame_is_as_light_as_any(client, employers, number):
    opening = employers.opening(accent="#7a1f5c", scheme="dark", sites=(SITE,))
    alice = result_for(client, opening, "?ref=REQ-17")
    found = view(client, f"{alice.address}/q/{number}")
    assert any("/theme-" in address for address in found)
    assert sum(found.values()) <= QUESTION_PAGE


def test_an_openings_start_page_is_as_light_as_any(client, opening):
    found = view(client, f"/o/{opening.public_id}?ref=REQ-17")
    assert sum(found.values()) <= FIRST_VIEW


# References


@pytest.mark.parametrize("case", NAMED)
def test_the_roles_a_team_looks_for_are_named_quietly(client, employers, case):
    shown = result_for(client, employers.opening("none"), case=case).at("result")
    assert "the team looks for" not in shown.text
    role = sorted(ROLES)[0]
    opening = employers.opening("some", roles=(role, "product_manager"))
    page = result_for(client, opening, case=case).at("result")
    assert "For what it is worth: the team looks for" in page.text
    assert "compared with all 17 roles alike" in page.text
    headline = re.search(r"<h1>(.*?)</h1>", shown.html)[1]
    assert re.search(r"<h1>(.*?)</h1>", page.html)[1] == headline


@pytest.mark.parametrize("case", UNNAMED)
def test_under_none_no_role_that_is_looked_for_is_named(client, opening, case):
    page = result_for(client, opening, case=case).at("result")
    assert "the team looks for" not in page.text
    assert not any(words.name.lower() in page.text.lower() for words in ROLES.values())


@pytest.mark.parametrize("case", CASES)
def test_beside_every_result_stands_that_one_should_apply(client, opening, case):
    page = result_for(client, opening, case=case).at("result")
    assert "Apply whatever this says." in page.text
    assert "https://example.org/jobs/17" in page.links


# What others wrote


def test_nothing_that_anybody_wrote_is_ever_markup(client, employers, store):
    workspace = employers.workspace(HOSTILE)
    texts = dict.fromkeys(("title", "notice", "contact", "link"), HOSTILE)
    opening = employers.opening("hostile", workspace, **texts, asks_name=True, asks_email=True)
    query = f"?ref={HOSTILE.replace(' ', '+').replace('&', '%26')}"
    pages = [Candidate(client).get(f"/o/hostile{query}")]
    alice = result_for(client, opening, query)
    looked = preview(alice, ["roles"], name=HOSTILE[:60], email="ada@example.org")
    pages += [looked, preview(alice, [], 422, name=HOSTILE[:60], email=HOSTILE)]
    assert alice.post(looked.form.action, sent_by(looked)).status == 303
    places = ("q/1", "review", "result", "send", "share", "retake", "delete")
    pages += [alice.at(place) for place in places]
    store.openings.set_state(opening.id, "closed")
    pages += [Candidate(client).get("/o/hostile"), alice.at("retake")]
    for page in pages:
        assert HOSTILE.split()[0] in page.text, page.kind
        for markup in MARKUP:
            assert markup not in page.html, (page.kind, markup)


def test_statements_come_to_each_of_two_openings_in_its_own_way(client, employers):
    first = employers.opening("first", accent="#7a1f5c")
    second = employers.opening("second", first.workspace_id, accent="#1d4ed8")
    one, other = (start_for(client, each).at("q/1") for each in (first, second))
    assert "7a1f5c" in one.html
    assert "1d4ed8" in other.html
    assert set(one.form.radios) == set(other.form.radios) == {item.id for item in PAGES[0]}
