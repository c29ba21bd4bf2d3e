"""`role-fit score`: a table of people in, a table of results out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

import click
import numpy as np
from numpy.typing import NDArray

from model.inputs.faults import Fault, Faults
from model.research.table import decide_table, score_table
from questions.answer_rows import asked_in_rows
from questions.instrument import Instrument, current_instrument
from quiz.commands import standard_input
from quiz.commands.tables import results
from quiz.commands.tables.sheets import Sheets


@click.command(
    epilog="Example:  role-fit score answers.csv -o results.csv --verdict",
)
@click.argument("answers", metavar="ANSWERS.csv")
@click.option(
    "-o", "--output", required=True, metavar="RESULTS.csv", help="Where to write; - prints."
)
@click.option("--verdict", "with_verdict", is_flag=True, help="Add verdict and shortlist.")
@click.option("--id", "id_column", metavar="COLUMN", help="Carry this column through, not 'id'.")
def score(answers: str, output: str, with_verdict: bool, id_column: str | None) -> None:
    """Score a table of people: a column an item, a row a person.

    The header names item ids (role-fit items lists them) and may have a column "id", which
    is carried through; without one the results carry the row number. A cell holds a point
    from 1 to 6 or is empty for skipped. An item without a column was not asked. A row that
    leaves all of part two empty declined it. Items beyond the short length count by fours:
    all four of an axis need a column, and a row that leaves all four empty was not asked.
    "-" reads from standard input.

    The results have the axes from 0 to 1 (empty where too few were answered), whether the
    answers are significant, the nearest role and its distance. Where "significant" is false
    the nearest role is a faint hint at best; --verdict says whether it may be named.
    """
    instrument = current_instrument()
    with ended_by_signal(), opened(answers) as file:
        where = "standard input" if answers == "-" else answers
        sheets = Sheets(file, where, instrument.bank.key, id_column)
        tell_what_does_not_count(sheets.asked, instrument)
        with results.whole_file(output, answers) as written:
            written.write(results.header(has_ids=sheets.has_ids, with_verdict=with_verdict))
            write_results(written, sheets, instrument, with_verdict)


def write_results(
    written: TextIO,
    sheets: Sheets,
    instrument: Instrument,
    with_verdict: bool,
) -> None:
    """Score a chunk after the other, so that the memory does not grow with the table."""
    with progress() as tell:
        for chunk in sheets.chunks():
            asked = asked_in_rows(chunk.points, sheets.asked, instrument.bank)
            points = np.where(asked, chunk.points, np.nan)
            scored = score_table(points, instrument.bank.key, instrument.model, asked)
            verdicts = decide_table(scored, instrument.model) if with_verdict else None
            ids = map(str, chunk.rows) if chunk.ids is None else map(results.safe, chunk.ids)
            written.writelines(results.lines(list(ids), scored, instrument.model, verdicts))
            tell(len(chunk.rows))


def tell_what_does_not_count(columns: NDArray[np.bool_], instrument: Instrument) -> None:
    """Name the columns that wait for others, which count with them only."""
    there = [item for item, has in zip(instrument.bank.key.ids, columns, strict=True) if has]
    counted = instrument.bank.counted(there)
    waiting = [item for item in there if item not in counted]
    if waiting:
        missing = "as others of the same axis have no column"
        click.echo(f"Not counted, {missing}: {', '.join(waiting)}.", err=True)


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """The table as text in which bytes that are no text keep their place."""
    source = standard_input().fileno() if path == "-" else path
    try:
        with open(
            source,
            encoding="utf-8-sig",
            errors="surrogateescape",
            newline="",
            closefd=path != "-",
        ) as file:
            yield file
    except BrokenPipeError:
        raise  # of standard output; the group knows what to do
    except FileNotFoundError as error:
        remedy = "Check the name, or give - for standard input"
        raise Faults([Fault(path, "there is no such file", remedy)]) from error
    except OSError as error:
        what = f"it cannot be read ({error.strerror})"
        raise Faults([Fault(path, what, "Give a CSV file")]) from error


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end this as Ctrl-C does, so that the half-written file goes."""

    def end(_signal: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """Count the people on standard error, if somebody is there to see it."""
    done = 0

    def tell(people: int) -> None:
        nonlocal done
        done += people
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} people", nl=False, err=True)

    yield tell
    if done and sys.stderr.isatty():
        click.echo(err=True)
