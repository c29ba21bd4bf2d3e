"""Logos: bounded before they are unfolded, and drawn anew."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from quiz.openings.logos import MOST_BYTES, MOST_PIXELS, SHOWN, UnusableLogo, draw_logo


def png(width, height, **more):
    file = BytesIO()
    Image.new("RGBA", (width, height), (23, 97, 90, 128)).save(file, "PNG", **more)
    return file.getvalue()


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def test_a_logo_becomes_no_larger_than_it_is_shown_and_keeps_its_shape():
    _, drawn = draw_logo(png(1600, 400))
    with Image.open(BytesIO(drawn)) as found:
        assert (found.format, found.size, found.mode) == ("PNG", (640, 160), "RGBA")
        seen = found.getpixel((5, 5))
    assert all(abs(one - other) <= 1 for one, other in zip(seen, (23, 97, 90, 128), strict=True))


def test_a_small_logo_stays_as_it_is():
    _, drawn = draw_logo(png(40, 20))
    with Image.open(BytesIO(drawn)) as found:
        assert found.size == (40, 20)


def test_the_same_picture_has_the_same_fingerprint_and_another_one_another():
    assert draw_logo(png(40, 20))[0] == draw_logo(png(40, 20))[0] != draw_logo(png(20, 40))[0]


def test_nothing_else_that_is_in_a_file_is_kept():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody@example.org")
    _, drawn = draw_logo(png(40, 20, pnginfo=info) + b"<script>after the end</script>")
    assert b"somebody" not in drawn
    assert b"script" not in drawn


def test_a_picture_that_unfolds_to_far_more_is_refused_by_its_first_bytes():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9)))
    with pytest.raises(UnusableLogo, match="60000 by 60000 pixels"):
        draw_logo(bomb)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(UnusableLogo, match="Make it 256 KB"):
        draw_logo(png(10, 10) + bytes(MOST_BYTES))


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "WEBP"])
def test_another_kind_of_picture_is_refused(kind):
    file = BytesIO()
    Image.new("RGB", (20, 20)).save(file, kind)
    with pytest.raises(UnusableLogo, match="not a PNG"):
        draw_logo(file.getvalue())


@given(st.data())
def test_a_damaged_file_is_refused_or_drawn_and_never_anything_else(data):
    file = bytearray(png(30, 30))
    for _ in range(data.draw(st.integers(1, 8))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    try:
        _, drawn = draw_logo(bytes(file[: data.draw(st.integers(0, len(file)))]))
    except UnusableLogo:
        return
    with Image.open(BytesIO(drawn)) as found:
        assert found.width <= SHOWN[0]
        assert found.height <= SHOWN[1]


def test_what_is_shown_is_smaller_than_what_is_taken():
    assert max(SHOWN) < MOST_PIXELS
