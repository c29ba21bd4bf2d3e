"""The script that careers pages load, and what its document says of it."""

import gzip
import re
from pathlib import Path

import pytest

from quiz.embed.script import KEPT, SCRIPT, embed_script
from quiz.languages.request_language import CARRIED
from quiz.look.assets import assets

BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
LIMIT = 1.5 * 1024  # bytes
ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
FRAME = (ROOT / "quiz" / "look" / "static" / "frame.js").read_text(encoding="utf-8")
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


def rows_of(heading):
    """The names in the first column of a section's table."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([\w:-]+)` \|", section, re.MULTILINE)


def test_the_document_has_every_attribute(client):
    text = client.get("/embed.js").text
    found = re.search(r"observedAttributes = \[\.\.\.PASSED, (.*?)\]", text).group(1)
    passed = re.search(r"PASSED = \[(.*?)\]", text).group(1)
    assert sorted(rows_of("Attributes")) == sorted(re.findall(r"\w+", found + passed))


def test_the_document_has_every_event(alice):
    told = set(re.findall(r'(?:tell|this\.tell)\("(\w+)"', FRAME + SCRIPT.read_text()))
    templates = (ROOT / "quiz").rglob("templates/**/*.html")
    for text in (path.read_text(encoding="utf-8") for path in templates):
        if block := re.search(r"{% block told %}(.*?){% endblock told %}", text, re.DOTALL):
            told |= set(re.findall(r'\["(\w+)", {', block.group(1)))
    assert rows_of("Events") == [
        f"role-fit:{name}" for name in ("ready", "started", "step", "resize", "submitted", "error")
    ]
    assert told - {"close"} == {row.removeprefix("role-fit:") for row in rows_of("Events")}


def test_the_script_that_is_sent_is_the_one_that_is_there():
    assert embed_script().body.startswith(b"(() => {")
