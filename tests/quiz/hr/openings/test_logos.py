"""Logos: bounded before they are unfolded, and drawn anew."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from quiz.hr.openings.logos import (
    MOST_BYTES,
    MOST_PIXELS,
    SHOWN,
    SIGNATURE,
    UnusableLogo,
    draw_logo,
)


def png(width, height, **more):
    return written(Image.new("RGBA", (width, height), (23, 97, 90, 128)), **more)


def written(picture, **more):
    file = BytesIO()
    picture.save(file, "PNG", **more)
    return file.getvalue()


def drawn_from(file):
    return Image.open(BytesIO(draw_logo(file)[1]))


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


@pytest.mark.parametrize("level", [0, 1, 64, 128, 255])
def test_grey_in_16_bits_stays_the_grey_it_is(level):
    line = b"\0" + struct.pack(">H", level * 257) * 40  # no filter, and 40 pixels
    header = struct.pack(">IIBBBBB", 40, 20, 16, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(line * 20))
    grey = SIGNATURE + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")
    with Image.open(BytesIO(grey)) as found:
        assert found.mode == "I;16"
    assert drawn_from(grey).getpixel((5, 5)) == (level, level, level, 255)


@pytest.mark.parametrize("mode", ["P", "1"])
def test_a_logo_of_few_colours_is_made_smaller_as_smoothly_as_any_other(mode):
    columns = Image.new(mode, (1001, 300))
    columns.putdata([x % 2 for x in range(1001)] * 300)
    if mode == "P":
        columns.putpalette([0, 0, 0, 255, 255, 255])
    few, many = drawn_from(written(columns)), drawn_from(written(columns.convert("RGB")))
    assert few.tobytes() == many.tobytes()
    assert len(few.getcolors()) > 2  # greys between black and white


def test_what_can_be_seen_through_in_a_palette_has_soft_edges():
    halves = Image.new("P", (1000, 300))
    halves.putpalette([0, 0, 0, 200, 30, 30])
    halves.paste(1, (0, 0, 499, 300))
    drawn = drawn_from(written(halves, transparency=0))
    seen = {drawn.getpixel((x, 50)) for x in range(drawn.width)}
    assert {(200, 30, 30, 255), (0, 0, 0, 0)} <= seen
    assert any(0 < alpha < 255 for *_, alpha in seen)


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
