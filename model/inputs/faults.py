"""What is wrong with something that came from outside, said all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and how to mend it.

    >>> print(Fault("answers.json, 'likes_maps'", "9 is off the scale", "Give a point from 1 to 6"))
    answers.json, 'likes_maps': 9 is off the scale. Give a point from 1 to 6.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}."


class Faults(ValueError):
    """Everything that is wrong with one input.

    Attributes
    ----------
    faults : tuple of Fault
        In the order they were met; never empty.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def decode(content: bytes, where: str) -> str:
    """Text from the bytes of a file.

    Raises
    ------
    Faults
        If it is not UTF-8.

    Examples
    --------
    >>> decode(bytes([0x4F, 0x4B]), "items.toml")
    'OK'
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8"
        raise Faults([Fault(where, what, "Save the file as UTF-8")]) from error
