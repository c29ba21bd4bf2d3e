"""Passwords: hashed with argon2; refused where they are short, or are what is guessed first."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from model.inputs.faults import Fault
from quiz.services import services
from quiz.store import Member

SHORTEST = 12  # characters
LONGEST = 1024  # bytes; hashing more would keep the server busy for whoever sends it
LONGEST_PATTERN = 4  # characters: "abcabcabcabc" is three of them again and again

# RFC 9106 and OWASP: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def hash_password(password: str) -> str:
    """Make what is stored in place of a password."""
    return _hasher.hash(_normal(password))


def is_password_of(member: Member | None, password: str) -> bool:
    """Say whether this is the member's password, and keep it under today's parameters if so.

    Without a member it takes as long: the time must not tell whether an address is known.
    """
    stored = member.password_hash if member else _of_nobody()
    if len(password.encode()) > LONGEST:
        password = ""  # nobody has this one
    try:
        _hasher.verify(stored, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    if member is None:
        return False
    if _hasher.check_needs_rehash(stored):
        services().store.members.rehash(member.id, stored, hash_password(password))
    return True


def password_fault(password: str, *about: str) -> Fault | None:
    """Say what is wrong with a new password, given what is known of its owner."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        return _fault(f"it has {len(plain)} characters", f"Give it at least {SHORTEST}")
    if len(password.encode()) > LONGEST:
        return _fault(f"it is longer than {LONGEST} bytes", "Shorten it")
    folded = plain.casefold()
    if folded in _commonest() or _is_pattern(folded):
        return _fault("it is among the first that are guessed", "Take a few words of your own")
    if any(_is_mostly(folded, known.casefold()) for known in about):
        return _fault("it is your name or address", "Take a few words that nobody expects")
    return None


def _fault(what: str, remedy: str) -> Fault:
    return Fault("Password", what, remedy)


def _is_pattern(text: str) -> bool:
    """Say whether a text repeats a few characters, or counts up or down.

    >>> _is_pattern("abcabcabcabc"), _is_pattern("123456789012"), _is_pattern("a b c, d e f")
    (True, True, False)
    """
    for length in range(1, LONGEST_PATTERN + 1):
        if text == (text[:length] * len(text))[: len(text)]:
            return True
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(text)}
    counts = text.isdigit() and len(steps) == 1
    letters = {ord(after) - ord(before) for before, after in pairwise(text)}
    return counts or letters <= {1} or letters <= {-1}


def _is_mostly(password: str, known: str) -> bool:
    return len(known) >= LONGEST_PATTERN and len(password.replace(known, "")) <= LONGEST_PATTERN


def _normal(password: str) -> str:
    """One way of writing it: keyboards differ in how they send an accent."""
    return unicodedata.normalize("NFKC", password)


@cache
def _commonest() -> frozenset[str]:
    text = files("quiz.hr.workspace").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _of_nobody() -> str:
    return hash_password("the password of nobody at all")
