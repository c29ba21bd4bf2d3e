"""Whose page answers a request: the quiz's own, or that of an employer's opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, abort, g, url_for
from markupsafe import Markup

from quiz.look.assets import Asset, blueprint, make_asset, send_asset
from quiz.look.theme import LARGEST_CORNER, theme_css
from quiz.web.headers import is_framed

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


ROUND = 10  # px, as role-fit.css has it
AUTO = "auto"
THEMES = ("light", "dark")
SCHEMES = {AUTO: "light dark", **dict(zip(THEMES, THEMES, strict=True))}


@dataclass(frozen=True)
class PageLook:
    """What a page wears."""

    scheme: str = AUTO
    stylesheet: str | None = None  # after the quiz's own; None: nothing differs
    employer: str | None = None
    home: str | None = None  # where the name or the logo at the top leads
    logo: str | None = None

    @property
    def colour_scheme(self) -> str:
        """The schemes that a browser may choose from, as CSS names them."""
        return SCHEMES[self.scheme]


def set_look(
    theme: str | None,
    *,
    accent: str | None = None,
    corner: int = ROUND,
    scheme: str = AUTO,
    employer: str | None = None,
    home: str | None = None,
    logo: str | None = None,
) -> None:
    """Let the page that answers this request wear a look; a theme goes before its scheme."""
    worn = theme if theme in THEMES else scheme
    plain = employer is None and worn == AUTO
    stylesheet = None if plain else themed_url(accent, corner, worn)
    g.page_look = PageLook(worn, stylesheet, employer, home, logo)


def page_look() -> PageLook:
    """What the page that answers this request wears."""
    found: PageLook = g.get("page_look") or PageLook()
    return found


NOTHING = Markup("")
AUTOFOCUS = Markup(" autofocus")
OUTSIDE = Markup(' target="_blank" rel="noopener"')


def autofocus() -> Markup:
    """Let an element take the focus when its page comes; never away from a page around it."""
    return NOTHING if is_framed() else AUTOFOCUS


def new_tab_when_framed() -> Markup:
    """Let a link that leads away from the quiz open in a tab, where the quiz is in a frame."""
    return OUTSIDE if is_framed() else NOTHING
