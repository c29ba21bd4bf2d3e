"""`role-fit match`: one person's answers in, the assessment out."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click

from model.inputs.faults import Fault, Faults
from model.scoring import POINTS
from questions.instrument import Instrument, current_instrument
from quiz.commands import standard_input
from quiz.commands.languages import language_option

BIGGEST = 1_000_000  # bytes
MOST_ENTRIES = 500  # beyond that it is another kind of file, and not each entry is worth a line
SHAPE = 'Write it like {"item_id": 4, "another_item": null}'


@click.command(
    epilog="Example:  echo '{\"fitting_parts_together\": 5}' | role-fit match -",
)
@click.argument("answers", metavar="ANSWERS.json")
@language_option
def match(answers: str, language: str) -> None:
    """Assess the answers of one person and print the assessment as JSON.

    ANSWERS.json holds one object: item ids with a point from 1 to 6, or null for a skipped
    item. An item that is not there was not asked. Answers beyond the short length count by
    fours, as in the quiz: once all four of an axis are there, skipped ones included. Where
    no item of one facet is there, part two was declined, and they count by pairs. "-" reads
    from standard input.
    """
    where = "standard input" if answers == "-" else answers
    given = read_answers(read_bytes(answers, where), where)
    instrument = current_instrument()
    counted = instrument.scored_answers(given)
    say_what_does_not_count(given, counted, instrument)
    assessed = instrument.assessment_json(counted, language)
    click.echo(json.dumps(assessed, indent=2, ensure_ascii=False, allow_nan=False))


def say_what_does_not_count(
    given: dict[str, Any], counted: dict[str, Any], instrument: Instrument
) -> None:
    """Tell, beside the result, which answers wait for others that count with them."""
    bank = instrument.bank
    units = bank.units(bank.facets_asked(given))
    declined = given.keys() - counted - {item.id for unit in units for item in unit}
    if declined:
        click.echo(
            f"Not counted: {', '.join(item for item in given if item in declined)}. Part two was "
            "declined, since none of its first items is there; add these (null for skipped).",
            err=True,
        )
    for unit in units:
        waiting = [item.id for item in unit if item.id in given and item.id not in counted]
        missing = [item.id for item in unit if item.id not in given]
        if waiting:
            click.echo(
                f"Not counted: {', '.join(waiting)}. They count together with "
                f"{', '.join(missing)}; add these (null for skipped).",
                err=True,
            )


def read_bytes(path: str, where: str) -> bytes:
    """The content of the file; Faults where it cannot be had or is far too large."""
    if path == "-":
        standard_input()
    try:
        with click.open_file(path, "rb") as file:
            content: bytes = file.read(BIGGEST + 1)
    except FileNotFoundError:
        refuse(where, "there is no such file", "Check the name, or give - for standard input")
    except OSError as error:
        refuse(where, f"it cannot be read ({error.strerror})", "Give a file with answers as JSON")
    if len(content) > BIGGEST:
        refuse(where, "it is larger than 1 MB", "Give the answers of one person")
    return content


def read_answers(content: bytes, where: str) -> dict[str, Any]:
    """The object in the file; Faults for anything else, and for every id that stands twice."""
    twice: dict[str, None] = {}

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for name, value in pairs:
            if name in read:
                twice[name] = None
            read[name] = value
        return read

    try:
        text = content.decode("utf-8-sig")
        read = json.loads(text, object_pairs_hook=only_once)
    except UnicodeDecodeError as error:
        refuse(where, f"byte {error.start + 1} is not UTF-8 text", "Save the file as UTF-8")
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}"
        refuse(place, f"this is not JSON ({error.msg})", SHAPE)
    except (RecursionError, ValueError):
        refuse(where, "it is nested too deep, or a number in it has thousands of digits", SHAPE)
    if not isinstance(read, dict):
        refuse(where, "it is not an object", SHAPE)
    if len(read) > MOST_ENTRIES:
        refuse(where, f"it has {len(read):,} entries", "Give the answers of one person")
    read = {name: whole(value) for name, value in read.items()}
    check_entries(read, twice, where)
    return read


def whole(value: Any) -> Any:
    """A point as a whole number, where a program that knows only fractions wrote 4.0."""
    return int(value) if isinstance(value, float) and value in range(1, POINTS + 1) else value


def check_entries(read: dict[str, Any], twice: dict[str, None], where: str) -> None:
    """Faults for everything that is wrong, also in answers that would not count yet."""
    remedy = "Keep one of the two"
    faults = [Fault(f"{where}, answer {name!r}", "it stands there twice", remedy) for name in twice]
    try:
        current_instrument().bank.key.sheet(read)
    except Faults as found:
        faults += [Fault(f"{where}, {f.where}", f.what, f.remedy) for f in found.faults]
    if faults:
        raise Faults(faults)


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Refuse the file as a whole."""
    raise Faults([Fault(where, what, remedy)]) from sys.exception()
