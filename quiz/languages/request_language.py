"""Which language answers a request, and how templates speak it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from questions.words import wording
from quiz.languages.language import Language, language, languages

ASKED = "lang"  # what a link to another language adds to an address
CARRIED = ("ref", "sig", "theme")  # what else an address says, and such a link keeps
LONGEST = 500  # characters of one of them; more than anything that is taken


def let_templates_translate(app: Flask) -> None:
    """Let templates translate, each into the `language` of its context."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["gettext"] = _in_template  # as Jinja's, but each text is made once
    app.context_processor(_for_every_page)


@pass_context
def _in_template(context: Context, text: str, /, **values: object) -> str:
    if not context.eval_ctx.autoescape:
        return _gettext(context, text) % values
    if values:
        return _marked(context["language"], text) % values
    return _whole(context["language"], text)


@lru_cache(maxsize=4096)
def _marked(speaking: Language, text: str) -> Markup:
    return Markup(speaking.texts.gettext(text))  # noqa: S704 (ours and the translators')


@lru_cache(maxsize=4096)
def _whole(speaking: Language, text: str) -> Markup:
    return _marked(speaking, text) % {}  # a sign of percent stands there twice


@pass_context
def _gettext(context: Context, text: str) -> str:
    speaking: Language = context["language"]
    return speaking.texts.gettext(text)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int) -> str:
    speaking: Language = context["language"]
    return speaking.texts.ngettext(one, many, number)


def _for_every_page() -> dict[str, Any]:
    return {
        "language": request_language(),
        "in_other_languages": in_other_languages,
        "here": address_in_sight,
    }


def use_language(code: str) -> None:
    """Answer this request in a language."""
    g.language = language(code)


def request_language() -> Language:
    """The language of this request: what was asked for, else what the browser prefers."""
    if "language" not in g:
        use_language(
            language_in_address()
            or request.accept_languages.best_match(allowed_languages())
            or allowed_languages()[0]
        )
    found: Language = g.language
    return found


def limit_languages(codes: tuple[str, ...]) -> None:
    """Answer this request in one of these languages; the first where none is preferred."""
    g.offered = tuple(code for code in codes if code in languages()) or ("en",)


def allowed_languages() -> tuple[str, ...]:
    """The languages this request can be answered in."""
    found: tuple[str, ...] = g.get("offered") or languages()
    return found


def language_in_address() -> str | None:
    """The language that the address asks for, if it is offered."""
    code = request.args.get(ASKED)
    return code if code in allowed_languages() else None


def kept_query(**more: str) -> str:
    """Write what an address says besides its path, for a link that must not lose it."""
    said = request.args
    kept = {name: said[name] for name in CARRIED if name in said and len(said[name]) <= LONGEST}
    return urlencode(more | kept)


def address_in_sight() -> str:
    """The address of the page in sight, also where it is what answers a form."""
    path = request.path
    while request.method not in ("GET", "HEAD") and not _can_be_opened(path):
        path = path.rpartition("/")[0]
    return request.script_root + (path or "/")


def _can_be_opened(path: str) -> bool:
    if path in ("", "/"):
        return True
    try:
        current_app.create_url_adapter(request).match(path, "GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def in_other_languages() -> list[dict[str, Any]]:
    """Each language by its own name, with the address of the page in sight in it."""
    # What answers a GET is linked without its path: that may hold what nobody should copy.
    path = "" if request.method in ("GET", "HEAD") else address_in_sight()
    return [
        {
            "code": code,
            "name": wording(code).name,
            "spoken": code == request_language().code,
            "url": f"{path}?{kept_query(**{ASKED: code})}",
        }
        for code in allowed_languages()
    ]
