"""Somebody who comes to an opening's start page, and what they can press there."""

import re

from tests.quiz.candidate import Candidate
from tests.quiz.take.test_result import CASES, sit


def start_for(client, opening, query=""):
    """Open the start page and press Start."""
    candidate = Candidate(client)
    page = candidate.get(f"/o/{opening.public_id}{query}")
    begun = candidate.post(page.form.action, page.form.fields)
    assert begun.status == 303
    candidate.address = begun.headers["Location"]
    return candidate


def result_for(client, opening, query="", case="clear"):
    """Take the quiz of an opening to its result."""
    return sit(start_for(client, opening, query), CASES[case])


def preview(candidate, parts, status=200, **more):
    """Tick parts and look at what would be sent."""
    page = candidate.post(f"{candidate.address}/send/preview", {"part": parts, **more})
    assert page.status == status
    return page


def sent_by(page):
    """What the button of a preview sends; its parts come several times under one name."""
    fields = dict(page.form.fields)
    return fields | {"part": re.findall(r'name="part" value="(\w+)"', page.html)}


def send(candidate, parts, **more):
    """Tick, look and send."""
    page = preview(candidate, parts, **more)
    done = candidate.post(page.form.action, sent_by(page))
    assert done.status == 303
    return candidate
