"""What is refused before any view sees it: what is too large, or no text, or no host."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadHost, BadRequest, RequestEntityTooLarge
from werkzeug.routing import IntegerConverter

BODY_LIMIT = 64 * 1024  # bytes; a page of answers is under one
LARGER = {"openings.save_settings": 1024 * 1024}  # by endpoint: with a logo's file
FORM_PARTS = 100
PLAIN_FORM = "application/x-www-form-urlencoded"
REPLACEMENT = "\ufffd"  # what Werkzeug puts where bytes are not UTF-8
NULL = "\0"  # PostgreSQL keeps no text with it, and nobody types it
NO_TEXT = (REPLACEMENT, NULL)
LARGEST = 2**63 - 1  # of what a column of numbers holds
LONGEST_HOST = 253 + len(":65535")  # characters: of a name (RFC 1035), and of a port


def guard(app: Flask) -> None:
    """Bound and check every request to `app`."""
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=FORM_PARTS,
    )
    app.url_map.converters["int"] = Number
    app.before_request(refuse_long_host)
    app.before_request(refuse_large_body)
    app.before_request(refuse_what_is_not_text)


class Number(IntegerConverter):
    """A number in an address that a database can look for; what is larger leads nowhere."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"max": LARGEST, **more})


def refuse_long_host() -> None:
    """Refuse a host that is too long to be one: it stands in the links of every page."""
    if len(request.headers.get("Host", "")) > LONGEST_HOST:
        raise BadHost


def refuse_large_body() -> None:
    """Refuse by the announced size, also where the view would never read the body."""
    limit = LARGER.get(request.endpoint or "", BODY_LIMIT)
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge


def refuse_what_is_not_text() -> None:
    """Refuse addresses and forms that are not UTF-8, or hold a null, rather than guess at them."""
    path = request.environ["PATH_INFO"].encode("latin-1")
    if not _is_text(path) or not _is_text(unquote_to_bytes(request.query_string)):
        raise BadRequest("The address holds bytes that are not UTF-8 text.")
    if not request.mimetype:  # no form
        return
    # Werkzeug would keep such bytes of a plain form as they were escaped, and replace those
    # of a form in parts; the data is cached here, so that the form can still be read.
    if request.mimetype == PLAIN_FORM:
        readable = _is_text(unquote_to_bytes(request.get_data()))
    else:
        sent = request.form.items(multi=True)
        readable = not any(sign in text for pair in sent for text in pair for sign in NO_TEXT)
    if not readable:
        raise BadRequest("The form holds bytes that are not UTF-8 text.")


def _is_text(found: bytes) -> bool:
    try:
        return NULL not in found.decode()
    except UnicodeDecodeError:
        return False
