"""The people of personas.toml, and how they come out: `python -m tests.personas`.

Each holds the role named with them. They are invented, and answered for from the text of
their life: how often the model finds that role is a small sample of one kind of question,
whether it recognises people as they describe themselves.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from model.assessment import Assessment
from model.inputs.structs import convert
from questions.instrument import current_instrument
from questions.sharpening import ChosenPage

SHARPENED = "sharpened"
LENGTHS = ("short", SHARPENED)


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person: the role they hold, a paragraph of working life, answers to the whole bank."""

    name: str
    role: str
    life: str
    answers: dict[str, int]

    def sheet(self, length: str) -> dict[str, int | None]:
        """The answers to the first items, or to these and the pages chosen for the person."""
        instrument = current_instrument()
        asked = [item.id for item in instrument.bank.first]
        answers: dict[str, int | None] = {item: self.answers[item] for item in asked}
        chosen: list[ChosenPage] = []
        while length == SHARPENED and (page := instrument.next_page(answers, chosen)):
            chosen.append(page)
            items = page.items(instrument.bank.rest)
            answers |= {item.id: self.answers[item.id] for item in items}
        return answers

    def assess(self, length: str) -> Assessment:
        """How the person comes out."""
        return current_instrument().assess(self.sheet(length))


def personas() -> tuple[Persona, ...]:
    """Everyone in personas.toml."""
    text = Path(__file__).with_name("personas.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text)["personas"], tuple[Persona, ...])


def count(length: str) -> dict[str, Any]:
    """How many people there are, and how many find their role first, shown, in the first three."""
    found: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for person in personas():
        result = person.assess(length)
        ranks = [match.role for match in result.roles]
        family = current_instrument().model.family
        found["first"] += ranks[0] == person.role
        found["shown"] += person.role in result.verdict.shown
        found["first three"] += person.role in ranks[:3]
        found["family first"] += family(ranks[0]) == family(person.role)
        verdicts[result.verdict.kind] += 1
    names = ("first", "first three", "shown", "family first")
    return {
        "people": len(personas()),
        **{name: found[name] for name in names},
        "verdicts": dict(sorted(verdicts.items())),
    }


def report() -> str:
    """One line a person and length, then the counts."""
    lines = []
    for length in LENGTHS:
        for person in personas():
            result = person.assess(length)
            rank = [match.role for match in result.roles].index(person.role) + 1
            shown = " ".join(result.verdict.shown) or result.verdict.reason
            lines.append(f"{length:9} {person.role:26} rank {rank}  {result.verdict.kind}: {shown}")
        lines.append(f"{length:9} {count(length)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report())
