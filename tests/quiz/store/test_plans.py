"""How each database finds what pages ask for: by an index, however long its tables become.

Every statement that a whole journey and the pages of a workspace run is shown to the planner
of the database it ran on. A statement that is new is looked at by itself.
"""

import json
import re

import pytest
from sqlalchemy import text

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from tests.quiz.candidate import Candidate
from tests.quiz.conftest import Clock
from tests.quiz.hr.account import hire
from tests.quiz.hr.openings.people import Sharing
from tests.quiz.statements import asked

# They grow with the people who come; all other tables grow with the operator's own members.
LONG = (
    "attempts",
    "answers",
    "results",
    "feedback",
    "shares",
    "retakes",
    "opening_attempts",
    "opening_settings",
    "sent_results",
    "sent_words",
    "opening_totals",
    "removals",
    "openings",
    "members",
    "sessions",
    "throttles",
)
CAN_BE_PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT")


@pytest.fixture
def app(url, tmp_path):
    environment = {"ROLE_FIT_INSTANCE": str(tmp_path / "instance"), "DATABASE_URL": url}
    app = create_app(Settings.from_environment(environment), clock=Clock())
    yield app
    app.extensions[EXTENSION].store.close()


def journey(app):
    """Everything a person does with their own attempt."""
    alice = Candidate(app.test_client()).start()
    alice.answer_all().finish()
    for place in ("", "/q/1", "/review", "/result", "/result.json", "/answers.csv", "/what-if"):
        assert alice.client.get(alice.address + place).status_code in (200, 302)
    alice.answer(alice.sharpen())
    for leave in ("out", "no"):
        assert alice.leave_part_two(leave).status == 303
    for place in ("/share", "/retake", "/delete"):
        assert alice.client.get(alice.address + place).status_code in (200, 302)
    alice.client.post(f"{alice.address}/delete")


def work(app):
    """What members look at, on pages long enough to have a next one."""
    olive = hire(app, "Olive")
    made = olive.post("/hr/openings/new", {"title": "Lead", "link": "https://example.org/1"})
    store = app.extensions[EXTENSION].store
    opening = store.openings.find(made.path.rsplit("/", 1)[1])
    sharing = Sharing(app, opening)
    sent = [sharing.share(name=f"Ada {number}", ref=f"r-{number}") for number in range(27)]
    at = f"/hr/openings/{opening.public_id}"
    older = re.search(r"before=([\d-]+)", olive.get(f"{at}/results").html)[1]
    for place in (
        "/hr/openings",
        "/hr/openings?before=5",
        at,
        f"{at}/results?before={older}",
        f"{at}/results?q=ada+r-7",
        f"{at}/results/{sent[0].public_id}",
        f"{at}/results.csv",
        "/hr/members",
        "/hr/account",
    ):
        page = olive.get(place)
        assert page.status == 200, place
        assert page.html  # a download is read to its end
    assert olive.post(f"{at}/results/{sent[0].public_id}/anonymise").status == 303
    assert olive.post(f"{at}/results/{sent[1].public_id}/erase").status == 303
    candidate = Candidate(app.test_client())
    assert candidate.client.get(f"/o/{opening.public_id}").status_code == 200


def sqlite_scans(connection, statement, values):
    """The long tables that SQLite would read from one end to the other."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [row[-1] for row in plan]
    return [step for step in steps if any(re.match(rf"SCAN {name}\b", step) for name in LONG)]


def postgres_scans(connection, statement, values):
    """The same for PostgreSQL, which is told not to prefer that for a short table."""
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar()
    plan = json.loads(found) if isinstance(found, str) else found
    return [
        f"{step['Node Type']} {step['Relation Name']}"
        for step in steps_of(plan[0]["Plan"])
        if step["Node Type"] == "Seq Scan" and step["Relation Name"] in LONG
    ]


def steps_of(step):
    yield step
    for below in step.get("Plans", ()):
        yield from steps_of(below)


def scans_of(app, statements):
    """Every statement that would read a long table as a whole, with what it would read."""
    database = app.extensions[EXTENSION].store._database
    scans = sqlite_scans if database.is_sqlite else postgres_scans
    found = {}
    for statement, values in statements.items():
        if not statement.startswith(CAN_BE_PLANNED):
            continue
        with database._engine.connect() as connection:
            if reads := scans(connection, statement, values):
                found[statement] = reads
    return found


@pytest.mark.parametrize("pages", [journey, work], ids=lambda pages: pages.__name__)
def test_no_page_reads_a_long_table_as_a_whole(app, pages):
    with asked(app) as found:
        pages(app)
    statements = dict(found.statements)
    assert len(statements) >= 15
    assert scans_of(app, statements) == {}


def test_no_page_of_members_counts_rows_or_leaves_them_out(app):
    with asked(app) as found:
        work(app)
    # A member's recovery codes may be counted: there are ten.
    counted = [text for text in found.texts if "count(" in text.lower()]
    assert [text for text in counted if re.search(rf"FROM ({'|'.join(LONG)})\b", text)] == []
    # SQLAlchemy writes OFFSET wherever it writes LIMIT for SQLite: then it is 0.
    skipping = [values for text, values in found.statements if "OFFSET" in text and values[-1]]
    assert skipping == []


def test_a_scan_would_be_seen(app):
    whole = {"SELECT assessment FROM results WHERE language = 'en'": ()}
    assert scans_of(app, whole).keys() == whole.keys()
