"""The example employer of a demo: a member, openings, and what candidates sent to them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import msgspec

from model.inputs.structs import convert
from questions.instrument import current_instrument, load_instrument
from quiz.demo.people import LANGUAGE, Person, answer, people
from quiz.report import excerpt
from quiz.settings.declarations import Settings
from quiz.store import (
    Joining,
    NewOpeningAttempt,
    Opening,
    OpeningSettings,
    Sending,
    Store,
    StoredResult,
)
from quiz.tokens import hash_token, in_base64, keyed_hash

EVERY = 7  # one answer of so many differs in a variation
DAY = timedelta(days=1)


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An opening of the employer."""

    id: str
    settings: OpeningSettings


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody made up who began; with parts, they sent these."""

    person: str  # whose answers theirs are much like
    variation: int
    opening: str
    days_ago: int
    name: str | None = None
    ref: str | None = None
    ref_signed: bool = False
    parts: tuple[str, ...] = ()


class Employer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in employer.toml."""

    workspace: str
    name: str
    email: str
    openings: tuple[Job, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class SignIn:
    """How somebody looks around as the employer."""

    email: str
    password: str


@cache
def employer() -> Employer:
    """Read the employer."""
    text = files("quiz.demo").joinpath("employer.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Employer)


def sign_in(settings: Settings) -> SignIn:
    """Give the address and the password of the member, the same at every start of one demo."""
    return SignIn(employer().email, _secret(settings, "password")[:16])


def fill_employer(store: Store, settings: Settings, now: datetime, password_hash: str) -> None:
    """Make the employer, and what candidates sent; leave alone what is there already."""
    workspace_id = _workspace(store, settings, now, password_hash)
    for job in employer().openings:
        if store.openings.find(job.id) is None:
            key = _secret(settings, f"key {job.id}").encode()
            store.openings.create(workspace_id, job.id, job.settings, key, now - 30 * DAY)
    for candidate in employer().candidates:
        opening = store.openings.find(candidate.opening)
        if opening is not None and opening.workspace_id == workspace_id:
            _begin(store, settings, candidate, opening, now - candidate.days_ago * DAY)


def _workspace(store: Store, settings: Settings, now: datetime, password_hash: str) -> int:
    here = employer()
    member = store.members.by_email(here.email)
    if member is None:
        token_hash = hash_token(_secret(settings, "invitation"))
        store.invitations.make(token_hash, None, here.email, "owner", now, now + DAY)
        joining = Joining(here.workspace, here.email, here.name, password_hash)
        member = store.members.find(store.invitations.accept(token_hash, joining, now))
    if member is None:
        raise LookupError("The demo's member was removed while they were made")
    return member.workspace_id


def _begin(
    store: Store, settings: Settings, candidate: Candidate, opening: Opening, then: datetime
) -> None:
    name = f"candidate {candidate.opening} {candidate.person} {candidate.variation}"
    token_hash = hash_token(_secret(settings, name))
    person = _varied(candidate)
    begun = NewOpeningAttempt(opening.id, opening.revision, candidate.ref, candidate.ref_signed)
    expires_at = then + settings.keep_unfinished
    version = current_instrument().version
    store.attempts.create(token_hash, version, LANGUAGE, then, expires_at, begun)
    attempt = store.attempts.find(token_hash, then)
    if attempt is None or attempt.revision > 0:
        return
    answer(store, attempt, person, settings, then)
    result = store.results.latest(attempt.id)
    if result is not None and candidate.parts:
        store.sent.send(attempt.id, _sending(candidate, result), then)


def _sending(candidate: Candidate, result: StoredResult) -> Sending:
    assessment, parts = result.assessment, candidate.parts
    instrument = load_instrument(assessment["instrument"]["version"])
    return Sending(
        revision=result.revision,
        made_at=result.created_at,
        parts=parts,
        assessment=excerpt.cut_assessment(assessment, parts),
        family=excerpt.shown_family(assessment, parts, instrument),
        language=LANGUAGE,
        name=candidate.name,
    )


def _varied(candidate: Candidate) -> Person:
    """Take somebody's answers, a few of them a point nearer to the middle."""
    (person,) = (each for each in people() if each.id == candidate.person)
    answers = {
        item: _nearer(point) if (5 * place + candidate.variation) % EVERY == 0 else point
        for place, (item, point) in enumerate(person.answers.items())
    }
    return msgspec.structs.replace(person, answers=answers)


def _nearer(point: int) -> int:
    return point + 1 if point <= 3 else point - 1


def _secret(settings: Settings, what: str) -> str:
    return in_base64(keyed_hash(settings.secret_key, f"role-fit demo {what}"))
