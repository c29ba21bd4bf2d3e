"""What a page complains of: an error in a script, on the console, of its policy."""

from contextlib import contextmanager


class Complaints:
    """Listens to a page from now on."""

    def __init__(self, page):
        self._heard = []
        self._documents = set()
        page.on("pageerror", lambda error: self._heard.append((page.url, str(error))))
        page.on("console", self._note_console)
        page.on("response", self._note_document)

    def _note_console(self, message):
        if message.type == "error":
            self._heard.append((message.location["url"], message.text))

    def _note_document(self, response):
        if response.request.is_navigation_request():
            self._documents.add(response.url)

    def heard(self):
        """Give every complaint, with the address it came from."""
        return [
            f"{url}: {text}"
            for url, text in self._heard
            # A page may itself be an answer of 422 or 404: that is for the test to judge.
            if not (url in self._documents and text.startswith("Failed to load resource"))
        ]


@contextmanager
def honest_page(context):
    """Open a page; at the end, fail if it has complained."""
    page = context.new_page()
    complaints = Complaints(page)
    yield page
    assert complaints.heard() == [], complaints.heard()
