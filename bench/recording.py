"""What a real Chromium sends in a sitting, and the same sent for other people.

`python -m bench recording` takes sittings in Chromium and writes what came to the server: all
requests in their order, with their headers and their bodies, and when they came by the person's
clock. What is of one person or one version is left open: tokens, tickets, revisions, the answers,
the names of statements, the fingerprints of files. A replay takes these from the pages it gets,
and everything else as it was recorded: so that it is Chromium that ran the scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.connection import Line, Reply
from bench.figures import CannotMeasure
from bench.page import Form
from bench.people import Candidate
from quiz.commands.serve import LIMITS

FILE = Path(__file__).with_name("recording.json")
KEPT_OPEN: int = LIMITS["channel_timeout"]  # seconds for which a server keeps a silent connection
ATTEMPT = re.compile(r"(?<=^/a/)[^/]+")
FINGERPRINT = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
TOKEN, ORIGIN = "{token}", "{origin}"
RECORD = "python -m bench recording"


class OldRecording(CannotMeasure):
    """The pages are others than those that were recorded."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: the pages have changed. Record them anew: {RECORD}")


@dataclass(frozen=True)
class Request:
    """One request, with what is of one person left open.

    Attributes
    ----------
    at : float
        Seconds after the start, by the person's clock.
    path : str
        With `{token}` for a token, and without fingerprints.
    headers : int
        Which of the recording's.
    fields : tuple of str
        What the form holds: `*5` is the answer to the fifth statement that was seen, `seen` what
        the page says, `go=on` is sent as it stands.
    status : int
        Of its answer.
    """

    at: float
    method: str
    path: str
    headers: int
    fields: tuple[str, ...]
    status: int


@dataclass(frozen=True)
class Recording:
    """Some sittings, each at another pace."""

    browser: str
    headers: tuple[dict[str, str], ...]
    sittings: tuple[tuple[Request, ...], ...]

    def write(self, path: Path = FILE) -> None:
        """Write it, a request a line."""
        lines = [f'{{"browser": {json.dumps(self.browser)},', '"headers": [']
        lines.append(",\n".join(json.dumps(each) for each in self.headers))
        lines.append('],\n"sittings": [')
        lines.append(",\n".join(f"[\n{_lines(sitting)}\n]" for sitting in self.sittings))
        path.write_text("\n".join(lines) + "\n]}\n", encoding="utf-8")


def _lines(sitting: Iterable[Request]) -> str:
    return ",\n".join(json.dumps(list(vars(request).values())) for request in sitting)


def read_recording(path: Path = FILE) -> Recording:
    """The recording that is here."""
    told = json.loads(path.read_text(encoding="utf-8"))
    sittings = tuple(tuple(_request(*each) for each in sitting) for sitting in told["sittings"])
    return Recording(told["browser"], tuple(told["headers"]), sittings)


def _request(
    at: float, method: str, path: str, headers: int, fields: list[str], status: int
) -> Request:
    return Request(at, method, path, headers, tuple(fields), status)


@dataclass
class Seen:
    """What somebody's browser has learned from the answers so far."""

    token: str = ""
    statements: list[str] = field(default_factory=list)  # names of answers, in their order
    forms: dict[str, Form] = field(default_factory=dict)  # by where they, or their saves, go
    files: dict[str, str] = field(default_factory=dict)  # by the path without a fingerprint
    offered: dict[str, list[str]] = field(default_factory=dict)  # values of an answer's buttons

    def learn(self, path: str, reply: Reply) -> None:
        """Take in what an answer says."""
        if found := ATTEMPT.search(reply.location):
            self.token = found[0]
        if reply.is_page:
            for form in reply.page.forms:
                self.forms |= {form.action: form, **({form.save: form} if form.save else {})}
                self.offered |= form.choices
                new = (name for name in form.choices if name not in self.statements)
                self.statements.extend(new)
            self.files |= {FINGERPRINT.sub("", each): each for each in reply.page.files}
        elif path in self.forms and (told := reply.json()) and "revision" in told:
            self.forms[path].fields["seen"] = str(told["revision"])

    def open_path(self, path: str) -> str:
        """A path without what is of this person and this version."""
        return ATTEMPT.sub(TOKEN, FINGERPRINT.sub("", path))

    def path(self, open_path: str) -> str:
        """The path that is meant for this person."""
        path = open_path.replace(TOKEN, self.token)
        return self.files.get(path, path)

    def open_field(self, path: str, name: str, value: str) -> str:
        """One field of a form, without what is of this person."""
        if name in self.statements:
            return f"*{self.statements.index(name) + 1}"
        if path in self.forms and self.forms[path].fields.get(name) == value:
            return name
        return f"{name}={value}"

    def field(self, path: str, open_field: str, person: Candidate) -> tuple[str, str]:
        """The field that is meant, as this person sends it."""
        if open_field.startswith("*"):
            name = self.statements[int(open_field[1:]) - 1]
            return name, person.choose({name: self.offered[name]})[name]
        name, is_said, value = open_field.partition("=")
        return name, value if is_said else self.forms[path].fields[name]


def replay(
    line: Line, person: Candidate, sitting: Sequence[Request], recording: Recording, origin: str
) -> Reply:
    """Take a sitting as it was recorded, with another person's answers; give the last page.

    A connection on which nothing was sent for longer than a server keeps it is made anew.

    Raises
    ------
    OldRecording
        If the pages are others than those that were recorded.
    """
    seen, last, before = Seen(), None, 0.0
    for request in sitting:
        if request.at - before > KEPT_OPEN:
            line.close()
        before = request.at
        try:
            path = seen.path(request.path)
            fields = [seen.field(path, each, person) for each in request.fields]
        except LookupError as error:
            raise OldRecording(f"{request.method} {request.path}: no {error}") from error
        headers = {
            name: value.replace(ORIGIN, origin)
            for name, value in recording.headers[request.headers].items()
        }
        body = urlencode(fields) if request.method == "POST" else None
        reply = line.ask(request.method, path, headers, body)
        if reply.status != request.status:
            raise OldRecording(f"{request.method} {path} answered {reply.status}")
        seen.learn(path, reply)
        last = reply if reply.is_page else last
    if last is None:
        raise OldRecording("No page")
    return last


def differences(one: Recording, other: Recording, within: float) -> list[str]:
    """Where two recordings differ; not in moments this near, nor in a browser's version."""
    found = []
    for number, pair in enumerate(zip(one.sittings, other.sittings, strict=True), start=1):
        for at, (here, there) in enumerate(zip_longest(*pair), start=1):
            if here is None or there is None:
                found.append(f"sitting {number} has {len(pair[0])} requests, and {len(pair[1])}")
                break
            told = _told(here, one), _told(there, other)
            if told[0] != told[1]:
                found.append(f"sitting {number}, request {at}: {told[0]}, and {told[1]}")
                break
            if abs(here.at - there.at) > within:
                found.append(f"sitting {number}, request {at}: {here.at} s, and {there.at} s")
    return found


def _told(request: Request, recording: Recording) -> tuple[Any, ...]:
    headers = {
        name: value
        for name, value in recording.headers[request.headers].items()
        if name != "user-agent" and not name.startswith("sec-ch-ua")
    }
    return request.method, request.path, headers, request.fields, request.status
