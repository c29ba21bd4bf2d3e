"""The stylesheet of an opening's look, at an address that says what is in it.

The address alone is enough to make it, so every state of an opening's settings that an attempt
was begun with has its own, and no page waits for a query.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Response, abort, url_for

from quiz.look.assets import Asset, blueprint, make_asset, send_asset
from quiz.look.theme import LARGEST_CORNER, theme_css

OWN = "own"  # in an address, in place of an accent
MOST_KEPT = 256  # stylesheets, each under 2 KB
ADDRESS = re.compile(
    rf"theme-({OWN}|[0-9a-f]{{6}})-(\d{{1,2}})-(auto|light|dark)\.[0-9a-f]{{12}}\.css"
)
# What only pages of an opening have: its logo, and the words of who made it.
OPENING_RULES = """\
.logo{display:block;max-block-size:3rem;max-inline-size:min(14rem,100%);inline-size:auto;\
padding:.25rem;margin-inline-start:-.25rem;border-radius:.25rem;background:light-dark(transparent,#fff)}
.lines{max-inline-size:40rem;white-space:pre-line;overflow-wrap:anywhere}
.from{margin-block:var(--space-5) 0;color:var(--soft);font-size:var(--small)}
.from + h1{margin-block-start:var(--space-1)}
"""


def themed_url(accent: str | None, corner: int, scheme: str) -> str:
    """Give the address of the stylesheet of a look."""
    return url_for("look.themed", address=_themed(accent, corner, scheme).address)


@blueprint.get("/look/theme/<address>")
def themed(address: str) -> Response:
    """Send the stylesheet of a look, to be kept for a year."""
    named = ADDRESS.fullmatch(address)
    if named and int(named[2]) <= LARGEST_CORNER:
        accent = None if named[1] == OWN else f"#{named[1]}"
        found = _themed(accent, int(named[2]), named[3])
        # Of an older version of Role Fit, or made up: its content would be another one.
        if found.address == address:
            return send_asset(found)
    return abort(404)


@lru_cache(MOST_KEPT)
def _themed(accent: str | None, corner: int, scheme: str) -> Asset:
    name = f"theme-{(accent or OWN).removeprefix('#')}-{corner}-{scheme}.css"
    return make_asset(name, (theme_css(accent, corner, scheme) + OPENING_RULES).encode())
