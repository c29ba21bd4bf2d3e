"""`role-fit restore`: a backup into a new database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quiz.commands.databases import rows_told
from quiz.commands.score import ended_by_signal
from quiz.settings.declarations import Settings
from quiz.store import Store


@click.command(
    epilog="Example:  ROLE_FIT_INSTANCE=new role-fit restore /backups/role-fit-2026-11-24.sqlite3",
)
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put a backup into a database that is new or empty.

    All of it or nothing; the backup stays as it is. It may be of an earlier version, and of
    either kind of database: so you also move from SQLite to PostgreSQL or back.

    What is overdue is deleted at the next start of `role-fit serve`. Who deleted their answers
    after the backup was made has them again: restore only what you must.

    The database is the one of `role-fit serve`: set ROLE_FIT_INSTANCE or DATABASE_URL alike.
    """
    settings = Settings.from_environment(os.environ)
    store = Store(settings.database_url)
    try:
        with ended_by_signal(), rows_told() as tell:
            rows = store.restore(file, tell)
    finally:
        store.close()
    click.echo(f"{rows:,} rows were restored. Start the quiz: role-fit serve")
