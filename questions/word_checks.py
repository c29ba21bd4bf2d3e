"""What may be wrong with the words of a bank; `questions.checks` puts it together.

The rules on double negatives, joined ideas and activities know English only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from model.inputs.faults import Fault
from model.scoring import FACETS, POINTS

LONGEST = 95  # characters of a statement, two lines on a phone

NEGATIONS = re.compile(
    r"\b(no[ -]one|no|not|none|nobody|nothing|nowhere|never|neither|nor|cannot|without|hardly"
    r"|scarcely|barely|rarely|seldom|unable|unlikely|unwilling|unnecessary|unclear|unusual"
    r"|impossible|avoid(s|ed|ing)?|dislike[sd]?|refuse[sd]?|lack(s|ed|ing)?|fail(s|ed|ing)?)\b"
    r"|\w+n['’]t\b",
    re.IGNORECASE,
)
JOINTS = re.compile(r"(?<![\w-])(as\s+well\s+as|and|or|but)(?![\w-])|[;/]", re.IGNORECASE)

ACTIVITY = re.compile(r"[A-Z][a-z]+ing\b")

Raw = dict[str, Any]


def check_wording(
    words: Raw, language: str, asked: Mapping[str, Any] | None, where: str
) -> Iterator[Fault]:
    """Find everything that is wrong with the words of one language.

    Parameters
    ----------
    words : dict
        What its file holds, in no way checked before.
    asked : mapping or None
        {item that needs a text: its facet}, or None if that is not known.
    """
    yield from _check_head(words, language, where)
    yield from _check_scales(words.get("scales"), where)
    texts = words.get("items")
    if not isinstance(texts, dict):
        yield Fault(where, "there are no statements", "Write them under [items]")
        return
    if asked is not None:
        for missing in sorted(asked.keys() - texts.keys()):
            yield Fault(f"{where}, {missing}", "the text is missing", "Write it")
        for stray in sorted(texts.keys() - asked.keys()):
            yield Fault(f"{where}, {stray}", "there is no such item", "Delete the text")
    yield from _check_twins(texts, where)
    facets = asked or {}
    for item, text in texts.items():
        yield from _check_text(text, language, facets.get(item), f"{where}, {item}")


def _check_head(words: Raw, language: str, where: str) -> Iterator[Fault]:
    if words.get("language") != language:
        what = f"the language is {words.get('language')!r}"
        yield Fault(f"{where}, language", what, f"Write {language!r}, as the file is called")
    if not (isinstance(words.get("name"), str) and words["name"].strip()):
        remedy = "Write what the language calls itself"
        yield Fault(f"{where}, name", "the name is missing", remedy)
    if not isinstance(words.get("validated"), bool):
        yield Fault(f"{where}, validated", "it is not said", "Write true or false")
    for stray in sorted(words.keys() - {"language", "name", "validated", "scales", "items"}):
        yield Fault(f"{where}, {stray}", "there is nothing of this name", "Delete it")


def _check_scales(scales: Any, where: str) -> Iterator[Fault]:
    given = scales if isinstance(scales, dict) else {}
    for facet in FACETS:
        place, scale = f"{where}, scales.{facet}", given.get(facet)
        if not isinstance(scale, dict):
            yield Fault(place, "the scale is missing", f"Write it under [scales.{facet}]")
            continue
        for field in ("title", "question"):
            if not (isinstance(scale.get(field), str) and scale[field].strip()):
                yield Fault(place, f"the {field} is missing", "Write it")
        yield from _check_labels(scale.get("points"), place)
        for stray in sorted(scale.keys() - {"title", "question", "points"}):
            yield Fault(f"{place}, {stray}", "there is nothing of this name", "Delete it")
    for stray in sorted(given.keys() - set(FACETS)):
        yield Fault(f"{where}, scales.{stray}", "there is no such facet", "Delete it")


def _check_labels(labels: Any, where: str) -> Iterator[Fault]:
    given = labels if isinstance(labels, list) else []
    if len(given) != POINTS:
        what = f"the number of labels is {len(given)}, not {POINTS}"
        yield Fault(where, what, f"Give one for each point from 1 to {POINTS}")
    for number, label in enumerate(given, start=1):
        if not (isinstance(label, str) and label.strip()):
            yield Fault(f"{where}, label {number}", f"{label!r} is no label", "Write it")
    for label, times in Counter(_plain(label) for label in given).items():
        if label and times > 1:
            yield Fault(where, f"{times} labels read {label!r}", "Give each point its own")


def _check_twins(texts: Mapping[str, Any], where: str) -> Iterator[Fault]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for item, text in texts.items():
        alike[_plain(text)].append(item)
    for plain, (first, *others) in alike.items():
        for item in others if plain else []:
            what = f"the text is the same as that of {first}"
            yield Fault(f"{where}, {item}", what, "Write another statement")


def _plain(text: Any) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) if isinstance(text, str) else ""


def _check_text(text: Any, language: str, facet: Any, where: str) -> Iterator[Fault]:
    if not (isinstance(text, str) and text.strip()):
        yield Fault(where, "the text is empty", "Write a statement")
        return
    if text != " ".join(text.split()):
        yield Fault(where, "it has stray spaces", "Leave one between words, none around")
    text = text.strip()
    if len(text) > LONGEST:
        yield Fault(where, f"it has {len(text)} characters", f"Say it in {LONGEST} at most")
    if text[0].islower():
        yield Fault(where, f"it starts with {text[0]!r}", "Start with a capital letter")
    if not text.endswith((".", "。")):
        yield Fault(where, f"it ends with {text[-1]!r}", "End with a full stop")
    if language == "en":
        yield from _check_english(text, facet, where)


def _check_english(text: str, facet: Any, where: str) -> Iterator[Fault]:
    negations = [found.group() for found in NEGATIONS.finditer(text)]
    if len(negations) > 1:
        what = f"it negates twice: {', '.join(negations)}"
        yield Fault(where, what, "Say it with one negation or none")
    joints = [found.group() for found in JOINTS.finditer(text)]
    if joints:
        what = f"it joins two ideas: {', '.join(map(repr, joints))}"
        yield Fault(where, what, "Keep one idea")
    activity = ACTIVITY.match(text) is not None
    if facet == "practised" and not activity:
        what = "it names no activity"
        yield Fault(where, what, "Start with a verb in -ing, as an answer to how much of this")
    if facet == "drawn_to" and activity:
        yield Fault(where, "it is an activity, no statement", "Say something to agree with")
