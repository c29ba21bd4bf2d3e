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

from bench.servers import Server, Visitor, free_port, running

PROJECT = Path(__file__).parent / "otree"
ITEMS, A_PAGE, PAGES = 30, 10, 3


@contextmanager
def otree(folder: Path, people: int) -> Iterator[tuple[Server, str]]:
    """Install oTree, serve the questionnaire as in production, on the SQLite it has by default.

    Gives the server and the path that begins one of so many sittings. They are all made here,
    outside the clock: oTree is spared what the quiz does for each person.
    """
    programs = _install(folder / "environment")
    project = Path(shutil.copytree(PROJECT, folder / "project"))
    for name in ("_static", "_templates"):
        (project / name).mkdir()
    port = free_port()
    environ = {"PATH": f"{programs}:/usr/bin:/bin", "OTREE_PRODUCTION": "1", "PYTHONPATH": ""}
    command = [str(programs / "otree"), "prodserver1of2", f"localhost:{port}"]
    with running(command, port, project, environ) as server:
        yield server, _begin(port, people)


def _install(folder: Path) -> Path:
    """Make an environment with what `bench/otree/requirements.txt` names; give its programs."""
    venv.create(folder, with_pip=True, symlinks=True)
    wanted = ("-r", str(PROJECT / "requirements.txt"))
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *wanted]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (our own command)
    if done.returncode:
        raise RuntimeError(f"oTree could not be installed:\n{done.stderr}")
    return folder / "bin"


def _begin(port: int, people: int) -> str:
    wanted = json.dumps({"session_config_name": "survey", "num_participants": people})
    request = urllib.request.Request(
        f"http://localhost:{port}/api/sessions",
        wanted.encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310
        return str(urlsplit(json.load(reply)["session_wide_url"]).path)


def finish_survey(port: int, path: str, number: int) -> None:
    """Answer all thirty statements, as a person who comes for the first time."""
    visitor = Visitor(port)
    address = visitor.get(path)
    for page in range(PAGES):
        first = 1 + page * A_PAGE
        answers = {f"item_{at}": str(1 + (number + at) % 6) for at in range(first, first + A_PAGE)}
        before, address = address, visitor.post(address, answers)
        if address == before:
            raise RuntimeError(f"oTree did not take page {page + 1}")
    visitor.close()


if __name__ == "__main__":  # it can be looked at: python -m bench.rival FOLDER
    with otree(Path(sys.argv[1]), 10) as (shown, begin):
        print(f"http://localhost:{shown.port}{begin}", flush=True)
        input("Enter stops it. ")
