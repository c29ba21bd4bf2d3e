"""Tickets for a preview: made here, for one opening, for some hours."""

import time

import pytest

from quiz.tokens import may_preview, sign_preview, sign_start_ticket

KEY = "k" * 43


@pytest.fixture
def ticket():
    return sign_preview(KEY, "opening1")


def test_a_ticket_shows_its_own_opening_only(ticket):
    assert may_preview(KEY, "opening1", ticket)
    assert not may_preview(KEY, "opening2", ticket)


def test_a_ticket_signed_with_another_key_shows_nothing(ticket):
    assert not may_preview("o" * 43, "opening1", ticket)


def test_a_ticket_for_something_else_shows_nothing():
    for other in ("", "opening1", sign_start_ticket(KEY)):
        assert not may_preview(KEY, "opening1", other)


def test_a_ticket_lasts_four_hours(monkeypatch, ticket):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14_300)
    assert may_preview(KEY, "opening1", ticket)
    monkeypatch.setattr(time, "time", lambda: now + 14_500)
    assert not may_preview(KEY, "opening1", ticket)


def test_a_link_that_was_handed_on_before_an_update_still_shows_its_opening():
    """Signed by the first version with previews: its salt and its derivation stay."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: 1_795_622_400)
        assert may_preview(
            KEY, "opening1", "Im9wZW5pbmcxIg.awcGAA.MLBnVaDTUscVQTg4BNzhYTKtSxuJKwpyy7xECLbs2n4"
        )
