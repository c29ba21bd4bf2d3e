"""What people type into forms, as plain text without signs that cannot be seen."""

from __future__ import annotations

JOINERS = "\u200c\u200d"  # invisible, and part of words in some scripts


def one_line(text: str | None) -> str:
    """Put a text on one line.

    >>> one_line("  Ada\\u202e Lovelace\\n")
    'Ada Lovelace'
    """
    return " ".join(_seen(text or "").split())


def in_lines(text: str | None) -> str:
    """Keep the lines of a text, and no more than one empty line between two.

    >>> in_lines("One\\r\\n\\n\\n\\nTwo \\u202e\\n")
    'One\\n\\nTwo'
    """
    lines = [one_line(line) for line in (text or "").splitlines()]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept).strip()


def _seen(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in JOINERS else " " for sign in text)
