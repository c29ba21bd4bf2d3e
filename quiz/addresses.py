"""Addresses as people type them: of a mailbox, of a page, of a mail server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

EMAIL = re.compile(r"[\w.!$*+=^`{|}~-]+@[\w-]+(\.[\w-]+)+")  # nothing a mailto: link would misread


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) address that can be put into a page as it is."""
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = text.isprintable() and not re.search(r"[\s<>\"'\\]", text)
    return plain and port_is_fine and parts.scheme in ("http", "https") and bool(parts.hostname)


def is_smtp_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    only = parts.path in ("", "/") and not parts.query and not parts.fragment
    plain = text.isprintable() and not re.search(r"\s", text)
    return (plain and only and port_is_fine and parts.scheme in ("smtp", "smtps")) and bool(
        parts.hostname
    )
