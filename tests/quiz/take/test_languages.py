"""The whole journey in each language: chosen, switched, nothing lost, nothing left in English."""

import re
import shutil
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from model.words import model_words
from questions.words import wording
from quiz.app import create_app
from quiz.languages import catalogues
from quiz.languages.language import language, languages
from quiz.languages.request_language import LONGEST
from quiz.report.excerpt import PARTS
from quiz.report.profile import LANES
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from tests.quiz.candidate import PAGES, Candidate
from tests.quiz.conftest import OPERATOR, Clock
from tests.quiz.take.test_result import CASES, INSTRUMENT, NAMED, PERSONAS, answers_of, sit

OTHERS = languages()[1:]
ROOT = Path(__file__).parents[3]
FIRST = [item.id for item in PAGES[0]]

# Texts that read alike in both languages.
ALIKE = {"Name", "%(name)s: %(result)s", "%(name)s: %(says)s"}
ENGLISH = re.compile(
    r"\b(the|of|your|you|and|to|is|with|this|that|not|are|has|have|for|from|it|its|or|by|be)\b",
    re.IGNORECASE,
)
# Said in any language: what a browser sends, and names of ours.
NAMES = re.compile(
    r"role-fit verify|Example & Daughters|Role Fit|“on”|“back”|“review”|go to market"
)


VOID = {"br", "hr", "img", "input", "link", "meta"}
READ = {"alt", "aria-label", "content", "placeholder", "title"}


class Texts(HTMLParser):
    """What is read on a page, except what is marked as English."""

    def __init__(self, html):
        super().__init__()
        self.open, self.found, self.root = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        if tag == "html":
            self.root = known
        marked = known.get("lang") == "en" or (self.open and self.open[-1][1])
        if tag not in VOID:
            self.open.append((tag, bool(marked)))
        if not marked:
            names = [n for n in known if n in READ or n.startswith("data-")]
            self.found += [known[n] for n in names if known[n] and " " in known[n]]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = " ".join(data.split())
        if text and not (self.open and self.open[-1][1]):
            self.found.append(text)


def start_in(client, code):
    candidate = Candidate(client)
    page = candidate.get("/", headers={"Accept-Language": code})
    candidate.address = candidate.client.post("/start", data=page.form.fields).location
    return candidate


def texts_of(page, code):
    read = Texts(page.html)
    say = language(code)
    assert (read.root["lang"], read.root["dir"]) == (code, say.direction)
    return read.found


def count_named(answers):
    return len(INSTRUMENT.assessment_json(answers)["shortlist"])


# Of the shortlists one with more roles than the picture has room for: its pages say more.
SAT = {**CASES, "shortlist": max(map(answers_of, PERSONAS), key=count_named)}


def pages_of_a_journey(client, case):
    """Every page that a person can meet, and the errors on the way."""
    candidate = start_in(client, case)
    yield candidate.get("/", headers={"Accept-Language": case})
    yield candidate.post("/start", {"ticket": "forged", "lang": case})
    yield candidate.get(f"/a/{'x' * 43}", headers={"Accept-Language": case})
    yield candidate.get("/nowhere", headers={"Accept-Language": case})
    yield candidate.at("q/9")
    page = candidate.at("q/1")
    yield page
    yield candidate.send(page, {})
    yield candidate.send(page, {FIRST[0]: "9", "stranger": "1"})
    candidate.another_tab().answer(1, 6)
    yield candidate.send(page, dict.fromkeys(FIRST, "1"))
    yield candidate.at("review")
    yield candidate.post(f"{candidate.address}/finish", {})
    part_two = candidate.at("q/3")
    yield part_two
    candidate.leave_part_two()
    yield candidate.at("review")
    yield candidate.send(part_two, dict.fromkeys(part_two.form.radios, "1"))
    candidate.answer(2, 6)
    candidate.finish()
    yield candidate.at("result")
    yield candidate.at(f"q/{candidate.sharpen()}")
    for kind, answers in SAT.items():
        person = sit(start_in(client, case), answers)
        yield person.at("result")
        yield person.at("result?rival=nobody")
        number = person.sharpen()
        if number:
            yield person.at(f"q/{number}")
            person.answer(number)
            yield person.at("result")
        assert bool(number) == (kind != "clear")
        yield person.at("review")
        yield person.at("what-if")
        yield person.post(f"{person.address}/what-if", {FIRST[0]: "1", FIRST[1]: "6"})
        yield person.at("share")
        parts = [*PARTS] if kind in NAMED else ["profile"]
        preview = person.post(f"{person.address}/share/preview", {"part": parts, "name": "Ada"})
        yield preview
        sent = dict(preview.form.fields) | {"part": parts}
        person.post(f"{person.address}/share", sent)
        listed = person.at("share")
        yield listed
        link = re.search(r'value="(http[^"]+/s/[^"]+)"', listed.html)[1]
        yield person.get(link, headers={"Accept-Language": case})
        yield person.post(f"{person.address}/share/preview", {"name": "x" * 99})
        retake = person.at("retake")
        yield retake
        again = Candidate(client, client.post(retake.form.action, data=retake.form.fields).location)
        sit(again, answers)
        yield again.at("result")
        yield again.at("delete")
        yield again.post(f"{again.address}/delete", {})


def test_a_shortlist_has_more_roles_than_the_picture_has_room_for():
    assert count_named(SAT["shortlist"]) > LANES


@pytest.fixture(scope="module")
def walked(tmp_path_factory, sqlite_databases):
    """Give every page of a journey in a language, walked once."""
    with sqlite_databases.fresh(tmp_path_factory.mktemp("walked") / "instance") as environment:
        app = create_app(Settings.from_environment(environment | OPERATOR), clock=Clock())
        yield cache(lambda code: list(pages_of_a_journey(app.test_client(), code)))
        app.extensions[EXTENSION].store.close()


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left_on_any_page(walked, code):
    english = english_texts()
    names = own_names(code)
    for page in walked(code):
        for text in texts_of(page, code):
            assert text not in english, (page.kind, text)
            rest = NAMES.sub("", text)
            for name in names:
                rest = rest.replace(name, "")
            assert len(ENGLISH.findall(rest)) < 2, (page.kind, text)


@cache
def english_texts():
    """What must not be on a page of another language; to find it takes seconds."""
    ids = [message.id for message in catalogues.texts()]
    texts = {text for id_ in ids for text in (id_ if isinstance(id_, tuple) else (id_,))}
    return {text for text in texts if text and "%(" not in text} - ALIKE


def own_names(code):
    words = model_words(code)
    names = {role.name for role in words.roles.values()}
    names |= {name for role in words.roles.values() for name in role.also_called}
    return sorted(names, key=len, reverse=True)


# Choosing


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,he;q=0.8,en;q=0.7", "he"),
        ("he-IL", "he"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_decides_first(client, accepted, code):
    page = Candidate(client).get("/", headers={"Accept-Language": accepted})
    assert f'<html lang="{code}"' in page.html


def test_a_link_on_the_start_page_goes_before_the_browser(client):
    page = Candidate(client).get("/?lang=he", headers={"Accept-Language": "de"})
    assert '<html lang="he" dir="rtl">' in page.html
    assert {"?lang=en", "?lang=de"} <= set(page.links)
    begun = client.post("/start", data=page.form.fields)
    question = Candidate(client, begun.location).at("q/1")
    assert wording("he").text(FIRST[0]) in question.text


def test_a_link_to_another_language_keeps_what_the_address_says_unless_nobody_takes_it(client):
    taken, look = "x" * LONGEST, Candidate(client).get
    assert f"?lang=de&ref={taken}&theme=dark" in look(f"/?ref={taken}&theme=dark").links
    assert "?lang=de&theme=dark" in look(f"/?ref={taken}x&theme=dark").links


def test_a_language_that_is_none_of_ours_changes_nothing(client, alice):
    assert '<html lang="en"' in Candidate(client).get("/?lang=xx").html
    assert alice.post(f"{alice.address}/language", {"language": "xx"}).status == 303
    assert '<html lang="en"' in alice.at("q/1").html


@pytest.mark.parametrize("code", languages())
def test_every_page_names_the_other_languages_in_their_own_words(walked, code):
    for page in walked(code):
        # A link to another language would lose answers that are not saved.
        if page.kind == "deleted" or 'name="take_up"' in page.html:
            continue
        for other in set(languages()) - {code}:
            assert re.search(
                rf'<li lang="{other}">\s*<(a|button)[^>]*>{wording(other).name}<', page.html
            ), page.kind
        assert f'<span aria-current="true">{wording(code).name}</span>' in page.html


# Switching


def test_switching_on_a_half_filled_page_keeps_what_was_chosen(alice):
    page = alice.at("q/1")
    chosen = {FIRST[0]: "6", FIRST[3]: "skip"}
    fields = {**page.form.fields, **chosen, "language": "he"}
    saved = alice.post(page.form.action, fields)
    assert saved.status == 303
    again = alice.get(saved.headers["Location"])
    assert '<html lang="he" dir="rtl">' in again.html
    assert again.checked == chosen


def test_switching_a_page_that_came_from_the_review_leads_back_there(alice):
    alice.answer_all()
    page = alice.at("q/2?from=review")
    saved = alice.post(page.form.action, {**page.form.fields, "language": "de"})
    assert saved.headers["Location"].endswith("/q/2?from=review")


@pytest.mark.both_databases
def test_switching_in_the_middle_loses_nothing(alice):
    for number, code in enumerate(("de", "he", "en", "de"), start=1):
        page = alice.at(f"q/{number}")
        answers = dict.fromkeys(page.form.radios, str(number))
        alice.post(page.form.action, {**page.form.fields, **answers, "language": code})
        assert alice.send(alice.at(f"q/{number}"), {}).status == 303
    assert alice.finish().status == 303
    result = alice.at("result")
    assert '<html lang="de"' in result.html
    for code in ("he", "en"):
        moved = alice.post(
            f"{alice.address}/language", {"language": code, "back": f"{alice.address}/result"}
        )
        assert moved.status == 303
        assert f'<html lang="{code}"' in alice.at("result").html


def test_switching_at_odds_with_another_tab_settles_nothing(alice):
    page = alice.at("q/1")
    alice.another_tab().answer(1, 6)
    conflict = alice.send(page, dict.fromkeys(FIRST, "1"))
    assert conflict.status == 409
    german = alice.post(conflict.form.action, {**conflict.form.fields, "language": "de"})
    assert german.status == 409
    assert '<html lang="de"' in german.html
    assert german.checked == dict.fromkeys(FIRST, "1")
    assert alice.at("q/1").checked == dict.fromkeys(FIRST, "6")
    assert alice.send(german, {}).status == 303
    assert alice.at("q/1").checked == dict.fromkeys(FIRST, "1")


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example/", "/a/other/result", "", "\\\\evil.example", "/a"],
)
def test_switching_never_leads_out_of_the_attempt(alice, back):
    moved = alice.post(f"{alice.address}/language", {"language": "de", "back": back})
    assert moved.status == 303
    assert moved.headers["Location"] == alice.address


def test_looking_at_a_page_never_changes_its_language(alice):
    alice.at("q/1?lang=de")
    assert '<html lang="en"' in alice.at("q/1").html


@pytest.mark.parametrize("code", languages())
def test_each_language_says_that_no_study_has_tested_it(client, code):
    says = (
        "Not validated yet: no study with real people has tested these statements in this language."
    )
    assert not wording(code).validated
    assert language(code).gettext(says) in start_in(client, code).at("q/1").text


ENGLISH_ONLY = """
import sys
from quiz.app import create_app
from quiz.settings.declarations import Settings
client = create_app(Settings.from_environment({"ROLE_FIT_INSTANCE": sys.argv[1]})).test_client()
assert client.get("/").status_code == 200
assert "babel.messages" not in sys.modules  # Flask-WTF loads the rest of Babel
assert client.get("/?lang=he").status_code == 200
assert "babel.messages" in sys.modules
"""


def test_whoever_reads_english_waits_for_no_catalogue(tmp_path):
    arguments = [sys.executable, "-c", ENGLISH_ONLY, str(tmp_path)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# One more language: three files and no code

SERVE = """
from quiz.app import create_app
from quiz.settings.declarations import Settings
client = create_app(Settings.from_environment({"ROLE_FIT_INSTANCE": "instance"})).test_client()
start = client.get("/", headers={"Accept-Language": "fr"}).text
ticket = start.split('name="ticket" value="')[1].split('"')[0]
address = client.post("/start", data={"ticket": ticket}).location
for page in (start, client.get(address).text):
    assert '<html lang="fr" dir="ltr">' in page, page[:100]
    assert "FR " in page
assert "Imaginary French" in client.get("/").text
"""


def test_a_fourth_language_is_three_files_and_no_code(tmp_path):
    for package in ("model", "questions", "quiz"):
        ignore = shutil.ignore_patterns("*.pyc.*")  # what was compiled is good there too
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    for path in ("questions/wording", "model/wording"):
        text = (tmp_path / path / "en.toml").read_text()
        text = text.replace('language = "en"', 'language = "fr"').replace(
            'name = "English"', 'name = "Imaginary French"'
        )
        (tmp_path / path / "fr.toml").write_text(
            re.sub(r'^(\w+ = )"([A-Z])', r'\1"FR \2', text, flags=re.MULTILINE).replace(
                "FR Imaginary", "Imaginary"
            )
        )

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert "there is no catalogue" in run("-m", "quiz.languages.catalogues", "check").stdout
    assert run("-m", "quiz.languages.catalogues", "update").returncode == 0
    catalogue = tmp_path / "quiz/languages/locale/fr/LC_MESSAGES/role-fit.po"
    catalogue.write_text(translated(catalogue.read_text()))
    checked = run("-m", "quiz.languages.catalogues", "check")
    assert (checked.returncode, checked.stdout) == (0, "")
    served = run("-c", SERVE)
    assert served.returncode == 0, served.stderr


def translated(text):
    """Put the English text behind a mark, in every form."""

    catalogue = read_po(BytesIO(text.encode()), locale="fr")
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple("FR " + message.id[1] for _ in range(catalogue.num_plurals))
        elif message.id:
            message.string = "FR " + message.id
    written = BytesIO()
    write_po(written, catalogue)
    return written.getvalue().decode()
