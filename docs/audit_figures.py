"""The figures in the documents that come from audit.json; `docs.figures` prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from model.axes import AXES
from model.research.second_sittings import BINS, OTHER_CORRELATIONS
from questions.bank import Length

LENGTHS: tuple[Length, ...] = ("short", "long")
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WORDS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]


def decimals(number: float, places: int = 2) -> str:
    """A number below one as the documents have it: .30, −.25."""
    text = f"{abs(number):.{places}f}"
    return ("−" if number < 0 else "") + (text.removeprefix("0") if abs(number) < 1 else text)


def audited(audit: Any) -> Iterator[str]:
    """Rows of the tables about simulated people."""
    reports = [audit["lengths"][length] for length in LENGTHS]

    def row(label: str, *path: str, places: int = 2) -> str:
        cells = [decimals(at(report, path), places) for report in reports]
        return f"| {label} | {' | '.join(cells)} |"

    yield row("true nearest role comes first", "recovery", "first")
    yield row("… is among the first three", "recovery", "first_three")
    yield row("two sittings name the same nearest role", "consistency", "nearest")
    yield row("… a nearest role of the same family", "consistency", "family")
    yield row("… exactly the same set of shown roles", "consistency", "shown")
    yield row("stability said, on average", "stability", "said")
    yield row("… and happened", "stability", "happened")
    yield f"{WORDS[BINS]} bins"
    yield row("calibration error", "stability", "calibration_error_nearest", places=3)
    for kind in ("clear", "between", "shortlist"):
        yield row(f"{kind}: people", "shown", kind, "share")
        yield row("… the second sitting's nearest role was shown", "shown", kind, "holds")
    yield row("shortlist: roles shown, on average", "shown", "shortlist", "roles_shown", places=1)
    yield row("none: people", "shown", "none", "share")
    yield row("genuine people to whom no role is named", "turned_away", "all")
    yield row("… by χ²", "turned_away", "chi_squared_rule")
    yield row("… of the worst role", "turned_away", "worst")
    for kind in audit["lengths"]["short"]["sheets"]["random"]:
        yield row(f"{kind}: no role named", "sheets", "random", kind, "none")
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
    """What the audit promises, a row for both lengths."""
    limits = defaultdict(list)
    for bound in audit["bounds"]:
        side = "at least" if bound["at_least"] else "at most"
        name = bound["name"].split(": ", 1)[1]
        limits[name].append(f"{side} {decimals(bound['limit'])}")
    yield from (f"| {name} | {' | '.join(cells)} |" for name, cells in limits.items())


def of_hundred(audit: Any) -> Iterator[str]:
    """The few figures of the card, in words that need no decimals."""
    reports = [audit["lengths"][length] for length in LENGTHS]

    def row(label: str, *path: str) -> str:
        return f"| {label} | {' | '.join(str(round(100 * at(each, path))) for each in reports)} |"

    yield row("the role nearest to the true values comes first", "recovery", "first")
    yield row("… is among the first three", "recovery", "first_three")
    yield row("two sittings put the same role first", "consistency", "nearest")
    yield row("… a role of the same family", "consistency", "family")
    yield row("people who answer honestly and are told no role", "turned_away", "all")
    random = ("sheets", "random", "random", "none")
    yield row("sheets filled in at random that are told no role", *random)
    shifted, worst = reports[0]["self_rating_shifted"], reports[0]["turned_away"]["worst"]
    yield f"in {100 * shifted['+0.10']['nearest_changes']:.0f} of 100 short sittings"
    yield f"one tenth lower, in {100 * shifted['-0.10']['nearest_changes']:.0f},"
    yield f"{100 * worst:.0f} of 100 short sittings of associate product managers"


def at(report: Any, path: Sequence[str]) -> float:
    """The number at one path of a report."""
    for step in path:
        report = report[step]
    return float(report)
