"""Tokens nobody can guess, and tickets nobody can forge."""

import base64
import hashlib
import hmac
import time
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
    StartTicket,
    hash_token,
    is_signed_ref,
    looks_like_seed,
    looks_like_token,
    new_seed,
    new_token,
    read_start_ticket,
    share_token,
    sign_ref,
    sign_start_ticket,
)

KEY = "k" * 43
OTHER_KEY = "o" * 43


def test_a_token_holds_256_bits_and_none_comes_twice():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(base64.urlsafe_b64decode(token + "=")) == 32 for token in tokens)
    assert all(looks_like_token(token) for token in tokens)


def test_the_stored_hash_is_sha256():
    # FIPS 180-2, appendix B.1.
    assert hash_token("abc").hex() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert len(hash_token(new_token())) == hashlib.sha256().digest_size


@pytest.mark.parametrize(
    "text", ["", "favicon.ico", "a" * 42, "a" * 44, "a" * 43 + "\n", "ä" * 43, "a" * 42 + "/"]
)
def test_other_text_does_not_look_like_a_token(text):
    assert not looks_like_token(text)


def test_a_seed_holds_128_bits_and_none_comes_twice():
    seeds = {new_seed() for _ in range(1000)}
    assert len(seeds) == 1000
    assert all(len(base64.urlsafe_b64decode(seed + "==")) == 16 for seed in seeds)
    assert all(looks_like_seed(seed) for seed in seeds)


@pytest.mark.parametrize("text", ["", "a" * 21, "a" * 23, "a" * 22 + "\n", "a" * 21 + "/"])
def test_other_text_does_not_look_like_a_seed(text):
    assert not looks_like_seed(text)


def test_the_token_of_a_share_comes_from_key_attempt_and_seed_and_from_nothing_else():
    """HMAC-SHA256 in base64url without its padding; the value is from openssl dgst -hmac."""
    token = share_token(KEY, "a" * 43, "s" * 22)
    assert token == "BaeZtvjAZ6xEsUHh0TqHE8gw61tCIiFq7nGJEYW_jiA"
    assert looks_like_token(token)
    others = [(OTHER_KEY, "a" * 43, "s" * 22), (KEY, "b" * 43, "s" * 22), (KEY, "a" * 43, "t" * 22)]
    assert len({token, *(share_token(*other) for other in others)}) == 4


def test_a_ticket_read_twice_has_the_same_token():
    ticket = sign_start_ticket(KEY, "en")
    first, second = read_start_ticket(KEY, ticket), read_start_ticket(KEY, ticket)
    assert first == second
    assert looks_like_token(first.token)
    assert first.language == "en"


def test_two_tickets_have_two_tokens():
    tickets = [read_start_ticket(KEY, sign_start_ticket(KEY)) for _ in range(2)]
    assert tickets[0].token != tickets[1].token
    assert tickets[0].language is None


def test_a_ticket_signed_with_another_key_is_forged():
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, sign_start_ticket(OTHER_KEY))


@given(st.text(max_size=200))
def test_any_other_text_is_a_forged_ticket(text):
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, text)


# Signed once: Hypothesis wants the same places to choose from each time.
TICKET = sign_start_ticket(KEY)
# The last character of each part may carry bits that base64 leaves unused.
PLACES = [n for n in range(len(TICKET) - 1) if TICKET[n + 1] != "."]


@given(st.sampled_from(PLACES), st.sampled_from("AQgw048_-."))
def test_a_ticket_with_one_character_changed_is_forged(at, other):
    assume(other != TICKET[at])
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, TICKET[:at] + other + TICKET[at + 1 :])


def signed_here(content):
    """A ticket that only another version of ours can have made."""
    signer = URLSafeTimedSerializer(
        KEY,
        salt="role-fit start ticket",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
    return signer.dumps(content)


@pytest.mark.parametrize(
    "content",
    [
        None,
        "token",
        {},
        ["a" * 43],
        [1, None],
        ["short", None],
        ["a" * 43, 1],
        [1, None, None, None],
        ["short", None, None, None],
        ["a" * 43, 1, None, None],
        ["a" * 43, None, 1, None],
    ],
)
def test_a_ticket_signed_here_with_other_content_is_refused(content):
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, signed_here(content))


def test_a_ticket_of_before_there_were_openings_still_begins_the_public_quiz():
    ticket = read_start_ticket(KEY, signed_here(["a" * 43, "de"]))
    assert ticket == StartTicket("a" * 43, "de", None, None)


def test_a_form_that_was_open_while_the_program_was_updated_can_be_sent():
    """Signed by the first version that knew openings: its salt and its derivation stay."""
    ticket = (
        "WyJjbTkyTXp3YTdzcEZRRXZHeWlGdnZTRTRaQWx4ZTd1Z3hwMzQ0WXVCMWl3IiwiZGUiLCJkYXJrIixbIm9wZW5p"
        "bmcxIiwzLCJSRVEtMTciLHRydWVdXQ.awcEWg.aPyQwuLSeHm3UvXbKfy6I5fW2v-KzGqUTQk7nyPC8ig"
    )
    read = read_start_ticket(KEY, ticket, max_age=timedelta(days=100_000))
    assert read.token == "cm92Mzwa7spFQEvGyiFvvSE4ZAlxe7ugxp344YuB1iw"
    assert read.starts_for == StartsFor("opening1", 3, "REQ-17", ref_signed=True)


def test_an_old_ticket_has_expired():
    with pytest.raises(ExpiredTicket):
        read_start_ticket(KEY, sign_start_ticket(KEY), max_age=timedelta(seconds=-1))


def test_a_ticket_lasts_a_day(monkeypatch):
    ticket, now = sign_start_ticket(KEY), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_300)
    read_start_ticket(KEY, ticket)
    monkeypatch.setattr(time, "time", lambda: now + 86_500)
    with pytest.raises(ExpiredTicket):
        read_start_ticket(KEY, ticket)


def test_a_ticket_carries_its_opening_its_reference_and_its_theme():
    starts_for = StartsFor("opening", 3, "REQ-17", ref_signed=True)
    ticket = read_start_ticket(KEY, sign_start_ticket(KEY, "de", "dark", starts_for))
    assert (ticket.language, ticket.theme, ticket.starts_for) == ("de", "dark", starts_for)
    plain = StartsFor("opening", 3)
    assert read_start_ticket(KEY, sign_start_ticket(KEY, starts_for=plain)).starts_for == plain
    assert (plain.ref, plain.ref_signed) == (None, False)
    public = read_start_ticket(KEY, sign_start_ticket(KEY))
    assert (public.language, public.theme, public.starts_for) == (None, None, None)


STRANGE = (
    [],
    "o",
    3,
    [1, 1, None, False],
    ["o", "1", None, False],
    ["o", 1, 2, False],
    ["o", 1, None, 1],
)


@pytest.mark.parametrize("opening", STRANGE)
def test_a_ticket_with_a_strange_opening_is_forged(opening):
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, signed_here([new_token(), "en", None, opening]))


def test_a_reference_is_signed_as_the_documents_say():
    """As anyone would compute it who reads them: HMAC-SHA256 in base64url without its padding."""
    made = hmac.new(b"k" * 32, "Größe 17".encode(), "sha256").digest()
    assert sign_ref(b"k" * 32, "Größe 17") == base64.urlsafe_b64encode(made).decode().rstrip("=")
    assert is_signed_ref(b"k" * 32, "Größe 17", sign_ref(b"k" * 32, "Größe 17"))
    for ref, signature in (("Größe 18", sign_ref(b"k" * 32, "Größe 17")), ("Größe 17", "é")):
        assert not is_signed_ref(b"k" * 32, ref, signature)
