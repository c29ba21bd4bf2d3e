"""`role-fit serve`: the quiz over HTTP, by waitress."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, NoReturn

import click
from waitress.server import create_server

from model.inputs.faults import Fault, Faults
from quiz.app import create_app, create_demo_app, demo_sign_in, freeze_memory, utc_now
from quiz.hr.one_time_links import make_first_owner_link
from quiz.services import EXTENSION, Services
from quiz.settings.declarations import Settings
from quiz.web.logs import write_to_stderr
from quiz.web.request_limits import BODY_LIMIT, LARGER

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 (to recognise it, not to listen there)
THIS_COMPUTER = ("127.0.0.1", "::1", "localhost")
LIMITS: dict[str, Any] = {
    "threads": 8,
    "channel_timeout": 30,  # seconds a silent connection is kept
    "cleanup_interval": 10,  # seconds
    "connection_limit": 500,
    "max_request_header_size": 16 * 1024,  # bytes
    # Twice what the quiz takes: a body a little too large is then refused with a page of ours.
    "max_request_body_size": 2 * max(BODY_LIMIT, *LARGER.values()),
    "ident": None,  # nobody needs to know what serves this
    "clear_untrusted_proxy_headers": False,  # the application believes them if told to, or not
}


@click.command(
    epilog="Example:  ROLE_FIT_OPERATOR_NAME='Example Ltd' role-fit serve --port 8080",
)
@click.option("--host", default="localhost", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option("--demo", is_flag=True, help="Serve example people, from a folder of their own.")
def serve(host: str, port: int, demo: bool) -> None:
    """Serve the quiz until Ctrl-C.

    Settings come from the environment: ROLE_FIT_INSTANCE names the folder for the database
    and the secret key, DATABASE_URL another database. Attempts whose time is over are
    deleted at the start and then every hour.

    A demo is kept in a folder beside the real one, named instance-demo unless ROLE_FIT_INSTANCE
    is set, with a database and a key of its own.
    """
    heed(leave)
    app, people = create_demo_app(os.environ) if demo else (create_app(), {})
    services: Services = app.extensions[EXTENSION]
    write_to_stderr(services.settings)
    server = listen(app, host, port)
    store = services.store
    here = address(host, bound_port(server))
    first_owner = make_first_owner_link(store, utc_now())
    click.echo(f"Role Fit is at {here} (Ctrl-C stops it)")
    if demo:
        announce_demo(here, people, services.settings)
    if first_owner:
        announce_first_owner(services.settings.address or here, first_owner)
    if store.warning:
        click.echo(store.warning, err=True)
    sys.stdout.flush()
    stopped = Event()
    sweeper = store.start_sweeping(stopped)
    freeze_memory()
    try:
        heed(stop)
        server.run()  # returns when stop() is called, after the requests under way
    finally:
        stopped.set()
        sweeper.join(timeout=5)
        store.close()


def announce_demo(here: str, people: Mapping[str, str], settings: Settings) -> None:
    """Say where the example people and the example employer are, and where they are kept."""
    folder, member = settings.instance, demo_sign_in(settings)
    click.echo(f"Demo: example people, kept in {folder} and listed at {here}demo")
    for path, name in people.items():
        click.echo(f"  {here.rstrip('/')}{path}  {name}")
    # Under another name than the quiz, so that the browser takes it for another site.
    away = here.replace("//localhost:", "//127.0.0.1:")
    click.echo(f"Demo: a careers page with the quiz in it is at {away}demo/careers")
    click.echo(f"Demo: {here}hr/sign-in lets {member.email} in, password {member.password}")


def announce_first_owner(here: str, path: str) -> None:
    """While there is no member yet, print the link with which somebody becomes the first."""
    click.echo("Nobody looks after openings yet. Whoever opens this link within a day can:")
    click.echo(f"  {here.rstrip('/')}{path}")


def heed(handler: Callable[[int, object], NoReturn]) -> None:
    """Let Ctrl-C, and who stops a service, be answered by this."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, handler)


def leave(_signal: int, _frame: object) -> NoReturn:
    """End at once, while nobody is served yet: the start calls much that loses an exception."""
    os._exit(0)


def stop(_signal: int, _frame: object) -> NoReturn:
    """End without a word, after the requests under way."""
    raise SystemExit(0)


def listen(app: Any, host: str, port: int) -> Any:
    """Take the port; Faults where it cannot be had."""
    try:
        return create_server(app, host=host, port=port, **LIMITS)
    except OSError as error:
        raise Faults([listening_fault(error, host, port)]) from error
    except ValueError as error:  # waitress's own, for a host that has no address
        what = "there is no such address on this computer"
        raise Faults([Fault(f"--host {host}", what, "Leave it out, or give 0.0.0.0")]) from error


def listening_fault(error: OSError, host: str, port: int) -> Fault:
    """What stands in the way of listening, and what to do."""
    if error.errno == errno.EADDRINUSE:
        other = f"Stop the other program, or choose another port: --port {port % 65535 + 1}"
        return Fault(f"Port {port}", "another program listens there already", other)
    if error.errno == errno.EACCES:
        return Fault(f"Port {port}", "this account may not use it", "Choose one above 1023")
    what = f"it cannot be listened on ({error.strerror})"
    return Fault(f"--host {host}", what, "Leave it out, or give an address of this computer")


def bound_port(server: Any) -> int:
    """The port that was taken; waitress has one server, or several for one host name."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def address(host: str, port: int) -> str:
    """What to type into a browser on this computer.

    Always localhost where that is meant: browsers refuse passkeys on 127.0.0.1.
    """
    if host in EVERYWHERE or host in THIS_COMPUTER:
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"
