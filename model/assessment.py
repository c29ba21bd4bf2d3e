"""The whole of it: answers in, assessment out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from model.axes import AXES, Floats
from model.careless_responding import CarelessResponding, look_at_sheet
from model.explanation import Explanation, explain
from model.families import Half, look_at_halves, stable_family
from model.flips import Flips, find_flips
from model.matching import TIE, FittedModel, fit_score, order, squared_distances
from model.reasons import Reason, find_reasons
from model.rules import Rules
from model.scoring import FACETS, Answers, Scores, ScoringKey, Sheet, score
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
    family : str or None
        Of the nearest role, where it is stable enough to be said; None under `none`.
    halves : dict
        {facet: Half}; None where too little of it was answered, and under `none`.
    reasons : tuple of Reason
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
    family: str | None
    halves: dict[str, Half | None]
    reasons: tuple[Reason, ...]
    why: Explanation | None
    flips: Flips | None
    significance: Significance
    careless_responding: CarelessResponding
    rules: Rules

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON, with the keys of its edition: null, never NaN."""
        return {key: self._part(key, within) for key, within in self.rules.keys.items()}

    def _part(self, key: str, within: tuple[str, ...]) -> Any:
        part = _PARTS[key](self)
        return {name: part[name] for name in within} if within else part


def _axes(assessed: Assessment) -> list[dict[str, Any]]:
    scores = assessed.scores
    differ = scores.facets_differ(assessed.rules.facets_differ).tolist()
    return [_axis(scores, index, differ[index]) for index in range(len(AXES))]


_PARTS: dict[str, Callable[[Assessment], Any]] = {
    "verdict": lambda assessed: assessed.verdict.kind,
    "reason": lambda assessed: assessed.verdict.reason,
    "shortlist": lambda assessed: list(assessed.verdict.shown),
    "roles": lambda assessed: [dict(vars(role)) for role in assessed.roles],
    "axes": _axes,
    "family": lambda assessed: assessed.family,
    "halves": lambda assessed: {
        facet: half and asdict(half) for facet, half in assessed.halves.items()
    },
    "reasons": lambda assessed: [
        {"axis": reason.axis, "for": reason.speaks, "answers": list(reason.answers)}
        for reason in assessed.reasons
    ],
    "why": lambda assessed: None if assessed.why is None else asdict(assessed.why),
    "flips": lambda assessed: None if assessed.flips is None else asdict(assessed.flips),
    "significance": lambda assessed: asdict(assessed.significance),
    "careless_responding": lambda assessed: assessed.careless_responding.to_dict(),
}


def _axis(scores: Scores, index: int, differ: bool) -> dict[str, Any]:
    axis = AXES[index]
    return {
        "axis": axis,
        "value": scores.values[axis],
        "standard_error": scores.standard_errors[axis],
        "answered": int(scores.answered[index]),
        "asked": int(scores.asked[index]),
        "drawn_to": scores.drawn_to[axis],
        "practised": scores.practised[axis],
        "facets_differ": differ,
    }


@dataclass(frozen=True, eq=False)
class Judged:
    """A sheet scored, ranked and decided, before anything is explained."""

    scores: Scores
    significance: Significance
    squared: Floats
    roles: tuple[RoleMatch, ...]
    verdict: Verdict


def judge(sheet: Sheet, key: ScoringKey, model: FittedModel) -> Judged:
    """Score, rank and decide one sheet."""
    scores = score(sheet, key, model.measurement, model.rules.kelley)
    tested = significance(sheet, scores.values, key, model)
    squared = squared_distances(scores.values.array[np.newaxis], model)[0]
    roles = _match(scores, squared, model)
    ranked = [(role.role, role.distance**2, role.stability) for role in roles]
    verdict = decide(scores.values, tested, ranked, model)
    return Judged(scores, tested, squared, roles, verdict)


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
    scores, roles, verdict, rules = judged.scores, judged.roles, judged.verdict, model.rules
    family, why, flips = None, None, None
    halves: dict[str, Half | None] = dict.fromkeys(FACETS)
    reasons: tuple[Reason, ...] = ()
    if verdict.kind != "none":
        first, second = roles[0].role, roles[1].role
        why = explain(sheet, scores, key, model, first, second)
        flips = find_flips(sheet, scores, key, model, first, second, judged.squared)
        if rules.family is not None:
            share = {role.role: role.stability for role in roles}
            family = stable_family(share, first, model, rules.family)
        if rules.halves is not None:
            halves = look_at_halves(scores, model, rules.halves)
        if rules.reasons is not None:
            reasons = find_reasons(sheet, scores, key, model, verdict.shown, rules.reasons)
    return Assessment(
        verdict=verdict,
        roles=roles,
        scores=scores,
        family=family,
        halves=halves,
        reasons=reasons,
        why=why,
        flips=flips,
        significance=judged.significance,
        careless_responding=look_at_sheet(sheet.points, key),
        rules=rules,
    )


def _match(scores: Scores, squared: Floats, model: FittedModel) -> tuple[RoleMatch, ...]:
    axes = int(scores.values.present.sum())
    if not axes:
        return ()
    # Rounded as the order is, so that equal distances read as equal.
    squared = np.round(squared, TIE)
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
