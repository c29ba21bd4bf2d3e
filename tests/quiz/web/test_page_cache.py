"""Pages that are kept for everybody: few enough and small enough, whatever an address says."""

import sys
from itertools import chain

import pytest

from quiz.languages.request_language import LONGEST
from quiz.services import EXTENSION
from quiz.web.page_cache import LARGEST, MOST_KEPT, PageCache, Slot, fill

LONG = "!" * 15_000  # what a server takes of an address


@pytest.fixture
def kept(app):
    """The pages that are kept, by what they depend on."""
    return app.extensions[EXTENSION].pages._kept


def test_a_page_is_rendered_once_and_filled_for_each_person():
    pages, rendered = PageCache(), []

    def render():
        rendered.append(1)
        return f"<p>{Slot('ticket')}</p>"

    for ticket in ("alice", "bob"):
        pieces = pages.pieces("start", render)
        assert fill(pieces, {Slot("ticket"): ticket}.__getitem__) == f"<p>{ticket}</p>"
    assert len(rendered) == 1


@pytest.mark.parametrize(("length", "count"), [(LARGEST, 1), (LARGEST + 1, 0)])
def test_a_page_that_is_too_large_is_shown_and_not_kept(length, count):
    pages = PageCache()
    assert pages.pieces("start", lambda: "x" * length) == ("x" * length,)
    assert len(pages._kept) == count


def test_no_more_pages_are_kept_than_may():
    pages = PageCache()
    for number in range(MOST_KEPT + 1):
        pages.pieces(number, lambda: "")
    assert len(pages._kept) <= MOST_KEPT


@pytest.mark.parametrize("name", ["ref", "sig", "theme"])
def test_what_nobody_takes_of_an_address_makes_no_page_of_its_own(client, kept, name):
    pages = [client.get("/", query_string={name: f"{number}{LONG}"}) for number in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert len(kept) == 1


@pytest.mark.parametrize("sign", ["!", "ü", "😀"])  # an address writes the last with 12 characters
def test_whatever_an_address_says_what_is_kept_of_it_is_small(client, kept, sign):
    for length in (LONGEST // 5, LONGEST, len(LONG) // 12):
        said = dict.fromkeys(("ref", "sig", "theme"), sign * length)
        assert client.get("/", query_string=said).status_code == 200
    assert 0 < largest(kept) < 3 * LARGEST


def test_a_long_host_makes_no_page(client, kept):
    for host in (LONG, "example." * 1000 + "org"):
        client.get("/", environ_overrides={"HTTP_HOST": host})
    assert not kept


def test_the_pages_of_every_language_are_small_enough_to_be_kept(client, kept):
    said = {"ref": "x" * 100, "sig": "x" * 43, "theme": "dark"}
    for code in ("en", "de", "he"):
        client.get("/", query_string={**said, "lang": code})
    assert len(kept) == 3


def largest(kept):
    """The memory of the largest page with its key, in bytes."""
    return max(sum(map(sys.getsizeof, chain(pieces, [str(key)]))) for key, pieces in kept.items())
