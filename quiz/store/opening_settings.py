"""What a workspace can set about an opening: kept as it was for every attempt begun with it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from model.inputs.structs import read_json

ANY_SITE = "*"
SHORT, LONG = "short", "long"
SCHEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class OpeningSettings:
    """One state of an opening's settings, checked by who made it."""

    title: str
    link: str | None = None  # to the job or its apply page
    roles: tuple[str, ...] = ()  # the team looks for; everybody is assessed against all
    length: str = SHORT  # how much is answered before the result
    languages: tuple[str, ...] = ("en",)  # offered
    sites: tuple[str, ...] = ()  # origins that may show it in a frame; (ANY_SITE,): every one
    accent: str | None = None  # #rrggbb; null: the quiz's own
    corner: int = 10  # radius, px; the default is the quiz's own
    scheme: str = "auto"
    logo: str | None = None  # fingerprint of its PNG
    notice: str = ""  # plain text, shown on the first page
    contact: str | None = None  # for accommodations or another route
    keep_days: int = 180  # sent results
    may_send: bool = True  # whether candidates are offered to send their result
    asks_name: bool = False  # when it is sent; never required
    asks_email: bool = False


def as_json(settings: OpeningSettings) -> str:
    """Write settings as they are stored."""
    return msgspec.json.encode(settings).decode()


def from_json(text: str) -> OpeningSettings:
    """Read stored settings; what an older version did not know is as it is by default."""
    return read_json(text, OpeningSettings)
