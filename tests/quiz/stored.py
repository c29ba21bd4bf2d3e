"""What a database holds, read past the store: to be compared before and after, and put back."""

from pathlib import Path

from sqlalchemy import create_engine, insert, inspect, select, text

from quiz.services import EXTENSION
from quiz.store.tables import metadata

TABLES = ("attempts", "answers", "results", "feedback", "shares", "retakes")


def database_of(app):
    """An engine of the test's own on the application's database."""
    return create_engine(app.extensions[EXTENSION].settings.database_url)


def found(database, query):
    """The rows that a query of SQL finds."""
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def all_rows(database, tables=TABLES):
    """Every row of every table of people's data, or of these tables."""
    return {
        name: sorted(map(repr, found(database, f"SELECT * FROM {name}")))  # noqa: S608
        for name in tables
    }


def counts(database):
    """How many rows each table has."""
    return {name: len(rows) for name, rows in all_rows(database).items()}


def everything(database, *, but=()):
    """Every row of every table there is, but for some."""
    return all_rows(database, sorted({*inspect(database).get_table_names()} - {*but}))


def content(database):
    """All that whoever takes the database away can read in it, as bytes."""
    if database.dialect.name == "sqlite":
        path = Path(database.url.database)
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    return str(everything(database)).encode()


def keep(database):
    """Everything in the database, for `put_back`."""
    with database.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def put_back(database, kept):
    """Make everything in the database as it was when it was kept."""
    with database.begin() as connection:
        for table in reversed(kept):
            connection.execute(table.delete())
        for table, rows in kept.items():
            if rows:
                connection.execute(insert(table), rows)
