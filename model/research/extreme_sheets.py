"""Where sheets land: those that say nothing, and those at a role's own values."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from model.axes import AXES, Floats
from model.matching import FittedModel
from model.research.procedure import Procedure, follow
from model.research.second_sittings import VERDICTS
from model.research.simulation import random_sheets
from model.research.table import ScoredTable, decide_table, score_table, stability_table
from model.scoring import POINTS, ScoringKey
from model.verdict import Verdict

SEED = 20261130  # of the random sheets
CONFIDENT = ("clear", "between", "shortlist")


def sheets_report(key: ScoringKey, model: FittedModel, n_random: int) -> dict[str, Any]:
    """Where sheets land that say nothing, or go to extremes, with all items asked."""
    n = len(key.items)
    turns = np.arange(n) % 2
    fixed = {
        "all skipped": np.full(n, np.nan),
        "alternating, low first": np.where(turns, POINTS, 1.0),
        "alternating, high first": np.where(turns, 1.0, POINTS),
        "high end of every axis": np.where(key.sign > 0, POINTS, 1.0),
        "low end of every axis": np.where(key.sign > 0, 1.0, POINTS),
    }
    random = random_sheets(n_random, key, SEED)
    extreme = np.where(random > POINTS / 2, float(POINTS), 1.0)
    uniform = {str(p): np.full(n, float(p)) for p in range(1, POINTS + 1)}
    return {
        "uniform": _landing(uniform, key, model),
        "fixed": _landing(fixed, key, model),
        "random": {
            "random": _landings(random, key, model),
            "random extremes": _landings(extreme, key, model),
            "random between the two middle points": _landings(np.clip(random, 3, 4), key, model),
        },
    }


def _landing(sheets: dict[str, Floats], key: ScoringKey, model: FittedModel) -> dict[str, Any]:
    """Verdict, reason and nearest role of each sheet by its name."""
    table, verdicts = _judge(np.array(list(sheets.values())), key, model)
    return {
        name: {
            "verdict": verdict.kind,
            "reason": verdict.reason,
            "nearest": model.roles[nearest] if nearest >= 0 else None,
        }
        for name, verdict, nearest in zip(sheets, verdicts, table.nearest, strict=True)
    }


def _judge(
    points: Floats, key: ScoringKey, model: FittedModel
) -> tuple[ScoredTable, list[Verdict]]:
    table = score_table(points, key, model)
    return table, decide_table(table, model)


def _landings(points: Floats, key: ScoringKey, model: FittedModel) -> dict[str, Any]:
    _, verdicts = _judge(points, key, model)
    kinds = Counter(verdict.kind for verdict in verdicts)
    named = Counter(role for verdict in verdicts for role in verdict.shown[:1])
    shares: dict[str, Any] = {kind: kinds[kind] / len(verdicts) for kind in VERDICTS}
    confident = sum(shares[kind] for kind in CONFIDENT)
    most = [role for role, _ in named.most_common(3)]
    return {**shares, "not_confident": 1 - confident, "named_most": most}


def random_looks_report(
    points: Floats, key: ScoringKey, model: FittedModel, plan: Procedure
) -> list[dict[str, float]]:
    """What random sheets are told at every look, and what they ever were told up to it."""
    report = []
    ever = {"confident": np.zeros(len(points), bool), "named": np.zeros(len(points), bool)}
    for look in follow(points, key, model, plan, sparing=True):
        far = look.table.distances.min(axis=1) ** 2 > model.chi_squared_99[-1]
        now = {"confident": look.table.significant & ~far, "named": look.table.named & ~far}
        ever = {name: before | now[name] for name, before in ever.items()}
        report.append(
            {
                "asked": float(look.asked.sum(axis=1).mean()),
                "no_confident_verdict": 1 - float(now["confident"].mean()),
                "no_name": 1 - float(now["named"].mean()),
                "ever_confident": float(ever["confident"].mean()),
                "ever_named": float(ever["named"].mean()),
            }
        )
    return report


def own_values_report(key: ScoringKey, model: FittedModel) -> dict[str, Any]:
    """What a person at exactly a role's values is told, as near as six points allow."""
    points = np.array([sheet_at(centroid, key) for centroid in model.centroids])
    table, verdicts = _judge(points, key, model)
    shares = stability_table(table, model)
    return {
        role: {
            "nearest": model.roles[nearest],
            "verdict": verdict.kind,
            "shown": role in verdict.shown,
            "stability": float(share[nearest]),
        }
        for role, verdict, nearest, share in zip(
            model.roles, verdicts, table.nearest, shares, strict=True
        )
    }


def sheet_at(values: Floats, key: ScoringKey) -> Floats:
    """The points whose scale scores come nearest to given values, shape (n_items,)."""
    points = np.empty(len(key.items))
    for axis in range(len(AXES)):
        mine = np.flatnonzero(key.membership[:, axis])
        total = round(float(values[axis]) * (POINTS - 1) * len(mine))
        steps = np.full(len(mine), total // len(mine))
        steps[: total % len(mine)] += 1
        points[mine] = np.where(key.sign[mine] > 0, 1 + steps, POINTS - steps)
    return points
