"""A PostgreSQL of our own, started from what is installed, as an unprivileged user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
INSTALLED = (PROGRAMS / "initdb").exists() and find_spec("psycopg") is not None
NOT_TRIED = "PostgreSQL was not tried: PostgreSQL 15 or psycopg is not installed here."


class Postgres:
    """A server that is reached only through a socket in its own folder."""

    def __init__(self, folder):
        self._folder = folder

    def url(self, database):
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def new_database(self, template="template1"):
        """Make a database and give its address."""
        name = f"t{os.urandom(8).hex()}"
        server = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        server.dispose()
        return self.url(name)


@contextmanager
def running():
    """Start the server, and take it away with everything in it."""
    folder = Path(tempfile.mkdtemp(prefix="role-fit-postgres-"))
    # PostgreSQL refuses to run as root.
    account = _unprivileged_account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    _run(account, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = ("pg_ctl", "-D", data, "-l", folder / "log", "-w")
    _run(account, *control, "-o", options, "start")
    try:
        yield Postgres(folder)
    finally:
        _run(account, *control, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _unprivileged_account():
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _run(account, program, *arguments):
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    # Not captured by a pipe: the server inherits it and would keep it open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [PROGRAMS / program, *arguments], stdout=output, stderr=output, cwd="/", **who
        )
        output.seek(0)
        assert done.returncode == 0, output.read().decode()
