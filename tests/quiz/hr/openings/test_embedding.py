"""The page that says how an opening gets onto a page, and how references are signed."""

import html
import re
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest

from quiz.services import EXTENSION
from quiz.tokens import hash_token
from tests.quiz.candidate import Candidate


def textareas(page):
    return [html.unescape(text) for text in re.findall(r"<textarea[^>]*>([^<]*)<", page.html)]


def test_the_line_is_ready_to_be_copied(viewer, at, opening):
    line, _ = textareas(viewer.get(at("embed")))
    host = "http://localhost"
    assert line == (
        f'<script async src="{host}/embed.js"></script><role-fit opening="{opening.public_id}">'
        f'<a href="{host}/o/{opening.public_id}">Take the quiz</a></role-fit>'
    )


def test_without_an_allowed_site_the_page_says_so(owner, viewer, at, store, opening):
    assert "No site is allowed" in viewer.get(at("embed")).text
    assert f"{at('settings')}#sites" in owner.get(at("embed")).links


@pytest.mark.both_databases
def test_only_who_may_edit_sees_the_key_and_makes_a_new_one(viewer, editor, at, store, opening):
    key = urlsafe_b64encode(opening.ref_key).decode()
    assert key not in viewer.get(at("embed")).html
    assert key in editor.get(at("embed")).html
    assert viewer.post(at("key")).status == 403
    done = editor.post(at("key"))
    assert "There is a new key" in editor.get(done.location).text
    assert store.openings.find(opening.public_id).ref_key != opening.ref_key


@pytest.mark.parametrize("ref", ["REQ-17/4711", "ä & ö = ü", "=1+1"])
def test_the_example_signs_as_the_quiz_reads_it(app, editor, at, opening, ref):
    page = editor.get(at("embed"))
    _, example = textareas(page)
    assert 'print(signed_link("REQ-17/4711"))' in example
    program = example.replace('"REQ-17/4711"', repr(ref))
    key = urlsafe_b64encode(opening.ref_key).decode()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"ROLE_FIT_REF_KEY": key},
        capture_output=True,
        text=True,
        check=True,
    )
    signed = done.stdout.strip().removeprefix("http://localhost")
    candidate = Candidate(app.test_client())
    start = candidate.get(signed)
    assert ref in start.text
    candidate.address = candidate.client.post(start.form.action, data=start.form.fields).location
    services = app.extensions[EXTENSION]
    attempt = services.store.attempts.find(hash_token(candidate.token), services.clock())
    kept = services.store.openings.of_attempt(attempt.id)
    assert (kept.ref, kept.ref_signed) == (ref, True)
