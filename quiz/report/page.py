"""The whole page: `report`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from questions.instrument import Instrument
from questions.sharpening import ChosenPage
from quiz.report.answers import CountedAnswer, answers_by_axis
from quiz.report.comparison import Comparison, compare
from quiz.report.flips import Flips, flips
from quiz.report.headline import Headline, headline
from quiz.report.inputs import ReportInputs
from quiz.report.method import Method, careless_notice, method
from quiz.report.next_steps import NextSteps, next_steps
from quiz.report.profile import Facets, Profile, facets, profile
from quiz.report.reasons import Reason, halves, reasons
from quiz.report.role import ShownRole, shown_role
from quiz.report.wording import names_in


class ReportPage(NamedTuple):
    """Everything that the page of a result shows."""

    verdict: str
    reason: str | None
    headline: Headline
    reasons: list[Reason]
    halves: str | None
    shown: list[ShownRole]
    profile: Profile
    answers: dict[str, list[CountedAnswer]]  # by axis
    facets: Facets
    comparison: Comparison | None
    flips: Flips | None
    noticed: str | None
    next: NextSteps
    method: Method


def report(
    assessment: Mapping[str, Any],
    answers: Mapping[str, int | None],
    instrument: Instrument,
    language: str,
    rival: str | None = None,
    chosen: tuple[ChosenPage, ...] = (),
) -> ReportPage:
    """Turn an assessment into everything its page shows.

    Parameters
    ----------
    assessment : mapping
        As `Instrument.assessment_json` gives it, or as it was stored.
    answers : mapping
        Every stored answer; those that do not count yet are left out here.
    instrument : Instrument
        The version the assessment was made with.
    rival : str, optional
        The role to compare the nearest one with; the next one if not given. A role that
        cannot be compared is said in `comparison.problem`.
    chosen : tuple of ChosenPage
        The pages that were chosen to sharpen this result.
    """
    inputs = ReportInputs(assessment, answers, instrument, names_in(language), language, chosen)
    shown = assessment["shortlist"]
    comparison = compare(inputs, rival) if shown else None
    return ReportPage(
        verdict=assessment["verdict"],
        reason=assessment["reason"],
        headline=headline(inputs),
        reasons=reasons(inputs),
        halves=halves(inputs),
        shown=[shown_role(inputs, role) for role in shown],
        profile=profile(inputs),
        answers=answers_by_axis(inputs),
        facets=facets(inputs),
        comparison=comparison,
        flips=flips(inputs, comparison.rival.id if comparison else None),
        noticed=careless_notice(inputs),
        next=next_steps(inputs),
        method=method(inputs),
    )
