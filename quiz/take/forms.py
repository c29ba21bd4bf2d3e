"""The form of one question page: the one place that reads what a browser sends.

Thirty radio fields take WTForms 3 ms to validate; one field that reads all statements of
a page takes a fiftieth of that, and can say everything that is wrong at once.
"""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, IntegerField, StringField, validators

from model.inputs.faults import Fault
from model.scoring import POINTS
from questions.bank import Page
from quiz.languages.language import Language, language, languages

SKIP = "skip"
ENGLISH = language("en")
CONTROLS = ("seen", "go", "from", "language", "at_odds", "mine", "take_up")
REPORTED = 5  # forged fields named one by one; a flood of them is counted
SHOWN = 40  # characters of a forged name or value that are repeated to the sender

_POINT_OF: dict[str, int | None] = {
    SKIP: None,
    **{str(point): point for point in range(1, POINTS + 1)},
}


class AnswerGrid(Field):
    """All answers of one page, read together."""

    data: dict[str, int | None]
    faults: list[Fault]
    process_errors: list[str]

    @property
    def say(self) -> Language:
        """The language in which faults are said."""
        found: Language = getattr(self.meta, "language", ENGLISH)
        return found

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read every statement of the page and every field that is none of them."""
        self.process_errors = []
        self.data, self.faults = {}, []
        sent = formdata if formdata is not None else MultiDict()
        items = {item.id for item in self.meta.page}
        strangers = [name for name in sent if name not in items and name not in CONTROLS]
        for item in self.meta.page:
            if item.id in sent:
                self._read(item.id, sent.getlist(item.id))
        self.faults += [_stranger(name, self.say) for name in strangers[:REPORTED]]
        if len(strangers) > REPORTED:
            self.faults.append(_many_strangers(len(strangers) - REPORTED, self.say))

    def _read(self, item_id: str, values: list[str]) -> None:
        say = self.say
        if len(values) > 1:
            self.faults.append(
                Fault(
                    item_id,
                    say.gettext("%(number)s answers were sent", number=len(values)),
                    say.gettext("Choose one answer"),
                )
            )
        elif values[0] in _POINT_OF:
            self.data[item_id] = _POINT_OF[values[0]]
        else:
            self.faults.append(
                Fault(
                    item_id,
                    say.gettext(
                        "“%(value)s” is not one of the answers", value=_shortened(values[0])
                    ),
                    say.gettext("Choose one of the six answers, or skip the statement"),
                )
            )


class QuestionForm(Form):
    """One page of statements, the revision it was shown at, and where to go."""

    answers = AnswerGrid()
    seen = IntegerField(validators=[validators.InputRequired(), validators.NumberRange(min=0)])
    go = StringField(default="on", validators=[validators.AnyOf(["on", "back"])])
    # Another language chosen on the page: it saves like Back, and stays on the page.
    language = StringField(default="", validators=[validators.AnyOf(["", *languages()])])
    # Of a page that shows a conflict: at which state it would come up again.
    at_odds = IntegerField(validators=[validators.Optional(), validators.NumberRange(min=0)])
    # What the page had sent and not heard of when it was left: `item:value`, spaces between.
    mine = StringField(default="")
    came_from = StringField(name="from", default="", validators=[validators.AnyOf(["", "review"])])

    @property
    def another_language(self) -> str | None:
        """The language that was chosen with the page; None where none was, or none of ours."""
        return self.language.data if self.language.data in languages() else None

    @property
    def seen_at(self) -> int:
        """The state the answers were chosen at. Reading on in another language settles nothing."""
        if self.another_language and self.at_odds.data is not None:
            return min(self.at_odds.data, self.seen.data)
        return self.seen.data

    @property
    def own(self) -> dict[str, int | None]:
        """The answers of `mine`; what cannot be read is none of this page's."""
        pairs = (pair.partition(":") for pair in (self.mine.data or "").split())
        return {item: _POINT_OF[value] for item, _, value in pairs if value in _POINT_OF}

    @property
    def back(self) -> bool:
        """Whether Back was pressed: it saves, but does not ask for a complete page."""
        return self.go.data == "back"

    @property
    def from_review(self) -> bool:
        """Whether the person came here to change one answer and wants to return."""
        return self.came_from.data == "review"

    def faults(self, revision: int) -> list[Fault]:
        """Say everything that no browser showing this page at `revision` could have sent."""
        self.validate()
        say = self.answers.say
        found = list(self.answers.faults)
        if self.seen.errors or self.seen.data > revision:
            what = say.gettext("it is not a state of this page")
            found.append(Fault("seen", what, say.gettext("Reload the page")))
        if self.go.errors:
            what = say.gettext("it is neither “on” nor “back”")
            found.append(Fault("go", what, say.gettext("Use the buttons")))
        if self.came_from.errors:
            what = say.gettext("it can only be “review”")
            found.append(Fault("from", what, say.gettext("Use the links")))
        if self.language.errors:
            what = say.gettext("it is none of the languages here")
            found.append(Fault("language", what, say.gettext("Use the buttons")))
        return found


def read_form(
    page: Page,
    sent: MultiDict[str, str],
    say: Language = ENGLISH,
) -> QuestionForm:
    """Read what was sent for one page of statements; faults are said in the given language."""
    return QuestionForm(sent, meta={"page": page, "language": say})


def _stranger(name: str, say: Language) -> Fault:
    return Fault(
        f"“{_shortened(name)}”",
        say.gettext("it is not a field of this page"),
        say.gettext("Send this page's fields only"),
    )


def _many_strangers(number: int, say: Language) -> Fault:
    return Fault(
        say.ngettext("%(num)s more field", "%(num)s more fields", number),
        say.gettext("they are not on this page"),
        say.gettext("Send this page's fields only"),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
