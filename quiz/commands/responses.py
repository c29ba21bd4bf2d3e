"""`role-fit responses`: everybody's answers, for those who check the quiz."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from model.inputs.faults import Fault, Faults
from questions.instrument import Instrument, UnknownVersion, current_instrument, load_instrument
from quiz.commands.databases import there
from quiz.commands.score import ended_by_signal, progress
from quiz.commands.tables import results
from quiz.settings.declarations import Settings
from quiz.store import Response, Store

BEFORE, AFTER = ("row", "language", "length"), ("fits", "fits_rank", "role")
BESIDE_A_DATABASE = ("-wal", "-shm", "-journal", ".lock")  # what its files are called
TELL_EVERY = 500  # people


@click.command(
    epilog="Example:  role-fit responses -o responses.csv, then role-fit calibrate responses.csv",
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Where to write; without it, they are printed.",
)
@click.option(
    "--version",
    metavar="X.Y.Z",
    default=lambda: current_instrument().version,
    help="Version of the questions; today's if not given.",
)
def responses(output: str, version: str) -> None:
    """Write the answers of everybody who has a result, as CSV.

    One row a person: row number, language, length, a column an item (empty where skipped or
    not asked), whether the result fits ("role", "partly", "none") with the rank of the role
    that does, and the role the person holds, where they said so. No times, addresses or
    numbers that lead back to a person, and in no order of time. They are still what people
    answered: keep the file as safe as the database.

    The database is the one of `role-fit serve`: set ROLE_FIT_INSTANCE or DATABASE_URL alike.
    """
    instrument = known(version)
    settings = Settings.from_environment(os.environ, begins=False)
    source = there(settings)
    refuse_files_of_the_quiz(output, source, settings.instance)
    store = Store(settings.database_url)
    try:
        store.migrate()
        with ended_by_signal(), results.whole_file(output, source) as written:
            written.writelines(lines(store, instrument))
    finally:
        store.close()


def known(version: str) -> Instrument:
    """The instrument of that version; Faults if there was none."""
    try:
        return load_instrument(version)
    except UnknownVersion as error:
        remedy = f"Leave it out for {current_instrument().version}, or give one of editions/"
        raise Faults([Fault("--version", f"there are no questions {version!r}", remedy)]) from error


def refuse_files_of_the_quiz(output: str, source: str, instance: Path) -> None:
    """Faults where writing there would take the place of a file the quiz lives on."""
    target, database = Path(output).resolve(), Path(source).resolve()
    if output == "-" or target == database:  # of the input, whole_file tells
        return
    beside = {database.with_name(database.name + end) for end in BESIDE_A_DATABASE}
    within = target.is_file() and target.is_relative_to(instance.resolve())
    if target in beside or (within and not is_table_of_responses(target)):
        remedy = "Name another file, best in another folder"
        raise Faults([Fault(output, "it belongs to the quiz itself", remedy)])


def is_table_of_responses(path: Path) -> bool:
    """Whether an earlier call wrote this file."""
    start = ",".join(BEFORE).encode() + b","
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def lines(store: Store, instrument: Instrument) -> Iterator[str]:
    """Give the table line by line."""
    ids = instrument.bank.key.ids
    yield ",".join((*BEFORE, *ids, *AFTER)) + "\n"
    with progress() as tell:
        people, row = store.responses.finished(instrument.version, datetime.now(UTC)), 0
        for row, person in enumerate(people, start=1):
            yield line(row, person, instrument)
            if row % TELL_EVERY == 0:
                tell(TELL_EVERY)
        tell(row % TELL_EVERY)


def line(row: int, person: Response, instrument: Instrument) -> str:
    """One person, with the answers that count."""
    asked = instrument.asked_answers(person.answers, declined=person.declined)
    counted = instrument.scored_answers(asked)
    cells = (
        row,
        person.language,
        instrument.length_of(counted),
        *map(counted.get, instrument.bank.key.ids),
        person.fits,
        person.fits_rank,
        person.job,
    )
    return ",".join("" if cell is None else str(cell) for cell in cells) + "\n"
