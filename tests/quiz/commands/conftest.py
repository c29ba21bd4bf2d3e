"""The commands, called in this process or in one of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions.instrument import current_instrument
from quiz.commands import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def role_fit(tmp_path, monkeypatch):
    """Call a command in this process, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return call


@pytest.fixture
def environment(environment, monkeypatch):
    """What the operator has set, for the commands too."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@pytest.fixture
def start(tmp_path):
    """Start a command in a process of its own, in the same folder."""
    started = []

    def begin(*arguments, shell_line=None, **extra):
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ROLE_FIT_INSTANCE": str(tmp_path / "instance"),
        }
        command = (sys.executable, "-m", "quiz.commands", *map(str, arguments))
        if shell_line:  # with "$@" where the command belongs
            command = ("/bin/sh", "-c", shell_line, "sh", *command)
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **extra}
        # Whoever runs the tests in the background ignores Ctrl-C, and programs inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, text=True, **streams)
        finally:
            signal.signal(signal.SIGINT, before)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def instrument():
    return current_instrument()
