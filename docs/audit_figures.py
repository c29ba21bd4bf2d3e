"""The figures in the documents that come from audit.json; `docs.figures` prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import getitem
from typing import Any

from model.axes import AXES
from model.research.cliffs import STEPS
from model.research.reason_rates import MUCH
from model.research.second_sittings import BINS, OTHER_CORRELATIONS

LENGTHS = ("short", "sharpened")
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WORDS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"]
WORDS += ["eighteen", "nineteen", "twenty"]


def decimals(number: float, places: int = 2) -> str:
    """A number below one as the documents have it: .30, −.25."""
    text = f"{abs(number):.{places}f}"
    if not places:
        return text
    return ("−" if number < 0 else "") + (text.removeprefix("0") if abs(number) < 1 else text)


def audited(audit: Any) -> Iterator[str]:
    """Rows of the tables about simulated people."""
    reports = [audit["lengths"][length] for length in LENGTHS]
    row = Rows(reports)
    yield row("statements asked, on average", "asked", places=1)
    yield row("true nearest role comes first", "recovery", "first")
    yield row("… is among the first three", "recovery", "three")
    yield row("… has the family of the first", "recovery", "family")
    yield row("two sittings name the same nearest role", "consistency", "nearest")
    yield row("… a nearest role of the same family", "consistency", "family")
    yield row("… exactly the same set of shown roles", "consistency", "shown")
    yield row("stability said, on average", "stability", "said")
    yield row("… and happened", "stability", "happened")
    yield row("… and the page would show that role first", "stability", "shown_again")
    yield f"{WORDS[BINS]} bins"
    yield row("calibration error", "stability", "calibration_error_nearest", places=3)
    yield from verdicts(row)
    yield row("a family is said", "family_said", "share")
    yield row("… and it is that of the true nearest role", "family_said", "true")
    yield row("genuine people to whom no role is named", "turned_away", "all", places=3)
    yield row("… by χ²", "turned_away", "chi_squared_rule", places=3)
    yield row("… of the worst role", "turned_away", "worst", places=3)
    for kind in reports[0]["sheets"]["random"]:
        yield row(f"{kind}: no confident verdict", "sheets", "random", kind, "not_confident")
        yield row(f"{kind}: no name", "sheets", "random", kind, "none")
    yield from cliffs(reports)
    yield from named(reports)
    yield from told_apart(reports)
    for axis in AXES:
        yield row(axis, "axis_shares", axis)
    moves = reports[0]["judgement_moved"]["moves"]
    yield row(f"{moves} moves of one judgement: on average", "judgement_moved", "mean")
    yield row("… at worst", "judgement_moved", "worst")
    for r in OTHER_CORRELATIONS:
        yield row(
            f"r = {decimals(r)} assumed", "correlation_assumed", f"{r:.2f}", "nearest_changes"
        )
        yield row("… then clear", "correlation_assumed", f"{r:.2f}", "clear")
    for shift in reports[0]["self_rating_shifted"]:
        size = ("+" if float(shift) > 0 else "") + decimals(float(shift))
        yield row(f"all self-ratings {size}", "self_rating_shifted", shift, "nearest_changes")
        yield row("… to a more senior role", "self_rating_shifted", shift, "more_senior")
        yield row("… to a less senior role", "self_rating_shifted", shift, "less_senior")
    yield from whole(audit)


class Rows:
    """Rows of a table, a column a report."""

    def __init__(self, reports: list[Any]) -> None:
        self._reports = reports

    def __call__(self, label: str, *path: str, places: int = 2) -> str:
        cells = [decimals(at(report, path), places) for report in self._reports]
        return f"| {label} | {' | '.join(cells)} |"


def verdicts(row: Rows) -> Iterator[str]:
    """What each verdict is worth."""
    for kind in ("clear", "between", "shortlist", "faint"):
        yield row(f"{kind}: people", "shown", kind, "share")
        yield row("… the second sitting's nearest role was shown", "shown", kind, "holds")
        yield row("… the true nearest role comes first", "shown", kind, "true_first")
        yield row("… it is among the first three", "shown", kind, "true_three")
        yield row("… it is of the first one's family", "shown", kind, "true_family")
    yield row("shortlist: roles shown, on average", "shown", "shortlist", "roles_shown", places=1)
    yield row("none: people", "shown", "none", "share", places=3)


def cliffs(reports: list[Any]) -> Iterator[str]:
    """What one answer can do, with .95 intervals."""
    yield f"one or {WORDS[max(STEPS)]} points"
    yield "a .95 interval"
    for group, label in (("named", "of those with a name"), ("confident", "of confident verdicts")):
        yield with_intervals(label, [report["cliffs"][group] for report in reports])


def with_intervals(label: str, found: list[Any]) -> str:
    """A row of shares, each with its interval."""
    cells = [
        f"{decimals(one['share'], 4)} ({decimals(one['low'], 4)} to {decimals(one['high'], 4)})"
        for one in found
    ]
    return f"| {label} | {' | '.join(cells)} |"


def named(reports: list[Any]) -> Iterator[str]:
    """How often each axis is a reason for the roles shown, and a difference from them."""
    for axis in AXES:
        cells = [
            f"{decimals(report['reasons'][way][axis])}"
            for report in reports
            for way in ("for", "against")
        ]
        yield f"| {axis} | {' | '.join(cells)} |"
    row = Rows([report["reasons"] for report in reports])
    yield f"{100 * MUCH:.0f} or more of 100 on technical depth"
    yield row("technical people read about technical depth", "technical", "read")
    yield row("… as speaking for the role", "technical", "as_for")


def whole(audit: Any) -> Iterator[str]:
    """What is of the procedure as a whole, or of other people."""
    pages = audit["exposure"]
    yield Rows(pages)("asked the page", "asked_more")
    for axis in AXES:
        yield Rows(pages)(f"{axis} is on it", "axes", axis)
    looks = audit["random_looks"]
    yield f"{audit['random_sheets']:,} random sheets"
    for label, name in (
        ("no confident verdict", "no_confident_verdict"),
        ("no name", "no_name"),
        ("ever a confident verdict, up to here", "ever_confident"),
        ("ever a name, up to here", "ever_named"),
    ):
        yield Rows(looks)(label, name, places=3)
    retest = Rows([audit["retest"]])
    yield retest("the same nearest role", "same_nearest")
    yield retest("a role of the same family", "same_family")
    yield retest("the same nearest role, where it was clear", "clear_held")
    yield retest("the nearest role then was shown now", "shown_held")
    yield retest("calibration error, pages chosen anew", "calibration_error", places=3)
    yield from stress(audit)
    yield from declined(audit)


def stress(audit: Any) -> Iterator[str]:
    """People who do not cluster at the roles: one table with two columns each."""
    reports = [found[length] for found in audit["stress"].values() for length in LENGTHS]
    row = Rows(reports)
    yield row("clear", "clear")
    yield row("clear: stability said", "clear_said")
    yield row("… the same role in a second sitting", "clear_held")
    yield row("… it is the true nearest role", "clear_true")
    yield row("faint", "faint")
    yield row("none", "none")
    yield row("true nearest role first, of all", "recovery", "first")
    yield f"{reports[0]['people']:,} people of each kind"


def declined(audit: Any) -> Iterator[str]:
    """Who declines part two."""
    row = Rows([audit["declined"][length] for length in LENGTHS])
    yield row("statements of part one asked, on average", "asked", places=1)
    for kind in ("clear", "between", "shortlist", "faint", "none"):
        yield row(f"part one only: {kind}", kind)
    yield row("part one only: true nearest role comes first", "recovery", "first")
    yield row("part one only: … is among the first three", "recovery", "three")
    yield row("part one only: … has the family of the first", "recovery", "family")
    lost = [audit["declined"][length]["cliffs"]["named"] for length in LENGTHS]
    yield with_intervals("part one only: of those with a name, one answer takes it away", lost)
    label = "part one only: random sheets ever told a confident verdict"
    yield row(label, "random_ever_confident", places=3)


def told_apart(reports: list[Any]) -> Iterator[str]:
    """How often each role and family is found, the roles hardest to find first."""
    for kind in ("found", "family_found"):
        found = [report["confused"][kind] for report in reports]
        for name in sorted(found[0], key=lambda name: float(found[0][name])):
            yield f"| `{name}` | {decimals(found[0][name])} | {decimals(found[1][name])} |"
    yield f"The worst is `{reports[0]['turned_away']['worst_role']}`"
    pairs = {(pair["made"], pair["taken_for"]) for r in reports for pair in r["confused"]["pairs"]}
    for made, taken in sorted(pairs):
        yield f"`{made}` for `{taken}`"


def bounds(audit: Any) -> Iterator[str]:
    """What the audit promises: a row for both lengths, or one of its own."""
    limits: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for bound in audit["bounds"]:
        side = "at least" if bound["at_least"] else "at most"
        places = 2 if bound["decimals"] else 0
        length, name = bound["name"].split(": ", 1)
        limits[name][length] = f"{side} {decimals(bound['limit'], places)}"
    for name, cells in limits.items():
        if set(cells) == set(LENGTHS):
            yield f"| {name} | {' | '.join(cells[length] for length in LENGTHS)} |"
        else:
            yield from (f"| {length}: {name} | {cell} |" for length, cell in cells.items())


def of_hundred(audit: Any) -> Iterator[str]:
    """The few figures of the card, in words that need no decimals."""
    reports = [audit["lengths"][length] for length in LENGTHS]

    def row(label: str, *path: str) -> str:
        return f"| {label} | {' | '.join(hundredths(at(each, path)) for each in reports)} |"

    yield row("the role nearest to the true values comes first", "recovery", "first")
    yield row("… is among the first three", "recovery", "three")
    yield row("… has the family of the first", "recovery", "family")
    yield row("two sittings put the same role first", "consistency", "nearest")
    yield row("… a role of the same family", "consistency", "family")
    yield row("people who answer honestly and are told no role", "turned_away", "all")
    yield row("… and are told a role, but that the signal is faint", "shown", "faint", "share")
    looks = audit["random_looks"]
    for label, name in (
        ("sheets filled in at random without a confident verdict", "no_confident_verdict"),
        ("… without any name", "no_name"),
    ):
        yield f"| {label} | {hundredths(looks[0][name])} | {hundredths(looks[-1][name])} |"
    shifted, worst = reports[0]["self_rating_shifted"], reports[0]["turned_away"]["worst"]
    yield f"in {hundredths(shifted['+0.10']['nearest_changes'])} of 100 short sittings"
    yield f"one tenth lower, in {hundredths(shifted['-0.10']['nearest_changes'])},"
    yield f"{hundredths(worst)} of 100 short sittings of associate product managers"
    cloud = audit["stress"]["one cloud"]["sharpened"]
    said, held = (hundredths(cloud[name]) for name in ("clear_said", "clear_held"))
    yield f"in {said} of 100 sittings and is so in {held}"
    part_one = audit["declined"]["short"]
    yield f"to {hundredths(part_one['named'])} of 100 a role is named"
    yield f"to {hundredths(part_one['faint'])} of them faintly"
    lost = part_one["cliffs"]["named"]["share"]
    yield f"one answer could take the name from {hundredths(lost)} of 100"


def hundredths(share: float) -> str:
    """A share of a hundred, as people count; below one where it is."""
    return "below 1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def at(report: Any, path: Sequence[str]) -> Any:
    """What stands at a path in a report."""
    return reduce(getitem, path, report)
