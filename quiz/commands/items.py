"""`role-fit items`: the questions, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from questions.bank import Length, as_list, current_bank
from questions.words import wording
from quiz.commands.languages import language_option

COLUMNS = ("axis", "facet", "keying", "id", "text")


@click.command(epilog="Example:  role-fit items --length short --json > items.json")
@click.option(
    "--length",
    type=click.Choice(["short", "long"]),
    default="long",
    show_default=True,
    help="The 28 items everybody answers first, or the whole bank of 56.",
)
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def items(length: Length, language: str, as_json: bool) -> None:
    """List the items in the order they are asked."""
    listed = as_list(current_bank(), length, wording(language))
    if as_json:
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for line in table(listed):
        click.echo(line)
    click.echo()
    for facet in dict.fromkeys(item["facet"] for item in listed):
        scale = wording(language).scale(facet)
        points = ", ".join(f"{value} {label}" for value, label in scale.numbered)
        click.echo(f"{facet}: {scale.question} {points}")


def table(listed: list[dict[str, Any]]) -> Iterator[str]:
    """The items as lines with columns under each other; the longest, the text, comes last."""
    rows = [COLUMNS, *(tuple(str(item[name]) for name in COLUMNS) for item in listed)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS) - 1)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield "  ".join((*cells, row[-1]))
