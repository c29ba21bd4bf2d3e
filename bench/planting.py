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
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from bench.mutating import Mutant

KILLED, SURVIVED, TOO_LONG, NOT_PLANTED = "killed", "survived", "too long", "not planted"
PATIENCE = 20  # seconds over three times what the tests take without a fault
CANNOT_PLANT = 71  # exit code
# The last two where what tests import cannot be imported: all was well without the fault.
NOTICED = (
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.INTERRUPTED,
    pytest.ExitCode.USAGE_ERROR,
)
STOPPING = (signal.SIGINT, signal.SIGTERM)
SIGNALS = {signal.SIGALRM: TOO_LONG}


# Imported once, before the first copy is made; not Hypothesis, which pytest wants to load itself.
for library in ("numpy", "sqlalchemy", "flask"):
    with suppress(ImportError):
        importlib.import_module(library)


class TestsFail(Exception):
    """The tests fail without any fault planted: what they say of one would mean nothing."""

    __test__ = False  # its name is no test's, whatever pytest thinks


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
        """Who runs the lines of a fault, the quickest first; for what is imported, the module's.

        The same for what is remembered between tests: only the first that asks runs it.
        """
        path = str(mutant.path.resolve())
        whole = self.is_imported(mutant) or mutant.remembered
        wanted = {(path, line) for line in mutant.span}
        found = [
            test
            for test, seen in self.tests.items()
            if (any(where == path for where, _ in seen.lines) if whole else wanted & seen.lines)
        ]
        slowest: dict[str, float] = defaultdict(float)
        for test in found:
            slowest[_file(test)] = max(slowest[_file(test)], self.tests[test].seconds)
        # File by file, since the tests of a file may share what takes long to set up.
        return sorted(found, key=lambda t: (slowest[_file(t)], _file(t), self.tests[t].seconds))

    def limit(self, tests: Iterable[str]) -> float:
        """Seconds after which tests will not come to an end any more."""
        return PATIENCE + 3 * sum(self.tests[test].seconds for test in tests)


def _file(test: str) -> str:
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


class Collecting:
    """A plugin of pytest: some tests in an order of ours, then whatever shall be done."""

    def __init__(
        self, work: Callable[[pytest.Session], None], wanted: Sequence[str] | None = None
    ) -> None:
        self._work = work
        self._wanted = wanted

    def pytest_collection(self) -> None:
        """Let Hypothesis do the same each time, keep nothing, and not look for a shorter way."""
        with suppress(ImportError):
            from hypothesis import Phase, settings

            settings.register_profile(
                "mutants",
                settings.default,
                derandomize=True,
                database=None,
                phases=(Phase.explicit, Phase.generate),
            )
            settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave PostgreSQL out: the queries are the same, and its start takes long."""
        items[:] = [item for item in items if "postgresql" not in item.nodeid]
        if self._wanted is not None:
            items[:] = chosen(items, self._wanted)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Work in place of pytest's own loop."""
        self._work(session)
        return True


def chosen(items: Iterable[pytest.Item], wanted: Sequence[str]) -> list[pytest.Item]:
    """The tests of these ids, in their order."""
    known = {item.nodeid: item for item in items}
    return [known[test] for test in wanted if test in known]


def run_tests(session: pytest.Session, items: Sequence[pytest.Item]) -> bool:
    """Run tests up to the first that fails; say whether none did."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def start_pytest(files: Iterable[str], folder: Path, plugin: object) -> int:
    """Start pytest on files, silent, with what it writes in a folder that will go."""
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silent, descriptor)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
    options = ("-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "pythonpath=.")
    places = (f"--rootdir={Path.cwd()}", f"--basetemp={folder / 'pytest'}")
    return int(pytest.main([*options, "--import-mode=importlib", *places, *files], [plugin]))


def forget_modules() -> None:
    """Let everything of the program be imported anew."""
    here, ours = Path.cwd(), Path(__file__).parent
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        around = Path(path).parents if name != "__main__" else ()
        if here in around and ours not in around and "site-packages" not in path.split("/"):
            del sys.modules[name]


@contextmanager
def copied(work: Callable[[], int], limit: float | None = None) -> Iterator[int]:
    """Let a copy of this process work; give its id, and end it and its children afterwards."""
    # A signal that comes while Python forks would be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            if limit is not None:
                signal.setitimer(signal.ITIMER_REAL, limit)
            code = work()
        finally:
            os._exit(code)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        yield child
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def outcome_of(work: Callable[[], int], limit: float) -> str:
    """Let a copy of this process run tests; say what they came to."""
    with copied(work, limit) as child:
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return SIGNALS.get(signal.Signals(os.WTERMSIG(status)), KILLED)
    match os.WEXITSTATUS(status):
        case pytest.ExitCode.OK:
            return SURVIVED
        case code if code in NOTICED:
            return KILLED
        case code if code == CANNOT_PLANT:
            return NOT_PLANTED
        case code:
            raise RuntimeError(f"The tests did not run: exit code {code}")


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
            files = dict.fromkeys(map(_file, tests))
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
        _trace(tracer)

        def work(session: pytest.Session) -> None:
            _trace(None)
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
            found = _Coverage(tracer)
            session.config.pluginmanager.register(found)
            _trace(tracer)
            run_tests(session, session.items)
            _trace(None)
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


class _Coverage:
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
            self._setups[_file(report.nodeid)] |= lines
        if report.failed:
            self.failed = report.nodeid

    def tests(self) -> dict[str, Seen]:
        """What every test ran."""
        for test, seen in self._seen.items():
            seen.lines |= self._setups[_file(test)]
        return dict(self._seen)


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


def _trace(tracer: Tracer | None) -> None:
    sys.settrace(tracer)
    threading.settrace(tracer)
