"""Sharing a part of a result: tick, look at it, make the link, take it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from questions.instrument import load_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import spoken
from quiz.report import excerpt
from quiz.services import services
from quiz.store import Share, StoredResult, TooManyShares
from quiz.take.attempt import Sitting, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.errors import UnknownShare
from quiz.take.wishes import CHANGED, LONGEST_NAME, STRANGE, Wish, read_wish, said
from quiz.tokens import hash_token, looks_like_seed, new_seed, share_token

MANY = Fault(N_("Your links"), N_("there are as many as there can be"), N_("Take one back first"))


@blueprint.get("/a/<token>/share")
def share(token: str) -> tuple[str, int] | Response:
    """List what is shared, and offer to share more; nothing is ticked."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place))
    return _ask(sitting, latest, Wish(()))


@blueprint.post("/a/<token>/share/preview")
def preview_share(token: str) -> tuple[str, int] | Response:
    """Show exactly what would be shared; nothing is stored."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish = read_wish(request.form, latest)
    return _ask(sitting, latest, wish) if wish.faults else _preview(sitting, latest, wish)


@blueprint.post("/a/<token>/share")
def make_share(token: str) -> tuple[str, int] | Response:
    """Make the link of what was looked at; the same form twice makes one."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish, seed = read_wish(request.form, latest), request.form.get("seed", "")
    if wish.faults or not looks_like_seed(seed):
        return _ask(sitting, latest, replace(wish, faults=wish.faults or (STRANGE,)))
    if request.form.get("revision") != str(latest.revision):
        return _preview(sitting, latest, replace(wish, faults=(CHANGED,)))
    here = services()
    token_hash = hash_token(share_token(here.settings.secret_key, token, seed))
    made = Share(seed, token_hash, latest.revision, wish.parts, wish.name, here.clock())
    try:
        here.store.shares.add(sitting.attempt.id, made)
    except TooManyShares:
        return _ask(sitting, latest, replace(wish, faults=(MANY,)))
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


@blueprint.post("/a/<token>/share/revoke")
def revoke_share(token: str) -> Response:
    """Take a link back; done twice, it is gone all the same."""
    sitting = open_sitting(token)
    services().store.shares.revoke(sitting.attempt.id, request.form.get("seed", ""))
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


def _latest(sitting: Sitting) -> StoredResult | None:
    return services().store.results.latest(sitting.attempt.id)


def _ask(sitting: Sitting, latest: StoredResult, wish: Wish) -> tuple[str, int]:
    html = render_template(
        "take/share.html",
        sitting=sitting,
        choices=excerpt.part_choices(latest.assessment, sitting.language, wish.parts),
        wish=wish,
        faults=[said(fault) for fault in wish.faults],
        longest_name=LONGEST_NAME,
        shares=_listed(sitting),
        kept_until=spoken().date(sitting.attempt.expires_at),
    )
    return html, 422 if wish.faults else 200


def _preview(sitting: Sitting, latest: StoredResult, wish: Wish) -> tuple[str, int]:
    html = render_template(
        "take/share_preview.html",
        sitting=sitting,
        wish=wish,
        faults=[said(fault) for fault in wish.faults],
        seed=new_seed(),
        revision=latest.revision,
        **page_of(latest, wish.parts, wish.name),
    )
    return html, 409 if wish.faults else 200


def page_of(result: StoredResult, parts: tuple[str, ...], name: str | None) -> dict[str, Any]:
    """Give what the page of a share is made from, before it is made and after."""
    made_with = result.assessment["instrument"]
    instrument = load_instrument(made_with["version"])
    shown = excerpt.excerpt_as_page(result.assessment, parts, name, instrument, spoken().code)
    return {"shared": shown, "made_on": spoken().date(result.created_at)}


def _listed(sitting: Sitting) -> list[dict[str, Any]]:
    here = services()
    found = []
    for each in here.store.shares.of(sitting.attempt.id):
        tokens = (share_token(key, sitting.token, each.seed) for key in here.settings.secret_keys)
        token = next((one for one in tokens if hash_token(one) == each.token_hash), None)
        found.append(
            {
                "seed": each.seed,
                "made": spoken().moment(each.created_at),
                "shows": excerpt.parts_in_words(each.parts, spoken()),
                "name": each.name,
                "address": url_for("take.shared", token=token, _external=True) if token else None,
            }
        )
    return found


@blueprint.get("/s/<token>")
def shared(token: str) -> str:
    """Show what its person ticked, as it was when they shared it."""
    found = services().store.shares.find(hash_token(token), services().clock())
    if found is None:
        raise UnknownShare
    share = found.share
    return render_template(
        "take/shared.html",
        kept_until=spoken().date(found.expires_at),
        **page_of(found.result, share.parts, share.name),
    )
