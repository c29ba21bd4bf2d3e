"""What an opening says to candidates, in each language; the employer's own words stay theirs."""

from dataclasses import replace

import pytest

from quiz.languages.language import language
from tests.quiz.candidate import Candidate
from tests.quiz.take.applicant import preview, result_for, send, start_for
from tests.quiz.take.test_languages import (
    ENGLISH,
    NAMES,
    OTHERS,
    english_texts,
    own_names,
    texts_of,
)
from tests.quiz.take.test_result import CASES

EVERY_ROLE = ("product_manager", "product_owner", "business_analyst")
TOLD = {
    "title": "Zeta",
    "contact": "people@example.org",
    "link": "https://example.org/1",
    "roles": EVERY_ROLE,
    "asks_name": True,
    "asks_email": True,
    "languages": ("en", "de", "he"),
}


def pages_of_an_opening(client, employers, store, clock, code):
    """Every page that belongs to openings, and what can go wrong on the way."""
    said, opening = f"?lang={code}", employers.opening("told", **TOLD)
    silent = employers.opening(
        "silent", opening.workspace_id, title="Zeta", may_send=False, languages=TOLD["languages"]
    )
    bob = Candidate(client)
    for query in ("", "&ref=R1", f"&ref={'x' * 101}", "&ref=R1&sig=no"):
        yield bob.get(f"/o/told{said}{query}")
    yield bob.post(f"/o/told/start{said}&ref=R1", {"ticket": "forged"})
    yield bob.get(f"/o/nobody{said}")
    yield bob.get(f"/o/silent{said}")
    yield result_for(client, silent, said).at("result")
    yield start_for(client, opening, said).at("q/1")
    for case in CASES:
        alice = result_for(client, opening, f"{said}&ref=R1", case)
        yield alice.at("result")
        yield alice.at("send")
    alice = result_for(client, opening, f"{said}&ref=R1")
    yield preview(alice, [], 422, name="x" * 99, email="no")
    everything = {"name": "Ada", "email": "ada@example.org"}
    yield preview(alice, ["roles", "profile", "why", "facets"], **everything)
    yield alice.post(f"{alice.address}/send", {"part": "profile", "revision": "0"})
    send(alice, ["roles", "profile", "why", "facets"], **everything)
    for place in ("send", "result", "retake", "delete"):
        yield alice.at(place)
    yield preview(alice, ["roles"])
    changed = alice.at("q/1")
    alice.send(changed, dict.fromkeys(changed.form.radios, "1"))
    yield alice.at("result")
    yield from endings(alice, opening, store, clock, code)
    yield alice.get(alice.post(f"{alice.address}/send/withdraw", {}).headers["Location"])
    for state in ("paused", "closed"):
        store.openings.set_state(opening.id, state)
        yield bob.get(f"/o/told{said}")
        yield alice.at("retake")


def endings(alice, opening, store, clock, code):
    """What is said when what was sent ended without its person."""
    for end in ("erase", "anonymise"):
        send(alice, ["roles"])
        (last,) = store.sent.page(opening.id, limit=1)
        getattr(store.sent, end)(opening.id, last.public_id)
        yield alice.at("send")
    newest = store.openings.find(opening.public_id)
    store.openings.save(opening.id, replace(newest.settings, keep_days=7), newest.revision, clock())
    bob = result_for(alice.client, newest, f"?lang={code}")
    send(bob, ["roles"])
    clock.pass_days(200)
    store.sweep(clock())
    yield bob.at("send")


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left_on_any_page_of_an_opening(client, employers, store, clock, code):
    english = english_texts()
    names = own_names(code)
    kinds = set()
    for page in pages_of_an_opening(client, employers, store, clock, code):
        kinds.add(page.kind)
        for text in texts_of(page, code):
            assert text not in english, (page.kind, text)
            rest = NAMES.sub("", text)
            for name in names:
                rest = rest.replace(name, "")
            assert len(ENGLISH.findall(rest)) < 2, (page.kind, text)
    assert {"start", "opening-over", "send", "send-preview", "result", "retake", "error"} <= kinds


@pytest.mark.parametrize("code", OTHERS)
def test_the_words_of_an_employer_keep_their_own_direction(client, employers, code):
    told = TOLD | {"title": "Zeta (Berlin)", "notice": "Hello (you)"}
    employers.opening("told", employers.workspace("Acme (EU)"), **told)
    html = Candidate(client).get(f"/o/told?lang={code}").html
    assert "<h1><bdi>Zeta (Berlin)</bdi></h1>" in html
    assert 'dir="auto">Hello (you)<' in html
    assert "<bdi>Acme (EU)</bdi>" in html
    assert f'dir="{language(code).direction}"' in html
