"""One sitting over HTTP: start, four pages, review, result."""

from __future__ import annotations

from bench.servers import Visitor
from model.scoring import POINTS
from questions.instrument import current_instrument

PAGES = tuple(page for page in current_instrument().bank.pages if all(item.short for item in page))


def finish_quiz(visitor: Visitor, number: int) -> str:
    """Take the short quiz from the start page to the result; give the attempt's address.

    Everybody answers differently, so that no two results are of the same answers.
    """
    visitor.get("/")
    address = visitor.post("/start", {"ticket": visitor.hidden("ticket")})
    attempt = address.rpartition("/q/")[0]
    for place, page in enumerate(PAGES, start=1):
        answers = {item.id: _point(number, place, at) for at, item in enumerate(page)}
        sent = {"seen": visitor.hidden("seen"), "go": "on", **answers}
        address = visitor.post(f"{attempt}/q/{place}", sent)
    if address != f"{attempt}/review":
        raise RuntimeError(f"After the last page comes {address}, not the review")
    address = visitor.post(f"{attempt}/finish", {})
    if address != f"{attempt}/result" or 'data-page="result"' not in visitor.text:
        raise RuntimeError(f"After the review comes {address}, not the result")
    return attempt


def _point(number: int, place: int, at: int) -> str:
    return str(1 + (number * 7 + place * (number + 3) + at * (number + place)) % POINTS)
