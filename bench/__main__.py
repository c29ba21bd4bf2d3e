"""`python -m bench`: every figure beside its target. It leaves nothing behind."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator

import numpy as np
import sklearn

from bench import assessing, durability, ranking, scale, serving, syncs, tables
from bench.figures import Figure, yardstick
from bench.mutants import survey

BENCHMARKS: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "assessing": assessing.figures,
    "ranking": ranking.figures,
    "tables": tables.figures,
    "serving": serving.figures,
    "scale": scale.figures,
}
ASKED_FOR = ("serving", "scale")  # they fetch oTree, and fill a disk with some GB: by name only

PROOFS: dict[str, Callable[[list[str]], int]] = {  # not of speed: with options of their own
    "durability": durability.main,
    "mutants": survey.main,
    "syncs": syncs.main,
}

SHORT = "Everything runs. With so few people the figures say nothing: run it without --short."


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in PROOFS:
        sys.exit(PROOFS[sys.argv[1]](sys.argv[2:]))
    options = read_arguments()
    machine = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "yardstick_ms": round(yardstick(), 1),
    }
    if not options.json:
        print(", ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
    found = []
    for name in options.benchmark or [each for each in BENCHMARKS if each not in ASKED_FOR]:
        for figure in BENCHMARKS[name](options.short):
            found.append(figure)
            if not options.json:
                print(figure, flush=True)
    if options.json:
        figures = [figure.to_dict() for figure in found]
        print(json.dumps({"short": options.short, "machine": machine, "figures": figures}))
    else:
        print(SHORT if options.short else summary(found))


def summary(figures: list[Figure]) -> str:
    """How many targets were met; a missed one is told, and is no error."""
    missed = [figure.name for figure in figures if not figure.met]
    told = f"; missed: {'; '.join(missed)}" if missed else ""
    return f"{len(figures) - len(missed)} of {len(figures)} targets met{told}."


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benchmark", nargs="*", metavar="BENCHMARK", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, at the end")
    parser.add_argument("--short", action="store_true", help="few people: does it run at all")
    options = parser.parse_args()
    for name in options.benchmark:
        if name not in BENCHMARKS:
            parser.error(f"{name}: there is no such benchmark. Name {', '.join(BENCHMARKS)}")
    return options


if __name__ == "__main__":
    main()
