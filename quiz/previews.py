"""Tickets for looking at an opening's pages as candidates see them, with nothing stored."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

TICKET_LASTS = timedelta(hours=4)


def sign_preview(secret_key: str, opening: str) -> str:
    """A ticket for the preview of one opening, by its public id."""
    return _signer(secret_key).dumps(opening)


def may_preview(secret_key: str, opening: str, ticket: str) -> bool:
    """Whether a ticket was made here for this opening, and not too long ago."""
    try:
        content = _signer(secret_key).loads(ticket, max_age=int(TICKET_LASTS.total_seconds()))
    except BadData:
        return False
    return bool(content == opening)


def _signer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret_key,
        salt="role-fit preview",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
