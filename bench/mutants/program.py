"""Running tests on a program with a fault planted in it, in copies of a process.

Starting Python, importing the program and collecting the tests anew for every fault would take
most of the time. A process that has done all that makes a copy of itself instead, in which
functions get the code of the faulty module. What runs while modules are imported cannot be
exchanged so: it is imported anew, in a copy of a process that has imported libraries only.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from bench.mutants.coverage import Coverage, Covered, Tracer, file_of, trace
from bench.mutants.mutation import Mutant
from bench.mutants.process_copies import CANNOT_PLANT, copied, outcome_of
from bench.mutants.session import Collecting, forget_modules, run_tests, start_pytest

# Imported once, before the first copy is made; not Hypothesis, which pytest wants to load itself.
for library in ("numpy", "sqlalchemy", "flask"):
    with suppress(ImportError):
        importlib.import_module(library)


class TestsFail(Exception):
    """The tests fail without any fault planted: what they say of one would mean nothing."""

    __test__ = False  # its name is no test's, whatever pytest thinks


class Program:
    """The program with its tests collected, in a process of its own."""

    def __init__(self, files: Sequence[Path], tests: Sequence[str], folder: Path) -> None:
        self._files = frozenset(str(file.resolve()) for file in files)
        self._tests = list(tests)
        self._folder = folder
        self._mutants: Sequence[Mutant] = ()

    @contextmanager
    def collected(self, mutants: Sequence[Mutant]) -> Iterator[Covered]:
        """Start it; give what the tests cover.

        Raises
        ------
        TestsFail
            If a test fails without a fault.
        """
        self._mutants = mutants
        here, there = Pipe()
        with copied(lambda: self._serve(here, there)):
            there.close()
            self._line = here
            found = self._receive()
            if isinstance(found, str):
                raise TestsFail(found)
            yield found
            here.close()

    def try_in_place(self, number: int, tests: Sequence[str], limit: float) -> str:
        """Exchange the code of functions for one with this mutant, and run tests."""
        self._line.send((number, tests, limit))
        return str(self._receive())

    def try_anew(self, mutant: Mutant | None, tests: Sequence[str], limit: float) -> str:
        """Import everything anew, with this mutant, and run tests."""

        def work() -> int:
            forget_modules()
            if mutant is not None:
                name = ".".join(mutant.path.with_suffix("").parts)
                sys.meta_path.insert(0, Faulty(name, mutant))
                sys.path.insert(0, str(Path.cwd()))
                try:
                    importlib.import_module(name)
                except Exception:  # noqa: BLE001 (whatever it is, it was noticed)
                    return pytest.ExitCode.TESTS_FAILED
            files = dict.fromkeys(map(file_of, tests))
            passed: list[bool] = []
            plugin = Collecting(lambda s: passed.append(run_tests(s, s.items)), tests)
            code = start_pytest(files, self._folder, plugin)
            return code if code else int(not all(passed))

        return outcome_of(work, limit)

    def _receive(self) -> Any:
        try:
            return self._line.recv()
        except EOFError:
            raise TestsFail("pytest did not start") from None

    def _serve(self, other: Connection, line: Connection) -> int:
        other.close()  # so that this ends when nobody asks any more, however that came
        forget_modules()
        tracer = Tracer(self._files)
        trace(tracer)

        def work(session: pytest.Session) -> None:
            trace(None)
            line.send(self._covered(session, tracer))
            functions = [
                each
                for each in gc.get_objects()
                if isinstance(each, FunctionType) and each.__code__.co_filename in self._files
            ]
            items = {item.nodeid: item for item in session.items}
            gc.freeze()
            while True:
                try:
                    number, tests, limit = line.recv()
                except EOFError:
                    return
                wanted = [items[test] for test in tests]

                def run(number: int = number, wanted: list[pytest.Item] = wanted) -> int:
                    if number >= 0 and not exchange(functions, self._mutants[number].code()):
                        return CANNOT_PLANT
                    return int(not run_tests(session, wanted))

                line.send(outcome_of(run, limit))

        try:
            code = start_pytest(self._tests, self._folder, Collecting(work))
        except Exception as fault:  # noqa: BLE001 (it is told, as nothing else in here can be)
            line.send(f"{type(fault).__name__}: {fault}")
        else:
            line.send(f"pytest ended with exit code {code}")
        return 0

    def _covered(self, session: pytest.Session, tracer: Tracer) -> Covered | str:
        """Run every test once, in a copy, and gather what each of them ran."""
        at_import = tracer.taken()
        reading, writing = os.pipe()

        def work() -> int:
            found = Coverage(tracer)
            session.config.pluginmanager.register(found)
            trace(tracer)
            run_tests(session, session.items)
            trace(None)
            with os.fdopen(writing, "wb") as file:
                pickle.dump(found.failed or found.tests(), file)
            return 0

        with copied(work):
            os.close(writing)
            with os.fdopen(reading, "rb") as file:
                content = file.read()
        if not content:
            return "they came to no end"
        found = pickle.loads(content)  # noqa: S301 (our own)
        return found if isinstance(found, str) else Covered(at_import, found)


class Faulty(SourceFileLoader):
    """Finds and loads one module with a fault in it."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(mutant.path.resolve()))
        self._mutant = mutant

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> Any:
        """Only that module."""
        if name != self.name:
            return None
        spec: ModuleSpec | None = spec_from_file_location(name, self.path, loader=self)
        return spec

    def get_code(self, _fullname: str) -> CodeType:
        """Compile it; nothing is written anywhere."""
        return self._mutant.code()


def exchange(functions: Iterable[FunctionType], module: CodeType) -> bool:
    """Give functions the code they have in a module compiled anew; say whether that can be."""
    found = dict(_codes(module))
    for function in functions:
        old = function.__code__
        new = found.get((old.co_filename, old.co_qualname, old.co_firstlineno))
        if new is not None and new != old:
            try:
                function.__code__ = new
            except ValueError:  # it closes over something else now
                return False
    return True


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, str, int], CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield (each.co_filename, each.co_qualname, each.co_firstlineno), each
            yield from _codes(each)
