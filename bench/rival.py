"""oTree 6 with a questionnaire of thirty statements, in an environment of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.connection import Line, Refused, follow
from bench.figures import CannotMeasure
from bench.servers import Server, free_port, running

PROJECT = Path(__file__).parent / "otree"
REQUIREMENTS = PROJECT / "requirements.txt"
ENVIRONMENT = Path(sys.prefix) / "otree"  # within ours, so that it goes when ours goes
STAMP = ENVIRONMENT / "installed"  # what was installed, written only after all of it was
ITEMS, A_PAGE, PAGES = 30, 10, 3


def is_installed() -> bool:
    """Whether oTree is here already."""
    return STAMP.exists() and STAMP.read_text() == REQUIREMENTS.read_text()


def install() -> None:
    """Make an environment with what `bench/otree/requirements.txt` names, if it is not there."""
    if is_installed():
        return
    venv.create(ENVIRONMENT, with_pip=True, symlinks=True, clear=True)
    wanted = ("-r", str(REQUIREMENTS))
    command = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet", *wanted]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (our own command)
    if done.returncode:
        why = done.stderr.strip().splitlines()[-1:]
        raise CannotMeasure(f"oTree could not be installed from PyPI: {''.join(why)}")
    STAMP.write_text(REQUIREMENTS.read_text())


def make_project(folder: Path) -> Path:
    """Put the questionnaire into a folder of its own."""
    project = Path(shutil.copytree(PROJECT, folder / "project"))
    for name in ("_static", "_templates"):
        (project / name).mkdir()
    return project


@contextmanager
def otree(project: Path) -> Iterator[Server]:
    """Serve the questionnaire as in production, on the SQLite that oTree has by default."""
    install()
    programs, port = ENVIRONMENT / "bin", free_port()
    environ = {"PATH": f"{programs}:/usr/bin:/bin", "OTREE_PRODUCTION": "1", "PYTHONPATH": ""}
    command = [str(programs / "otree"), "prodserver1of2", f"localhost:{port}"]
    with running(command, port, project, environ) as server:
        yield server


def begin(port: int, people: int) -> str:
    """Make so many sittings, and give the path that begins one of them.

    This is outside the clock: oTree is spared what the quiz does for each person.
    """
    wanted = json.dumps({"session_config_name": "survey", "num_participants": people})
    request = urllib.request.Request(
        f"http://localhost:{port}/api/sessions",
        wanted.encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310
        return str(urlsplit(json.load(reply)["session_wide_url"]).path)


def finish_survey(line: Line, path: str, number: int) -> None:
    """Answer all thirty statements, as a person who comes for the first time."""
    address, _ = follow(line, path)
    for page in range(PAGES):
        first = 1 + page * A_PAGE
        answers = {f"item_{at}": str(1 + (number + at) % 6) for at in range(first, first + A_PAGE)}
        before = address
        address, _ = follow(line, address, answers)
        if address == before:
            raise Refused(f"oTree did not take page {page + 1}")


if __name__ == "__main__":  # it can be looked at: python -m bench.rival FOLDER
    with otree(make_project(Path(sys.argv[1]))) as shown:
        print(f"http://localhost:{shown.port}{begin(shown.port, 10)}", flush=True)
        input("Enter stops it. ")
