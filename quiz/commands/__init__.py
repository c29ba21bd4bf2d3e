"""The command line. Each command is loaded when it is called: `items` needs no Flask."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, TextIO

import click

from model.inputs.faults import Fault, Faults

COMMANDS = {  # name -> what the list of commands says of it; the module has the same name
    "serve": "Serve the quiz to people's browsers.",
    "items": "List the questions.",
    "match": "Assess one person's answers.",
    "score": "Score a table of people.",
    "audit": "Check what the questions and the model promise.",
    "verify": "Check a downloaded result against its answers.",
    "invite": "Let somebody found or join a workspace.",
    "recover": "Let a member set a new password.",
    "responses": "Write everybody's answers, for checking the quiz.",
    "backup": "Write everything that is kept into one file.",
    "restore": "Put a backup into a new database.",
    "calibrate": "Learn from people's answers what should change.",
}
BAD_INPUT = 2
STOPPED = 130  # 128 + SIGINT, as a shell has it
READER_GONE = 141  # 128 + SIGPIPE, likewise
LONGEST_LINE = 400  # characters; what people send us may be long, what we say of it is not


class RoleFit(click.Group):
    """The group of commands, and the one place where faults become lines and an exit code."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"quiz.commands.{name}"), name)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **extra: Any) -> Any:
        # Our matrices are small: the threads of numpy's BLAS only wait for each other, and
        # score takes four times as long. It is read once, when numpy is loaded.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            with standard_output():
                code = super().main(*args, **{**extra, "standalone_mode": False})
        except Faults as faults:
            sys.exit(refuse(str(fault) for fault in faults.faults))
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(BAD_INPUT)
        except click.ClickException as error:
            sys.exit(refuse(usage_fault(error)))
        except click.Abort:
            sys.exit(STOPPED)
        sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def standard_output() -> Iterator[None]:
    """Tell in a line what keeps standard output from being written; Faults, or an exit code."""
    if sys.stderr is None:  # closed by a shell's 2>&-
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        fault = Fault("standard output", "it is closed", "Send it to a file, or to /dev/null")
        raise Faults([fault])
    before = sys.stdout
    try:
        yield
        sys.stdout.flush()
    except SystemExit as ended:
        # Only when the reader has gone away does click put a wrapper there.
        if sys.stdout is not before:
            drop_output()
            ended.code = READER_GONE
        raise
    except BrokenPipeError:
        drop_output()
        sys.exit(READER_GONE)
    except OSError as error:
        if error.filename is not None:
            raise
        drop_output()
        what = f"it cannot be written ({error.strerror})"
        raise Faults([Fault("standard output", what, "Make room, or send it elsewhere")]) from error


def drop_output() -> None:
    """Lose what is not written yet: Python would try, and fail, once more at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def standard_input() -> TextIO:
    """Standard input; Faults where a shell has closed it."""
    if sys.stdin is None:
        remedy = "Name a file, or send one with <"
        raise Faults([Fault("standard input", "it is closed", remedy)])
    return sys.stdin


def refuse(lines: Iterable[str]) -> int:
    """Say what is wrong, one line a fault, and give the exit code."""
    for line in lines:
        click.echo(printable(line), err=True)
    return BAD_INPUT


def printable(line: str) -> str:
    """One line that does nothing to a terminal, whatever somebody put into a file."""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


def usage_fault(error: click.ClickException) -> Iterable[str]:
    """What click has against the command line, and where to read more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "role-fit"
    message = " ".join(error.format_message().split())
    yield f"{command}: {message.rstrip('.')}. Type {command} --help to see how it is used."


def show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print both versions and stop."""
    if not wanted or context.resilient_parsing:
        return
    # Only here: no other call should wait for these.
    from importlib import metadata

    from questions.bank import current_bank

    try:
        program = metadata.version("role-fit")
    except metadata.PackageNotFoundError:
        program = "(not installed)"
    click.echo(f"role-fit {program}, questions and model {current_bank().version}")
    context.exit()


@click.group(
    "role-fit",
    cls=RoleFit,
    epilog="Each command has its own --help with an example.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version of the program and of the questions, and exit.",
)
def main() -> None:
    """Find the product roles that fit a person's answers, and say why."""
