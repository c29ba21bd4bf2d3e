"""Bringing a database to the tables this version needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from model.inputs.faults import Fault, Faults
from quiz.store.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0005"  # the last script in migrations/versions; a test holds the two together
MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_START_LOCK = 7_464_826_112  # any number that nothing else locks in this database


def migrate(database: Database) -> None:
    """Bring the database to the newest tables; cheap where it has them.

    Several processes may do this at once: one migrates, the others find it done.

    Raises
    ------
    Faults
        If a newer version of Role Fit has changed the tables already.
    """
    database.use_wal()
    with database.read() as connection:
        if stored_version(connection) == HEAD:
            return
    with database.write(patient=True) as connection:
        if not database.is_sqlite:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": FIRST_START_LOCK}
            )
        stored = stored_version(connection)
        if stored != HEAD:
            _upgrade(connection, stored)


def check_version(database: Database) -> None:
    """Read from the database; Faults where its tables are of another version.

    Raises
    ------
    Faults
        If an older or a newer version of Role Fit made them, or nobody did.
    """
    with database.read() as connection:
        stored = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if stored != HEAD:
        what = f"its tables are at {stored}, and this version needs them at {HEAD}"
        raise Faults([Fault("The database", what, "Restart every process on the same version")])


def stored_version(connection: Connection) -> str | None:
    """The migration the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def alembic_config(connection: Connection) -> Config:
    """What Alembic needs to work on this connection; there is no alembic.ini."""
    from alembic.config import Config  # takes longer than all the rest, and is rarely needed

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, stored: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stored is not None and stored not in known:
        raise Faults(
            [
                Fault(
                    "The database",
                    f"its tables are at {stored}, which a newer Role Fit made; this one knows "
                    f"them up to {HEAD}",
                    "Start the newer version, or restore a backup from before it",
                )
            ]
        )
    command.upgrade(config, "head")
