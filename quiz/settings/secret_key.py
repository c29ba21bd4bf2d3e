"""The secret key's file: made at the first start, refused where others can read it."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from model.inputs.faults import Fault, Faults
from quiz.settings.whole_files import create, name_beside, sync

FILE = "secret_key"
MIN_LENGTH = 32  # characters


def check_secret_key_file(instance: Path) -> tuple[list[str], Fault | None]:
    """The stored keys, or what is wrong with their file; neither where there is no file yet.

    One key a line. The first one signs; what the others signed goes on counting.
    """
    path = instance / FILE
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(65536)
    except (FileNotFoundError, NotADirectoryError):
        return [], None
    except OSError as error:
        return [], Fault(
            str(path), f"it cannot be read ({error.strerror})", "Let Role Fit's account own it"
        )
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [], Fault(
            str(path),
            f"others on this machine may use it (mode {stat.S_IMODE(mode):04o})",
            f"Type: chmod 600 {path}. If others may have read it, delete it and a new one is made",
        )
    keys = content.decode("ascii", errors="replace").split()
    if not keys or any(len(key) < MIN_LENGTH or not key.isascii() for key in keys):
        return [], Fault(
            str(path),
            f"it does not hold a key of at least {MIN_LENGTH} plain characters on each line",
            "Delete it and a new one is made",
        )
    return keys, None


def make_instance_folder(instance: Path) -> None:
    """Make the folder, closed to others, where it is not there yet.

    Raises
    ------
    Faults
        If it cannot be made.
    """
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Faults([_cannot_be_made(instance, error)]) from error


def new_secret_key() -> str:
    """A key nobody can guess: 384 random bits."""
    return secrets.token_urlsafe(48)


def make_secret_key_file(instance: Path) -> str:
    """Make the key in the folder, on disk before it returns.

    Where several processes start first at once, one makes the key and all use it: it is
    written beside its place and then linked there, so nobody ever reads half of it.

    Raises
    ------
    Faults
        If the file cannot be made.
    """
    path = instance / FILE
    beside = name_beside(path)
    key = new_secret_key()
    try:
        try:
            with os.fdopen(create(beside), "w") as file:
                file.write(key + "\n")
            sync(beside)
            os.link(beside, path)
        except FileExistsError:
            pass  # another process was first; its key is read below
        finally:
            beside.unlink(missing_ok=True)
        sync(instance)
    except OSError as error:
        raise Faults([_cannot_be_made(path, error)]) from error
    stored, fault = check_secret_key_file(instance)
    if not stored:
        raise Faults([fault or Fault(str(path), "it vanished while starting", "Start again")])
    return stored[0]


def _cannot_be_made(path: Path, error: OSError) -> Fault:
    return Fault(
        str(path),
        f"it cannot be made ({error.strerror})",
        "Let Role Fit's account write there, or name another folder in ROLE_FIT_INSTANCE",
    )
