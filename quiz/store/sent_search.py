"""Finding sent results: by date, and by the words of a name or a ref."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal, select, tuple_

from quiz.store.workspace_tables import sent_results, sent_words

MOST_WORDS = 6  # of a search that are looked for
LAST_SIGN = "\U0010ffff"  # comes after every sign that words are made of
FEW = 500  # results that have a word, so that the others need not be looked at


def listed(opening_id: int, before: tuple[datetime, int] | None = None) -> Select[Any]:
    """The query for what was sent to an opening, the newest first."""
    columns = sent_results.c
    query = select(sent_results).where(columns.opening_id == opening_id)
    if before is not None:
        sent_at, last = before
        last_one = tuple_(literal(sent_at, columns.sent_at.type), literal(last, columns.id.type))
        query = query.where(tuple_(columns.sent_at, columns.id) < last_one)
    return query.order_by(columns.sent_at.desc(), columns.id.desc())


def having(
    connection: Connection, opening_id: int, words: Sequence[str]
) -> Iterator[ColumnElement[bool]]:
    """The conditions that every one of `words` begins a word of the name or the ref.

    Of a word that few results have, these are named; for one that many have, a result is looked
    at by itself, the newest first, until a page is full. So neither reads all there is.
    """
    columns = sent_words.c
    for word in words_of(*words)[:MOST_WORDS]:
        # Not BETWEEN: PostgreSQL takes no collation inside one.
        begins = and_(columns.word >= word, columns.word <= word + LAST_SIGN)
        with_it = select(columns.sent_id).where(columns.opening_id == opening_id, begins)
        found = connection.scalars(with_it.limit(FEW + 1)).all()
        if len(found) <= FEW:
            yield sent_results.c.id.in_(found)
        else:
            yield with_it.where(columns.sent_id == sent_results.c.id).exists()


def words_of(*texts: str | None) -> list[str]:
    """Find the words of texts, as they are stored and as they are looked for.

    Case and accents are left out, so that nobody must type a name as its owner does.

    >>> words_of("Ren\u00e9 LEE-Gro\u00df", None, "REQ_17")
    ['17', 'gross', 'lee', 'rene', 'req']
    """
    plain = unicodedata.normalize("NFKD", " ".join(filter(None, texts)))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return sorted(set(re.findall(r"[^\W_]+", letters.casefold())))
