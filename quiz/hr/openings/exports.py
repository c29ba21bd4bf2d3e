"""All that was shared with an opening as a table or as JSON: the same content, streamed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response

from model.axes import AXES
from quiz.hr.access import needs
from quiz.hr.openings.blueprint import blueprint, find_opening
from quiz.services import services
from quiz.store import Opening, SentResult

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")  # what a spreadsheet would calculate
OF_AXIS = ("value", "standard_error", "drawn_to", "practised")
BYTE_ORDER_MARK = "\ufeff"  # else Excel reads UTF-8 as something else
PERSON = (
    "result",
    "shared_at",
    "result_of",
    "kept_until",
    "anonymous",
    "name",
    "email",
    "ref",
    "ref_signed",
    "language",
    "shows",
    "verdict",
    "roles",
)
COLUMNS = (
    *PERSON,
    *(f"{axis}_{name}" for axis in AXES for name in OF_AXIS),
    "why_role",
    "why_rival",
    "why_sum",
    *(f"why_{axis}" for axis in AXES),
)
Row = dict[str, Any]


@blueprint.get("/openings/<public_id>/results.csv")
@needs("viewer")
def results_as_csv(public_id: str) -> Response:
    """Send all results as a table, one row per person."""
    return _download(find_opening(public_id), "csv", "text/csv", as_csv)


@blueprint.get("/openings/<public_id>/results.json")
@needs("viewer")
def results_as_json(public_id: str) -> Response:
    """Send all results as JSON."""
    return _download(find_opening(public_id), "json", "application/json", as_json)


def _download(
    opening: Opening,
    ending: str,
    mimetype: str,
    write: Callable[[Iterator[Row]], Iterator[str]],
) -> Response:
    rows = map(row_of, services().store.sent.stream(opening.id))
    response = Response((text.encode() for text in write(rows)), mimetype=mimetype)
    # As it comes: to compress it, all of it would have to be there first.
    response.direct_passthrough = True
    name = f"results-{opening.public_id}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def row_of(sent: SentResult) -> Row:
    """Give what a result's page shows, by the names of the columns; nothing that it does not."""
    found = sent.assessment
    row: Row = dict.fromkeys(COLUMNS)
    row |= {
        "result": sent.public_id,
        "shared_at": _moment(sent, sent.sent_at),
        "result_of": _moment(sent, sent.made_at),
        "kept_until": sent.keep_until.date().isoformat(),
        "anonymous": sent.is_anonymous,
        "name": sent.name,
        "email": sent.email,
        "ref": sent.ref,
        "ref_signed": sent.ref_signed if sent.ref else None,
        "language": sent.language,
        "shows": list(sent.parts),
        "verdict": found["verdict"],
        "roles": list(found["shortlist"]),
    }
    for axis in found["axes"]:
        row |= {f"{axis['axis']}_{name}": axis.get(name) for name in OF_AXIS}
    return row | _why(found["why"])


def as_csv(rows: Iterator[Row]) -> Iterator[str]:
    """Write a table that no spreadsheet calculates with."""
    yield BYTE_ORDER_MARK + _line(COLUMNS)
    for row in rows:
        yield _line([_cell(row[name]) for name in COLUMNS])


def as_json(rows: Iterator[Row]) -> Iterator[str]:
    """Write a list of objects, one a line."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False, allow_nan=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _why(why: Mapping[str, Any] | None) -> Row:
    if why is None:
        return {}
    by_axis = {f"why_{axis}": part for axis, part in why["by_axis"].items()}
    return {
        "why_role": why["role"],
        "why_rival": why["rival"],
        "why_sum": why["margin"],
        **by_axis,
    }


def _moment(sent: SentResult, moment: Any) -> str:
    return f"{moment:%Y-%m}" if sent.is_anonymous else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(value)
        case float() | int():
            return repr(value)
    return f"'{value}" if str(value).startswith(FORMULA) else str(value)


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
