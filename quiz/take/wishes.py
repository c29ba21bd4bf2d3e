"""What a form asks to be shown to somebody else, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from model.inputs.faults import Fault
from quiz.languages.language import N_
from quiz.languages.request_language import spoken
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


@dataclass(frozen=True)
class Wish:
    """What a form asks for, and what is wrong with it."""

    parts: tuple[str, ...]
    name: str | None = None
    email: str | None = None
    faults: tuple[Fault, ...] = ()


def read_wish(sent: MultiDict[str, str], latest: StoredResult) -> Wish:
    """Read what was ticked of a result, and the name and address that were typed in."""
    offered = excerpt.offered_parts(latest.assessment)
    ticked = sent.getlist("part")
    parts = tuple(part for part in offered if part in ticked)
    name, email = one_line(sent.get("name", "")), one_line(sent.get("email", ""))
    faults = []
    if set(ticked) - set(offered):
        faults.append(STRANGE)
    elif not ticked:
        faults.append(NOTHING)
    if len(name) > LONGEST_NAME:
        faults.append(LONG)
    if email and (len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email)):
        faults.append(NO_EMAIL)
    return Wish(parts, name or None, email or None, tuple(faults))


def said(fault: Fault) -> Fault:
    """Say a fault in the language of the page."""
    say = spoken().gettext
    return Fault(say(fault.where), say(fault.what), say(fault.remedy))
