"""The result page over HTTP: every verdict, every part, and what it must never show."""

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from model.words import model_words
from questions.instrument import current_instrument
from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.finished import sit

INSTRUMENT = current_instrument()
SHORT = [item for item in INSTRUMENT.bank.items if item.short]
TESTS = Path(__file__).parents[2]
PERSONAS = tomllib.loads((TESTS / "personas.toml").read_text("utf-8"))["personas"]
ROLES = model_words("en").roles


class Figures(HTMLParser):
    """The numbers of each axis twice: as drawn, and as the table beside it has them."""

    def __init__(self, html):
        super().__init__()
        self.drawn, self.told, self.styled = [], [], []
        self.table = self.inside = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "style" in found:
            self.styled.append(tag)
        if tag == "svg" and found.get("class") == "track":
            self.drawn.append({"lows": [], "highs": [], "places": []})
        kind = found.get("class", "").split(" ")[0]
        if kind in {"interval", "dot", "range", "value"} and "%" in str(found):
            self._draw(kind, found)
        if tag == "table":
            self.table = kind
        if tag == "table" and kind == "places":
            self.told.append([])
        self.inside = tag

    def _draw(self, kind, found):
        drawn = self.drawn[-1]
        if kind == "interval":
            drawn["lows"].append(number(found["x1"]))
            drawn["highs"].append(number(found["x2"]))
        elif kind == "range":
            drawn["lows"].append(number(found["x"]))
            drawn["highs"].append(number(found["x"]) + number(found["width"]))
        else:
            drawn["places"].append(number(found["cx" if kind == "dot" else "x1"]))

    def handle_data(self, data):
        if self.inside == "td" and self.table == "places" and data.strip():
            self.told[-1].append(data.strip())

    def handle_endtag(self, tag):
        self.inside = None


def number(text):
    return int(text.removesuffix("%"))


def answers_of(who):
    """What a persona answers to the short length."""
    return {item.id: who["answers"][item.id] for item in SHORT}


def verdict_of(answers):
    found = INSTRUMENT.assessment_json(answers)
    return found["reason"] or found["verdict"]


def first_with(verdict):
    return next(a for a in map(answers_of, PERSONAS) if verdict_of(a) == verdict)


def at_the_end(high):
    return {i.id: 6 if (i.axis in high) == (i.keying == "+") else 1 for i in SHORT}


CASES = {
    "clear": first_with("clear"),
    "between": first_with("between"),
    "shortlist": first_with("shortlist"),
    "faint": first_with("faint"),
    "no_pattern": dict.fromkeys((item.id for item in SHORT), 4),
    "incomplete": dict.fromkeys((item.id for item in SHORT), None),
    "unlike_any_role": at_the_end({"technical", "customer", "market", "delivery"}),
}
NAMED = ("clear", "between", "shortlist", "faint")
UNNAMED = tuple(case for case in CASES if case not in NAMED)


def test_the_cases_have_the_verdicts_they_are_named_for():
    assert {case: verdict_of(answers) for case, answers in CASES.items()} == {c: c for c in CASES}


@pytest.mark.parametrize("case", CASES)
def test_every_verdict_has_a_page_with_its_parts(alice, case):
    page = sit(alice, CASES[case]).at("result")
    assert page.status == 200
    assert page.kind == "result"
    always = {"profile", "limits", "method", "return"}
    assert always <= set(page.ids)
    assert ("facets" in page.ids) == (case != "incomplete")  # there nothing can be compared
    assert ("why" in page.ids) == (case in NAMED)
    assert "apply whatever this says" in page.text
    assert any(link.endswith("/review") for link in page.links)
    offered = INSTRUMENT.next_page(CASES[case]) is not None
    sharpen = next(form for form in page.forms if form.action.endswith("/sharpen"))
    assert bool(sharpen.buttons) == offered == ("to sharpen it" in page.text)
    assert alice.token in page.html


@pytest.mark.parametrize("case", UNNAMED)
@pytest.mark.parametrize("rival", ["", "?rival=product_owner", "?rival=nonsense"])
def test_under_none_no_role_name_is_anywhere_in_the_html(alice, case, rival):
    page = sit(alice, CASES[case]).at(f"result{rival}")
    assert page.status == 200
    html = page.html.lower()
    for role, words in ROLES.items():
        for name in (role, words.name, *words.also_called):
            assert name.lower() not in html


@pytest.mark.parametrize("case", NAMED)
def test_every_shown_role_is_described_with_sources_and_paths(alice, case):
    page = sit(alice, CASES[case]).at("result")
    for role in INSTRUMENT.assessment_json(CASES[case])["shortlist"]:
        assert role in page.ids
        words = ROLES[role]
        assert f"What {words.article}" in page.text
        assert words.summary in page.text
        assert " ".join(words.text.split()) in page.text
    assert "of its 7 values" in page.text
    assert "Where people come from" in page.text
    assert "If you took it again" in page.text


@pytest.mark.parametrize("case", CASES)
def test_numbers_of_the_pictures_equal_those_of_the_tables(alice, case):
    figures = Figures(sit(alice, CASES[case]).at("result").html)
    assert len(figures.drawn) == len(figures.told) >= 7
    for drawn, told in zip(figures.drawn, figures.told, strict=True):
        cells = [cell for cell in told if cell != "no value"]
        places = [int(cell) for cell in cells[::2]]
        ranges = [re.findall(r"\d+", cell) for cell in cells[1::2]]
        assert drawn["places"] == places
        assert drawn["lows"] == [int(low) for low, _ in ranges]
        assert drawn["highs"] == [int(high) for _, high in ranges]


def test_the_page_needs_no_style_attribute(alice):
    assert Figures(sit(alice, CASES["between"]).at("result").html).styled == []


def test_any_role_can_be_chosen_as_the_rival(alice):
    page = sit(alice, CASES["clear"]).at("result")
    assert any(form.action.endswith("/result#why") for form in page.forms)
    nearest = INSTRUMENT.assessment_json(CASES["clear"])["shortlist"][0]
    offered = page.html.split('name="rival"')[1].split("</select>")[0]
    assert offered.count("<option") == len(ROLES) - 1
    for rival in ROLES:
        if rival != nearest:
            against = alice.at(f"result?rival={rival}")
            assert against.status == 200
            assert f'<option value="{rival}" selected' in against.html


@pytest.mark.parametrize("rival", ["nonsense", "<script>alert(1)</script>", "x" * 5000])
def test_an_unknown_rival_is_answered_with_the_page_and_the_remedy(alice, rival):
    page = sit(alice, CASES["clear"]).get(f"{alice.address}/result", query_string={"rival": rival})
    assert page.status == 404
    assert page.kind == "result"
    assert "Choose one from the list" in page.text
    assert "<script>alert" not in page.html
    assert "x" * 100 not in page.html


def test_without_a_result_the_page_leads_to_where_the_person_is(alice):
    page = alice.at("result")
    assert page.status == 302
    assert page.headers["Location"].endswith("/q/1")


def test_looking_changes_nothing(alice):
    sit(alice, CASES["between"])
    assert alice.at("result").html == alice.at("result").html


@pytest.mark.both_databases
def test_what_is_shown_is_the_stored_assessment(app, alice, clock):
    sit(alice, CASES["clear"])
    store = app.extensions[EXTENSION].store
    attempt = store.attempts.find(hash_token(alice.token), clock())
    stored = dict(store.results.latest(attempt.id).assessment)
    stored |= {"verdict": "none", "reason": "no_pattern", "shortlist": [], "why": None}
    store.results.append(attempt.id, stored, attempt.revision + 1, clock(), attempt.expires_at)
    assert "Your answers do not point to a role" in alice.at("result").text


def test_two_people_see_their_own_results(alice, bob):
    sit(alice, CASES["clear"])
    sit(bob, CASES["no_pattern"])
    name = ROLES[INSTRUMENT.assessment_json(CASES["clear"])["shortlist"][0]].name
    for _ in range(2):
        assert name in alice.at("result").text
        assert name not in bob.at("result").text


@pytest.mark.both_databases
def test_after_sharpening_the_page_offers_what_is_left(alice):
    sit(alice, CASES["no_pattern"])
    for place in (5, 6):
        assert "Answer 8 more to sharpen it" in alice.at("result").text
        assert alice.sharpen() == place
        assert alice.answer(place).status == 303
    assert "to sharpen it" not in alice.at("result").text


def test_dates_and_version_of_the_result_are_said(alice):
    page = sit(alice, CASES["clear"]).at("result")
    assert "22 November 2026" in page.text
    assert "22 November 2027" in page.text
    assert f"Instrument {INSTRUMENT.version}, English" in page.text


PART, OPEN_PART = '<details class="part">', '<details class="part" open>'


def test_the_parts_of_a_result_are_opened_only_when_wanted(alice):
    sit(alice, CASES["clear"])
    page = alice.at("result")
    assert page.html.count(PART) == 4
    assert OPEN_PART not in page.html


def test_the_comparison_that_was_asked_for_is_open(alice):
    sit(alice, CASES["clear"])
    page = alice.get(f"{alice.address}/result?rival=business_analyst")
    assert page.html.count(OPEN_PART) == 1
    assert page.html.index(OPEN_PART) < page.html.index('<h2 id="why">')
    assert page.html.index('<h2 id="why">') - page.html.index(OPEN_PART) < 60
