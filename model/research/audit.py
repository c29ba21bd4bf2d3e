"""An audit of the instrument: where sheets land, who is turned away, what decides.

Everything is simulated with fixed seeds and computed anew by `role-fit audit`; the bounds
it must keep are here, and the command fails when one is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES
from model.matching import TIE, FittedModel
from model.research.extreme_sheets import own_values_report, sheets_report
from model.research.second_sittings import (
    VERDICTS,
    Sittings,
    consistency_report,
    recovery_report,
    sensitivity_to_correlation,
    sensitivity_to_judgement,
    sensitivity_to_self_rating,
    shown_report,
    stability_report,
)
from model.research.simulation import simulate_people, simulate_sitting
from model.research.table import score_table
from model.scoring import POINTS, ScoringKey

SEED = 20261122
MORE = 16  # times as many people for rates of single roles, which need no draws
CONFUSED = 0.25  # share of the people of one role, or family, that are found in another
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
    """What came out: a report of plain values by length, and the bounds."""

    lengths: dict[str, dict[str, Any]]
    bounds: tuple[Bound, ...]

    @property
    def sound(self) -> bool:
        """Whether every bound is kept."""
        return all(bound.kept for bound in self.bounds)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        bounds = [bound.to_dict() for bound in self.bounds]
        return {"sound": self.sound, "bounds": bounds, "lengths": self.lengths}


def audit(
    keys: dict[str, ScoringKey],
    model: FittedModel,
    judged_cells: Sequence[tuple[str, str]],
    *,
    each: int = 250,
    progress: Progress = lambda _: None,
) -> Audit:
    """Audit an instrument.

    Parameters
    ----------
    keys : dict
        The scoring key of each length, `short` and `long`.
    judged_cells : sequence of (role id, axis id)
        The values that are judgement.
    each : int
        Simulated people of every role; and as many random sheets as people in all.
    """
    lengths = {}
    for length, key in keys.items():
        progress(f"{length}: who is turned away")
        sittings = Sittings.simulate(key, model, each, SEED)
        lengths[length] = {
            "turned_away": turned_away_report(key, model, each * MORE),
            "own_values": own_values_report(key, model),
        }
        progress(f"{length}: where sheets land that say nothing")
        lengths[length]["sheets"] = sheets_report(key, model, len(sittings.first))
        progress(f"{length}: {len(sittings.first):,} people take it twice")
        lengths[length] |= sittings_report(sittings)
        progress(f"{length}: other assumptions")
        lengths[length] |= {
            "judgement_moved": sensitivity_to_judgement(sittings, judged_cells),
            "correlation_assumed": sensitivity_to_correlation(sittings),
            "self_rating_shifted": sensitivity_to_self_rating(sittings),
        }
    return Audit(lengths, tuple(_bounds(lengths)))


def sittings_report(sittings: Sittings) -> dict[str, Any]:
    """What two sittings of the same people show."""
    return {
        "people": len(sittings.first),
        "ties": ties(sittings),
        "confused": confusion_report(sittings),
        "axis_shares": axis_shares(sittings),
        "stability": stability_report(sittings),
        "shown": shown_report(sittings),
        "recovery": recovery_report(sittings),
        "consistency": consistency_report(sittings),
    }


def _bounds(lengths: dict[str, dict[str, Any]]) -> Iterator[Bound]:
    most = {"short": (0.13, 0.30), "long": (0.04, 0.12)}
    for length, report in lengths.items():
        sheets, turned_away = report["sheets"], report["turned_away"]
        overall, worst = most[length]
        uniform = sum(one["verdict"] == "none" for one in sheets["uniform"].values()) / POINTS
        yield Bound(f"{length}: uniform sheets without a role", uniform, 1.0, at_least=True)
        skipped = float(sheets["fixed"]["all skipped"]["verdict"] == "none")
        yield Bound(f"{length}: sheet of skips without a role", skipped, 1.0, at_least=True)
        random = sheets["random"]["random"]["none"]
        yield Bound(f"{length}: random sheets without a role", random, 0.94, at_least=True)
        yield Bound(f"{length}: genuine people without a role", turned_away["all"], overall)
        yield Bound(
            f"{length}: the worst role's people without a role", turned_away["worst"], worst
        )
        error = report["stability"]["calibration_error_nearest"]
        yield Bound(f"{length}: calibration error of stability", error, 0.05, decimals=THOUSANDTH)
        own = report["own_values"].items()
        nearest = float(np.mean([entry["nearest"] == role for role, entry in own]))
        yield Bound(f"{length}: roles nearest to their own values", nearest, 1.0, at_least=True)
        shown = float(np.mean([entry["shown"] for _, entry in own]))
        yield Bound(f"{length}: roles shown at their own values", shown, 1.0, at_least=True)
        reached = float(np.mean([report["shown"][kind]["share"] > 0 for kind in VERDICTS]))
        yield Bound(f"{length}: verdicts that people reach", reached, 1.0, at_least=True)


def turned_away_report(key: ScoringKey, model: FittedModel, each: int) -> dict[str, Any]:
    """Of genuine people, the share turned away: by which rule, and of which role."""
    people = simulate_people(model.centroids, each, SEED + 20)
    table = score_table(simulate_sitting(people, key, SEED + 21), key, model)
    beyond = table.distances.min(axis=1) ** 2 > model.chi_squared_99[-1]
    rules = {
        "all": ~table.significant | beyond,
        "f_rule": ~table.significant,
        "chi_squared_rule": beyond,
    }
    shares = {
        rule: fires.reshape(len(model.roles), each).mean(axis=1) for rule, fires in rules.items()
    }
    worst = int(shares["all"].argmax())
    return {
        "people": len(people.role),
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
    families = list(dict.fromkeys(model.families))
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
    model = sittings.model
    order = sittings.table.distances.argsort(axis=1)
    a, b = model.centroids[order[:, 0]], model.centroids[order[:, 1]]
    parts = np.abs(2 * model.weights * (a - b) * (sittings.table.values - (a + b) / 2)).mean(axis=0)
    return {axis: float(part) for axis, part in zip(AXES, parts / parts.sum(), strict=True)}
