"""Settings from the environment, checked all at once before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from model.faults import Fault, Faults
from quiz.secret_key import (
    MIN_LENGTH,
    check_secret_key_file,
    make_instance_folder,
    make_secret_key_file,
)
from quiz.sites import ANY_SITE, MAX_SITES, read_site

PREFIX = "ROLE_FIT_"
EMAIL = re.compile(r"[\w.!$*+=^`{|}~-]+@[\w-]+(\.[\w-]+)+")  # nothing a mailto: link would misread
POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
MAX_DAYS = 3650
MAX_NAME = 200  # characters
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
            f"Days until a finished attempt is deleted with its results, 1 to {MAX_DAYS}.",
        ),
    )
    embed_sites: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "ROLE_FIT_EMBED_SITES",
            "not set; no site can",
            "Sites that may show the quiz without an opening in a frame, with spaces between "
            "them: https://example.org, https://*.example.org, or * for all.",
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
            "the lines after the first in the file secret_key",
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
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check all settings; at the first start, make the folder and the key.

        Raises
        ------
        Faults
            With everything that is wrong. Nothing is made then.
        """
        reader = _Reader(environ)
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
        make_instance_folder(instance)
        secret_key, *old = given_keys or [make_secret_key_file(instance)]
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


class _Reader:
    """Reads one setting after the other and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.faults: list[Fault] = []

    def instance(self) -> Path:
        instance = Path(self._get("ROLE_FIT_INSTANCE") or "instance").absolute()
        for each in (instance, *instance.parents):
            if each.is_dir():
                break
            if each.exists():
                self._refuse(
                    "ROLE_FIT_INSTANCE", f"{each} is not a folder", "Name a folder, or a new one"
                )
                break
        return instance

    def secret_keys(self, instance: Path) -> list[str]:
        """The key that signs, then older ones; none where the file is still to be made."""
        key = self.secret("ROLE_FIT_SECRET_KEY")
        if self._get("ROLE_FIT_SECRET_KEY") is None:
            found, fault = check_secret_key_file(instance)
            self.faults.extend([fault] if fault else [])
        else:
            found = [key] if key else []
        old = (self._get("ROLE_FIT_SECRET_KEY_OLD") or "").split()
        if any(len(each) < MIN_LENGTH for each in old):
            self._refuse(
                "ROLE_FIT_SECRET_KEY_OLD",
                f"one of them is shorter than {MIN_LENGTH} characters",
                "Give whole keys, with spaces between them",
            )
        if old and not found:
            self._refuse(
                "ROLE_FIT_SECRET_KEY_OLD",
                "it is set, and there is no newer key",
                "Set ROLE_FIT_SECRET_KEY too, or put the keys into the file, the newest first",
            )
        return [*found, *old]

    def secret(self, name: str) -> str | None:
        text = self._get(name)
        if text is not None and len(text) < MIN_LENGTH:
            self._refuse(
                name,
                f"it is shorter than {MIN_LENGTH} characters",
                "Use a long random one, or leave it out",
            )
        return text

    def database_url(self, instance: Path) -> str:
        text = self._get("DATABASE_URL")
        if text is None:
            return _text(URL.create("sqlite", database=str(instance / "role-fit.sqlite3")))
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            url = URL.create("unreadable")
        if url.drivername == "sqlite":
            return self._sqlite_url(url, instance)
        if url.drivername in POSTGRES:
            return self._postgres_url(url)
        # The value may hold a password: it is never repeated.
        self._refuse(
            "DATABASE_URL",
            "it is not the address of a database Role Fit can use",
            "Give sqlite:///path or postgresql://name:password@host/database",
        )
        return ""

    def _sqlite_url(self, url: URL, instance: Path) -> str:
        path = url.database or ""
        if path in ("", ":memory:") or path.startswith("file:") or url.query or url.host:
            self._refuse(
                "DATABASE_URL",
                "it names no plain database file",
                "Give sqlite:///path, with four slashes where the path begins at the root",
            )
            return ""
        file = Path(path).absolute()
        if file.is_dir() or not (file.parent.is_dir() or file.parent == instance):
            self._refuse(
                "DATABASE_URL",
                f"{file} is a folder" if file.is_dir() else f"there is no folder {file.parent}",
                "Make the folder, or name a file in another one",
            )
        return _text(url.set(database=str(file)))

    def _postgres_url(self, url: URL) -> str:
        if not url.database:
            self._refuse(
                "DATABASE_URL",
                "it names no database on the server",
                "Give postgresql://name:password@host/database",
            )
        if find_spec("psycopg") is None:
            self._refuse(
                "DATABASE_URL",
                "PostgreSQL needs psycopg, which is not installed",
                "Install role-fit[postgres]",
            )
        return _text(url.set(drivername="postgresql+psycopg"))

    def name(self, name: str) -> str | None:
        text = self._get(name)
        if text and (len(text) > MAX_NAME or not text.isprintable()):
            self._refuse(
                name,
                f"it is longer than {MAX_NAME} characters or has a line break in it",
                "Give a name that fits into one line",
            )
        return text

    def contact(self, name: str) -> str | None:
        text = self._get(name)
        if text and not EMAIL.fullmatch(text) and not is_web_address(text):
            self._refuse(
                name,
                f"{text!r} is neither an e-mail address nor an http(s) address",
                "Write it like jobs@example.org or https://example.org/contact",
            )
        return text

    def web_address(self, name: str) -> str | None:
        text = self._get(name)
        if text and not is_web_address(text):
            self._refuse(
                name,
                f"{text!r} is not an http(s) address",
                "Write it like https://example.org/privacy",
            )
        return text

    def own_address(self, name: str) -> str | None:
        text = self.web_address(name)
        if text and ("?" in text or "#" in text or urlsplit(text).username is not None):
            self._refuse(
                name,
                "it holds more than an address to begin links with",
                "Write it like https://quiz.example.org",
            )
        return text.rstrip("/") if text else None

    def smtp_url(self, name: str) -> str | None:
        text = self._get(name)
        if text is None:
            return None
        if not _is_smtp_address(text):
            # The value may hold a password: it is never repeated.
            self._refuse(
                name,
                "it is not the address of a mail server",
                "Write it like smtp://name:password@mail.example.org:587",
            )
        for needed in ("ROLE_FIT_MAIL_FROM", "ROLE_FIT_ADDRESS"):
            if self._get(needed) is None:
                self._refuse(needed, f"it is not set, and {name} is", "Set it too: mails need it")
        return text

    def email(self, name: str) -> str | None:
        text = self._get(name)
        if text and not EMAIL.fullmatch(text):
            self._refuse(
                name, f"{text!r} is not an e-mail address", "Write it like quiz@example.org"
            )
        return text

    def days(self, name: str, default: int) -> int:
        text = self._get(name)
        if text is None:
            return default
        if re.fullmatch(r"[0-9]{1,4}", text) and 1 <= int(text) <= MAX_DAYS:
            return int(text)
        self._refuse(
            name,
            f"{text!r} is not a whole number from 1 to {MAX_DAYS}",
            f"Give the number of days, like {default}",
        )
        return default

    def number(self, name: str, default: int, most: int) -> int:
        text = self._get(name)
        if text is None:
            return default
        if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= most:
            return int(text)
        self._refuse(
            name, f"{text!r} is not a whole number from 0 to {most}", f"Give one, like {default}"
        )
        return default

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        text = self._get(name) or choices[0]
        if text not in choices:
            self._refuse(name, f"{text!r} is none of its values", f"Give {' or '.join(choices)}")
        return text

    def sites(self, name: str) -> tuple[str, ...]:
        given = (self._get(name) or "").split()
        read = {text: read_site(text) for text in given}
        for text in (text for text, site in read.items() if site is None):
            self._refuse(
                name,
                f"{text!r} is not a site",
                "Write it like https://example.org, without a path; "
                "https://*.example.org for all below it; * for every site",
            )
        sites = tuple(dict.fromkeys(site for site in read.values() if site))
        if ANY_SITE in sites and len(sites) > 1:
            self._refuse(name, "* stands for every site", "Name the sites, or leave only the *")
        if len(sites) > MAX_SITES:
            self._refuse(name, f"it names more than {MAX_SITES} sites", "Name fewer")
        return sites

    def refuse_unknown_names(self, known: set[str]) -> None:
        for name in sorted(self._environ):
            if name.startswith(PREFIX) and name not in known:
                near = get_close_matches(name, sorted(known), n=1, cutoff=0.0)
                self._refuse(
                    name, "there is no such setting", f"Did you mean {near[0]}? Else take it away"
                )

    def _get(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or None

    def _refuse(self, where: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(where, what, remedy))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) address that can be put into a page as it is."""
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = text.isprintable() and not re.search(r"[\s<>\"'\\]", text)
    return plain and port_is_fine and parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_smtp_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    only = parts.path in ("", "/") and not parts.query and not parts.fragment
    plain = text.isprintable() and not re.search(r"\s", text)
    return (plain and only and port_is_fine and parts.scheme in ("smtp", "smtps")) and bool(
        parts.hostname
    )
