"""Print the evidence behind every role's values: `python -m docs.evidence > docs/evidence.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import wrap

from model.axes import AXES
from model.roles import JUDGED_BEYOND, Role, RoleBook, Source, role_book
from model.words import ModelWords, model_words

COMMAND = "python -m docs.evidence"
WIDTH = 118  # characters


def document() -> str:
    """All of evidence.md."""
    book, words = role_book(), model_words("en")
    lines = [*opening(book), *sources(book)]
    for role in book.roles:
        lines += about(role, words)
    return "\n".join(line for long in lines for line in wrapped(long)) + "\n"


def wrapped(line: str) -> list[str]:
    """A paragraph or a list item in lines that an editor shows whole; a table row as it is."""
    if len(line) <= WIDTH or line.startswith("|"):
        return [line]
    return wrap(line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "")


def opening(book: RoleBook) -> Iterator[str]:
    """What the tables are and how to read them."""
    cells = len(book.roles) * len(AXES)
    judged = sum(role.judgement_count for role in book.roles)
    yield "# Evidence"
    yield ""
    yield f"Made by `{COMMAND}` from `model/roles.toml`; do not edit it by hand."
    yield ""
    yield (
        f"Each of {len(book.roles)} roles has a value from 0 to 1 on each of {len(AXES)} axes: "
        f"{cells} values, {cells - judged} within {JUDGED_BEYOND:.2f} of the weighted mean of "
        f"their sources, {judged} judgement."
    )
    yield ""
    yield (
        "*Mean* is that weighted mean, a dash where no source speaks. A row under a role is what "
        "one source says: its value, its weight, and in our words why. "
        "[method.md](method.md) tells how values and weights are set."
    )
    yield ""


def sources(book: RoleBook) -> Iterator[str]:
    """Every source, with how many rows rest on it."""
    yield "## Sources"
    yield ""
    yield "| source | kind | publisher | licence | rows |"
    yield "|---|---|---|---|---|"
    for source in book.sources:
        rows = [row for role in book.roles for row in role.evidence if row.source == source.title]
        yield _row(source.title, source.kind, _publisher(source), source.licence or "–", len(rows))
    yield ""
    yield from (f"- {source.attribution}" for source in book.sources if source.attribution)
    yield ""


def _publisher(source: Source) -> str:
    told = [str(part) for part in (source.publisher, source.year) if part]
    return ", ".join(told) or "–"


def about(role: Role, words: ModelWords) -> Iterator[str]:
    """One role: its values beside the means, then the rows behind them."""
    yield f"## {words.roles[role.id].name}"
    yield ""
    yield f"`{role.id}`: {role.judgement_count} of {len(AXES)} values are judgement."
    yield ""
    yield "| axis | value | mean | judgement, and why |"
    yield "|---|---|---|---|"
    for axis in AXES:
        judged, mean = role.judged(axis), role.evidence_mean(axis)
        reason = judged.reason if judged else ""
        yield _row(axis, f"{role.values[axis]:.2f}", "–" if mean is None else f"{mean:.2f}", reason)
    yield ""
    if role.evidence:
        yield "| axis | value | weight | source | what it says |"
        yield "|---|---|---|---|---|"
        for row in sorted(role.evidence, key=lambda row: AXES.index(row.axis)):
            yield _row(row.axis, f"{row.value:.2f}", f"{row.weight:g}", row.source, row.note)
    else:
        yield "No source speaks of this role."
    yield ""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(document())
