"""A careers page on a site of its own: another host and another port than the quiz."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What the quiz tells the page, heard as a site would hear it; `raw` is all that comes at all.
LISTENS = """<script>
window.heard = []; window.raw = [];
for (const type of ["ready", "started", "step", "resize", "submitted", "error"])
  addEventListener(`role-fit:${type}`, ({ target, detail }) => {
    heard.push([type, detail, target.id]);
  });
addEventListener("message", ({ data, origin }) => raw.push([JSON.stringify(data), origin]));
</script>"""


class Careers:
    """Serves pages under several names of this computer, each of which is another site."""

    def __init__(self, port, pages):
        self.port, self._pages = port, pages

    def site(self, host="127.0.0.1"):
        return f"http://{host}:{self.port}"

    def page(self, path, body, *, head="", listens=True, html="<html>", **headers):
        """Put a page at a path; give its address on the usual site."""
        text = f"<!doctype html>{html}<title>Careers</title>{head}{LISTENS * listens}{body}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._pages[path] = (text.encode(), named)
        return self.site() + path


@contextlib.contextmanager
def careers():
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body, headers = pages.get(self.path.split("?")[0], (b"", {}))
            self.send_response(200)
            for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Careers(server.server_address[1], pages)
        server.shutdown()
