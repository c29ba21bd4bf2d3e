"""Addresses as people type them: of a mailbox, of a page, of a mail server."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

EMAIL = re.compile(r"[\w.!$*+=^`{|}~-]+@[\w-]+(\.[\w-]+)+")  # nothing a mailto: link would misread


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) address that can be put into a page as it is."""
    return _parts(text, "http", "https") is not None and not re.search(r"[<>\"'\\]", text)


def is_smtp_address(text: str) -> bool:
    """Whether a text is the smtp(s) address of a server, and of nothing on it."""
    parts = _parts(text, "smtp", "smtps")
    return parts is not None and parts.path in ("", "/") and not (parts.query or parts.fragment)


def _parts(text: str, *schemes: str) -> SplitResult | None:
    """What an address of one of these schemes is made of; None if it names no host."""
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    plain = text.isprintable() and not re.search(r"\s", text)
    return parts if plain and port_is_fine and parts.scheme in schemes and parts.hostname else None
