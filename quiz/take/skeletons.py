"""Whole pages without anybody in them, rendered once and filled for each person.

A page is rendered with stand-ins where something of one person belongs: the ticket of a start
page; the token, the state of the answers and the statements with what is checked of a question
page. The stand-ins are random, so that no text and no token is ever taken for one; the text is
cut at them once, and each request joins the pieces with what is theirs.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping

from flask import request

from quiz.look.page_look import worn
from quiz.web.headers import framed_by, in_frame, on_its_own

MOST_KEPT = 512  # pages of 5 KB; an address can name the host as it likes, and each is a page
LARGEST = 10 * 1024  # characters of one that is kept; what an address says stands in each link
# Letters and digits alone: what stands in an address or in an attribute stays as it is.
TOKEN, SEEN, STATEMENTS, TICKET = (secrets.token_hex(16) for _ in range(4))
_STAND_INS = re.compile(f"({TOKEN}|{SEEN}|{STATEMENTS}|{TICKET})")
_ORIGIN = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")
EXTENSION = "skeletons"  # where an application keeps its own


class Skeletons:
    """The pages that were asked for, by everything that they depend on but the person."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, list[str]] = {}

    def page(self, key: Hashable, render: Callable[[], str], theirs: Mapping[str, str]) -> str:
        """Give the page of a key with this person's own put in; render it if it is new."""
        pieces = self._kept.get(key)
        if pieces is None:
            page = render()
            pieces = _STAND_INS.split(page)
            if len(page) <= LARGEST:
                self._keep(key, pieces)
        return "".join([theirs.get(piece, piece) for piece in pieces])

    def _keep(self, key: Hashable, pieces: list[str]) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = pieces


def surroundings() -> Hashable:
    """What any page depends on: the address it is reached by, whose look it wears, its frame."""
    environ = request.environ
    origin = tuple(environ.get(name) for name in _ORIGIN)
    return origin, worn(), framed_by(), in_frame(), on_its_own()
