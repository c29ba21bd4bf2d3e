"""Everything that is wrong with an item bank and its wording, found at once.

It reads raw TOML, so a bank that is too broken to load is told all its faults too. Run
`python -m questions.checks`, or add a folder that holds items.toml and wording/ like ours.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from pathlib import Path
from typing import Any, get_args

import msgspec

from model.axes import AXES
from model.inputs.faults import Fault, Faults, decode
from model.inputs.structs import convert
from model.scoring import FACETS, Keying
from questions.bank import SHORT_PAGE, SHORT_PAGES
from questions.sharpening import Plan
from questions.word_checks import Raw, check_wording

SAME_KEY_RUN = 3  # items of one keying in a row; more invite agreeing without reading
A_CELL = 2  # items of one axis, facet and keying; one of them is short
KEYINGS = get_args(Keying)
CHOICES = {"axis": AXES, "facet": FACETS, "keying": KEYINGS, "short": (True, False)}
HERE = Path(__file__).parent


def find_faults(bank: bytes, wordings: Mapping[str, bytes]) -> list[Fault]:
    """Find everything that is wrong with a bank and its words.

    Parameters
    ----------
    bank : bytes
        What items.toml holds.
    wordings : mapping
        {language: what its file holds}.

    Returns
    -------
    list of Fault
        Empty if all is sound.

    Examples
    --------
    >>> for fault in find_faults(b"version = ", {}):
    ...     print(fault)
    items.toml: Invalid value (at end of document). Mend the file: it is not TOML.
    wording/en.toml: there are no English words. Add the file.
    """
    read, faults = _parse(bank, "items.toml")
    asked: dict[str, Any] | None = None
    if read is not None:
        items, broken = _items(read)
        named = (item for _, item in items if isinstance(item.get("id"), str))
        asked = {item["id"]: item.get("facet") for item in named}
        faults += [*broken, *_check_bank(read, items)]
    if "en" not in wordings:
        faults.append(Fault("wording/en.toml", "there are no English words", "Add the file"))
    for language, text in wordings.items():
        where = f"wording/{language}.toml"
        words, unreadable = _parse(text, where)
        faults += unreadable
        if words is not None:
            faults += check_wording(words, language, asked, where)
    return faults


def _parse(content: bytes, where: str) -> tuple[Raw | None, list[Fault]]:
    try:
        return tomllib.loads(decode(content, where)), []
    except Faults as refused:
        return None, list(refused.faults)
    except tomllib.TOMLDecodeError as error:
        return None, [Fault(where, str(error), "Mend the file: it is not TOML")]


# The bank


def _items(bank: Raw) -> tuple[list[tuple[str, Raw]], list[Fault]]:
    """Each item with the words for its place; what is no item at all is a fault."""
    entries = bank.get("items")
    if not isinstance(entries, list):
        return [], [Fault("items.toml", "there are no items", "Write each under [[items]]")]
    items, faults = [], []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            items.append((f"items.toml, item {number} {entry.get('id', 'without id')!r}", entry))
        else:
            what = f"{entry!r} is not an item"
            faults.append(Fault(f"items.toml, item {number}", what, "Write it under [[items]]"))
    return items, faults


def _check_bank(bank: Raw, items: Sequence[tuple[str, Raw]]) -> Iterator[Fault]:
    version = bank.get("version")
    if not (isinstance(version, str) and re.fullmatch(r"[0-9]+(\.[0-9]+){2}", version)):
        yield Fault("items.toml, version", f"{version!r} is no version", 'Write it as in "1.0.0"')
    for stray in sorted(bank.keys() - {"version", "sharpening", "items"}):
        yield Fault(f"items.toml, {stray}", "there is nothing of this name", "Delete it")
    yield from _check_plan(bank.get("sharpening"))
    for where, item in items:
        yield from _check_item(item, where)
    yield from _check_ids(items)
    yield from _check_cells([item for _, item in items])
    yield from _check_order(items)
    yield from _check_pages([item for _, item in items])


def _check_item(item: Raw, where: str) -> Iterator[Fault]:
    if not (isinstance(item.get("id"), str) and re.fullmatch(r"[a-z][a-z0-9_]*", item["id"])):
        yield Fault(where, "it has no id", "Give one of small letters, digits and _")
    for field, known in CHOICES.items():
        value = item.get(field)
        if not any(type(value) is type(choice) and value == choice for choice in known):
            choices = ", ".join(str(choice).lower() for choice in known)
            what = f"there is no {field} {value!r}" if field in item else f"it has no {field}"
            yield Fault(where, what, f"Use one of {choices}")
    for stray in sorted(item.keys() - {"id", *CHOICES}):
        remedy = "Move words to wording/" if stray == "text" else "Delete it"
        yield Fault(where, f"an item has no {stray!r}", remedy)


def _check_ids(items: Iterable[tuple[str, Raw]]) -> Iterator[Fault]:
    met: dict[str, str] = {}
    for where, item in items:
        id_ = item.get("id")
        if isinstance(id_, str):
            if id_ in met:
                yield Fault(where, f"the id is also that of {met[id_]}", "Give it one of its own")
            met.setdefault(id_, where.split(", ")[1])


class _PlanOnly(msgspec.Struct):
    sharpening: Plan


def _check_plan(plan: Any) -> Iterator[Fault]:
    try:
        convert({"sharpening": plan}, _PlanOnly)
    except msgspec.ValidationError as error:
        remedy = "Write a plan of questions/sharpening.py under [sharpening]"
        yield Fault("items.toml, sharpening", str(error), remedy)


def _check_cells(items: Iterable[Raw]) -> Iterator[Fault]:
    whole: Counter[tuple[str, ...]] = Counter()
    short: Counter[tuple[str, ...]] = Counter()
    for item in items:
        cell = tuple(str(item.get(field)) for field in ("axis", "facet", "keying"))
        whole[cell] += 1
        short[cell] += item.get("short") is True
    for cell in product(AXES, FACETS, KEYINGS):
        where = f"items.toml, cell {' × '.join(cell)}"
        if whole[cell] != A_CELL:
            what = f"its number of items is {whole[cell]}, not {A_CELL}"
            missing = A_CELL - whole[cell]
            yield Fault(where, what, f"Add {missing}" if missing > 0 else f"Remove {-missing}")
        if short[cell] != 1:
            what = f"its number of short items is {short[cell]}, not 1"
            yield Fault(where, what, "Write short = true at exactly one")


def _check_order(items: Sequence[tuple[str, Raw]]) -> Iterator[Fault]:
    lengths = [item.get("short") for _, item in items]
    for number, (where, item) in enumerate(items):
        if item.get("short") is True and False in lengths[:number]:
            remedy = "Move it before the items that sharpen"
            yield Fault(where, "a short item comes after the short length", remedy)
    for keying, run in groupby(items, key=lambda placed: placed[1].get("keying")):
        places = [where for where, _ in run]
        if keying in KEYINGS and len(places) > SAME_KEY_RUN:
            what = f"{len(places)} items keyed {keying} follow each other from here"
            yield Fault(places[0], what, f"Mix them: at most {SAME_KEY_RUN} in a row")


def _check_pages(items: Sequence[Raw]) -> Iterator[Fault]:
    short = [item for item in items if item.get("short") is True]
    pages = [short[at : at + SHORT_PAGE] for at in range(0, len(short), SHORT_PAGE)]
    for number, page in enumerate(pages, start=1):
        where = f"items.toml, page {number}"
        yield from _check_page(page, where)
        part = FACETS[(number - 1) * len(FACETS) // SHORT_PAGES] if number <= SHORT_PAGES else None
        if part and any(item.get("facet") != part for item in page):
            what = f"not all its items are {part}"
            yield Fault(where, what, "Ask one facet on the first two pages, the other on the next")
    rest = [item for item in items if item.get("short") is not True]
    yield from _check_quads(rest)


def _check_page(page: Sequence[Raw], where: str) -> Iterator[Fault]:
    asked = Counter(str(item.get("axis")) for item in page)
    wrong = [axis for axis in AXES if asked[axis] != 1]
    if wrong:
        what = ", ".join(f"{axis} is asked {asked[axis]} times" for axis in wrong)
        yield Fault(where, what, "Ask every axis once")
    if len({str(item.get("keying")) for item in page} & set(KEYINGS)) < len(KEYINGS):
        yield Fault(where, "all its items have one keying", "Mix both on every page")


def _check_quads(rest: Sequence[Raw]) -> Iterator[Fault]:
    size = len(FACETS) * len(KEYINGS)
    for at in range(0, len(rest), size):
        axes = {str(item.get("axis")) for item in rest[at : at + size]}
        if len(axes) > 1:
            where = f"items.toml, quad {at // size + 1}"
            what = f"its items are of {' and '.join(sorted(axes))}"
            yield Fault(where, what, "Keep the four items of an axis together")


# The command


def main(folder: Path = HERE) -> int:
    """Print what is wrong, one line a fault; return the exit code."""
    try:
        bank = (folder / "items.toml").read_bytes()
    except OSError as error:
        sys.stdout.write(f"{folder / 'items.toml'}: {error.strerror}. Name a folder with a bank.\n")
        return 2
    paths = sorted((folder / "wording").glob("*.toml"))
    faults = find_faults(bank, {path.stem: path.read_bytes() for path in paths})
    for fault in faults:
        sys.stdout.write(" ".join(str(fault).split()) + "\n")
    if not faults:
        items = len(tomllib.loads(bank.decode())["items"])
        languages = ", ".join(
            sorted((path.stem for path in paths), key=lambda name: (name != "en", name))
        )
        sys.stdout.write(f"{items} items are sound, with their words in: {languages}.\n")
    return 2 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
