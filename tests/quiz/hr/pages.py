"""A page of members, read as a browser would."""

from html.parser import HTMLParser
from urllib.parse import urlsplit


class HrPage(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.response, self.status = response, response.status_code
        self.headers, self.html = response.headers, response.get_data(as_text=True)
        self.location = response.location
        self.kind, self.title, self.text = None, "", ""
        self.forms, self.links, self.ids, self._inside = {}, [], set(), []
        self._form = None
        self.feed(self.html)
        self.text = " ".join(self.text.split())

    @property
    def path(self):
        """Where a redirect leads, without its query."""
        return urlsplit(self.location or "").path

    def form(self, action):
        """What the form with this action would send as it stands."""
        return self.forms[action]

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self._inside.append(tag)
        if "id" in found:
            assert found["id"] not in self.ids, f"two elements with id {found['id']}"
            self.ids.add(found["id"])
        match tag:
            case "main":
                self.kind = found["data-page"]
            case "a":
                self.links.append(found["href"])
            case "form":
                self._form = self.forms.setdefault(found.get("action", ""), {})
            case "input" if found.get("type") not in ("checkbox", "radio"):
                self._field(found)
            case "input" if "checked" in found:
                self._field(found)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if self._inside and self._inside[-1] == "title":
            self.title += data
        if not self._inside or self._inside[-1] not in ("style", "script"):
            self.text += " " + data

    def _field(self, found):
        if self._form is not None and "name" in found:
            self._form[found["name"]] = found.get("value", "")
