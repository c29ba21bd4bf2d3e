"""Links that work once, as whole addresses, and the mails they go out in."""

from __future__ import annotations

from flask import request

from quiz.mail import send_mail
from quiz.services import services
from quiz.settings.declarations import Settings


def whole(path: str) -> str:
    """The whole address of a path, at the address the operator set where there is one."""
    return (services().settings.address or request.url_root.rstrip("/")) + path


def sends_mail() -> bool:
    """Say whether this quiz can send mails at all."""
    return services().settings.smtp_url is not None


def mail_invitation(email: str, link: str, inviter: str, workspace: str) -> bool:
    """Send an invitation; say whether it is on its way."""
    text = (
        f"Hello,\n\n{inviter} invites you to look after the hiring quiz of {workspace}.\n"
        f"To join, open this link and choose a password:\n\n{link}\n\n"
        "It works once, for seven days. If you did not expect it, leave it: nothing happens.\n"
    )
    return send_mail(services().settings, email, f"Join {workspace} on Role Fit", text)


def mail_recovery(settings: Settings, email: str, link: str) -> bool:
    """Send a link for a new password; say whether it is on its way."""
    text = (
        "Hello,\n\nsomebody, most likely you, asked for a new password for this address.\n"
        f"To choose one, open this link:\n\n{link}\n\n"
        "It works once, for one hour. If it was not you, leave it: your password stays as it is.\n"
    )
    return send_mail(settings, email, "A new password for Role Fit", text)
