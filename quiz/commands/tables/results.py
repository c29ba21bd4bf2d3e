"""Writing a table of results: nothing half-written, nothing a spreadsheet would execute."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from model.axes import AXES
from model.inputs.faults import Fault, Faults
from model.matching import NOBODY, FittedModel
from model.research.table import ScoredTable
from model.verdict import Verdict
from quiz.settings.whole_files import PRIVATE, create, name_beside

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTED = re.compile(r'[,"\r\n]')
PUBLIC = 0o666  # mode of a new file that anybody may read; the umask counts as well
NUMBERS = "%.6f," * len(AXES)


@contextmanager
def whole_file(path: str, source: str, mode: int = PRIVATE) -> Iterator[TextIO]:
    """A file to write to that takes its place at the end, or never.

    It is written beside its place; on any exception it goes and what was there stays.
    `-` is standard output, which also gets everything at the end or nothing. A new file gets
    `mode`, by default one that only its owner may read; a file that is replaced keeps its own.

    Raises
    ------
    Faults
        If it cannot be written, or is the input.
    """
    try:
        if path == "-":
            with tempfile.TemporaryFile() as kept:
                file = io.TextIOWrapper(kept, encoding="utf-8", newline="")
                yield file
                file.flush()
                kept.seek(0)
                shutil.copyfileobj(kept, sys.stdout.buffer)
        else:
            with _beside(_target(path, source), mode) as beside:
                yield beside
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"it cannot be written ({error.strerror})"
        missing = error.errno == errno.ENOENT
        remedy = "Make the folder first" if missing else "Make room, or name another file"
        raise Faults([Fault(path, what, remedy)]) from error


def _target(path: str, source: str) -> Path:
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise Faults([Fault(path, "it is not a file", "Name a file, or - for standard output")])
    if target.exists() and _is_source(target, source):
        raise Faults([Fault(path, "it is the input", "Name another file for the results")])
    return target


def _is_source(target: Path, source: str) -> bool:
    read = os.fstat(sys.stdin.fileno()) if source == "-" else Path(source).stat()
    return os.path.samestat(target.stat(), read)


@contextmanager
def _beside(target: Path, mode: int) -> Iterator[TextIO]:
    beside = name_beside(target)
    kept = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    try:
        descriptor = create(beside, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            if kept is not None:
                os.fchmod(descriptor, kept)
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def header(*, has_ids: bool, with_verdict: bool) -> str:
    """The first line of the results."""
    columns = ["id" if has_ids else "row", *AXES, "significant", "nearest_role", "distance"]
    return ",".join(columns + (["verdict", "shortlist"] if with_verdict else [])) + "\n"


def lines(
    labels: list[str], scored: ScoredTable, model: FittedModel, verdicts: list[Verdict] | None
) -> Iterator[str]:
    """One line a person; a value that is not there is an empty cell."""
    nearest = scored.nearest.tolist()
    distances = scored.distances.min(axis=1).tolist()
    significant = scored.significant.tolist()
    for i, values in enumerate(scored.values.tolist()):
        numbers = (NUMBERS % tuple(values)).replace("nan", "")
        line = f"{labels[i]},{numbers}{'true' if significant[i] else 'false'},"
        if nearest[i] == NOBODY:
            line += ","
        else:
            line += f"{model.roles[nearest[i]]},{distances[i]:.6f}"
        if verdicts is not None:
            line += f",{verdicts[i].kind},{' '.join(verdicts[i].shown)}"
        yield line + "\n"


def safe(text: str) -> str:
    """Text as a cell that stays text in a spreadsheet."""
    if text.startswith(FORMULA):
        text = f"'{text}"
    if QUOTED.search(text):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
