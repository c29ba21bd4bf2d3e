"""Whether the result keeps its word: simulated second sittings, and other assumptions.

Figures come from people of `model.research.simulation`; `role-fit audit` prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.matching import FittedModel, squared_distances
from model.research.reliability import Named, classification_consistency
from model.research.simulation import People, simulate_people, simulate_sitting
from model.research.table import ScoredTable, decide_table, score_table, stability_table
from model.scoring import Measurement, ScoringKey
from model.verdict import Kind, Verdict

VERDICTS: tuple[Kind, ...] = ("clear", "between", "shortlist", "none")
BINS = 10
JUDGEMENT_MOVE = 0.10
OTHER_CORRELATIONS = (0.20, 0.40)
SHIFTS = (-0.10, -0.05, 0.05, 0.10)


@dataclass(frozen=True, eq=False)
class Sittings:
    """Simulated people who take the same length twice.

    Attributes
    ----------
    first, second : ndarray of shape (n_people, n_items)
        Points.
    """

    people: People
    key: ScoringKey
    model: FittedModel
    first: Floats
    second: Floats

    @classmethod
    def simulate(cls, key: ScoringKey, model: FittedModel, each: int, seed: int) -> Sittings:
        """Let `each` people of every role take the items of `key` twice."""
        people = simulate_people(model.centroids, each, seed)
        sittings = (simulate_sitting(people, key, seed + turn) for turn in (1, 2))
        return cls(people, key, model, *sittings)

    @cached_property
    def table(self) -> ScoredTable:
        """Everybody's first sitting, scored."""
        return score_table(self.first, self.key, self.model)

    @cached_property
    def table_again(self) -> ScoredTable:
        """Everybody's second sitting, scored."""
        return score_table(self.second, self.key, self.model)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """What each person is told after the first sitting."""
        return decide_table(self.table, self.model)

    @cached_property
    def verdicts_again(self) -> list[Verdict]:
        """What each person is told after the second sitting."""
        return decide_table(self.table_again, self.model)

    @cached_property
    def stability(self) -> Floats:
        """What the first sitting says of each role, shape (n_people, n_roles)."""
        return stability_table(self.table, self.model)

    @cached_property
    def roles_again(self) -> list[str]:
        """The role nearest in the second sitting, a person each."""
        return [self.model.roles[index] for index in self.table_again.nearest]


def expected_calibration_error(shares: Floats, happened: NDArray[np.bool_]) -> float:
    """Mean distance between what was said and what happened, over ten equal bins.

    References
    ----------
    Naeini, Cooper and Hauskrecht (2015), AAAI 29, 2901-2907.

    Examples
    --------
    >>> said = np.array([0.75, 0.75, 0.75, 0.75])
    >>> expected_calibration_error(said, np.array([True, True, True, False]))
    0.0
    """
    bins = np.minimum((shares * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        chosen = bins == number
        error += abs(shares[chosen].mean() - happened[chosen].mean()) * chosen.mean()
    return float(error)


def stability_report(sittings: Sittings) -> dict[str, Any]:
    """How stability compares with second sittings: of the nearest role, and of all roles."""
    people = np.arange(len(sittings.first))
    nearest, again = sittings.table.nearest, sittings.table_again.nearest
    said, held = sittings.stability[people, nearest], nearest == again
    happened = again[:, np.newaxis] == np.arange(len(sittings.model.roles))
    of_all = expected_calibration_error(sittings.stability.ravel(), happened.ravel())
    return {
        "calibration_error_nearest": expected_calibration_error(said, held),
        "calibration_error_all_roles": of_all,
        "said": float(said.mean()),
        "happened": float(held.mean()),
    }


def shown_report(sittings: Sittings) -> dict[str, Any]:
    """Of each verdict: how often it comes, how many roles it shows, how often they hold.

    `holds` is the share of people for whom the role nearest in the second sitting is
    among those shown after the first.
    """
    report: dict[str, Any] = {}
    sitting_again = list(zip(sittings.verdicts, sittings.roles_again, strict=True))
    for kind in VERDICTS:
        chosen = [(verdict, role) for verdict, role in sitting_again if verdict.kind == kind]
        entry: dict[str, float | None] = {"share": len(chosen) / len(sitting_again)}
        if kind != "none":
            sizes = [len(verdict.shown) for verdict, _ in chosen]
            holds = [role in verdict.shown for verdict, role in chosen]
            entry["roles_shown"] = float(np.mean(sizes)) if chosen else None
            entry["holds"] = float(np.mean(holds)) if chosen else None
        report[kind] = entry
    return report


def consistency_report(sittings: Sittings) -> dict[str, Any]:
    """How often two sittings name the same nearest role, shown set and family."""
    model = sittings.model
    first, second = (
        [
            Named(model.roles[nearest], verdict.shown)
            for nearest, verdict in zip(table.nearest, verdicts, strict=True)
        ]
        for table, verdicts in (
            (sittings.table, sittings.verdicts),
            (sittings.table_again, sittings.verdicts_again),
        )
    )
    families = dict(zip(model.roles, model.families, strict=True))
    return asdict(classification_consistency(first, second, families))


def recovery_report(sittings: Sittings) -> dict[str, float]:
    """How often the role nearest to the true values comes first, and among the first three."""
    true = squared_distances(sittings.people.values, sittings.model).argmin(axis=1)
    order = sittings.table.distances.argsort(axis=1)
    return {
        "first": float((order[:, 0] == true).mean()),
        "first_three": float((order[:, :3] == true[:, np.newaxis]).any(axis=1).mean()),
    }


def sensitivity_to_judgement(
    sittings: Sittings, judged_cells: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Move every judgement value up and down by .10, one at a time.

    Returns
    -------
    dict
        Share of nearest roles that change: `mean` and `worst` over all moves, and
        where the worst is; None where no value is judgement.
    """
    model = sittings.model
    before = sittings.table.nearest
    changed: dict[str, float] = {}
    for role, axis in judged_cells:
        for move in (-JUDGEMENT_MOVE, JUDGEMENT_MOVE):
            centroids = model.centroids.copy()
            cell = model.roles.index(role), AXES.index(axis)
            centroids[cell] = np.clip(centroids[cell] + move, 0, 1)
            moved = replace(model, centroids=centroids)
            after = squared_distances(sittings.table.values, moved).argmin(axis=1)
            changed[f"{role}, {axis} {move:+.2f}"] = float((after != before).mean())
    worst = max(changed, key=lambda place: changed[place], default=None)
    return {
        "moves": len(changed),
        "mean": float(np.mean(list(changed.values()))) if changed else None,
        "worst": None if worst is None else changed[worst],
        "worst_at": worst,
    }


def sensitivity_to_correlation(sittings: Sittings) -> dict[str, Any]:
    """What another assumed inter-item correlation would do to the verdicts."""
    report: dict[str, Any] = {}
    before = sittings.table.nearest
    for r in OTHER_CORRELATIONS:
        model = assume_correlation(sittings.model, r)
        table = score_table(sittings.first, sittings.key, model)
        kinds = [verdict.kind for verdict in decide_table(table, model)]
        report[f"{r:.2f}"] = {
            "nearest_changes": float((table.nearest != before).mean()),
            **{kind: kinds.count(kind) / len(kinds) for kind in VERDICTS},
        }
    return report


def assume_correlation(model: FittedModel, r: float) -> FittedModel:
    """The same model under another assumed inter-item correlation."""
    measurement = Measurement(r, model.measurement.deviation)
    error = measurement.standard_error(np.array([4.0]))
    return replace(model, measurement=measurement, weights=1 / (model.spread**2 + error**2))


def sensitivity_to_self_rating(sittings: Sittings) -> dict[str, Any]:
    """What happens to people who rate themselves higher or lower on everything.

    `seniority` is the change of the nearest role's scope value, on the scale from 0 to 1.
    """
    model, scope = sittings.model, AXES.index("scope")
    before = sittings.table.nearest
    report: dict[str, Any] = {}
    for shift in SHIFTS:
        shifted = np.clip(sittings.table.values + shift, 0, 1)
        after = squared_distances(shifted, model).argmin(axis=1)
        gained = model.centroids[after, scope] - model.centroids[before, scope]
        report[f"{shift:+.2f}"] = {
            "nearest_changes": float((after != before).mean()),
            "seniority": float(gained.mean()),
            "more_senior": float((gained > 0).mean()),
            "less_senior": float((gained < 0).mean()),
        }
    return report
