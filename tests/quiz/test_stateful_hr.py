"""What employers do in any order, beside a model of it: everybody sees what is theirs, no more.

Members of two workspaces come and go while candidates begin, share and take back, in any order
that Hypothesis thinks of. After every step the database and the pages say what the model says.
"""

import csv
import io
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quiz.app import create_app
from quiz.config import Settings
from quiz.one_time_links import INVITATION_LASTS
from quiz.services import EXTENSION
from quiz.store import Store
from quiz.store.sessions import RANKS
from quiz.store.tables import metadata
from tests.quiz.candidate import Candidate
from tests.quiz.conftest import Clock
from tests.quiz.hr import PASSWORD, MemberAtWork, hire
from tests.quiz.openings.people import PEOPLE
from tests.quiz.take.applicant import sent_by
from tests.quiz.take.test_result import sit

MOST_OPENINGS = 2  # of a workspace: each is looked at after every step
MOST_MEMBERS = 9  # ever, of both
ACCESS = st.sampled_from(list(RANKS))
NOT_COMPARED = ("sessions", "throttles")  # changed by being there
# How a form comes: mostly from a page of ours.
FROM = st.sampled_from([*["our page"] * 8, "another site", "nowhere"])


@dataclass
class Person:
    """Somebody with a browser who is, or was, a member."""

    at_work: MemberAtWork
    workspace: int
    access: str
    signed_in: bool = True
    is_member: bool = True


@dataclass
class Job:
    """An opening."""

    public_id: str
    workspace: int
    title: str
    state: str = "open"
    on_hold: bool = False
    asks_name: bool = False
    is_there: bool = True
    totals: Counter = field(default_factory=Counter)  # started and finished

    @property
    def address(self):
        return f"/hr/openings/{self.public_id}"


@dataclass
class Applicant:
    """Somebody who opened a start page, and may have gone on from there."""

    candidate: Candidate
    job: Job
    ref: str
    name: str | None  # only where it was asked for when they began
    start_page: Any
    expires_at: Any = None  # None: not begun
    finished: bool = False

    def has_not_begun(self, _):
        return self.expires_at is None

    def is_kept(self, now):
        return self.expires_at is not None and self.expires_at > now

    def can_send(self, now):
        return self.finished and self.is_kept(now)


@dataclass
class Shared:
    """What an employer has of somebody, or had."""

    job: Job
    public_id: str
    applicant: Applicant | None  # None: anonymous
    keep_until: Any
    name: str | None

    @property
    def ref(self):
        return self.applicant and self.applicant.ref


class Hr(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder, self.clock = TemporaryDirectory(), Clock()
        instance = Path(self.folder.name) / "instance"
        instance.mkdir()
        shutil.copy(Hr.empty_database, instance / "role-fit.sqlite3")
        environ = {"ROLE_FIT_INSTANCE": str(instance)}
        self.app = create_app(Settings.from_environment(environ), clock=self.clock)
        self.store = self.app.extensions[EXTENSION].store
        self.numbers, self.turn = count(1), 0
        self.people, self.jobs, self.applicants, self.shared = [], [], [], []
        self.invitations, self.gone = {}, []
        home = self.hired("owner").workspace
        for access, workspace in (("editor", home), ("viewer", home), ("owner", None)):
            self.hired(access, workspace)
        for owner in (self.people[0], self.people[-1]):
            self.opened(owner)
            self.shares(
                self.sits(self.begins(self.comes_to(self.jobs[-1])), PEOPLE[0]), ["profile"]
            )

    def hired(self, access, workspace=None):
        at_work = hire(self.app, f"Member{next(self.numbers)}", access, workspace)
        self.people.append(Person(at_work, at_work.workspace_id, access))
        return self.people[-1]

    def opened(self, who):
        title = f"Job {next(self.numbers)}"
        made = who.at_work.post("/hr/openings/new", {"title": title})
        assert made.status == 303
        self.jobs.append(Job(made.path.rsplit("/", 1)[1], who.workspace, title))

    def teardown(self):
        if hasattr(self, "app"):
            self.store.close()
            self.folder.cleanup()

    # Who does something, and what they get

    def members(self, workspace=None):
        return [p for p in self.people if p.is_member and workspace in (None, p.workspace)]

    def somebody(self, data, access, workspace):
        """Draw anybody, but more often somebody who may."""
        may = [p for p in self.people if self.refusal(p, access, workspace) is None]
        return data.draw(st.sampled_from(may * 2 + self.people))

    def refusal(self, who, access, workspace):
        """The status of what refuses somebody; None where they may."""
        if not (who.is_member and who.signed_in):
            return 303
        if RANKS[who.access] < RANKS[access]:
            return 403
        return None if workspace in (None, who.workspace) else 404

    def press(self, data, access, address, fields, job=None, *, workspace=None):
        """Somebody sends a form; give them with the page, unless it was rightly refused."""
        workspace = job.workspace if job else workspace
        who, sent_from = self.somebody(data, access, workspace), data.draw(FROM)
        before = self.stored()
        from_elsewhere = {"Sec-Fetch-Site": "cross-site"} if sent_from == "another site" else {}
        ours = sent_from != "nowhere"
        page = who.at_work.post(address, fields, csrf=ours, headers=from_elsewhere)
        refused = 400 if sent_from != "our page" else self.refusal(who, access, workspace)
        if refused is None and job and not job.is_there:
            refused = 404
        if refused is None:
            return who, page
        assert page.status == refused
        assert refused != 303 or page.path == "/hr/sign-in"
        assert self.stored() == before
        return None, page

    # Members come and go

    @rule(data=st.data())
    def sign_in(self, data):
        who = data.draw(st.sampled_from(self.people))
        done = who.at_work.sign_in()
        assert done.status == (303 if who.is_member else 422)
        who.signed_in = who.is_member

    @rule(data=st.data(), everywhere=st.booleans())
    def sign_out(self, data, everywhere):
        who = data.draw(st.sampled_from(self.people))
        done = who.at_work.post("/hr/sign-out-everywhere" if everywhere else "/hr/sign-out")
        assert done.status == 303
        who.signed_in = False

    @rule(data=st.data(), access=ACCESS)
    def invite(self, data, access):
        number = next(self.numbers)
        fields = {"email": f"member{number}@example.org", "access": access}
        who, page = self.press(data, "owner", "/hr/members/invite", fields)
        if who:
            assert page.status == 200
            path = re.search(r'value="http://localhost(/hr/join/[\w-]+)"', page.html)[1]
            over = self.clock.now + INVITATION_LASTS
            self.invitations[path] = (who.workspace, number, access, over)

    @rule(data=st.data())
    @precondition(lambda self: self.invitations and len(self.people) < MOST_MEMBERS)
    def join(self, data):
        path = data.draw(st.sampled_from(list(self.invitations)))
        workspace, number, access, over = self.invitations[path]
        at_work = MemberAtWork(self.app, f"member{number}@example.org")
        done = at_work.post(path, {"name": f"Member{number}", "password": PASSWORD})
        again = at_work.post(path, {"name": "Again", "password": PASSWORD})
        assert again.status == 410
        del self.invitations[path]
        if over <= self.clock.now:
            assert done.status == 410
            return
        assert done.kind == "codes"
        at_work.member_id = self.store.members.by_email(at_work.email).id
        self.people.append(Person(at_work, workspace, access))

    @rule(data=st.data())
    @precondition(lambda self: self.invitations)
    def withdraw_an_invitation(self, data):
        path = data.draw(st.sampled_from(list(self.invitations)))
        workspace, number, *_ = self.invitations[path]
        found = self.store.invitations.of(workspace, self.clock.now)
        sent = [f.token_hash.hex() for f in found if f.email == f"member{number}@example.org"]
        address = "/hr/members/invitations/withdraw"
        who, page = self.press(data, "owner", address, {"invitation": sent or "00"})
        if who:
            assert page.status == 303
            if who.workspace == workspace:
                del self.invitations[path]

    @rule(data=st.data(), access=ACCESS, verb=st.sampled_from(["access", "remove"]))
    def change_a_member(self, data, access, verb):
        whom = data.draw(st.sampled_from(self.members()))
        address = f"/hr/members/{whom.at_work.member_id}/{verb}"
        last = self.is_last_owner(whom) and (verb == "remove" or access != "owner")
        who, page = self.press(data, "owner", address, {"access": access}, workspace=whom.workspace)
        if who:
            assert page.status == (409 if last else 303)
        if who and not last:
            whom.access = access if verb == "access" else whom.access
            whom.is_member = verb == "access"

    @rule(data=st.data())
    @precondition(lambda self: any(who.signed_in for who in self.members()))
    def leave(self, data):
        who = data.draw(st.sampled_from([p for p in self.members() if p.signed_in]))
        done = who.at_work.post("/hr/account/leave", {"leave-current": PASSWORD})
        assert done.status == (409 if self.is_last_owner(who) else 303)
        who.is_member = self.is_last_owner(who)

    def is_last_owner(self, who):
        owners = [p for p in self.members(who.workspace) if p.access == "owner"]
        return owners == [who]

    # Openings

    def a_job(self, data):
        return data.draw(st.sampled_from(self.jobs))

    @rule(data=st.data())
    @precondition(lambda self: self.who_can_make_one())
    def make_an_opening(self, data):
        self.opened(data.draw(st.sampled_from(self.who_can_make_one())))

    @rule(data=st.data(), asks_name=st.booleans())
    def change_settings(self, data, asks_name):
        job = self.a_job(data)
        title = f"Job {next(self.numbers)}"
        stored = self.store.openings.find(job.public_id)
        fields = {
            "seen": stored.revision if stored else 1,
            "title": title,
            "length": "short",
            "languages": "en",
            "keep_days": 180,
            "corner": 10,
            "scheme": "auto",
            "may_send": "y",
            **({"asks_name": "y"} if asks_name else {}),
        }
        who, page = self.press(data, "editor", f"{job.address}/settings", fields, job)
        if who:
            assert page.status == 303
            job.title, job.asks_name = title, asks_name

    @rule(data=st.data(), state=st.sampled_from(["open", "open", "paused", "closed"]))
    def set_the_state(self, data, state):
        job = self.a_job(data)
        who, page = self.press(data, "editor", f"{job.address}/state", {"state": state}, job)
        if who:
            assert page.status == 303
            job.state = state

    @rule(data=st.data(), hold=st.sampled_from(["on", ""]))
    def set_the_hold(self, data, hold):
        job = self.a_job(data)
        who, page = self.press(data, "editor", f"{job.address}/hold", {"hold": hold}, job)
        if who:
            assert page.status == 303
            job.on_hold = hold == "on"

    @rule(data=st.data())
    def delete_an_opening(self, data):
        job = self.a_job(data)
        who, page = self.press(data, "editor", f"{job.address}/delete", {}, job)
        if who:
            assert page.status == (409 if job.on_hold else 303)
            if not job.on_hold:
                job.is_there = False
                self.end(each for each in self.shared if each.job is job)

    def who_can_make_one(self):
        return [
            p
            for p in self.people
            if self.refusal(p, "editor", None) is None
            and len(self.openings_of(p.workspace)) < MOST_OPENINGS
        ]

    def openings_of(self, workspace):
        return [job for job in self.jobs if job.is_there and job.workspace == workspace]

    # Candidates

    @rule(data=st.data())
    def open_a_start_page(self, data):
        self.comes_to(self.a_job(data))

    def comes_to(self, job):
        number, candidate = next(self.numbers), Candidate(self.app.test_client())
        ref, name = f"REQ-{number:03}", f"Ada{number:03}"
        page = candidate.get(f"/o/{job.public_id}?ref={ref}")
        assert page.status == (200 if job.is_there else 404)
        begins = [form for form in page.forms if form.action.startswith(f"/o/{job.public_id}")]
        assert bool(begins) == (job.is_there and job.state == "open")
        if begins:
            name = name if job.asks_name else None
            self.applicants.append(Applicant(candidate, job, ref, name, begins[0]))
            return self.applicants[-1]

    @rule(data=st.data())
    @precondition(lambda self: self.applicants_who("has_not_begun"))
    def press_start(self, data):
        self.begins(data.draw(st.sampled_from(self.applicants_who("has_not_begun"))))

    def begins(self, who):
        job, form = who.job, who.start_page
        done = who.candidate.post(form.action, form.fields)
        if not job.is_there:
            assert done.status == 404
        elif job.state != "open":
            assert done.status == 409
        else:
            assert done.status == 303
            who.candidate.address = done.headers["Location"]
            who.expires_at = self.clock.now + timedelta(days=30)
            job.totals["started"] += 1
        return who

    @rule(data=st.data(), person=st.sampled_from(PEOPLE[:4]))
    @precondition(lambda self: self.applicants_who("is_kept"))
    def take_the_quiz(self, data, person):
        self.sits(data.draw(st.sampled_from(self.applicants_who("is_kept"))), person)

    def sits(self, who, person):
        """Answer everything and finish, or once more with other answers."""
        sit(who.candidate, person.sheet("short"))
        if not who.finished and who.job.is_there:
            who.job.totals["finished"] += 1
        over = self.clock.now + timedelta(days=365)
        who.expires_at = max(who.expires_at, over) if who.finished else over
        who.finished = True
        return who

    @rule(data=st.data())
    @precondition(lambda self: self.applicants_who("can_send"))
    def send_a_result(self, data):
        who = data.draw(st.sampled_from(self.applicants_who("can_send")))
        page = who.candidate.at("send")
        if not who.job.is_there:
            assert page.status == 404
            return
        offered = re.findall(r'name="part" value="(\w+)"', page.html)
        self.shares(who, data.draw(st.lists(st.sampled_from(offered), min_size=1, unique=True)))

    def shares(self, who, ticked):
        address, asked = f"{who.candidate.address}/send", {"name": who.name} if who.name else {}
        looked = who.candidate.post(f"{address}/preview", {"part": ticked, **asked})
        assert who.candidate.post(address, sent_by(looked)).status == 303
        keep_until = self.clock.now + timedelta(days=180)
        who.expires_at = max(who.expires_at, keep_until)
        before = self.shared_by(who)
        if before:
            before.keep_until = keep_until
            return
        new = self.store.sent.page(self.store.openings.find(who.job.public_id).id)
        (public_id,) = [each.public_id for each in new if each.ref == who.ref]
        assert public_id not in [each.public_id for each in self.gone]
        self.shared.append(Shared(who.job, public_id, who, keep_until, who.name))

    @rule(data=st.data(), way=st.sampled_from(["send/withdraw", "send/withdraw", "delete"]))
    @precondition(lambda self: self.applicants_who("is_kept"))
    def take_back(self, data, way):
        who = data.draw(st.sampled_from(self.applicants_who("is_kept")))
        done = who.candidate.post(f"{who.candidate.address}/{way}", {})
        assert done.status == (200 if way == "delete" else 303)
        if way == "delete":
            who.expires_at = self.clock.now
            assert who.candidate.at("result").status == 404
        self.end(each for each in self.shared if each.applicant is who)

    def applicants_who(self, are):
        return [a for a in self.applicants if getattr(a, are)(self.clock.now)]

    def shared_by(self, who):
        return next((each for each in self.shared if each.applicant is who), None)

    def end(self, some):
        for each in list(some):
            self.shared.remove(each)
            self.gone.append(each)

    # What employers do with what was shared

    @rule(data=st.data(), verb=st.sampled_from(["erase", "anonymise"]))
    @precondition(lambda self: self.shared or self.gone)
    def erase_or_anonymise(self, data, verb):
        shared = data.draw(st.sampled_from(self.shared * 2 + self.gone))
        job, there = shared.job, shared in self.shared
        address = f"{job.address}/results/{shared.public_id}/{verb}"
        who, page = self.press(data, "editor", address, {}, job)
        if who is None:
            return
        assert page.status == ((409 if there else 404) if job.on_hold else 303)
        if job.on_hold or not there:
            return
        if verb == "erase":
            self.end([shared])
        elif shared.applicant:
            self.end([shared])
            month = shared.keep_until.replace(day=1, hour=0) + timedelta(days=31)
            public_id = page.path.rsplit("/", 1)[1]
            assert public_id != shared.public_id
            self.shared.append(Shared(job, public_id, None, month.replace(day=1), None))

    @rule(days=st.sampled_from([1, 1, 40, 200]))
    def time_passes(self, days):
        self.clock.pass_days(days)
        self.store.sweep(self.clock.now)
        for who in self.people:
            who.signed_in = False  # nobody used it for a day
        over = [each for each in self.shared if each.keep_until <= self.clock.now]
        self.end(each for each in over if not each.job.on_hold)
        for who in [p for p in self.members() if p.access == "owner"]:
            assert who.at_work.sign_in().status == 303
            who.signed_in = True

    # What holds after every step

    def stored(self):
        with self.store._database.read() as connection:
            return {
                name: Counter(map(tuple, connection.execute(table.select())))
                for name, table in metadata.tables.items()
                if name not in NOT_COMPARED
            }

    def rows(self, query):
        with self.store._database.read() as connection:
            return sorted(map(tuple, connection.exec_driver_sql(query)))

    @invariant()
    def a_workspace_has_its_members_and_an_owner(self):
        found = self.rows("SELECT email, workspace_id, access FROM members")
        assert found == sorted((p.at_work.email, p.workspace, p.access) for p in self.members())
        owned = {workspace for _, workspace, access in found if access == "owner"}
        assert owned == {p.workspace for p in self.people}

    @invariant()
    def openings_and_what_was_shared_are_as_it_was_done(self):
        found = self.rows("SELECT public_id, workspace_id, title, state, on_hold FROM openings")
        jobs = [job for job in self.jobs if job.is_there]
        assert found == sorted(
            (j.public_id, j.workspace, j.title, j.state, j.on_hold) for j in jobs
        )
        found = self.rows(
            "SELECT public_id, coalesce(ref, ''), coalesce(name, '') FROM sent_results"
        )
        assert found == sorted((s.public_id, s.ref or "", s.name or "") for s in self.shared)
        words = {word for (word,) in self.rows("SELECT word FROM sent_words")}
        assert not words & {each.applicant.ref.lower() for each in self.hidden()}

    @invariant()
    def the_totals_are_what_the_rows_say(self):
        counted = Counter()
        for public_id, family in self.rows(
            "SELECT o.public_id, s.family"
            " FROM sent_results s JOIN openings o ON o.id = s.opening_id"
        ):
            counted.update([(public_id, "sent"), (public_id, f"family:{family}")])
        for job in self.jobs:
            if job.is_there:
                counted.update({(job.public_id, what): job.totals[what] for what in job.totals})
        found = self.rows(
            "SELECT o.public_id, t.what, t.total"
            " FROM opening_totals t JOIN openings o ON o.id = t.opening_id WHERE t.total <> 0"
        )
        assert {(public_id, what): total for public_id, what, total in found} == counted

    @invariant()
    def everybody_sees_what_is_theirs_and_looking_changes_nothing(self):
        self.turn += 1
        who, before = self.people[self.turn % len(self.people)], self.stored()
        job = self.jobs[self.turn // len(self.people) % len(self.jobs)]
        if self.refusal(who, "viewer", None):
            for place in ("openings", "members", *self.places(job)):
                page = who.at_work.client.get(f"/hr/{place}")
                assert page.status_code == 303
                assert page.location.startswith("/hr/sign-in")
        else:
            self.sees_colleagues_and_openings(who.at_work, who.workspace)
            if job in self.openings_of(who.workspace):
                self.sees_what_was_shared(who.at_work, job)
            else:
                for place in self.places(job):
                    assert who.at_work.client.get(f"/hr/{place}").status_code == 404
        assert self.stored() == before

    def places(self, job):
        """Where the data of an opening is, and of what was shared with it or once was."""
        at = f"openings/{job.public_id}"
        yield from (at, *(f"{at}/results{ending}" for ending in ("", ".csv", ".json")))
        ids = [each.public_id for each in (*self.shared, *self.gone) if each.job is job]
        yield from (f"{at}/results/{public_id}" for public_id in ids[:3])

    def sees_colleagues_and_openings(self, at_work, workspace):
        listed = at_work.get("/hr/openings").links
        addresses = {job.address for job in self.openings_of(workspace)}
        assert {x for x in listed if re.fullmatch(r"/hr/openings/(?!new)[\w-]+", x)} == addresses
        seen = set(re.findall(r"member\d+@example.org", at_work.get("/hr/members").html))
        invited = {
            f"member{number}@example.org"
            for of, number, _, over in self.invitations.values()
            if of == workspace and over > self.clock.now
        }
        assert seen == {p.at_work.email for p in self.members(workspace)} | invited

    def sees_what_was_shared(self, at_work, job):
        shared = [each for each in self.shared if each.job is job]
        rows = sorted((each.public_id, each.ref or "", each.name or "") for each in shared)
        overview = at_work.get(job.address)
        assert f"Shared with you {len(shared)} " in overview.text
        assert job.title in overview.text
        table, as_json = (at_work.client.get(f"{job.address}/results.{e}") for e in ("csv", "json"))
        read = csv.DictReader(io.StringIO(table.get_data().decode("utf-8-sig")))
        assert sorted((row["result"], row["ref"], row["name"]) for row in read) == rows
        read = as_json.get_json()
        assert sorted((r["result"], r["ref"] or "", r["name"] or "") for r in read) == rows
        listed = at_work.get(f"{job.address}/results")
        found = {x.rsplit("/", 1)[1] for x in listed.links if f"{job.address}/results/" in x}
        assert found == {each.public_id for each in shared}
        pages = [listed.html, table.text, as_json.text]
        for each in shared:
            page = at_work.get(f"{job.address}/results/{each.public_id}")
            assert page.status == 200
            assert not each.ref or each.ref in page.text
            pages.append(page.html)
        for each in self.gone:
            if each.job is job:
                lost = at_work.get(f"{job.address}/results/{each.public_id}")
                assert lost.status == 404
        for each in self.hidden():
            assert not any(each.applicant.ref in page for page in pages)

    def hidden(self):
        """What is gone, or has nobody's name any more, and was not shared again since."""
        return [s for s in self.gone if s.applicant and not self.shared_by(s.applicant)]


FEW = settings(max_examples=8, stateful_step_count=40, deadline=None)


@pytest.fixture(scope="module", autouse=True)
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("hr") / "role-fit.sqlite3"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    Hr.empty_database = path


def test_hr():
    run_state_machine_as_test(Hr, settings=FEW)
