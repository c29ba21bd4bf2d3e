"""An instrument: items, keying, wording and fitted model, under one version.

The current one is read from its sources. Every version, the current one included, also
stands in `editions/` as one file in which nothing is ever changed again: answers given to
it can be scored for ever. Only a language may be added to it.
`python -m questions.instrument` writes the edition of a new version or adds the languages.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from model.assessment import Assessment, assess
from model.inputs.faults import Fault, Faults
from model.inputs.structs import convert, read_json
from model.matching import FittedFile, FittedModel, fitted_model
from model.scoring import ENOUGH_ANSWERED, FACETS, Answers, KeyedItem
from model.stability import DRAWS, SEED
from questions.bank import PART_TWO, Length, QuestionBank, current_bank
from questions.sharpening import ChosenPage, ChosenPages, Page, Plan, choose_page, is_complete
from questions.words import Wording, languages, wording

EDITIONS = Path(__file__).with_name("editions")


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of the instrument as a file."""

    version: str
    sharpening: Plan
    items: tuple[KeyedItem, ...]
    wording: dict[str, Wording]
    model: FittedFile


class UnknownVersion(LookupError):
    """No edition of this version is here; carries the version."""

    def __init__(self, version: str) -> None:
        super().__init__(f"no edition {version!r} of the instrument")
        self.version = version


class Instrument:
    """What a person answers and what it is scored with.

    Parameters
    ----------
    bank : QuestionBank
    model : FittedModel
    texts : mapping
        {language: Wording}
    """

    def __init__(
        self, bank: QuestionBank, model: FittedModel, texts: Mapping[str, Wording]
    ) -> None:
        self.bank = bank
        self.model = model
        self.texts = dict(texts)

    @property
    def version(self) -> str:
        """The version, as in `1.0.0`."""
        return self.bank.version

    def wording(self, language: str) -> Wording:
        """The texts in one language; KeyError if the instrument has none in it."""
        return self.texts[language]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it has texts in, English first."""
        return ("en", *sorted(self.texts.keys() - {"en"}))

    def assess(self, answers: Answers) -> Assessment:
        """Assess one person's answers; Faults for items or points that are not here."""
        return assess(answers, self.bank.key, self.model)

    def pages(self, chosen: Sequence[ChosenPage] = ()) -> tuple[Page, ...]:
        """All question pages of somebody, those chosen for them included."""
        return (*self.bank.pages, *(page.items(self.bank.rest) for page in chosen))

    def next_page(self, answers: Answers, chosen: Sequence[ChosenPage] = ()) -> ChosenPage | None:
        """The page that sharpens a result most, or None where nothing more is offered.

        It is offered exactly while the rule of the edition's plan is not met and a page is
        left. A page of `chosen` that is not complete comes first; else one is chosen anew,
        to be stored when it is shown. An edition whose pages are the same for everybody
        chooses none.

        Parameters
        ----------
        answers : mapping
            All answers; what counts of them is taken.
        chosen : sequence of ChosenPage
            The pages chosen for this person before, in their order.
        """
        plan = self.bank.plan
        if not isinstance(plan, ChosenPages):
            return None
        assessed = self.assess(self.scored_answers(answers))
        if plan.is_done(assessed, self.model):
            return None
        # Who declines part two, or takes that back, is asked pages of another kind.
        facets = self.bank.facets_asked(answers)
        alike = [page for page in chosen if page.facets == facets]
        for page in alike:
            if not is_complete(page.items(self.bank.rest), answers):
                return page
        if len(alike) >= plan.pages_at_most:
            return None
        return choose_page(plan, assessed, self.model, self.bank.rest, facets, alike, answers)

    def length_of(self, answers: Answers) -> Length:
        """Long as soon as an item beyond the short length was asked."""
        short = {item.id for item in self.bank.items_of("short")}
        return "short" if short.issuperset(answers) else "long"

    def scored_answers(self, answers: Answers) -> dict[str, int | None]:
        """The answers that count: the first 28, and of what sharpens all that is complete."""
        counted = self.bank.counted(answers)
        return {item: point for item, point in answers.items() if item in counted}

    def asked_answers(self, answers: Answers, *, declined: bool) -> Answers:
        """The answers without those of part two, where it was declined or is not complete.

        Who takes it up again after a result has it counted once all of it is answered or skipped.
        """
        if not declined and self.bank.is_part_two_answered(answers):
            return answers
        of_part_two = {item.id for item in self.bank.items if item.facet == PART_TWO}
        return {item: point for item, point in answers.items() if item not in of_part_two}

    def assessment_json(self, answers: Answers, language: str = "en") -> dict[str, Any]:
        """The assessment as plain values, with the instrument it was made with."""
        return {
            **self.assess(answers).to_dict(),
            "instrument": {
                "version": self.version,
                "length": self.length_of(answers),
                "language": language,
            },
        }

    @cached_property
    def fingerprint(self) -> str:
        """Digest of items, order, keying, English wording, fitted model and every limit."""
        words = _words(self.texts["en"])
        return _digest([self.bank.items, self.bank.plan, *words, _plain(self.model)])

    def language_fingerprint(self, language: str) -> str:
        """Digest of the statements and labels in one language; KeyError if there are none."""
        return _digest(_words(self.wording(language)))


def _words(words: Wording) -> list[Any]:
    """What a person reads: statements, and the scale of each facet."""
    return [words.items, *(words.scale(facet) for facet in FACETS)]


def _plain(model: FittedModel) -> list[Any]:
    tables = (model.f_quantiles[share] for share in sorted(model.f_quantiles))
    arrays = (model.centroids, model.weights, model.spread, model.chi_squared_99, *tables)
    fixed = (ENOUGH_ANSWERED, DRAWS, SEED)
    parts = (model.roles, model.families, model.measurement, model.limits, model.rules, fixed)
    return [*parts, *(array.tolist() for array in arrays)]


def _digest(content: Any) -> str:
    text = json.dumps(msgspec.to_builtins(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def current_instrument() -> Instrument:
    """The instrument people answer today."""
    texts = {language: wording(language) for language in languages()}
    return Instrument(current_bank(), fitted_model(), texts)


@cache
def load_instrument(version: str) -> Instrument:
    """Any version there ever was.

    Raises
    ------
    UnknownVersion
        If there is no such edition.
    """
    if version == current_bank().version:
        return current_instrument()
    return load_edition(version)


def load_edition(version: str, folder: Path = EDITIONS) -> Instrument:
    """Read a version from its file in `editions/`."""
    source = folder / f"{version}.json"
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or not source.is_file():
        raise UnknownVersion(version)
    where = f"questions/editions/{version}.json"
    try:
        edition = read_json(source.read_bytes(), Edition)
    except msgspec.DecodeError as error:
        remedy = "Restore the file from version control"
        raise Faults([Fault(where, str(error), remedy)]) from error
    model = FittedModel.from_dict(msgspec.to_builtins(edition.model), where)
    bank = QuestionBank(edition.version, edition.items, edition.sharpening)
    return Instrument(bank, model, edition.wording)


def edition_text(instrument: Instrument) -> str:
    """An instrument as the text of its edition file."""
    fitted = json.loads(files("model").joinpath("fitted.json").read_text(encoding="utf-8"))
    edition = Edition(
        version=instrument.version,
        sharpening=instrument.bank.plan,
        items=instrument.bank.items,
        wording=instrument.texts,
        model=convert(fitted, FittedFile),
    )
    return json.dumps(msgspec.to_builtins(edition), indent=1, ensure_ascii=False) + "\n"


def freeze(folder: Path = EDITIONS) -> Path:
    """Write the edition of the current version, or add its new languages to it.

    Raises
    ------
    Faults
        If that version was frozen with other content: it needs a new number.
    """
    instrument = current_instrument()
    path = folder / f"{instrument.version}.json"
    if path.exists():
        published = load_edition(instrument.version, folder)
        changed = list(_changed(published, instrument))
        if changed:
            what = f"this version was published with other {' and '.join(changed)}"
            raise Faults([Fault(str(path.name), what, "Give items.toml a new version first")])
    path.write_text(edition_text(instrument), encoding="utf-8")
    return path


def _changed(published: Instrument, now: Instrument) -> Iterator[str]:
    """Name what is no longer as it was published; a language that was added is no change."""
    if published.fingerprint != now.fingerprint:
        yield "items, English words or model"
    for language in published.languages[1:]:
        kept = language in now.texts and (
            published.language_fingerprint(language) == now.language_fingerprint(language)
        )
        if not kept:
            yield f"words in {language!r}"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"Wrote {freeze().name}.\n")
    except Faults as faults:
        sys.exit(str(faults))
