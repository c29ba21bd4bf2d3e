"""An audit of the instrument: what people are told by the whole procedure, and what it is worth.

Everything is simulated with fixed seeds and computed anew by `role-fit audit`; the bounds
it must keep are here, and the command fails when one is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.matching import TIE, FittedModel
from model.research.cliffs import cliff_report
from model.research.extreme_sheets import own_values_report, random_looks_report, sheets_report
from model.research.procedure import Look, Procedure, follow
from model.research.reason_rates import reasons_report
from model.research.second_sittings import (
    VERDICTS,
    Sittings,
    consistency_report,
    expected_calibration_error,
    recovery_report,
    sensitivity_to_correlation,
    sensitivity_to_judgement,
    sensitivity_to_self_rating,
    shown_report,
    stability_report,
)
from model.research.simulation import (
    People,
    one_cloud,
    random_sheets,
    simulate_people,
    simulate_sitting,
)
from model.scoring import POINTS, ScoringKey
from model.verdict import NOTHING

SEED = 20261122
SOME = 4  # every so many-th person, where draws are made anew for other assumptions
CONFUSED = 0.25  # share of the people of one role, or family, that are found in another
STRESSED = ("product_manager", "senior_product_manager")  # a firm that has only these
RANDOM_SEED = 20261201  # of random sheets that go through all looks
RANDOM = 12  # times as many of them as people
PERCENT, THOUSANDTH = 2, 3  # decimals to which a promise is printed
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Bound:
    """A promise of the instrument, and whether it is kept.

    Attributes
    ----------
    name : str
    value, limit : float
    at_least : bool
        Whether the limit is the lowest value there may be, not the highest.
    decimals : int
        To which the value is printed; it is compared unrounded.
    """

    name: str
    value: float
    limit: float
    at_least: bool = False
    decimals: int = PERCENT

    @property
    def kept(self) -> bool:
        """Whether the value is on the right side of the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {**asdict(self), "kept": self.kept}


@dataclass(frozen=True)
class Audit:
    """What came out: reports of plain values, and the bounds.

    Attributes
    ----------
    lengths : dict
        Of `short`, the first items alone, and of `sharpened`, the whole procedure.
    declined : dict
        The same of who declines part two, in fewer figures.
    whole : dict
        What is of the procedure as a whole, or of other people than these.
    """

    lengths: dict[str, dict[str, Any]]
    declined: dict[str, dict[str, Any]]
    whole: dict[str, Any]
    bounds: tuple[Bound, ...]

    @property
    def sound(self) -> bool:
        """Whether every bound is kept."""
        return all(bound.kept for bound in self.bounds)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "sound": self.sound,
            "bounds": [bound.to_dict() for bound in self.bounds],
            "lengths": self.lengths,
            "declined": self.declined,
            **self.whole,
        }


def audit(
    key: ScoringKey,
    model: FittedModel,
    plan: Procedure,
    plan_of_part_one: Procedure,
    judged_cells: Sequence[tuple[str, str]],
    *,
    each: int = 500,
    progress: Progress = lambda _: None,
) -> Audit:
    """Audit an instrument.

    Parameters
    ----------
    plan, plan_of_part_one : Procedure
        How results are sharpened, and how they are of who declines part two.
    judged_cells : sequence of (role id, axis id)
        The values that are judgement.
    each : int
        Simulated people of every role; and as many random sheets as people in all.
    """
    progress("everybody goes through the whole procedure, twice")
    people = simulate_people(model.centroids, each, SEED)
    first, second = (simulate_sitting(people, key, SEED + turn) for turn in (1, 2))
    looks, again = (follow(points, key, model, plan) for points in (first, second))
    short_key = ScoringKey(tuple(item for item in key.items if item.short))
    lengths = {}
    for length, look, whole_key in (("short", looks[0], short_key), ("sharpened", looks[-1], key)):
        progress(f"{length}: what it is worth")
        sittings = Sittings(people, key, model, first, second, look)
        lengths[length] = {
            "own_values": own_values_report(whole_key, model),
            "sheets": sheets_report(whole_key, model, len(people.role) // SOME),
            **sittings_report(sittings),
            "cliffs": cliff_report(first, look, key, model),
            "reasons": reasons_report(people, look, model),
            "judgement_moved": sensitivity_to_judgement(sittings.every(SOME), judged_cells),
            "correlation_assumed": sensitivity_to_correlation(sittings.every(SOME)),
            "self_rating_shifted": sensitivity_to_self_rating(sittings),
        }
    progress("random sheets at every look")
    random = random_sheets(RANDOM * len(people.role), key, RANDOM_SEED)
    whole: dict[str, Any] = {
        "people": len(people.role),
        "exposure": exposure_report(looks),
        "retest": retest_report(looks[-1], again[-1], model),
        "random_sheets": len(random),
        "random_looks": random_looks_report(random, key, model, plan),
    }
    progress("people who do not cluster at the roles")
    whole["stress"] = stress_report(key, model, plan, len(people.role) // 2)
    progress("people who decline part two")
    declined = declined_report(key, model, plan_of_part_one, max(1, each // 2), random)
    return Audit(lengths, declined, whole, tuple(_bounds(lengths, declined, whole)))


def sittings_report(sittings: Sittings) -> dict[str, Any]:
    """What two sittings of the same people with the same items show."""
    return {
        "people": len(sittings.first),
        "asked": float(sittings.look.asked.sum(axis=1).mean()),
        "turned_away": turned_away_report(sittings),
        "ties": ties(sittings),
        "confused": confusion_report(sittings),
        "axis_shares": axis_shares(sittings),
        "axis_bias": axis_bias(sittings),
        "stability": stability_report(sittings),
        "family_said": family_report(sittings),
        "shown": shown_report(sittings),
        "recovery": recovery_report(sittings),
        "consistency": consistency_report(sittings),
    }


def turned_away_report(sittings: Sittings) -> dict[str, Any]:
    """Of genuine people, the share turned away: by which rule, and of which role."""
    model, table = sittings.model, sittings.table
    beyond = table.distances.min(axis=1) ** 2 > model.chi_squared_99[-1]
    rules = {"all": ~table.named | beyond, "f_rule": ~table.named, "chi_squared_rule": beyond}
    role = sittings.people.role
    shares = {
        rule: np.array([fires[role == place].mean() for place in range(len(model.roles))])
        for rule, fires in rules.items()
    }
    worst = int(shares["all"].argmax())
    return {
        **{rule: float(share.mean()) for rule, share in shares.items()},
        "worst": float(shares["all"][worst]),
        "worst_role": model.roles[worst],
        "by_role": {
            role: {rule: float(share[index]) for rule, share in shares.items()}
            for index, role in enumerate(model.roles)
        },
    }


def ties(sittings: Sittings) -> int:
    """How many people have two nearest roles at the same distance."""
    two = np.round(np.sort(sittings.table.distances, axis=1)[:, :2] ** 2, TIE)
    return int((two[:, 0] == two[:, 1]).sum())


def confusion_report(sittings: Sittings) -> dict[str, Any]:
    """Roles and families that cannot be told apart well.

    A person is here found where the nearest role is the one they were made from.
    """
    model, made, nearest = sittings.model, sittings.people.role, sittings.table.nearest
    families = list(model.family_names)
    family = np.array([families.index(name) for name in model.families])
    found, pairs = _confused(model.roles, made, nearest)
    family_found, family_pairs = _confused(families, family[made], family[nearest])
    return {
        "found": found,
        "pairs": pairs,
        "family_found": family_found,
        "family_pairs": family_pairs,
    }


def _confused(
    names: Sequence[str], made: NDArray[np.int64], taken: NDArray[np.int64]
) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """Share of each that is found, and pairs of which many are taken for the other."""
    counts = np.zeros((len(names), len(names)))
    np.add.at(counts, (made, taken), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    places = [(a, b) for a, b in np.argwhere(shares >= CONFUSED) if a != b]
    places.sort(key=lambda place: -shares[place])
    pairs = [
        {"made": names[a], "taken_for": names[b], "share": float(shares[a, b])} for a, b in places
    ]
    return {name: float(shares[i, i]) for i, name in enumerate(names)}, pairs


def axis_shares(sittings: Sittings) -> dict[str, float]:
    """Each axis's share in what decides between the first role and the second.

    The mean absolute contribution to the margin, as a share of all axes'.
    """
    model, order = sittings.model, sittings.look.order
    a, b = model.centroids[order[:, 0]], model.centroids[order[:, 1]]
    parts = np.abs(2 * model.weights * (a - b) * (sittings.table.values - (a + b) / 2)).mean(axis=0)
    return {axis: float(part) for axis, part in zip(AXES, parts / parts.sum(), strict=True)}


def axis_bias(sittings: Sittings) -> dict[str, float]:
    """How far scale scores lie above the true values on average, axis by axis."""
    bias = (sittings.table.values - sittings.people.values).mean(axis=0)
    return {axis: float(one) for axis, one in zip(AXES, bias, strict=True)}


def family_report(sittings: Sittings) -> dict[str, float | None]:
    """How often a family is said of the whole, and how often it is the true nearest role's."""
    model, look = sittings.model, sittings.look
    least = 1.0 if model.rules.family is None else model.rules.family
    pooled = look.stability @ model.family_membership
    own = np.array([model.family_names.index(name) for name in model.families])
    nearest = own[look.table.nearest]
    said = np.take_along_axis(pooled, nearest[:, np.newaxis], axis=1)[:, 0] >= least - NOTHING
    said &= look.kinds() != "none"
    right = nearest == own[sittings.true_nearest]
    return {"share": float(said.mean()), "true": float(right[said].mean()) if said.any() else 0.0}


def exposure_report(looks: Sequence[Look]) -> list[dict[str, Any]]:
    """Who is asked a page, and how often each axis's second quad is on it, of everybody."""
    return [
        {
            "asked_more": float(look.new.mean()),
            "axes": {
                axis: float((look.axes == at).any(axis=1).mean()) for at, axis in enumerate(AXES)
            },
        }
        for look in looks[1:]
    ]


def retest_report(first: Look, second: Look, model: FittedModel) -> dict[str, float | None]:
    """The whole procedure taken twice: pages are chosen anew, answers share all but noise."""
    nearest, again = first.table.nearest, second.table.nearest
    same, said = nearest == again, first.nearest_stability
    families = np.array(model.families)
    kinds = first.kinds()
    clear = kinds == "clear"
    held = [
        model.roles[role] in verdict.shown
        for role, verdict in zip(again, first.verdicts, strict=True)
    ]
    return {
        "same_nearest": float(same.mean()),
        "same_family": float((families[nearest] == families[again]).mean()),
        "calibration_error": expected_calibration_error(said, same),
        "said": float(said.mean()),
        "clear_held": _mean(same[clear]),
        "shown_held": _mean(np.array(held)[kinds != "none"]),
    }


def stress_report(
    key: ScoringKey, model: FittedModel, plan: Procedure, n_people: int
) -> dict[str, Any]:
    """People who do not cluster at all the roles, by the whole procedure."""
    places = [model.roles.index(role) for role in STRESSED if role in model.roles]
    populations: dict[str, People] = {"one cloud": one_cloud(model.centroids, n_people, SEED + 30)}
    if places:
        each = n_people // len(places)
        two = simulate_people(model.centroids[places], each, SEED + 31)
        role = np.array(places)[two.role]
        populations[" and ".join(STRESSED)] = replace(two, role=role)
    return {name: _stressed(some, key, model, plan) for name, some in populations.items()}


def _stressed(
    people: People, key: ScoringKey, model: FittedModel, plan: Procedure
) -> dict[str, Any]:
    first, second = (simulate_sitting(people, key, SEED + turn) for turn in (32, 33))
    looks = follow(first, key, model, plan)
    return {
        length: _stressed_at(Sittings(people, key, model, first, second, look))
        for length, look in (("short", looks[0]), ("sharpened", looks[-1]))
    }


def _stressed_at(sittings: Sittings) -> dict[str, Any]:
    kinds = sittings.look.kinds()
    clear = kinds == "clear"
    same = sittings.table.nearest == sittings.table_again.nearest
    return {
        "people": len(kinds),
        **{kind: float((kinds == kind).mean()) for kind in VERDICTS},
        "clear_said": _mean(sittings.look.nearest_stability[clear]),
        "clear_held": _mean(same[clear]),
        "recovery": recovery_report(sittings),
        "clear_true": _mean((sittings.table.nearest == sittings.true_nearest)[clear]),
    }


def _mean(some: NDArray[Any]) -> float | None:
    return float(some.mean()) if len(some) else None


def declined_report(
    key: ScoringKey, model: FittedModel, plan: Procedure, each: int, random: Floats
) -> dict[str, dict[str, Any]]:
    """Who declines part two: after part one, and after the pages chosen from it."""
    chance = random_looks_report(random, key, model, plan)
    people = simulate_people(model.centroids, each, SEED + 40)
    first, second = (simulate_sitting(people, key, SEED + turn) for turn in (41, 42))
    looks = follow(first, key, model, plan)
    report: dict[str, dict[str, Any]] = {}
    for length, at in (("short", 0), ("sharpened", -1)):
        look = looks[at]
        sittings = Sittings(people, key, model, first, second, look)
        kinds = look.kinds()
        report[length] = {
            "people": len(kinds),
            "asked": float(look.asked.sum(axis=1).mean()),
            **{kind: float((kinds == kind).mean()) for kind in VERDICTS},
            "named": float((kinds != "none").mean()),
            "recovery": recovery_report(sittings),
            "stability": stability_report(sittings),
            "cliffs": cliff_report(first, look, key, model),
            "random_ever_confident": chance[at]["ever_confident"],
        }
    return report


# Promises


def _bounds(
    lengths: dict[str, dict[str, Any]],
    declined: dict[str, dict[str, Any]],
    whole: dict[str, Any],
) -> Iterator[Bound]:
    for length, report in lengths.items():
        yield from _bounds_of_a_length(length, report)
    yield from _bounds_of_the_whole(lengths["sharpened"], whole)
    named = declined["short"]["named"]
    yield Bound("part one only: people to whom a role is named", named, 0.94, at_least=True)


def _bounds_of_a_length(length: str, report: dict[str, Any]) -> Iterator[Bound]:
    sheets, turned_away, cliffs = report["sheets"], report["turned_away"], report["cliffs"]
    uniform = sum(one["verdict"] == "none" for one in sheets["uniform"].values()) / POINTS
    yield Bound(f"{length}: uniform sheets without a role", uniform, 1.0, at_least=True)
    skipped = float(sheets["fixed"]["all skipped"]["verdict"] == "none")
    yield Bound(f"{length}: sheet of skips without a role", skipped, 1.0, at_least=True)
    yield Bound(f"{length}: genuine people without a role", turned_away["all"], 0.02)
    yield Bound(f"{length}: the worst role's people without a role", turned_away["worst"], 0.05)
    stability = report["stability"]
    error = stability["calibration_error_nearest"]
    yield Bound(f"{length}: calibration error of stability", error, 0.03, decimals=THOUSANDTH)
    less = stability["happened"] - stability["shown_again"]
    yield Bound(f"{length}: nearest again but not shown", less, 0.03, decimals=THOUSANDTH)
    bias = max(map(abs, report["axis_bias"].values()))
    yield Bound(f"{length}: largest bias of an axis", bias, 0.02, decimals=THOUSANDTH)
    own = report["own_values"].items()
    nearest = float(np.mean([entry["nearest"] == role for role, entry in own]))
    yield Bound(f"{length}: roles nearest to their own values", nearest, 1.0, at_least=True)
    shown = float(np.mean([entry["shown"] for _, entry in own]))
    yield Bound(f"{length}: roles shown at their own values", shown, 1.0, at_least=True)
    reached = float(np.mean([report["shown"][kind]["share"] > 0 for kind in VERDICTS]))
    yield Bound(f"{length}: verdicts that people reach", reached, 1.0, at_least=True)
    named = cliffs["named"]["share"] or 0.0
    yield Bound(f"{length}: one answer takes every name away", named, 0.04)
    confident = float(cliffs["confident"]["times"])
    yield Bound(f"{length}: confident verdicts that one answer ends", confident, 0.0, decimals=0)
    reasons = report["reasons"]
    yield Bound(f"{length}: axis named most as a reason", max(reasons["for"].values()), 0.45)
    least = min(reasons["for"].values())
    yield Bound(f"{length}: axis named least as a reason", least, 0.15, at_least=True)
    read = reasons["technical"]["read"] or 0.0
    yield Bound(f"{length}: technical people read about depth", read, 0.95, at_least=True)


def _bounds_of_the_whole(sharpened: dict[str, Any], whole: dict[str, Any]) -> Iterator[Bound]:
    recovery, clear = sharpened["recovery"], sharpened["shown"]["clear"]
    yield Bound("sharpened: true nearest role first", recovery["first"], 0.75, at_least=True)
    asked = sharpened["asked"]
    yield Bound("sharpened: items asked on average", asked, 40.0, decimals=0)
    yield Bound("sharpened: clear", clear["share"], 0.48, at_least=True)
    true_first = clear["true_first"] or 0.0
    yield Bound("sharpened: true nearest first where clear", true_first, 0.90, at_least=True)
    error = whole["retest"]["calibration_error"]
    yield Bound("sharpened: calibration error, all anew", error, 0.05, decimals=THOUSANDTH)
    looks = whole["random_looks"]
    for number, look in enumerate(looks, start=1):
        without = look["no_confident_verdict"]
        name = f"look {number}: random sheets without a confident verdict"
        yield Bound(name, without, 0.94, at_least=True)
    ever = looks[-1]["ever_confident"]
    yield Bound("all looks: random sheets ever confident", ever, 0.06, decimals=THOUSANDTH)
