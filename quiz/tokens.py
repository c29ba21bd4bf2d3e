"""The secrets in an address: tokens of attempts and shares, and tickets that are signed here."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in base64
SEED = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 bits in base64
TICKET_LASTS = timedelta(days=1)
PREVIEW_LASTS = timedelta(hours=4)
# What a signature is for: one of them never counts as another.
START_TICKET, PREVIEW = "role-fit start ticket", "role-fit preview"


class ForgedTicket(ValueError):
    """The start form carries a ticket that this server did not sign."""


class ExpiredTicket(ValueError):
    """The start form was opened too long ago."""


@dataclass(frozen=True)
class StartsFor:
    """For which opening a start form is, as the page with it said."""

    opening: str  # public id
    revision: int  # of the settings that the page showed
    ref: str | None = None
    ref_signed: bool = False


@dataclass(frozen=True)
class StartTicket:
    """What the start form carries: the token its attempt will have, and what else begins it.

    The same form sent twice has the same token, and so makes one attempt.
    """

    token: str
    language: str | None
    theme: str | None = None
    starts_for: StartsFor | None = None  # None: the public quiz


def new_token() -> str:
    """A token nobody can guess: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What is stored in place of the token."""
    return hashlib.sha256(token.encode()).digest()


def looks_like_token(text: str) -> bool:
    """Whether a piece of an address can be a token at all."""
    return TOKEN.fullmatch(text) is not None


def keyed_hash(key: str | bytes, message: str) -> bytes:
    """What stands for a text where nobody without the key may look it up, or make it.

    Every use of the secret key names itself in its message, so that one never serves as another.
    """
    secret = key.encode() if isinstance(key, str) else key
    return hmac.digest(secret, message.encode(), hashlib.sha256)


def new_seed() -> str:
    """What tells the shares of one attempt apart; not a secret."""
    return secrets.token_urlsafe(16)


def looks_like_seed(text: str) -> bool:
    """Whether what a form says can be a seed at all."""
    return SEED.fullmatch(text) is not None


def share_token(secret_key: str, attempt_token: str, seed: str) -> str:
    """The token of a share, made anew each time its person opens their pages.

    So their list of links needs no token in the database, and nobody gets from a share's
    token to the attempt's. With another secret key the links go on working, and can no
    longer be listed.
    """
    return in_base64(keyed_hash(secret_key, f"role-fit share {attempt_token} {seed}"))


def sign_ref(key: bytes, ref: str) -> str:
    """What an employer puts beside its own reference, so that nobody can swap it.

    >>> sign_ref(b"k" * 32, "REQ-17")
    '7MYizhNf89HSMq7DEqYXSLOxu7uJUx2bqOYRFa6MXxo'
    """
    return in_base64(keyed_hash(key, ref))


def is_signed_ref(key: bytes, ref: str, signature: str) -> bool:
    """Whether this signature is the one of this reference."""
    return hmac.compare_digest(sign_ref(key, ref).encode(), signature.encode())


def sign_start_ticket(
    secret_key: str,
    language: str | None = None,
    theme: str | None = None,
    starts_for: StartsFor | None = None,
) -> str:
    """A new ticket for one start form; the page with it must not be cached."""
    opening = list(astuple(starts_for)) if starts_for else None
    return _signer(secret_key, START_TICKET).dumps([new_token(), language, theme, opening])


def read_start_ticket(
    secret_keys: str | Sequence[str], ticket: str, max_age: timedelta = TICKET_LASTS
) -> StartTicket:
    """Read a ticket that came back with the start form, signed with any of these keys.

    Raises
    ------
    ForgedTicket
        If this server did not sign it, or it was changed on the way.
    ExpiredTicket
        If it is older than `max_age`.
    """
    try:
        content = _signer(secret_keys, START_TICKET).loads(
            ticket, max_age=int(max_age.total_seconds())
        )
    except SignatureExpired as error:
        raise ExpiredTicket("The start form was opened too long ago") from error
    except BadData as error:
        raise ForgedTicket("The start form's ticket was not made here") from error
    return _start_ticket(content)


def _start_ticket(content: Any) -> StartTicket:
    match content:
        # As it was before there were openings: such a form may still be open somewhere.
        case [str(token), (str() | None) as language] if looks_like_token(token):
            return StartTicket(token, language)
        case [str(token), (str() | None) as language, (str() | None) as theme, opening] if (
            looks_like_token(token)
        ):
            starts_for = None if opening is None else _starts_for(opening)
            return StartTicket(token, language, theme, starts_for)
    raise ForgedTicket("The start form's ticket holds something else")


def _starts_for(content: Any) -> StartsFor:
    match content:
        case [str(opening), int(revision), (str() | None) as ref, bool(signed)]:
            return StartsFor(opening, revision, ref, signed)
    raise ForgedTicket("The start form's ticket holds something else")


def sign_preview(secret_key: str, opening: str) -> str:
    """A ticket for looking at one opening, by its public id, as candidates see it."""
    return _signer(secret_key, PREVIEW).dumps(opening)


def may_preview(secret_key: str, opening: str, ticket: str) -> bool:
    """Whether a ticket was made here for this opening, and not too long ago."""
    try:
        content = _signer(secret_key, PREVIEW).loads(
            ticket, max_age=int(PREVIEW_LASTS.total_seconds())
        )
    except BadData:
        return False
    return bool(content == opening)


def _signer(secret_keys: str | Sequence[str], purpose: str) -> URLSafeTimedSerializer:
    # itsdangerous signs with the last of several keys, and ours come newest first.
    several = [secret_keys] if isinstance(secret_keys, str) else [*reversed(secret_keys)]
    return URLSafeTimedSerializer(
        several,
        salt=purpose,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def in_base64(digest: bytes) -> str:
    """Write a digest with letters that are safe in an address."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
