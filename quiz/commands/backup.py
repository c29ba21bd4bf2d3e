"""`role-fit backup`: everything that is kept, in one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quiz.commands.databases import rows_told, there
from quiz.commands.score import ended_by_signal
from quiz.settings.declarations import Settings
from quiz.store import Store


@click.command(
    epilog="Example:  role-fit backup /backups/role-fit-2026-11-24.sqlite3",
)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write everything that is kept into FILE, which must be new.

    The quiz may go on meanwhile: the backup is the database as it was at one moment. It is an
    SQLite database, also where the quiz uses PostgreSQL. Only its owner may read it; keep it as
    safe as the database, and no longer than candidates were told.

    The secret key is not in it: keep a copy of the file secret_key of the instance folder too.
    With another key everything works on, but people's own pages no longer show the addresses of
    the links they made.

    The database is the one of `role-fit serve`: set ROLE_FIT_INSTANCE or DATABASE_URL alike.
    """
    settings = Settings.from_environment(os.environ, begins=False)
    there(settings)
    store = Store(settings.database_url)
    try:
        store.migrate()
        with ended_by_signal(), rows_told() as tell:
            rows = store.back_up(file, tell)
    finally:
        store.close()
    click.echo(f"{rows:,} rows are in {file}. To use them: role-fit restore {file}")
