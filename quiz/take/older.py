"""Results that the same person got before, as the pages of a newer attempt list them."""

from __future__ import annotations

from typing import Any

from quiz.report.brief import in_short
from quiz.report.earlier import earlier
from quiz.report.wording import names_in
from quiz.services import services
from quiz.store import OlderAttempt, StoredResult
from quiz.take.attempt import Sitting


def older_attempts(sitting: Sitting) -> list[OlderAttempt]:
    """The attempts that this one follows on, the newest first."""
    here = services()
    return list(here.store.retakes.older(sitting.attempt.id, here.clock()))


def listed(sitting: Sitting) -> list[dict[str, Any]]:
    """Name each older result by its moment and by what it came to."""
    names = names_in(sitting.language)
    return [
        {
            "key": key(each),
            "finished": names.say.moment(each.finished_at),
            "result": in_short(each.result.assessment, names),
        }
        for each in older_attempts(sitting)
    ]


def key(attempt: OlderAttempt) -> str:
    """What a form says of an older attempt: never its number."""
    return attempt.finished_at.isoformat()


def beside(sitting: Sitting, latest: StoredResult) -> list[dict[str, Any]]:
    """Compare each older result with the latest one."""
    say = names_in(sitting.language).say
    return [
        {
            "finished": say.moment(each.finished_at),
            **earlier(latest.assessment, each.result.assessment, sitting.language),
        }
        for each in older_attempts(sitting)
    ]
