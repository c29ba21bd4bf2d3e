"""Logos: a PNG of bounded size, drawn anew, so that nothing of the file itself is kept."""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 256 * 1024
MOST_PIXELS = 4000  # a side, and as an area its square
SHOWN = (640, 192)  # pixels: what it is shown at, on a screen that has two to one
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">8s4x4sII")  # signature, IHDR, width, height
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


class UnusableLogo(ValueError):
    """A file that cannot be a logo; says what is wrong and what to do."""


def draw_logo(file: bytes) -> tuple[str, bytes]:
    """Draw a logo anew in the size it is shown at; give its fingerprint and the PNG.

    Raises
    ------
    UnusableLogo
        If it is too large, no PNG, or damaged. How large a picture would become is read from
        its first bytes: a small file that unfolds to a huge picture is never unfolded.
    """
    if len(file) > MOST_BYTES:
        raise UnusableLogo(
            f"This file has {len(file) // 1024} KB. Make it {MOST_BYTES // 1024} KB or smaller."
        )
    width, height = _size(file)
    if not 0 < width <= MOST_PIXELS or not 0 < height <= MOST_PIXELS:
        raise UnusableLogo(
            f"This picture is {width} by {height} pixels. Make it {MOST_PIXELS} by "
            f"{MOST_PIXELS} at most; about {SHOWN[0]} by {SHOWN[1]} is enough."
        )
    try:
        png = _drawn(file)
    except UNREADABLE:
        raise UnusableLogo("This PNG is damaged. Export it once more, or choose another.") from None
    return hashlib.sha256(png).hexdigest()[:16], png


def _size(file: bytes) -> tuple[int, int]:
    if len(file) >= HEADER.size:
        signature, kind, width, height = HEADER.unpack_from(file)
        if signature == SIGNATURE and kind == b"IHDR":
            return width, height
    raise UnusableLogo("This is not a PNG. Export the logo as PNG and choose that file.")


def _drawn(file: bytes) -> bytes:
    from PIL import Image  # 6 MB and a sixth of the start, for what is done once an opening

    with Image.open(BytesIO(file), formats=["PNG"]) as found:
        picture = _in_eight_bits(found).convert("RGBA")
    picture.thumbnail(SHOWN)  # not before: between two colours of a palette there is none
    # A new picture: no text, profile or time of the file comes along.
    plain = Image.new("RGBA", picture.size)
    plain.paste(picture)
    drawn = BytesIO()
    plain.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Of grey in 16 bits, keep the upper eight: as it is, nearly all of it would become white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.point(lambda grey: grey / 256).convert("L")
