"""People who take the quiz while its server is killed, and what they were told was kept."""

from __future__ import annotations

import html
import http.client
import json
import random
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from model.scoring import POINTS
from questions.instrument import current_instrument

PAGES = current_instrument().bank.pages[:4]
Answers = dict[str, int]


class ServerGone(Exception):
    """The server went before it had answered."""


class Refused(Exception):
    """The server answered something that no person should get."""


@dataclass(frozen=True)
class Reply:
    """What a server answered, whole."""

    status: int
    location: str
    text: str


class Line:
    """One connection to a server, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=60)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Reply:
        """Send a request; ServerGone where there is no whole answer."""
        headers = {"Accept": "text/html", "Accept-Language": "en"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            reply = self._connection.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise ServerGone from error
        return Reply(reply.status, reply.headers.get("Location", ""), text)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


@dataclass
class Person:
    """Somebody's sitting, with everything they were told was kept.

    What is under way when the server goes is sent again to the next one, as a person does who
    presses the button once more.
    """

    chance: random.Random
    script: bool = True  # whether answers are saved as they are given, now and then
    ticket: str | None = None
    token: str | None = None
    kept: Answers = field(default_factory=dict)  # acknowledged
    sent: Answers = field(default_factory=dict)  # sent, and perhaps kept
    pages: int = 0  # of answers, acknowledged
    finish_sent: bool = False
    result: str | None = None  # as it was shown
    saves: int = 0  # acknowledged
    checked: bool = False  # the result that is stored was computed anew from its answers

    @property
    def finished(self) -> bool:
        """Whether a result was shown."""
        return self.result is not None

    def go_on(self, line: Line) -> None:
        """Take the next step; what is acknowledged is noted, and nothing else."""
        if self.ticket is None:
            self.ticket = _hidden(self._page(line, "/"), "ticket")
        elif self.token is None:
            there = self._post(line, "/start", {"ticket": self.ticket})
            self.token = there.split("/")[2]
        elif self.pages < len(PAGES):
            self._answer(line, self.pages + 1)
        elif self.finish_sent and self.chance.random() < 0.5:
            self._read_result(line)
        else:
            self.finish_sent = True
            self._post(line, f"/a/{self.token}/finish", {})
            self._read_result(line)

    def _answer(self, line: Line, number: int) -> None:
        path = f"/a/{self.token}/q/{number}"
        seen = _hidden(self._page(line, path), "seen")
        if not set(self.sent) & {item.id for item in PAGES[number - 1]}:
            self.sent |= {item.id: self.chance.randint(1, POINTS) for item in PAGES[number - 1]}
        chosen = {item.id: self.sent[item.id] for item in PAGES[number - 1]}
        fields = {item: str(point) for item, point in chosen.items()}
        if self.script and self.chance.random() < 0.5:  # a script saves what was chosen so far
            some = dict(list(fields.items())[: self.chance.randint(1, len(fields))])
            reply = line.ask("POST", f"{path}/save.json", {**some, "seen": seen})
            if reply.status != 200:
                raise Refused(f"save.json answered {reply.status}: {reply.text[:300]}")
            seen = str(json.loads(reply.text)["revision"])
            self.kept |= {item: chosen[item] for item in some}
            self.saves += 1
        self._post(line, path, {**fields, "seen": seen, "go": "on"})
        self.kept |= chosen
        self.saves += 1
        self.pages = number

    def _read_result(self, line: Line) -> None:
        reply = line.ask("GET", f"/a/{self.token}/result")
        if reply.status == 200 and 'data-page="result"' in reply.text:
            told = re.search(r"<h1[^>]*>(.*?)</h1>", reply.text, re.DOTALL)
            self.result = told[1] if told else ""

    def _page(self, line: Line, path: str) -> str:
        reply = line.ask("GET", path)
        if reply.status != 200:
            raise Refused(f"GET {path} answered {reply.status} {reply.location}")
        return reply.text

    def _post(self, line: Line, path: str, fields: dict[str, str]) -> str:
        reply = line.ask("POST", path, fields)
        if reply.status != 303:
            raise Refused(f"POST {path} answered {reply.status}: {reply.text[:300]}")
        return reply.location


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    if found is None:
        raise Refused(f"The page has no field {name}")
    return html.unescape(found[1])
