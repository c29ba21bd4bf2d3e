"""A real `role-fit serve` in a process of its own, for the tests that need one."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

SECONDS_TO_START = 30


@dataclass(frozen=True)
class Server:
    url: str  # without a slash at the end

    def get(self, path):
        """Fetch a page: status, headers and text."""
        with urllib.request.urlopen(self.url + path, timeout=10) as reply:  # noqa: S310
            return reply.status, reply.headers, reply.read().decode()


@contextlib.contextmanager
def serve(role_fit, folder, **settings):
    """Start the program on a free port, its instance in this folder; stop it at the end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "ROLE_FIT_INSTANCE": str(folder / "instance"), **settings}
    environment.pop("DATABASE_URL", None)
    log = folder / "serve.log"
    with log.open("w") as output:
        command = (role_fit, "serve", "--host", "localhost", "--port", str(port))
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            server = Server(f"http://localhost:{port}")
            wait_until_it_answers(server, process, log)
            yield server
        finally:
            stop(process)


def stop(process):
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def wait_until_it_answers(server, process, log):
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            server.get("/")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"/ answers {error.code}\n{log.read_text()}") from error
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"role-fit serve does not answer\n{log.read_text()}")
