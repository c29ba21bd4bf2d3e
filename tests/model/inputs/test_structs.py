"""Structs are made of files by one thread after the other."""

import subprocess
import sys
from pathlib import Path

import pytest

from model.inputs.faults import Faults
from model.inputs.structs import read_toml
from model.roles import Family

ROOT = Path(__file__).parents[3]

# Each round has structs that nobody has used before, and threads that all use them at once.
THREADS_AT_ONCE = """
import sys, threading
import msgspec
from model.inputs import structs

sys.setswitchinterval(1e-6)
content = {{"all": {{"one": {{"name": "x", "words": ["y"]}}}}, "some": [{{"name": "z"}}]}}
for _ in range(200):
    class Inner(msgspec.Struct):
        name: str
        words: tuple[str, ...] = ()
    class Outer(msgspec.Struct):
        all: dict[str, Inner]
        some: tuple[Inner, ...]
    made, together = [], threading.Barrier(8)
    def work():
        together.wait()
        made.append({convert}(content, Outer).some[0].name)
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["z"] * 8, made
"""


def test_threads_that_use_a_struct_first_at_the_same_moment_all_get_theirs():
    program = THREADS_AT_ONCE.format(convert="structs.convert")
    done = subprocess.run((sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_toml_of_another_shape_names_the_place():
    with pytest.raises(Faults, match=r"families\.toml: Object contains unknown field `name`"):
        read_toml("name = 'x'", "families.toml", Family)
    with pytest.raises(Faults, match=r"families\.toml: "):
        read_toml("=", "families.toml", Family)
