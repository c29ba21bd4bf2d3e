"""The preview card: what a link to the quiz looks like where it is posted."""

import struct
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from quiz.look.assets import assets
from tests.quiz.candidate import Page

CARD = assets()["card.png"]


class Metas(HTMLParser):
    """The meta elements of a page by name or property, each of which comes once."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        meta = dict(attributes)
        if tag == "meta" and "content" in meta:
            name = meta.get("name") or meta["property"]
            assert name not in self.found
            self.found[name] = meta["content"]


def metas(page):
    return Metas(page.html).found


@pytest.fixture
def start_page(client):
    return Page(client.get("/", base_url="https://quiz.example.org"))


def test_the_start_page_has_a_card(start_page):
    found = metas(start_page)
    assert found["og:title"] == "Which product role fits you?"
    assert found["og:site_name"] == "Role Fit"
    assert found["og:type"] == "website"
    assert found["og:description"] == found["description"]
    assert 50 <= len(found["description"]) <= 160
    assert found["twitter:card"] == "summary_large_image"
    assert "robots" not in found


def test_its_addresses_are_whole_and_lead_to_what_they_promise(client, start_page):
    found = metas(start_page)
    assert found["og:url"] == "https://quiz.example.org/"
    assert found["og:image"].startswith("https://quiz.example.org/look/card.")
    response = client.get(urlsplit(found["og:image"]).path)
    assert response.mimetype == found["og:image:type"] == "image/png"
    assert response.data == CARD.body


def test_its_picture_has_the_size_it_says_and_is_small(start_page):
    found = metas(start_page)
    assert CARD.body.startswith(b"\x89PNG")
    assert struct.unpack(">II", CARD.body[16:24]) == (1200, 630)
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert len(CARD.body) < 60 * 1024


def test_pages_of_an_attempt_have_the_same_card_and_are_not_for_crawlers(alice):
    general = metas(alice.get("/"))
    pages = [alice.at("q/1"), alice.at("review")]
    alice.answer_all().finish()
    for page in (*pages, alice.at("result")):
        found = metas(page)
        assert found.pop("robots") == "noindex, nofollow"
        assert found == general
        assert not any(alice.token in content for content in found.values())


def test_a_page_of_an_error_is_not_for_crawlers(client):
    assert metas(Page(client.get("/nowhere")))["robots"] == "noindex, nofollow"
