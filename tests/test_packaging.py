"""The wheel: built from the tree, installed where there is nothing, and used there."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.serving import serve

ROOT = Path(__file__).parents[1]
PACKAGES = ("model", "questions", "quiz")


def call(*command, cwd):
    """Run a program; when it fails, fail with what it said."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build in a copy, so that no build folder appears in the tree."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    call(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", "dist", ".", cwd=tree)
    (built,) = (tree / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel in an environment that has nothing else, as docs/operations.md does."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", with_pip=True)
    pip = (place / "venv/bin/python", "-m", "pip", "--disable-pip-version-check")
    call(*pip, "install", "--require-hashes", "-r", ROOT / "requirements.txt", cwd=place)
    call(*pip, "install", "--no-deps", wheel, cwd=place)
    return place


@pytest.mark.slow_proof
def test_the_wheel_holds_every_file_of_the_three_packages_and_no_test(wheel):
    tree = wheel.parents[1]
    in_tree = {
        path.relative_to(tree).as_posix()
        for package in PACKAGES
        for path in (tree / package).rglob("*")
        if path.is_file()
    }
    in_wheel = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert in_wheel == in_tree


@pytest.mark.slow_proof
def test_the_installed_wheel_lists_the_questions(installed):
    role_fit = installed / "venv/bin/role-fit"
    items = json.loads(call(role_fit, "items", "--length", "short", "--json", cwd=installed))
    assert len(items) == 28


@pytest.mark.slow_proof
def test_the_installed_wheel_serves_the_quiz(installed):
    with serve(installed / "venv/bin/role-fit", installed) as server:
        status, _headers, page = server.get("/")
    assert status == 200
    assert "<main" in page


def pinned_in(name):
    """What a file pins on this Python: its versions by their names."""
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    pins = [Requirement(line.split(" --hash")[0]) for line in lines if not line.startswith("#")]
    return {
        canonicalize_name(pin.name): str(pin.specifier)
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


@pytest.mark.slow_proof
def test_production_gets_the_versions_that_were_tested_each_known_by_its_hash(installed):
    assert pinned_in("requirements.txt").items() <= pinned_in("constraints.txt").items()
    assert "://" not in (ROOT / "requirements.txt").read_text()  # nobody's package index
    pip = (installed / "venv/bin/python", "-m", "pip", "--disable-pip-version-check")
    wanted = "import granian, prometheus_client, psycopg, quiz"
    call(installed / "venv/bin/python", "-c", wanted, cwd=installed)
    assert "No broken requirements" in call(*pip, "check", cwd=installed)


def test_constraints_pin_what_is_installed_here():
    pinned = pinned_in("constraints.txt")
    installed_here = {
        canonicalize_name(found.name): f"=={found.version}" for found in metadata.distributions()
    }
    for own in ("pip", "role-fit"):
        installed_here.pop(own, None)
    assert installed_here.items() <= pinned.items()


def test_the_wheel_is_built_by_the_setuptools_that_is_pinned():
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    (pinned,) = re.findall(r"^setuptools==(.*)$", (ROOT / "constraints.txt").read_text(), re.M)
    assert required == [f"setuptools == {pinned}"]
