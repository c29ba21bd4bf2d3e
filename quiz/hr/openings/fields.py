"""Checks of single fields; each says what is wrong and what to do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms import Form, ValidationError
from wtforms.fields import Field, IntegerField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from quiz.typed_text import ANY_SITE, MAX_SITES, is_web_address, read_site


class Length:
    """A text up to a number of characters; `empty` is said where it must not be empty."""

    def __init__(self, longest: int, empty: str | None = None) -> None:
        self._longest, self._empty = longest, empty

    def __call__(self, form: Form, field: Field) -> None:
        text = field.data or ""
        if self._empty and not text:
            raise ValidationError(self._empty)
        if len(text) > self._longest:
            raise ValidationError(
                f"This has {len(text)} characters. Shorten it to {self._longest}."
            )


def web_address(form: Form, field: Field) -> None:
    """An http(s) address, or nothing."""
    if field.data and not is_web_address(field.data):
        raise ValidationError(
            "This is not the address of a page. Write it like https://example.org/jobs/17."
        )


class WholeNumberField(IntegerField):
    """A whole number in a range, with its bounds in what it says."""

    def __init__(self, label: str, least: int, most: int, **more: Any) -> None:
        shown = {"min": least, "max": most, "inputmode": "numeric"}
        super().__init__(label, render_kw=shown, **more)
        self._least, self._most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, without WTForms' own words."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None

    def pre_validate(self, form: Form) -> None:
        """Refuse what is outside the range, and what is no number."""
        if self.data is None or not self._least <= self.data <= self._most:
            raise ValidationError(f"Write a whole number from {self._least} to {self._most}.")


class TicksField(SelectMultipleField):
    """Boxes to tick, in the order of the page; what it does not offer is refused."""

    data: list[str] | None
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Refuse what the page does not offer."""
        offered = [choice.value for choice in self.iter_choices()]
        if set(self.data or ()) - set(offered):
            raise ValidationError("Something was sent that this page does not offer. Tick it here.")
        self.data = [value for value in offered if value in (self.data or ())]


class SitesField(TextAreaField):
    """Sites, one a line, as browsers read them; what cannot be read stays as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Split what was typed at line ends, spaces and commas."""
        text = valuelist[0] if valuelist else ""
        self.data = tuple(dict.fromkeys(text.replace(",", " ").split()))

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def pre_validate(self, form: Form) -> None:
        """Read each site; say every line that is not one."""
        wrong = [text for text in self.data if text == ANY_SITE or not read_site(text)]
        if wrong:
            raise ValidationError(" ".join(map(_what_is_wrong, wrong[:5])))
        if len(self.data) > MAX_SITES:
            raise ValidationError(f"There are {len(self.data)} sites. Leave {MAX_SITES} at most.")
        self.data = tuple(dict.fromkeys(site for text in self.data if (site := read_site(text))))


def _what_is_wrong(text: str) -> str:
    if text == ANY_SITE:
        return "To let every site show the quiz, tick the box below and leave this empty."
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    near = _site_in(text)
    if near:
        return f"“{shown}” is not a site: write {near}."
    return f"“{shown}” is not a site: write it like https://www.example.org, without a path."


def _site_in(text: str) -> str | None:
    """Find the site that was probably meant, in an address or a bare name."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return read_site(f"{parts.scheme}://{parts.netloc}") if "." in parts.netloc else None
    except ValueError:
        return None
