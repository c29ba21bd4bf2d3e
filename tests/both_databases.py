"""What the quiz asks its database on SQLite, it was also seen to ask on PostgreSQL.

Only tests marked `both_databases` run on PostgreSQL, and those of the store. No statement may first
be tried there by the people who use it: a whole run notes every statement of ours with the kind of
database it ran on, and fails where one ran on SQLite alone.

A statement is known by how SQLite would write it, whichever database it ran on; what the two spell
differently, such as FOR UPDATE or the type of a value, is left out by that.
"""

import re
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.dialects import sqlite

from quiz.store import compiled_sql

QUIZ = Path(compiled_sql.__file__).parents[1]
OURS = str(QUIZ)
# Each migration runs on both databases whenever tables are made, in words of its own for each.
NOT_OURS = str(QUIZ / "store" / "migrations")
BETWEEN = ("/sqlalchemy/", "/contextlib.py")  # who asked is before these
COMPARED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
ONE_DIALECT = sqlite.dialect()
# The one function that statements of ours call by another name on each: quiz/store/responses.py.
JSON_OBJECT = re.compile(
    r"(json_group_object\(([^()]*)\)|CAST\(json_object_agg\(([^()]*)\) AS TEXT\)) AS \w+"
)


def fingerprint(statement, columns):
    """How SQLite would write a statement."""
    text = str(statement.compile(dialect=ONE_DIALECT, column_keys=columns))
    return " ".join(JSON_OBJECT.sub(r"json_object(\2\3)", text).split())


class StatementsOfBoth:
    """A plugin of pytest. With xdist, workers note, and the process that began them compares."""

    def __init__(self, config):
        self.config = config
        self.ran = {"sqlite": {}, "postgresql": {}}  # a statement, and the test that ran it first
        self.seen = set()  # their texts, each with its dialect
        self.prepared = {}  # a text of ours: its statement and columns
        self.test = ""
        self.missing = {}

    def pytest_sessionstart(self):
        self.kept = compiled_sql._compile, compiled_sql._Compiled.run
        compile_, run = self.kept

        def compile_and_keep(statement, dialect, columns):
            compiled = compile_(statement, dialect, columns)
            self.prepared[dialect.name, compiled.text] = statement, columns
            return compiled

        def note_and_run(compiled, connection, bound, *, many=False):
            key = connection.dialect.name, compiled.text
            if key not in self.seen:
                self.note(key, *self.prepared[key])
            return run(compiled, connection, bound, many=many)

        compiled_sql._compile, compiled_sql._Compiled.run = compile_and_keep, note_and_run
        event.listen(Engine, "before_cursor_execute", self.note_executed)

    def note_executed(self, connection, _cursor, text, _values, context, _many):
        key = connection.dialect.name, text
        if key not in self.seen and text.lstrip().startswith(COMPARED) and is_asked_by_us():
            compiled = context.compiled
            assert compiled is not None, (
                f"written as text, not as a statement of SQLAlchemy: {text}"
            )
            self.note(key, compiled.statement, compiled.column_keys)

    def note(self, key, statement, columns):
        self.seen.add(key)
        self.ran[key[0]].setdefault(fingerprint(statement, columns), self.test)

    def pytest_runtest_logstart(self, nodeid):
        self.test = nodeid

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Take over what a worker has noted."""
        for name, ran in getattr(node, "workeroutput", {}).get("statements", {}).items():
            self.ran[name] = ran | self.ran[name]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        event.remove(Engine, "before_cursor_execute", self.note_executed)
        compiled_sql._compile, compiled_sql._Compiled.run = self.kept
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["statements"] = self.ran
        elif exitstatus == pytest.ExitCode.OK:  # else the run fails anyway, and may have stopped
            self.missing = only_on_sqlite(self.ran)
            if self.missing:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if not self.missing:
            return
        terminalreporter.section("statements that ran on SQLite alone", red=True)
        for statement, test in sorted(self.missing.items()):
            terminalreporter.write_line(f"{test}\n    {statement}")
        remedy = "FAILED: mark a test that runs each of them with `both_databases`."
        terminalreporter.write_line(remedy, red=True)


def only_on_sqlite(ran):
    """The statements that no test ran on PostgreSQL, each with a test that ran it."""
    return {text: test for text, test in ran["sqlite"].items() if text not in ran["postgresql"]}


def is_asked_by_us():
    """Tell whether it is the quiz that asks, and not a test that looks past it."""
    frame = sys._getframe(2)
    while any(place in frame.f_code.co_filename for place in BETWEEN):
        frame = frame.f_back
    name = frame.f_code.co_filename
    return name.startswith(OURS) and not name.startswith(NOT_OURS)
