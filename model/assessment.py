"""The whole of it: answers in, assessment out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from model.axes import AXES
from model.careless_responding import CarelessResponding, look_at_sheet
from model.explanation import Explanation, explain
from model.flips import Flips, find_flips
from model.matching import TIE, FittedModel, fit_score, order, squared_distances
from model.scoring import Answers, Scores, ScoringKey, Sheet, score
from model.stability import stability
from model.verdict import Significance, Verdict, decide, significance


@dataclass(frozen=True)
class RoleMatch:
    """How near one role is."""

    role: str
    rank: int  # 1 is the nearest
    fit: float  # 0 to 100, from distance alone. Not a percentage.
    stability: float  # share of simulated second sittings in which this role is nearest
    distance: float  # in units of within-role spread


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything that is said of one person's answers.

    Attributes
    ----------
    verdict : Verdict
    roles : tuple of RoleMatch
        Nearest first; empty where no axis has a value.
    scores : Scores
    why : Explanation or None
        The nearest role against the next; None under `none`.
    flips : Flips or None
        What would change the nearest role; None under `none`.
    significance : Significance
    careless_responding : CarelessResponding
        For the candidate only: a gentle notice, never a reason to turn anyone away.
    """

    verdict: Verdict
    roles: tuple[RoleMatch, ...]
    scores: Scores
    why: Explanation | None
    flips: Flips | None
    significance: Significance
    careless_responding: CarelessResponding

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON: null, never NaN."""
        return {
            "verdict": self.verdict.kind,
            "reason": self.verdict.reason,
            "shortlist": list(self.verdict.shown),
            "roles": [dict(vars(role)) for role in self.roles],
            "axes": [_axis(self.scores, index) for index in range(len(AXES))],
            "why": None if self.why is None else asdict(self.why),
            "flips": None if self.flips is None else asdict(self.flips),
            "significance": asdict(self.significance),
            "careless_responding": self.careless_responding.to_dict(),
        }


def _axis(scores: Scores, index: int) -> dict[str, Any]:
    axis = AXES[index]
    return {
        "axis": axis,
        "value": scores.values[axis],
        "standard_error": scores.standard_errors[axis],
        "answered": int(scores.answered[index]),
        "asked": int(scores.asked[index]),
        "drawn_to": scores.drawn_to[axis],
        "practised": scores.practised[axis],
        "facets_differ": bool(scores.facets_differ[index]),
    }


@dataclass(frozen=True, eq=False)
class Judged:
    """A sheet scored, ranked and decided, before anything is explained."""

    scores: Scores
    significance: Significance
    roles: tuple[RoleMatch, ...]
    verdict: Verdict


def judge(sheet: Sheet, key: ScoringKey, model: FittedModel) -> Judged:
    """Score, rank and decide one sheet."""
    scores = score(sheet, key, model.measurement)
    tested = significance(sheet, scores.values, key, model)
    roles = _match(scores, model)
    ranked = [(role.role, role.distance**2, role.stability) for role in roles]
    return Judged(scores, tested, roles, decide(scores.values, tested, ranked, model))


def assess(answers: Answers, key: ScoringKey, model: FittedModel) -> Assessment:
    """Assess one person's answers.

    Parameters
    ----------
    answers : mapping
        Item id to point from 1 to 6; None where skipped; absent where not asked.

    Raises
    ------
    Faults
        Unknown items and points off the scale, all of them at once.
    """
    sheet = key.sheet(answers)
    judged = judge(sheet, key, model)
    roles, verdict = judged.roles, judged.verdict
    why = flips = None
    if verdict.kind != "none":
        first, second = roles[0].role, roles[1].role
        why = explain(sheet, judged.scores, key, model, first, second)
        flips = find_flips(sheet, judged.scores, key, model, first, second)
    careless = look_at_sheet(sheet.points, key)
    return Assessment(verdict, roles, judged.scores, why, flips, judged.significance, careless)


def _match(scores: Scores, model: FittedModel) -> tuple[RoleMatch, ...]:
    axes = int(scores.values.present.sum())
    if not axes:
        return ()
    # Rounded as the order is, so that equal distances read as equal.
    squared = np.round(squared_distances(scores.values.array[np.newaxis], model)[0], TIE)
    fits = fit_score(squared, axes).tolist()
    shares = stability(scores, model).tolist()
    distances = np.sqrt(squared).tolist()
    return tuple(
        RoleMatch(
            role=model.roles[index],
            rank=place,
            fit=fits[index],
            stability=shares[index],
            distance=distances[index],
        )
        for place, index in enumerate(order(squared), start=1)
    )
