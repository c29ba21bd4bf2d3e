"""People who take the quiz while its server is killed, and what they were told was kept."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.connection import OK, SEE_OTHER, Line, Refused, follow, send
from bench.page import Form
from bench.sitting import RESULT, START
from model.scoring import POINTS
from questions.instrument import current_instrument
from quiz.take import journey

ROUTE = journey.route(current_instrument().bank.pages)
PAGES = tuple(map(ROUTE.page, ROUTE.first))  # of answers, for everybody
Answers = dict[str, int]


@dataclass
class Person:
    """Somebody's sitting, with everything they were told was kept.

    What is under way when the server goes is sent again to the next one, as a person does who
    presses the button once more.
    """

    chance: random.Random
    script: bool = True  # whether answers are saved as they are given, now and then
    place: str = START  # where they go on
    pressed: Form | None = None  # without answers, and sent without a reply
    kept: Answers = field(default_factory=dict)  # acknowledged
    sent: Answers = field(default_factory=dict)  # sent, and perhaps kept
    pages: int = 0  # of answers, acknowledged
    result: str | None = None  # as it was shown
    saves: int = 0  # acknowledged
    checked: bool = False  # the result that is stored was computed anew from its answers

    @property
    def finished(self) -> bool:
        """Whether a result was shown."""
        return self.result is not None

    @property
    def token(self) -> str | None:
        """What their attempt is found by; None before they were told."""
        return self.place.split("/")[2] if self.place != START else None

    @property
    def may_have_begun(self) -> bool:
        """Whether there may be an attempt of which they were not told."""
        return self.token is None and self.pressed is not None

    def go_on(self, line: Line) -> None:
        """Take the next step; what is acknowledged is noted, and nothing else."""
        if self.pressed and (self.token is None or self.chance.random() < 0.5):
            self._press(line, self.pressed)
            return
        # Who was told nothing looks where they are; what was pressed may have been done.
        place = f"/a/{self.token}" if self.pressed else self.place
        _, reply = follow(line, place)
        if reply.page.kind == RESULT:
            self.result = reply.page.heading
        elif reply.page.form.choices:
            self._answer(line, reply.page.form)
        else:
            self.pressed = reply.page.form
            self._press(line, self.pressed)

    def _answer(self, line: Line, form: Form) -> None:
        for item in form.choices:
            self.sent.setdefault(item, self.chance.randint(1, POINTS))
        chosen = {item: self.sent[item] for item in form.choices}
        fields = {item: str(point) for item, point in chosen.items()}
        if form.save and self.script and self.chance.random() < 0.5:
            some = dict(list(fields.items())[: self.chance.randint(1, len(fields))])
            self._save(line, form, some)
            self.kept |= {item: chosen[item] for item in some}
            self.saves += 1
        self._press(line, form, fields)
        self.kept |= chosen
        self.saves += 1
        self.pages += 1

    def _save(self, line: Line, form: Form, some: dict[str, str]) -> None:
        """Save what was chosen so far, as script does."""
        fields = {**form.fields, **some}
        reply = send(line, str(form.save), fields)
        told = reply.json()
        if reply.status != OK or told is None:
            raise Refused(f"{form.save} answered {reply.status}: {reply.text[:300]}")
        form.fields["seen"] = str(told["revision"])

    def _press(self, line: Line, form: Form, chosen: dict[str, str] | None = None) -> None:
        reply = send(line, form.action, form.filled(chosen or {}))
        if reply.status != SEE_OTHER:
            raise Refused(f"{form.action} answered {reply.status}: {reply.text[:300]}")
        self.place, self.pressed = reply.location, None
