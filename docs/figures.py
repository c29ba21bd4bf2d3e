"""Print every figure that README.md, method.md and model-card.md quote: `python -m docs.figures`.

Each is a piece of text as it stands in a document, made anew from the code, from people in
tests/personas.toml, or from audit.json, which `role-fit audit --json` has printed. A test
looks for each of them, and for numbers in the documents that are none of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from docs.audit_figures import LENGTHS, WORDS, audited, bounds, decimals, of_hundred
from model import careless_responding, stability
from model.axes import AXES, HEADLINE, SUPPORTING
from model.matching import fitted_model
from model.research import axis_findings, exemplars, item_findings, simulation
from model.research.second_sittings import JUDGEMENT_MOVE
from model.roles import GROWS, JUDGED_BEYOND, role_book
from model.scoring import CLEAR_DIFFERENCE, ENOUGH_ANSWERED, FACETS, POINTS
from model.verdict import ENOUGH_AXES, ENOUGH_HEADLINE_AXES, LIST, ONE, Significance
from questions.bank import SHORT_PAGE, SHORT_PAGES
from questions.instrument import current_instrument
from questions.sharpening import ChosenPages
from quiz.settings.declarations import Settings
from tests.personas import count

AUDIT = Path(__file__).with_name("audit.json")


def figures() -> dict[str, list[str]]:
    """The texts, by the command that makes them."""
    audit = json.loads(AUDIT.read_text(encoding="utf-8"))
    return {
        "python -m docs.figures": [
            *instrument(), *measurement(), *verdict(), *careless(), *learned(), *evidence(),
            *simulated(audit), *kept(),
        ],
        "python -m tests.personas": list(people()),
        "role-fit audit": [*audited(audit), *bounds(audit), *of_hundred(audit)],
    }  # fmt: skip


def instrument() -> Iterator[str]:
    """What is asked."""
    instrument = current_instrument()
    bank, plan, rules = instrument.bank, instrument.bank.plan, instrument.model.rules
    short, whole = len(bank.first), len(bank.items)
    items = Counter(item.axis for item in bank.items)
    words, unit = instrument.wording("en"), len(bank.units(FACETS)[0])
    yield f"instrument {bank.version}"
    yield f"{WORDS[len(AXES)]} axes"
    yield f"{WORDS[len(HEADLINE)]} headline axes"
    yield f"{WORDS[len(SUPPORTING)]} supporting axes"
    yield f"{whole} statements"
    yield f"{WORDS[items[AXES[0]]]} for each axis"
    yield f"{short} statements"
    yield f"{WORDS[SHORT_PAGES]} pages of {WORDS[SHORT_PAGE]}"
    yield f"{WORDS[POINTS]} labelled points"
    for facet in FACETS:
        scale = words.scale(facet)
        yield f"“{scale.question}”, from “{scale.points[0]}” to “{scale.points[-1]}”"
    if isinstance(plan, ChosenPages):
        yield f"{WORDS[plan.axes]} axes with {WORDS[unit]} statements each"
        yield f"{WORDS[plan.axes_of_one_facet]} axes with {WORDS[unit // 2]} statements each"
        yield f"at most {WORDS[plan.pages_at_most]} pages"
        yield f"1/n − 1/(n + {unit})"
        yield f"n + {unit // 2}"
        steady, clear = decimals(plan.until_stability), decimals(plan.until_f)
        yield f"reaches {steady} and F lies beyond its {clear} quantile"
    yield f"(point − 1) / {POINTS - 1}"
    yield f"three quarters ({decimals(ENOUGH_ANSWERED)})"
    yield f"{decimals(CLEAR_DIFFERENCE)} standard errors to each side"
    yield f"{decimals(rules.facets_differ)} standard errors of their difference"


def measurement() -> Iterator[str]:
    """What is assumed about error, and what follows for the scale of distance."""
    model = fitted_model()
    measured = model.measurement
    four, eight = measured.standard_error(np.array([4.0, 8.0]))
    yield f"r = {decimals(measured.inter_item_correlation)}"
    yield f"SD = {decimals(measured.deviation)}"
    yield f"{decimals(four, 3)} with four answers and {decimals(eight, 3)} with eight"
    for axis, spread, weight in zip(AXES, model.spread, model.weights, strict=True):
        s = weight**-0.5
        yield f"| {axis} | {decimals(spread, 3)} | {decimals(s, 3)} | {weight:.1f} |"
    yield f"{stability.DRAWS:,} draws"


def verdict() -> Iterator[str]:
    """Every threshold of the verdict, and the F test's degrees of freedom."""
    model = fitted_model()
    rules = model.rules
    yield f"{WORDS[ENOUGH_AXES]} of the {WORDS[len(AXES)]} axes"
    yield f"{WORDS[ENOUGH_HEADLINE_AXES]} of the {WORDS[len(HEADLINE)]} headline axes"
    for label, tested in full_sheets().items():
        freedom = f"{tested.between} and {tested.within} degrees of freedom"
        yield f"| {label} | {freedom} | {tested.named_above:.2f} | {tested.critical:.2f} |"
    yield f"the {decimals(rules.significant)} quantile"
    yield f"the {decimals(rules.significant_sharpened)} quantile"
    if rules.faint is not None:
        yield f"moved by {WORDS[rules.faint.withstood]} points"
        yield f"{WORDS[rules.faint.roles]} roles at most"
    yield f"d² > {model.chi_squared_99[-1]:.2f}"
    yield "the .99 quantile of χ²"
    yield f"reaches {decimals(ONE)}"
    yield f"reach {decimals(ONE)} together"
    yield f"reaches {decimals(LIST)}"
    yield f"{decimals(ONE)} and {decimals(LIST)}"
    yield f"is {decimals(rules.family)} or more"
    yield f"is {decimals(rules.halves)} or more"
    if rules.reasons is not None:
        yield f"g ({decimals(rules.reasons.usual)} + |x − mean| / dev)"
        yield f"the {WORDS[rules.reasons.named]} largest"
        yield f"the {WORDS[rules.reasons.answers]} own answers"


def full_sheets() -> dict[str, Significance]:
    """The F test of sheets without a skip: the first items, with pages, and part one alone."""
    instrument = current_instrument()
    bank = instrument.bank
    quads = bank.units(FACETS)
    asked = {
        "first statements": bank.first,
        "with one page": (*bank.first, *quads[0], *quads[1]),
        "with two pages": (*bank.first, *(item for quad in quads[:4] for item in quad)),
        "part one alone": tuple(item for item in bank.first if item.facet == FACETS[0]),
    }
    sheets = {
        label: {item.id: 1 + place % POINTS for place, item in enumerate(items)}
        for label, items in asked.items()
    }
    return {label: instrument.assess(sheet).significance for label, sheet in sheets.items()}


def careless() -> Iterator[str]:
    """Cut-offs, and how often they fire on simulated people; the test's people and seeds."""
    yield f"at least {WORDS[careless_responding.LONGSTRING]} alike in a row"
    yield f"below {careless_responding.IRV} points"
    yield f"above {decimals(careless_responding.EVEN_ODD)}"
    yield f"{WORDS[careless_responding.INDICES_FOR_NOTICE]} of the three"
    key = current_instrument().bank.key
    people = simulation.simulate_people(fitted_model().centroids, 1000, seed=20260101)
    genuine = simulation.simulate_sitting(people, key, seed=20260102)
    random = simulation.random_sheets(len(genuine), key, seed=20260103)
    asked = {"short": key.short > 0, "whole bank": np.ones(len(key.items), dtype=bool)}
    fired = {
        (name, length): careless_responding.flag_sheets(np.where(on, sheets, np.nan), key)
        for name, sheets in (("genuine", genuine), ("random", random))
        for length, on in asked.items()
    }
    for place, index in enumerate((*careless_responding.INDICES, "notice")):
        cells = [
            decimals(float(_fires(fired[name, length], place).mean()), 3)
            for name in ("genuine", "random")
            for length in asked
        ]
        yield f"| {index} | {' | '.join(cells)} |"


def _fires(flags: Any, place: int) -> Any:
    if place < flags.shape[1]:
        return flags[:, place]
    return flags.sum(axis=1) >= careless_responding.INDICES_FOR_NOTICE


def learned() -> Iterator[str]:
    """What `role-fit calibrate` asks for before it says anything."""
    yield f"{exemplars.ENOUGH_A_ROLE} people"
    yield f"{WORDS[exemplars.LEAST_A_ROLE]} people"
    yield f"{axis_findings.ENOUGH_FOR_MEASUREMENT} people with all items of every axis"
    yield f"{decimals(axis_findings.ONE_AXIS, 1)} or lower"
    yield f"above {decimals(axis_findings.TWO_THINGS, 1)}"
    yield f"item-rest correlation below {decimals(item_findings.WEAK_ITEM_REST)}"
    yield f"deviation below {decimals(item_findings.LITTLE_DEVIATION, 1)} points"
    yield f"more than {100 * item_findings.AT_ONE_END:.0f} % at one end"
    yield f"skipped by more than {100 * item_findings.OFTEN_SKIPPED:.0f} %"


def evidence() -> Iterator[str]:
    """How much of the roles' values rests on what."""
    book = role_book()
    cells = [(role, axis) for role in book.roles for axis in AXES]
    judged = [(role, axis) for role, axis in cells if role.judged(axis)]
    silent = [(role, axis) for role, axis in cells if not role.on(axis)]
    alone = [
        (role, axis) for role, axis in cells if len(role.on(axis)) == 1 and not role.judged(axis)
    ]
    yield f"{WORDS[len(book.roles)]} roles"
    yield f"{WORDS[len(book.families)]} families"
    yield f"{len(cells)} values"
    yield f"{len(judged)} of {len(cells)} values"
    yield f"{len(cells) - len(judged)} rest on sources"
    yield f"{len(silent)} because no source speaks"
    yield f"{len(judged) - len(silent)} because we depart from what the sources say"
    yield f"{len(alone)} on a single row"
    yield f"{sum(len(role.evidence) for role in book.roles)} rows"
    yield f"more than {decimals(JUDGED_BEYOND)}"
    yield f"by {decimals(GROWS)} or more"
    yield "steps of .05"
    kinds = Counter(book.source(row.source).kind for role in book.roles for row in role.evidence)
    for kind, rows in kinds.items():
        yield f"| {kind} | {rows} |"
    yield from occupations()
    whole = [role.id for role in book.roles if role.judgement_count == len(AXES)]
    yield f"{' and '.join(f'`{role}`' for role in whole)} are judgement on every axis"


def occupations() -> Iterator[str]:
    """Occupations of O*NET that stand for more than one role."""
    roles: dict[str, dict[str, None]] = defaultdict(dict)
    for role in role_book().roles:
        for row in role.evidence:
            if found := re.match(r"(.*) \(\d\d-\d{4}\.\d\d\)", row.note):
                roles[found[1]][role.id] = None
    for occupation, held in roles.items():
        if len(held) > 1:
            yield f"{occupation} for `{'` and `'.join(held)}`"


def simulated(audit: Any) -> Iterator[str]:
    """The generator, and how many people the audit made with it."""
    yield f"N(0, {decimals(simulation.VALUES)})"
    yield f"N(0, {decimals(simulation.FACET_GAP)})"
    yield f"N(0, {decimals(simulation.ACQUIESCENCE)})"
    yield f"N(0, {decimals(simulation.NOISE)})"
    yield f"{audit['people']:,} simulated people"
    yield f"± {decimals(JUDGEMENT_MOVE)}"


def kept() -> Iterator[str]:
    """How long answers are kept where the operator sets nothing else."""
    yield f"{Settings.keep_unfinished_days} days"
    yield f"{Settings.keep_finished_days} days"


def people() -> Iterator[str]:
    """How the written people come out."""
    found = {length: count(length) for length in LENGTHS}
    yield f"{found['short']['people']} written people"
    for label, name in (
        ("role nearest", "first"),
        ("role among the three nearest", "first three"),
        ("role shown by the verdict", "shown"),
        ("family of the role nearest", "family first"),
    ):
        yield f"{label} | {found['short'][name]} | {found['sharpened'][name]} |"


def as_text() -> str:
    """All of them, a line each, under their commands."""
    parts = ["\n".join([f"{command}:", *texts]) for command, texts in figures().items()]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())
