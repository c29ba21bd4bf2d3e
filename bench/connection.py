"""One connection to a server, as a browser keeps it, and what came over it."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from bench.page import Page

FORM = "application/x-www-form-urlencoded"
NAVIGATION = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "en"}
OK, SEE_OTHER = 200, 303
REDIRECTS = (301, 302, SEE_OTHER, 307)


class ServerGone(Exception):
    """The server went before it had answered."""


class Refused(Exception):
    """The server answered something that no person should get."""


@dataclass(frozen=True)
class Reply:
    """What a server answered, whole."""

    status: int
    headers: Mapping[str, str]  # by their names in small letters; of several cookies the last
    body: bytes  # as it was sent

    @property
    def location(self) -> str:
        """The path that it leads to; empty where it leads nowhere."""
        where = urlsplit(self.headers.get("location", ""))
        return f"{where.path}?{where.query}" if where.query else where.path

    @cached_property
    def text(self) -> str:
        """The body, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @cached_property
    def page(self) -> Page:
        """The body, read as a page."""
        return Page(self.text)

    @property
    def is_page(self) -> bool:
        """Whether the body is a page."""
        return self.headers.get("content-type", "").startswith("text/html")

    def json(self) -> Any:
        """The body, read as JSON; None where it is something else."""
        is_json = self.headers.get("content-type", "").partition(";")[0].endswith("json")
        return json.loads(self.text) if is_json else None


class Line(Protocol):
    """A way to ask a server, over the network or within this process."""

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> Reply:
        """Send a request and give its whole answer, which may lead elsewhere."""

    def close(self) -> None:
        """Give the connection back."""


class Connection:
    """A connection to a server of this computer; it is made when it is first needed."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=60)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> Reply:
        """Send a request; ServerGone where there is no whole answer."""
        try:
            self._connection.request(method, path, body, dict(headers))
            reply = self._connection.getresponse()
            read = reply.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServerGone(f"{method} {path}: {error!r}") from error
        return Reply(reply.status, {name.lower(): v for name, v in reply.getheaders()}, read)

    def close(self) -> None:
        """Give the connection back; the next request makes another one."""
        self._connection.close()


def send(line: Line, path: str, fields: Mapping[str, str]) -> Reply:
    """Send a form as a browser does; give the answer itself, wherever it leads."""
    return line.ask("POST", path, {**NAVIGATION, "Content-Type": FORM}, urlencode(fields))


def follow(line: Line, path: str, fields: Mapping[str, str] | None = None) -> tuple[str, Reply]:
    """Open a page, or send a form, as a browser without script: the page it leads to, and where.

    Raises
    ------
    Refused
        If any answer on the way is no page.
    """
    reply = line.ask("GET", path, NAVIGATION) if fields is None else send(line, path, fields)
    while reply.status in REDIRECTS:
        path = reply.location
        reply = line.ask("GET", path, NAVIGATION)
    if reply.status != OK:
        raise Refused(f"{path} answered {reply.status}: {reply.text[:300]}")
    return path, reply
