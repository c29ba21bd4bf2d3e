"""What was learned from people, as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from model.research.axis_findings import ENOUGH_FOR_MEASUREMENT, AxisFindings, Figure
from model.research.calibration import Learned
from model.research.exemplars import CLEAR, ENOUGH_A_ROLE, LEAST_A_ROLE, RoleFindings
from model.research.item_findings import ItemFindings
from questions.words import Wording

DASH = "–"
FIGURES = ("alpha", "omega", "inter_item", "mean", "deviation", "standard_error")
HEADS = ("alpha", "omega", "r", "mean", "SD", "SEM")
NAME, CELL = 18, 9  # characters


def as_text(learned: Learned, version: str, words: Wording) -> Iterator[str]:
    """The whole report, section by section."""
    yield f"Learned from {learned.people:,} people about instrument {version}."
    yield "Nothing was changed. Few people say little: mind the numbers of people."
    yield ""
    yield from axes(learned)
    yield ""
    yield from poles(learned)
    yield ""
    yield from scales(learned, words)
    yield ""
    yield from items(learned, words)
    yield ""
    yield from agreement(learned)
    yield ""
    yield from jobs(learned)
    yield ""
    yield from roles(learned)


def number(value: float | None, decimals: int = 3) -> str:
    """A number as a table has it; a dash where there is none."""
    return DASH if value is None else f"{value:.{decimals}f}"


def axes(learned: Learned) -> Iterator[str]:
    """Reliability, axis by axis."""
    assumed = learned.assumed
    first = sum(found.items for found in learned.axes)
    yield f"Reliability of the axes, by the first {first} statements (fractions of the scale)"
    heads = ("people", "all", *HEADS)
    yield "  " + "axis".ljust(NAME) + "".join(head.rjust(CELL) for head in heads)
    for found in learned.axes:
        figures = [getattr(found, name).value for name in FIGURES]
        cells = (found.people, found.complete, *map(number, figures))
        yield "  " + found.axis.ljust(NAME) + "".join(str(cell).rjust(CELL) for cell in cells)
    yield (
        f"  Assumed today: r {assumed.inter_item_correlation:.2f}, SD {assumed.deviation:.2f}. "
        "r is the mean correlation between items; all: people who answered every item."
    )
    yield "  Mean and SD of the scores are what Kelley's regression would use; it is off today."
    for found in learned.axes:
        yield from missing_figures(found)


def missing_figures(found: AxisFindings) -> Iterator[str]:
    """Why a figure is not there, once for each reason."""
    whys: dict[str, list[str]] = {}
    for name, head in zip(FIGURES, HEADS, strict=True):
        figure: Figure = getattr(found, name)
        if figure.why:
            whys.setdefault(figure.why, []).append(head)
    for why, heads in whys.items():
        has_alpha = heads == ["omega"] and found.alpha.value is not None
        instead = "; use alpha" if has_alpha else ""
        yield f"  {found.axis}: no {', '.join(heads)} ({why}){instead}"


def poles(learned: Learned) -> Iterator[str]:
    """Whether the strategy axis is one axis."""
    found = learned.poles
    yield f"Is {found.axis} one axis? Its + items against its − items, raw; −1 is one axis"
    if found.correlation.value is None:
        yield f"  {found.people:,} people: no correlation ({found.correlation.why})"
        return
    yield (
        f"  {found.people:,} people: correlation {found.correlation.value:.2f}, corrected for "
        f"unreliability {number(found.corrected.value, 2)}: {found.says} (a rule of thumb)"
    )
    if found.corrected.why:
        yield f"  Not corrected: {found.corrected.why}"


def scales(learned: Learned, words: Wording) -> Iterator[str]:
    """How both response scales are used, and how far the facets of an axis go together."""
    yield "Response scales: share of the answers at each point"
    for found in learned.scales:
        yield f"  {found.facet}: {found.answers:,} answers of {found.people:,} people"
        for (_, label), share in zip(words.scale(found.facet).numbered, found.shares, strict=True):
            yield f"    {label.ljust(NAME + 8)}{100 * share:>{CELL}.1f} %"
        yield f"    mean point {number(found.mean, 2)}, SD {number(found.deviation, 2)}"
    yield "Facets of an axis: correlation, and how much more is drawn to than practised"
    for axis in learned.facets:
        told = f"{number(axis.correlation.value, 2)}, {number(axis.gap, 2)}"
        why = f" ({axis.correlation.why})" if axis.correlation.why else ""
        yield f"  {axis.axis.ljust(NAME)}{told} of {axis.people:,} people{why}"


def items(learned: Learned, words: Wording) -> Iterator[str]:
    """The items that have faults."""
    faulty = [found for found in learned.items if found.faults]
    never = [found.item for found in learned.items if not found.asked]
    yield f"Items with faults: {len(faulty)} of {len(learned.items) - len(never)} that were asked"
    for found in faulty:
        yield from item(found, words)
    if never:
        yield f"  Asked of nobody: {', '.join(never)}"


def item(found: ItemFindings, words: Wording) -> Iterator[str]:
    """One item, its text and what is wrong with it."""
    yield f"  {found.item} ({found.axis}, {found.answered:,} of {found.asked:,} answered)"
    yield f"    “{words.text(found.item)}”"
    for fault in found.faults:
        yield f"    {fault}"


def agreement(learned: Learned) -> Iterator[str]:
    """What people said to "Does this fit you?"."""
    found = learned.agreement
    yield f"“Does this fit you?”, said by {found.people:,} people"
    if not found.people:
        yield "  Nobody said anything."
        return
    said = {
        **{f"rank {rank} fits" if rank else "a role, rank not given": count
           for rank, count in found.by_rank.items()},
        "partly": found.partly,
        "no": found.none,
    }  # fmt: skip
    for label, count in said.items():
        yield f"  {label.ljust(NAME + 6)}{count:>{CELL},}{100 * count / found.people:>{CELL}.1f} %"


def jobs(learned: Learned) -> Iterator[str]:
    """How often the nearest role is the job that was said, and what axes share within a role."""
    found, left = learned.jobs, learned.residuals
    yield f"The nearest role and the job people said they hold: {found.people:,} people"
    for label, share in (
        ("the role itself", found.nearest),
        ("among the three nearest", found.among_three),
        ("of the same family", found.family),
    ):
        told = DASH if share is None else f"{100 * share:.1f} %"
        yield f"  {label.ljust(NAME + 8)}{told:>{CELL}}"
    yield (
        f"  τ², what two axes share within a role: {number(left.tau_squared, 4)} "
        f"({left.people:,} people in {left.roles} roles; the model assumes 0)"
    )
    if left.why:
        yield f"  No τ²: {left.why}"


def roles(learned: Learned) -> Iterator[str]:
    """The roles by the people who hold them."""
    people = sum(found.people for found in learned.roles)
    yield f"Values by the people who hold the roles: {people:,} with a role and every axis"
    if learned.no_roles:
        yield f"  No values: {learned.no_roles}"
    few = []
    for found in learned.roles:
        if found.values:
            yield from role(found)
        else:
            few.append(f"{found.role} {found.people}")
    if few:
        yield f"  Too few people (below {LEAST_A_ROLE}), or no values: {', '.join(few)}"
    if not learned.no_roles:
        yield (
            f"  *: differs by more than {CLEAR} standard errors. Of values that are right, "
            "about one in twenty does."
        )
        yield "  No answer lies beyond the ends: near 0 and 1, values come out nearer the middle."


def role(found: RoleFindings) -> Iterator[str]:
    """One role, axis by axis."""
    enough = "" if found.enough else f", below the {ENOUGH_A_ROLE} a candidate takes"
    yield f"  {found.role}: {found.people:,} people{enough}"
    for value in found.values:
        yield (
            f"    {value.axis.ljust(NAME)}{value.value:.3f} ± {value.standard_error:.3f}"
            f"   today {value.today:.3f}{' *' if value.differs else ''}"
        )


def adoption(learned: Learned, output: str) -> Iterator[str]:
    """What the candidate holds, and what a human does to adopt it."""
    values = ", ".join(learned.values) or f"none (each needs {ENOUGH_A_ROLE} people)"
    yield ""
    name = "The candidate" if output == "-" else output
    yield f"{name} has the shape of model/fitted.json."
    yield f"  Values from people: {values}"
    if learned.measurement:
        yield (
            f"  Measurement from people: r {learned.measurement.inter_item_correlation:.3f}, "
            f"SD {learned.measurement.deviation:.3f}"
        )
    else:
        yield (
            "  Measurement: as assumed today (from data it needs an r above 0 and "
            f"{ENOUGH_FOR_MEASUREMENT} people with all items of every axis)"
        )
    yield "To adopt it, after looking at every value:"
    yield "  1. Write the values into model/roles.toml, with these people as evidence, and the"
    yield "     measurement into ASSUMED of model/research/fitting.py."
    yield "  2. python -m model.research.fitting   (model/fitted.json is then this candidate)"
    yield "  3. Raise the version in questions/items.toml; python -m questions.instrument"
    yield "  4. Say under Scoring in CHANGELOG.md what moves; run the tests and role-fit audit."
