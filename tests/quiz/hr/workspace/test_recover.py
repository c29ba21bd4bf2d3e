"""Ways back in: a recovery code, a link by mail, and the operator's command."""

from datetime import timedelta

import pytest

from quiz.hr.one_time_links import HANDED_RECOVERY_LASTS, make_recovery
from quiz.hr.workspace import sign_in_tries
from quiz.mail import wait_until_sent
from quiz.services import EXTENSION
from quiz.store import Limit
from tests.quiz.hr.account import MemberAtWork
from tests.quiz.mailbox import mailbox

NEW = "granite over slow tide"


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store


@pytest.fixture
def elsewhere(app, owner):
    """Olivia at a computer where she is not signed in."""
    return MemberAtWork(app, owner.email)


@pytest.fixture
def codes(owner):
    """New recovery codes of Olivia's, as her page shows them."""
    page = owner.post("/hr/account/codes", {"codes-current": owner.password})
    return [word for word in page.text.split() if word.count("-") == 4]


def use(member, code, email=None):
    fields = {"code-email": email or member.email, "code-code": code}
    return member.post("/hr/forgotten/code", fields)


@pytest.mark.both_databases
def test_a_code_leads_to_a_new_password_and_in(owner, elsewhere, codes):
    page = use(elsewhere, codes[3])
    assert (page.status, page.path[:12]) == (303, "/hr/recover/")
    done = elsewhere.post(page.location, {"password": NEW})
    assert done.location == "/hr/openings?done=password-set"
    assert elsewhere.get("/hr/account").status == 200
    assert owner.get("/hr/account").status == 303  # signed out everywhere else
    assert owner.sign_in().status == 422
    assert owner.sign_in(password=NEW).status == 303


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), "  {} ".format])
def test_a_code_is_taken_however_it_is_typed(elsewhere, codes, typed):
    assert use(elsewhere, typed(codes[0])).status == 303


@pytest.mark.both_databases
def test_a_code_works_once(elsewhere, codes, owner):
    use(elsewhere, codes[0])
    page = use(elsewhere, codes[0])
    assert page.status == 422
    assert "or the code was used before" in page.text
    assert "9 of 10 are left" in owner.get("/hr/account").text


def test_a_code_is_of_one_member(elsewhere, codes, editor):
    assert use(elsewhere, codes[0], editor.email).status == 422


def test_an_unknown_address_gets_the_answer_of_a_wrong_code(elsewhere, codes, owner):
    wrong, unknown = use(elsewhere, "ABCD-EFGH"), use(elsewhere, codes[0], "nobody@example.org")
    assert wrong.status == unknown.status == 422
    assert "do not belong together" in wrong.text
    assert "do not belong together" in unknown.text


@pytest.mark.both_databases
def test_codes_cannot_be_tried_for_ever(elsewhere, codes):
    for number in range(10):
        use(elsewhere, f"ABCD-{number}")
    page = use(elsewhere, codes[0])
    assert page.status == 429
    assert "Wait 15 minutes" in page.text


def test_many_who_try_from_many_places_do_not_close_this_way_in(
    elsewhere, codes, stranger, monkeypatch
):
    monkeypatch.setattr(sign_in_tries, "FROM_ANYWHERE", Limit(2, sign_in_tries.HOUR))
    for number in range(4):
        fields = {"code-email": elsewhere.email, "code-code": "ABCD-EFGH"}
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        stranger.post("/hr/forgotten/code", fields, environ_overrides=place)
    assert use(elsewhere, codes[0]).status == 303


def test_a_link_for_a_new_password_works_once(elsewhere, codes, stranger):
    link = use(elsewhere, codes[0]).location
    assert elsewhere.get(link).kind == "recover"
    elsewhere.post(link, {"password": NEW})
    for page in (stranger.get(link), stranger.post(link, {"password": "another one of mine"})):
        assert (page.status, page.kind) == (410, "gone")


def test_a_link_ends_after_an_hour(elsewhere, codes, clock):
    link = use(elsewhere, codes[0]).location
    clock.now += timedelta(hours=1)
    assert elsewhere.get(link).status == 410
    assert elsewhere.post(link, {"password": NEW}).status == 410


def test_a_bad_password_uses_nothing_up(elsewhere, codes):
    link = use(elsewhere, codes[0]).location
    assert elsewhere.post(link, {"password": "short"}).status == 422
    assert elsewhere.post(link, {"password": "olivia123"}).status == 422
    assert elsewhere.post(link, {"password": NEW}).status == 303


def test_a_link_from_the_operator_works_alike(store, clock, elsewhere, owner):
    link = make_recovery(store, owner.email, clock(), HANDED_RECOVERY_LASTS)
    assert elsewhere.post(link, {"password": NEW}).status == 303
    assert make_recovery(store, "nobody@example.org", clock(), HANDED_RECOVERY_LASTS) is None


def test_without_a_mail_server_no_mail_is_offered(stranger):
    page = stranger.get("/hr/forgotten")
    assert "/hr/forgotten" not in page.forms
    assert "/hr/forgotten/code" in page.forms
    assert "role-fit recover" in page.text


@pytest.fixture
def post_office(environment):
    """A mail server of our own, and what arrived there."""
    with mailbox() as server:
        environment["ROLE_FIT_SMTP_URL"] = server.url
        environment["ROLE_FIT_MAIL_FROM"] = "quiz@example.org"
        environment["ROLE_FIT_ADDRESS"] = "https://quiz.example.org"
        yield server.kept


def link_in(mail):
    (link,) = [line for line in mail.get_content().splitlines() if line.startswith("https://")]
    return link


def ask(member, email):
    page = member.post("/hr/forgotten", {"mail-email": email})
    page.response.close()  # the mail goes out after the answer
    wait_until_sent()
    return page


@pytest.mark.both_databases
def test_a_link_comes_by_mail_and_works(post_office, stranger, owner):
    assert ask(stranger, "OLIVIA@example.org").location == "/hr/forgotten?done=mailed"
    (mail,) = post_office
    assert mail["To"] == "olivia@example.org"
    link = link_in(mail)
    assert link.startswith("https://quiz.example.org/hr/recover/")
    done = stranger.post(link.removeprefix("https://quiz.example.org"), {"password": NEW})
    assert done.status == 303
    assert owner.get("/hr/account").status == 303


def test_the_answer_is_the_same_where_nobody_has_the_address(post_office, stranger, owner):
    known, unknown = ask(stranger, owner.email), ask(stranger, "nobody@example.org")
    assert known.location == unknown.location
    assert len(post_office) == 1


@pytest.mark.both_databases
def test_nobody_is_flooded_with_mails(post_office, stranger, owner, clock):
    for _ in range(6):
        ask(stranger, owner.email)
    assert len(post_office) == 3
    clock.now += timedelta(hours=1)
    ask(stranger, owner.email)
    assert len(post_office) == 4


def test_an_invitation_goes_out_by_mail_too(post_office, owner, stranger):
    page = owner.post("/hr/members/invite", {"email": "bob@example.org", "access": "viewer"})
    wait_until_sent()
    (mail,) = post_office
    assert mail["To"] == "bob@example.org"
    assert "A mail with this link is on its way" in page.text
    link = link_in(mail)
    assert stranger.get(link.removeprefix("https://quiz.example.org")).kind == "join"
