"""An audit as lines of plain text that fit a terminal and a pipe alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from operator import getitem
from typing import Any

from model.axes import AXES
from model.research.audit import CONFUSED, Audit, Bound
from model.research.second_sittings import JUDGEMENT_MOVE, VERDICTS

Report = dict[str, Any]  # of one length
LABEL, COLUMN = 46, 20  # characters
DASH = "–"
REMEDIES = {
    "uniform": "see model/verdict.py: a sheet without any difference must name no role",
    "sheet of skips": "see model/verdict.py: an empty sheet must name no role",
    "random": "see the levels of F in model/rules.py, and whether the grid of items is still even",
    "genuine": "give the axes that tell roles apart more items, or the role clearer values",
    "the worst role": "give that role clearer values, or evidence for them, in model/roles.toml",
    "calibration": "see ASSUMED in model/research/fitting.py: stability says too much or little",
    "nearest again": "see Faint in model/rules.py: too many are named now and nobody then",
    "largest bias": "see the keys of that axis in questions/items.toml: + and - must balance",
    "roles": "move apart the roles named in the report, in model/roles.toml",
    "verdicts": "see the thresholds in model/rules.py",
    "one answer": "see Faint in model/rules.py: the median of F is the cliff",
    "confident": "see withstands() in model/verdict.py",
    "axis named": "see ReasonRule in model/rules.py",
    "technical people": "see ReasonRule in model/rules.py",
    "true nearest": "see the plan in questions/items.toml: more pages, or other axes on them",
    "items asked": "see the plan in questions/items.toml: fewer pages, or stop earlier",
    "clear": "see the plan in questions/items.toml, and the limits in model/rules.py",
    "people to whom": "see the F test of one facet in model/verdict.py",
}


def as_text(audit: Audit, version: str) -> Iterator[str]:
    """The whole report, section by section."""
    lengths = audit.lengths
    yield (
        f"Audit of instrument {version}. {audit.whole['people']:,} simulated people go through "
        "the whole procedure twice."
    )
    yield row("", lengths)
    of_lengths = (
        procedure, sheets, turned_away, reached, confused, decided, stability, shown, cliffs,
        reasons, sensitive,
    )  # fmt: skip
    for section in of_lengths:
        yield ""
        yield from section(lengths)
    of_the_whole = (exposure, random_looks, retest, stress)
    for part in of_the_whole:
        yield ""
        yield from part(audit.whole)
    yield ""
    yield from declined(audit.declined)
    yield ""
    yield from bounds(audit)


def row(label: str, cells: Iterable[str]) -> str:
    """One line of a table: a label and a cell for each length."""
    return (label.ljust(LABEL) + "".join(cell.rjust(COLUMN) for cell in cells)).rstrip()


def each(
    label: str, lengths: dict[str, Report], *path: str, style: Callable[[Any], str] | None = None
) -> str:
    """A row with what stands at one path in the report of each length."""
    found: list[Any] = [reduce(getitem, path, report) for report in lengths.values()]
    return row(f"  {label}", [(style or percent)(cell) for cell in found])


def percent(share: float | None) -> str:
    """A share as people read it; a dash where there is none."""
    return DASH if share is None else f"{100 * share:.1f} %"


def thousandths(number: float) -> str:
    """A number that is no share."""
    return f"{number:.3f}"


def procedure(lengths: dict[str, Report]) -> Iterator[str]:
    """How much is asked, and how well the scale scores meet the true values."""
    yield "What is asked, and what the scale scores are worth"
    yield each("items asked, on average", lengths, "asked", style=size)
    for axis in AXES:
        yield each(f"bias of {axis}", lengths, "axis_bias", axis, style=moved)
    yield each("a family is said", lengths, "family_said", "share")
    yield each("  and is that of the true nearest role", lengths, "family_said", "true")


def sheets(lengths: dict[str, Report]) -> Iterator[str]:
    """Where sheets land that say nothing."""
    yield "Where sheets land"
    first = next(iter(lengths.values()))["sheets"]
    yield each("all the same answer, by point 1 to 6", lengths, "sheets", "uniform", style=same)
    for name in first["fixed"]:
        yield each(name, lengths, "sheets", "fixed", name, "verdict", style=str)
    for name in first["random"]:
        path = ("sheets", "random", name)
        yield each(f"{name}: no confident verdict", lengths, *path, "not_confident")
        yield each(f"{name}: no name", lengths, *path, "none")
        for kind in VERDICTS[:-1]:
            yield each(f"  {kind}", lengths, *path, kind)
        for length, report in lengths.items():
            named = report["sheets"]["random"][name]["named_most"]
            yield f"    named most, {length}: {named[0] if named else 'none'}"


def same(sheets: dict[str, Report]) -> str:
    """The one verdict of all of them, or all there are."""
    return ", ".join(sorted({sheet["verdict"] for sheet in sheets.values()}))


def turned_away(lengths: dict[str, Report]) -> Iterator[str]:
    """Genuine people to whom no role is named."""
    first = next(iter(lengths.values()))["turned_away"]
    yield "Genuine people who are turned away"
    yield each("in all", lengths, "turned_away", "all")
    yield each("by the F rule", lengths, "turned_away", "f_rule")
    yield each("by the χ² rule", lengths, "turned_away", "chi_squared_rule")
    roles = first["by_role"]
    yield "  of each role: by the F rule; after a plus by the χ² rule, where it fires"
    for role in sorted(roles, key=lambda name: -float(roles[name]["all"])):
        yield each(f"  {role}", lengths, "turned_away", "by_role", role, style=by_rule)
    for length, report in lengths.items():
        worst = report["turned_away"]
        yield f"  worst, {length}: {worst['worst_role']}, {percent(worst['worst'])}"


def by_rule(shares: dict[str, float]) -> str:
    """How often either rule fires on people of one role."""
    beyond = shares["chi_squared_rule"]
    return percent(shares["f_rule"]) + (f" + {percent(beyond)}" if beyond else "")


def reached(lengths: dict[str, Report]) -> Iterator[str]:
    """What somebody at exactly a role's values is told."""
    yield "Reached at the role's own values: verdict and stability"
    for role in next(iter(lengths.values()))["own_values"]:
        yield each(role, lengths, "own_values", role, style=at_home)
    for length, report in lengths.items():
        for role, found in report["own_values"].items():
            if found["nearest"] != role:
                yield f"  {length}: at the values of {role}, {found['nearest']} is nearest"
    yield each("people with two nearest roles at one distance", lengths, "ties", style=str)


def at_home(found: Report) -> str:
    """Verdict and stability, and whether the role itself is shown."""
    verdict = found["verdict"] if found["shown"] else f"not ({found['verdict']})"
    return f"{verdict} {100 * found['stability']:.0f} %"


def confused(lengths: dict[str, Report]) -> Iterator[str]:
    """Roles and families that are taken for others."""
    yield f"Cannot be told apart: {100 * CONFUSED:.0f} % or more of one are nearest to the other"
    for kind, pairs in (("roles", "pairs"), ("families", "family_pairs")):
        for length, report in lengths.items():
            found = report["confused"][pairs]
            for pair in found:
                told = f"{pair['made']} taken for {pair['taken_for']}"
                yield f"  {length}, {kind}: {told}, {percent(pair['share'])}"
            if not found:
                yield f"  {length}, {kind}: none"
    yield "People whose family is nearest"
    for family in next(iter(lengths.values()))["confused"]["family_found"]:
        yield each(family, lengths, "confused", "family_found", family)
    yield "True nearest role"
    yield each("comes first", lengths, "recovery", "first")
    yield each("is among the first three", lengths, "recovery", "three")
    yield each("has the family of the first", lengths, "recovery", "family")


def decided(lengths: dict[str, Report]) -> Iterator[str]:
    """What decides between the first role and the second."""
    yield "Share of each axis in what decides between the first role and the second"
    for axis in AXES:
        yield each(axis, lengths, "axis_shares", axis)


def stability(lengths: dict[str, Report]) -> Iterator[str]:
    """Whether "if you took it again" is true of a second sitting."""
    yield "“If you took it again”, against second sittings"
    yield each("nearest role: said", lengths, "stability", "said")
    yield each("  happened", lengths, "stability", "happened")
    yield each("  and the page would show it first", lengths, "stability", "shown_again")
    for label, name in (("nearest role", "nearest"), ("all roles", "all_roles")):
        path = ("stability", f"calibration_error_{name}")
        yield each(f"calibration error (ECE), {label}", lengths, *path, style=thousandths)
    yield "Two sittings of one person name"
    yield each("the same nearest role", lengths, "consistency", "nearest")
    yield each("a nearest role of the same family", lengths, "consistency", "family")
    yield each("the same set of shown roles, or none", lengths, "consistency", "shown")
    yield each("  of those who were shown any", lengths, "consistency", "shown_if_any")


def shown(lengths: dict[str, Report]) -> Iterator[str]:
    """How often what is shown holds, and how much that is."""
    yield "What is shown, by verdict"
    for kind in VERDICTS:
        yield each(f"{kind}: people", lengths, "shown", kind, "share")
        if kind != "none":
            yield each("  holds the nearest of a second sitting", lengths, "shown", kind, "holds")
            yield each("  roles shown", lengths, "shown", kind, "roles_shown", style=size)
            yield each("  true nearest comes first", lengths, "shown", kind, "true_first")
            yield each("  true nearest among three", lengths, "shown", kind, "true_three")
            yield each("  true family comes first", lengths, "shown", kind, "true_family")


def cliffs(lengths: dict[str, Report]) -> Iterator[str]:
    """What a single answer can do."""
    yield "One answer, moved by one or two points, takes every name away (.95 interval)"
    for group, who in (("named", "of those with a name"), ("confident", "of confident verdicts")):
        yield each(who, lengths, "cliffs", group, style=with_interval)


def with_interval(found: Report) -> str:
    """A share and its interval, in hundredths."""
    if found["share"] is None:
        return DASH
    low, high = 100 * found["low"], 100 * found["high"]
    return f"{100 * found['share']:.2f} ({low:.2f}–{high:.2f})"


def reasons(lengths: dict[str, Report]) -> Iterator[str]:
    """How often each axis is named as a reason."""
    yield "Axes named as reasons: for the roles shown, and where the person differs"
    for axis in AXES:
        yield each(axis, lengths, "reasons", style=partial(both_ways, axis))
    yield each(
        "technical product managers read about depth", lengths, "reasons", "technical", "read"
    )
    yield each("  as speaking for the role", lengths, "reasons", "technical", "as_for")


def both_ways(axis: str, found: Report) -> str:
    """How often an axis speaks for and against."""
    return f"{percent(found['for'][axis])} + {percent(found['against'][axis])}"


def exposure(whole: Report) -> Iterator[str]:
    """Who is asked a page, and of what."""
    pages = whole["exposure"]
    yield "Pages that sharpen: who is asked one, and each axis on it, of everybody"
    yield row("", [f"page {number}" for number in range(1, len(pages) + 1)])
    yield row("  asked", [percent(page["asked_more"]) for page in pages])
    for axis in AXES:
        yield row(f"  {axis}", [percent(page["axes"][axis]) for page in pages])


def random_looks(whole: Report) -> Iterator[str]:
    """What random sheets are told at every look."""
    looks = whole["random_looks"]
    yield f"{whole['random_sheets']:,} random sheets at every look"
    yield row("", [f"look {number}" for number in range(1, len(looks) + 1)])
    for label, name in (
        ("no confident verdict", "no_confident_verdict"),
        ("no name", "no_name"),
        ("ever a confident verdict, up to here", "ever_confident"),
        ("ever a name, up to here", "ever_named"),
    ):
        yield row(f"  {label}", [percent(look[name]) for look in looks])


def retest(whole: Report) -> Iterator[str]:
    """The whole procedure twice."""
    found = whole["retest"]
    yield "The whole procedure taken twice, with its pages chosen anew"
    for label, name in (
        ("the same nearest role", "same_nearest"),
        ("the same family", "same_family"),
        ("nearest role again, where it was clear", "clear_held"),
        ("nearest again among the roles shown", "shown_held"),
    ):
        yield row(f"  {label}", [percent(found[name])])
    yield row("  calibration error (ECE)", [thousandths(found["calibration_error"])])


def stress(whole: Report) -> Iterator[str]:
    """People who do not cluster at all the roles."""
    yield "Where people do not cluster at the roles"
    for name, lengths in whole["stress"].items():
        yield row(f"  {name}", lengths)
        for kind in VERDICTS:
            yield each(f"  {kind}", lengths, kind)
        yield each("  clear: stability said", lengths, "clear_said")
        yield each("    held in a second sitting", lengths, "clear_held")
        yield each("    was the true nearest role", lengths, "clear_true")
        yield each("  true nearest role comes first", lengths, "recovery", "first")


def declined(lengths: dict[str, Report]) -> Iterator[str]:
    """Who declines part two."""
    yield row("Who declines part two", lengths)
    yield each("items asked, on average", lengths, "asked", style=size)
    for kind in VERDICTS:
        yield each(kind, lengths, kind)
    yield each("true nearest role comes first", lengths, "recovery", "first")
    yield each("  is among the first three", lengths, "recovery", "three")
    yield each("  has the family of the first", lengths, "recovery", "family")
    path = ("stability", "calibration_error_nearest")
    yield each("calibration error (ECE)", lengths, *path, style=thousandths)
    yield each(
        "of those with a name, one answer takes all",
        lengths,
        "cliffs",
        "named",
        style=with_interval,
    )
    yield each("random sheets ever confident, up to here", lengths, "random_ever_confident")


def size(roles: float | None) -> str:
    """How many roles are shown on average."""
    return DASH if roles is None else f"{roles:.1f}"


def sensitive(lengths: dict[str, Report]) -> Iterator[str]:
    """What other assumptions would change."""
    first = next(iter(lengths.values()))
    moves = first["judgement_moved"]["moves"]
    yield "Nearest roles that change"
    yield f"  if one judgement moves by ±{JUDGEMENT_MOVE:.2f} ({moves} moves tried)"
    yield each("  on average", lengths, "judgement_moved", "mean")
    yield each("  at worst", lengths, "judgement_moved", "worst")
    for length, report in lengths.items():
        yield f"    worst, {length}: {report['judgement_moved']['worst_at'] or 'none'}"
    for r in first["correlation_assumed"]:
        path = ("correlation_assumed", r)
        yield each(f"if answers on one axis correlate by {r}", lengths, *path, "nearest_changes")
        for kind in VERDICTS:
            yield each(f"  then {kind}", lengths, *path, kind)
    for shift in first["self_rating_shifted"]:
        who = "modest" if shift.startswith("-") else "confident"
        path = ("self_rating_shifted", shift)
        yield each(f"if people rate themselves {shift} ({who})", lengths, *path, "nearest_changes")
        yield each("  to a more senior role", lengths, *path, "more_senior")
        yield each("  to a less senior role", lengths, *path, "less_senior")
        yield each("  seniority, 0 to 1, by", lengths, *path, "seniority", style=moved)


def moved(number: float) -> str:
    """A change with its sign."""
    return f"{number:+.3f}"


def bounds(audit: Audit) -> Iterator[str]:
    """Every promise, kept or broken, and what to do about the broken ones."""
    yield "Bounds"
    for bound in audit.bounds:
        yield f"  {'kept  ' if bound.kept else 'BROKEN'}  {promise(bound)}"
    broken = [bound for bound in audit.bounds if not bound.kept]
    if not broken:
        yield "All bounds are kept."
        return
    are = "is" if len(broken) == 1 else "are"
    yield f"{len(broken)} of {len(audit.bounds)} bounds {are} broken. What to do:"
    for bound in broken:
        yield f"  {bound.name}:"
        yield f"    {remedy(bound)}."


def promise(bound: Bound) -> str:
    """A promise with its figure and its limit."""
    side = "at least" if bound.at_least else "at most"
    if bound.decimals > 2:
        return f"{bound.name}: {bound.value:.3f}, {side} {bound.limit:.3f}"
    if bound.decimals == 0:
        return f"{bound.name}: {bound.value:.1f}, {side} {bound.limit:.0f}"
    return f"{bound.name}: {percent(bound.value)}, {side} {100 * bound.limit:.0f} %"


def remedy(bound: Bound) -> str:
    """What to do about a broken promise."""
    said = bound.name.split(": ", 1)[1]
    return next(text for start, text in REMEDIES.items() if said.startswith(start))
