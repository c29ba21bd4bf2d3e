"""Everything in a database, to be compared before and after."""

import sqlite3
from contextlib import closing

TABLES = ("attempts", "answers", "results", "feedback", "shares", "retakes")


def all_rows(database):
    """Every row of every table of people's data."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))  # noqa: S608
            for name in TABLES
        }


def counts(database):
    """How many rows each table has."""
    return {name: len(rows) for name, rows in all_rows(database).items()}
