"""Sites that may show pages of ours in a frame, as browsers read them: origins."""

from __future__ import annotations

import re

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
    site = _in_ascii(text.strip().lower().removesuffix("/"))
    if not site or len(site) > MAX_LENGTH or not SITE.fullmatch(site):
        return None
    if "//*." in site and "." not in site.split("//*.")[1]:
        return None  # every address of a whole country or trade
    port = re.search(r":(\d+)$", site)
    if port and int(port[1]) > 65535:
        return None
    return _USUAL_PORT.sub(r"\1\2", site)


def _in_ascii(site: str) -> str | None:
    scheme, slashes, host = site.partition("//")
    try:
        return scheme + slashes + (host if host.isascii() else host.encode("idna").decode())
    except UnicodeError:
        return None
