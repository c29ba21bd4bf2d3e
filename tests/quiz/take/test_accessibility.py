"""The accessibility statement: where it is, what it says, and that it says only what is tried."""

import re
from pathlib import Path

import pytest

from quiz.languages.language import language, languages
from quiz.take.accessibility import LIMITS, LOOKED_THROUGH, TESTED
from tests.quiz.candidate import Page

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "accessibility.md"
ROW = re.compile(r"^\| ([^|]+?) \| ((?:`test_\w+` ?)+) \|$", re.M)


def said(texts, code):
    return [language(code).gettext(text) for text in texts]


def shown(html):
    """The items of a page's lists, as they are read."""
    return [
        " ".join(item.split()) for item in re.findall(r"<li>([^<]*)</li>", html) if item.strip()
    ]


@pytest.mark.parametrize("code", languages())
def test_the_statement_is_published_in_every_language(client, code):
    page = Page(client.get(f"/accessibility?lang={code}"))
    assert page.status == 200
    assert page.kind == "accessibility"
    assert shown(page.html) == said(TESTED, code) + said(LIMITS, code)
    assert language(code).date(LOOKED_THROUGH) in page.text
    assert "WCAG 2.2" in page.text
    assert "mailto:jobs@example.org" in page.links


class TestWithoutAContact:
    @pytest.fixture
    def environment(self, environment):
        return {k: v for k, v in environment.items() if k != "ROLE_FIT_OPERATOR_CONTACT"}

    def test_that_is_said(self, client):
        page = Page(client.get("/accessibility"))
        assert "have given no contact" in page.text
        assert not any(link.startswith("mailto:") for link in page.links)


def test_every_page_leads_to_it(alice):
    alice.answer_all().finish()
    places = ("q/1", "review", "result", "what-if", "share", "retake", "delete")
    pages = [alice.get("/"), alice.get("/a/nobody"), *map(alice.at, places)]
    for page in pages:
        assert "/accessibility?lang=en" in page.links, page.kind


@pytest.mark.both_databases
def test_it_is_read_in_the_language_of_the_attempt(alice):
    alice.client.post(f"{alice.address}/language", data={"language": "he"})
    assert "/accessibility?lang=he" in alice.at("q/1").links


def test_the_document_says_the_same_and_names_a_test_for_each_line():
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = ROW.findall(text)
    assert [line for line, _ in rows] == list(TESTED)
    limits = re.findall(r"^- (.*(?:\n  .*)*)$", text.split("## What is yours")[0], re.M)
    assert [" ".join(limit.split()) for limit in limits] == list(LIMITS)


@pytest.mark.parametrize("name", re.findall(r"`(test_\w+)`", DOCUMENT.read_text(encoding="utf-8")))
def test_each_test_that_the_document_names_exists(name):
    modules = (ROOT / "tests" / "browser").glob("test_*.py")
    found = [path for path in modules if f"def {name}(" in path.read_text(encoding="utf-8")]
    assert len(found) == 1
