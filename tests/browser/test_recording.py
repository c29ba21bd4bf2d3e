"""What the benchmarks send for a browser with script is what Chromium sends."""

from dataclasses import replace
from math import inf

import pytest

from bench.connection import Connection
from bench.people import candidates
from bench.recorder import PACES, listening, record, recording_of
from bench.recording import RECORD, differences, read_recording, replay

DRIFT = 5.0  # seconds of the person's clock: how soon a reply is there depends on the machine

pytestmark = pytest.mark.slow_proof


@pytest.fixture(scope="module")
def recording():
    """The one that is sent."""
    return read_recording()


def test_chromium_sends_today_what_was_recorded(browser, recording):
    today, recorded = (
        record(browser, PACES[:1]),
        replace(recording, sittings=recording.sittings[:1]),
    )
    assert differences(recorded, today, DRIFT) == [], f"Record it anew: {RECORD}"


def test_a_server_hears_the_same_from_a_replay_for_somebody_else(recording, tmp_path):
    heard = []
    for number, (sitting, person) in enumerate(
        zip(recording.sittings, candidates(16), strict=False)
    ):
        with listening(tmp_path / str(number)) as (ears, address, _):
            line = Connection(int(address.rpartition(":")[2]))
            assert replay(line, person, sitting, recording, address).page.kind == "result"
            line.close()
            heard.append(ears.heard)
    assert differences(recording, recording_of(recording.browser, heard), inf) == []
