"""Sharing a part of a result: tick, look at it, make the link, take it back."""

from __future__ import annotations

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from questions.instrument import load_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.report import excerpt
from quiz.services import services
from quiz.store import Share, StoredResult, TooManyShares
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.errors import UnknownShare
from quiz.take.excerpt_form import CHANGED, LONGEST_NAME, STRANGE, ExcerptForm, in_words
from quiz.tokens import hash_token, looks_like_seed, new_seed, share_token

MANY = Fault(N_("Your links"), N_("there are as many as there can be"), N_("Take one back first"))


@blueprint.get("/a/<token>/share")
def share(token: str) -> tuple[str, int] | Response:
    """List what is shared, and offer to share more; nothing is ticked."""
    attempt = open_attempt(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place))
    return _ask(attempt, latest, ExcerptForm(latest), [])


@blueprint.post("/a/<token>/share/preview")
def preview_share(token: str) -> tuple[str, int] | Response:
    """Show exactly what would be shared; nothing is stored."""
    attempt = open_attempt(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    form = ExcerptForm(latest, request.form)
    if form.faults:
        return _ask(attempt, latest, form, form.faults)
    return _preview(attempt, latest, form, [])


@blueprint.post("/a/<token>/share")
def make_share(token: str) -> tuple[str, int] | Response:
    """Make the link of what was looked at; the same form twice makes one."""
    attempt = open_attempt(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    form, seed = ExcerptForm(latest, request.form), request.form.get("seed", "")
    if form.faults or not looks_like_seed(seed):
        return _ask(attempt, latest, form, form.faults or [STRANGE])
    if request.form.get("revision") != str(latest.revision):
        return _preview(attempt, latest, form, [CHANGED])
    here = services()
    token_hash = hash_token(share_token(here.settings.secret_key, token, seed))
    name = form.name.data or None
    made = Share(seed, token_hash, latest.revision, form.parts, name, here.clock())
    try:
        here.store.shares.add(attempt.stored.id, made)
    except TooManyShares:
        return _ask(attempt, latest, form, [MANY])
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


@blueprint.post("/a/<token>/share/revoke")
def revoke_share(token: str) -> Response:
    """Take a link back; a second time changes nothing."""
    attempt = open_attempt(token)
    services().store.shares.revoke(attempt.stored.id, request.form.get("seed", ""))
    return redirect(url_for("take.share", token=token, _anchor="shared"), 303)


def _latest(attempt: Attempt) -> StoredResult | None:
    return services().store.results.latest(attempt.stored.id)


def _ask(
    attempt: Attempt, latest: StoredResult, form: ExcerptForm, faults: list[Fault]
) -> tuple[str, int]:
    html = render_template(
        "take/share.html",
        attempt=attempt,
        choices=excerpt.part_choices(latest.assessment, attempt.language, form.parts),
        excerpt_form=form,
        faults=in_words(faults),
        longest_name=LONGEST_NAME,
        shares=_listed(attempt),
        kept_until=request_language().date(attempt.stored.expires_at),
    )
    return html, 422 if faults else 200


def _preview(
    attempt: Attempt, latest: StoredResult, form: ExcerptForm, faults: list[Fault]
) -> tuple[str, int]:
    html = render_template(
        "take/share_preview.html",
        attempt=attempt,
        excerpt_form=form,
        faults=in_words(faults),
        seed=new_seed(),
        revision=latest.revision,
        shared=_excerpt(latest, form.parts, form.name.data or None),
        made_on=request_language().date(latest.created_at),
    )
    return html, 409 if faults else 200


def _excerpt(result: StoredResult, parts: tuple[str, ...], name: str | None) -> excerpt.Excerpt:
    """Give what a share shows, the same before it is made and after."""
    instrument = load_instrument(result.assessment["instrument"]["version"])
    return excerpt.excerpt_as_page(
        result.assessment, parts, name, instrument, request_language().code
    )


class ListedShare(NamedTuple):
    """A share as its person's page lists it."""

    seed: str
    made: str
    shows: str
    name: str | None
    address: str | None  # None: an older key made it, and its link can no longer be told


def _listed(attempt: Attempt) -> list[ListedShare]:
    here = services()
    found = []
    for each in here.store.shares.of(attempt.stored.id):
        tokens = (share_token(key, attempt.token, each.seed) for key in here.settings.secret_keys)
        token = next((one for one in tokens if hash_token(one) == each.token_hash), None)
        found.append(
            ListedShare(
                seed=each.seed,
                made=request_language().moment(each.created_at),
                shows=excerpt.parts_in_words(each.parts, request_language()),
                name=each.name,
                address=url_for("take.shared", token=token, _external=True) if token else None,
            )
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
        kept_until=request_language().date(found.expires_at),
        shared=_excerpt(found.result, share.parts, share.name),
        made_on=request_language().date(found.result.created_at),
    )
