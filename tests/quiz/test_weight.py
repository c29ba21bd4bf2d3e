"""What goes over the wire: small pages, few files, each compressed once and asked for once."""

import gzip
from html.parser import HTMLParser

import pytest

from quiz.look.assets import assets
from tests.quiz.candidate import PAGES

BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
KB = 1024  # bytes
FIRST_VIEW, FIRST_VIEW_REQUESTS = 15 * KB, 3
QUESTION_PAGE = 14 * KB
STYLES, SCRIPTS = 6 * KB, 5 * KB
# What candidates get in a tab of their own. Members' pages have more styles, and a page in a frame
# one script more: tests/quiz/embed/test_script.py says how light those are.
OF_MEMBERS, IN_FRAMES = ("hr", "openings"), ("frame", "card")


class Fetched(HTMLParser):
    """Every address that a browser fetches by itself when it shows a page."""

    def __init__(self, html):
        super().__init__()
        self.addresses = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "link" and found["rel"] != "alternate":
            self.addresses.add(found["href"])
        elif tag not in ("meta", "a", "link"):
            self.addresses |= {found[name] for name in ("src", "srcset", "data") if name in found}


def view(client, address):
    """What a browser with an empty cache fetches for a page: {address: bytes of body}."""
    page = client.get(address, headers=BROWSER)
    html = gzip.decompress(page.data).decode()
    found = {address: len(page.data)}
    for part in Fetched(html).addresses:
        assert part.startswith("/look/"), part
        found[part] = len(client.get(part, headers=BROWSER).data)
    return found


def compressed(suffix):
    return sum(
        len(asset.compressed or asset.body)
        for asset in assets().values()
        if asset.address.endswith(suffix)
        and asset.address.split(".")[0] not in OF_MEMBERS + IN_FRAMES
    )


def test_the_first_page_is_light_and_asks_for_little(client):
    found = view(client, "/")
    assert len(found) <= FIRST_VIEW_REQUESTS
    assert sum(found.values()) <= FIRST_VIEW


@pytest.mark.parametrize("number", range(1, len(PAGES) + 1))
def test_a_question_page_is_light_with_everything_on_it(alice, number):
    alice.answer_all()
    assert sum(view(alice.client, f"{alice.address}/q/{number}").values()) <= QUESTION_PAGE


def test_a_page_that_sharpens_is_as_light(alice):
    alice.answer_all().finish()
    number = alice.sharpen()
    assert sum(view(alice.client, f"{alice.address}/q/{number}").values()) <= QUESTION_PAGE


def test_a_result_is_light_too(alice):
    alice.answer_all().finish()
    assert sum(view(alice.client, f"{alice.address}/result").values()) <= FIRST_VIEW


def test_all_styles_and_all_scripts_together_stay_small():
    assert compressed(".css") <= STYLES
    assert compressed(".js") <= SCRIPTS


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_file_is_sent_compressed_where_that_gains_something(client, name):
    asset = assets()[name]
    response = client.get(f"/look/{asset.address}", headers=BROWSER)
    if name.endswith(".png"):
        assert "Content-Encoding" not in response.headers
        assert response.data == asset.body
    else:
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(response.data) == asset.body
    assert int(response.headers["Content-Length"]) == len(response.data)


@pytest.mark.parametrize("headers", [BROWSER, {}], ids=["compressed", "as it is"])
def test_a_file_that_is_known_already_is_not_sent_again(client, headers):
    address = f"/look/{assets()['role-fit.css'].address}"
    first = client.get(address, headers=headers)
    again = client.get(address, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == "Accept-Encoding"
    other = client.get(address, headers={**headers, "If-None-Match": '"another"'})
    assert (other.status_code, other.data) == (200, first.data)


def test_compressed_and_plain_have_tags_of_their_own(client):
    address = f"/look/{assets()['role-fit.css'].address}"
    packed, plain = client.get(address, headers=BROWSER), client.get(address)
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_the_start_page_has_no_tag_for_each_carries_a_ticket_of_its_own(client):
    page = client.get("/", headers=BROWSER)
    assert "ETag" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
