"""Gathering what is wrong with a file, however much that is."""

from __future__ import annotations

from model.inputs.faults import Fault, Faults

MOST_TOLD = 50


class FaultList:
    """Faults as they are met: the first ones in full, the others as a number."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first: list[Fault] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._first)

    def add(self, place: str, what: str, remedy: str) -> None:
        """Note one fault at a place in the file; "" is the file as a whole."""
        if len(self._first) == MOST_TOLD:
            self._more += 1
            return
        where = f"{self._where}, {place}" if place else self._where
        self._first.append(Fault(where, what, remedy))

    def raise_them(self) -> None:
        """Raise Faults if there are any."""
        if self._more:
            what = f"{self._more:,} more like these"
            raise Faults([*self._first, Fault(self._where, what, "Mend the first ones first")])
        if self._first:
            raise Faults(self._first)
