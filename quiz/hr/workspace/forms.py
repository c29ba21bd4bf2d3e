"""The forms of this room. Each says everything that is wrong with it at once."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields import Field

from quiz.hr.workspace.passwords import SHORTEST, password_fault
from quiz.typed_text import EMAIL, one_line

LONGEST_EMAIL = 254  # characters, by RFC 5321
LONGEST_NAME = 100
LONGEST_WORKSPACE = 100
ACCESS = {"viewer": "Viewer", "editor": "Editor", "owner": "Owner"}


class Line:
    """A text of one line that has to be there, up to a number of characters."""

    def __init__(self, longest: int, empty: str) -> None:
        self._longest, self._empty = longest, empty

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(self._empty)
        if len(field.data) > self._longest:
            raise ValidationError(
                f"This has {len(field.data)} characters. Shorten it to {self._longest}."
            )


def email_address(form: Form, field: Field) -> None:
    """An e-mail address as mail can go to it."""
    if not field.data:
        raise ValidationError("This is empty. Write an e-mail address.")
    if len(field.data) > LONGEST_EMAIL or not EMAIL.fullmatch(field.data):
        raise ValidationError("This is not an e-mail address. Write it like ada@example.org.")


def _email_field(label: str) -> StringField:
    return StringField(
        label,
        filters=[lambda text: one_line(text).lower()],
        validators=[email_address],
        render_kw={"type": "email", "autocomplete": "username", "maxlength": LONGEST_EMAIL},
    )


def _name_field() -> StringField:
    return StringField(
        "Your name",
        filters=[one_line],
        validators=[Line(LONGEST_NAME, "This is empty. Write how colleagues know you.")],
        render_kw={"autocomplete": "name", "maxlength": LONGEST_NAME},
    )


def _workspace_field() -> StringField:
    return StringField(
        "Name of your organisation",
        filters=[one_line],
        validators=[
            Line(LONGEST_WORKSPACE, "This is empty. Write the name that candidates know."),
        ],
        render_kw={"autocomplete": "organization", "maxlength": LONGEST_WORKSPACE},
    )


def _new_password_field() -> PasswordField:
    return PasswordField(
        "New password",
        render_kw={"autocomplete": "new-password", "spellcheck": "false"},
    )


class SignInForm(Form):
    """An address and its password."""

    email = _email_field("E-mail address")
    password = PasswordField(
        "Password", render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )

    def validate_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("This is empty. Write your password.")


class NewPassword(Form):
    """A password to be set, for somebody of whom something is known."""

    about: tuple[str, ...] = ()
    password = _new_password_field()

    def validate_password(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(f"This is empty. Choose one of at least {SHORTEST} characters.")
        fault = password_fault(field.data, *self.about)
        if fault:
            raise ValidationError(f"{fault.what[:1].upper()}{fault.what[1:]}. {fault.remedy}.")


class JoinForm(NewPassword):
    """What somebody says of themselves who follows an invitation."""

    workspace = _workspace_field()
    name = _name_field()
    email = _email_field("E-mail address")
    password = _new_password_field()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything, the password against what else is in the form."""
        local = (self.email.data or "").partition("@")[0] if "email" in self else ""
        self.about = (*self.about, local, self.name.data or "")
        return super().validate(extra_validators)


class ChangePasswordForm(NewPassword):
    """The old password and the new."""

    current = PasswordField(
        "Your password now", render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )
    password = _new_password_field()


class ConfirmForm(Form):
    """The password once more, before something that cannot be undone."""

    current = PasswordField(
        "Your password", render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )


class CodeForm(Form):
    """An address and one of its recovery codes."""

    email = _email_field("E-mail address")
    code = StringField(
        "Recovery code",
        filters=[one_line],
        validators=[Line(60, "This is empty. Write one of your codes.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class EmailForm(Form):
    """An address to send a link to."""

    email = _email_field("E-mail address")


class InviteForm(Form):
    """Who is invited, and what they may do."""

    email = _email_field("Their e-mail address")
    access = SelectField(
        "Access", choices=[SelectChoice(*each) for each in ACCESS.items()], default="viewer"
    )


class ProfileForm(Form):
    """What a member says of themselves."""

    name = _name_field()
    notified = BooleanField("Write me an e-mail when somebody sends a result")


class WorkspaceForm(Form):
    """What the workspace is called."""

    workspace = _workspace_field()


def sent(form: type[Form], **more: Any) -> Any:
    """Read a form as it was sent."""
    return form(request.form, **more)
