"""`role-fit audit`: what the questions and the model promise, tried on simulated people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from model.inputs.faults import Fault, Faults
from model.research.audit import Audit, Progress
from model.research.audit import audit as audit_procedure
from model.research.procedure import Procedure
from model.roles import role_book
from model.scoring import FACETS, Facet
from questions.instrument import Instrument, current_instrument
from questions.sharpening import ChosenPages
from quiz.commands.texts.audit import as_text

PEOPLE = 500
BROKEN = 1
PART_ONE: tuple[Facet, ...] = ("drawn_to",)


@click.command(epilog="Example:  role-fit audit --json > audit.json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a report.")
@click.option(
    "--people",
    type=click.IntRange(10, 1000),
    default=PEOPLE,
    show_default=True,
    metavar="N",
    help="Simulated people of each role. With fewer, figures wander and bounds may break.",
)
def audit(as_json: bool, people: int) -> int:
    """Try the questions and the model on simulated people, and check what they promise.

    Nobody's real answers are used: people are made up by model/research/simulation.py, the
    same ones every time. The exit code is 0 if every bound is kept and 1 if one is broken.
    """
    instrument = current_instrument()
    with progress() as tell:
        found = audit_instrument(instrument, people, tell)
    if as_json:
        about = {"instrument": instrument.version, "fingerprint": instrument.fingerprint}
        document = {**about, "each_role": people, **found.to_dict()}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in as_text(found, instrument.version):
            click.echo(line)
        if people < PEOPLE and not found.sound:
            click.echo(f"With few people figures wander: try with {PEOPLE} first.")
    return 0 if found.sound else BROKEN


def audit_instrument(instrument: Instrument, people: int, tell: Progress) -> Audit:
    """Audit the whole procedure of an instrument."""
    bank, plan = instrument.bank, instrument.bank.plan
    if not isinstance(plan, ChosenPages):
        what = f"instrument {instrument.version} has the same pages for everybody"
        remedy = "Audit it with the Role Fit of its time"
        raise Faults([Fault("role-fit audit", what, remedy)])

    def procedure(facets: tuple[Facet, ...]) -> Procedure:
        return Procedure(
            pages=plan.pages_at_most,
            axes=plan.axes_on(facets),
            until_stability=plan.until_stability,
            until_f=plan.until_f,
            facets=facets,
        )

    cells = [(role.id, row.axis) for role in role_book().roles for row in role.judgement]
    return audit_procedure(
        bank.key,
        instrument.model,
        procedure(FACETS),
        procedure(PART_ONE),
        cells,
        each=people,
        progress=tell,
    )


@contextmanager
def progress() -> Iterator[Progress]:
    """Say on standard error what is being done, if somebody is there to see it."""
    seen = sys.stderr.isatty()
    erase = "\r\x1b[K"

    def tell(step: str) -> None:
        if seen:
            click.echo(f"{erase}{step} …", nl=False, err=True)

    try:
        yield tell
    finally:
        if seen:
            click.echo(erase, nl=False, err=True)
