"""What is true of two workspaces, their openings and who came: the model beside the application.

The steps are in `test_stateful_hr`; here is who there is, what they may, and what they must see.
"""

import csv
import io
import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings
from quiz.store.sessions import RANKS
from quiz.store.tables import metadata
from tests.quiz.candidate import Candidate
from tests.quiz.conftest import Clock
from tests.quiz.hr.account import MemberAtWork, hire
from tests.quiz.hr.openings.people import PEOPLE
from tests.quiz.take.applicant import sent_by
from tests.quiz.take.test_result import sit

NOT_COMPARED = ("sessions", "throttles")  # changed by being there


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


class HrModel:
    """The application, and beside it what it should hold."""

    app = None

    def fill(self, databases):
        """Begin with two workspaces, an opening and a shared result each, one under a hold."""
        self.borrowed, self.clock = ExitStack(), Clock()
        folder = Path(self.borrowed.enter_context(TemporaryDirectory()))
        environ = self.borrowed.enter_context(databases.fresh(folder / "instance"))
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
            who = self.begins(self.comes_to(self.jobs[-1]))
            self.shares(self.sits(who, PEOPLE[0]), ["profile"])
        owner.at_work.post(f"{self.jobs[-1].address}/hold", {"hold": "on"})
        self.jobs[-1].on_hold = True

    def hired(self, access, workspace=None):
        at_work = hire(self.app, f"Member{next(self.numbers)}", access, workspace)
        self.people.append(Person(at_work, at_work.workspace_id, access))
        return self.people[-1]

    def opened(self, who):
        title = f"Job {next(self.numbers)}"
        made = who.at_work.post("/hr/openings/new", {"title": title})
        assert made.status == 303
        self.jobs.append(Job(made.path.rsplit("/", 1)[1], who.workspace, title))

    def close(self):
        if self.app:
            self.store.close()
            self.borrowed.close()

    # Members and their openings

    def members(self, workspace=None):
        return [p for p in self.people if p.is_member and workspace in (None, p.workspace)]

    def refusal(self, who, access, workspace):
        """The status of what refuses somebody; None where they may."""
        if not (who.is_member and who.signed_in):
            return 303
        if RANKS[who.access] < RANKS[access]:
            return 403
        return None if workspace in (None, who.workspace) else 404

    def is_last_owner(self, who):
        owners = [p for p in self.members(who.workspace) if p.access == "owner"]
        return owners == [who]

    def openings_of(self, workspace):
        return [job for job in self.jobs if job.is_there and job.workspace == workspace]

    # Candidates

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

    def sits(self, who, person):
        """Answer everything and finish, or once more with other answers."""
        sit(who.candidate, person.sheet("short"))
        if not who.finished and who.job.is_there:
            who.job.totals["finished"] += 1
        over = self.clock.now + timedelta(days=365)
        who.expires_at = max(who.expires_at, over) if who.finished else over
        who.finished = True
        return who

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

    def applicants_who(self, are):
        return [a for a in self.applicants if getattr(a, are)(self.clock.now)]

    def shared_by(self, who):
        return next((each for each in self.shared if each.applicant is who), None)

    def end(self, some):
        """What was shared is no longer there."""
        for each in list(some):
            self.shared.remove(each)
            self.gone.append(each)

    # What there is, and what members see of it

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
