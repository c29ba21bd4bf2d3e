"""What can be set about an opening, as a form. It says everything that is wrong at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import ValidationError

from questions.instrument import current_instrument
from questions.words import wording
from quiz.hr.openings.fields import Length, SitesField, TicksField, WholeNumberField, web_address
from quiz.languages.language import languages
from quiz.look.colour import read_colour
from quiz.look.theme import LARGEST_CORNER, nearest_passing, passes
from quiz.report.wording import names_in
from quiz.store import OpeningSettings
from quiz.tokens import new_seed
from quiz.typed_text import ANY_SITE, in_lines, one_line

LONGEST_TITLE = 120  # characters
LONGEST_LINK = 500
LONGEST_NOTICE = 2000
LONGEST_CONTACT = 200
MOST_DAYS = 1095  # three years
USE_ACCENT = "use_accent"  # the button that takes the colour which was offered

LENGTHS = (
    SelectChoice("short", "Short: 28 statements, about 6 minutes"),
    SelectChoice("long", "Long: 28 to 44 statements, up to 11 minutes, and a steadier result"),
)
SCHEMES = (
    SelectChoice("auto", "As each person’s device has it"),
    SelectChoice("light", "Always light"),
    SelectChoice("dark", "Always dark"),
)


def _title_field() -> StringField:
    return StringField(
        "Title",
        filters=[one_line],
        validators=[Length(LONGEST_TITLE, "This is empty. Write what the job is called.")],
        render_kw={"maxlength": LONGEST_TITLE, "autocomplete": "off"},
    )


def _link_field() -> StringField:
    return StringField(
        "Link to the job or to where people apply",
        filters=[one_line],
        validators=[Length(LONGEST_LINK), web_address],
        render_kw={"type": "url", "maxlength": LONGEST_LINK, "autocomplete": "off"},
    )


class NewOpeningForm(Form):
    """The little that a new opening needs; all else can wait."""

    seed = HiddenField(default=new_seed)  # tells this page from the next one with the same words

    title = _title_field()
    link = _link_field()

    def settings(self) -> OpeningSettings:
        """Give what was checked."""
        return OpeningSettings(title=self.title.data, link=self.link.data or None)


class SettingsForm(Form):
    """Everything that can be set about an opening."""

    seen = HiddenField()  # the revision that this form was made from

    title = _title_field()
    link = _link_field()
    roles = TicksField("Roles the team looks for")

    length = RadioField("Length", choices=LENGTHS)
    languages = TicksField("Languages")

    notice = TextAreaField(
        "A word from you",
        filters=[in_lines],
        validators=[Length(LONGEST_NOTICE)],
        render_kw={"rows": 5, "maxlength": LONGEST_NOTICE},
    )
    contact = StringField(
        "Contact for another route",
        filters=[one_line],
        validators=[Length(LONGEST_CONTACT)],
        render_kw={"maxlength": LONGEST_CONTACT, "autocomplete": "off"},
    )

    may_send = BooleanField("Candidates may share their result with us")
    asks_name = BooleanField("Ask for a name")
    asks_email = BooleanField("Ask for an e-mail address")
    keep_days = WholeNumberField("Days a shared result is kept", 1, MOST_DAYS)

    sites = SitesField("Sites that may show the quiz", render_kw={"rows": 3, "spellcheck": "false"})
    any_site = BooleanField("Every site may show it")

    accent = StringField(
        "Accent colour",
        filters=[one_line],
        render_kw={"maxlength": 9, "spellcheck": "false", "autocomplete": "off"},
    )
    corner = WholeNumberField("Roundness of corners in pixels", 0, LARGEST_CORNER)
    scheme = RadioField("Light or dark", choices=SCHEMES)
    logo = HiddenField()  # fingerprint of the one that is chosen
    logo_file = FileField("Logo", render_kw={"accept": "image/png"})
    no_logo = BooleanField("Show no logo")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.roles.choices = role_choices()
        self.languages.choices = [SelectChoice(code, wording(code).name) for code in languages()]

    @classmethod
    def sent(cls) -> SettingsForm:
        """Read the form as it was sent, with the colour that was offered if that was taken."""
        form = cls(CombinedMultiDict([request.files, request.form]))
        if USE_ACCENT in request.form:
            form.accent.data = request.form[USE_ACCENT]
        return form

    @classmethod
    def of(cls, settings: OpeningSettings, revision: int) -> SettingsForm:
        """Fill the form with what is stored."""
        any_site = settings.sites == (ANY_SITE,)
        shown = {
            **asdict(settings),
            "sites": () if any_site else settings.sites,
            "any_site": any_site,
            "seen": revision,
        }
        return cls(data=shown)

    def settings(self) -> OpeningSettings:
        """Give what was checked."""
        given = {name: self[name].data for name in COPIED}
        return OpeningSettings(
            **given,
            roles=tuple(self.roles.data or ()),
            languages=tuple(self.languages.data or ()),
            link=self.link.data or None,
            contact=self.contact.data or None,
            accent=read_colour(self.accent.data) if self.accent.data else None,
            sites=(ANY_SITE,) if self.any_site.data else self.sites.data,
            logo=None if self.no_logo.data else self.logo.data or None,
        )

    @property
    def revision_seen(self) -> int:
        """The revision this form was made from; 0, which never was, if it says none."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0

    @property
    def offered_accent(self) -> str | None:
        """The nearest colour that can be read, where the one that was sent cannot."""
        accent = read_colour(self.accent.data or "")
        return None if accent is None or passes(accent) else nearest_passing(accent)

    def validate_languages(self, field: Field) -> None:
        """Ask for one language at least."""
        if not field.data:
            raise ValidationError("No language is ticked. Tick at least one.")

    def validate_any_site(self, field: Field) -> None:
        """Refuse both every site and some sites."""
        if field.data and self.sites.data:
            raise ValidationError(
                "Sites are named too. Untick this, or take the sites out of the list."
            )

    def validate_accent(self, field: Field) -> None:
        """Refuse what is no colour, and one that cannot be read."""
        if not field.data:
            return
        if read_colour(field.data) is None:
            raise ValidationError("This is not a colour. Write it like #17615a.")
        if offered := self.offered_accent:
            raise ValidationError(
                "Text in this colour is hard to read on the quiz’s paper: WCAG asks for a contrast "
                f"of 4.5 to 1. The nearest that can be read is {offered}."
            )


COPIED = (
    "title",
    "length",
    "corner",
    "scheme",
    "notice",
    "keep_days",
    "may_send",
    "asks_name",
    "asks_email",
)


def role_choices() -> list[SelectChoice]:
    """Offer all roles by their names, in the order of the model."""
    name = names_in("en").role
    return [SelectChoice(role, name(role)) for role in current_instrument().model.roles]
