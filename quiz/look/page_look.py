"""Whose page answers a request: the quiz's own, or that of an employer's opening."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from quiz.look.themed import themed_url

ROUND = 10  # px, as role-fit.css has it
AUTO = "auto"
THEMES = ("light", "dark")
SCHEMES = {AUTO: "light dark", **dict(zip(THEMES, THEMES, strict=True))}


@dataclass(frozen=True)
class Dress:
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


def dress(
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
    g.dress = Dress(worn, stylesheet, employer, home, logo)


def worn() -> Dress:
    """What the page that answers this request wears."""
    found: Dress = g.get("dress") or Dress()
    return found
