"""What employers do in any order, beside a model of it: everybody sees what is theirs, no more.

Members of two workspaces come and go while candidates begin, share and take back, in any order
that Hypothesis thinks of. After every step the database and the pages say what the model says.
"""

import re
from collections import Counter
from datetime import timedelta

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

from quiz.hr.one_time_links import INVITATION_LASTS
from quiz.store.sessions import RANKS
from tests.quiz.hr.account import PASSWORD, MemberAtWork
from tests.quiz.hr.openings.people import PEOPLE
from tests.quiz.hr.rules import HrModel, Person, Shared

MOST_OPENINGS = 2  # of a workspace: each is looked at after every step
MOST_MEMBERS = 9  # ever, of both
ACCESS = st.sampled_from(list(RANKS))
# How a form comes: mostly from a page of ours.
FROM = st.sampled_from([*["our page"] * 8, "another site", "nowhere"])


def one_of(data, some):
    """Draw by place: what has random ids in it is another thing each time."""
    return some[data.draw(st.integers(0, len(some) - 1))]


class Hr(HrModel, RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.fill(Hr.databases)

    def teardown(self):
        self.close()

    # Who does something, and what they get

    def somebody(self, data, access, workspace):
        """Draw anybody, but more often somebody who may."""
        may = [p for p in self.people if self.refusal(p, access, workspace) is None]
        return one_of(data, may * 2 + self.people)

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

    @rule(data=st.data(), how=st.sampled_from(["in", "in", "out", "out-everywhere"]))
    def sign_in_or_out(self, data, how):
        who = one_of(data, self.people)
        done = who.at_work.sign_in() if how == "in" else who.at_work.post(f"/hr/sign-{how}")
        assert done.status == (303 if who.is_member or how != "in" else 422)
        who.signed_in = how == "in" and who.is_member

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
        path = one_of(data, list(self.invitations))
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
        path = one_of(data, list(self.invitations))
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
        whom = one_of(data, self.members())
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
        who = one_of(data, [p for p in self.members() if p.signed_in])
        done = who.at_work.post("/hr/account/leave", {"leave-current": PASSWORD})
        assert done.status == (409 if self.is_last_owner(who) else 303)
        who.is_member = self.is_last_owner(who)

    # Openings

    def a_job(self, data):
        return one_of(data, self.jobs)

    @rule(data=st.data())
    @precondition(lambda self: self.who_can_make_one())
    def make_an_opening(self, data):
        self.opened(one_of(data, self.who_can_make_one()))

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

    # Candidates

    @rule(data=st.data())
    def open_a_start_page(self, data):
        self.comes_to(self.a_job(data))

    @rule(data=st.data())
    @precondition(lambda self: self.applicants_who("has_not_begun"))
    def press_start(self, data):
        self.begins(one_of(data, self.applicants_who("has_not_begun")))

    @rule(data=st.data(), person=st.sampled_from(PEOPLE[:4]))
    @precondition(lambda self: self.applicants_who("is_kept"))
    def take_the_quiz(self, data, person):
        self.sits(one_of(data, self.applicants_who("is_kept")), person)

    @rule(data=st.data())
    @precondition(lambda self: self.applicants_who("can_send"))
    def send_a_result(self, data):
        who = one_of(data, self.applicants_who("can_send"))
        page = who.candidate.at("send")
        if not who.job.is_there:
            assert page.status == 404
            return
        offered = re.findall(r'name="part" value="(\w+)"', page.html)
        self.shares(who, data.draw(st.lists(st.sampled_from(offered), min_size=1, unique=True)))

    @rule(data=st.data(), way=st.sampled_from(["send/withdraw", "send/withdraw", "delete"]))
    @precondition(lambda self: self.applicants_who("is_kept"))
    def take_back(self, data, way):
        who = one_of(data, self.applicants_who("is_kept"))
        done = who.candidate.post(f"{who.candidate.address}/{way}", {})
        assert done.status == (200 if way == "delete" else 303)
        if way == "delete":
            who.expires_at = self.clock.now
            assert who.candidate.at("result").status == 404
        self.end(each for each in self.shared if each.applicant is who)

    # What employers do with what was shared

    @rule(data=st.data())
    @precondition(lambda self: self.shared or self.gone)
    def erase(self, data):
        shared = one_of(data, self.shared * 2 + self.gone)
        if self.ends(data, "erase", shared):
            self.end([shared])

    @rule(data=st.data())
    @precondition(lambda self: self.shared or self.gone)
    def anonymise(self, data):
        shared = one_of(data, self.shared * 2 + self.gone)
        page = self.ends(data, "anonymise", shared)
        if page and shared.applicant:
            self.end([shared])
            month = shared.keep_until.replace(day=1, hour=0) + timedelta(days=31)
            public_id = page.path.rsplit("/", 1)[1]
            assert public_id != shared.public_id
            self.shared.append(Shared(shared.job, public_id, None, month.replace(day=1), None))

    def ends(self, data, verb, shared):
        """Somebody asks for it; give the page if it was there and that was done."""
        job, there = shared.job, shared in self.shared
        address = f"{job.address}/results/{shared.public_id}/{verb}"
        who, page = self.press(data, "editor", address, {}, job)
        if who is None:
            return None
        assert page.status == ((409 if there else 404) if job.on_hold else 303)
        return page if there and not job.on_hold else None

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
        assert {word for word in words if word.isdecimal()} == {
            s.ref[4:] for s in self.shared if s.ref
        }

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


FEW = settings(max_examples=5, stateful_step_count=50, deadline=None)


@pytest.mark.both_databases
def test_hr(databases):
    Hr.databases = databases
    run_state_machine_as_test(Hr, settings=FEW)
