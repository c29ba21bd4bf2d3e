#!/usr/bin/env python3
"""Set up Role Fit, then run it or test it. Needs nothing but Python 3.11 or later."""

import argparse
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "installed"  # what was installed, written only after all of it was
BROWSER_TESTS = ROOT / "tests" / "browser"
POSTGRESQL = Path("/usr/lib/postgresql")  # where Debian puts each version's programs
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
HEADLESS = "chromium-headless-shell"  # the same without windows: the tests prefer it

EXAMPLES = """\
examples:
  python3 dev.py run --port 8080           serve the quiz at http://localhost:8080/
  python3 dev.py run --demo                serve it with example people, kept apart
  python3 dev.py test                      every check and test but slow proofs
  python3 dev.py test --all                all: also set-up, wheel, mutants, durability, speed
  python3 dev.py test tests/model -k ties  these tests only, with pytest's own arguments
"""

# Who has nothing left to do takes over from the other: no worker ends minutes before the other.
BOTH_CORES = ("-n", "2", "--dist", "worksteal")
WHOLE_RUN = ("pytest", *BOTH_CORES, "--durations", "10")
BUT_SLOW_PROOFS = ("-m", "not slow_proof")
BOTH_DATABASES = ("--database", "both")

CHECKS = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "templates": ("djlint", "--lint", "--quiet", "quiz"),
    "types": ("mypy",),
    "imports": ("lint-imports",),
}


class CannotGoOn(Exception):
    """Something is missing that only the person at the keyboard can supply."""


def say(text):
    print(f"==> {text}", flush=True)


# What the system must have


def missing_packages(*, browser):
    """Name the Debian packages that are needed and not there."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if browser and not any(map(shutil.which, CHROMIUM)):
        missing += ["chromium", "chromium-sandbox"]  # the second for whoever is not root
    if browser and sys.platform == "linux" and not has_library("libatomic.so.1"):
        missing.append("libatomic1")  # for the node that Playwright brings
    return missing


def helpful_packages():
    """Name the Debian packages without which some tests are not tried, or take much longer."""
    missing = []
    if sys.platform == "linux" and not shutil.which(HEADLESS):
        missing.append(HEADLESS)
    if not has_postgresql():
        missing.append("postgresql")
    if sys.platform == "linux" and not shutil.which("strace"):
        missing.append("strace")
    return missing


def has_postgresql():
    return bool(shutil.which("initdb")) or any(POSTGRESQL.glob("*/bin/initdb"))


def has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def get_packages(packages):
    """Install Debian packages if that is allowed here; otherwise say how to."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        raise CannotGoOn(how_to_get(packages))
    say(f"Installing {', '.join(packages)} with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("install", "--yes", "--no-install-recommends", *packages)
    for command in (("update",), install):
        done = subprocess.run(
            ("apt-get", "-qq", *command), env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            raise CannotGoOn(f"apt-get {command[0]} failed. {how_to_get(packages)}")


def get_what_helps(packages):
    """Install Debian packages if that is allowed here; otherwise say how to, and go on."""
    try:
        if packages:
            get_packages(packages)
    except CannotGoOn as problem:
        say(f"Going on without some tests. {problem}")


def how_to_get(packages):
    line = f"Missing: {', '.join(packages)}. Type: sudo apt-get install --yes {' '.join(packages)}"
    if {"chromium", "libatomic1"} & set(packages):
        line += "   (without browser tests: python3 dev.py test --ignore tests/browser)"
    return line


# The virtual environment


def fingerprint(extras):
    """Tell one state of the set-up from another: two lines, the Python and what it needs."""
    digest = hashlib.sha256(extras.encode())
    for name in ("setup.cfg", "pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return f"{sys.version} in {sys.base_prefix} for {ROOT}\n{digest.hexdigest()}\n"


def set_up(extras):
    """Bring .venv up to date; do nothing when it is."""
    # Two calls at once take turns. The lock is on this file, so nothing is left behind.
    with Path(__file__).open("rb") as this_file:
        fcntl.flock(this_file, fcntl.LOCK_EX)
        wanted = fingerprint(extras)
        found = STAMP.read_text() if STAMP.exists() else ""
        if found == wanted:
            return
        STAMP.unlink(missing_ok=True)
        if not found or found.splitlines()[0] != wanted.splitlines()[0]:
            say("Making the virtual environment .venv")
            # In a child process: ensurepip may have been installed since this one started.
            call(sys.executable, "-m", "venv", "--clear", VENV)
        say("Installing what setup.cfg names into .venv (a minute or two the first time)")
        pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
        call(*pip, "--constraint", "constraints.txt", "--editable", f".{extras}")
        written = STAMP.with_suffix(".new")
        written.write_text(wanted)
        written.replace(STAMP)


def call(*command):
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode != 0:
        raise CannotGoOn(f"This failed, see above: {' '.join(map(str, command))}")


# The two commands


def run(host, port, *, demo):
    """Serve the quiz; this process becomes the server."""
    prepare("", browser=False)
    command = [str(BIN / "role-fit"), "serve", "--host", host, "--port", str(port)]
    command += ["--demo"] if demo else []
    os.chdir(ROOT)
    os.execv(command[0], command)  # noqa: S606


def test(arguments, *, slow_proofs):
    """Run every check and test, or only pytest when there are arguments for it."""
    prepare("[test,postgres]", browser=includes_browser(arguments))
    steps = {"tests": ("pytest", *arguments)} if arguments else every_step(slow_proofs=slow_proofs)
    passed = {name: succeeds(name, *command) for name, command in steps.items()}
    say("Passed: " + (", ".join(name for name in passed if passed[name]) or "nothing"))
    failed = [name for name in passed if not passed[name]]
    if failed:
        say("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def every_step(*, slow_proofs):
    """Name the steps of a whole run, with their commands; get what some of them need."""
    get_what_helps(helpful_packages())
    tests = WHOLE_RUN if slow_proofs else (*WHOLE_RUN, *BUT_SLOW_PROOFS)
    if has_postgresql():
        return {**CHECKS, "tests": (*tests, *BOTH_DATABASES)}
    say("PostgreSQL is not installed: the pages are tried on SQLite alone.")
    return {**CHECKS, "tests": tests}


def prepare(extras, *, browser):
    missing = missing_packages(browser=browser)
    if missing:
        get_packages(missing)
    set_up(extras)


def succeeds(name, tool, *arguments):
    started = time.monotonic()
    say(f"{name}: {' '.join((tool, *arguments))}")
    done = subprocess.run((BIN / tool, *arguments), cwd=ROOT, check=False)
    verdict = "passed" if done.returncode == 0 else "failed"
    say(f"{name} {verdict} after {time.monotonic() - started:.1f} s")
    return done.returncode == 0


def includes_browser(arguments):
    """Tell whether pytest, given these arguments, comes to the tests in Chromium."""
    pytest = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    pytest.add_argument("--ignore", action="append", default=[], type=lambda path: ROOT / path)
    known, rest = pytest.parse_known_args(arguments)
    if BROWSER_TESTS in known.ignore:
        return False
    paths = [ROOT / argument.split("::")[0] for argument in rest if not argument.startswith("-")]
    paths = [path for path in paths if path.exists()]
    around = (BROWSER_TESTS, *BROWSER_TESTS.parents)
    return not paths or any(path in around or BROWSER_TESTS in path.parents for path in paths)


def command_line():
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="run|test")
    serve = commands.add_parser("run", help="set up, then serve the quiz on this computer")
    serve.add_argument("--host", default="localhost", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    serve.add_argument("--demo", action="store_true", help="with example people, kept apart")
    tests = commands.add_parser(
        "test",
        help="set up, then run every check and test; further arguments go to pytest",
        usage="dev.py test [--all | any arguments of pytest, which then runs alone]",
        allow_abbrev=False,
    )
    tests.add_argument("--all", action="store_true", help="the slow proofs too")
    return parser


def main():
    if sys.version_info < (3, 11):  # noqa: UP036
        raise CannotGoOn("Role Fit needs Python 3.11 or later; this is " + sys.version[:6])
    parser = command_line()
    options, rest = parser.parse_known_args()
    if options.command == "test":
        if options.all and rest:
            parser.error(f"--all runs everything; what is this for: {' '.join(rest)}")
        return test(rest, slow_proofs=options.all)
    if rest:
        parser.error(f"unknown: {' '.join(rest)}")
    return run(options.host, options.port, demo=options.demo)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotGoOn as problem:
        sys.exit(f"==> {problem}")
    except KeyboardInterrupt:
        sys.exit("\n==> Stopped.")
