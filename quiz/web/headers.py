"""The headers of every response, and its compression."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response, g, request
from isal import igzip
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from quiz.typed_text import ANY_SITE, SITE

COMPRESS_FROM = 1024  # bytes; below it gzip's own overhead eats the gain
COMPRESS_LEVEL = 1  # of ISA-L: a fifth of the time of gzip's own 3, and no more bytes
COMPRESSIBLE = {
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
}
NO_FRAMES = "frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        NO_FRAMES,
    )
)
# A question page saves each answer as it is given, and a trial shows at once what it comes to.
SAVING_POLICY = f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# X-Frame-Options knows no list of sites: it would refuse what frame-ancestors allows. And a
# tab that is opened from a sandboxed frame shows no page that asks for an opener policy.
FIXED_IN_FRAMES = {
    name: value
    for name, value in FIXED.items()
    if name not in ("X-Frame-Options", "Cross-Origin-Opener-Policy")
}
STAY_WITH_HTTPS = "max-age=31536000"  # a year; of this host alone, the others are not ours
NEVER_FRAMED = "/hr/"  # what a member presses there must be seen to be theirs
FRAMES = ("iframe", "frame", "embed", "object")
PERSONAL = ("/a/", "/s/")  # every address below them holds somebody's token


def protect(app: Flask) -> None:
    """Put our headers on every response of `app`, errors included, and compress it."""
    # Hooks run last one first: the headers are set before the body is compressed.
    app.after_request(compress)
    app.after_request(set_headers)


def allow_frames(sites: tuple[str, ...]) -> None:
    """Let these sites, and no others, show the page that answers this request in a frame.

    No site: none can. The last call counts; without one no site can either.
    """
    g.framed_by = tuple(site for site in sites if site == ANY_SITE or SITE.fullmatch(site))


def framing_sites() -> tuple[str, ...]:
    """The sites that can show the page that answers this request in a frame."""
    found: tuple[str, ...] = g.get("framed_by", ())
    return () if request.path.startswith(NEVER_FRAMED) else found


def is_framed() -> bool:
    """Whether the browser says that it shows the page that answers this request in a frame."""
    return request.headers.get("Sec-Fetch-Dest") in FRAMES


def is_top_level() -> bool:
    """Whether the browser says that the page that answers this request fills a tab."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


def set_headers(response: Response) -> Response:
    """Say what browsers, caches and crawlers may do with a response."""
    sites = framing_sites()
    g.pop("framed_by", None)
    headers = response.headers
    there = {name.lower() for name in headers.keys()}  # noqa: SIM118 (they are pairs otherwise)
    for name, value in (FIXED_IN_FRAMES if sites else FIXED).items():
        if name.lower() not in there:
            headers.add(name, value)
    if "cache-control" not in there:
        headers.add("Cache-Control", "no-store")
    if sites:
        allowed = f"frame-ancestors {' '.join(sites)}"
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace(NO_FRAMES, allowed)
    if request.is_secure:
        headers["Strict-Transport-Security"] = STAY_WITH_HTTPS
    if request.path.startswith(PERSONAL):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def compress(response: Response) -> Response:
    """Compress text for browsers that accept it.

    BREACH does not reach us: it needs a secret and the attacker's text in one page that
    the victim's browser can be made to fetch. Without cookies the only secret is the
    address itself, and whoever can make a browser fetch it has it already. Members have a
    cookie, and forms with a secret in them: their pages stay as they are.
    """
    if response.mimetype not in COMPRESSIBLE or response.direct_passthrough:
        return response
    if request.path.startswith(NEVER_FRAMED):
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers.add("Vary", "Accept-Encoding")
    if "ETag" in response.headers:  # a file of the look, which comes compressed
        return response
    body = response.get_data()
    if len(body) < COMPRESS_FROM or not _takes_gzip(request.headers.get("Accept-Encoding")):
        return response
    response.set_data(igzip.compress(body, COMPRESS_LEVEL, mtime=0))
    response.headers.add("Content-Encoding", "gzip")
    return response


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: str | None) -> bool:
    return bool(parse_accept_header(accept_encoding, Accept)["gzip"])
