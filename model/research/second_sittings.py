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
from model.research.procedure import Look, look_at
from model.research.reliability import Named, classification_consistency
from model.research.simulation import People, simulate_people, simulate_sitting
from model.research.table import ScoredTable, decide_table, score_table
from model.scoring import ScoringKey
from model.verdict import Kind, Verdict

VERDICTS: tuple[Kind, ...] = ("clear", "between", "shortlist", "faint", "none")
BINS = 10
JUDGEMENT_MOVE = 0.10
OTHER_CORRELATIONS = (0.20, 0.40)
SHIFTS = (-0.10, -0.05, 0.05, 0.10)


@dataclass(frozen=True, eq=False)
class Sittings:
    """Simulated people who answer the same items twice.

    Attributes
    ----------
    first, second : ndarray of shape (n_people, n_items)
        Points, of all items of the key.
    look : Look
        What the first sitting says, with the items that were asked in it.
    """

    people: People
    key: ScoringKey
    model: FittedModel
    first: Floats
    second: Floats
    look: Look

    @classmethod
    def simulate(cls, key: ScoringKey, model: FittedModel, each: int, seed: int) -> Sittings:
        """Let `each` people of every role take all items of `key` twice."""
        people = simulate_people(model.centroids, each, seed)
        first, second = (simulate_sitting(people, key, seed + turn) for turn in (1, 2))
        asked = np.ones(first.shape, dtype=np.bool_)
        return cls(people, key, model, first, second, look_at(first, asked, key, model))

    @property
    def table(self) -> ScoredTable:
        """Everybody's first sitting, scored."""
        return self.look.table

    @cached_property
    def table_again(self) -> ScoredTable:
        """Everybody's second sitting with the same items, scored."""
        asked = self.look.asked
        points = np.where(asked, self.second, np.nan)
        return score_table(points, self.key, self.model, asked)

    @property
    def verdicts(self) -> list[Verdict]:
        """What each person is told after the first sitting."""
        return self.look.verdicts

    @cached_property
    def verdicts_again(self) -> list[Verdict]:
        """What each person is told after the second sitting."""
        return decide_table(self.table_again, self.model)

    @property
    def stability(self) -> Floats:
        """What the first sitting says of each role, shape (n_people, n_roles)."""
        return self.look.stability

    @cached_property
    def roles_again(self) -> list[str]:
        """The role nearest in the second sitting, a person each."""
        return [self.model.roles[index] for index in self.table_again.nearest]

    @cached_property
    def true_nearest(self) -> NDArray[np.int64]:
        """Index of the role nearest to each person's true values."""
        squared = squared_distances(self.people.values, self.model)
        nearest: NDArray[np.int64] = squared.argmin(axis=1)
        return nearest

    def every(self, step: int) -> Sittings:
        """Every so many-th person of them."""
        return Sittings(
            people=self.people.every(step),
            key=self.key,
            model=self.model,
            first=self.first[::step],
            second=self.second[::step],
            look=self.look.every(step),
        )


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
    """How stability compares with second sittings: of the nearest role, and of all roles.

    `shown_again` is how often the page, which may name nobody, would show that role first.
    """
    people = np.arange(len(sittings.first))
    nearest, again = sittings.table.nearest, sittings.table_again.nearest
    said, held = sittings.stability[people, nearest], nearest == again
    happened = again[:, np.newaxis] == np.arange(len(sittings.model.roles))
    of_all = expected_calibration_error(sittings.stability.ravel(), happened.ravel())
    named_again = np.array([bool(verdict.shown) for verdict in sittings.verdicts_again])
    return {
        "calibration_error_nearest": expected_calibration_error(said, held),
        "calibration_error_all_roles": of_all,
        "said": float(said.mean()),
        "happened": float(held.mean()),
        "shown_again": float((held & named_again).mean()),
    }


def shown_report(sittings: Sittings) -> dict[str, Any]:
    """Of each verdict: how often it comes, how many roles it shows, how often they hold.

    `holds` is the share of people for whom the role nearest in the second sitting is
    among those shown after the first; `true_first`, `true_three` and `true_family` the
    share for whom the role nearest to their true values comes first, is among the first
    three, and has the family of the nearest.
    """
    kinds = sittings.look.kinds()
    return {kind: _of_kind(sittings, kind, kinds == kind) for kind in VERDICTS}


def _of_kind(sittings: Sittings, kind: Kind, chosen: NDArray[np.bool_]) -> dict[str, float | None]:
    entry: dict[str, float | None] = {"share": float(chosen.mean())}
    if kind == "none":
        return entry
    rows = np.flatnonzero(chosen).tolist()
    shown = [sittings.verdicts[row].shown for row in rows]
    again = [sittings.roles_again[row] for row in rows]
    figures: dict[str, list[int] | list[bool] | NDArray[np.bool_]] = {
        "roles_shown": [len(roles) for roles in shown],
        "holds": [role in roles for role, roles in zip(again, shown, strict=True)],
        **{f"true_{name}": right[chosen] for name, right in recovered(sittings).items()},
    }
    means = {name: float(np.mean(each)) if rows else None for name, each in figures.items()}
    return {**entry, **means}


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


def recovered(sittings: Sittings) -> dict[str, NDArray[np.bool_]]:
    """For whom the role nearest to the true values is found: first, among three, by family."""
    true, order = sittings.true_nearest, sittings.look.order
    families = np.array(sittings.model.families)
    return {
        "first": order[:, 0] == true,
        "three": (order[:, :3] == true[:, np.newaxis]).any(axis=1),
        "family": families[order[:, 0]] == families[true],
    }


def recovery_report(sittings: Sittings) -> dict[str, float]:
    """How often the role nearest to the true values comes first, is among three, by family."""
    return {name: float(right.mean()) for name, right in recovered(sittings).items()}


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
        asked = sittings.look.asked
        table = score_table(np.where(asked, sittings.first, np.nan), sittings.key, model, asked)
        kinds = [verdict.kind for verdict in decide_table(table, model)]
        report[f"{r:.2f}"] = {
            "nearest_changes": float((table.nearest != before).mean()),
            **{kind: kinds.count(kind) / len(kinds) for kind in VERDICTS},
        }
    return report


def assume_correlation(model: FittedModel, r: float) -> FittedModel:
    """The same model under another assumed inter-item correlation."""
    measurement = replace(model.measurement, inter_item_correlation=r)
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
