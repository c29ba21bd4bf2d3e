"""Files as structs: what has another shape is refused.

msgspec 0.22 finds out what a Struct holds when it is first used. Of two threads that use it
first at the same moment, one meets a description that is half made, and the process ends. So
whoever makes structs does it here, where one waits for the other.
"""

from __future__ import annotations

import tomllib
from threading import Lock
from typing import TypeVar

import msgspec

from model.inputs.faults import Fault, Faults

T = TypeVar("T")

_TURN = Lock()


def convert(content: object, kind: type[T]) -> T:
    """Make a struct, or a collection of them, of plain values.

    Raises
    ------
    msgspec.ValidationError
        If they have another shape.
    """
    with _TURN:
        return msgspec.convert(content, kind)


def read_json(content: bytes | str, kind: type[T]) -> T:
    """Make a struct of a JSON text.

    Raises
    ------
    msgspec.DecodeError
        If it is no JSON, or has another shape.
    """
    with _TURN:
        return msgspec.json.decode(content, type=kind)


def read_toml(text: str, where: str, kind: type[T]) -> T:
    """Make a struct of a TOML text; Faults if it is no TOML, or has another shape."""
    try:
        return convert(tomllib.loads(text), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Faults([Fault(where, str(error), "Mend the entry named here")]) from error
