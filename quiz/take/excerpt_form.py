"""What a form asks to be shown of a result to somebody else, and what is wrong with it."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectMultipleField, StringField

from model.inputs.faults import Fault
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.report import excerpt
from quiz.store import StoredResult
from quiz.typed_text import EMAIL, one_line

LONGEST_NAME = 60  # characters
LONGEST_EMAIL = 254  # characters, as RFC 5321 has it

WHAT = N_("What to show")
NOTHING = Fault(WHAT, N_("nothing is ticked"), N_("Tick at least one part"))
STRANGE = Fault(WHAT, N_("something else was sent than this page offers"), N_("Tick it here"))
LONG = Fault(N_("Name"), N_("it is longer than the page allows"), N_("Shorten it"))
NO_EMAIL = Fault(
    N_("E-mail address"), N_("it does not look like one"), N_("Write it like ada@example.org")
)
CHANGED = Fault(
    N_("Your result"),
    N_("it was changed since you looked at this"),
    N_("Look at what would be shown now"),
)


class ExcerptForm(Form):
    """Which parts of a result, under which name, and an address to answer to."""

    part = SelectMultipleField(choices=[], validate_choice=False)
    name = StringField(filters=[one_line])
    email = StringField(filters=[one_line])

    def __init__(self, latest: StoredResult, sent: MultiDict[str, str] | None = None) -> None:
        super().__init__(sent)
        self._offered = excerpt.offered_parts(latest.assessment)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is ticked of what is offered, in its order."""
        return tuple(part for part in self._offered if part in (self.part.data or ()))

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        found = []
        if set(self.part.data or ()) - set(self._offered):
            found.append(STRANGE)
        elif not self.part.data:
            found.append(NOTHING)
        if len(self.name.data) > LONGEST_NAME:
            found.append(LONG)
        email = self.email.data
        if email and (len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email)):
            found.append(NO_EMAIL)
        return found


def in_words(faults: list[Fault]) -> list[Fault]:
    """Say faults in the language of the page."""
    say = request_language().gettext
    return [Fault(say(fault.where), say(fault.what), say(fault.remedy)) for fault in faults]
