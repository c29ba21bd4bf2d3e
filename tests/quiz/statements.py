"""What an application asks its database, statement by statement."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from quiz.services import EXTENSION
from quiz.store import compiled_sql


@dataclass
class Asked:
    """The statements of a stretch of time, in their order, each with its values."""

    statements: list = field(default_factory=list)

    def __len__(self):
        return len(self.statements)

    @property
    def texts(self):
        return [text for text, _ in self.statements]


@contextmanager
def asked(app):
    """Collect what `app` asks; what begins and ends a transaction is no question."""
    engine = app.extensions[EXTENSION].store._database._engine
    found = Asked()

    def note(_connection, _cursor, text, values, _context, many):
        if not text.startswith(("BEGIN", "SET ")):
            found.statements.append((text, values[0] if many and values else values))

    def note_prepared(compiled, connection, bound, *, many=False):
        note(None, None, compiled.text, bound, None, many)
        return run(compiled, connection, bound, many=many)

    run = compiled_sql._Compiled.run
    event.listen(engine, "before_cursor_execute", note)
    compiled_sql._Compiled.run = note_prepared
    try:
        yield found
    finally:
        compiled_sql._Compiled.run = run
        event.remove(engine, "before_cursor_execute", note)
