"""Every route below /hr, tried by everybody: nobody sees or changes more than they may.

The table is the whole of it. A route that is not in it fails the test, and so does a line
whose route is gone. What is refused must leave every row of the database as it was.
"""

from types import SimpleNamespace

import pytest

from quiz.app import create_app
from quiz.hr.one_time_links import HANDED_RECOVERY_LASTS, make_invitation, make_recovery
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store import OpeningSettings
from tests.quiz.conftest import Clock
from tests.quiz.hr.account import MemberAtWork, hire
from tests.quiz.hr.openings.people import Sharing
from tests.quiz.stored import database_of, everything, keep, put_back

pytestmark = pytest.mark.both_databases
ROLES = ("stranger", "viewer", "editor", "owner", "outsider")
# Whoever asks:                    stranger viewer editor owner, and the owner of another workspace
TABLE = {
    "GET /hr/": (303, 302, 302, 302, 302),
    "GET /hr/sign-in": (200, 302, 302, 302, 302),
    "POST /hr/sign-in": (303, 303, 303, 303, 303),
    "POST /hr/sign-out": (303, 303, 303, 303, 303),
    "POST /hr/sign-out-everywhere": (303, 303, 303, 303, 303),
    "GET /hr/join/<token>": (200, 200, 200, 200, 200),
    "POST /hr/join/<token>": (200, 200, 200, 200, 200),
    "GET /hr/forgotten": (200, 200, 200, 200, 200),
    "POST /hr/forgotten": (303, 303, 303, 303, 303),
    "POST /hr/forgotten/code": (422, 422, 422, 422, 422),
    "GET /hr/recover/<token>": (200, 200, 200, 200, 200),
    "POST /hr/recover/<token>": (303, 303, 303, 303, 303),
    "GET /hr/account": (303, 200, 200, 200, 200),
    "POST /hr/account/profile": (303, 303, 303, 303, 303),
    "POST /hr/account/password": (303, 303, 303, 303, 303),
    "POST /hr/account/codes": (303, 200, 200, 200, 200),
    "POST /hr/account/sessions/end": (303, 303, 303, 303, 303),
    "POST /hr/account/leave": (303, 303, 303, 409, 409),
    "GET /hr/members": (303, 200, 200, 200, 200),
    "POST /hr/members/invite": (303, 403, 403, 200, 200),
    "POST /hr/members/workspace": (303, 403, 403, 303, 303),
    "POST /hr/members/invitations/withdraw": (303, 403, 403, 303, 303),
    "POST /hr/members/<int:member_id>/access": (303, 403, 403, 303, 404),
    "POST /hr/members/<int:member_id>/remove": (303, 403, 403, 303, 404),
    "GET /hr/openings": (303, 200, 200, 200, 200),
    "GET /hr/openings/new": (303, 403, 200, 200, 200),
    "POST /hr/openings/new": (303, 403, 303, 303, 303),
    "GET /hr/openings/<public_id>": (303, 200, 200, 200, 404),
    "GET /hr/openings/<public_id>/settings": (303, 403, 200, 200, 404),
    "POST /hr/openings/<public_id>/settings": (303, 403, 303, 303, 404),
    "POST /hr/openings/<public_id>/state": (303, 403, 303, 303, 404),
    "POST /hr/openings/<public_id>/hold": (303, 403, 303, 303, 404),
    "POST /hr/openings/<public_id>/delete": (303, 403, 303, 303, 404),
    "GET /hr/openings/<public_id>/preview": (303, 200, 200, 200, 404),
    "GET /hr/openings/<public_id>/embed": (303, 200, 200, 200, 404),
    "POST /hr/openings/<public_id>/key": (303, 403, 303, 303, 404),
    "GET /hr/openings/<public_id>/results": (303, 200, 200, 200, 404),
    "GET /hr/openings/<public_id>/results.csv": (303, 200, 200, 200, 404),
    "GET /hr/openings/<public_id>/results.json": (303, 200, 200, 200, 404),
    "GET /hr/openings/<public_id>/results/<result_id>": (303, 200, 200, 200, 404),
    "POST /hr/openings/<public_id>/results/<result_id>/erase": (303, 403, 303, 303, 404),
    "POST /hr/openings/<public_id>/results/<result_id>/anonymise": (303, 403, 303, 303, 404),
}
# Open to everybody: to these alone may a stranger do anything at all.
OPEN = {
    "POST /hr/sign-in",
    "POST /hr/sign-out",
    "POST /hr/join/<token>",
    "POST /hr/forgotten",
    "POST /hr/forgotten/code",
    "POST /hr/recover/<token>",
}
# Changed by being there, not by what is refused.
NOT_COMPARED = ("sessions", "throttles")
PASSWORD = "a tide over slow granite"


def fields_of(route, world, who):
    """What the form of a route sends."""
    password = who.password
    return {
        "POST /hr/sign-in": {"email": "olivia@example.org", "password": who.password},
        "POST /hr/join/<token>": {"name": "New", "password": PASSWORD},
        "POST /hr/forgotten": {"mail-email": "olivia@example.org"},
        "POST /hr/forgotten/code": {"code-email": "olivia@example.org", "code-code": "X"},
        "POST /hr/recover/<token>": {"password": PASSWORD},
        "POST /hr/account/profile": {"name": "Another"},
        "POST /hr/account/password": {"current": password, "password": PASSWORD},
        "POST /hr/account/codes": {"codes-current": password},
        "POST /hr/account/sessions/end": {"session": world.session},
        "POST /hr/account/leave": {"leave-current": password},
        "POST /hr/members/invite": {"email": "new@example.org", "access": "viewer"},
        "POST /hr/members/workspace": {"workspace": "Renamed"},
        "POST /hr/members/invitations/withdraw": {"invitation": world.invitation},
        "POST /hr/members/<int:member_id>/access": {"access": "viewer"},
        "POST /hr/openings/new": {"title": "Another", "link": "https://example.org/"},
        "POST /hr/openings/<public_id>/settings": world.settings,
        "POST /hr/openings/<public_id>/state": {"state": "paused"},
        "POST /hr/openings/<public_id>/hold": {"hold": "on"},
    }.get(route, {"sure": "yes"})


@pytest.fixture(scope="module")
def settings(tmp_path_factory, databases):
    with databases.fresh(tmp_path_factory.mktemp("world") / "instance") as environment:
        yield Settings.from_environment(environment)


@pytest.fixture(scope="module")
def world(settings):
    """One application with everybody in it, what they have, and a copy to go back to."""
    clock = Clock()
    app = create_app(settings, clock=clock)
    store = app.extensions[EXTENSION].store
    owner = hire(app, "Olivia")
    members = {
        "stranger": MemberAtWork(app, "olivia@example.org"),
        "viewer": hire(app, "Vera", "viewer", owner.workspace_id),
        "editor": hire(app, "Edgar", "editor", owner.workspace_id),
        "owner": owner,
        "outsider": hire(app, "Oscar", workspace="Another Ltd"),
    }
    bystander = hire(app, "Bea", "editor", owner.workspace_id)
    job = OpeningSettings(title="Product lead", link="https://example.org/1")
    store.openings.create(owner.workspace_id, "opening1", job, b"k" * 32, clock())
    sent = Sharing(app, store.openings.find("opening1")).share()
    first = {"member_id": bystander.member_id, "public_id": "opening1", "result_id": sent.public_id}
    joining = make_invitation(store, owner.workspace_id, "new@example.org", "viewer", clock())
    recovery = make_recovery(store, bystander.email, clock(), HANDED_RECOVERY_LASTS)
    (invitation,) = store.invitations.of(owner.workspace_id, clock())
    (session,) = store.sessions.of(bystander.member_id, clock())
    database = database_of(app)
    kept = keep(database)
    for each in members.values():
        each.csrf()  # so that no test asks for a page more than it tries
    form = dict(owner.get("/hr/openings/opening1/settings").forms["/hr/openings/opening1/settings"])
    del form["csrf_token"]  # each sends their own
    yield SimpleNamespace(
        app=app,
        database=database,
        kept=kept,
        members=members,
        ids=first,
        tokens={"join": joining.rsplit("/", 1)[1], "recover": recovery.rsplit("/", 1)[1]},
        invitation=invitation.token_hash.hex(),
        session=session.token_hash.hex(),
        settings=form | {"title": "Changed"},
        cookies={name: cookies_of(each) for name, each in members.items()},
    )
    database.dispose()
    store.close()


def cookies_of(member):
    return {
        name: cookie.value
        for name in ("role_fit_session", "role_fit_form", "role_fit_known")
        if (cookie := member.client.get_cookie(name, path="/hr"))
    }


@pytest.fixture
def hr(world):
    """The world as it was before any test."""
    put_back(world.database, world.kept)
    for name, member in world.members.items():
        for cookie in ("role_fit_session", "role_fit_form", "role_fit_known"):
            member.client.delete_cookie(cookie, path="/hr")
        for cookie, value in world.cookies[name].items():
            member.client.set_cookie(cookie, value, path="/hr")
    return world


def rows(world):
    """Everything that is kept, but for what being there changes."""
    return everything(world.database, but=NOT_COMPARED)


def routes_of(app):
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/hr")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def address_of(route, world, **ids):
    path = route.split(" ", 1)[1].replace("<int:", "<")
    known = {**world.ids, "token": world.tokens.get(path.split("/")[2], ""), **ids}
    for name, value in known.items():
        path = path.replace(f"<{name}>", str(value))
    assert "<" not in path, f"give the test an id for {path}"
    return path


def ask(world, route, name, *, csrf=True, **ids):
    who = world.members[name]
    address = address_of(route, world, **ids)
    if route.startswith("GET"):
        return who.get(address)
    return who.post(address, fields_of(route, world, who), csrf=csrf)


def test_every_route_is_in_the_table_and_every_line_is_a_route(world):
    assert routes_of(world.app) == set(TABLE)


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("route", TABLE)
def test_everybody_gets_what_the_table_says(hr, route, name):
    before = rows(hr)
    page = ask(hr, route, name)
    expected = TABLE[route][ROLES.index(name)]
    assert page.status == expected, page.text
    refused = expected in (403, 404) or (name == "stranger" and route not in OPEN)
    if refused:
        assert rows(hr) == before
    if name == "stranger" and expected == 303 and route not in OPEN:
        assert page.path == "/hr/sign-in"
    if "Set-Cookie" in page.headers:
        assert all("Path=/hr" in line for line in page.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("route", [each for each in TABLE if each.startswith("POST")])
def test_what_another_site_sends_is_refused_and_changes_nothing(hr, route):
    before = rows(hr)
    for name in ROLES:
        page = ask(hr, route, name, csrf=False)
        assert page.status == 400
        assert "This form is no longer valid" in page.text
    assert rows(hr) == before


@pytest.mark.parametrize(
    "route", [each for each, expected in TABLE.items() if "<" in each and expected[-1] == 404]
)
def test_what_is_of_another_workspace_looks_as_if_it_did_not_exist(hr, route):
    nowhere = {"member_id": 98765, "public_id": "nosuchid", "result_id": "nosuchid"}
    there, not_there = ask(hr, route, "outsider"), ask(hr, route, "outsider", **nowhere)
    assert there.status == not_there.status == 404
    if not route.endswith(".json"):
        assert there.kind == "error"
    assert there.text == not_there.text


@pytest.mark.parametrize("route", [each for each in TABLE if "<result_id>" in each])
def test_a_result_is_found_under_its_own_opening_only(hr, route):
    """Not under another of the same workspace, and not under one of the outsider's own."""
    store, clock = hr.app.extensions[EXTENSION].store, hr.app.extensions[EXTENSION].clock
    settings = OpeningSettings(title="Another")
    for public_id, name in (("opening2", "owner"), ("opening3", "outsider")):
        workspace_id = hr.members[name].workspace_id
        store.openings.create(workspace_id, public_id, settings, b"k" * 32, clock())
        before = rows(hr)
        page = ask(hr, route, name, public_id=public_id)
        # Erasing twice says the same as once, whatever the id; it must only touch nothing.
        assert page.status in ((404,) if route.startswith("GET") else (303, 404))
        assert rows(hr) == before


@pytest.mark.parametrize("route", [each for each in TABLE if each.startswith("GET")])
def test_members_pages_are_never_framed_kept_or_listed(hr, route):
    page = ask(hr, route, "owner")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cache-Control"] == "no-store"


def test_no_candidate_page_sets_or_needs_a_cookie(hr):
    for path in ("/", "/o/opening1", "/nowhere", "/hrx"):
        response = hr.members["owner"].client.get(path)
        assert "Set-Cookie" not in response.headers
