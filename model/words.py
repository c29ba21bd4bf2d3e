"""Names and texts of axes, families and roles, one file a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from model.axes import AXES
from model.inputs.faults import Fault, Faults, decode
from model.inputs.structs import read_toml
from model.roles import RoleBook, role_book


class AxisWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An axis in words; `toward_low`, `middle`, `toward_high` follow on "You lean to"."""

    name: str
    low: str
    high: str
    means: str
    toward_low: str
    middle: str
    toward_high: str


class FamilyWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family of roles in words."""

    name: str
    text: str


class RoleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role in words; `article` is what stands before the name inside a sentence, or empty.

    `specialisms` are titles whose work lies nearest to this role and is only a part of it.
    """

    name: str
    article: str
    summary: str
    text: str
    also_called: tuple[str, ...] = ()
    specialisms: tuple[str, ...] = ()


class ModelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the model needs to speak one language.

    Where `lower_case_inside` is true, names start in lower case inside a sentence.
    """

    axes: dict[str, AxisWords]
    families: dict[str, FamilyWords]
    roles: dict[str, RoleWords]
    entries: dict[str, str]
    lower_case_inside: bool = False


def read_model_words(text: str, where: str, book: RoleBook) -> ModelWords:
    """Read a wording file.

    Raises
    ------
    Faults
        If it is not one, or for every text that is missing or belongs to nothing.
    """
    words = read_toml(text, where, ModelWords)
    faults = [
        *_differences(f"{where}, axes", AXES, words.axes),
        *_differences(f"{where}, families", (f.id for f in book.families), words.families),
        *_differences(f"{where}, roles", (r.id for r in book.roles), words.roles),
        *_differences(f"{where}, entries", (e.start for e in book.entries), words.entries),
    ]
    if faults:
        raise Faults(faults)
    return words


def _differences(where: str, ids: Iterable[str], texts: Mapping[str, object]) -> Iterator[Fault]:
    wanted = dict.fromkeys(ids)
    for missing in wanted:
        if missing not in texts:
            yield Fault(f"{where}, {missing}", "the text is missing", "Write it")
    for stray in texts:
        if stray not in wanted:
            yield Fault(f"{where}, {stray}", "there is nothing of this name", "Delete the text")


@cache
def model_words(language: str) -> ModelWords:
    """The words in one language; KeyError if there are none."""
    source = files("model").joinpath("wording", f"{language}.toml")
    if not language.isalpha() or not source.is_file():
        raise KeyError(language)
    where = f"model/wording/{language}.toml"
    return read_model_words(decode(source.read_bytes(), where), where, role_book())
