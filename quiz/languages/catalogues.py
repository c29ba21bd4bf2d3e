"""Keep the catalogues in step with the texts in code and templates.

`python -m quiz.languages.catalogues update` writes every text into every catalogue;
`python -m quiz.languages.catalogues check` says what is missing, fuzzy, stale or at odds.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from model.inputs.faults import Fault
from model.words import model_words
from quiz.languages.language import DOMAIN, LOCALE, catalogue_path, languages

QUIZ = Path(__file__).parents[1]
KEYWORDS = ("gettext", "ngettext", "N_", "_")
TEMPLATES = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}|<(\w+)")
WIDTH = 96
HEADER = "# Texts of the interface. docs/languages.md says how to change them."
KEPT = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


def texts() -> Catalog:
    """Every text of the interface, with the files it is in."""
    found = Catalog(domain=DOMAIN, project="Role Fit", charset="utf-8")
    for path in sorted(QUIZ.rglob("*")):
        if path.suffix not in (".py", ".html"):
            continue
        with path.open("rb") as file:
            for found_text in _extracted(file, path.suffix):
                text = _text(*found_text)
                if text:
                    found.add(text, locations=[(str(path.relative_to(QUIZ.parent)), 0)])
    return found


def _extracted(file: BinaryIO, suffix: str) -> Iterator[tuple[object, object]]:
    if suffix == ".py":
        for _, keyword, content, _ in extract_python(file, dict.fromkeys(KEYWORDS), [], {}):
            yield keyword, content
    else:
        for _, function, found, _ in babel_extract(file, KEYWORDS, [], TEMPLATES):
            yield function, found


def _text(keyword: object, content: object) -> str | tuple[str, str] | None:
    parts = content if isinstance(content, tuple) else (content,)
    strings = [part for part in parts if isinstance(part, str)]
    if keyword == "ngettext":
        return (strings[0], strings[1]) if len(strings) > 1 else None
    return strings[0] if strings else None


def update(code: str) -> None:
    """Bring one catalogue in step: new texts come empty, texts that are gone are left out."""
    path = catalogue_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = _read(path, code) if path.exists() else Catalog(locale=code, domain=DOMAIN)
    new = Catalog(locale=code, domain=DOMAIN, fuzzy=False, header_comment=HEADER)
    for wanted in texts():
        if not wanted.id:
            continue
        kept = old.get(wanted.id)
        string = kept.string if kept and not kept.fuzzy and kept.id == wanted.id else None
        new.add(wanted.id, string, locations=wanted.locations)
    written = io.BytesIO()
    write_po(written, new, width=WIDTH, include_lineno=False)
    # Names of nobody and dates that change with every run are left out.
    lines = written.getvalue().decode().splitlines(keepends=True)
    kept_lines = [line for line in lines if not _is_noise(line)]
    path.write_text("".join(kept_lines), encoding="utf-8")


def _is_noise(line: str) -> bool:
    header = re.match(r'"([A-Z][\w-]+): .*\\n"$', line.strip())
    return header is not None and header[1] not in KEPT


def check(code: str) -> Iterator[Fault]:
    """Find what is missing, fuzzy, stale or at odds with the English text."""
    path = catalogue_path(code)
    where = _where(path)
    if not path.is_file():
        yield Fault(where, "there is no catalogue", f"Run update {code} and translate")
        return
    catalogue, wanted = _read(path, code), texts()
    for message in wanted:
        if message.id:
            yield from _check(message, catalogue.get(message.id), where, catalogue.num_plurals)
    for message in catalogue:
        if message.id and wanted.get(message.id) is None:
            yield Fault(f"{where}, {_name(message)}", "no page says this any more", "Run update")


def _where(path: Path) -> str:
    return str(path.relative_to(QUIZ.parent))


def _check(wanted: Message, found: Message | None, where: str, plurals: int) -> Iterator[Fault]:
    where = f"{where}, {_name(wanted)}"
    if found is None or found.id != wanted.id:
        yield Fault(where, "the text is missing", "Run update and translate it")
        return
    strings = _forms(found.string)
    if found.fuzzy:
        yield Fault(where, "the translation is marked fuzzy", "Check it and take the mark away")
    if not all(strings) or (isinstance(wanted.id, tuple) and len(strings) != plurals):
        yield Fault(where, "the translation is missing", "Translate it, every plural form")
        return
    english = _forms(wanted.id)
    known, needed = (set.union(*map(_places, english)), set.intersection(*map(_places, english)))
    for string in strings:
        places = _places(string)
        # A form for one thing may say the number as a word.
        if not (needed - {"num", "count", "number"} <= places <= known):
            what = f"{string!r} has other placeholders or elements"
            yield Fault(where, what, f"Use {', '.join(sorted(known)) or 'none'}")


def _forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text,)


def _places(text: str) -> set[str]:
    return {"".join(found) for found in PLACEHOLDER.findall(text)} - {"bdi"}


def _name(message: Message) -> str:
    return repr(message.id[0] if isinstance(message.id, tuple) else message.id)


def _read(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def faults() -> list[Fault]:
    """Find everything that is wrong in any language, the words of the model included."""
    codes = languages()[1:]
    found = [fault for code in codes for fault in check(code)]
    for path in sorted(LOCALE.iterdir()):
        if path.is_dir() and path.name not in codes:
            what = "the language has no statements"
            found.append(Fault(str(path), what, f"Add questions/wording/{path.name}.toml"))
    for code in codes:
        try:
            model_words(code)
        except KeyError:
            what = "the language has no words for axes and roles"
            found.append(Fault(f"model/wording/{code}.toml", what, "Add the file"))
    return found


def main(arguments: list[str]) -> int:
    """Update or check; return the exit code."""
    if arguments == ["update"]:
        for code in languages()[1:]:
            update(code)
        return 0
    if arguments != ["check"]:
        sys.stdout.write("Say update or check.\n")
        return 2
    found = faults()
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
