"""Many people's answers as a table: checked, with everything wrong said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.axes import Floats, frozen
from model.inputs.faults import Fault, Faults


def refuse(faults: Iterable[Fault]) -> None:
    """Raise Faults if there is any."""
    found = tuple(faults)
    if found:
        raise Faults(found)


@dataclass(frozen=True, eq=False)
class Responses:
    """Answers that a covariance can be computed from.

    Attributes
    ----------
    answers : ndarray of shape (n_people, n_items)
        Finite, or NaN where missing. Every item was answered, and not alike by all.
    items : tuple of str
        Names of the columns.
    """

    answers: Floats
    items: tuple[str, ...]

    @classmethod
    def of(
        cls,
        responses: ArrayLike,
        items: Sequence[str] | None = None,
        *,
        least_items: int,
        where: str = "responses",
    ) -> Responses:
        """Check a table.

        Parameters
        ----------
        responses : array of shape (n_people, n_items)
            Numbers; NaN or None where missing.
        items : sequence of str, optional
            Names of the columns; else they are counted from 1.
        least_items : int
            How many columns it takes.

        Raises
        ------
        Faults
            No table, text or infinity in a cell, too few people or items, items without
            answers or without variance. Rows are counted from 1.

        Examples
        --------
        >>> Responses.of([[1, 2], [1, float("inf")], [1, None]], ["maps", "calls"], least_items=2)
        Traceback (most recent call last):
            ...
        model.inputs.faults.Faults: responses, row 2, calls: 'inf' is not a finite number. Give ...
        responses, maps: everybody who answered gave the same. Leave this item out, ...
        """
        cells = _cells(responses, where)
        names = tuple(items) if items is not None else _counted(cells.shape[1])
        if len(names) != cells.shape[1]:
            what = f"{cells.shape[1]} columns have {len(names)} names"
            raise Faults([Fault(where, what, "Name every item once")])
        answers, wrong = _numbers(cells)
        refuse(
            [
                *_too_small(answers, least_items, where),
                *_not_numbers(cells, wrong, names, where),
                *_idle(answers, wrong, names, where),
            ]
        )
        return cls(frozen(answers), names)

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where there is an answer, shape (n_people, n_items)."""
        return ~np.isnan(self.answers)

    def pairs(self) -> Floats:
        """How many people answered both of two items, shape (n_items, n_items).

        Raises
        ------
        Faults
            Every pair that fewer than two people answered.
        """
        given = self.given.astype(float)
        counts: Floats = given.T @ given
        what, remedy = "fewer than two people answered both", "Leave one of them out"
        refuse(
            Fault(f"{self.items[i]} and {self.items[j]}", what, remedy)
            for i, j in np.argwhere(np.triu(counts < 2, 1))
        )
        return counts

    def complete(self) -> Responses:
        """The rows without a missing answer; Faults if they are too few or alike."""
        rows = self.answers[self.given.all(axis=1)]
        return Responses.of(
            rows, self.items, least_items=len(self.items), where="rows with every answer"
        )


def matrix(values: Floats, *, least_items: int) -> Floats:
    """Check a covariance or correlation matrix: square, symmetric, finite, with variances.

    Raises
    ------
    Faults
        If it is none, or has fewer than `least_items` rows.
    """
    square = values.ndim == 2 and values.shape[0] == values.shape[1]
    if not square or len(values) < least_items:
        what = f"an array of shape {values.shape} is no matrix of {least_items} items or more"
    elif not np.isfinite(values).all():
        what = "not every number is finite"
    elif not np.allclose(values, values.T) or (np.diag(values) <= 0).any():
        what = "it is not symmetric, or an item has no variance"
    else:
        return values
    raise Faults([Fault("matrix", what, "Give the covariances of items that vary")])


def _counted(columns: int) -> tuple[str, ...]:
    return tuple(f"item {column}" for column in range(1, columns + 1))


def _cells(responses: ArrayLike, where: str) -> NDArray[Any]:
    remedy = "Give one row a person and one column an item"
    try:
        cells = np.asarray(responses)
    except ValueError as error:
        raise Faults([Fault(where, "the rows are not equally long", remedy)]) from error
    if cells.ndim != 2:
        raise Faults([Fault(where, f"this is an array of shape {cells.shape}", remedy)])
    return cells


def _numbers(cells: NDArray[Any]) -> tuple[Floats, NDArray[np.bool_]]:
    """The cells as numbers, NaN where there is none; and which cells are wrong."""
    if cells.dtype.kind in "biuf":
        answers = cells.astype(np.float64)
        return answers, np.isinf(answers)
    answers, wrong = np.full(cells.shape, np.nan), np.zeros(cells.shape, dtype=np.bool_)
    for place, cell in np.ndenumerate(cells):
        try:
            answers[place] = np.nan if cell in (None, "") else float(cell)
        except (TypeError, ValueError):
            wrong[place] = True
    return answers, wrong | np.isinf(answers)


def _not_numbers(
    cells: NDArray[Any], wrong: NDArray[np.bool_], names: Sequence[str], where: str
) -> Iterator[Fault]:
    remedy = "Give a finite number, or nothing where there is no answer"
    for row, column in np.argwhere(wrong):
        place = f"{where}, row {row + 1}, {names[column]}"
        yield Fault(place, f"{str(cells[row, column])!r} is not a finite number", remedy)


def _too_small(answers: Floats, least_items: int, where: str) -> Iterator[Fault]:
    people, items = answers.shape
    if people < 2:
        said = "there is one person" if people else "there is nobody"
        yield Fault(where, said, "Give two people or more")
    if items < least_items:
        yield Fault(where, f"too few items: {items}", f"Give {least_items} items or more")


def _idle(
    answers: Floats, wrong: NDArray[np.bool_], names: Sequence[str], where: str
) -> Iterator[Fault]:
    """Items that too few answered, or all alike: asked only of tables that are right otherwise."""
    for column, name in enumerate(names):
        given = answers[~np.isnan(answers[:, column]), column]
        if len(answers) < 2 or wrong[:, column].any():
            continue
        if given.size < 2:
            said = "one person answered" if given.size else "nobody answered"
        elif np.ptp(given) == 0:
            said = "everybody who answered gave the same"
        else:
            continue
        yield Fault(f"{where}, {name}", said, "Leave this item out, or ask more people")
