"""What every view needs of the outside world, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from quiz.settings.declarations import Settings
from quiz.store import Store

EXTENSION = "role_fit"


@dataclass(frozen=True)
class Services:
    """The settings, the store and the clock of one application."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]  # timezone-aware, UTC


def services() -> Services:
    """Give the services of the application that answers this request."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Services):
        raise TypeError("The application was not made by create_app")
    return found
