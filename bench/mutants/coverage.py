"""Which tests run which lines: what each of them is asked for, and nobody else."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest

from bench.mutants.mutation import Mutant

PATIENCE = 20  # seconds over three times what the tests take without a fault


@dataclass
class Seen:
    """What one test came to, without a fault."""

    seconds: float = 0.0
    lines: set[tuple[str, int]] = field(default_factory=set)  # it ran, of files looked at


@dataclass
class Covered:
    """Which tests run which lines.

    Attributes
    ----------
    at_import : set of (path, line)
        What runs while modules are imported and tests collected.
    tests : dict of str to Seen
        By their ids.
    """

    at_import: set[tuple[str, int]]
    tests: dict[str, Seen]

    def is_imported(self, mutant: Mutant) -> bool:
        """Whether a fault is in what runs while modules are imported."""
        path = str(mutant.path.resolve())
        return any((path, line) in self.at_import for line in mutant.span)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Who runs the lines of a fault, the quickest first.

        What is imported may change what a test compares with, though it runs no line of the
        module, and of what is remembered only the first who asks runs the lines: there it is
        every test of the files that come to the module.
        """
        path = str(mutant.path.resolve())
        if self.is_imported(mutant) or mutant.remembered:
            files = {
                file_of(test)
                for test, seen in self.tests.items()
                if any(where == path for where, _ in seen.lines)
            }
            found = [test for test in self.tests if file_of(test) in files]
        else:
            wanted = {(path, line) for line in mutant.span}
            found = [test for test, seen in self.tests.items() if wanted & seen.lines]
        slowest: dict[str, float] = defaultdict(float)
        for test in found:
            slowest[file_of(test)] = max(slowest[file_of(test)], self.tests[test].seconds)
        # File by file, since the tests of a file may share what takes long to set up.
        return sorted(found, key=lambda t: (slowest[file_of(t)], file_of(t), self.tests[t].seconds))

    def limit(self, tests: Iterable[str]) -> float:
        """Seconds after which tests will not come to an end any more."""
        return PATIENCE + 3 * sum(self.tests[test].seconds for test in tests)


def file_of(test: str) -> str:
    """The file of a test's id."""
    return test.split("::")[0]


class Tracer:
    """Notes which lines of some files run."""

    def __init__(self, files: frozenset[str]) -> None:
        self._files = files
        self.lines: set[tuple[str, int]] = set()

    def __call__(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """Look into a frame only where it is of these files."""
        name = frame.f_code.co_filename
        if name not in self._files:
            return None
        lines = self.lines
        lines.add((name, frame.f_lineno))

        def line(frame: FrameType, _event: str, _argument: object) -> Any:
            self.lines.add((name, frame.f_lineno))
            return line

        return line

    def taken(self) -> set[tuple[str, int]]:
        """What ran since this was asked last."""
        lines, self.lines = self.lines, set()
        return lines


class Coverage:
    """A plugin of pytest: what each test ran, and how long it took."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._seen: dict[str, Seen] = defaultdict(Seen)
        self._setups: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what ran in one phase of a test."""
        lines = self._tracer.taken()
        seen = self._seen[report.nodeid]
        seen.seconds += report.duration
        seen.lines |= lines
        if report.when != "call":  # others of the file may use what the first one set up
            self._setups[file_of(report.nodeid)] |= lines
        if report.failed:
            self.failed = report.nodeid

    def tests(self) -> dict[str, Seen]:
        """What every test ran."""
        for test, seen in self._seen.items():
            seen.lines |= self._setups[file_of(test)]
        return dict(self._seen)


def trace(tracer: Tracer | None) -> None:
    """Let a tracer look at what runs from now on, in every thread; or nobody."""
    sys.settrace(tracer)
    threading.settrace(tracer)
