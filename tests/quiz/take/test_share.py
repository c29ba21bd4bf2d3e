"""Sharing: only what is ticked, seen before it is made, as it was then, and taken back."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from quiz.report.excerpt import PARTS
from quiz.services import EXTENSION
from quiz.take.share import LONGEST_NAME
from tests.quiz.candidate import Page
from tests.quiz.stored import all_rows, counts
from tests.quiz.take.test_card import metas
from tests.quiz.take.test_result import CASES, INSTRUMENT, NAMED, ROLES, UNNAMED, sit

HEADINGS = {
    "roles": "stand out|stands out|The signal is faint",
    "profile": "Neither end is better",
    "why": "Each row is part of one sum",
    "facets": "What draws you, and what you have practised",
}
NAME = "Ada Lovelace"


def preview(candidate, parts, name="", status=200):
    page = candidate.post(f"{candidate.address}/share/preview", {"part": parts, "name": name})
    assert page.status == status
    return page


def sent_by(page):
    """What the button of a preview sends; its parts come several times under one name."""
    fields = dict(page.form.fields)
    return fields | {"part": re.findall(r'name="part" value="(\w+)"', page.html)}


def addresses(candidate):
    """The addresses of all shares, as their person's page lists them."""
    found = re.findall(r'value="(http[^"]+/s/[^"]+)"', candidate.at("share").html)
    return [urlsplit(each).path for each in found]


def share(candidate, parts, name=""):
    """Tick, look, make the link; give its address."""
    known = set(addresses(candidate))
    page = preview(candidate, parts, name)
    assert candidate.post(page.form.action, sent_by(page)).status == 303
    (address,) = set(addresses(candidate)) - known
    return address


def text_between(page):
    """The text of a page without its header and footer."""
    return page.text.split("Self-description,")[1].split("This quiz is run by")[0]


def test_nothing_is_ticked_beforehand_and_looking_changes_nothing(alice, database):
    page = sit(alice, CASES["clear"]).at("result")
    assert f"/a/{alice.token}/share" in page.links
    before = all_rows(database)
    page = alice.at("share")
    assert page.html.count('type="checkbox"') == len(PARTS)
    assert "checked" not in page.html.replace('type="checkbox"', "")
    preview(alice, list(PARTS), NAME)
    assert all_rows(database) == before


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("part", PARTS)
def test_exactly_what_was_ticked_is_shown(alice, bob, case, part):
    page = bob.get(share(sit(alice, CASES[case]), [part]))
    assert (page.status, page.kind) == (200, "shared")
    for other, heading in HEADINGS.items():
        assert bool(re.search(heading, page.text)) == (other == part), other
    named = [words.name for words in ROLES.values() if words.name in page.text]
    assert bool(named) == (part in ("roles", "why")) or part == "why"
    if part in ("profile", "facets"):
        lower = page.text.lower()
        assert not any(words.name.lower() in lower for words in ROLES.values())


@pytest.mark.parametrize("case", NAMED)
def test_everything_ticked_shows_no_more_than_its_parts(alice, bob, case):
    address = share(sit(alice, CASES[case]), list(PARTS), NAME)
    page = bob.get(address)
    assert all(re.search(heading, page.text) for heading in HEADINGS.values())
    assert NAME in page.text
    for secret in ("of 10 sittings", "took it again", "Something we noticed", "Fit is", "/a/"):
        assert secret not in page.html, secret
    assert alice.token not in page.html
    wording = INSTRUMENT.wording("en")
    assert not any(wording.text(item) in page.text for item in CASES[case])
    assert page.forms == []


def test_it_says_what_it_is(alice, bob):
    page = bob.get(share(sit(alice, CASES["clear"]), ["roles"]))
    assert "This is a self-description, not a test result." in page.text
    assert "apply whatever this says" in page.text


def test_the_preview_shows_what_the_link_shows(alice, bob):
    sit(alice, CASES["between"])
    page = preview(alice, ["roles", "facets"], NAME)
    assert "Nothing is shared yet" in page.text
    alice.post(page.form.action, sent_by(page))
    shared = text_between(bob.get(addresses(alice)[0])).split("This page is here until")[0]
    assert text_between(page).strip() == shared.strip()


def test_crawlers_are_turned_away_and_the_card_is_of_what_was_ticked(alice, bob):
    sit(alice, CASES["clear"])
    role = ROLES[INSTRUMENT.assessment_json(CASES["clear"])["shortlist"][0]].name
    page = bob.get(share(alice, ["roles"], NAME))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
    card = metas(page)
    assert card["robots"] == "noindex, nofollow"
    assert role.lower() in card["og:title"].lower()
    assert NAME in card["og:title"]
    assert "the roles" in card["og:description"]
    card = metas(bob.get(share(alice, ["profile"])))
    assert role.lower() not in str(card).lower()
    assert NAME not in str(card)
    assert "the profile" in card["og:description"]
    assert card["description"] == card["og:description"]


@pytest.mark.parametrize("case", UNNAMED)
def test_under_none_only_the_profile_can_be_shared(alice, bob, case):
    page = sit(alice, CASES[case]).at("share")
    assert page.html.count('type="checkbox"') == 1
    for part in ("roles", "why", "facets"):
        refused = preview(alice, [part], status=422)
        assert "What to show" in refused.text
        assert preview(alice, ["profile", part], status=422).kind == "share"
    page = bob.get(share(alice, ["profile"]))
    assert page.status == 200
    assert not any(words.name in page.text for words in ROLES.values())


def test_it_shows_the_result_as_it_was_when_it_was_shared(alice, bob):
    address = share(sit(alice, CASES["clear"]), list(PARTS))
    before = bob.get(address).text
    page = alice.at("q/1")
    alice.send(page, dict.fromkeys(page.form.radios, "1"))
    assert bob.get(address).text == before


def test_a_result_that_changed_since_the_preview_is_looked_at_again(alice):
    page = preview(sit(alice, CASES["clear"]), ["profile"])
    alice.send(alice.at("q/1"), {next(iter(alice.at("q/1").form.radios)): "1"})
    again = alice.post(page.form.action, sent_by(page))
    assert again.status == 409
    assert "changed since you looked" in again.text
    assert addresses(alice) == []
    assert alice.post(again.form.action, sent_by(again)).status == 303
    assert len(addresses(alice)) == 1


@pytest.mark.both_databases
def test_a_double_click_makes_one_link(app, alice, database):
    page = preview(sit(alice, CASES["clear"]), ["roles"])

    def press(_):
        return app.test_client().post(page.form.action, data=sent_by(page)).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(8))) == [303] * 8
    assert counts(database)["shares"] == 1


@pytest.mark.both_databases
def test_two_links_can_show_different_things_and_be_taken_back_one_by_one(alice, bob):
    sit(alice, CASES["clear"])
    first, second = share(alice, ["roles"]), share(alice, ["profile"], NAME)
    assert first != second
    listed = alice.at("share")
    assert "It shows the profile, with the name Ada Lovelace" in listed.text
    assert "Link of 22 November 2026, 12:00 UTC" in listed.text
    seed = [form.fields["seed"] for form in listed.forms if "seed" in form.fields]
    order = addresses(alice)
    gone = order.index(first)
    revoke = f"{alice.address}/share/revoke"
    for _ in range(2):
        assert alice.post(revoke, {"seed": seed[gone]}).status == 303
    page = bob.get(first)
    assert page.status == 404
    assert page.title.startswith("Nothing is shared here")
    assert bob.get(second).status == 200
    assert addresses(alice) == [second]


def test_nobody_takes_back_the_link_of_another(alice, bob):
    address = share(sit(alice, CASES["clear"]), ["roles"])
    seed = next(f.fields["seed"] for f in alice.at("share").forms if "seed" in f.fields)
    sit(bob, CASES["clear"])
    assert bob.post(f"{bob.address}/share/revoke", {"seed": seed}).status == 303
    assert bob.get(address).status == 200
    assert addresses(bob) == []


def test_the_token_of_a_share_opens_nothing_else_and_is_not_stored(alice, client, database):
    address = share(sit(alice, CASES["clear"]), ["roles"])
    token = address.rsplit("/", 1)[1]
    assert len(token) == 43
    assert token != alice.token
    for place in ("", "/result", "/share", "/answers.csv"):
        assert client.get(f"/a/{token}{place}").status_code == 404
    assert client.get(f"/s/{alice.token}").status_code == 404
    assert token not in str(all_rows(database))
    assert client.post(address).status_code == 405


def test_with_another_secret_key_a_link_works_and_cannot_be_listed(app, alice, bob):
    address = share(sit(alice, CASES["clear"]), ["roles"])
    object.__setattr__(app.extensions[EXTENSION].settings, "secret_key", "another" * 8)
    assert bob.get(address).status == 200
    page = alice.at("share")
    assert "cannot show its address" in page.text
    assert addresses(alice) == []
    assert any("seed" in form.fields for form in page.forms)


def test_a_share_ends_with_its_attempt(alice, bob, clock):
    address = share(sit(alice, CASES["clear"]), ["roles"])
    clock.pass_days(366)
    assert bob.get(address).status == 404


@pytest.mark.parametrize("name", ["x" * (LONGEST_NAME + 1), "語" * 200])
def test_a_name_that_is_too_long_is_said_and_nothing_is_lost(alice, name):
    sit(alice, CASES["clear"])
    page = preview(alice, ["roles", "why"], name, status=422)
    assert "Shorten it" in page.text
    assert f"Up to {LONGEST_NAME} characters" in page.text
    assert len(re.findall(r'name="part" value="\w+" checked', page.html)) == 2
    assert name in page.html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onload="x', "&#34; onload=&#34;x"),
        ("  Ada \u202e\n Lovelace ", "Ada Lovelace"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("عادة", "عادة"),
    ],
)
def test_a_name_is_text_and_nothing_else(alice, bob, name, shown):
    page = bob.get(share(sit(alice, CASES["clear"]), ["profile"], name))
    assert shown in page.html
    assert "<script>alert" not in page.html
    assert "\u202e" not in page.html


@pytest.mark.parametrize("parts", [[], ["answers"], ["roles", "<b>"], ["careless_responding"]])
def test_what_the_page_cannot_send_is_refused(alice, parts, database):
    page = preview(sit(alice, CASES["clear"]), ["roles"])
    preview(alice, parts, status=422)
    forged = {**sent_by(page), "part": parts}
    assert alice.post(page.form.action, forged).status == 422
    assert counts(database)["shares"] == 0


@pytest.mark.parametrize("forged", [{"seed": ""}, {"seed": "x"}, {"seed": "/" * 22}])
def test_a_forged_seed_makes_no_link(alice, forged, database):
    page = preview(sit(alice, CASES["clear"]), ["roles"])
    assert alice.post(page.form.action, {**sent_by(page), **forged}).status == 422
    assert counts(database)["shares"] == 0


@pytest.mark.both_databases
def test_there_is_an_end_to_sharing(alice, database):
    sit(alice, CASES["clear"])
    for _ in range(20):
        page = preview(alice, ["roles"])
        alice.post(page.form.action, sent_by(page))
    page = preview(alice, ["roles"])
    refused = alice.post(page.form.action, sent_by(page))
    assert refused.status == 422
    assert "Take one back first" in refused.text
    assert counts(database)["shares"] == 20


def test_without_a_result_there_is_nothing_to_share(alice):
    assert alice.at("share").headers["Location"].endswith("/q/1")
    for place in ("share", "share/preview"):
        done = alice.post(f"{alice.address}/{place}", {"part": "profile"})
        assert (done.status, done.headers["Location"][-4:]) == (303, "/q/1")


@pytest.mark.parametrize("token", ["x" * 43, "nonsense"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/s/{token}").status_code == 404
    assert Page(client.get(f"/s/{token}")).headers["X-Robots-Tag"] == "noindex, nofollow"
    for place in ("share", "share/preview", "share/revoke"):
        assert client.post(f"/a/{token}/{place}", data={"part": "profile"}).status_code == 404


def test_the_languages_of_a_page_with_another_form_stay_their_own(alice):
    sit(alice, CASES["clear"])
    for page in (alice.at("share"), preview(alice, ["profile"])):
        assert re.search(r'<form id="languages" [^>]*action="[^"]+/language"', page.html)
        assert set(re.findall(r'form="([^"]*)" name="language"', page.html)) == {"languages"}
