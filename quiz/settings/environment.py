"""Reading settings from the environment: all that is wrong with them is gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from model.inputs.faults import Fault
from quiz.settings.secret_key import MIN_LENGTH, check_secret_key_file
from quiz.typed_text import ANY_SITE, EMAIL, MAX_SITES, is_smtp_address, is_web_address, read_site

PREFIX = "ROLE_FIT_"
POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
MAX_NAME = 200  # characters
MAX_DAYS = 3650


class Reader:
    """Reads one setting after the other and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.faults: list[Fault] = []
        self.instance = self._instance("ROLE_FIT_INSTANCE")

    def _instance(self, name: str) -> Path:
        instance = Path(self._get(name) or "instance").absolute()
        for each in (instance, *instance.parents):
            if each.is_dir():
                break
            if each.exists():
                self._refuse(name, f"{each} is not a folder", "Name a folder, or a new one")
                break
        return instance

    def secret_keys(self) -> list[str]:
        """The key that signs, then older ones; none where the file is still to be made."""
        key = self.secret("ROLE_FIT_SECRET_KEY")
        if self._get("ROLE_FIT_SECRET_KEY") is None:
            found, fault = check_secret_key_file(self.instance)
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

    def database_url(self, name: str) -> str:
        text = self._get(name)
        if text is None:
            return _text(URL.create("sqlite", database=str(self.instance / "role-fit.sqlite3")))
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            url = URL.create("unreadable")
        if url.drivername == "sqlite":
            return self._sqlite_url(url)
        if url.drivername in POSTGRES:
            return self._postgres_url(url)
        # The value may hold a password: it is never repeated.
        self._refuse(
            "DATABASE_URL",
            "it is not the address of a database Role Fit can use",
            "Give sqlite:///path or postgresql://name:password@host/database",
        )
        return ""

    def _sqlite_url(self, url: URL) -> str:
        path = url.database or ""
        if path in ("", ":memory:") or path.startswith("file:") or url.query or url.host:
            self._refuse(
                "DATABASE_URL",
                "it names no plain database file",
                "Give sqlite:///path, with four slashes where the path begins at the root",
            )
            return ""
        file = Path(path).absolute()
        if file.is_dir() or not (file.parent.is_dir() or file.parent == self.instance):
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
                "Install it from Role Fit's folder: pip install -c constraints.txt '.[postgres]'",
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
        if not is_smtp_address(text):
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
        return self._number(name, default, 1, MAX_DAYS, "Give the number of days")

    def number(self, name: str, default: int, most: int) -> int:
        return self._number(name, default, 0, most, "Give one")

    def _number(self, name: str, default: int, least: int, most: int, remedy: str) -> int:
        text = self._get(name)
        if text is None:
            return default
        if re.fullmatch(r"[0-9]{1,4}", text) and least <= int(text) <= most:
            return int(text)
        what = f"{text!r} is not a whole number from {least} to {most}"
        self._refuse(name, what, f"{remedy}, like {default}")
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
