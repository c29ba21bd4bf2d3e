"""Mails: few, short, and sent from a thread of their own so that no page waits for one."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from queue import Full, Queue
from threading import Lock, Thread
from urllib.parse import unquote, urlsplit

from quiz.settings.declarations import Settings

TIMEOUT = 20  # seconds for each step of the talk with the server
MOST_WAITING = 100
THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")

log = logging.getLogger("role_fit.mail")


class NotEncrypted(smtplib.SMTPException):
    """The server offers no STARTTLS; nothing was sent."""


def send_mail(settings: Settings, to: str, subject: str, text: str) -> bool:
    """Put a mail on its way; say whether it is: whether it arrives, nobody waits to learn.

    It is not where no server is set, where `to` is not one address, and where far too many
    mails wait already. What goes wrong is logged without addresses, words or secrets.
    """
    if settings.smtp_url is None or settings.mail_from is None:
        return False
    try:
        message = write_mail(settings.mail_from, settings.operator_name, to, subject, text)
        _outbox.put(settings.smtp_url, message)
    except Full:
        log.error("A mail was not sent: %s wait already", MOST_WAITING)
    except (ValueError, IndexError):  # what email raises at an address that is none
        log.error("A mail was not sent: its address is not one that mail can go to")
    else:
        return True
    return False


def write_mail(
    sender: str, sender_name: str | None, to: str, subject: str, text: str
) -> EmailMessage:
    """Write a mail to one person.

    Raises
    ------
    ValueError, IndexError
        If `to` is anything but one address.
    """
    message = EmailMessage()
    message["From"] = Address(_one_line(sender_name or "Role Fit"), addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = _one_line(subject)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note answers it
    message.set_content(text)
    return message


def deliver(smtp_url: str, message: EmailMessage) -> None:
    """Hand a mail to the server, encrypted unless the server is on this computer.

    Raises
    ------
    OSError
        If the server cannot be reached, or refuses (`smtplib.SMTPException` is one).
    """
    at = urlsplit(smtp_url)
    host, context = at.hostname or "", ssl.create_default_context()
    with _connected(at.scheme, host, at.port or 0, context) as server:
        server.ehlo()
        if at.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif at.scheme == "smtp" and host not in THIS_COMPUTER:
            raise NotEncrypted
        if at.username:
            server.login(unquote(at.username), unquote(at.password or ""))
        server.send_message(message)


def wait_until_sent() -> None:
    """Wait until every mail that was put on its way is sent or has failed."""
    _outbox.join()


class _Outbox:
    """Mails on their way, one after another, in a thread that begins with the first."""

    def __init__(self) -> None:
        self._waiting: Queue[tuple[str, EmailMessage]] = Queue(MOST_WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, smtp_url: str, message: EmailMessage) -> None:
        self._waiting.put_nowait((smtp_url, message))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, daemon=True, name="mail")
                self._thread.start()

    def join(self) -> None:
        self._waiting.join()

    def _work(self) -> None:
        while True:
            smtp_url, message = self._waiting.get()
            try:
                deliver(smtp_url, message)
            except Exception as error:  # noqa: BLE001 (whatever it is, the next mail is tried)
                log.error("A mail could not be sent: %s", _without_addresses(error))
            finally:
                self._waiting.task_done()


_outbox = _Outbox()


def _connected(scheme: str, host: str, port: int, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _one_line(text: str) -> str:
    """Put a text on one line, so that it can never begin another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _without_addresses(error: Exception) -> str:
    """Name a failure: what servers say about it may repeat addresses."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    name = type(error).__name__
    return f"{name} ({code})" if code else name
