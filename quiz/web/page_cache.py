"""Pages without anybody in them, rendered once and filled for each person.

A page, or a part of one, is rendered with slots where something of one person belongs: a
token, the state of their answers, what is checked. Its text is cut at the slots once, and each
request joins the pieces with what is theirs. A slot is written as random letters and digits, so
that it stays as it is in an address or an attribute, and no text is ever taken for one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable
from typing import NamedTuple

MOST_KEPT = 512  # pages of 5 KB; an address can name the host as it likes, and each is a page
LARGEST = 10 * 1024  # characters of one that is kept; what an address says stands in each link
_FENCE = secrets.token_hex(16)
_SLOT = re.compile(rf"{_FENCE}([a-z]+)\.([a-z0-9_]*)\.([a-z0-9]*)\.{_FENCE}")


class Slot(NamedTuple):
    """A place in a page that belongs to one person."""

    kind: str
    item: str = ""  # the statement it is about, if it is about one
    value: str = ""  # the answer it is about, if it is about one

    def __str__(self) -> str:
        """Write the slot as `split_at_slots` finds it again."""
        return f"{_FENCE}{self.kind}.{self.item}.{self.value}.{_FENCE}"

    def __html__(self) -> str:
        """Write the slot into a template as it is."""
        return str(self)


Pieces = tuple[str | Slot, ...]


class PageCache:
    """The pages that were asked for, by everything that they depend on but the person."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Pieces] = {}

    def pieces(
        self, key: Hashable, render: Callable[[], str], *, largest: int | None = LARGEST
    ) -> Pieces:
        """Give the page of a key in pieces; render it if it is new.

        What depends on nothing that an address says is as large as we make it: `largest` None.
        """
        pieces = self._kept.get(key)
        if pieces is None:
            page = render()
            pieces = split_at_slots(page)
            if largest is None or len(page) <= largest:
                self._keep(key, pieces)
        return pieces

    def _keep(self, key: Hashable, pieces: Pieces) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = pieces


def split_at_slots(page: str) -> Pieces:
    """Cut a rendered page into plain text and slots.

    >>> split_at_slots(f"<p{Slot('checked', 'maps', '4')}>")
    ('<p', Slot(kind='checked', item='maps', value='4'), '>')
    """
    pieces: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(page):
        pieces += [page[end : match.start()], Slot(*match.groups())]
        end = match.end()
    return (*pieces, page[end:])


def fill(pieces: Pieces, theirs: Callable[[Slot], str]) -> str:
    """Join the pieces of a page with what one person has in its slots, as HTML."""
    return "".join([theirs(piece) if isinstance(piece, Slot) else piece for piece in pieces])
