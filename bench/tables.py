"""A table of people: `role-fit score` from its start to its end, as a program of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.figures import Figure, Program, run
from bench.people import MISSING, sheets
from questions.instrument import current_instrument

TARGET, VERDICT_TARGET = 30_000, 2_000  # rows a second
LONGER, MEMORY_TARGET = 8, 1.1  # a table so many times as long, memory so many times as much
DIFFERENT = 5_000  # people; a longer table has them again and again


def figures(short: bool) -> Iterator[Figure]:
    """Rows a second, the start of the program included, and memory beside the rows."""
    rows, rows_judged, tries = (200, 100, 1) if short else (100_000, 10_000, 3)
    with TemporaryDirectory() as folder:
        for missing, told in ((0.0, ""), (MISSING, f", {MISSING:.0%} skipped")):
            table = write(Path(folder, "table.csv"), rows, missing)
            speed = rows / least(score(table, rows) for _ in range(tries))
            yield Figure(f"role-fit score{told}", speed, "rows/s", TARGET, at_least=True)
            table = write(Path(folder, "judged.csv"), rows_judged, missing)
            judged = (score(table, rows_judged, "--verdict") for _ in range(tries))
            name = f"role-fit score --verdict{told}"
            yield Figure(name, rows_judged / least(judged), "rows/s", VERDICT_TARGET, at_least=True)
        tables = [write(Path(folder, f"{n}.csv"), n, MISSING) for n in (rows, rows * LONGER)]
        few, many = (score(table, count(table)).peak_bytes for table in tables)
        yield Figure(f"memory with {LONGER} times the rows", many / few, "times", MEMORY_TARGET)


def write(path: Path, rows: int, missing: float) -> Path:
    """A CSV of so many people, of the long length."""
    different = sheets(min(rows, DIFFERENT), missing)
    cells = np.where(np.isnan(different), "", different.astype("U1"))
    people = islice(cycle([",".join(row) for row in cells.tolist()]), rows)
    header = ",".join(("id", *current_instrument().bank.key.ids))
    lines = (f"person-{number},{line}" for number, line in enumerate(people, start=1))
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in chain([header], lines))
    return path


def score(table: Path, rows: int, *options: str) -> Program:
    """Score a table, and see that everybody is in the results."""
    results = table.with_suffix(".results")
    done = run(("quiz.commands", "score", str(table), "-o", str(results), *options))
    if count(results) != rows:
        raise ValueError(f"{count(results)} of {rows} people are in the results")
    return done


def count(table: Path) -> int:
    """People in a table."""
    with table.open("rb") as file:
        return sum(1 for _ in file) - 1


def least(programs: Iterator[Program] | Sequence[Program]) -> float:
    """The least CPU time of them."""
    return min(program.cpu_seconds for program in programs)
