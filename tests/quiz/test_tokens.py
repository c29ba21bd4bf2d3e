"""Tokens nobody can guess, and tickets nobody can forge."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
    hash_token,
    is_signed_ref,
    looks_like_token,
    new_token,
    read_start_ticket,
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


TICKET = sign_start_ticket(KEY)  # once: Hypothesis must find the same thing twice


@given(st.data())
def test_a_ticket_with_one_character_changed_is_forged(data):
    ticket = TICKET
    # The last character of each part may carry bits that base64 leaves unused.
    at = data.draw(st.sampled_from([n for n in range(len(ticket) - 1) if ticket[n + 1] != "."]))
    other = data.draw(st.sampled_from("AQgw048_-.").filter(lambda each: each != ticket[at]))
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, ticket[:at] + other + ticket[at + 1 :])


@pytest.mark.parametrize("content", [None, "token", [1, None], ["short", None], ["a" * 43], {}])
def test_a_ticket_signed_here_with_other_content_is_refused(content):
    signer = URLSafeTimedSerializer(
        KEY,
        salt="role-fit start ticket",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, signer.dumps(content))


def test_an_old_ticket_has_expired():
    with pytest.raises(ExpiredTicket):
        read_start_ticket(KEY, sign_start_ticket(KEY), max_age=timedelta(seconds=-1))


def test_a_ticket_carries_its_opening_its_reference_and_its_theme():
    starts_for = StartsFor("opening", 3, "REQ-17", ref_signed=True)
    ticket = read_start_ticket(KEY, sign_start_ticket(KEY, "de", "dark", starts_for))
    assert (ticket.language, ticket.theme, ticket.starts_for) == ("de", "dark", starts_for)
    public = read_start_ticket(KEY, sign_start_ticket(KEY))
    assert (public.language, public.theme, public.starts_for) == (None, None, None)


@pytest.mark.parametrize("opening", [[], ["o", "1", None, False], ["o", 1, 2, False], "o", 3])
def test_a_ticket_with_a_strange_opening_is_forged(opening):
    signer = URLSafeTimedSerializer(
        KEY,
        salt="role-fit start ticket",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
    with pytest.raises(ForgedTicket):
        read_start_ticket(KEY, signer.dumps([new_token(), "en", None, opening]))


def test_a_reference_is_signed_as_the_documents_say():
    """As anyone would compute it who reads them: HMAC-SHA256 in base64url without its padding."""
    made = hmac.new(b"k" * 32, "Größe 17".encode(), "sha256").digest()
    assert sign_ref(b"k" * 32, "Größe 17") == base64.urlsafe_b64encode(made).decode().rstrip("=")
    assert is_signed_ref(b"k" * 32, "Größe 17", sign_ref(b"k" * 32, "Größe 17"))
    for ref, signature in (("Größe 18", sign_ref(b"k" * 32, "Größe 17")), ("Größe 17", "é")):
        assert not is_signed_ref(b"k" * 32, ref, signature)
