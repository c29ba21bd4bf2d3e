"""Addresses as people type them: of a mailbox, of a page, of a mail server."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

JOINERS = "\u200c\u200d"  # invisible, and part of words in some scripts


def one_line(text: str | None) -> str:
    """Put a text on one line.

    >>> one_line("  Ada\\u202e Lovelace\\n")
    'Ada Lovelace'
    """
    return " ".join(_seen(text or "").split())


def in_lines(text: str | None) -> str:
    """Keep the lines of a text, and no more than one empty line between two.

    >>> in_lines("One\\r\\n\\n\\n\\nTwo \\u202e\\n")
    'One\\n\\nTwo'
    """
    lines = [one_line(line) for line in (text or "").splitlines()]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept).strip()


def _seen(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in JOINERS else " " for sign in text)


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


ANY_SITE = "*"
MAX_SITES = 50  # the header that names them stays under what servers on the way let pass
MAX_LENGTH = 255  # characters of one site
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
# No path, no quote, no semicolon: nothing that would end the directive or begin another.
SITE = re.compile(
    rf"https?://(?:(?:\*\.)?{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(?::[1-9][0-9]{{0,4}})?"
)
_USUAL_PORT = re.compile(r"^(http:.*):80$|^(https:.*):443$")


def read_site(text: str) -> str | None:
    """Give a site as it is stored and sent; None where it is not one.

    A slash at the end, capitals and the usual port do not count; names beyond ASCII are
    written as browsers send them.

    >>> read_site("https://Jobs.Example.org:443/")
    'https://jobs.example.org'
    >>> read_site("https://*.example.org"), read_site("*")
    ('https://*.example.org', '*')
    >>> read_site("https://example.org/jobs") is None
    True
    """
    if text == ANY_SITE:
        return text
    site = _host_in_ascii(text.strip().lower().removesuffix("/"))
    if not site or len(site) > MAX_LENGTH or not SITE.fullmatch(site):
        return None
    if "//*." in site and "." not in site.split("//*.")[1]:
        return None  # every address of a whole country or trade
    port = re.search(r":(\d+)$", site)
    if port and int(port[1]) > 65535:
        return None
    return _USUAL_PORT.sub(r"\1\2", site)


def _host_in_ascii(site: str) -> str | None:
    scheme, slashes, host = site.partition("//")
    try:
        return scheme + slashes + (host if host.isascii() else host.encode("idna").decode())
    except UnicodeError:
        return None
