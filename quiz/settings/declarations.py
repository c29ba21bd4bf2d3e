"""Settings from the environment, checked all at once before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
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
LOGS = ("text", "json")


def _about(name: str, said_default: str, about: str) -> dict[str, str]:
    return {"name": name, "default": said_default, "about": about}


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set.

    Each field carries in its metadata the variable's ``name``, its ``default`` in words, and
    one line ``about`` it: the settings table in the documentation is made from these.
    """

    instance: Path = field(
        metadata=_about(
            "ROLE_FIT_INSTANCE",
            "instance",
            "The folder that holds the database and the secret key.",
        )
    )
    database_url: str = field(
        metadata=_about(
            "DATABASE_URL",
            "role-fit.sqlite3 in the instance folder",
            "Another database: sqlite:///path or postgresql://name:password@host/database.",
        ),
        repr=False,
    )
    secret_key: str = field(
        metadata=_about(
            "ROLE_FIT_SECRET_KEY",
            "the file secret_key in the instance folder, made at the first start",
            f"What forms are signed with: at least {MIN_LENGTH} random characters.",
        ),
        repr=False,
    )
    operator_name: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_OPERATOR_NAME",
            "not set; the start page says that the operator has not named itself",
            "Who runs this quiz, as candidates read it.",
        ),
    )
    operator_contact: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_OPERATOR_CONTACT",
            "not set",
            "How candidates reach the operator: an e-mail address or an http(s) address.",
        ),
    )
    privacy_url: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_PRIVACY_URL", "not set", "The operator's privacy notice: an http(s) address."
        ),
    )
    keep_unfinished_days: int = field(
        default=30,
        metadata=_about(
            "ROLE_FIT_KEEP_UNFINISHED_DAYS",
            "30",
            f"Days after the last save until an unfinished attempt is deleted, 1 to {MAX_DAYS}.",
        ),
    )
    keep_finished_days: int = field(
        default=365,
        metadata=_about(
            "ROLE_FIT_KEEP_FINISHED_DAYS",
            "365",
            "Days after the result, or the last save after it, until a finished attempt is "
            f"deleted with its results, 1 to {MAX_DAYS}.",
        ),
    )
    embed_sites: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "ROLE_FIT_EMBED_SITES",
            "not set; no site can",
            "Sites that may show the public quiz, the one without an opening, in a frame, with "
            "spaces between them: https://example.org, https://*.example.org, or * for all.",
        ),
    )
    address: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_ADDRESS",
            "not set",
            "Where people reach this quiz, like https://quiz.example.org: links in mails lead "
            "there.",
        ),
    )
    smtp_url: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_SMTP_URL",
            "not set; no mail is sent",
            "The server that sends mails: smtp://name:password@host:587 (it must offer STARTTLS, "
            "unless it is on this computer) or smtps://name:password@host:465.",
        ),
        repr=False,
    )
    mail_from: str | None = field(
        default=None,
        metadata=_about("ROLE_FIT_MAIL_FROM", "not set", "The e-mail address that mails are from."),
    )
    old_secret_keys: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "ROLE_FIT_SECRET_KEY_OLD",
            "not set; the lines of the file secret_key after the first, where that file is read",
            "Earlier secret keys, with spaces between them: what they signed goes on counting.",
        ),
        repr=False,
    )
    proxies: int = field(
        default=0,
        metadata=_about(
            "ROLE_FIT_PROXIES",
            "0",
            f"How many reverse proxies stand before the quiz, 0 to {MAX_PROXIES}: that many "
            "entries of X-Forwarded-For, -Proto and -Host are believed, and none otherwise.",
        ),
    )
    log: str = field(
        default="text",
        metadata=_about(
            "ROLE_FIT_LOG",
            "text",
            "text: what went wrong, for people; json: a line a request and a line a fault, "
            "for programs.",
        ),
    )
    metrics_token: str | None = field(
        default=None,
        metadata=_about(
            "ROLE_FIT_METRICS",
            "not set; there is no /metrics",
            f"What Prometheus shows to read /metrics: at least {MIN_LENGTH} random characters.",
        ),
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
        instance = reader.instance()
        given_keys = reader.secret_keys(instance)
        values: dict[str, Any] = {
            "database_url": reader.database_url(instance),
            "operator_name": reader.name("ROLE_FIT_OPERATOR_NAME"),
            "operator_contact": reader.contact("ROLE_FIT_OPERATOR_CONTACT"),
            "privacy_url": reader.web_address("ROLE_FIT_PRIVACY_URL"),
            "keep_unfinished_days": reader.days(
                "ROLE_FIT_KEEP_UNFINISHED_DAYS", cls.keep_unfinished_days
            ),
            "keep_finished_days": reader.days(
                "ROLE_FIT_KEEP_FINISHED_DAYS", cls.keep_finished_days
            ),
            "embed_sites": reader.sites("ROLE_FIT_EMBED_SITES"),
            "address": reader.own_address("ROLE_FIT_ADDRESS"),
            "smtp_url": reader.smtp_url("ROLE_FIT_SMTP_URL"),
            "mail_from": reader.email("ROLE_FIT_MAIL_FROM"),
            "proxies": reader.number("ROLE_FIT_PROXIES", cls.proxies, MAX_PROXIES),
            "log": reader.choice("ROLE_FIT_LOG", LOGS),
            "metrics_token": reader.secret("ROLE_FIT_METRICS"),
        }
        reader.refuse_unknown_names({each.metadata["name"] for each in described_settings()})
        if reader.faults:
            raise Faults(reader.faults)
        if begins:
            make_instance_folder(instance)
        secret_key, *old = given_keys or [
            make_secret_key_file(instance) if begins else new_secret_key()
        ]
        return cls(instance=instance, secret_key=secret_key, old_secret_keys=tuple(old), **values)

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
