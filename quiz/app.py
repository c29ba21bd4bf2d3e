"""The application: settings, store, rooms, headers and errors put together."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from jinja2 import StrictUndefined
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from quiz.demo.employer import SignIn, fill_employer, sign_in
from quiz.demo.people import examples, fill
from quiz.demo.routes import add_demo
from quiz.demo.settings import demo_settings
from quiz.embed.routes import blueprint as embed
from quiz.hr.routes import add_hr
from quiz.hr.workspace.passwords import hash_password
from quiz.languages.request_language import let_templates_translate
from quiz.look.routes import add_look
from quiz.services import EXTENSION, Services, services, use_services
from quiz.settings.declarations import Settings
from quiz.store import Store
from quiz.take.routes import blueprint as take
from quiz.web.errors import Quiz, register_errors
from quiz.web.headers import protect
from quiz.web.health import blueprint as health
from quiz.web.logs import follow_requests
from quiz.web.metrics import count_requests
from quiz.web.rate_limits import limit_rates
from quiz.web.request_limits import guard

PATIENCE = 10  # seconds a page waits for the database before it says so


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def open_services(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Services:
    """Reach the database, bring its tables to this version, and put together what views need."""
    store = Store(settings.database_url, patience=PATIENCE)
    store.migrate()
    return Services(settings, store, clock)


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
    app = Quiz("quiz", static_folder=None, template_folder=None)
    use_services(app, open_services(settings, clock))
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    let_templates_translate(app)
    app.jinja_env.globals["settings"] = LocalProxy(lambda: services().settings)
    register_errors(app)
    guard(app)
    limit_rates(app)
    add_hr(app)
    protect(app)
    add_look(app)
    for blueprint in (take, embed, health):
        app.register_blueprint(blueprint)
    _watch(app, settings)
    return app


def freeze_memory() -> None:
    """Spare the garbage collector what is loaded by now, since it stays: call it before serving."""
    gc.freeze()


def create_demo_app(
    environ: Mapping[str, str], *, clock: Callable[[], datetime] = utc_now
) -> tuple[Quiz, dict[str, str]]:
    """Make an application with example people in it, in an instance folder of its own.

    Returns the application, and the people's names by the paths of their attempts.
    """
    app = create_app(demo_settings(environ), clock=clock)
    add_demo(app)
    here: Services = app.extensions[EXTENSION]
    fill(here.store, here.settings, clock())
    password = hash_password(demo_sign_in(here.settings).password)
    fill_employer(here.store, here.settings, clock(), password)
    found = examples(here.store, here.settings, clock())
    return app, {example.path: example.person.name for example in found}


def demo_sign_in(settings: Settings) -> SignIn:
    """Give the address and the password with which somebody looks around in a demo."""
    return sign_in(settings)


def _watch(app: Quiz, settings: Settings) -> None:
    """Tell requests apart, count them, and believe as many proxies as there are."""
    if settings.metrics_token:
        count_requests(app)
    follow_requests(app)
    if number := settings.proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)
        app.wsgi_app = fixed  # type: ignore[method-assign]
