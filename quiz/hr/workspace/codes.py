"""Recovery codes: ten ways back in, each for once, shown when they are made and never again."""

from __future__ import annotations

import hashlib
import secrets

from quiz.services import services

NUMBER = 10
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that look like others
GROUPS, GROUP = 5, 4  # a hundred bits


def make_codes(member_id: int) -> list[str]:
    """Give a member new codes; older ones no longer work."""
    codes = [_new_code() for _ in range(NUMBER)]
    services().store.members.set_codes(member_id, [hash_code(code) for code in codes])
    return codes


def hash_code(code: str) -> bytes:
    """What is stored in place of a code, however it was typed.

    >>> hash_code("abcd-EFGH") == hash_code(" ABCD efgh ")
    True
    """
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"role-fit recovery code {typed}".encode()).digest()


def _new_code() -> str:
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)
