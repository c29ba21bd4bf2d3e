"""Reading a table of answers: one column per item, one row per person, a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats
from model.scoring import POINTS, ScoringKey
from quiz.commands.tables.fault_list import FaultList
from quiz.commands.tables.rows import UTF8_REMEDY, Rows, close, is_text, refuse_cell

CHUNK = 4096  # rows
# What a cell may hold; programs that know only numbers with a fraction write 4.0.
CELLS = {"": np.nan} | {f"{p}{end}": float(p) for p in range(1, POINTS + 1) for end in ("", ".0")}
POINT_REMEDY = f"Give a whole number from 1 to {POINTS}, or leave the cell empty for skipped"


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some people in the order of the file.

    Attributes
    ----------
    rows : list of int
        Their rows in the file, as a spreadsheet counts them: the header is row 1.
    ids : list of str or None
        None where the table has no such column.
    points : ndarray of shape (n_people, n_items)
        NaN where skipped or not asked.
    """

    rows: list[int]
    ids: list[str] | None
    points: Floats


class Sheets:
    """A table of answers in an open file.

    Parameters
    ----------
    file : text file
        Opened as `Rows` takes it.
    where : str
        What to call the file.
    id_column : str or None
        The column to carry through; ``id`` if there is one, when None is given.

    Raises
    ------
    Faults
        For everything that is wrong with the header.
    """

    def __init__(self, file: TextIO, where: str, key: ScoringKey, id_column: str | None) -> None:
        self._key = key
        self._faults = FaultList(where)
        self._rows = Rows(file, self._faults)
        self.header = self._rows.header(key.ids, ["id" if id_column is None else id_column])
        self._id = self._find_id(id_column)
        self._faults.raise_them()
        columns = [name for place, name in enumerate(self.header) if place != self._id]
        self._items = [key.ids.index(name) for name in columns]
        self._names = columns

    @property
    def has_ids(self) -> bool:
        """Whether there is a column to carry through."""
        return self._id is not None

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Which items have a column, shape (n_items,)."""
        there = np.zeros(len(self._key.items), dtype=np.bool_)
        there[self._items] = True
        return there

    def chunks(self) -> Iterator[Chunk]:
        """All people; after the first fault only to find the other faults.

        Raises
        ------
        Faults
            At the end, with row and column of everything that is wrong.
        """
        while found := list(islice(self._rows, CHUNK)):
            chunk = self._chunk(found)
            if not self._faults:
                yield chunk
        self._faults.raise_them()

    def _find_id(self, id_column: str | None) -> int | None:
        wanted = "id" if id_column is None else id_column
        if wanted in self._key.ids:
            self._faults.add("--id", f"{wanted!r} is an item", "Name another column")
        elif self.header and id_column is not None and id_column not in self.header:
            hint = close(id_column, self.header) or "Name a column of the header"
            self._faults.add("--id", f"there is no column {id_column!r}", hint)
        return self.header.index(wanted) if wanted in self.header else None

    def _chunk(self, found: list[tuple[int, list[str]]]) -> Chunk:
        whole = [one for one in found if self._rows.is_as_wide(*one, self.header)]
        rows, records = [row for row, _ in whole], [record for _, record in whole]
        ids = None if self._id is None else [record.pop(self._id) for record in records]
        if ids is not None:
            self._check_ids(rows, ids)
        points = np.full((len(records), len(self._key.items)), np.nan)
        points[:, self._items] = self._points(rows, records)
        return Chunk(rows, ids, points)

    def _check_ids(self, rows: list[int], ids: list[str]) -> None:
        text = "".join(ids)
        if is_text(text) and "\0" not in text:
            return
        for row, text in zip(rows, ids, strict=True):
            if not is_text(text) or "\0" in text:
                self._faults.add(f"row {row}, the id", "it is not UTF-8 text", UTF8_REMEDY)

    def _points(self, rows: list[int], records: list[list[str]]) -> Floats:
        shape = (len(records), len(self._items))
        cells = map(CELLS.__getitem__, chain.from_iterable(records))
        try:
            return np.fromiter(cells, float, shape[0] * shape[1]).reshape(shape)
        except KeyError:
            found = [self._cells(*one) for one in zip(rows, records, strict=True)]
            return np.array(found, dtype=float).reshape(shape)

    def _cells(self, row: int, record: list[str]) -> list[float]:
        points = [CELLS.get(cell.strip(" "), 0.0) for cell in record]
        for place, point in enumerate(points):
            if point == 0.0:
                what, column = "not a point", self._names[place]
                refuse_cell(self._faults, row, column, record[place], what, POINT_REMEDY)
        return points
