"""role-fit invite and recover, and the link of the first start."""

import re

import pytest

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from tests.quiz.hr.account import MemberAtWork, hire

LINK = re.compile(r"http://localhost:8000(/hr/(?:join|recover)/[\w-]{43})\n")


@pytest.fixture
def app(environment):
    """The quiz that the commands work on."""
    app = create_app(Settings.from_environment(environment))
    yield app
    app.extensions[EXTENSION].store.close()


def follow(app, done, fields):
    """Follow the link that a command printed."""
    assert done.exit_code == 0, done.stderr
    path = LINK.fullmatch(done.stdout)[1]
    return MemberAtWork(app, "x@example.org").post(path, fields)


WHO = {"workspace": "Example Ltd", "name": "Ada", "password": "tide over slow granite"}


@pytest.mark.both_databases
def test_somebody_founds_a_workspace(app, role_fit):
    done = role_fit("invite", "Ada@example.org")
    assert "founds a workspace" in done.stderr
    assert follow(app, done, WHO).kind == "codes"
    found = app.extensions[EXTENSION].store.members.by_email("ada@example.org")
    assert found.access == "owner"


@pytest.mark.both_databases
@pytest.mark.parametrize(("option", "access"), [([], "viewer"), (["--access", "owner"], "owner")])
def test_somebody_joins_a_workspace(app, role_fit, option, access):
    owner = hire(app, "Olivia")
    done = role_fit("invite", "ada@example.org", "--workspace", "Example & Daughters", *option)
    assert follow(app, done, WHO).kind == "codes"
    found = app.extensions[EXTENSION].store.members.by_email("ada@example.org")
    assert (found.access, found.workspace_id) == (access, owner.workspace_id)


@pytest.mark.both_databases
def test_a_lost_password_is_set_anew(app, role_fit):
    owner = hire(app, "Olivia")
    done = role_fit("recover", "OLIVIA@example.org")
    assert follow(app, done, {"password": "granite over slow tide"}).status == 303
    assert owner.get("/hr/account").status == 303
    assert owner.sign_in(password="granite over slow tide").status == 303


def test_everything_that_is_wrong_is_told_at_once(app, role_fit):
    hire(app, "Olivia")
    done = role_fit("invite", "olivia@example.org", "--access", "viewer", "--workspace", "Nowhere")
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert "is a member of a workspace already" in lines[0]
    assert "Name one there is: Example & Daughters" in lines[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["invite", "ada"], "is not an e-mail address"),
        (["invite", "a@b.org", "--access", "viewer"], "who founds a workspace owns it"),
        (["invite", "a@b.org", "--access", "root"], "--help"),
        (["invite", "a@b.org", "--workspace", "X"], "none yet"),
        (["recover", "nobody@example.org"], "no member has nobody@example.org"),
        (["recover", "nobody"], "is not an e-mail address"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_remedy(app, role_fit, arguments, said):
    done = role_fit(*arguments)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert said in line


def test_links_begin_with_the_operators_address(app, role_fit, monkeypatch):
    monkeypatch.setenv("ROLE_FIT_ADDRESS", "https://quiz.example.org")
    assert role_fit("invite", "a@b.org").stdout.startswith("https://quiz.example.org/hr/join/")


@pytest.mark.both_databases
def test_the_first_start_prints_a_link_for_the_first_owner(start, environment):
    process = start("serve", "--port", "0")
    said = [process.stdout.readline() for _ in range(3)]
    assert "Nobody looks after openings yet" in said[1]
    assert re.fullmatch(r"  http://localhost:\d+/hr/join/[\w-]{43}\n", said[2])
