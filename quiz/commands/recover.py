"""`role-fit recover`: a link for a member who lost their password."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from model.inputs.faults import Fault, Faults
from quiz.commands.databases import member_email, there, whole_link
from quiz.hr.one_time_links import HANDED_RECOVERY_LASTS, make_recovery
from quiz.settings.declarations import Settings
from quiz.store import Store


@click.command(
    epilog="Example:  role-fit recover ada@example.org",
)
@click.argument("email")
def recover(email: str) -> None:
    """Print a link with which the member EMAIL sets a new password.

    The link works once, for a day. Their old password works until then; setting the new one
    signs them out everywhere.

    The database is the one of `role-fit serve`: set ROLE_FIT_INSTANCE or DATABASE_URL alike.
    """
    settings = Settings.from_environment(os.environ, begins=False)
    there(settings)
    email = member_email(email)
    store = Store(settings.database_url)
    try:
        store.migrate()
        path = make_recovery(store, email, datetime.now(UTC), HANDED_RECOVERY_LASTS)
    finally:
        store.close()
    if path is None:
        remedy = "Check it, or invite them with role-fit invite"
        raise Faults([Fault("EMAIL", f"no member has {email}", remedy)])
    click.echo(whole_link(settings, path))
    click.echo("It works once, for a day. Give it to nobody but them.", err=True)
