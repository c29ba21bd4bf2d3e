"""`role-fit verify`: whether a downloaded result follows from its answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from model.inputs.faults import Fault, Faults
from questions.verification import ABSENT, Difference, Verification
from questions.verification import verify as recompute
from quiz.commands import printable
from quiz.commands.match import read_bytes, refuse
from quiz.commands.tables.fault_list import FaultList

SHAPE = "Give a file downloaded from a result page"
MOST_SHOWN = 20
LONGEST_VALUE = 60  # characters
DIFFERS = 1


@click.command(epilog="Example:  role-fit verify role-fit-result.json")
@click.argument("result", metavar="RESULT.json")
def verify(result: str) -> int:
    """Recompute a result from the answers in its file.

    RESULT.json is a file downloaded from a result page; "-" reads from standard input. It
    is computed with the questions and the model of its time. Numbers may differ by one in
    the sixth decimal. What is said, and the exit code:

    \b
    same            it follows from its answers (0)
    changed since   it does, but there are newer questions or a newer model (0)
    differs         it does not, and where (1)

    A file that is no result gets exit code 2.
    """
    where = "standard input" if result == "-" else result
    found = recompute_file(read_document(read_bytes(result, where), where), where)
    for line in said(found):
        click.echo(printable(line))
    return DIFFERS if found.status == "differs" else 0


def read_document(content: bytes, where: str) -> Any:
    """What the file holds; Faults where it is no JSON, or holds a name twice."""
    twice = FaultList(where)

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for name, times in Counter(name for name, _ in pairs).items():
            if times > 1:
                # Programs disagree on which of them counts: nobody could say what was checked.
                twice.add(repr(name), "it stands there twice", SHAPE)
        return dict(pairs)

    try:
        read = json.loads(content.decode("utf-8-sig"), object_pairs_hook=only_once)
    except UnicodeDecodeError as error:
        refuse(where, f"byte {error.start + 1} is not UTF-8 text", SHAPE)
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}"
        refuse(place, f"this is not JSON ({error.msg})", SHAPE)
    except (RecursionError, ValueError):
        refuse(where, "it is nested too deep, or a number in it has thousands of digits", SHAPE)
    twice.raise_them()
    return read


def recompute_file(document: Any, where: str) -> Verification:
    """Recompute it; every fault tells which file it is of."""
    try:
        return recompute(document)
    except Faults as found:
        faults = [Fault(f"{where}, {f.where}", f.what, f.remedy) for f in found.faults]
        raise Faults(faults) from found


def said(found: Verification) -> Iterator[str]:
    """What is to be said of it, in lines."""
    if found.status == "same":
        yield f"same: every number follows from the answers, with instrument {found.version}."
    elif found.status == "changed":
        yield from changed(found)
    else:
        number = len(found.differences)
        places = "1 place does" if number == 1 else f"{number:,} places do"
        yield f"differs: {places} not follow from the answers, with instrument {found.version}."
        yield from listed(found.differences, "the file says", "the answers give")


def changed(found: Verification) -> Iterator[str]:
    """What today's instrument says of the same answers."""
    told = f"every number follows from the answers, with instrument {found.version} of its time"
    if not found.comparable:
        yield (
            f"changed since: {told}. Today's {found.current} asks other statements: it says "
            "nothing of these answers."
        )
        return
    news = "this is new:" if found.differences else "verdict and shortlist are the same."
    yield f"changed since: {told}. Re-scored with today's {found.current}, {news}"
    yield from listed(found.differences, "it was", "it is now")


def listed(differences: tuple[Difference, ...], before: str, after: str) -> Iterator[str]:
    """The first differences, a line each, and how many more there are."""
    for one in differences[:MOST_SHOWN]:
        said, recomputed = values(one)
        yield f"  {one.where}: {before} {said}, {after} {recomputed}"
    if len(differences) > MOST_SHOWN:
        yield f"  and {len(differences) - MOST_SHOWN:,} more places"


def values(one: Difference) -> tuple[str, str]:
    """Both values; of lists too long to show, how long they are, since that is what differs."""
    lists = [each for each in (one.said, one.recomputed) if isinstance(each, list)]
    if len(lists) == 2 and any(len(as_json(each)) > LONGEST_VALUE for each in lists):
        return entries(one.said), entries(one.recomputed)
    return value(one.said), value(one.recomputed)


def entries(some: list[Any]) -> str:
    """How many there are, in words."""
    return "1 entry" if len(some) == 1 else f"{len(some):,} entries"


def as_json(said: Any) -> str:
    """A value as JSON writes it, in the letters of its language."""
    return json.dumps(said, ensure_ascii=False)


def value(said: Any) -> str:
    """A value as JSON writes it, cut short."""
    text = "nothing" if said is ABSENT else as_json(said)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
