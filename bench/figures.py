"""What is measured, and how: the least CPU time of several tries, on one core."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits  # it comes with scikit-learn

ONE_CORE = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


@dataclass(frozen=True)
class Figure:
    """One figure beside its target."""

    name: str
    value: float
    unit: str
    target: float
    at_least: bool = False  # the target; else it is the most that is allowed

    @property
    def ratio(self) -> float:
        """How much of what the target allows was needed: up to 1 it is met."""
        return self.target / self.value if self.at_least else self.value / self.target

    @property
    def met(self) -> bool:
        return self.ratio <= 1

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "ratio": self.ratio, "met": self.met}

    def __str__(self) -> str:
        value, target = (f"{number:,.4g}" for number in (self.value, self.target))
        if self.at_least and self.value >= 1000:
            value, target = f"{self.value:,.0f}", f"{self.target:,.0f}"
        bound = "at least" if self.at_least else "at most"
        told = f"{self.name:<48}{value:>8} {self.unit:<9}{bound:>9} {target:>7}"
        return f"{told}  ratio {self.ratio:4.2f}  {'met' if self.met else 'MISSED'}"


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


def run(arguments: Sequence[str]) -> Program:
    """Run a Python module as a program of its own; fail if it does."""
    environment = {**os.environ, **ONE_CORE}
    started = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)  # noqa: S603 - our own
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, arguments)
    unit = 1 if sys.platform == "darwin" else 1024
    return Program(used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def yardstick() -> float:
    """Milliseconds for a million additions in Python: to set two machines side by side."""
    return 1000 * cpu_seconds(lambda: sum(number + 1 for number in range(1_000_000)), tries=5)
