"""What is measured, and how: the least CPU time of several tries, on one core."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits  # it comes with scikit-learn

ONE_CORE = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


class CannotMeasure(Exception):
    """Something stands in the way; says what, and what to type."""


@dataclass(frozen=True)
class Figure:
    """One figure, beside its target where it has one."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False  # the target; else it is the most that is allowed

    @property
    def ratio(self) -> float | None:
        """How much of what the target allows was needed: up to 1 it is met."""
        if self.target is None:
            return None
        return self.target / self.value if self.at_least else self.value / self.target

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        return None if self.ratio is None else self.ratio <= 1

    def to_dict(self) -> dict[str, Any]:
        """Everything of it as plain values."""
        return {**vars(self), "ratio": self.ratio, "met": self.met}

    def __str__(self) -> str:
        told = f"{self.name:<60}{told_number(self.value):>9} {self.unit:<9}"
        if self.ratio is None or self.target is None:
            return told.rstrip()
        bound = "at least" if self.at_least else "at most"
        told = f"{told}{bound:>9} {told_number(self.target):>8}"
        return f"{told}  ratio {self.ratio:4.2f}  {'met' if self.met else 'MISSED'}"


@dataclass(frozen=True)
class Table:
    """Figures that say more beside each other."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything of it as plain values."""
        return vars(self)

    def __str__(self) -> str:
        cells = [self.columns, *(tuple(map(told_cell, row)) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell.rjust(width) if at else cell.ljust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in cells
        ]
        return "\n  ".join([f"{self.name}:", *(line.rstrip() for line in lines)])


def told_cell(cell: str | float) -> str:
    """A cell of a table in words."""
    return cell if isinstance(cell, str) else told_number(cell)


def told_number(number: float) -> str:
    """A number with as many digits as say something.

    >>> [told_number(each) for each in (48, 0.26151, 34567.8, 12.0, 0.000041)]
    ['48', '0.262', '34,568', '12', '4.1e-05']
    """
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def cpu_seconds(work: Callable[[], object], tries: int) -> float:
    """The least CPU time of several tries: what others do on this machine only adds to it."""
    return cpu_seconds_each([work], tries)[0]


def cpu_seconds_each(works: Sequence[Callable[[], object]], tries: int) -> list[float]:
    """The same for each of several, by turns, so that none is alone in the processor's cache."""
    with threadpool_limits(limits=1):
        rounds = [[_once(work) for work in works] for _ in range(1 + tries)]
    return [min(seconds) for seconds in zip(*rounds[1:], strict=True)]  # the first fills caches


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass(frozen=True)
class Program:
    """What a program needed from its start to its end."""

    cpu_seconds: float
    peak_bytes: int
    seconds: float  # by the clock


def run(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Program:
    """Run a Python module as a program of its own, this in its environment; fail if it does."""
    environment = {**os.environ, **ONE_CORE, **(environ or {})}
    start = time.monotonic()
    started = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)  # noqa: S603 - our own
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, arguments)
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = used.ru_utime + used.ru_stime
    return Program(cpu, used.ru_maxrss * unit, time.monotonic() - start)


def yardstick() -> float:
    """Milliseconds for a million additions in Python: to set two machines side by side."""
    return 1000 * cpu_seconds(lambda: sum(number + 1 for number in range(1_000_000)), tries=5)
