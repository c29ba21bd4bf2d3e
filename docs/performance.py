"""Put what the benchmarks found into performance.md: `python -m docs.performance`.

`python -m bench … --write docs/performance.json` writes what they find. In the document, each
part between `<!-- benchmark: what -->` and `<!-- end -->` is made from it; what stands around
these parts is written by hand, and holds no figure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from bench.figures import told_cell, told_number

DOCUMENT = Path(__file__).with_suffix(".md")
MEASURED = Path(__file__).with_suffix(".json")
WIDTH = 118  # characters
PART = re.compile(r"(<!-- ([\w ]+): ([\w' ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
NOT_MEASURED = "Not measured yet."
Benchmarks = dict[str, dict[str, Any]]


def measured() -> Benchmarks:
    """What was found, by the benchmark."""
    found: Benchmarks = json.loads(MEASURED.read_text(encoding="utf-8"))
    return found


def filled(text: str, benchmarks: Benchmarks) -> str:
    """The document with these figures in it."""

    def part(found: re.Match[str]) -> str:
        start, benchmark, what, end = found.groups()
        return "\n".join([start, *lines_of(benchmark, what, benchmarks), "", end])

    return PART.sub(part, text)


def lines_of(benchmark: str, what: str, benchmarks: Benchmarks) -> list[str]:
    """One part of the document; KeyError where no benchmark has it."""
    if benchmark == "all":
        return list({"machines": machines, "missed": missed}[what](benchmarks))
    if benchmark not in benchmarks:
        return [NOT_MEASURED]
    found = benchmarks[benchmark]["found"]
    figures = [each for each in found if "value" in each]
    if what == "figures":
        return list(figure_rows(figures))
    if what == "by database":
        return list(pairs(figures))
    tables = {each["name"]: each for each in found if "rows" in each}
    return list(table_rows(tables[what]["columns"], tables[what]["rows"]))


def machines(benchmarks: Benchmarks) -> Iterator[str]:
    """On what, and when, each was measured."""
    together: dict[str, list[str]] = {}
    for name, found in benchmarks.items():
        together.setdefault(json.dumps([found["machine"], found["short"]]), []).append(name)
    for told_of, names in together.items():
        here, is_short = json.loads(told_of)
        told = (
            f"- `{' '.join(names)}` on {here['day']}: {here['processor']}, {here['cores']} cores, "
            f"load {here['load']} before it began, {here['system']}, Python {here['python']}, "
            f"numpy {here['numpy']}, scikit-learn {here['scikit-learn']}; a million additions in "
            f"Python take {told_number(here['yardstick_ms'])} ms."
        )
        if is_short:
            told += " **A short run, to see that everything works: its figures say nothing.**"
        yield from wrap(told, WIDTH, subsequent_indent="  ")


def missed(benchmarks: Benchmarks) -> Iterator[str]:
    """Every target that was missed, with what was found."""
    rows = [
        (name, each["name"], in_words(each, "value"), bound(each), each["ratio"])
        for name, found in benchmarks.items()
        for each in found["found"]
        if each.get("met") is False
    ]
    yield from table_rows(("benchmark", "missed", "found", "target", "ratio"), rows)


def figure_rows(figures: list[dict[str, Any]]) -> Iterator[str]:
    """Figures one below the other."""
    rows = [(each["name"], in_words(each, "value"), judged(each)) for each in figures]
    yield from table_rows(("", "found", "target"), rows)


def pairs(figures: list[dict[str, Any]]) -> Iterator[str]:
    """Figures of the same thing beside each other, a column a database."""
    by_thing: dict[str, dict[str, dict[str, Any]]] = {}
    for each in figures:
        database, _, thing = each["name"].partition(": ")
        by_thing.setdefault(thing, {})[database] = each
    databases = list(dict.fromkeys(each["name"].partition(": ")[0] for each in figures))
    rows = []
    for thing, found in by_thing.items():
        cells = [
            in_words(found[each], "value") + (", missed" if found[each]["met"] is False else "")
            if each in found
            else ""
            for each in databases
        ]
        rows.append((thing, *cells, bound(next(iter(found.values())))))
    yield from table_rows(("", *databases, "target"), rows)


def table_rows(columns: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    """A table of Markdown."""
    yield f"| {' | '.join(columns)} |"
    yield "|---" + "|---:" * (len(columns) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(told_cell(cell) for cell in row)} |"


def in_words(figure: dict[str, Any], which: str) -> str:
    """A value or a target with its unit."""
    return f"{told_number(figure[which])} {figure['unit']}".rstrip()


def bound(figure: dict[str, Any]) -> str:
    """The target in words; nothing where there is none."""
    if figure["target"] is None:
        return ""
    return f"at {'least' if figure['at_least'] else 'most'} {in_words(figure, 'target')}"


def judged(figure: dict[str, Any]) -> str:
    """The target, and that it is missed where it is."""
    return bound(figure) + (", missed" if figure["met"] is False else "")


def main() -> None:
    """Write the document anew."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(filled(text, measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
