"""The application for a WSGI server of one's own choice: `granian --interface wsgi quiz.wsgi:app`.

Importing it starts it, with settings from the environment.
"""

from __future__ import annotations

import sys
from threading import Event

from model.inputs.faults import Faults
from quiz.app import create_app, freeze_memory
from quiz.services import EXTENSION, Services
from quiz.web.errors import Quiz
from quiz.web.logs import write_to_stderr


def make_app() -> Quiz:
    """Make the application with what `role-fit serve` does beside it; faults end the process."""
    try:
        made = create_app()
    except Faults as faults:
        sys.exit("\n".join(map(str, faults.faults)))
    services: Services = made.extensions[EXTENSION]
    write_to_stderr(services.settings)
    services.store.start_sweeping(Event())
    freeze_memory()
    return made


app = make_app()
