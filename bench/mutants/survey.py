"""`python -m bench mutants`: small faults planted one by one, and how many the tests notice.

A fault that no test notices is a mutant that survives: either a test is missing, or the code
is not needed. Looked at is what must not go wrong unseen: scoring, the verdict, tokens, and
that members reach their own workspace only.

Why no library, looked at in versions mutmut 3.8.1 and cosmic-ray 8.7.0: mutmut leaves out what
runs at import and every decorated function, which here are most of the views and half of the
scoring key, and its copy of the tree lacks what the tests import. cosmic-ray starts pytest anew
for every mutant, 7 seconds here, mutates annotations, and has neither a query without a
condition nor a call without an argument. Both would need their exceptions in comments.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.mutants.coverage import Covered
from bench.mutants.mutation import Mutant, mutants_of
from bench.mutants.process_copies import KILLED, NOT_PLANTED, SURVIVED, TOO_LONG
from bench.mutants.program import Program, TestsFail

TARGET = 0.90  # of the mutants of each area
EVERY = 7  # short: one mutant of so many

EXAMPLES = """\
examples:
  python -m bench mutants                          everything: about an hour
  python -m bench mutants tokens                   one area
  python -m bench mutants --only quiz/tokens.py    one file, with the tests of its area
  python -m bench mutants --only quiz/mail.py --tests tests/quiz/hr/workspace
                                                   any file, with tests of your choice
"""


@dataclass(frozen=True)
class Part:
    """A module in which faults are planted.

    Attributes
    ----------
    tests : tuple of str
        Who should notice: the module's own tests, and what tries it through pages.
    names : frozenset of str
        Only in statements that name one of these; everywhere, if there are none.
    """

    path: Path
    tests: tuple[str, ...]
    names: frozenset[str] = frozenset()

    def mutants(self) -> list[Mutant]:
        """Every mutant of it, in the order of lines."""
        found = mutants_of(self.path)
        return [each for each in found if not self.names or self.names & each.names]


def parts(paths: str, tests: str, names: str = "") -> tuple[Part, ...]:
    """Write modules, their tests, and what a statement must name, with blanks between."""
    about = tuple(tests.split()), frozenset(names.split())
    return tuple(Part(Path(path), *about) for path in paths.split())


ACCESS = (
    "tests/quiz/hr/test_access.py tests/quiz/hr/workspace/test_sign_in.py "
    "tests/quiz/hr/workspace/test_forms.py"
)
ROWS = "workspace_id member_id opening_id public_id token_hash"  # which ones a query reaches
ASKED_FIRST = "workspace_id member_id signed_in needs find_opening _found NotFound"  # by a view
AREAS = {
    "scoring": parts(
        "model/scoring.py",
        "model/scoring.py tests/model/test_scoring.py tests/model/test_assessment.py",
    ),
    "verdict": parts(
        "model/matching.py model/stability.py model/verdict.py",
        "model/matching.py tests/model/test_matching.py tests/model/test_stability.py "
        "tests/model/test_verdict.py tests/model/test_assessment.py",
    ),
    "tokens": parts(
        "quiz/tokens.py quiz/hr/one_time_links.py",
        "quiz/tokens.py tests/quiz/test_tokens.py tests/quiz/test_preview_ticket.py "
        "tests/quiz/hr/test_one_time_links.py",
    ),
    "workspaces": (
        *parts(
            "quiz/store/members.py quiz/store/invitations.py quiz/store/sessions.py "
            "quiz/store/openings.py quiz/store/locked_opening.py quiz/store/sent_results.py "
            "quiz/store/sent_search.py",
            "tests/quiz/store/test_members.py tests/quiz/store/test_sessions.py "
            "tests/quiz/store/test_openings.py tests/quiz/store/test_sent_results.py",
            ROWS,
        ),
        *parts(
            "quiz/hr/workspace/account.py quiz/hr/workspace/members.py",
            "tests/quiz/hr/test_access.py tests/quiz/hr/workspace/test_account.py "
            "tests/quiz/hr/workspace/test_members.py",
            ASKED_FIRST,
        ),
        *parts(
            "quiz/hr/openings/embedding.py quiz/hr/openings/exports.py quiz/hr/openings/listing.py "
            "quiz/hr/openings/overview.py quiz/hr/openings/preview.py quiz/hr/openings/results.py "
            "quiz/hr/openings/settings_page.py",
            "tests/quiz/hr/test_access.py tests/quiz/hr/openings/test_embedding.py "
            "tests/quiz/hr/openings/test_listing.py",
            ASKED_FIRST,
        ),
        *parts("quiz/hr/access.py quiz/hr/openings/blueprint.py", f"quiz/hr/access.py {ACCESS}"),
    ),
}


@dataclass
class Tally:
    """What became of the mutants of one area."""

    area: str
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many were tried."""
        return self.outcomes.total()

    @property
    def killed(self) -> int:
        """How many a test noticed, or would not come to an end with."""
        return self.outcomes[KILLED] + self.outcomes[TOO_LONG]

    @property
    def met(self) -> bool:
        """Whether that is enough."""
        return self.killed >= TARGET * self.total

    def __str__(self) -> str:
        share = 100 * self.killed / self.total if self.total else 100
        met = "met" if self.met else "MISSED"
        return (
            f"{self.area}: {self.killed} of {self.total} mutants killed, {share:.1f} % "
            f"(target {TARGET:.0%}, {met}), {self.outcomes[TOO_LONG]} of them by running too long"
        )


def survey(
    area: str, modules: Sequence[Part], *, every: int = 1, progress: bool = False
) -> Iterator[Mutant | Tally]:
    """Try the mutants of an area; give each that survives, then how many did not.

    Raises
    ------
    TestsFail
        If the tests fail without any fault.
    """
    tally = Tally(area)
    for tests, several in groupby(modules, lambda part: part.tests):
        together = list(several)
        mutants = [each for part in together for each in part.mutants()][::every]
        with TemporaryDirectory(prefix="role-fit-mutants-") as folder:
            program = Program([part.path for part in together], tests, Path(folder))
            with program.collected(mutants) as covered:
                _check(program, covered)
                for number, mutant in enumerate(mutants):
                    if progress:
                        show(f"{mutant.path}: {number} of {len(mutants)}, {tally.killed} killed")
                    outcome = _try(program, covered, number, mutant)
                    tally.outcomes[outcome] += 1
                    if outcome == SURVIVED:
                        yield mutant
    yield tally


def _try(program: Program, covered: Covered, number: int, mutant: Mutant) -> str:
    tests = covered.tests_of(mutant)
    if not tests:
        return SURVIVED
    limit = covered.limit(tests)
    if not covered.is_imported(mutant):
        outcome = program.try_in_place(number, tests, limit)
        if outcome != NOT_PLANTED:
            return outcome
    return program.try_anew(mutant, tests, limit)


def _check(program: Program, covered: Covered) -> None:
    """Both ways must let the program pass as it is, or they would kill whatever they are given."""
    tests = list(covered.tests)
    limit = covered.limit(tests)
    for outcome in (program.try_in_place(-1, tests, limit), program.try_anew(None, tests, limit)):
        if outcome != SURVIVED:
            raise TestsFail("The tests fail when they run once more")


def show(text: str) -> None:
    """Show how far it is, in a line that the next one takes the place of."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def chosen(options: argparse.Namespace) -> dict[str, tuple[Part, ...]]:
    """The areas, or the part of them, that the command names."""
    if options.tests:
        return {str(options.only): (Part(options.only, tuple(options.tests)),)}
    found = {
        name: tuple(part for part in modules if options.only in (None, part.path))
        for name, modules in AREAS.items()
        if not options.area or name in options.area
    }
    return {name: modules for name, modules in found.items() if modules}


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench mutants",
        description=(__doc__ or "").split("\n\nWhy")[0],
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("area", nargs="*", help=", ".join(AREAS))
    parser.add_argument("--short", action="store_true", help=f"one mutant of {EVERY}")
    parser.add_argument("--only", type=Path, metavar="PATH", help="one module")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="which tests, with --only")
    options = parser.parse_args(arguments)
    for name in options.area:
        if name not in AREAS:
            parser.error(f"{name}: there is no such area. Name {', '.join(AREAS)}")
    if options.tests and options.only is None:
        parser.error("--tests: name a module with --only")
    if options.only is not None and not options.only.is_file():
        parser.error(f"{options.only}: there is no such file. Name it from the repository's folder")
    if not chosen(options):
        parser.error(f"{options.only}: no area has it. Name its tests with --tests")
    return options


def main(arguments: list[str]) -> int:
    """Try the mutants and say what became of them; a missed target is told, and is no error."""
    options, started = read_arguments(arguments), time.monotonic()
    every = EVERY if options.short else 1
    tallies: list[Tally] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so this tidies up as well
    try:
        for area, modules in chosen(options).items():
            for found in survey(area, modules, every=every, progress=True):
                show("")
                if isinstance(found, Tally):
                    tallies.append(found)
                else:
                    print(f"survived  {found}", flush=True)
            print(tallies[-1], flush=True)
    except TestsFail as fault:
        print(f"Nothing can be said while tests fail: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        show("")
        print("Stopped. Nothing is left behind.", file=sys.stderr)
        return 130
    met = sum(tally.met for tally in tallies)
    minutes = (time.monotonic() - started) / 60
    print(f"{met} of {len(tallies)} targets met, after {minutes:.1f} minutes.")
    return 0
