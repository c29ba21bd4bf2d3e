"""How often candidates may start, save, finish and share, counted for all processes together.

The limits are far above what people do, a whole class behind one address included; they keep
a program that runs wild from filling the database. A process counts by itself and tells the
database now and then, so that saving an answer stays one write: a limit may be overrun by as
many as all processes have not told yet. What comes from this computer itself is not counted
by its network: it is a program of whoever owns it, or a proxy that we were not told of.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from quiz.services import services
from quiz.store import Limit
from quiz.store.throttles import Throttles
from quiz.web.network import from_this_computer, network

STRETCH = timedelta(minutes=10)
LONGEST_LIST = 20_000  # keys that a process counts under at a time


@dataclass(frozen=True)
class Rate:
    """What is limited together, how often, and how many a process counts before it tells."""

    name: str
    limit: Limit
    told_each: int
    by_attempt: bool = True  # else by the network that it comes from


START = Rate("start", Limit(300, STRETCH), 10, by_attempt=False)
SAVE = Rate("save", Limit(600, STRETCH), 50)
FINISH = Rate("finish", Limit(60, STRETCH), 10)
SHARE = Rate("share", Limit(60, STRETCH), 10)
RATES = {  # by view; of views that are not here nothing can be asked that costs much
    "take.begin": START,
    "take.begin_for_opening": START,
    "take.retake": START,
    "take.answer": SAVE,
    "take.save_answers": SAVE,
    "take.choose_language": SAVE,
    "take.try_answers": SAVE,
    "take.finish": FINISH,
    "take.fits": FINISH,
    "take.make_share": SHARE,
    "take.revoke_share": SHARE,
    "take.send_result": SHARE,
    "take.withdraw_sending": SHARE,
}


@dataclass
class _Counted:
    untold: int
    over: datetime  # when it can be forgotten
    refused_until: datetime | None = None


class Counter:
    """What one process has counted."""

    def __init__(self, throttles: Throttles) -> None:
        self._throttles = throttles
        self._counted: dict[bytes, _Counted] = {}
        self._lock = Lock()

    def count(self, key: bytes, rate: Rate, now: datetime) -> timedelta | None:
        """Count one under this key; say how long to wait where there were too many."""
        with self._lock:
            here = self._found(key, now)
            if here.refused_until and here.refused_until > now:
                return here.refused_until - now
            here.untold += 1
            untold = here.untold
            if untold < rate.told_each:
                return None
            here.untold = 0
        wait = self._throttles.count({key: rate.limit}, now, by=untold)
        if wait:
            here.refused_until = now + wait
        return wait

    def _found(self, key: bytes, now: datetime) -> _Counted:
        here = self._counted.get(key)
        if here is None or here.over <= now:
            if len(self._counted) >= LONGEST_LIST:
                kept = {k: each for k, each in self._counted.items() if each.over > now}
                self._counted = kept if len(kept) < LONGEST_LIST else {}
            here = self._counted[key] = _Counted(0, now + STRETCH)
        return here


def limit_rates(app: Flask, throttles: Throttles) -> None:
    """Refuse what comes too often, before its view does anything."""
    counter = Counter(throttles)

    def refuse_too_many() -> None:
        rate = RATES.get(request.endpoint or "")
        if rate is None or request.method != "POST":
            return
        if not rate.by_attempt and from_this_computer():
            return
        wait = counter.count(_key(rate), rate, services().clock())
        if wait:
            raise TooManyRequests(retry_after=ceil(wait.total_seconds()))

    app.before_request(refuse_too_many)


def _key(rate: Rate) -> bytes:
    whose = (request.view_args or {})["token"] if rate.by_attempt else network()
    # With the secret key, so that nobody who has the database can look an address up in it.
    message = f"role-fit rate\x00{rate.name}\x00{whose}".encode()
    return hmac.digest(services().settings.secret_key.encode(), message, hashlib.sha256)
