"""oEmbed: a site is given the address of a quiz, and asks here what to show for it.

References
----------
https://oembed.com, version 1.0: section 2.3 on responses and errors.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from flask import Response, jsonify, render_template, request

from model.inputs.faults import Fault
from quiz.embed.blueprint import blueprint
from quiz.embed.embedded_quiz import EmbeddedQuiz, at_address
from quiz.languages.language import languages
from quiz.languages.request_language import limit_languages, use_language
from quiz.web.errors import problem_response

WIDTH = 600  # px, of the card where the site sets no bounds
NARROW = 480  # px; below it the same words take more lines
HEIGHT, HEIGHT_IF_NARROW = 260, 400  # px
FORMATS = ("json", "xml")
CACHE_AGE = 3600  # seconds
KEPT = "public, max-age=300"
NUMBER = re.compile(r"[0-9]{1,6}")
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/oembed")
def oembed() -> Response:
    """Say what to show for an address of this quiz."""
    form = request.args.get("format", FORMATS[0])
    if form not in FORMATS:
        return problem_response(501, "Not this format", "Ask with format=json or format=xml.")
    if faults := _faults():
        return problem_response(
            400,
            "This cannot be answered",
            " ".join(f"{fault.where}: {fault.what}. {fault.remedy}." for fault in faults),
        )
    found = at_address(request.args["url"])
    if found is None:
        detail = "url is no address of a quiz here. Give the one of its first page."
        return problem_response(404, "There is no quiz at this address", detail)
    embedded, more = found
    if not embedded.sites:
        detail = "No site may show this quiz. Link to it: the link works for everybody."
        return problem_response(401, "This quiz is not shown on other sites", detail)
    answer = _answer(embedded, more)
    response = jsonify(answer) if form == "json" else _as_xml(answer)
    response.headers["Cache-Control"] = KEPT
    return response


def _faults() -> list[Fault]:
    faults = []
    if not request.args.get("url"):
        remedy = "Give the whole address of a quiz"
        faults.append(Fault("url", "it is missing", remedy))
    for name in ("maxwidth", "maxheight"):
        given = request.args.get(name, "1")
        if not NUMBER.fullmatch(given) or int(given) == 0:
            faults.append(Fault(name, "it is no number of pixels", "Give a whole number above 0"))
    return faults


def _bounded(name: str, usual: int) -> int:
    return min(int(request.args.get(name, usual)), usual)


def _answer(embedded: EmbeddedQuiz, more: dict[str, str]) -> dict[str, Any]:
    opening = embedded.opening
    limit_languages(opening.settings.languages if opening else languages())
    code = more.get("lang")
    if code in languages() and (opening is None or code in opening.settings.languages):
        use_language(str(code))
    width = _bounded("maxwidth", WIDTH)
    usual = HEIGHT if width >= NARROW else HEIGHT_IF_NARROW
    size = {"width": width, "height": _bounded("maxheight", usual)}
    page_url = embedded.page_url(more)
    html = render_template(
        "embed/oembed.html",
        title=embedded.title,
        page_url=page_url,
        card_url=embedded.card_url(more),
        **size,
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": embedded.title,
        "provider_name": "Role Fit",
        "provider_url": EmbeddedQuiz().page_url({}),
        "cache_age": CACHE_AGE,
        "html": html,
        **size,
    }
    return {**answer, "author_name": opening.employer} if opening else answer


def _as_xml(answer: dict[str, Any]) -> Response:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = NOT_IN_XML.sub("", str(value))
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, mimetype="text/xml")
