"""Sharing a part of a result: tick, look at it, make the link, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from model.faults import Fault
from questions.instrument import load_instrument
from quiz.look.languages import N_
from quiz.look.speaking import spoken
from quiz.report import shared as report
from quiz.services import services
from quiz.store import Share, StoredResult, TooManyShares
from quiz.take.sitting import Sitting, blueprint, open_sitting
from quiz.tokens import hash_token, looks_like_seed, new_seed, share_token

LONGEST_NAME = 60  # characters
JOINERS = "\u200c\u200d"  # invisible, and part of names in some scripts

WHAT = N_("What to show")
NOTHING = Fault(WHAT, N_("nothing is ticked"), N_("Tick at least one part"))
STRANGE = Fault(WHAT, N_("something else was sent than this page offers"), N_("Tick it here"))
LONG = Fault(N_("Name"), N_("it is longer than the page allows"), N_("Shorten it"))
CHANGED = Fault(
    N_("Your result"),
    N_("it was changed since you looked at this"),
    N_("Look at what would be shown now"),
)
MANY = Fault(N_("Your links"), N_("there are as many as there can be"), N_("Take one back first"))


@dataclass(frozen=True)
class Wish:
    """What a form asks to be shared, and what is wrong with it."""

    parts: tuple[str, ...]
    name: str | None
    faults: tuple[Fault, ...] = ()


@blueprint.get("/a/<token>/share")
def share(token: str) -> tuple[str, int] | Response:
    """List what is shared, and offer to share more; nothing is ticked."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place))
    return _ask(sitting, latest, Wish((), None))


@blueprint.post("/a/<token>/share/preview")
def preview_share(token: str) -> tuple[str, int] | Response:
    """Show exactly what would be shared; nothing is stored."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish = _read(request.form, latest)
    return _ask(sitting, latest, wish) if wish.faults else _preview(sitting, latest, wish)


@blueprint.post("/a/<token>/share")
def make_share(token: str) -> tuple[str, int] | Response:
    """Make the link of what was looked at; the same form twice makes one."""
    sitting = open_sitting(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish, seed = _read(request.form, latest), request.form.get("seed", "")
    if wish.faults or not looks_like_seed(seed):
        return _ask(sitting, latest, Wish(wish.parts, wish.name, wish.faults or (STRANGE,)))
    if request.form.get("revision") != str(latest.revision):
        return _preview(sitting, latest, Wish(wish.parts, wish.name, (CHANGED,)))
    here = services()
    token_hash = hash_token(share_token(here.settings.secret_key, token, seed))
    made = Share(seed, token_hash, latest.revision, wish.parts, wish.name, here.clock())
    try:
        here.store.shares.add(sitting.attempt.id, made)
    except TooManyShares:
        return _ask(sitting, latest, Wish(wish.parts, wish.name, (MANY,)))
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


@blueprint.post("/a/<token>/share/revoke")
def revoke_share(token: str) -> Response:
    """Take a link back; done twice, it is gone all the same."""
    sitting = open_sitting(token)
    services().store.shares.revoke(sitting.attempt.id, request.form.get("seed", ""))
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


def _latest(sitting: Sitting) -> StoredResult | None:
    return services().store.results.latest(sitting.attempt.id)


def _read(sent: MultiDict[str, str], latest: StoredResult) -> Wish:
    offered = report.offered(latest.assessment)
    ticked = sent.getlist("part")
    parts = tuple(part for part in offered if part in ticked)
    name = clean(sent.get("name", ""))
    faults = []
    if set(ticked) - set(offered):
        faults.append(STRANGE)
    elif not ticked:
        faults.append(NOTHING)
    if len(name) > LONGEST_NAME:
        faults.append(LONG)
    return Wish(parts, name or None, tuple(faults))


def _said(fault: Fault) -> Fault:
    say = spoken().gettext
    return Fault(say(fault.where), say(fault.what), say(fault.remedy))


def clean(name: str) -> str:
    """Put a name on one line, without the characters that cannot be seen.

    >>> clean("  Ada\\u202e Lovelace\\n")
    'Ada Lovelace'
    """
    seen = (sign if sign.isprintable() or sign in JOINERS else " " for sign in name)
    return " ".join("".join(seen).split())


def _ask(sitting: Sitting, latest: StoredResult, wish: Wish) -> tuple[str, int]:
    html = render_template(
        "take/share.html",
        sitting=sitting,
        choices=report.choices(latest.assessment, sitting.language, wish.parts),
        wish=wish,
        faults=[_said(fault) for fault in wish.faults],
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
        faults=[_said(fault) for fault in wish.faults],
        seed=new_seed(),
        revision=latest.revision,
        **page_of(latest, wish.parts, wish.name),
    )
    return html, 409 if wish.faults else 200


def page_of(result: StoredResult, parts: tuple[str, ...], name: str | None) -> dict[str, Any]:
    """Give what the page of a share is made from, before it is made and after."""
    made_with = result.assessment["instrument"]
    instrument = load_instrument(made_with["version"])
    shown = report.shared(result.assessment, parts, name, instrument, spoken().code)
    return {"shared": shown, "made_on": spoken().date(result.created_at)}


def _listed(sitting: Sitting) -> list[dict[str, Any]]:
    here = services()
    found = []
    for each in here.store.shares.of(sitting.attempt.id):
        token = share_token(here.settings.secret_key, sitting.token, each.seed)
        known = hash_token(token) == each.token_hash
        found.append(
            {
                "seed": each.seed,
                "made": spoken().moment(each.created_at),
                "shows": report.parts_in_words(each.parts, spoken()),
                "name": each.name,
                "address": url_for("take.shared", token=token, _external=True) if known else None,
            }
        )
    return found
