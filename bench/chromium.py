"""Starting the Chromium that is on this machine, for the recorder, the tests and the pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from dev import CHROMIUM

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@contextmanager
def chromium(programs: Sequence[str] = CHROMIUM) -> Iterator[Browser]:
    """A Chromium with nothing in it: the first of these programs that is installed.

    Raises:
        LookupError: none of them is.
    """
    program = next(filter(None, map(shutil.which, programs)), None)
    if program is None:
        raise LookupError("No Chromium is here. Type: python3 dev.py test, which gets it")
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to start as root.
        browser = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()
