"""Copies of this process that do something, and are ended with whatever they started."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

KILLED, SURVIVED, TOO_LONG, NOT_PLANTED = "killed", "survived", "too long", "not planted"
CANNOT_PLANT = 71  # exit code
# The last two where what tests import cannot be imported: all was well without the fault.
NOTICED = (
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.INTERRUPTED,
    pytest.ExitCode.USAGE_ERROR,
)
STOPPING = (signal.SIGINT, signal.SIGTERM)
SIGNALS = {signal.SIGALRM: TOO_LONG}


@contextmanager
def copied(work: Callable[[], int], limit: float | None = None) -> Iterator[int]:
    """Let a copy of this process work; give its id, and end it and its children afterwards."""
    # A signal that comes while Python forks would be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            if limit is not None:
                signal.setitimer(signal.ITIMER_REAL, limit)
            code = work()
        finally:
            os._exit(code)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        yield child
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def outcome_of(work: Callable[[], int], limit: float) -> str:
    """Let a copy of this process run tests; say what they came to."""
    with copied(work, limit) as child:
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return SIGNALS.get(signal.Signals(os.WTERMSIG(status)), KILLED)
    match os.WEXITSTATUS(status):
        case pytest.ExitCode.OK:
            return SURVIVED
        case code if code in NOTICED:
            return KILLED
        case code if code == CANNOT_PLANT:
            return NOT_PLANTED
        case code:
            raise RuntimeError(f"The tests did not run: exit code {code}")
