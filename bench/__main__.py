"""`python -m bench`: every figure beside its target."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.figures import Figure, Table

BENCHMARKS = {  # by their modules, each of which has `figures`
    "assessing": "bench.assessing",
    "ranking": "bench.ranking",
    "tables": "bench.tables",
    "serving": "bench.serving",
    "scale": "bench.scale",
}
ASKED_FOR = ("serving", "scale")  # they fetch oTree, and fill a disk with some GB: by name only

OTHERS = {  # not of speed: with options, and a `main`, of their own
    "durability": "bench.durability",
    "mutants": "bench.mutants.survey",
    "recording": "bench.recorder",
    "syncs": "bench.syncs",
}

ENDED = 128 + signal.SIGTERM  # as a shell tells it
SHORT = "Everything runs. With so few people the figures say nothing: run it without --short."
NEEDED = (
    "{name} is not installed here. "
    "Type: python3 dev.py test tests/test_bench.py, then .venv/bin/python -m bench"
)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))  # servers and folders go first
    if sys.argv[1:2] and sys.argv[1] in OTHERS:
        sys.exit(_module(OTHERS[sys.argv[1]]).main(sys.argv[2:]))
    options = read_arguments()
    benchmarks = {
        name: _figures(name)
        for name in options.benchmark or [each for each in BENCHMARKS if each not in ASKED_FOR]
    }
    here = machine()
    if not options.json:
        print(", ".join(f"{name} {value}" for name, value in here.items()), flush=True)
    found: dict[str, dict[str, Any]] = {}
    said: list[Figure | Table] = []
    for name, figures in benchmarks.items():
        found[name] = {"short": options.short, "machine": here, "found": []}
        for each in _measured(figures, options.short):
            said.append(each)
            found[name]["found"].append(each.to_dict())
            if not options.json:
                print(each, flush=True)
    if options.write:
        write(options.write, found)
    if options.json:
        print(json.dumps(found))
    else:
        print(SHORT if options.short else summary(said))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        sys.exit(NEEDED.format(name=error.name))


def _figures(name: str) -> Callable[[bool], Iterator[Figure | Table]]:
    found: Callable[[bool], Iterator[Figure | Table]] = _module(BENCHMARKS[name]).figures
    return found


def _measured(
    figures: Callable[[bool], Iterator[Figure | Table]], short: bool
) -> Iterator[Figure | Table]:
    from bench.figures import CannotMeasure

    try:
        yield from figures(short)
    except CannotMeasure as error:
        sys.exit(str(error))


def machine() -> dict[str, str | float | None]:
    """What ran here: figures of two machines are no pair."""
    from bench.figures import yardstick

    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scikit-learn": version("scikit-learn"),
        "yardstick_ms": round(yardstick(), 1),
    }


def processor() -> str:
    """What the processor calls itself; the architecture where it does not say."""
    told = Path("/proc/cpuinfo")
    for line in told.read_text().splitlines() if told.exists() else ():
        name, _, text = line.partition(":")
        if name.strip() == "model name":
            return " ".join(text.split())
    return platform.machine()


def write(path: Path, found: dict[str, dict[str, Any]]) -> None:
    """Put what was found into a file; what other benchmarks found stays in it."""
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    text = json.dumps({**before, **found}, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def summary(found: list[Figure | Table]) -> str:
    """How many targets were met; a missed one is told, and is no error."""
    aimed = {each.name: met for each in found if (met := getattr(each, "met", None)) is not None}
    missed = [name for name, met in aimed.items() if not met]
    told = f"; missed: {'; '.join(missed)}" if missed else ""
    return f"{len(aimed) - len(missed)} of {len(aimed)} targets met{told}."


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benchmark", nargs="*", metavar="BENCHMARK", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, at the end")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put them into a JSON file, too")
    parser.add_argument("--short", action="store_true", help="few people: does it run at all")
    options = parser.parse_args()
    for name in options.benchmark:
        if name not in BENCHMARKS:
            parser.error(f"{name}: there is no such benchmark. Name {', '.join(BENCHMARKS)}")
    return options


if __name__ == "__main__":
    main()
