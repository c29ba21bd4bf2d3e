#!/usr/bin/env python3
"""Take the README's pictures from a demo, and draw the preview card, again.

Type `python3 docs/pictures.py`. It needs Chromium, and otherwise what the tests need, which
it sets up like `python3 dev.py test`.
"""

import base64
import contextlib
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import zlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(__file__).resolve().parent / "pictures"
CARD_SOURCE = Path(__file__).resolve().with_name("card.svg")
CARD = ROOT / "quiz" / "look" / "static" / "card.png"
CARD_SIZE = (1200, 630)  # what previews show; Open Graph asks for 1.91 to 1
COLOURS = 256  # a PNG with a palette holds no more

sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Picture:
    """One picture: of whose attempt, how large in CSS pixels, and how many pixels to each."""

    file: str
    person: str
    width: int
    height: int
    scale: int = 1


PICTURES = (
    Picture("question.png", "Lena", 1280, 900),
    Picture("result.png", "Aiko", 1280, 900),
    Picture("result-phone.png", "Aiko", 390, 844),
)

READ_PIXELS = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < pixels.length; at += 32768)
    text += String.fromCharCode(...pixels.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@contextlib.contextmanager
def demo():
    """Serve a new demo on a free port; give the addresses of its people by first name."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ROLE_FIT_INSTANCE": f"{folder}/instance"}
        command = (sys.executable, "-m", "quiz.commands", "serve", "--demo", "--port", "0")
        process = subprocess.Popen(  # noqa: S603 (our own program)
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            people = {}
            while not {picture.person for picture in PICTURES} <= people.keys():
                line = process.stdout.readline()
                if not line:
                    sys.exit("The demo did not start; what it said is above.")
                if found := re.match(r"  (http\S+)  (\w+)", line):
                    people[found[2]] = found[1]
            yield people
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)


def take(browser, address, *, width, height, scale=1):
    """Take a picture of the top of a page, light and without script."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="light",
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto(address)
    shot = page.screenshot()
    context.close()
    return shot


def with_palette(browser, shot):
    """Write a PNG anew with a palette, in a third of the bytes."""
    import numpy as np

    page = browser.new_page()
    address = "data:image/png;base64," + base64.b64encode(shot).decode()
    width, height, text = page.evaluate(READ_PIXELS, address)
    page.close()
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3]
    colours, place, count = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    kept, nearest = merge(colours, count)
    rows = nearest[place.reshape(-1)].astype(np.uint8).reshape(height, width)
    unfiltered = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # 3: with a palette
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", header),
            chunk(b"PLTE", kept.tobytes()),
            chunk(b"IDAT", zlib.compress(unfiltered, 9)),
            chunk(b"IEND", b""),
        )
    )


def merge(colours, count):
    """Bring colours down to a palette: as many bits of each as leave no more than it holds.

    Of the colours that then are one, the commonest stands for all. Gives the palette, and each
    colour's place in it.
    """
    import numpy as np

    commonest_first = np.argsort(-count, kind="stable")
    for dropped in range(8):
        alike = colours[commonest_first] >> dropped
        _, first, place = np.unique(alike, axis=0, return_index=True, return_inverse=True)
        if len(first) <= COLOURS:
            break
    nearest = np.empty(len(colours), int)
    nearest[commonest_first] = place.reshape(-1)
    return colours[commonest_first][first], nearest


def chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def write(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    sys.stdout.write(f"{path.relative_to(ROOT)}  {len(content) / 1024:.0f} KB\n")


def main():
    if find_spec("playwright") is None or find_spec("numpy") is None:
        import dev

        dev.prepare("[test,postgres]", browser=True)
        program = str(dev.BIN / "python")
        os.execv(program, [program, __file__])  # noqa: S606
    from bench.chromium import chromium

    with chromium() as browser, demo() as people:
        for each in PICTURES:
            size = {"width": each.width, "height": each.height, "scale": each.scale}
            shot = take(browser, people[each.person], **size)
            write(FOLDER / each.file, with_palette(browser, shot))
        width, height = CARD_SIZE
        shot = take(browser, CARD_SOURCE.as_uri(), width=width, height=height)
        write(CARD, with_palette(browser, shot))


if __name__ == "__main__":
    main()
