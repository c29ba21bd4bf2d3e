"""`role-fit calibrate`: what people's answers say of the items, the axes and the roles."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import numpy as np

from model.inputs.faults import Fault, Faults
from model.research.answer_table import Responses
from model.research.calibration import Learned, PeopleTable, learn
from model.roles import role_book
from questions.instrument import Instrument, current_instrument
from quiz.commands.score import ended_by_signal, opened, progress
from quiz.commands.tables import results
from quiz.commands.tables.people import read_people
from quiz.commands.texts.calibrate import adoption, as_text


@click.command(
    epilog="Example:  role-fit calibrate responses.csv -o candidate.json",
)
@click.argument("responses", metavar="RESPONSES.csv")
@click.option(
    "-o",
    "--output",
    metavar="CANDIDATE.json",
    help="Write a candidate for model/fitted.json, which a human may adopt.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a report.")
def calibrate(responses: str, output: str | None, as_json: bool) -> None:
    """Report what people's answers say, beside what the model assumes.

    RESPONSES.csv has a column an item and a row a person, as role-fit responses writes it. A
    column "role" tells the role a person holds; "fits" and "fits_rank" what they said of
    their result; "row", "id", "language" and "length" are ignored. "-" reads from standard
    input.

    It never changes the model. With -o it writes a candidate: the values of roles that
    enough people hold, and the measurement error where enough is known, come from the data,
    all else is as today.
    """
    from model.research.fitting import (
        as_text as artefact_text,  # takes two seconds: only when needed
    )
    from model.research.fitting import candidate, fit_exemplars

    if as_json and output == "-":
        what = "the candidate and the report would both be printed as JSON"
        raise Faults([Fault("-o -", what, "Write the candidate to a file, or leave out --json")])
    instrument = current_instrument()
    with ended_by_signal():
        people = read(responses, instrument)
        learned = learn(people, instrument.bank.key, instrument.model, fit_exemplars)
        refuse_nothing_learned(learned, people, instrument, responses)
        if output:
            measurement = learned.measurement or learned.assumed
            content = candidate(role_book(), learned.values, measurement)
            with results.whole_file(output, responses, results.PUBLIC) as written:
                written.write(artefact_text(content))
    if as_json:
        document = {"instrument": instrument.version, **learned.to_dict()}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))
    for line in said(learned, instrument, output, as_json=as_json):
        click.echo(line, err=output == "-" or as_json)


def said(
    learned: Learned, instrument: Instrument, output: str | None, *, as_json: bool
) -> Iterator[str]:
    """The report, unless it was printed as JSON, and how to adopt the candidate."""
    if not as_json:
        yield from as_text(learned, instrument.version, instrument.wording("en"))
    if output:
        yield from adoption(learned, output)


def read(path: str, instrument: Instrument) -> PeopleTable:
    """Everybody in the file; Faults with all that is wrong with it."""
    where = "standard input" if path == "-" else path
    with opened(path) as file, progress() as tell:
        return read_people(file, where, instrument.bank, instrument.model, tell)


def refuse_nothing_learned(
    learned: Learned, people: PeopleTable, instrument: Instrument, where: str
) -> None:
    """Faults where not one axis can be told anything about: each item that is why."""
    if any(found.alpha.value is not None for found in learned.axes):
        return
    key = instrument.bank.key
    asked = np.asarray(people.asked.any(axis=0))
    names = [name for name, one in zip(key.ids, asked, strict=True) if one]
    Responses.of(people.points[:, asked], names, least_items=2, where=where)
    whys = {f"{found.axis}: {found.alpha.why}" for found in learned.axes}
    raise Faults([Fault(where, why, "Ask more people") for why in sorted(whys)])
