"""What people sent to an opening: in order of date, and one by one. Nothing else sorts it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from questions.instrument import load_instrument
from quiz.hr.access import needs
from quiz.hr.openings.blueprint import blueprint, find_opening, page_of
from quiz.languages.language import language
from quiz.languages.request_language import request_language
from quiz.report.excerpt import excerpt_as_page, parts_shown
from quiz.services import services
from quiz.store import OnHold, Opening, SentResult
from quiz.typed_text import one_line

PAGE = 25  # results
LONGEST_SEARCH = 200  # characters
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")  # microseconds, and a row's id
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@blueprint.get("/openings/<public_id>/results")
@needs("viewer")
def list_results(public_id: str) -> tuple[str, int]:
    """List what was shared, the newest first."""
    opening = find_opening(public_id)
    search = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    before = read_cursor(request.args.get("before", ""))
    found = services().store.sent.page(opening.id, before, search.split(), PAGE + 1)
    shown = found[:PAGE]
    return page_of(
        opening,
        "results.html",
        results=[listed(each) for each in shown],
        older=write_cursor(shown[-1]) if len(found) > PAGE else None,
        first_page=before is None,
        search=search,
        longest_search=LONGEST_SEARCH,
    )


@blueprint.get("/openings/<public_id>/results/<result_id>")
@needs("viewer")
def one_result(public_id: str, result_id: str) -> tuple[str, int]:
    """Show what one person shared, as they saw it."""
    return _show(*_found(public_id, result_id))


@blueprint.post("/openings/<public_id>/results/<result_id>/erase")
@needs("editor")
def erase_result(public_id: str, result_id: str) -> tuple[str, int] | Response:
    """Delete what one person shared; a second time changes nothing."""
    opening = find_opening(public_id)
    try:
        services().store.sent.erase(opening.id, result_id)
    except OnHold:
        return _show(*_found(public_id, result_id), refused=True)
    return redirect(
        url_for("openings.list_results", public_id=public_id, done="result-erased"), 303
    )


@blueprint.post("/openings/<public_id>/results/<result_id>/anonymise")
@needs("editor")
def anonymise_result(public_id: str, result_id: str) -> tuple[str, int] | Response:
    """Take away whom a result is from, and when it came."""
    opening = find_opening(public_id)
    try:
        new_id = services().store.sent.anonymise(opening.id, result_id)
    except OnHold:
        return _show(*_found(public_id, result_id), refused=True)
    if new_id is None:  # the button was pressed twice, or it is gone
        return redirect(url_for("openings.list_results", public_id=public_id), 303)
    return redirect(
        url_for(
            "openings.one_result",
            public_id=public_id,
            result_id=new_id,
            done="result-anonymised",
        ),
        303,
    )


def listed(sent: SentResult) -> dict[str, Any]:
    """Say of a result whose it is, when it came and what it shows; not what it came to."""
    return {
        "sent": sent,
        "came": came(sent),
        "shows": parts_shown(sent.parts, language("en")),
    }


def came(sent: SentResult) -> str:
    """Say when a result came; of an anonymous one only the month is known."""
    if sent.is_anonymous:
        return f"{sent.sent_at:%B %Y}"
    return language("en").moment(sent.sent_at)


def write_cursor(last: SentResult) -> str:
    """Name the place behind a result in the order of date."""
    return f"{(last.sent_at - EPOCH) // TICK}-{last.id}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Read such a place; None, which is the beginning, where it is none.

    >>> read_cursor("1700000000000000-17")
    (datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc), 17)
    >>> read_cursor("yesterday") is None
    True
    """
    found = CURSOR.fullmatch(text) if text.isascii() else None
    return (EPOCH + int(found[1]) * TICK, int(found[2])) if found else None


def _found(public_id: str, result_id: str) -> tuple[Opening, SentResult]:
    opening = find_opening(public_id)
    sent = services().store.sent.find(opening.id, result_id)
    if sent is None:
        raise NotFound
    return opening, sent


def _show(opening: Opening, sent: SentResult, *, refused: bool = False) -> tuple[str, int]:
    instrument = load_instrument(sent.assessment["instrument"]["version"])
    # In English as all of these pages, or as its person read it.
    as_sent = request.args.get("as") == sent.language
    read = language(sent.language) if as_sent else request_language()
    return page_of(
        opening,
        "result.html",
        409 if refused else 200,
        refused=refused,
        sent=sent,
        came=came(sent),
        shows=parts_shown(sent.parts, language("en")),
        read=read,
        shared=excerpt_as_page(sent.assessment, sent.parts, sent.name, instrument, read.code),
        made_on=f"{sent.made_at:%B %Y}" if sent.is_anonymous else read.date(sent.made_at),
        kept_until=request_language().date(sent.keep_until),
        sent_in=language(sent.language).name,
    )
