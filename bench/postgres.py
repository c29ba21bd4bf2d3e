"""A PostgreSQL of one's own, started from what is installed, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text


def _newest_programs() -> Path | None:
    """Where Debian puts the programs of the newest version; else where the shell finds them."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(debian, key=lambda path: float(path.parents[1].name))
    somewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(somewhere).parent if somewhere else None


PROGRAMS = _newest_programs()
INSTALLED = PROGRAMS is not None and find_spec("psycopg") is not None
NOT_TRIED = (
    "PostgreSQL was not tried: it or psycopg is not installed here "
    "(on Debian: sudo apt-get install --yes postgresql)."
)


@dataclass(frozen=True)
class Cluster:
    """A server that is reached only through a socket in its own folder."""

    folder: Path
    durable: bool

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database and give its address."""
        name = f"t{os.urandom(8).hex()}"
        self.run_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def run_sql(self, words: str) -> None:
        """Run one statement outside of transactions, as the server's owner."""
        server = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(words))
        server.dispose()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        sync = "on" if self.durable else "off"
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync={sync} "
            "-c max_connections=200"
        )
        _run("pg_ctl", *self._control, "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a cut of the power would, and wait until it is gone."""
        _run("pg_ctl", *self._control, "-m", "immediate", "stop")

    @property
    def process_id(self) -> int:
        """The process that started all its others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    @property
    def _control(self) -> tuple[str, ...]:
        return ("-D", f"{self.folder / 'data'}", "-l", f"{self.folder / 'log'}", "-w")


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server, and take it away with everything in it.

    Parameters
    ----------
    durable : bool
        Whether it syncs what it writes, as one in use does; without, it is quicker.
    """
    folder = Path(tempfile.mkdtemp(prefix="role-fit-postgres-"))
    # PostgreSQL refuses to run as root.
    account = _unprivileged_account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    _run("initdb", "-D", f"{folder / 'data'}", "-U", "postgres", "--auth=trust", "--no-sync")
    cluster = Cluster(folder, durable)
    cluster.start()
    try:
        yield cluster
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            cluster.stop()
        shutil.rmtree(folder)


def _unprivileged_account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _run(program: str, *arguments: str) -> None:
    if PROGRAMS is None:
        raise RuntimeError(NOT_TRIED)
    account = _unprivileged_account()
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    groups: list[int] | None = [] if account else None
    # Not captured by a pipe: the server inherits it and would keep it open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603 (our own commands)
            [PROGRAMS / program, *arguments],
            stdout=output,
            stderr=output,
            cwd="/",
            check=False,
            user=user,
            group=group,
            extra_groups=groups,
        )
        output.seek(0)
        if done.returncode != 0:
            raise RuntimeError(output.read().decode())
