"""Stylesheets, script and pictures, served under names that change with their content.

A browser may keep such a file for a year: a new version has a new address. Each file is
compressed once, when it is read.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

FOLDERS = [Path(__file__).parent / "static"]
YEAR = 365 * 24 * 60 * 60  # seconds
KEPT = f"public, max-age={YEAR}, immutable"
# What a script has for its readers: comments on lines of their own, and indentation.
FOR_READERS = re.compile(rb"^[ ]*(?://.*)?\n|^[ ]+", re.MULTILINE)
WORTHWHILE = 0.9  # of its size; a picture in PNG is compressed already

blueprint = Blueprint("look", __name__, template_folder="templates")


@dataclass(frozen=True)
class Asset:
    """One file of the look."""

    address: str
    body: bytes
    compressed: bytes | None  # by gzip; None where that gains nothing
    mimetype: str


@cache
def assets() -> Mapping[str, Asset]:
    """Read every file of the look, by its name without the fingerprint."""
    files = sorted(path for folder in FOLDERS for path in folder.iterdir() if path.is_file())
    return {path.name: read_asset(path) for path in files}


def serve_folder(folder: Path) -> None:
    """Let a room keep files of the look that only its own pages need."""
    if folder not in FOLDERS:
        FOLDERS.append(folder)


def asset_url(name: str, *, whole: bool = False) -> str:
    """Give the address of a file of the look, with the host in front if `whole`."""
    return url_for("look.asset", address=assets()[name].address, _external=whole)


@blueprint.get("/look/<address>")
def asset(address: str) -> Response:
    """Send one file of the look, to be kept for a year."""
    for found in assets().values():
        if found.address == address:
            return send_asset(found)
    abort(404)


def send_asset(found: Asset, kept: str = KEPT) -> Response:
    """Send a file that may be kept, compressed where that is asked for."""
    packed = found.compressed if request.accept_encodings["gzip"] else None
    response = Response(packed or found.body, mimetype=found.mimetype)
    response.headers["Cache-Control"] = kept
    if found.compressed:
        response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    # What is packed is other bytes, so it has another tag.
    response.set_etag(found.address + (".gz" if packed else ""))
    response.make_conditional(request)
    return response


def read_asset(path: Path) -> Asset:
    """Read a file, and leave out what a script has for its readers."""
    body = path.read_bytes()
    if path.suffix == ".js":
        body = FOR_READERS.sub(b"", body)
    return make_asset(path.name, body)


def make_asset(name: str, body: bytes) -> Asset:
    """Give a file an address that changes with its content."""
    path = Path(name)
    fingerprint = hashlib.sha256(body).hexdigest()[:12]
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed = gzip.compress(body, compresslevel=9, mtime=0)
    return Asset(
        f"{path.stem}.{fingerprint}{path.suffix}",
        body,
        compressed if len(compressed) < WORTHWHILE * len(body) else None,
        mimetype,
    )
