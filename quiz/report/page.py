"""The whole page as one dict: `report`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questions.instrument import Instrument
from questions.sharpening import ChosenPage
from quiz.report.answers import answers_by_axis
from quiz.report.comparison import compare
from quiz.report.flips import flips
from quiz.report.headline import headline
from quiz.report.inputs import ReportInputs
from quiz.report.method import careless_notice, method
from quiz.report.next_steps import next_steps
from quiz.report.profile import facets, profile
from quiz.report.reasons import halves, reasons
from quiz.report.role import shown_role
from quiz.report.wording import names_in


def report(
    assessment: Mapping[str, Any],
    answers: Mapping[str, int | None],
    instrument: Instrument,
    language: str,
    rival: str | None = None,
    chosen: tuple[ChosenPage, ...] = (),
) -> dict[str, Any]:
    """Turn an assessment into everything its page shows, as plain values.

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
    return {
        "verdict": assessment["verdict"],
        "reason": assessment["reason"],
        "headline": headline(inputs),
        "reasons": reasons(inputs),
        "halves": halves(inputs),
        "shown": [shown_role(inputs, role) for role in shown],
        "profile": profile(inputs),
        "behind": answers_by_axis(inputs),
        "facets": facets(inputs),
        "comparison": comparison,
        "flips": flips(inputs, comparison["rival"]["id"] if comparison else None),
        "noticed": careless_notice(inputs),
        "next": next_steps(inputs),
        "method": method(inputs),
    }
