"""Settings from the environment, checked all at once before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from model.inputs.faults import Faults
from quiz.settings.environment import MAX_DAYS, Reader
from quiz.settings.secret_key import (
    MIN_LENGTH,
    make_instance_folder,
    make_secret_key_file,
    new_secret_key,
)
from quiz.typed_text import EMAIL

MAX_PROXIES = 9


def _setting(name: str, said_default: str, about: str, read: Any = None, **more: Any) -> Any:
    """Declare one setting.

    Parameters
    ----------
    name : str
        The variable's.
    said_default : str
        Its default in words.
    about : str
        One line for the table of settings in the documentation.
    read : callable, optional
        What reads and checks it, a method of `Reader`; without it, `from_environment` does.
    **more
        What `dataclasses.field` takes.
    """
    described = {"name": name, "default": said_default, "about": about, "read": read}
    return field(metadata=described, **more)


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set, declared once: name, default, meaning and check."""

    instance: Path = _setting(  # noqa: RUF009 (it makes a field)
        "ROLE_FIT_INSTANCE",
        "instance",
        "The folder that holds the database and the secret key.",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "role-fit.sqlite3 in the instance folder",
        "Another database: sqlite:///path or postgresql://name:password@host/database.",
        Reader.database_url,
        repr=False,
    )
    secret_key: str = _setting(
        "ROLE_FIT_SECRET_KEY",
        "the file secret_key in the instance folder, made at the first start",
        f"What forms are signed with: at least {MIN_LENGTH} random characters.",
        repr=False,
    )
    operator_name: str | None = _setting(
        "ROLE_FIT_OPERATOR_NAME",
        "not set; the start page says that the operator has not named itself",
        "Who runs this quiz, as candidates read it.",
        Reader.name,
        default=None,
    )
    operator_contact: str | None = _setting(
        "ROLE_FIT_OPERATOR_CONTACT",
        "not set",
        "How candidates reach the operator: an e-mail address or an http(s) address.",
        Reader.contact,
        default=None,
    )
    privacy_url: str | None = _setting(
        "ROLE_FIT_PRIVACY_URL",
        "not set",
        "The operator's privacy notice: an http(s) address.",
        Reader.web_address,
        default=None,
    )
    keep_unfinished_days: int = _setting(
        "ROLE_FIT_KEEP_UNFINISHED_DAYS",
        "30",
        f"Days after the last save until an unfinished attempt is deleted, 1 to {MAX_DAYS}.",
        partial(Reader.days, default=30),
        default=30,
    )
    keep_finished_days: int = _setting(
        "ROLE_FIT_KEEP_FINISHED_DAYS",
        "365",
        "Days after the result, or the last save after it, until a finished attempt is "
        f"deleted with its results, 1 to {MAX_DAYS}.",
        partial(Reader.days, default=365),
        default=365,
    )
    embed_sites: tuple[str, ...] = _setting(
        "ROLE_FIT_EMBED_SITES",
        "not set; no site can",
        "Sites that may show the public quiz, the one without an opening, in a frame, with "
        "spaces between them: https://example.org, https://*.example.org, or * for all.",
        Reader.sites,
        default=(),
    )
    address: str | None = _setting(
        "ROLE_FIT_ADDRESS",
        "not set",
        "Where people reach this quiz, like https://quiz.example.org: links in mails lead there.",
        Reader.own_address,
        default=None,
    )
    smtp_url: str | None = _setting(
        "ROLE_FIT_SMTP_URL",
        "not set; no mail is sent",
        "The server that sends mails: smtp://name:password@host:587 (it must offer STARTTLS, "
        "unless it is on this computer) or smtps://name:password@host:465.",
        Reader.smtp_url,
        default=None,
        repr=False,
    )
    mail_from: str | None = _setting(
        "ROLE_FIT_MAIL_FROM",
        "not set",
        "The e-mail address that mails are from.",
        Reader.email,
        default=None,
    )
    old_secret_keys: tuple[str, ...] = _setting(
        "ROLE_FIT_SECRET_KEY_OLD",
        "not set; the lines of the file secret_key after the first, where that file is read",
        "Earlier secret keys, with spaces between them: what they signed goes on counting.",
        default=(),
        repr=False,
    )
    proxies: int = _setting(
        "ROLE_FIT_PROXIES",
        "0",
        f"How many reverse proxies stand before the quiz, 0 to {MAX_PROXIES}: that many "
        "entries of X-Forwarded-For, -Proto and -Host are believed, and none otherwise.",
        partial(Reader.number, default=0, most=MAX_PROXIES),
        default=0,
    )
    log: str = _setting(
        "ROLE_FIT_LOG",
        "text",
        "text: what went wrong, for people; json: a line a request and a line a fault, "
        "for programs.",
        partial(Reader.choice, choices=("text", "json")),
        default="text",
    )
    metrics_token: str | None = _setting(
        "ROLE_FIT_METRICS",
        "not set; there is no /metrics",
        f"What Prometheus shows to read /metrics: at least {MIN_LENGTH} random characters.",
        Reader.secret,
        default=None,
        repr=False,
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], *, begins: bool = True) -> Settings:
        """Read and check all settings; at the first start, make the folder and the key.

        Whoever does not begin a quiz, but works on one that is there, makes nothing: where the
        folder holds no key, the settings have one that is kept nowhere.

        Raises
        ------
        Faults
            With everything that is wrong. Nothing is made then.
        """
        reader = Reader(environ)
        given_keys = reader.secret_keys()
        values = {
            each.name: read(reader, each.metadata["name"])
            for each in described_settings()
            if (read := each.metadata["read"])
        }
        reader.refuse_unknown_names({each.metadata["name"] for each in described_settings()})
        if reader.faults:
            raise Faults(reader.faults)
        if begins:
            make_instance_folder(reader.instance)
        secret_key, *old = given_keys or [
            make_secret_key_file(reader.instance) if begins else new_secret_key()
        ]
        return cls(
            instance=reader.instance,
            secret_key=secret_key,
            old_secret_keys=tuple(old),
            **values,
        )

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Every key that counts; the first one signs."""
        return (self.secret_key, *self.old_secret_keys)

    @property
    def keep_unfinished(self) -> timedelta:
        """How long an unfinished attempt is kept after its last save."""
        return timedelta(days=self.keep_unfinished_days)

    @property
    def keep_finished(self) -> timedelta:
        """How long a finished attempt is kept."""
        return timedelta(days=self.keep_finished_days)

    @property
    def operator_contact_link(self) -> str | None:
        """The contact as a link leads to it."""
        contact = self.operator_contact
        return f"mailto:{contact}" if contact and EMAIL.fullmatch(contact) else contact


def described_settings() -> tuple[Field[Any], ...]:
    """The fields of `Settings`, each with its name, default and one line about it."""
    return fields(Settings)
