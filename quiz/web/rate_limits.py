"""How often candidates may start, save, finish and share, counted for all processes together.

The limits are far above what people do, a whole class behind one address included; they keep
a program that runs wild from filling the database. A process counts by itself and tells the
database now and then, so that saving an answer stays one write: a limit may be overrun by as
many as all processes have not told yet. What comes from this computer itself is not counted
by its network: it is a program of whoever owns it, or a proxy that we were not told of.

Only POST is limited, and what is limited by attempt needs its token in the address. How often
members may guess, invite and be mailed is in `quiz.hr.workspace.sign_in_tries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from quiz.services import services
from quiz.store import Limit
from quiz.tokens import keyed_hash
from quiz.web.network import from_this_computer, network

STRETCH = timedelta(minutes=10)


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
    "take.choose_part_two": SAVE,
    "take.sharpen": SAVE,
    "take.try_answers": SAVE,
    "take.finish": FINISH,
    "take.fits": FINISH,
    "take.make_share": SHARE,
    "take.revoke_share": SHARE,
    "take.send_result": SHARE,
    "take.withdraw_sending": SHARE,
}


def limit_rates(app: Flask) -> None:
    """Refuse what comes too often, before its view does anything."""
    app.before_request(refuse_too_many)


def refuse_too_many() -> None:
    """Count a request that is limited, and refuse it where there were too many like it."""
    rate = RATES.get(request.endpoint or "")
    if rate is None or request.method != "POST":
        return
    if not rate.by_attempt and from_this_computer():
        return
    here = services()
    wait = here.store.throttles.count_in_process(
        _key(rate), rate.limit, here.clock(), told_each=rate.told_each
    )
    if wait:
        raise TooManyRequests(retry_after=ceil(wait.total_seconds()))


def _key(rate: Rate) -> bytes:
    whose = (request.view_args or {})["token"] if rate.by_attempt else network()
    # With the secret key, so that nobody who has the database can look an address up in it.
    return keyed_hash(services().settings.secret_key, f"role-fit rate\x00{rate.name}\x00{whose}")
