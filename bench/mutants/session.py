"""pytest in a copy of this process: some tests in an order of ours, silent, and no trace left."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest


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
