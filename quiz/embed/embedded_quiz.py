"""What can be shown on another site: the public quiz, or an employer's opening."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, url_for

from questions.bank import minutes
from questions.instrument import current_instrument
from quiz.languages.request_language import LONGEST, limit_languages, request_language
from quiz.look.page_look import THEMES, set_look
from quiz.services import services
from quiz.store import Opening
from quiz.store.opening_settings import LONG
from quiz.store.openings import OPEN
from quiz.web.headers import allow_frames

PASSED = ("ref", "sig", "lang", "theme")  # as embed.js passes them; nothing else goes on
PATH = re.compile(r"/(?:o/(?P<public_id>[A-Za-z0-9_-]{1,64})/?)?")


@dataclass(frozen=True)
class EmbeddedQuiz:
    """The public quiz, or the opening of an employer."""

    opening: Opening | None = None

    @property
    def title(self) -> str:
        """What it is called, in the language of this request where that is ours to say."""
        if self.opening:
            return self.opening.settings.title
        return request_language().gettext("Which product role fits you?")

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that may show it."""
        return self.opening.settings.sites if self.opening else services().settings.embed_sites

    @property
    def is_open(self) -> bool:
        """Whether it can be begun."""
        return self.opening is None or self.opening.state == OPEN

    @property
    def statements(self) -> int:
        """How many statements come before the result, at most."""
        bank = current_instrument().bank
        length = self.opening.settings.length if self.opening else None
        return len(bank.first) + (bank.plan.most(bank.rest) if length == LONG else 0)

    @property
    def minutes(self) -> tuple[int, int]:
        """How long that takes, quick and slow."""
        return minutes(self.statements)

    def page_url(self, more: dict[str, str]) -> str:
        """Give the whole address of its first page."""
        if self.opening is None:
            return _whole("take.start", more)
        return _whole("take.opening", more, public_id=self.opening.public_id)

    def card_url(self, more: dict[str, str]) -> str:
        """Give the whole address of its start card."""
        if self.opening is None:
            return _whole("embed.card", more)
        return _whole("embed.card_of_opening", more, public_id=self.opening.public_id)

    def show(self) -> None:
        """Answer this request in its languages, its look and on its sites."""
        allow_frames(self.sites)
        theme = passed(request.args).get("theme")
        if self.opening is None:
            set_look(theme)
            return
        settings = self.opening.settings
        limit_languages(settings.languages)
        set_look(
            theme,
            accent=settings.accent,
            corner=settings.corner,
            scheme=settings.scheme,
            employer=self.opening.employer,
        )


def find_opening(public_id: str) -> EmbeddedQuiz | None:
    """Find the opening of an id."""
    opening = services().store.openings.find(public_id)
    return EmbeddedQuiz(opening) if opening else None


def at_address(address: str) -> tuple[EmbeddedQuiz, dict[str, str]] | None:
    """Find what is at a whole address of this quiz, and what the address passes on to it."""
    try:
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, max_num_fields=20))
    except ValueError:
        return None
    root = next((root for root in _roots() if _is_below(parts.netloc, parts.path, root)), None)
    if parts.scheme not in ("http", "https") or root is None:
        return None
    found = PATH.fullmatch(parts.path.removeprefix(root[1]) or "/")
    if found is None:
        return None
    public_id = found["public_id"]
    embedded = find_opening(public_id) if public_id else EmbeddedQuiz()
    return (embedded, passed(query)) if embedded else None


def passed(query: Mapping[str, str]) -> dict[str, str]:
    """Keep what goes on from one address to the next."""
    kept = {name: query[name] for name in PASSED if 0 < len(query.get(name, "")) <= LONGEST}
    if kept.get("theme", THEMES[0]) not in THEMES:
        del kept["theme"]
    return kept


def _roots() -> list[tuple[str, str]]:
    """Where this quiz is: host and path, as it was asked and as the operator says."""
    addresses = [request.url_root, services().settings.address or request.url_root]
    split = [urlsplit(address) for address in addresses]
    return [(parts.netloc.lower(), parts.path.rstrip("/")) for parts in split]


def _is_below(host: str, path: str, root: tuple[str, str]) -> bool:
    return host.lower() == root[0] and f"{path}/".startswith(f"{root[1]}/")


def _whole(endpoint: str, more: dict[str, str], **values: Any) -> str:
    """Give a whole address, below the one the operator has set where there is one."""
    query = f"?{urlencode(more)}" if more else ""
    if base := services().settings.address:
        path = url_for(endpoint, **values).removeprefix(request.script_root)
        return f"{base}{path}{query}"
    return url_for(endpoint, _external=True, **values) + query
