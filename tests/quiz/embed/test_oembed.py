"""oEmbed, and the start card that it answers with."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from quiz.services import EXTENSION
from quiz.store.openings import CLOSED, PAUSED
from tests.quiz.embed.conftest import SITE

ADDRESS = "http://localhost/o/maps"
HOSTILE = "<script>alert(1)</script>\"'&amp;\x0b]]>"


class Shown(HTMLParser):
    """The elements of a piece of HTML, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def one(self, tag):
        (found,) = (attributes for name, attributes in self.elements if name == tag)
        return found


@pytest.fixture
def ask(client):
    def ask(url=ADDRESS, **more):
        return client.get("/oembed", query_string={"url": url, **more})

    return ask


@pytest.fixture
def state(app):
    def change(opening, name):
        app.extensions[EXTENSION].store.openings.set_state(opening.id, name)

    return change


@pytest.mark.both_databases
def test_an_opening_is_answered_with_a_card_in_a_frame(ask, acme):
    acme()
    response = ask()
    answer = response.json
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"
    assert answer["title"] == "Product manager, maps"
    assert answer["author_name"] == "Acme & Söhne"
    assert answer["provider_url"] == "http://localhost/"
    shown = Shown(answer["html"])
    assert [tag for tag, _ in shown.elements] == ["blockquote", "a", "iframe"]
    assert shown.one("a") == {"href": ADDRESS}
    frame = shown.one("iframe")
    assert frame["src"] == f"{ADDRESS}/card"
    assert frame["title"] == answer["title"]
    assert (int(frame["width"]), int(frame["height"])) == (answer["width"], answer["height"])


def test_the_public_quiz_has_a_card_too(ask, client):
    answer = ask("http://localhost/?lang=de").json
    assert answer["title"] == "Welche Produktrolle passt zu dir?"
    assert Shown(answer["html"]).one("iframe")["src"] == "http://localhost/card?lang=de"
    assert client.get("/card?lang=de").status_code == 200


def test_xml_says_the_same(ask, acme):
    acme()
    response = ask(format="xml")
    assert response.mimetype == "text/xml"
    root = ElementTree.fromstring(response.data)  # noqa: S314 (ours)
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {
        name: str(value) for name, value in ask().json.items()
    }


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_an_employer_typed_is_text_everywhere(ask, acme, form, client):
    acme(title=HOSTILE)
    response = ask(format=form)
    if form == "json":
        answer = response.json
    else:
        root = ElementTree.fromstring(response.data)  # noqa: S314 (ours)
        answer = {each.tag: each.text for each in root}
    seen = HOSTILE if form == "json" else HOSTILE.replace("\x0b", "")
    assert answer["title"] == seen
    shown = Shown(answer["html"])
    assert [tag for tag, _ in shown.elements] == ["blockquote", "a", "iframe"]
    assert shown.one("iframe")["title"] == seen
    card = Shown(client.get("/o/maps/card").text)
    assert [tag for tag, _ in card.elements].count("script") == 1
    assert HOSTILE in card.text


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (600, 260)),
        ({"maxwidth": "400"}, (400, 400)),
        ({"maxwidth": "9000", "maxheight": "9000"}, (600, 260)),
        ({"maxwidth": "1", "maxheight": "200"}, (1, 200)),
    ],
)
def test_the_bounds_of_who_asks_are_kept(ask, acme, asked, size):
    acme()
    answer = ask(**asked).json
    frame = Shown(answer["html"]).one("iframe")
    assert (answer["width"], answer["height"]) == size
    assert (int(frame["width"]), int(frame["height"])) == size


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/o/unknown",
        "http://localhost/o/",
        "http://localhost/o/maps/card",
        "http://localhost/a/token/result",
        "http://localhost/hr/openings",
        "https://elsewhere.example/o/maps",
        "http://localhost.elsewhere.example/o/maps",
        "http://localhost@elsewhere.example/o/maps",
        "ftp://localhost/o/maps",
        "//localhost/o/maps",
        "/o/maps",
        "http://[localhost/o/maps",
        "http://localhost/o/%6Daps",
        "maps",
    ],
)
def test_another_address_is_not_found(ask, acme, url):
    acme()
    response = ask(url)
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_another_format_is_not_implemented(ask, acme):
    acme()
    assert ask(format="yaml").status_code == 501


def test_what_no_site_may_show_is_refused_and_names_nothing(ask, acme):
    acme(sites=())
    response = ask()
    assert response.status_code == 401
    assert "Acme" not in response.text


def test_all_that_is_wrong_is_said_at_once(client):
    response = client.get("/oembed?maxwidth=wide&maxheight=-1")
    assert response.status_code == 400
    for word in ("url", "maxwidth", "maxheight"):
        assert f"{word}:" in response.json["detail"]


def test_the_reference_goes_with_the_card_and_nothing_else_does(ask, acme):
    acme()
    answer = ask(f"{ADDRESS}/?ref=A%201&sig=x&theme=dark&evil=1&lang=en").json
    passed = "?ref=A+1&sig=x&lang=en&theme=dark"
    assert Shown(answer["html"]).one("iframe")["src"] == f"{ADDRESS}/card{passed}"
    assert Shown(answer["html"]).one("a")["href"] == f"{ADDRESS}{passed}"


@pytest.mark.both_databases
def test_the_card_says_what_it_is_and_holds_no_form(client, acme):
    acme()
    response = client.get("/o/maps/card?ref=A%201")
    card = Shown(response.text)
    assert "Product manager, maps" in card.text
    assert "Acme & Söhne" in card.text
    assert "28 statements" in card.text
    assert "5 to 7 minutes" in card.text
    assert card.one("a")["href"] == f"{ADDRESS}?ref=A+1"
    assert not {"form", "button", "input"} & {tag for tag, _ in card.elements}
    assert f"frame-ancestors {SITE}" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers


def test_the_card_of_a_long_quiz_says_so(client, acme):
    acme(length="long")
    assert "44 statements" in Shown(client.get("/o/maps/card").text).text


def test_the_card_speaks_a_language_that_is_offered(client, acme):
    acme(languages=("he",))
    card = client.get("/o/maps/card?lang=de", headers={"Accept-Language": "de"})
    assert Shown(card.text).one("html") == {"lang": "he", "dir": "rtl"}


def test_a_card_that_no_site_may_show_is_shown_by_none(client, acme):
    acme(sites=())
    response = client.get("/o/maps/card")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "word"), [(PAUSED, "having a break"), (CLOSED, "closed")])
def test_a_paused_or_closed_opening_has_a_card_that_says_so(ask, client, acme, state, name, word):
    state(acme(), name)
    assert ask().status_code == 200
    card = Shown(client.get("/o/maps/card").text)
    assert word in card.text
    assert "Take the quiz" not in card.text
    assert card.one("a")["href"] == ADDRESS


def test_an_unknown_card_is_not_found(client):
    assert client.get("/o/unknown/card").status_code == 404


@pytest.mark.parametrize(("page", "subject"), [("/", "http://localhost/"), ("/o/maps", ADDRESS)])
def test_first_pages_say_where_to_ask(client, acme, page, subject):
    acme()
    links = [
        found
        for tag, found in Shown(client.get(page).text).elements
        if tag == "link" and found["rel"] == "alternate"
    ]
    assert [found["type"] for found in links] == ["application/json+oembed", "text/xml+oembed"]
    for found in links:
        response = client.get(found["href"])
        assert response.status_code == 200
        assert subject in response.text


def test_where_no_site_may_show_it_there_is_nowhere_to_ask(client, acme):
    acme(sites=())
    assert "oembed" not in client.get("/o/maps").text


class TestBehindAnAddressOfTheOperator:
    @pytest.fixture
    def environment(self, environment):
        return {**environment, "ROLE_FIT_ADDRESS": "https://quiz.acme.example/fit"}

    def test_addresses_are_those_that_people_use(self, ask, acme):
        acme()
        answer = ask("https://quiz.acme.example/fit/o/maps").json
        assert Shown(answer["html"]).one("a")["href"] == "https://quiz.acme.example/fit/o/maps"
        assert answer["provider_url"] == "https://quiz.acme.example/fit/"
        assert ask(ADDRESS).status_code == 200
        assert ask("https://quiz.acme.example/o/maps").status_code == 404
        assert ask("https://quiz.acme.example/fitter/o/maps").status_code == 404
