"""How often a password may be guessed, without shutting its owner out.

Tries are counted for an address together with where they come from, for everywhere an
address is tried from, and for everything that comes from one network. A browser in which a
member has signed in before carries a mark of that: its tries are counted by themselves, so
whoever guesses at an address from elsewhere cannot lock its owner out.
"""

from __future__ import annotations

import hmac
import math
from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from quiz.hr import csrf
from quiz.services import services
from quiz.store import Limit
from quiz.tokens import keyed_hash
from quiz.web.network import from_this_computer, network

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
FROM_HERE = Limit(10, QUARTER)  # one address, tried from one network or one known browser
FROM_ANYWHERE = Limit(100, HOUR)  # one address, from all networks together
ANY_ADDRESS = Limit(100, HOUR)  # one network, whatever address
MAILS = Limit(3, HOUR)  # to one address
INVITATIONS = Limit(50, HOUR)  # of one workspace
KNOWN_COOKIE = "role_fit_known"
KNOWN_DAYS = 180


class SignInTries:
    """The tries at one address from one browser, counted before each is made.

    What nobody can guess is not counted for an address from anywhere: many who try from many
    places could else close this way in too.
    """

    def __init__(self, what: str, email: str, *, guessable: bool = True) -> None:
        self._email = email.lower()
        here = _known_mark(self._email)
        carried = request.cookies.get(KNOWN_COOKIE, "")
        if hmac.compare_digest(carried.encode(), here.encode()):
            self._limits = {_key(what, "known", self._email, here): FROM_HERE}
        else:
            self._limits = {
                _key(what, "here", self._email, network()): FROM_HERE,
            }
            if guessable:
                self._limits[_key(what, "anywhere", self._email)] = FROM_ANYWHERE
            if not from_this_computer():  # else it may be a proxy that we were not told of
                self._limits[_key(what, "network", network())] = ANY_ADDRESS

    def count(self) -> timedelta | None:
        """Count one; say how long to wait where there were too many."""
        return services().store.throttles.count(self._limits, services().clock())

    def succeeded(self) -> None:
        """Forget this one, and what was mistyped before it from here."""
        here = [key for key, limit in self._limits.items() if limit is FROM_HERE]
        others = [key for key in self._limits if key not in here]
        services().store.throttles.forget(here)
        services().store.throttles.take_back(others)


def remember_browser(response: Response, email: str) -> None:
    """Mark a browser as one in which this member has signed in."""
    seconds = KNOWN_DAYS * 24 * 60 * 60
    csrf.set_cookie(response, KNOWN_COOKIE, _known_mark(email.lower()), seconds)


def too_many(what: str, about: str, limit: Limit) -> bool:
    """Count something that is not a guess; say whether there was too much of it."""
    limits = {_key(what, about): limit}
    return services().store.throttles.count(limits, services().clock()) is not None


def in_words(wait: timedelta) -> str:
    """How long to wait, rounded up.

    >>> in_words(timedelta(seconds=20)), in_words(timedelta(minutes=3, seconds=1))
    ('1 minute', '4 minutes')
    """
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _known_mark(email: str) -> str:
    return keyed_hash(services().settings.secret_key, f"role-fit known browser {email}").hex()


def _key(*parts: str) -> bytes:
    # With the secret key, so that nobody who has the database can look an address up in it.
    return keyed_hash(services().settings.secret_key, "\x00".join(("role-fit throttle", *parts)))
