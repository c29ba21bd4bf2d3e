"""Statements that are put into SQL once, for the few that nearly every request runs.

SQLAlchemy takes ten times as long around a statement as SQLite takes to run one of ours. So these
go to the database's driver as they are; what comes back is as the tables say, on either database,
and what goes wrong is told as SQLAlchemy tells it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.base import Executable
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class BareConnection:
    """A connection for one statement, with no transaction around it."""

    dialect: Dialect
    connection: PoolProxiedConnection


class CompiledSql:
    """One statement, made by a function of the dialect and compiled once a kind of database.

    What it takes stands in it as ``bindparam("name")``; an INSERT names its ``columns``.

    >>> from sqlalchemy import bindparam, create_engine, literal, select
    >>> next_number = Prepared(lambda _: select((literal(1) + bindparam("number")).label("sum")))
    >>> with create_engine("sqlite://").connect() as connection:
    ...     next_number.one_or_none(connection, number=2)
    Row(sum=3)
    """

    def __init__(
        self, make: Callable[[Dialect], Executable], columns: Sequence[str] | None = None
    ) -> None:
        self._make = make
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def one_or_none(self, connection: Connection | BareConnection, **values: Any) -> Any:
        """Run it and give the first row as a named tuple, if there is one."""
        rows, read = self.raw(connection, **values)
        return read(rows[0]) if rows else None

    def rows(self, connection: Connection | BareConnection, **values: Any) -> list[Any]:
        """Run it and give all rows as named tuples."""
        rows, read = self.raw(connection, **values)
        return [read(row) for row in rows]

    def raw(
        self, connection: Connection | BareConnection, **values: Any
    ) -> tuple[list[Any], Convert]:
        """Run it and give all rows as the driver has them, and what makes one a named tuple."""
        compiled = self._for(connection.dialect)
        return compiled.run(connection, compiled.bind(values)), compiled.read

    def do(self, connection: Connection, **values: Any) -> None:
        """Run it, for what it changes."""
        self.raw(connection, **values)

    def do_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for each of several rows of values."""
        compiled = self._for(connection.dialect)
        compiled.run(connection, [compiled.bind(row) for row in rows], many=True)

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = _compile(self._make(dialect), dialect, self._columns)
            self._compiled[dialect.name] = found
        return found


@dataclass(frozen=True)
class _Compiled:
    text: str
    binds: dict[str, Convert | None]  # in the order of the statement
    given: Values  # what the statement brings itself, such as a limit
    positional: bool
    columns: list[Convert | None]
    row: type[Any]

    def run(
        self, connection: Connection | BareConnection, bound: Any, *, many: bool = False
    ) -> list[Any]:
        if isinstance(connection, Connection) and not connection.in_transaction():
            connection.begin()
        with _cursor(connection, self.text) as cursor:
            (cursor.executemany if many else cursor.execute)(self.text, bound)
            return list(cursor.fetchall()) if cursor.description else []

    def bind(self, values: Values) -> Any:
        values = {**self.given, **values}
        bound = {
            name: convert(values[name]) if convert else values[name]
            for name, convert in self.binds.items()
        }
        return tuple(bound[name] for name in self.binds) if self.positional else bound

    def read(self, row: Sequence[Any]) -> Any:
        return self.row._make(
            convert(value) if convert else value
            for convert, value in zip(self.columns, row, strict=True)
        )


@contextmanager
def _cursor(connection: Connection | BareConnection, text: str) -> Iterator[DBAPICursor]:
    """A cursor of the driver, whose errors are those of SQLAlchemy."""
    dialect, pooled = connection.dialect, connection.connection
    try:
        with closing(pooled.cursor()) as cursor:
            yield cursor
    except dialect.loaded_dbapi.Error as error:
        if gone := dialect.is_disconnect(error, pooled.driver_connection, None):
            (connection if isinstance(connection, Connection) else pooled).invalidate(error)
        raise as_sqlalchemy_error(error, dialect, text, gone=gone) from error


def as_sqlalchemy_error(error: Exception, dialect: Dialect, text: str, *, gone: bool) -> Exception:
    """What SQLAlchemy raises for an error of the driver, without the values of its statement."""
    base = dialect.loaded_dbapi.Error
    faults_from_database = DBAPIError.instance(
        text, None, error, base, True, connection_invalidated=gone, dialect=dialect
    )
    return cast(Exception, faults_from_database)


def _compile(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    names = compiled.positiontup or list(compiled.binds)
    returned = getattr(statement, "exported_columns", ())
    return _Compiled(
        text=str(compiled),
        binds={name: _in(compiled.binds[name].type, dialect) for name in names},
        given={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        positional=compiled.positiontup is not None,
        columns=[_out(column.type, dialect) for column in returned],
        row=namedtuple("Row", [_name(column) for column in returned]),
    )


def _name(column: ClauseElement) -> str:
    return str(getattr(column, "key", None) or getattr(column, "name", column))


def _in(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
