"""The rows of a CSV file, however broken: lines with a limit, and a header that is checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TextIO

from quiz.commands.tables.fault_list import FaultList

LONGEST_LINE = 1_000_000  # characters
UTF8_REMEDY = "Save the table as CSV in UTF-8"


class Rows:
    """The rows that hold anything, with their numbers as a spreadsheet counts them.

    Parameters
    ----------
    file : text file
        Opened with ``newline=""``, ``encoding="utf-8-sig"``, ``errors="surrogateescape"``:
        bytes that are no text are then met, and told, where they stand.
    faults : Gathered
        Is told what is wrong; a row that cannot be read ends the file.
    """

    def __init__(self, file: TextIO, faults: FaultList) -> None:
        self._faults = faults
        self._records = self._read(file)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._records

    def header(self, items: Sequence[str], others: Sequence[str]) -> list[str]:
        """The first row, whose names must be items or those others, each once; [] if it is none."""
        _, header = next(self._records, (1, []))
        text = "".join(header)
        if self._faults:
            return []
        if not header:
            self._faults.add("", "it is empty", "Give a header with item ids, then a row a person")
        elif not is_text(text) or "\0" in text:
            self._faults.add("row 1", "it is not UTF-8 text", UTF8_REMEDY)
        elif len(header) == 1 and any(mark in text for mark in ";\t"):
            what = "its columns are not separated by commas"
            self._faults.add("row 1", what, "Save the table as CSV with commas")
        else:
            self._check_columns(header, items, others)
            return header
        return []

    def is_as_wide(self, row: int, record: list[str], header: list[str]) -> bool:
        """Whether there is a cell a column; the faults are told where not."""
        if len(record) == len(header):
            return True
        what = f"it has {len(record)} cells, the header has {len(header)}"
        self._faults.add(f"row {row}", what, "Check for a missing or an extra comma")
        return False

    def _check_columns(
        self, header: list[str], items: Sequence[str], others: Sequence[str]
    ) -> None:
        known = (*items, *others)
        for name in dict.fromkeys(header):
            places = [str(i) for i, other in enumerate(header, start=1) if other == name]
            if name not in known:
                what = f"{shortened(name)} is no item" if name else "it has no name"
                hint = close(name, known) or "Take it out; role-fit items lists the items"
                self._faults.add(f"column {places[0]}", what, hint)
            elif len(places) > 1:
                where = f"columns {', '.join(places)}"
                self._faults.add(where, f"all are called {name!r}", "Keep one of them")
        if set(header).isdisjoint(items):
            remedy = "Name the columns as role-fit items does"
            self._faults.add("row 1", "no column is an item", remedy)

    def _read(self, file: TextIO) -> Iterator[tuple[int, list[str]]]:
        reader, row = csv.reader(_lines(file), strict=True), 0
        while True:
            row += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                remedy = "Mend the quotes or the line there"
                self._faults.add(f"row {row}", f"it cannot be read ({error})", remedy)
                return
            if record:
                yield row, record


def _lines(file: TextIO) -> Iterator[str]:
    while line := _line(file):
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise csv.Error(f"a line is longer than {LONGEST_LINE:,} characters")
        yield line


def _line(file: TextIO) -> str:
    try:
        return file.readline(LONGEST_LINE)
    except OSError as error:
        raise csv.Error(error.strerror) from error


def refuse_cell(
    faults: FaultList, row: int, column: str, cell: str, what: str, remedy: str
) -> None:
    """Tell what is wrong with a cell, unless it is no text at all."""
    where = f"row {row}, column {column!r}"
    if is_text(cell):
        faults.add(where, f"{shortened(cell)} is {what}", remedy)
    else:
        faults.add(where, "it is not UTF-8 text", UTF8_REMEDY)


def is_text(text: str) -> bool:
    """Whether it was UTF-8 throughout."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def shortened(cell: str) -> str:
    """A cell as it can be told in a line."""
    return repr(cell if len(cell) <= 40 else f"{cell[:39]}…")


def close(name: str, names: Sequence[str]) -> str | None:
    """Ask whether a similar name was meant."""
    near = get_close_matches(name, names, n=1)
    return f"Did you mean {near[0]!r}" if near else None
