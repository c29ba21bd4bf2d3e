"""Who may import whom. The contracts are in setup.cfg."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

IMPORT_ALL_BUT_FITTING = """
import importlib, pkgutil, sys
for top in ("model", "questions", "quiz"):
    package = importlib.import_module(top)
    for module in pkgutil.walk_packages(package.__path__, top + "."):
        left_out = module.name == "model.research.fitting"
        if not left_out and not module.name.endswith((".__main__", ".env")):
            importlib.import_module(module.name)
import quiz.app
assert quiz.app.create_app().test_client().get("/").status_code == 200
print(*sorted({name.split(".")[0] for name in sys.modules} & {"sklearn", "scipy"}))
"""


def test_the_import_contracts_are_kept():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run((lint_imports,), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_but_fitting_loads_scikit_learn_or_scipy(tmp_path):
    done = subprocess.run(
        (sys.executable, "-c", IMPORT_ALL_BUT_FITTING),
        cwd=ROOT,
        env={**os.environ, "ROLE_FIT_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_commands_that_need_no_flask_load_none():
    program = "import sys, quiz.commands; print('flask' in sys.modules)"
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_quiz_itself_is_empty():
    assert (ROOT / "quiz" / "__init__.py").read_text() == ""


def test_only_model_structs_makes_structs():
    """Elsewhere two threads might make the first of a kind at once, which ends the process."""
    made = re.compile(r"msgspec\.convert\(|json\.decode\([^)]*type=|Decoder\((?!dict\[)")
    for package in ("model", "questions", "quiz"):
        for path in (ROOT / package).rglob("*.py"):
            if path != ROOT / "model" / "inputs" / "structs.py":
                assert not made.findall(path.read_text()), path
