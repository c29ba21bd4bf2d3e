"""The statements of a question page as HTML, rendered once and filled for each person.

The cached part is rendered outside any request, from the instrument alone, so no answer
can be in it. Where something of one person belongs, the template leaves a slot; the text
is split at the slots once, and each request joins the pieces with what is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from questions.instrument import Instrument
from quiz.languages.language import language
from quiz.take.forms import SKIP
from quiz.take.journey import Answers

CHECKED, DESCRIBED, ERROR = "checked", "described", "error"

# Private-use characters, which no wording contains, fence a slot in the rendered text.
_SLOT = re.compile("\ue000([a-z]+) ([^ ]+) ([^\ue001]+)\ue001")


class PageKey(NamedTuple):
    """What the HTML of a page depends on. Nothing of a person is among it, and no look."""

    instrument_version: str
    language: str
    number: int


class Slot(NamedTuple):
    """A place in a page that belongs to one person."""

    kind: str
    item: str
    value: str  # the radio's value; where the slot is about the whole statement, "-" or "Error:"

    def __html__(self) -> str:
        """Render the slot as the fenced text that `split_at_slots` finds again."""
        return f"\ue000{self.kind} {self.item} {self.value}\ue001"


Pieces = tuple[str | Slot, ...]


class Rendered(NamedTuple):
    """One page without any answer in it."""

    pieces: Pieces
    unanswered: Markup  # joined, as most people meet it


@dataclass(frozen=True)
class Numbered:
    """A statement and its place in the whole quiz, counted from 1."""

    number: int
    id: str
    text: str


class QuestionPages:
    """Every question page that was asked for, kept as pieces without any answer in it."""

    def __init__(self, environment: Environment) -> None:
        self._template = environment.get_template("take/_statements.html")
        self.cached: dict[PageKey, Rendered] = {}

    def statements(
        self,
        instrument: Instrument,
        key: PageKey,
        answers: Answers,
        errors: Mapping[str, str],
    ) -> Markup:
        """Give the page's statements with this person's answers and errors put in."""
        rendered = self.cached.get(key)
        if rendered is None:
            pieces = self._render(instrument, key)
            rendered = self.cached[key] = Rendered(pieces, fill(pieces, {}, {}))
        page = instrument.bank.pages[key.number - 1]
        if not errors and not any(item.id in answers for item in page):
            return rendered.unanswered
        return fill(rendered.pieces, answers, errors)

    def _render(self, instrument: Instrument, key: PageKey) -> Pieces:
        html = self._template.render(
            statements=numbered_statements(instrument, key.number, key.language),
            points=instrument.wording(key.language).points,
            skip=SKIP,
            slot=Slot,
            language=language(key.language),
        )
        return split_at_slots(html)


def numbered_statements(instrument: Instrument, number: int, language: str) -> tuple[Numbered, ...]:
    """Give the statements of page `number` with their places in the whole quiz."""
    pages = instrument.bank.pages
    wording = instrument.wording(language)
    first = 1 + sum(len(page) for page in pages[: number - 1])
    return tuple(
        Numbered(place, item.id, wording.text(item.id))
        for place, item in enumerate(pages[number - 1], start=first)
    )


def split_at_slots(html: str) -> Pieces:
    """Cut a rendered page into plain text and slots.

    >>> split_at_slots('<p' + Slot("checked", "maps", "4").__html__() + '>')
    ('<p', Slot(kind='checked', item='maps', value='4'), '>')
    """
    pieces: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(html):
        pieces += [html[end : match.start()], Slot(*match.groups())]
        end = match.end()
    return (*pieces, html[end:])


def fill(pieces: Pieces, answers: Answers, errors: Mapping[str, str]) -> Markup:
    """Join the pieces of a page with one person's answers and errors."""
    return Markup(  # noqa: S704  rendered by the template, which escapes; see _filled
        "".join(
            piece if isinstance(piece, str) else _filled(piece, answers, errors) for piece in pieces
        )
    )


def _filled(slot: Slot, answers: Answers, errors: Mapping[str, str]) -> str:
    item = slot.item
    if slot.kind == CHECKED:
        return " checked" if item in answers and _value(answers[item]) == slot.value else ""
    if item not in errors:
        return ""
    if slot.kind == DESCRIBED:
        return f' aria-describedby="{item}-error"'
    text = Markup('<p class="error" id="{}-error"><span class="hidden">{} </span>{}</p>')
    return text.format(item, slot.value, errors[item])


def _value(answer: int | None) -> str:
    return SKIP if answer is None else str(answer)
