"""The employer's own reference, as an address brings it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.languages.language import N_
from quiz.plain_text import one_line
from quiz.tokens import is_signed_ref

LONGEST_REF = 100  # characters

TOO_LONG = N_("The link you followed has a reference that is too long. It was left out.")
NOT_SIGNED = N_(
    "The link you followed has a reference that does not match its signature. It was left out."
)


@dataclass(frozen=True)
class Ref:
    """A reference, or what was wrong with it."""

    text: str | None = None
    signed: bool = False
    problem: str | None = None


def read_ref(sent: Mapping[str, str], key: bytes) -> Ref:
    """Read `ref` and `sig`; a reference whose signature is wrong counts as none."""
    given = sent.get("ref", "")
    text = one_line(given)
    if not text:
        return Ref()
    if len(text) > LONGEST_REF:
        return Ref(problem=TOO_LONG)
    if "sig" not in sent:
        return Ref(text)
    if not is_signed_ref(key, given, sent["sig"]):
        return Ref(problem=NOT_SIGNED)
    return Ref(text, signed=True)
