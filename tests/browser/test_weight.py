"""What Chromium fetches for a page when it has nothing yet, counted by Chromium itself."""

import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

KINDS = {"Document", "Image", "Script", "Stylesheet"}  # no font
KB = 1024  # bytes
FIRST_VIEW, FIRST_VIEW_REQUESTS = 15 * KB, 3
QUESTION_PAGE = 14 * KB

pytestmark = pytest.mark.parametrize("javascript", [True], indirect=True)


@dataclass
class Fetched:
    """One file that came over the network."""

    url: str
    kind: str
    headers: int  # bytes
    whole: int = 0  # bytes, headers included


class Traffic:
    """Everything that a page fetches from now on; what was in the cache costs nothing."""

    def __init__(self, page):
        self._page, self._files = page, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note_reply)
        session.on("Network.loadingFinished", self._note_end)

    def _note_reply(self, event):
        reply = event["response"]
        if not reply["fromDiskCache"] and not reply["url"].startswith("data:"):
            found = Fetched(reply["url"], event["type"], reply["encodedDataLength"])
            self._files[event["requestId"]] = found

    def _note_end(self, event):
        if event["requestId"] in self._files:
            self._files[event["requestId"]].whole = round(event["encodedDataLength"])

    @property
    def files(self):
        """What was fetched until the network was quiet; a file of no bytes was in the cache."""
        self._page.wait_for_load_state("networkidle")
        return [each for each in self._files.values() if each.whole]

    @property
    def bytes(self):
        return sum(each.whole for each in self.files)

    @property
    def bytes_of_content(self):
        return sum(each.whole - each.headers for each in self.files)

    @property
    def hosts(self):
        return {urlsplit(each.url).netloc for each in self.files}


@contextlib.contextmanager
def cold(page, address):
    """Open an address in a browser with an empty cache."""
    context = page.context.browser.new_context()
    fresh = context.new_page()
    traffic = Traffic(fresh)
    fresh.goto(address)
    yield traffic
    context.close()


def test_the_first_view(page, live_server):
    traffic = Traffic(page)
    page.goto("/")
    assert len(traffic.files) <= FIRST_VIEW_REQUESTS
    assert 0 < traffic.bytes <= FIRST_VIEW
    assert_all_is_ours(traffic, live_server)


def test_the_first_question_page_by_way_of_the_start_page(page):
    page.goto("/")
    traffic = Traffic(page)
    page.get_by_role("button", name="Start").click()
    assert 0 < traffic.bytes <= QUESTION_PAGE


def test_a_question_page_and_a_result_with_nothing_in_the_cache(page, attempts, live_server):
    with cold(page, attempts.begin().at("q/1")) as question:
        assert 0 < question.bytes_of_content <= QUESTION_PAGE
        assert_all_is_ours(question, live_server)
    with cold(page, attempts.result("no_pattern").at("result")) as result:
        assert 0 < result.bytes_of_content <= FIRST_VIEW
        assert_all_is_ours(result, live_server)


def assert_all_is_ours(traffic, server):
    assert traffic.hosts == {urlsplit(server.url).netloc}
    assert {each.kind for each in traffic.files} <= KINDS
