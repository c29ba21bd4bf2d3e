"""Reading a table of people for `calibrate`: answers, and what people said of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TextIO, TypeVar

import numpy as np

from model.inputs.faults import Fault, Faults
from model.matching import FittedModel
from model.research.calibration import PeopleTable
from questions.answer_rows import asked_in_rows
from questions.bank import QuestionBank
from quiz.commands.tables.fault_list import FaultList
from quiz.commands.tables.rows import Rows, close, refuse_cell
from quiz.commands.tables.sheets import CELLS, POINT_REMEDY

IGNORED = ("row", "id", "language", "length")
ROLE, FITS, RANK = "role", "fits", "fits_rank"
OTHERS = (*IGNORED, ROLE, FITS, RANK)
OTHER = "other"  # a job that is none of the roles
ANSWERS = ("role", "partly", "none")
TELL_EVERY = 1000  # people
Value = TypeVar("Value", str, int)


def read_people(
    file: TextIO, where: str, bank: QuestionBank, model: FittedModel, tell: Callable[[int], None]
) -> PeopleTable:
    """Everybody in the file.

    Raises
    ------
    Faults
        With row and column of everything that is wrong, or where there are too few people.
    """
    reader = _Reader(where, bank, model)
    reader.read(file, tell)
    points = np.array(reader.points, dtype=np.float64).reshape(-1, len(bank.items))
    return PeopleTable(
        points=points,
        asked=asked_in_rows(points, np.ones(len(bank.items), dtype=np.bool_), bank),
        roles=tuple(reader.roles),
        fits=tuple(reader.fits),
        ranks=tuple(reader.ranks),
    )


class _Reader:
    """Reads row after row and gathers what is wrong."""

    def __init__(self, where: str, bank: QuestionBank, model: FittedModel) -> None:
        self._where = where
        self._ids = bank.key.ids
        self._roles = (*model.roles, OTHER)
        self._ranks = {str(rank): rank for rank in range(1, len(model.roles) + 1)}
        self._faults = FaultList(where)
        self.points: list[list[float]] = []
        self.roles: list[str | None] = []
        self.fits: list[str | None] = []
        self.ranks: list[int | None] = []

    def read(self, file: TextIO, tell: Callable[[int], None]) -> None:
        rows = Rows(file, self._faults)
        header = rows.header(self._ids, OTHERS)
        self._faults.raise_them()
        for number, (row, record) in enumerate(rows, start=1):
            if not rows.is_as_wide(row, record, header):
                continue
            self._take(row, dict(zip(header, record, strict=True)))
            if number % TELL_EVERY == 0:
                tell(TELL_EVERY)
        tell(len(self.points) % TELL_EVERY)
        self._faults.raise_them()
        if len(self.points) < 2:
            said = "there is one person" if self.points else "there is nobody"
            remedy = "Give a row each for two people or more"
            raise Faults([Fault(self._where, said, remedy)])

    def _take(self, row: int, cells: dict[str, str]) -> None:
        self.points.append([self._point(row, item, cells.get(item, "")) for item in self._ids])
        roles = {role: role for role in self._roles}
        words = {word: word for word in ANSWERS}
        self.roles.append(self._one_of(row, ROLE, cells, roles, "the id of a role, or other"))
        self.fits.append(self._one_of(row, FITS, cells, words, "role, partly or none"))
        ranks = f"a whole number from 1 to {len(self._ranks)}"
        self.ranks.append(self._one_of(row, RANK, cells, self._ranks, ranks))
        if self.ranks[-1] is not None and self.fits[-1] != "role":
            where = f"row {row}, column {RANK!r}"
            self._faults.add(where, "no role was said to fit", "Leave it empty, or give fits")

    def _point(self, row: int, item: str, cell: str) -> float:
        point = CELLS.get(cell.strip(" "))
        if point is None:
            refuse_cell(self._faults, row, item, cell, "not a point", POINT_REMEDY)
            return 0.0
        return point

    def _one_of(
        self,
        row: int,
        column: str,
        cells: Mapping[str, str],
        values: Mapping[str, Value],
        allowed: str,
    ) -> Value | None:
        """What a cell stands for; None where it is empty."""
        cell = cells.get(column, "").strip(" ")
        if cell and cell not in values:
            meant = None if cell.isdecimal() else close(cell, tuple(values))
            remedy = meant or f"Give {allowed}, or leave it empty"
            refuse_cell(self._faults, row, column, cell, "not known here", remedy)
        return values.get(cell)
