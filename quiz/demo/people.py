"""The example people of a demo, and their attempts in a store."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from model.inputs.structs import convert
from questions.bank import PART_TWO, Page
from questions.instrument import Instrument, current_instrument, load_instrument
from questions.sharpening import ChosenPage
from quiz.settings.declarations import Settings
from quiz.store import Store, StoredAttempt
from quiz.tokens import hash_token, in_base64, keyed_hash

LANGUAGE = "en"


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody made up, and what they answered or would answer where they are asked."""

    id: str
    name: str
    about: str
    answers: dict[str, int]
    declined: bool = False  # they left part two out


@dataclass(frozen=True)
class Example:
    """A person, the token of their attempt, and what the attempt came to.

    `verdict` is None where the attempt is unfinished.
    """

    person: Person
    token: str
    verdict: str | None

    @property
    def path(self) -> str:
        """Where the attempt is, without the host."""
        return f"/a/{self.token}"


@cache
def people() -> tuple[Person, ...]:
    """Everyone in people.toml."""
    text = files("quiz.demo").joinpath("people.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text)["people"], tuple[Person, ...])


def token_of(person: Person, secret_key: str) -> str:
    """The token of a person's attempt, the same at every start of one demo.

    A store keeps no token, only its hash; so this one is made from the demo's own key.
    """
    return in_base64(keyed_hash(secret_key, f"role-fit demo {person.id}"))


def fill(store: Store, settings: Settings, now: datetime) -> None:
    """Give every example person an attempt; leave those alone that are there already."""
    store.sweep(now)
    for person in people():
        token_hash = hash_token(token_of(person, settings.secret_key))
        store.attempts.create(
            token_hash,
            current_instrument().version,
            LANGUAGE,
            now,
            now + settings.keep_unfinished,
        )
        attempt = store.attempts.find(token_hash, now)
        if attempt and attempt.revision == 0:
            answer(store, attempt, person, settings, now)


def answer(
    store: Store, attempt: StoredAttempt, person: Person, settings: Settings, now: datetime
) -> None:
    """Give an attempt a person's answers, and a result if they are enough for one."""
    instrument = load_instrument(attempt.instrument_version)
    unfinished, finished = now + settings.keep_unfinished, now + settings.keep_finished

    def score(answers: dict[str, int | None], _declined: bool) -> dict[str, Any]:
        return instrument.assessment_json(instrument.scored_answers(answers), LANGUAGE)

    given = _given(person, instrument.bank.first)
    saved = store.attempts.save(attempt.id, given, 0, now, unfinished)
    if person.declined:
        store.attempts.decline(attempt.id, True, now, unfinished, score)
    if not _has_answered_all(person, instrument.bank.first):
        return
    store.results.finish(attempt.id, score, now, finished)
    for number, page in enumerate(_sharpening(instrument, person), start=1):
        store.attempts.choose_sharpening(attempt.id, number, page.code, now)
        given = _given(person, page.items(instrument.bank.rest))
        saved = store.attempts.save(attempt.id, given, saved.revision, now, finished, score)


def _given(person: Person, page: Page) -> dict[str, int | None]:
    return {item.id: person.answers[item.id] for item in page if item.id in person.answers}


def _has_answered_all(person: Person, first: Page) -> bool:
    asked = [item for item in first if not (person.declined and item.facet == PART_TWO)]
    return all(item.id in person.answers for item in asked)


def _sharpening(instrument: Instrument, person: Person) -> Iterator[ChosenPage]:
    """The pages that sharpen the result of a person who can answer them, as they are chosen."""
    answers = _given(person, instrument.bank.first)
    chosen: tuple[ChosenPage, ...] = ()
    while page := instrument.next_page(answers, chosen):
        items = page.items(instrument.bank.rest)
        if not all(item.id in person.answers for item in items):
            return
        yield page
        chosen = (*chosen, page)
        answers |= _given(person, items)


def examples(store: Store, settings: Settings, now: datetime) -> tuple[Example, ...]:
    """Everyone whose attempt is there, in the order of people.toml."""
    found = []
    for person in people():
        token = token_of(person, settings.secret_key)
        attempt = store.attempts.find(hash_token(token), now)
        if attempt:
            result = store.results.latest(attempt.id)
            verdict = result.assessment["verdict"] if result else None
            found.append(Example(person, token, verdict))
    return tuple(found)
