"""Where a request comes from, as far as anything here needs to know."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from flask import request

SIX_NETWORK = 64  # bits: what one household or office gets of IPv6


def network() -> str:
    """The network a request comes from: an IPv4 address, or the part of IPv6 that is one place."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(int(address) >> (128 - SIX_NETWORK))
    return str(address)


def from_this_computer() -> bool:
    """Whether a request comes from the computer that answers it."""
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
