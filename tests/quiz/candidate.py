"""A person with a browser: reads pages, fills in forms, presses buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from questions.instrument import current_instrument

PAGES = current_instrument().bank.pages
BEFORE_RESULT = 4


@dataclass
class Form:
    action: str
    id: str | None = None
    fields: dict = field(default_factory=dict)  # what would be sent: hidden and checked ones
    radios: dict = field(default_factory=dict)  # name -> values on offer
    buttons: list = field(default_factory=list)  # (name, value) in document order


class Page(HTMLParser):
    """One response, read as a browser would."""

    def __init__(self, response):
        super().__init__()
        self.response, self.status = response, response.status_code
        self.headers, self.html = response.headers, response.get_data(as_text=True)
        self.kind, self.title, self.text = None, "", ""
        self.forms, self.links, self.ids, self.described = [], [], {}, {}
        self.inside = []
        self.feed(self.html)
        self.text = " ".join(self.text.split())

    @property
    def form(self):
        """The only form of a page; of a question page, that of the statements."""
        found = [form for form in self.forms if form.id == "answers"] or self.forms
        assert len(found) == 1
        return found[0]

    @property
    def checked(self):
        """The radios that are checked: {statement: value}."""
        fields = self.form.fields
        return {name: fields[name] for name in self.form.radios if name in fields}

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.inside.append(tag)
        if "id" in found:
            assert found["id"] not in self.ids, f"two elements with id {found['id']}"
            self.ids[found["id"]] = tag
        match tag:
            case "main":
                self.kind = found["data-page"]
            case "a":
                self.links.append(found["href"])
            case "fieldset" if "aria-describedby" in found:
                self.described[found["id"]] = found["aria-describedby"]
            case "form" if found.get("id") != "languages":
                self.forms.append(Form(found["action"], found.get("id")))
            case "button" if self.forms and found.get("type") == "submit":
                self.forms[-1].buttons.append((found.get("name"), found.get("value")))
            case "input":
                self._input(found)

    def handle_data(self, data):
        if self.inside and self.inside[-1] == "title":
            self.title += data
        self.text += " " + data

    def _input(self, found):
        if found["type"] == "hidden" and self.forms:
            self.forms[-1].fields[found["name"]] = found["value"]
        if found["type"] == "radio":
            self.forms[-1].radios.setdefault(found["name"], []).append(found["value"])
            if "checked" in found:
                assert found["name"] not in self.forms[-1].fields
                self.forms[-1].fields[found["name"]] = found["value"]


class Candidate:
    def __init__(self, client, address=None):
        self.client, self.address = client, address

    @property
    def address(self):
        """The address that leads back to the attempt, whichever of its pages was named."""
        return self._address

    @address.setter
    def address(self, given):
        self._address = given and given.partition("/q/")[0]

    def start(self):
        begun = self.client.post("/start", data=self.get("/").form.fields)
        assert begun.status_code == 303
        self.address = begun.location
        return self

    @property
    def token(self):
        return self.address.rsplit("/", 1)[1]

    def another_tab(self):
        return Candidate(self.client, self.address)

    def get(self, address, **more):
        return Page(self.client.get(address, **more))

    def post(self, address, fields):
        return Page(self.client.post(address, data=fields))

    def at(self, place):
        """Open a place below the attempt's address, such as `q/2` or `review`."""
        return self.get(f"{self.address}/{place}")

    def send(self, page, answers, **more):
        """Fill in a page that is open and press a button, Continue unless said otherwise."""
        fields = {**page.form.fields, "go": "on", **answers, **more}
        return self.post(page.form.action, fields)

    def answer(self, number, point=4, **more):
        """Open a question page, give every statement the same point, and press Continue."""
        page = self.at(f"q/{number}")
        return self.send(page, dict.fromkeys(page.form.radios, str(point)), **more)

    def answer_all(self, point=4):
        for number in range(1, BEFORE_RESULT + 1):
            assert self.answer(number, point).status == 303
        return self

    def finish(self):
        return self.post(f"{self.address}/finish", {})

    @property
    def can_sharpen(self):
        """Whether the result offers more statements."""
        forms = self.at("result").forms
        return any(form.buttons for form in forms if form.action.endswith("/sharpen"))

    def sharpen(self):
        """Press the button that sharpens: the number of the page it leads to, None where none."""
        led = self.post(f"{self.address}/sharpen", {})
        assert led.status == 303
        place, _, number = led.headers["Location"].rpartition("/")
        return int(number) if place.endswith("/q") else None

    def leave_part_two(self, leave="out"):
        """Press the button that leaves part two out, or with `no` the one that takes it up."""
        return self.post(f"{self.address}/part-two", {"leave": leave})
