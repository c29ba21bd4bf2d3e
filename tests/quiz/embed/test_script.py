"""The script that careers pages load."""

import gzip

import pytest

from quiz.embed.script import KEPT, SCRIPT, embed_script
from quiz.look.assets import assets
from quiz.look.speaking import CARRIED

BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
LIMIT = 1.5 * 1024  # bytes
NAMES = 'const PASSED = ["ref", "sig", "lang", "theme"];'


def test_it_is_light_and_has_no_comments(client):
    response = client.get("/embed.js", headers=BROWSER)
    assert response.mimetype == "text/javascript"
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) <= LIMIT
    text = gzip.decompress(response.data).decode()
    assert client.get("/embed.js").text == text
    assert "//" in SCRIPT.read_text()
    assert "//" not in text
    assert "import" not in text


def test_a_new_version_arrives_soon_and_the_old_one_is_not_sent_again(client):
    first = client.get("/embed.js", headers=BROWSER)
    assert first.headers["Cache-Control"] == KEPT
    assert "max-age=600" in KEPT
    assert first.headers["Vary"] == "Accept-Encoding"
    again = client.get("/embed.js", headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_it_sets_no_cookie_and_needs_none(client):
    client.set_cookie("session", "x")
    assert "Set-Cookie" not in client.get("/embed.js").headers


def test_it_passes_on_what_the_pages_carry_on(client):
    assert NAMES in client.get("/embed.js").text
    assert {"lang", *CARRIED} == {"ref", "sig", "lang", "theme"}


@pytest.mark.parametrize(("name", "limit"), [("frame.js", 0.8 * 1024), ("card.js", 0.6 * 1024)])
def test_the_scripts_of_pages_in_frames_are_light(name, limit):
    assert len(assets()[name].compressed) <= limit


def test_the_script_that_is_sent_is_the_one_that_is_there():
    assert embed_script().body.startswith(b"(() => {")
