"""Statements that are put into SQL once, for the few that nearly every request runs.

SQLAlchemy takes ten times as long to look a statement up among those it has compiled as SQLite
takes to run one of ours. What comes back is as the tables say, on either database.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.base import Executable
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Values = dict[str, Any]


class Prepared:
    """One statement, made by a function of the connection and compiled once a kind of database.

    What it takes stands in it as ``bindparam("name")``; an INSERT names its ``columns``.

    >>> from sqlalchemy import bindparam, create_engine, literal, select
    >>> next_number = Prepared(lambda _: select((literal(1) + bindparam("number")).label("sum")))
    >>> with create_engine("sqlite://").connect() as connection:
    ...     next_number.one_or_none(connection, number=2)
    Row(sum=3)
    """

    def __init__(
        self, make: Callable[[Connection], Executable], columns: Sequence[str] | None = None
    ) -> None:
        self._make = make
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def one_or_none(self, connection: Connection, **values: Any) -> Any:
        """Run it and give the first row as a named tuple, if there is one."""
        compiled = self._for(connection)
        row = compiled.run(connection, values).first()
        return None if row is None else compiled.read(row)

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Run it and give all rows as named tuples."""
        compiled = self._for(connection)
        return [compiled.read(row) for row in compiled.run(connection, values)]

    def raw(self, connection: Connection, **values: Any) -> tuple[list[Any], Convert]:
        """Run it and give all rows as the driver has them, and what makes one a named tuple."""
        compiled = self._for(connection)
        return list(compiled.run(connection, values)), compiled.read

    def do(self, connection: Connection, **values: Any) -> None:
        """Run it, for what it changes."""
        self._for(connection).run(connection, values)

    def do_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for each of several rows of values."""
        compiled = self._for(connection)
        connection.exec_driver_sql(compiled.text, [compiled.bind(row) for row in rows])

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        found = self._compiled.get(name)
        if found is None:
            statement = self._make(connection)
            found = self._compiled[name] = _compile(statement, connection.dialect, self._columns)
        return found


@dataclass(frozen=True)
class _Compiled:
    text: str
    binds: dict[str, Convert | None]  # in the order of the statement
    given: Values  # what the statement brings itself, such as a limit
    positional: bool
    columns: list[Convert | None]
    row: type[Any]

    def run(self, connection: Connection, values: Values) -> CursorResult[Any]:
        return connection.exec_driver_sql(self.text, self.bind(values))

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
