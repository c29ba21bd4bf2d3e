"""What every part of the report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.axes import AXES
from model.matching import FittedModel
from model.scoring import KeyedItem
from questions.bank import Page
from questions.instrument import Instrument
from questions.sharpening import ChosenPage
from questions.words import Wording
from quiz.languages.language import Language
from quiz.report.wording import Names


@dataclass(frozen=True, eq=False)
class ReportInputs:
    """An assessment, the answers behind it, and the words for both."""

    assessment: Mapping[str, Any]
    answers: Mapping[str, int | None]
    instrument: Instrument
    names: Names
    language: str
    chosen: tuple[ChosenPage, ...] = ()  # the pages that were chosen to sharpen it

    @property
    def say(self) -> Language:
        """The language of the page."""
        return self.names.say

    @property
    def verdict(self) -> str:
        """Which of the five verdicts."""
        return str(self.assessment["verdict"])

    @property
    def shown(self) -> list[str]:
        """The role ids that may be named, nearest first."""
        return list(self.assessment["shortlist"])

    @property
    def model(self) -> FittedModel:
        """The model the assessment was made with."""
        return self.instrument.model

    @property
    def wording(self) -> Wording:
        """The statements and the response scale."""
        return self.instrument.wording(self.language)

    @cached_property
    def counted(self) -> dict[str, int | None]:
        """The answers that count."""
        return self.instrument.scored_answers(self.answers)

    @cached_property
    def axes(self) -> dict[str, Mapping[str, Any]]:
        """What the assessment says of each axis."""
        return {axis["axis"]: axis for axis in self.assessment["axes"]}

    @cached_property
    def matches(self) -> dict[str, Mapping[str, Any]]:
        """What the assessment says of each role, nearest first."""
        return {match["role"]: match for match in self.assessment["roles"]}

    @property
    def has_left_out_part_two(self) -> bool:
        """Whether nothing was asked of what the person has done."""
        asked = {self.items[item].facet for item in self.counted}
        return asked == {"drawn_to"}

    @property
    def withstands_no_change(self) -> bool:
        """Whether its answers are significant, but one of them given differently could undo it."""
        tested = self.assessment["significance"]
        over = tested["f"] is None or tested["f"] > tested["critical"]
        return bool(self.verdict == "faint" and over)

    @cached_property
    def pages_left(self) -> list[Page]:
        """The pages that are offered to sharpen it: the one chosen next, or all that are fixed."""
        bank = self.instrument.bank
        if page := self.instrument.next_page(self.answers, self.chosen):
            return [page.items(bank.rest)]
        complete = bank.complete_pages(self.answers)
        return [
            page
            for number, page in enumerate(bank.pages, start=1)
            if number not in complete and not all(item.short for item in page)
        ]

    def role_value(self, role: str, axis: str) -> float:
        """Where a role lies on an axis, from 0 to 1."""
        return float(self.model.centroids[self.model.roles.index(role), AXES.index(axis)])

    def stability(self, *roles: str) -> float:
        """In which share of second sittings one of these roles would be nearest."""
        return float(sum(self.matches[role]["stability"] for role in roles))

    def answer(self, item: str) -> str:
        """What the person answered, in the words of the response scale."""
        point = self.counted.get(item)
        return self.say.gettext("Skipped") if point is None else self.label(item, point)

    def label(self, item: str, point: int) -> str:
        """What a point is called on the scale of a statement."""
        return self.wording.scale(self.items[item].facet).label(point)

    @cached_property
    def items(self) -> dict[str, KeyedItem]:
        """The statements by their ids."""
        return {item.id: item for item in self.instrument.bank.items}
