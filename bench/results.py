"""What the results of people weigh, and how much there is to read, by their verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.figures import Figure, Table
from bench.inside import fresh
from bench.sitting import MeteredLine, sit_by_forms
from bench.ways import people
from questions.instrument import current_instrument

KB, MS = 1024, 1000


@dataclass(frozen=True)
class _ResultOf:
    person: str
    weight: float  # KB, compressed
    in_sight: int  # words
    words: int
    cpu: float  # ms of the application


def figures(number: int) -> Iterator[Figure | Table]:
    """A table by verdict, and the worst of all, of this many people."""
    found: dict[str, list[_ResultOf]] = defaultdict(list)
    with fresh() as (inside, _):
        for person in people()[:number]:
            line = MeteredLine(inside, lambda: inside.cpu)
            sat = sit_by_forms(line, person)
            verdict = current_instrument().assessment_json(sat.answers)["verdict"]
            page = sat.result.page
            found[verdict].append(
                _ResultOf(
                    person.name,
                    len(sat.result.body) / KB,
                    page.words_in_sight,
                    page.words,
                    MS * line.exchanges[-1].cpu,
                )
            )
    frequent = sorted(found.items(), key=lambda each: -len(each[1]))
    rows = [_of_verdict(verdict, of, number) for verdict, of in frequent]
    columns = (
        "verdict", "% of people", "KB", "most KB", "words in sight", "most", "all words", "most",
        "ms of the application",
    )  # fmt: skip
    yield Table("results by verdict", columns, tuple(rows))
    everybody = [(verdict, each) for verdict, of in found.items() for each in of]
    verdict, heaviest = max(everybody, key=lambda each: each[1].weight)
    yield Figure(f"the heaviest result ({verdict}: {heaviest.person})", heaviest.weight, "KB")
    verdict, longest = max(everybody, key=lambda each: each[1].in_sight)
    yield Figure(f"most words in sight ({verdict}: {longest.person})", longest.in_sight, "words")


def _of_verdict(verdict: str, of: list[_ResultOf], people: int) -> tuple[str | float, ...]:
    weights, in_sight, words = (
        [each.weight for each in of], [each.in_sight for each in of], [each.words for each in of]
    )  # fmt: skip
    return (
        verdict,
        100 * len(of) / people,
        median(weights),
        max(weights),
        round(median(in_sight)),
        max(in_sight),
        round(median(words)),
        max(words),
        median(each.cpu for each in of),
    )
