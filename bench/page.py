"""A page as a browser reads it: its forms, the files it names, and the words in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
WORDLESS = {"script", "style", "template", "option"}
FOLDED = "details"
Attributes = list[tuple[str, str | None]]


@dataclass
class Form:
    """What one form would send."""

    action: str
    save: str | None = None  # where its answers are saved as they are given
    fields: dict[str, str] = field(default_factory=dict)  # hidden ones
    choices: dict[str, list[str]] = field(default_factory=dict)  # radio buttons: name, values
    button: tuple[str, str] | None = None  # the first one with a name

    def filled(self, chosen: dict[str, str]) -> dict[str, str]:
        """What it sends when its first button is pressed."""
        return {**self.fields, **chosen, **dict([self.button] if self.button else [])}


@dataclass
class _Element:
    tag: str
    is_silent: bool  # nothing in it is read by anybody
    is_folded: bool  # nothing in it is in sight before something is opened


class Page(HTMLParser):
    """One page.

    Attributes
    ----------
    kind : str
        What its `main` says that it is: "question", "result".
    forms : list of Form
        Those in `main`, in their order.
    files : list of str
        Addresses that a browser fetches by itself.
    words, words_in_sight : int
        In `main`: all of them, and those that are seen while everything is closed.
    heading : str
        Its first heading.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.kind, self.heading = "", ""
        self.forms: list[Form] = []
        self.files: list[str] = []
        self.words = self.words_in_sight = 0
        self._open: list[_Element] = []
        self._form: Form | None = None
        self.feed(text)
        self.close()

    @property
    def form(self) -> Form:
        """The form that leads on, before all that of the statements; LookupError where none is."""
        if not self.forms:
            raise LookupError(f"A page of kind {self.kind!r} has no form")
        return next((form for form in self.forms if form.choices), self.forms[0])

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        found = {name: text or "" for name, text in attrs}
        self._note_file(tag, found)
        if tag == "main":
            self.kind = found.get("data-page", "")
        elif tag == "form" and self._inside("main"):
            self._form = Form(found["action"], found.get("data-save"))
            self.forms.append(self._form)
        elif tag in ("input", "button") and self._form:
            self._note_control(self._form, tag, found)
        if tag not in VOID:
            above = self._open[-1] if self._open else _Element("", False, False)
            silent = above.is_silent or tag in WORDLESS or "hidden" in found
            folded = above.is_folded or (tag == FOLDED and "open" not in found)
            if tag == "summary" and above.tag == FOLDED:
                folded = len(self._open) > 1 and self._open[-2].is_folded
            self._open.append(_Element(tag, silent, folded))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._inside(tag):  # a paragraph or a list item may end without saying so
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._inside("main") or self._open[-1].is_silent:
            return
        count = len(data.split())
        self.words += count
        self.words_in_sight += 0 if self._open[-1].is_folded else count
        if self._inside("h1"):
            self.heading += data

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open)

    def _note_file(self, tag: str, found: dict[str, str]) -> None:
        if self._inside("template"):
            return
        if tag == "link" and found.get("rel") in ("stylesheet", "icon"):
            self.files.append(found["href"])
        elif tag in ("script", "img") and "src" in found:
            self.files.append(found["src"])

    def _note_control(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "")
        if tag == "button":
            if name and form.button is None and "form" not in found:
                form.button = (name, found.get("value", ""))
        elif kind == "hidden":
            form.fields[name] = found.get("value", "")
        elif kind == "radio":
            form.choices.setdefault(name, []).append(found["value"])
