"""What every view needs of the outside world, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from quiz.settings.declarations import Settings
from quiz.store import Store
from quiz.web.page_cache import PageCache

EXTENSION = "role_fit"


@dataclass(frozen=True, eq=False)
class Services:
    """The settings, the store and the clock of one application, and the pages it keeps ready."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]  # timezone-aware, UTC
    pages: PageCache = field(default_factory=PageCache)


def services() -> Services:
    """Give the services of the application that answers this request."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Services):
        raise TypeError("The application was not made by create_app")
    return found


def use_services(app: Flask, found: Services) -> None:
    """Let an application answer with these services from now on."""
    app.extensions[EXTENSION] = found
    app.config["WTF_CSRF_SECRET_KEY"] = found.settings.secret_key
