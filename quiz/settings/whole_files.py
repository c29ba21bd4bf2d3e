"""Files that are there whole or not at all: made beside their place, synced, then put there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE = 0o600  # mode of a file that only its owner may read


def name_beside(path: Path) -> Path:
    """Name a file beside this one that nobody else writes."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def create(path: Path, mode: int = PRIVATE) -> int:
    """Make a file that is not there yet, and give its descriptor, to be written.

    Raises
    ------
    FileExistsError
        If it is there.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)


def sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
