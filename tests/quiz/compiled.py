"""Templates compiled once for all applications of a run: each would compile them anew."""

from contextlib import contextmanager

import pytest
from flask.templating import Environment
from jinja2 import BytecodeCache


class Compiled(BytecodeCache):
    """What templates were compiled to, by their name and content."""

    def __init__(self):
        self._found = {}

    def load_bytecode(self, bucket):
        bucket.code = self._found.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._found[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def compiled_once():
    """Give one cache to every application that is made meanwhile."""
    compiled, make = Compiled(), Environment.__init__

    def make_with_cache(self, app, **options):
        make(self, app, bytecode_cache=compiled, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", make_with_cache)
        yield
