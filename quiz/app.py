"""The application: settings, store, views, headers and errors put together."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from quiz.demo import careers as demo_careers
from quiz.demo import people as demo_people
from quiz.demo import routes as demo
from quiz.demo.employer import SignIn, fill_employer
from quiz.demo.employer import sign_in as demo_member
from quiz.demo.settings import demo_settings
from quiz.embed import card, oembed, script
from quiz.embed.blueprint import blueprint as embed
from quiz.hr import access
from quiz.hr.openings import embedding, exports, listing, overview, results
from quiz.hr.openings import preview as opening_preview
from quiz.hr.openings import settings as opening_settings
from quiz.hr.openings.blueprint import blueprint as openings
from quiz.hr.routes import blueprint as hr
from quiz.hr.workspace import account, join, members, recover, sign_in
from quiz.hr.workspace.blueprint import blueprint as workspace
from quiz.hr.workspace.passwords import hash_password
from quiz.languages import request_language
from quiz.look import assets, framed, page_look
from quiz.services import EXTENSION, Services
from quiz.settings.declarations import Settings
from quiz.store import Store
from quiz.take import (
    accessibility,
    answers_file,
    delete,
    downloads,
    fits,
    language,
    logo,
    opening,
    page_cache,
    preview,
    questions,
    result,
    retake,
    review,
    saving,
    send,
    share,
    shared,
    skeletons,
    start,
    unsaved,
    what_if,
)
from quiz.take.attempt import blueprint as journey
from quiz.web import headers, health, logs, metrics, rate_limits, request_limits
from quiz.web.errors import Quiz, register_errors

ROOMS = (journey, hr, workspace, openings, embed, assets.blueprint, health.blueprint)
# Naming the modules is what registers their views on the room's blueprint.
VIEWS = (
    start,
    accessibility,
    opening,
    logo,
    preview,
    questions,
    saving,
    unsaved,
    review,
    result,
    downloads,
    answers_file,
    fits,
    language,
    what_if,
    share,
    shared,
    send,
    retake,
    delete,
    sign_in,
    join,
    recover,
    members,
    account,
    listing,
    overview,
    opening_settings,
    opening_preview,
    embedding,
    results,
    exports,
    script,
    card,
    oembed,
)
PATIENCE = 10  # seconds a page waits for the database before it says so


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def create_app(
    settings: Settings | None = None, *, clock: Callable[[], datetime] = utc_now
) -> Quiz:
    """Make the application; without settings, from the environment.

    Raises
    ------
    Faults
        With everything that is wrong with the settings.
    """
    settings = settings or Settings.from_environment(os.environ)
    store = Store(settings.database_url, patience=PATIENCE)
    store.migrate()
    app = Quiz("quiz", static_folder=None, template_folder=None)
    app.extensions[EXTENSION] = Services(settings, store, clock)
    _set_up_templates(app, settings)
    request_limits.guard(app)
    rate_limits.limit_rates(app, store.throttles)
    access.set_up(app, settings)
    headers.protect(app)
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)
    register_errors(app)
    app.extensions[questions.PAGES] = page_cache.QuestionPages(app.jinja_env)
    app.extensions[skeletons.EXTENSION] = skeletons.Skeletons()
    _watch(app, settings)
    return app


def settle() -> None:
    """Spare the garbage collector what is loaded by now, since it stays: call it before serving."""
    gc.freeze()


def create_demo_app(
    environ: Mapping[str, str], *, clock: Callable[[], datetime] = utc_now
) -> tuple[Quiz, dict[str, str]]:
    """Make an application with example people in it, in an instance folder of its own.

    Returns the application, and the people's names by the paths of their attempts.
    """
    app = create_app(demo_settings(environ), clock=clock)
    app.register_blueprint(demo.blueprint)
    app.register_blueprint(demo_careers.blueprint)
    here: Services = app.extensions[EXTENSION]
    demo_people.fill(here.store, here.settings, clock())
    password = hash_password(demo_sign_in(here.settings).password)
    fill_employer(here.store, here.settings, clock(), password)
    found = demo_people.examples(here.store, here.settings, clock())
    return app, {example.path: example.person.name for example in found}


def demo_sign_in(settings: Settings) -> SignIn:
    """Give the address and the password with which somebody looks around in a demo."""
    return demo_member(settings)


def _watch(app: Quiz, settings: Settings) -> None:
    """Tell requests apart, count them, and believe as many proxies as there are."""
    if settings.metrics_token:
        metrics.count_requests(app)
    logs.follow_requests(app, settings)
    if number := settings.proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)
        app.wsgi_app = fixed  # type: ignore[method-assign]


def _set_up_templates(app: Quiz, settings: Settings) -> None:
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    request_language.set_up(app)
    app.jinja_env.globals.update(
        asset_url=assets.asset_url,
        autofocus=framed.autofocus,
        framed_by=headers.framed_by,
        in_frame=headers.in_frame,
        on_its_own=headers.on_its_own,
        outside=framed.outside,
        settings=settings,
        worn=page_look.worn,
    )
