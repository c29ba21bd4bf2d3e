"""Check that a downloaded result follows from its answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from model.inputs.faults import Fault, Faults
from model.scoring import ENOUGH_ANSWERED
from questions.instrument import Instrument, UnknownVersion, current_instrument, load_instrument

PRECISION = 6  # decimals a downloaded number carries
MOST_ANSWERS = 500  # beyond that it is another kind of file, and not each entry is worth a line
TOLERANCE = 1.5 * 10**-PRECISION  # another computer may round the last digit otherwise


PRIVATE = ("careless_responding",)  # for the candidate's own page, never to be handed on


class Absent:
    """Stands where a file has nothing, which is not the same as null."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = Absent()


@dataclass(frozen=True)
class Difference:
    """One place where the file says something else than its answers do.

    Attributes
    ----------
    where : str
        As in `roles[0].distance`.
    said, recomputed : Any
        `ABSENT` where there is nothing at this place.
    """

    where: str
    said: Any
    recomputed: Any


@dataclass(frozen=True)
class Verification:
    """What came of recomputing a result.

    Attributes
    ----------
    status : {"same", "changed", "differs"}
        `same`: every number follows from the answers. `changed`: it does with the
        instrument of its time, which is not today's. `differs`: it does not.
    differences : tuple of Difference
        Under `differs`: where. Under `changed`: what today's instrument would say.
    version, current : str
        Of the instrument then and now.
    comparable : bool
        Whether today's instrument asks what was answered, so that it can say anything.
    """

    status: Literal["same", "changed", "differs"]
    differences: tuple[Difference, ...]
    version: str
    current: str
    comparable: bool = True


def printed(value: Any) -> Any:
    """A result as it is downloaded: numbers at printed precision.

    >>> printed({"fit": 61.23456789, "shortlist": ["product_owner"], "why": None})
    {'fit': 61.234568, 'shortlist': ['product_owner'], 'why': None}
    """
    if isinstance(value, float):
        return round(value, PRECISION) + 0.0
    if isinstance(value, Mapping):
        return {key: printed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printed(part) for part in value]
    return value


def download(assessment: Mapping[str, Any], answers: Mapping[str, int | None]) -> dict[str, Any]:
    """A result as a file: the assessment as it was given, and the answers that count.

    What is for the candidate alone is left out: a file is made to be handed on.
    """
    told = {name: part for name, part in assessment.items() if name not in PRIVATE}
    return {**printed(told), "answers": dict(answers)}


def verify(document: object) -> Verification:
    """Recompute a downloaded result.

    Raises
    ------
    Faults
        If it is not a downloaded result, names an instrument or a language that is not
        here, or holds answers that the instrument cannot take.
    """
    said, answers, version, language = _read(document)
    instrument = _instrument(version, language)
    recomputed = _recomputed(instrument, answers, language)
    expected = {n: part for n, part in recomputed.items() if n in said or n not in PRIVATE}
    counted = instrument.bank.counted(answers)
    uncounted = (
        Difference(f"answers.{n}", p, ABSENT) for n, p in answers.items() if n not in counted
    )
    then = (*_compare(said, expected), *uncounted)
    today = current_instrument()
    if then:
        return Verification("differs", then, version, today.version)
    if version == today.version:
        return Verification("same", (), version, today.version)
    known = {item: point for item, point in answers.items() if item in today.bank.key.ids}
    asked_today = sum(item.id in known for item in today.bank.first)
    if asked_today < ENOUGH_ANSWERED * len(today.bank.first):
        return Verification("changed", (), version, today.version, comparable=False)
    now = _recomputed(today, today.scored_answers(known), language)
    moved = (d for name in ("verdict", "shortlist") for d in _compare(said[name], now[name], name))
    return Verification("changed", tuple(moved), version, today.version)


def _recomputed(
    instrument: Instrument, answers: Mapping[str, int | None], language: str
) -> dict[str, Any]:
    recomputed: dict[str, Any] = printed(instrument.assessment_json(answers, language))
    return recomputed


def _read(document: object) -> tuple[dict[str, Any], dict[str, int | None], str, str]:
    remedy = "Give a file downloaded from a result page"
    if not isinstance(document, dict):
        raise Faults([Fault("the file", "it is not a JSON object", remedy)])
    about, answers = document.get("instrument"), document.get("answers")
    about = about if isinstance(about, dict) else {}
    faults = [
        Fault(f"instrument, {name}", "it is missing or is not text", remedy)
        for name in ("version", "language")
        if not isinstance(about.get(name), str)
    ]
    if not isinstance(answers, dict):
        faults.append(Fault("answers", "they are missing or are not an object", remedy))
    elif len(answers) > MOST_ANSWERS:
        faults.append(Fault("answers", f"there are {len(answers):,} of them", remedy))
    if faults or not isinstance(answers, dict):
        raise Faults(faults)
    said = {key: value for key, value in document.items() if key != "answers"}
    return said, answers, about["version"], about["language"]


def _instrument(version: str, language: str) -> Instrument:
    try:
        instrument = load_instrument(version)
    except UnknownVersion as error:
        remedy = "Use a newer Role Fit: it holds every version there ever was"
        raise Faults([Fault("instrument, version", str(error), remedy)]) from error
    if language not in instrument.texts:
        what = f"instrument {version} has no words in {language!r}"
        remedy = f"It can be one of: {', '.join(instrument.texts)}"
        raise Faults([Fault("instrument, language", what, remedy)])
    return instrument


def _compare(said: Any, recomputed: Any, where: str = "") -> Iterator[Difference]:
    """Every place where two values differ; keys that only one of them has count."""
    if isinstance(said, dict) and isinstance(recomputed, dict):
        for key in dict.fromkeys([*said, *recomputed]):
            place = f"{where}.{key}" if where else str(key)
            yield from _compare(said.get(key, ABSENT), recomputed.get(key, ABSENT), place)
    elif isinstance(said, list) and isinstance(recomputed, list):
        if len(said) != len(recomputed):
            yield Difference(where, said, recomputed)
            return
        for index, (left, right) in enumerate(zip(said, recomputed, strict=True)):
            yield from _compare(left, right, f"{where}[{index}]")
    elif not _equal(said, recomputed):
        yield Difference(where, said, recomputed)


def _equal(said: Any, recomputed: Any) -> bool:
    if isinstance(said, bool) or isinstance(recomputed, bool):
        return said is recomputed
    if isinstance(said, int | float) and isinstance(recomputed, int | float):
        return bool(abs(said - recomputed) <= TOLERANCE) if _finite(said) else False
    return bool(said == recomputed)


def _finite(number: float) -> bool:
    """Whether it can be reckoned with: no infinity, and no whole number beyond all floats."""
    return abs(number) < sys.float_info.max
