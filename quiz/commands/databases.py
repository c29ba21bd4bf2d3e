"""What the commands that read the whole database have in common."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from model.inputs.faults import Fault, Faults
from quiz.settings.declarations import Settings
from quiz.typed_text import EMAIL


def there(settings: Settings) -> str:
    """The file of an SQLite database; Faults where there is none, and else the null device."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return os.devnull
    path = str(url.database)
    if not Path(path).exists():
        remedy = "Set ROLE_FIT_INSTANCE or DATABASE_URL as role-fit serve has it"
        raise Faults([Fault(path, "there is no such database", remedy)])
    return path


def member_email(text: str) -> str:
    """An e-mail address as members have it; Faults where it is none."""
    if not EMAIL.fullmatch(text):
        fault = Fault(
            "EMAIL", f"{text!r} is not an e-mail address", "Write it like ada@example.org"
        )
        raise Faults([fault])
    return text.lower()


def whole_link(settings: Settings, path: str) -> str:
    """A path with the operator's address in front; else with the one serve has by itself."""
    return (settings.address or "http://localhost:8000") + path


@contextmanager
def rows_told() -> Iterator[Callable[[int], None]]:
    """Count rows on standard error, if somebody is there to see it."""
    done = 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} rows", nl=False, err=True)

    yield tell
    if done and sys.stderr.isatty():
        click.echo(err=True)
